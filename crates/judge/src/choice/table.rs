//! The choices themselves: what is open, what a client can declare, what that means.
//!
//! The vectors are named by their ids, which never change. Start at [`CHOICES`].

use super::Reading::{Empty, Follows, Hidden, Repeats, Shown, Typed, Values};
use super::{Choice, Reading, Rule, Value};
use tables::Field;

/// Every choice.
pub const CHOICES: &[Choice] = &[
    Choice {
        name: "flag-conflict",
        about: "`retirable` and `retriable` are both there and differ",
        values: &[
            value(
                "never",
                "not to be tried again, whatever either says",
                &[rule("flag/both-differing{,-http}/**", Empty)],
            ),
            value(
                "either",
                "to be tried again when either says so",
                &[rule("flag/both-differing{,-http}/**", Values(&[0]))],
            ),
            value(
                "retirable",
                "the spelling of the wire counts",
                &[
                    rule("flag/both-differing/*/value=true", Values(&[0])),
                    rule("flag/both-differing-http/value=true", Values(&[0])),
                    rule("flag/both-differing/*/value=false", Values(&[1])),
                    rule("flag/both-differing-http/value=false", Values(&[1])),
                ],
            ),
            value(
                "retriable",
                "the documented spelling counts",
                &[
                    rule("flag/both-differing/*/value=true", Values(&[1])),
                    rule("flag/both-differing-http/value=true", Values(&[1])),
                    rule("flag/both-differing/*/value=false", Values(&[0])),
                    rule("flag/both-differing-http/value=false", Values(&[0])),
                ],
            ),
        ],
    },
    Choice {
        name: "key-conflict",
        about: "`doc_url` and `docUrl`, or both cases of the correlation id, differ",
        values: &[
            value(
                "snake",
                "the key in snake case counts",
                &[rule("keys/twins-differing/**", Values(&[0]))],
            ),
            value(
                "wire",
                "the key of the site's wire counts",
                &[
                    rule("keys/twins-differing/place=A", Values(&[0])),
                    of(
                        "keys/twins-differing/place=B",
                        &[Field::DocUrl],
                        Values(&[0]),
                    ),
                    of(
                        "keys/twins-differing/place=B",
                        &[Field::CorrelationId],
                        Values(&[1]),
                    ),
                ],
            ),
            value(
                "camel",
                "the key in camel case counts",
                &[rule("keys/twins-differing/**", Values(&[1]))],
            ),
        ],
    },
    Choice {
        name: "retryable",
        about: "the flag comes as `retryable`",
        values: &[
            value(
                "read",
                "it is the flag",
                &[rule("flag/retryable{,-http}/**", Typed)],
            ),
            value(
                "unread",
                "it is an unknown field",
                &[rule("flag/retryable{,-http}/**", Empty)],
            ),
        ],
    },
    Choice {
        name: "flag-type",
        about: "the flag is no boolean",
        values: &[
            value(
                "dropped",
                "it is left out, or `false`",
                &[rule("flag/wrong-type{,-http}/**", Empty)],
            ),
            value(
                "converted",
                "it is made a boolean",
                &[rule("flag/wrong-type{,-http}/**", Values(&[0, 1]))],
            ),
            value(
                "kept",
                "it is shown as it was sent",
                &[rule("flag/wrong-type{,-http}/**", Values(&[2]))],
            ),
        ],
    },
    Choice {
        name: "duplicate-keys",
        about: "a key stands there twice",
        values: &[
            value(
                "first",
                "the first one counts",
                &[
                    of(
                        "bytes/duplicate-keys/*/key=code",
                        &[Field::Code],
                        Values(&[1]),
                    ),
                    of(
                        "bytes/duplicate-keys/*/key=message",
                        &[Field::Message],
                        Values(&[1]),
                    ),
                    of(
                        "bytes/duplicate-keys/*/key=category",
                        &[Field::Category],
                        Values(&[1]),
                    ),
                ],
            ),
            value(
                "last",
                "the last one counts",
                &[rule("bytes/duplicate-keys/**", Values(&[0]))],
            ),
            value(
                "refused",
                "the body is refused",
                &[rule("bytes/duplicate-keys/**", Hidden)],
            ),
        ],
    },
    Choice {
        name: "lone-surrogates",
        about: "a text has half a surrogate pair",
        values: &[
            read(&[rule("bytes/lone-surrogates/**", Shown)]),
            refused(&[rule("bytes/lone-surrogates/**", Hidden)]),
        ],
    },
    Choice {
        name: "byte-order-mark",
        about: "the body begins with a byte-order mark",
        values: &[
            read(&[rule("bytes/byte-order-mark/**", Shown)]),
            refused(&[rule("bytes/byte-order-mark/**", Hidden)]),
        ],
    },
    Choice {
        name: "utf-16",
        about: "the body is UTF-16",
        values: &[
            read(&[rule("bytes/encodings/bytes=utf-16-*", Shown)]),
            value(
                "with-mark",
                "it is read when it begins with a byte-order mark",
                &[
                    rule("bytes/encodings/bytes=utf-16-*-mark", Shown),
                    rule("bytes/encodings/bytes=utf-16-le", Hidden),
                ],
            ),
            refused(&[rule("bytes/encodings/bytes=utf-16-*", Hidden)]),
        ],
    },
    Choice {
        name: "invalid-utf-8",
        about: "one text of the body is not UTF-8",
        values: &[
            read(&[of(INVALID, &[Field::Category], Shown)]),
            refused(&[of(INVALID, &[Field::Category], Hidden)]),
        ],
    },
    Choice {
        name: "gzip",
        about: "the body is compressed",
        values: &[
            read(&[of("bytes/gzip/bytes=sound", &[Field::Category], Shown)]),
            refused(&[of("bytes/gzip/bytes=sound", &[Field::Category], Hidden)]),
        ],
    },
    Choice {
        name: "numbers",
        about: "a number in `details` is beyond 64 bits or a double",
        values: &[
            value(
                "exact",
                "every number keeps its value",
                &[rule("details/numbers/**", Values(&[0]))],
            ),
            value(
                "double",
                "every number becomes the double next to it",
                &[rule("details/numbers/**", Values(&[1, 2]))],
            ),
            value(
                "exact-integers",
                "integers keep their value, others become doubles",
                &[
                    rule(
                        "details/numbers/number={2-to-53-plus-1,beyond-64-bits}",
                        Values(&[0]),
                    ),
                    rule(
                        "details/numbers/number={beyond-double,1e999,tiny,many-digits}",
                        Values(&[1, 2]),
                    ),
                ],
            ),
        ],
    },
    Choice {
        name: "content-types",
        about: "JSON comes under another content type",
        values: &[
            value(
                "any",
                "it is read under any, and without one",
                &[
                    rule("http/content-types{,-200}/**", Shown),
                    rule("http/no-content-type/**", Shown),
                ],
            ),
            value(
                "json",
                "`application/json` and what ends with `+json` is read",
                &[
                    rule(
                        "http/content-types{,-200}/type={json-charset,upper-case,*-json}",
                        Shown,
                    ),
                    rule("http/content-types{,-200}/type={text,html}", Hidden),
                    rule("http/no-content-type/**", Hidden),
                ],
            ),
            value(
                "application-json",
                "`application/json` alone is read",
                &[
                    rule(
                        "http/content-types{,-200}/type={json-charset,upper-case}",
                        Shown,
                    ),
                    rule("http/content-types{,-200}/type={*-json,text,html}", Hidden),
                    rule("http/no-content-type/**", Hidden),
                ],
            ),
        ],
    },
    Choice {
        name: "size-limit",
        about: "a result is as large as the server allows, or larger",
        values: &[
            value("none", "it is read", &[rule("size/**", Shown)]),
            value(
                "2-mib",
                "it is read up to 2,097,152 bytes",
                &[
                    rule("size/result-{minus-one,exactly,2-mb-plus-one}", Shown),
                    rule("size/result-plus-one", Hidden),
                ],
            ),
            value(
                "2-mb",
                "it is read up to 2,000,000 bytes",
                &[rule("size/**", Hidden)],
            ),
        ],
    },
    Choice {
        name: "redirects",
        about: "the answer is a redirect",
        values: &[
            value(
                "followed",
                "another request is sent",
                &[rule("http/redirects/**", Follows(true))],
            ),
            value(
                "not-followed",
                "no other request is sent",
                &[rule("http/redirects/**", Follows(false))],
            ),
        ],
    },
    Choice {
        name: "retries",
        about: "the status is 429 or 503, with `Retry-After`",
        values: &[
            value(
                "some",
                "the request is sent again",
                &[rule("http/retry-after/**", Repeats(true))],
            ),
            value(
                "none",
                "every request is sent once, a POST that is answered 500, too",
                &[
                    rule("http/retry-after/**", Repeats(false)),
                    rule("http/retries-500/**", Repeats(false)),
                ],
            ),
        ],
    },
];

const INVALID: &str = "bytes/encodings/bytes={latin-1,invalid-start,overlong,cut-character}";

const fn value(name: &'static str, about: &'static str, rules: &'static [Rule]) -> Value {
    Value { name, about, rules }
}

const fn read(rules: &'static [Rule]) -> Value {
    value("read", "it is read", rules)
}

const fn refused(rules: &'static [Rule]) -> Value {
    value("refused", "nothing of it is shown", rules)
}

const fn rule(vectors: &'static str, reading: Reading) -> Rule {
    of(vectors, &[], reading)
}

const fn of(vectors: &'static str, fields: &'static [Field], reading: Reading) -> Rule {
    Rule {
        vectors,
        fields,
        reading,
    }
}
