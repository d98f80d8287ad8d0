//! One processor for two that take turns: this thread and the process that it starts.
//!
//! Between them, one always waits for the other. On two processors each turn wakes an idle one and
//! leaves warm caches behind, which takes longer than the turn. Start at [`OneProcessor::share`].

/// Keeps this thread, and what it starts, on the processor that it is on. Dropping it lets the
/// thread go where it was allowed to go before; what it started stays. A system that knows no such
/// bond, or refuses it, is only slower.
#[derive(Debug)]
pub(crate) struct OneProcessor {
    #[cfg(target_os = "linux")]
    before: Option<rustix::thread::CpuSet>,
    /// The bond is one of the thread that made it.
    _of_this_thread: std::marker::PhantomData<*const ()>,
}

#[cfg(target_os = "linux")]
impl OneProcessor {
    /// Takes the processor that this thread is on.
    pub(crate) fn share() -> Self {
        use rustix::thread::{CpuSet, sched_getaffinity, sched_getcpu, sched_setaffinity};

        let mut one = CpuSet::new();
        let here = sched_getcpu();
        if here < CpuSet::MAX_CPU {
            one.set(here);
        }
        let before = sched_getaffinity(None).ok();
        Self {
            before: before.filter(|_| sched_setaffinity(None, &one).is_ok()),
            _of_this_thread: std::marker::PhantomData,
        }
    }
}

#[cfg(target_os = "linux")]
impl Drop for OneProcessor {
    fn drop(&mut self) {
        if let Some(before) = &self.before {
            // Refused only if those processors are gone; the one that is left will do.
            let _ = rustix::thread::sched_setaffinity(None, before);
        }
    }
}

#[cfg(not(target_os = "linux"))]
impl OneProcessor {
    /// Does nothing here.
    pub(crate) fn share() -> Self {
        Self {
            _of_this_thread: std::marker::PhantomData,
        }
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::OneProcessor;
    use rustix::thread::sched_getaffinity;

    #[test]
    fn a_thread_shares_its_processor_and_is_free_again_afterwards() {
        // A sandbox may refuse: then there is nothing to see.
        let Ok(before) = sched_getaffinity(None) else {
            return;
        };
        let one = OneProcessor::share();
        if one.before.is_none() {
            return;
        }
        assert_eq!(sched_getaffinity(None).unwrap().count(), 1);
        drop(one);
        assert_eq!(sched_getaffinity(None).unwrap(), before);
    }
}
