//! The five categories of errors and the sources that the tables name.
//!
//! A category is never derived from a code and never corrected. Start at [`Category`].

use crate::open::open_enum;

open_enum! {
    /// The broad class of an error, meant for retry and alert rules (S2).
    ///
    /// The schema of a result lists all five, that of a job run `billing` and `infrastructure`, that
    /// of an HTTP body `user`; a web task has no category (wire). The 401 body carries `user`, not
    /// `auth` (wire).
    pub enum Category {
        /// The platform failed inside. Source: S2.
        Infrastructure = "infrastructure",
        /// The script or automation failed. Source: S2.
        Execution = "execution",
        /// Authentication or authorization failed. Source: S2.
        Auth = "auth",
        /// The caller sent something wrong. Source: S2.
        User = "user",
        /// The account's credits or billing stop the operation. Source: S2.
        Billing = "billing",
    }
}

impl Category {
    /// What S2 says is typical: `infrastructure` can be retried, `user` cannot without a fix.
    /// `None` for the other three and for an unknown category. Never a substitute for the flag.
    #[must_use]
    pub fn typically_retriable(&self) -> Option<bool> {
        match self {
            Self::Infrastructure => Some(true),
            Self::User => Some(false),
            Self::Execution | Self::Auth | Self::Billing | Self::Unknown(_) => None,
        }
    }
}

/// Where a statement about the contract comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Source {
    /// The SDK's model page of one error body.
    S0,
    /// The SDK's model page of `Failed`.
    S1,
    /// The vendor's page of error codes.
    S2,
    /// The published SDKs: what their schemas say travels on the wire.
    Wire,
}

impl Source {
    /// `S0`, `S1`, `S2` or `wire`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::S0 => "S0",
            Self::S1 => "S1",
            Self::S2 => "S2",
            Self::Wire => "wire",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_two_categories_say_what_is_typical() {
        let typical: Vec<_> = Category::ALL
            .iter()
            .map(Category::typically_retriable)
            .collect();
        assert_eq!(typical, [Some(true), None, None, Some(false), None]);
        assert_eq!(Category::from_wire("quota").typically_retriable(), None);
    }
}
