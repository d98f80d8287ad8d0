//! Retry advice that says where it comes from.
//!
//! Not a retry policy: no counts, no delays, no clock. Start at [`ErrorBody::retry_advice`].

use crate::ErrorBody;

/// Whether to try again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Advice {
    /// Trying again may help.
    Retry,
    /// Trying again will not help, unless something is changed first.
    DoNotRetry,
    /// The body does not say, and nothing typical is known.
    Unknown,
}

/// Where an [`Advice`] comes from, the strongest source first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AdviceSource {
    /// The body's own retry flag (S0, S2). Two flags that differ were read as "not retriable".
    Flag,
    /// The flag is absent; S2 says what is typical for the category. On the wire an absent flag has
    /// the default `false` in a result and a job run, so a cautious client may ignore this source.
    CategoryTypically,
    /// The flag is absent, and S2 says nothing about the category.
    NothingKnown,
}

/// An advice together with its source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RetryAdvice {
    /// Whether to try again.
    pub advice: Advice,
    /// Why.
    pub source: AdviceSource,
}

impl ErrorBody {
    /// Whether to try again: what the flag says, or what is typical for the category (S2), or
    /// nothing. The category never overrides the flag, and the code is never looked at.
    #[must_use]
    pub fn retry_advice(&self) -> RetryAdvice {
        let (known, source) = match self.retriable {
            Some(flag) => (Some(flag), AdviceSource::Flag),
            None => match self
                .category
                .as_ref()
                .and_then(|it| it.typically_retriable())
            {
                Some(typical) => (Some(typical), AdviceSource::CategoryTypically),
                None => (None, AdviceSource::NothingKnown),
            },
        };
        let advice = match known {
            Some(true) => Advice::Retry,
            Some(false) => Advice::DoNotRetry,
            None => Advice::Unknown,
        };
        RetryAdvice { advice, source }
    }
}

#[cfg(test)]
mod tests {
    use super::{Advice, AdviceSource, RetryAdvice};
    use crate::{Category, ErrorBody};

    #[test]
    fn the_flag_speaks_first_then_the_category() {
        use Advice::{DoNotRetry, Retry};
        use AdviceSource::{CategoryTypically, Flag, NothingKnown};
        let check = |retriable, category: Option<&str>, advice, source| {
            let category = category.map(Category::from_wire);
            let body = ErrorBody {
                retriable,
                category,
                ..ErrorBody::default()
            };
            assert_eq!(
                body.retry_advice(),
                RetryAdvice { advice, source },
                "{body:?}"
            );
        };
        check(Some(true), Some("user"), Retry, Flag);
        check(Some(false), Some("infrastructure"), DoNotRetry, Flag);
        check(None, Some("infrastructure"), Retry, CategoryTypically);
        check(None, Some("user"), DoNotRetry, CategoryTypically);
        for category in [
            Some("execution"),
            Some("auth"),
            Some("billing"),
            Some("quota"),
            None,
        ] {
            check(None, category, Advice::Unknown, NothingKnown);
        }
    }
}
