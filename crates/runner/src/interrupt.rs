//! A request to end a run early, and waits that check for it.
//!
//! Not here: signals. A program calls [`Interrupt::trigger`] from its own handler, and
//! [`crate::kill_adapters`] when it has to exit at once.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

/// The longest pause between two checks of a wait that no system call ends: for an interruption, an
/// exit, a lock or a closed connection. Nobody notices such a delay, and fifty checks a second cost
/// nothing.
pub(crate) const POLL_INTERVAL: Duration = Duration::from_millis(20);

/// A request to stop, shared by everything that waits.
#[derive(Debug, Default)]
pub struct Interrupt(AtomicUsize);

impl Interrupt {
    /// No request yet.
    pub const fn new() -> Self {
        Self(AtomicUsize::new(0))
    }

    /// Asks everything to stop, and returns how often that has been asked before.
    pub fn trigger(&self) -> usize {
        self.0.fetch_add(1, Ordering::SeqCst)
    }

    /// Whether a stop has been asked for.
    pub fn is_triggered(&self) -> bool {
        self.0.load(Ordering::SeqCst) > 0
    }
}

/// Checks again and again until something is found; none when `limit` is over.
pub(crate) fn poll<T>(limit: Duration, mut check: impl FnMut() -> Option<T>) -> Option<T> {
    let begin = Instant::now();
    // Most waits are short, so the first checks follow each other quickly.
    let mut pause = Duration::from_millis(1);
    loop {
        if let Some(found) = check() {
            return Some(found);
        }
        if begin.elapsed() >= limit {
            return None;
        }
        thread::sleep(pause);
        pause = (2 * pause).min(POLL_INTERVAL);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_poll_ends_with_what_is_found_or_with_its_limit() {
        let mut checks = 0;
        let found = poll(Duration::MAX, || {
            checks += 1;
            (checks == 3).then_some(checks)
        });
        assert_eq!(found, Some(3));
        assert_eq!(poll(Duration::ZERO, || None::<()>), None);
        assert_eq!(poll(Duration::ZERO, || Some(())), Some(()));
    }
}
