//! The exit codes of `conform`, on which scripts may rely.

/// How `conform` ends. If several apply, the last of them in this list is returned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum ExitCode {
    /// 0: done; a run showed nothing that is not in the baseline.
    Clean,
    /// 1: new failures (crash, time-out and untestable are failures), a known failure that now
    /// passes, derived files that are out of date, a page that drifted, a hole in the vectors, a
    /// mutant that survives, a broken choice.
    NewFailures,
    /// 2: wrong use or a bad file: arguments, an unknown adapter, vectors, a baseline, a report
    /// that cannot be written, a selection of nothing. Nothing was judged.
    WrongUse,
    /// 3: the harness failed: an adapter that cannot start or does not speak the protocol, or has
    /// no environment. This says nothing about an SDK.
    HarnessFailed,
    /// 130: ended by Ctrl-C, SIGTERM or SIGHUP; the results until then were printed.
    Interrupted,
}

impl ExitCode {
    /// The number that the process returns.
    pub fn code(self) -> u8 {
        match self {
            Self::Clean => 0,
            Self::NewFailures => 1,
            Self::WrongUse => 2,
            Self::HarnessFailed => 3,
            Self::Interrupted => 130,
        }
    }
}

impl From<ExitCode> for std::process::ExitCode {
    fn from(code: ExitCode) -> Self {
        code.code().into()
    }
}
