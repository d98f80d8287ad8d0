//! Where an error stands on the wire, which facts it has there, and how their keys are spelled.
//!
//! S2 promises one structure; the wire has four. The place decides the key spelling and which
//! fields are required; it never decides what may be read. Start at [`Place`], then [`Spelling`].

/// One of the four places on the wire that hold an error. Source: wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// `error` in the 200 body of a run result and of the three auth-session results.
    A,
    /// `error` of a job run, alone or in a list; may be null.
    B,
    /// The whole body of an HTTP 400, 401 or 404 of the job operations.
    C,
    /// `error` in a web-task result whose outcome is `failed`.
    D,
}

impl Place {
    /// The four places, in order.
    pub const ALL: &'static [Self] = &[Self::A, Self::B, Self::C, Self::D];

    /// `A`, `B`, `C` or `D`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::A => "A",
            Self::B => "B",
            Self::C => "C",
            Self::D => "D",
        }
    }

    /// Whether the schema of this place has a field for the fact. Source: wire.
    #[must_use]
    pub fn declares(self, fact: Fact) -> bool {
        match self {
            Self::A | Self::B => true,
            Self::C => fact != Fact::DocUrl,
            Self::D => matches!(fact, Fact::Code | Fact::Message | Fact::Details),
        }
    }

    /// The facts that the schema of this place requires, in the order of [`Fact::ALL`]. A missing
    /// one is a finding, never a refusal. Source: wire.
    #[must_use]
    pub fn required_fields(self) -> &'static [Fact] {
        match self {
            Self::A => &[Fact::Message, Fact::Category],
            Self::B => &[Fact::Message, Fact::Code, Fact::Category],
            Self::C => &[
                Fact::Message,
                Fact::Code,
                Fact::Category,
                Fact::Flag,
                Fact::CorrelationId,
            ],
            Self::D => &[Fact::Message, Fact::Code],
        }
    }

    /// Whether the schema of this place requires the fact. Source: wire.
    #[must_use]
    pub fn requires(self, fact: Fact) -> bool {
        self.required_fields().contains(&fact)
    }

    /// The key of the retry flag: the wire's `retirable`, or S2's `retriable` at D, which has none.
    #[must_use]
    pub fn flag_key(self) -> &'static str {
        Fact::Flag.wire_key(self)
    }

    /// The key of the doc link: `doc_url`, also at C and D, which have none (S2).
    #[must_use]
    pub fn doc_url_key(self) -> &'static str {
        Fact::DocUrl.wire_key(self)
    }

    /// The key of the correlation id: camel case at B and C (wire), snake case at A (wire) and at
    /// D, which has none (S2).
    #[must_use]
    pub fn correlation_key(self) -> &'static str {
        Fact::CorrelationId.wire_key(self)
    }
}

/// One of the seven things that an error body says (S2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fact {
    /// The text for people.
    Message,
    /// The stable identifier.
    Code,
    /// The broad class.
    Category,
    /// Whether the operation can be tried again.
    Flag,
    /// A link to the documentation.
    DocUrl,
    /// An id that finds the error in the logs.
    CorrelationId,
    /// Any further JSON.
    Details,
}

impl Fact {
    /// The seven facts in the order of S0, which is also the order of the writers.
    pub const ALL: &'static [Self] = &[
        Self::Message,
        Self::Code,
        Self::Category,
        Self::Flag,
        Self::DocUrl,
        Self::CorrelationId,
        Self::Details,
    ];

    /// The key at this place, or S2's key where the place does not declare the fact.
    #[must_use]
    pub fn wire_key(self, place: Place) -> &'static str {
        match (self, place) {
            (Self::Flag, Place::A | Place::B | Place::C) => "retirable",
            (Self::CorrelationId, Place::B | Place::C) => "correlationId",
            _ => self.documented_key(),
        }
    }

    /// The key in the prose of S2.
    #[must_use]
    pub fn documented_key(self) -> &'static str {
        match self {
            Self::Message => "message",
            Self::Code => "code",
            Self::Category => "category",
            Self::Flag => "retriable",
            Self::DocUrl => "doc_url",
            Self::CorrelationId => "correlation_id",
            Self::Details => "details",
        }
    }

    /// The name on the objects of the TypeScript SDK (S0, S1).
    #[must_use]
    pub fn sdk_key(self) -> &'static str {
        match self {
            Self::Flag => "retirable",
            Self::DocUrl => "docUrl",
            Self::CorrelationId => "correlationId",
            Self::Message | Self::Code | Self::Category | Self::Details => self.documented_key(),
        }
    }

    /// Every key that the reader takes for this fact, the wire's first; two for the flag, the doc
    /// link and the correlation id. `retryable` is not among them: it is an unknown field.
    #[must_use]
    pub fn spellings(self) -> &'static [&'static str] {
        match self {
            Self::Message => &["message"],
            Self::Code => &["code"],
            Self::Category => &["category"],
            Self::Flag => &["retirable", "retriable"],
            Self::DocUrl => &["doc_url", "docUrl"],
            Self::CorrelationId => &["correlation_id", "correlationId"],
            Self::Details => &["details"],
        }
    }

    /// The fact that a key spells, at any place.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .copied()
            .find(|fact| fact.spellings().contains(&key))
    }
}

/// One way to spell the keys of an error body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Spelling {
    /// The prose of S2: `retriable`, `doc_url`, `correlation_id`.
    Documented,
    /// The objects of the TypeScript SDK (S0, S1): `retirable`, `docUrl`, `correlationId`.
    SdkObject,
    /// The keys on the wire at one place.
    Wire(Place),
}

impl Spelling {
    /// The six spellings.
    pub const ALL: &'static [Self] = &[
        Self::Documented,
        Self::SdkObject,
        Self::Wire(Place::A),
        Self::Wire(Place::B),
        Self::Wire(Place::C),
        Self::Wire(Place::D),
    ];

    /// The key of a fact in this spelling.
    #[must_use]
    pub fn key(self, fact: Fact) -> &'static str {
        match self {
            Self::Documented => fact.documented_key(),
            Self::SdkObject => fact.sdk_key(),
            Self::Wire(place) => fact.wire_key(place),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_place_spells_its_own_keys() {
        let keys = |place: Place| {
            (
                place.flag_key(),
                place.doc_url_key(),
                place.correlation_key(),
            )
        };
        assert_eq!(keys(Place::A), ("retirable", "doc_url", "correlation_id"));
        assert_eq!(keys(Place::B), ("retirable", "doc_url", "correlationId"));
        assert_eq!(keys(Place::C), ("retirable", "doc_url", "correlationId"));
        assert_eq!(keys(Place::D), ("retriable", "doc_url", "correlation_id"));
    }

    #[test]
    fn every_key_of_every_spelling_is_read_as_its_fact() {
        for &spelling in Spelling::ALL {
            for &fact in Fact::ALL {
                assert_eq!(Fact::from_key(spelling.key(fact)), Some(fact));
            }
        }
        assert_eq!(Fact::from_key("retryable"), None);
    }

    #[test]
    fn what_is_required_is_declared() {
        for &place in Place::ALL {
            assert!(
                place
                    .required_fields()
                    .iter()
                    .all(|&fact| place.declares(fact))
            );
            assert!(place.required_fields().is_sorted());
        }
    }
}
