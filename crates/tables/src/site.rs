//! Where an error stands on the wire, which fields it has there, and how their keys are spelled.
//!
//! S2 promises one structure; the wire has four. The site decides the key spelling and which
//! fields are required; it never decides what may be read. Start at [`Site`], then [`Spelling`].

/// One of the four sites on the wire that hold an error. Source: wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Site {
    /// `error` in the 200 body of a run result and of the three auth-session results.
    Result,
    /// `error` of a job run, alone or in a list; may be null.
    JobRun,
    /// The whole body of an HTTP 400, 401 or 404 of the job operations.
    HttpBody,
    /// `error` in a web-task result whose outcome is `failed`.
    WebTask,
}

impl Site {
    /// The four sites, in order.
    pub const ALL: &'static [Self] = &[Self::Result, Self::JobRun, Self::HttpBody, Self::WebTask];

    /// The letter that stands for the site in files on disk: `A`, `B`, `C` or `D`. Cases, vectors
    /// and the record of known discrepancies use it until their format changes.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Result => "A",
            Self::JobRun => "B",
            Self::HttpBody => "C",
            Self::WebTask => "D",
        }
    }

    /// Whether the schema of this site has the field. Source: wire.
    #[must_use]
    pub fn declares(self, field: Field) -> bool {
        match self {
            Self::Result | Self::JobRun => true,
            Self::HttpBody => field != Field::DocUrl,
            Self::WebTask => matches!(field, Field::Code | Field::Message | Field::Details),
        }
    }

    /// The fields that the schema of this site requires, in the order of [`Field::ALL`]. A missing
    /// one is a finding, never a refusal. Source: wire.
    #[must_use]
    pub fn required_fields(self) -> &'static [Field] {
        match self {
            Self::Result => &[Field::Message, Field::Category],
            Self::JobRun => &[Field::Message, Field::Code, Field::Category],
            Self::HttpBody => &[
                Field::Message,
                Field::Code,
                Field::Category,
                Field::Flag,
                Field::CorrelationId,
            ],
            Self::WebTask => &[Field::Message, Field::Code],
        }
    }

    /// Whether the schema of this site requires the field. Source: wire.
    #[must_use]
    pub fn requires(self, field: Field) -> bool {
        self.required_fields().contains(&field)
    }

    /// The key of the retry flag: the wire's `retirable`, or S2's `retriable` in a web task, which
    /// has no flag.
    #[must_use]
    pub fn flag_key(self) -> &'static str {
        Field::Flag.wire_key(self)
    }

    /// The key of the doc link: `doc_url`, also in an HTTP body and a web task, which have none (S2).
    #[must_use]
    pub fn doc_url_key(self) -> &'static str {
        Field::DocUrl.wire_key(self)
    }

    /// The key of the correlation id: camel case in a job run and an HTTP body (wire), snake case in
    /// a result (wire) and in a web task, which has none (S2).
    #[must_use]
    pub fn correlation_key(self) -> &'static str {
        Field::CorrelationId.wire_key(self)
    }
}

named_enum! {
    /// One of the seven things that an error body says (S2), in the order of S0, which is also the
    /// order of the writers. The names are those in the kit's files.
    pub enum Field {
        /// The text for people.
        Message = "message",
        /// The stable identifier.
        Code = "code",
        /// The broad class.
        Category = "category",
        /// Whether the operation can be tried again.
        Flag = "flag",
        /// A link to the documentation.
        DocUrl = "doc_url",
        /// An id that finds the error in the logs.
        CorrelationId = "correlation_id",
        /// Any further JSON.
        Details = "details",
    }
}

