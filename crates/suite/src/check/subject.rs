//! What a check is about: a field of an object, the HTTP exchange, or an invariant.
//!
//! A file names a subject by three members: `place` is its object, `index` its error, and `fact`
//! what it is about. Start at [`Subject`].

use std::fmt;

use serde::{Serialize, Serializer};
use tables::{Field, Site, named_enum};

use crate::field::{ReasonField, ResultField};

/// What a check is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// A field of an error.
    ErrorField {
        /// Where the error stands on the wire.
        site: Site,
        /// Which entry of the observation's errors it is.
        index: usize,
        /// The field.
        field: Field,
    },
    /// The absence of an error.
    NoError {
        /// Where an error would stand on the wire.
        site: Site,
        /// Which entry of the observation's errors it would be.
        index: usize,
    },
    /// A field of the returned envelope.
    Result(ResultField),
    /// A field of the reason of a cancellation or a pause.
    Reason(ReasonField),
    /// The HTTP exchange itself.
    Http(HttpSubject),
    /// What is expected whatever the response says.
    Invariant(Invariant),
}

named_enum! {
    /// What a check of the HTTP exchange is about.
    pub enum HttpSubject {
        /// Whether the HTTP status is exposed.
        Status = "status",
        /// Whether the text of what is raised contains the server's message.
        Shown = "shown",
    }
}

named_enum! {
    /// What is expected of a client whatever the response says.
    pub enum Invariant {
        /// The process survives and answers.
        Survives = "survives",
        /// A failure is visible.
        FailureShown = "failure-shown",
        /// A success is returned without an error.
        SuccessReturned = "success-returned",
        /// What is raised is of a class of the SDK.
        OwnClass = "own-class",
        /// Nothing is shown that the server did not send.
        NothingInvented = "nothing-invented",
    }
}

/// The object that a subject belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Object {
    /// An error at a site.
    Error(Site),
    /// The envelope around an error.
    Result,
    /// The reason of a cancellation or a pause.
    Reason,
    /// The HTTP exchange.
    Http,
    /// The whole observation.
    Invariants,
}

/// How a file names the absence of an error.
const NO_ERROR: &str = "error";

impl Subject {
    /// The subject that a file names.
    ///
    /// # Errors
    /// Says what is not known, and what is.
    pub(super) fn from_names(place: &str, index: usize, fact: &str) -> Result<Self, String> {
        let object = Object::from_name(place).ok_or_else(|| {
            let known = Object::ALL.iter().map(|object| object.as_str());
            format!(
                "the place `{place}` is not known; known are {}",
                list(known)
            )
        })?;
        let subject = match object {
            Object::Error(site) if fact == NO_ERROR => Some(Self::NoError { site, index }),
            Object::Error(site) => {
                Field::from_name(fact).map(|field| Self::ErrorField { site, index, field })
            }
            Object::Result => ResultField::from_name(fact).map(Self::Result),
            Object::Reason => ReasonField::from_name(fact).map(Self::Reason),
            Object::Http => HttpSubject::from_name(fact).map(Self::Http),
            Object::Invariants => Invariant::from_name(fact).map(Self::Invariant),
        };
        let subject = subject.ok_or_else(|| {
            let known = list(object.facts().into_iter());
            format!("the place `{place}` has no fact `{fact}`; it has {known}")
        })?;
        if subject.index() != index {
            return Err(format!(
                "only errors have an `index`; found {index} at the place `{place}`"
            ));
        }
        Ok(subject)
    }

    /// The object that it belongs to.
    pub fn object(self) -> Object {
        match self {
            Self::ErrorField { site, .. } | Self::NoError { site, .. } => Object::Error(site),
            Self::Result(_) => Object::Result,
            Self::Reason(_) => Object::Reason,
            Self::Http(_) => Object::Http,
            Self::Invariant(_) => Object::Invariants,
        }
    }

