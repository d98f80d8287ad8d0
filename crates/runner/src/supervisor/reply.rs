//! What one vector brought: the adapter's answer, or how it failed to give one.
//!
//! Not here: what a reply means (see [`crate::conclude`]). Start at [`Reply`].

use std::time::Duration;

use suite::observation::Observation;

use crate::event::RequestLog;

/// What one vector brought.
#[derive(Debug)]
pub(crate) struct Reply {
    /// How the exchange about the vector ended.
    pub(crate) outcome: Outcome,
    /// The requests that the server saw; none in `decode` mode, where there is no server.
    pub(crate) requests: Option<Vec<RequestLog>>,
    /// The end of what the process wrote to its standard error, when it was ended with the vector.
    pub(crate) stderr: String,
    /// How the process before ended between two vectors, when this vector got a new one.
    pub(crate) replaced: Option<String>,
}

/// How the exchange about a vector ended.
#[derive(Debug)]
pub(crate) enum Outcome {
    /// The adapter answered and outlived the vector.
    Settled(Answer),
    /// The process ended before the vector was settled.
    Died {
        /// How, completing a sentence about the process.
        ending: String,
        answer: Option<Answer>,
    },
    /// The process ended before it read the vector.
    NotRead {
        /// How, completing a sentence about the process.
        ending: String,
    },
    /// The vector was not settled within the limit.
    TimedOut {
        limit: Duration,
        answer: Option<Answer>,
    },
    /// The adapter broke the protocol.
    Broken {
        /// How, in a sentence.
        problem: String,
        /// Whether the adapter answered the vector before that.
        has_answered: bool,
    },
    /// There was no process to ask, or the vector could not be sent; why.
    NotAsked(String),
}

/// What an adapter answers.
#[derive(Debug)]
pub(crate) enum Answer {
    /// What the user of the SDK sees.
    Observed(Box<Observation>),
    /// The SDK does not offer the operation.
    NotOffered,
    /// The adapter itself failed; how.
    Failed(String),
}

/// Output that came after a vector was settled, when the adapter should only have waited.
#[derive(Debug)]
pub(crate) struct Unsolicited {
    /// What is wrong, in a sentence.
    pub(crate) problem: String,
    /// The end of the process's standard error.
    pub(crate) stderr: String,
}

impl Outcome {
    /// What the user of the SDK sees, if the adapter said it.
    pub(crate) fn observation(&self) -> Option<&Observation> {
        let answer = match self {
            Self::Settled(answer) => Some(answer),
            Self::Died { answer, .. } | Self::TimedOut { answer, .. } => answer.as_ref(),
            Self::NotRead { .. } | Self::Broken { .. } | Self::NotAsked(_) => None,
        };
        match answer? {
            Answer::Observed(seen) => Some(seen),
            Answer::NotOffered | Answer::Failed(_) => None,
        }
    }
}

impl Reply {
    /// No process took the vector.
    pub(crate) fn not_asked(problem: String) -> Self {
        Self {
            outcome: Outcome::NotAsked(problem),
            requests: None,
            stderr: String::new(),
            replaced: None,
        }
    }

    /// The reply to a vector after which the adapter broke the protocol.
    pub(crate) fn broken_by(self, Unsolicited { problem, stderr }: Unsolicited) -> Self {
        Self {
            outcome: Outcome::Broken {
                problem,
                has_answered: true,
            },
            stderr,
            ..self
        }
    }

    /// Whether the process did more than to introduce itself and end.
    pub(crate) fn is_sign_of_life(&self) -> bool {
        let has_requests = || self.requests.iter().flatten().next().is_some();
        match &self.outcome {
            Outcome::Settled(_) | Outcome::TimedOut { .. } | Outcome::Broken { .. } => true,
            Outcome::Died { answer, .. } => answer.is_some() || has_requests(),
            Outcome::NotRead { .. } => has_requests(),
            Outcome::NotAsked(_) => false,
        }
    }

    /// Whether the outcome came of the vector, whatever the adapter's process did before.
    pub(crate) fn is_of_the_vector(&self) -> bool {
        match &self.outcome {
            Outcome::Settled(_) | Outcome::Died { .. } | Outcome::TimedOut { .. } => true,
            Outcome::NotRead { .. } | Outcome::Broken { .. } | Outcome::NotAsked(_) => false,
        }
    }
}
