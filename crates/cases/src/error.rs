//! What is wrong with a case, and at which key. Start at [`CaseError`].

use std::path::{Path, PathBuf};

use files::Error;

use crate::key::{Key, line_of_key};

/// A case that cannot be expanded.
#[derive(Debug)]
pub(crate) struct CaseError {
    problem: Problem,
    /// From the innermost key outwards.
    keys: Vec<Key>,
    /// Whether the keys lead there from the whole file.
    is_complete: bool,
}

impl CaseError {
    /// A problem with the value that these keys lead to, from the whole file inwards.
    pub(crate) fn at(keys: &[Key], problem: Problem) -> Self {
        Self {
            problem,
            keys: keys.iter().rev().cloned().collect(),
            is_complete: true,
        }
    }

    /// The error with these keys, where it has none that lead there from the whole file.
    pub(crate) fn or_at(self, keys: &[Key]) -> Self {
        if self.is_complete {
            return self;
        }
        Self::at(keys, self.problem)
    }

    /// The error of the case's file: the only place where its line is computed.
    pub(crate) fn in_file(mut self, path: &Path, text: &str) -> Error {
        self.keys.reverse();
        Error::File {
            path: path.to_owned(),
            line: line_of_key(text, &self.keys, &self.problem.words()),
            message: self.problem.to_string(),
        }
    }
}

impl From<Problem> for CaseError {
    fn from(problem: Problem) -> Self {
        Self {
            problem,
            keys: Vec::new(),
            is_complete: false,
        }
    }
}

/// Says under which key something is wrong.
pub(crate) trait Within<T> {
    /// What is wrong stands in the value of this key.
    fn within(self, key: impl Into<Key>) -> Result<T, CaseError>;
}

impl<T, E: Into<CaseError>> Within<T> for Result<T, E> {
    fn within(self, key: impl Into<Key>) -> Result<T, CaseError> {
        self.map_err(|error| {
            let mut error = error.into();
            if !error.is_complete {
                error.keys.push(key.into());
            }
            error
        })
    }
}

/// What is wrong. Each message says what was found and what is possible.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Problem {
    #[error("`${{{name}}}` is not known here; known are {known}")]
    UnknownVariable { name: String, known: String },
    #[error("`{0}` has no closing brace")]
    OpenBrace(String),
    #[error("the axis `{0}` has the name of a variable that every vector has; choose another name")]
    ReservedAxis(String),
    #[error("a value of the axis `{0}` has no `id`")]
    NoValueId(String),
    #[error("the axis `{0}` has no values: give `ids`, `values` or `set`")]
    EmptyAxis(String),
    #[error("the axis value `{0}` is not made of letters, digits and `._-+` alone")]
    ValueId(String),
    #[error("the axis `{axis}` has the value `{id}` twice")]
    ValueTwice { axis: String, id: String },
    #[error("the set `{set}` is not known; known are {known}")]
    UnknownSet { set: String, known: String },
    #[error("the axes make {count} vectors; a case has at most {most}")]
    TooManyVectors { count: usize, most: usize },
    #[error("expected the id `{expected}`, the file's own path, found `{found}`")]
    CaseId { expected: String, found: String },
    #[error(
        "expected an id without white space in the folder `{folder}` of the case, found `{id}`"
    )]
    VectorId { folder: String, id: String },
    #[error("two vectors have the id `{0}`")]
    IdTwice(String),
    #[error("the id `{id}` is used in {} too", other.display())]
    IdElsewhere { id: String, other: PathBuf },
    #[error("the operation `{0}` is not known")]
    UnknownOperation(String),
    #[error(
        "the answer `{0}` is not known; known are failed, canceled, http-error, success, literal"
    )]
    UnknownAnswer(String),
    #[error("the operation `{0}` has no such answer")]
    NoSuchAnswer(&'static str),
    #[error("an `http-error` needs a status")]
    NoStatus,
    #[error("a literal answer needs an `outcome`")]
    NoOutcome,
    #[error("a literal answer needs a `body`, a `base64` or a `repeat`")]
    NoBody,
    #[error("a response has one of `body`, `base64` and `repeat`")]
    TwoBodies,
    #[error("`{0}` is not a count")]
    Count(String),
    #[error("{0}")]
    BodyTooLarge(String),
    #[error("expected a status from 200 to 599, found `{0}`")]
    Status(String),
    #[error("only a failed list of job runs has `more`")]
    MoreThanOne,
    #[error("an error has no field `{name}`; it has {known}")]
    UnknownErrorField { name: String, known: String },
    #[error("a reason has no field `{name}`; it has {known}")]
    UnknownReasonField { name: String, known: String },
    #[error("a result has no field `{name}`; it has {known}")]
    UnknownResultField { name: String, known: String },
    #[error("a field has one of `text`, `json` and `absent = true`")]
    FieldValue,
    #[error("the requirement `{0}` is not in requirements.toml")]
    UnknownRequirement(String),
    /// A field that no check can be made of.
    #[error("{0}")]
    Expectation(String),
    /// A vector that is not of its format.
    #[error("{0}")]
    Vector(String),
}

impl Problem {
    /// The words in a longer value that are wrong; empty where all of it is.
    fn words(&self) -> String {
        match self {
            Self::UnknownVariable { name, .. } => format!("${{{name}}}"),
            Self::OpenBrace(rest) => rest.lines().next().unwrap_or_default().to_owned(),
            _ => String::new(),
        }
    }
}