    /// Which entry of the observation's errors it speaks of; 0 for everything else.
    pub fn index(self) -> usize {
        match self {
            Self::ErrorField { index, .. } | Self::NoError { index, .. } => index,
            Self::Result(_) | Self::Reason(_) | Self::Http(_) | Self::Invariant(_) => 0,
        }
    }

    /// Its name within the object, such as `code`, `status` or `failure-shown`.
    pub fn name(self) -> &'static str {
        match self {
            Self::ErrorField { field, .. } => field.as_str(),
            Self::NoError { .. } => NO_ERROR,
            Self::Result(field) => field.as_str(),
            Self::Reason(field) => field.as_str(),
            Self::Http(subject) => subject.as_str(),
            Self::Invariant(invariant) => invariant.as_str(),
        }
    }

    /// Whether it is the retry flag of an error.
    pub fn is_flag(self) -> bool {
        matches!(
            self,
            Self::ErrorField {
                field: Field::Flag,
                ..
            }
        )
    }
}

impl Object {
    /// Every object.
    pub(super) const ALL: [Self; 8] = [
        Self::Error(Site::Result),
        Self::Error(Site::JobRun),
        Self::Error(Site::HttpBody),
        Self::Error(Site::WebTask),
        Self::Result,
        Self::Reason,
        Self::Http,
        Self::Invariants,
    ];

    /// The object's name in files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Error(site) => site.as_str(),
            Self::Result => "envelope",
            Self::Reason => "reason",
            Self::Http => "http",
            Self::Invariants => "floor",
        }
    }

    fn from_name(name: &str) -> Option<Self> {
        let mut all = Self::ALL.into_iter();
        all.find(|object| object.as_str() == name)
    }

    /// The names of its subjects.
    pub(super) fn facts(self) -> Vec<&'static str> {
        fn names<T: Copy + Into<&'static str>>(all: &[T]) -> Vec<&'static str> {
            all.iter().map(|one| (*one).into()).collect()
        }
        match self {
            Self::Error(_) => [names(Field::ALL), vec![NO_ERROR]].concat(),
            Self::Result => names(ResultField::ALL),
            Self::Reason => names(ReasonField::ALL),
            Self::Http => names(HttpSubject::ALL),
            Self::Invariants => names(Invariant::ALL),
        }
    }
}

impl fmt::Display for Object {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Error(site) => site.as_str(),
            Self::Result => "the envelope",
            Self::Reason => "the reason",
            Self::Http => "the HTTP exchange",
            Self::Invariants => "the invariants",
        })
    }
}

impl Serialize for Object {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

fn list<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let names: Vec<String> = names.map(|name| format!("`{name}`")).collect();
    names.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_subject_is_read_by_the_names_that_it_has() {
        for object in Object::ALL {
            for fact in object.facts() {
                let subject = Subject::from_names(object.as_str(), 0, fact).unwrap();
                assert_eq!((subject.object(), subject.name()), (object, fact));
            }
        }
    }

    #[test]
    fn what_is_not_known_is_refused_with_what_is() {
        for (place, index, fact, expected) in [
            (
                "E",
                0,
                "code",
                "the place `E` is not known; known are `A`, `B`, `C`, `D`, `envelope`, `reason`, \
                 `http`, `floor`",
            ),
            (
                "envelope",
                0,
                "code",
                "the place `envelope` has no fact `code`; it has `message`, `outcome`, `status`",
            ),
            (
                "http",
                0,
                "error",
                "the place `http` has no fact `error`; it has `status`, `shown`",
            ),
            (
                "floor",
                2,
                "survives",
                "only errors have an `index`; found 2 at the place `floor`",
            ),
        ] {
            let found = Subject::from_names(place, index, fact);
            assert_eq!(found, Err(expected.to_owned()));
        }
        assert!(Subject::from_names("A", 2, "error").is_ok());
    }

    #[test]
    fn objects_are_shown_by_their_names() {
        let names = Object::ALL.map(|object| format!("{object:<2}"));
        assert_eq!(names[..4], ["A ", "B ", "C ", "D "]);
        assert_eq!(names[4], "the envelope");
    }
}
