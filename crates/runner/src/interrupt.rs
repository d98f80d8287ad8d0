//! Ending a run early, and ending every adapter at once.
//!
//! Not here: signals; a program calls [`Interrupt::trigger`] from its own handler.

use std::sync::atomic::{AtomicUsize, Ordering};

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

/// Kills every adapter process of this program with its children and removes their folders, without
/// waiting for anything else.
pub fn kill_adapters() {
    crate::process::kill_all();
}
