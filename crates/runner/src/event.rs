//! The events of a run: one stream, which reports consume.
//!
//! Not here: how anything is printed, and no process. Start at [`Event`].

use judge::baseline::Comparison;
use judge::choice::ChoiceOutcome;
use judge::{CheckOutcome, Verdict};
use serde::Serialize;
use suite::vector::{Mode, Vector};

/// One thing that happened, in the order of time. Every event belongs to the run whose
/// [`Event::RunStarted`] came last.
#[derive(Debug)]
#[non_exhaustive]
pub enum Event<'a> {
    /// What is done before the run can start, in a line: an adapter is started, an environment is
    /// made.
    Preparing(String),
    /// An adapter introduced itself; its vectors follow.
    RunStarted(RunInfo),
    /// One vector has its verdict.
    VectorFinished {
        /// The vector.
        vector: &'a Vector,
        /// What came out.
        report: Box<VectorReport>,
    },
    /// All vectors of the run have their verdict, or the run was cut short.
    RunFinished(Box<RunSummary>),
    /// The harness could not run the adapter at all.
    RunFailed {
        /// The adapter's name.
        adapter: String,
        /// The mode.
        mode: Mode,
        /// What happened, and the way out.
        problem: String,
    },
}

/// One adapter in one mode.
#[derive(Clone, Debug)]
pub struct RunInfo {
    /// The adapter's name.
    pub adapter: String,
    /// The SDK's package name, as the process reports it.
    pub sdk: String,
    /// The SDK's version, as the process reports it.
    pub version: String,
    /// The language and its version.
    pub language: String,
    /// The mode.
    pub mode: Mode,
    /// How many vectors will be judged.
    pub vectors: usize,
    /// Operations that the SDK does not offer; their vectors are not scored.
    pub not_offered: Vec<NotOffered>,
    /// What the adapter declares of points that the contract leaves open.
    pub choices: Vec<DeclaredChoice>,
}

/// One choice that an adapter declares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeclaredChoice {
    /// The choice.
    pub choice: String,
    /// What the client does, as declared.
    pub value: String,
    /// Whether the run has to show it: all vectors are run, and some of them can in this mode.
    pub is_due: bool,
}

/// An operation that an SDK does not offer.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NotOffered {
    /// The operation.
    pub operation: String,
    /// The adapter's reason.
    pub reason: String,
    /// How many selected vectors are therefore not scored.
    pub vectors: usize,
}

/// What came out for one vector.
#[derive(Clone, Debug)]
pub struct VectorReport {
    /// The vector's id.
    pub id: String,
    /// Its operation.
    pub operation: String,
    /// The verdict.
    pub verdict: Verdict,
    /// The outcomes of its checks, as far as they could be judged.
    pub checks: Vec<CheckOutcome>,
    /// What it shows of the choices that the adapter declares.
    pub choices: Vec<ChoiceOutcome>,
    /// What it shows of the others.
    pub undeclared: Vec<Undeclared>,
    /// What the user of the SDK sees, where a must or should check failed: with texts that are cut,
    /// so that an adapter's own slip can be seen.
    pub observation: Option<serde_json::Value>,
    /// The requests that the server saw while the vector was current.
    pub requests: Vec<RequestLog>,
    /// Why the verdict is not about checks, in a sentence.
    pub note: Option<String>,
    /// The end of what the process wrote to its standard error, when it was ended with this vector.
    pub stderr: String,
}

/// Whether a vector shows one value of a choice that nobody declared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Undeclared {
    /// The choice.
    pub choice: &'static str,
    /// One of its values.
    pub value: &'static str,
    /// Whether the client does what this value says.
    pub kept: bool,
}

/// One request, as the server saw it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RequestLog {
    /// The method.
    pub method: String,
    /// The target with its query, as sent.
    pub target: String,
    /// Whether it was the vector's expected request.
    pub matched: bool,
    /// Whether a redirect of the vector led to it, and it was answered by the next response.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub followed: bool,
    /// Whether everything that the response says was handed to the system.
    pub sent: bool,
    /// Whether the client closed the connection before that.
    pub closed_early: bool,
}

/// The end of a run.
#[derive(Debug)]
pub struct RunSummary {
    /// What the known failures explain and what they do not, over the vectors that were judged.
    pub comparison: Comparison,
    /// Whether the run was cut short by an interruption.
    pub interrupted: bool,
    /// The root classes from which nothing descends that was raised, although something was.
    pub idle_roots: Option<IdleRoots>,
}

/// Root classes that no raised class has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct IdleRoots {
    /// The root classes.
    pub root_classes: Vec<String>,
    /// What was raised most often instead.
    pub raised: Vec<RaisedClass>,
}

/// How often a class was raised.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RaisedClass {
    /// The most derived class.
    pub class: String,
    /// In how many vectors.
    pub vectors: usize,
}