impl Field {
    /// The key at this site, or S2's key where the site does not declare the field.
    #[must_use]
    pub fn wire_key(self, site: Site) -> &'static str {
        match (self, site) {
            (Self::Flag, Site::Result | Site::JobRun | Site::HttpBody) => "retirable",
            (Self::CorrelationId, Site::JobRun | Site::HttpBody) => "correlationId",
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
}

/// Declares which keys are read as which field.
macro_rules! spellings {
    ($($field:ident $key:literal $(or $alias:literal)?;)+) => {
        impl Field {
            /// Every key that is read as this field: two for the flag, the doc link and the
            /// correlation id. `retryable` is not among them: it is an unknown field.
            #[must_use]
            #[inline]
            pub fn spellings(self) -> &'static [&'static str] {
                match self {
                    $(Self::$field => &[$key, $($alias)?],)+
                }
            }

            /// The field that a key spells, at any site, and the position of the key in
            /// [`spellings`](Self::spellings).
            #[must_use]
            #[inline]
            pub fn from_spelling(key: &str) -> Option<(Self, usize)> {
                match key {
                    $(
                        $key => Some((Self::$field, 0)),
                        $($alias => Some((Self::$field, 1)),)?
                    )+
                    _ => None,
                }
            }
        }
    };
}

spellings! {
    Message "message";
    Code "code";
    Category "category";
    Flag "retirable" or "retriable";
    DocUrl "doc_url" or "docUrl";
    CorrelationId "correlation_id" or "correlationId";
    Details "details";
}

impl Field {
    /// The field that a key spells, at any site.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::from_spelling(key).map(|(field, _)| field)
    }

    /// Whether the field has two keys: an alias pair.
    #[must_use]
    pub fn has_alias(self) -> bool {
        self.spellings().len() > 1
    }
}

/// One way to spell the keys of an error body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Spelling {
    /// The prose of S2: `retriable`, `doc_url`, `correlation_id`.
    Documented,
    /// The objects of the TypeScript SDK (S0, S1): `retirable`, `docUrl`, `correlationId`.
    SdkObject,
    /// The keys on the wire at one site.
    Wire(Site),
}

impl Spelling {
    /// The six spellings.
    pub const ALL: &'static [Self] = &[
        Self::Documented,
        Self::SdkObject,
        Self::Wire(Site::Result),
        Self::Wire(Site::JobRun),
        Self::Wire(Site::HttpBody),
        Self::Wire(Site::WebTask),
    ];

    /// The key of a field in this spelling.
    #[must_use]
    pub fn key(self, field: Field) -> &'static str {
        match self {
            Self::Documented => field.documented_key(),
            Self::SdkObject => field.sdk_key(),
            Self::Wire(site) => field.wire_key(site),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_site_spells_its_own_keys() {
        let keys = |site: Site| (site.flag_key(), site.doc_url_key(), site.correlation_key());
        assert_eq!(
            keys(Site::Result),
            ("retirable", "doc_url", "correlation_id")
        );
        assert_eq!(
            keys(Site::JobRun),
            ("retirable", "doc_url", "correlationId")
        );
        assert_eq!(
            keys(Site::HttpBody),
            ("retirable", "doc_url", "correlationId")
        );
        assert_eq!(
            keys(Site::WebTask),
            ("retriable", "doc_url", "correlation_id")
        );
    }

    #[test]
    fn every_key_of_every_spelling_is_read_as_its_field() {
        for &spelling in Spelling::ALL {
            for &field in Field::ALL {
                assert_eq!(Field::from_key(spelling.key(field)), Some(field));
            }
        }
        assert_eq!(Field::from_key("retryable"), None);
    }

    #[test]
    fn a_key_is_found_at_its_position_among_the_spellings() {
        for &field in Field::ALL {
            for (nth, key) in field.spellings().iter().enumerate() {
                assert_eq!(Field::from_spelling(key), Some((field, nth)));
            }
            assert_eq!(field.has_alias(), field.spellings().len() == 2);
        }
    }

    #[test]
    fn what_is_required_is_declared() {
        for &site in Site::ALL {
            assert!(
                site.required_fields()
                    .iter()
                    .all(|&field| site.declares(field))
            );
            assert!(site.required_fields().is_sorted());
        }
    }
}
