//! The Python SDK, as `adapters/python/known-failures.toml` describes it.
//!
//! The lists are those of its models: what they do not list makes the whole answer unreadable.

use suite::body::lenient_tree;
use suite::observation::{FieldView, Observation, Outcome, Raised, View};
use tables::{Field, ResponseShape, Site};

use super::Cause;
use crate::client::{Client, Exchange};
use crate::edit::{
    adjust, get, is_unanswered, is_unknown_at, is_unreadable, raised, set, unknown_reason,
};
use crate::mutants::Mutant;

/// The codes of run and auth-session results.
const RESULT_CODES: &[&str] = &[
    "all-attempts-failed",
    "api-attempts-failed",
    "auth-check-failed",
    "check-attempts-failed",
    "create-attempts-failed",
    "internal-server-error",
    "job-run-terminated",
    "onepassword-integration-error",
    "post-create-check-attempts-failed",
    "result-too-big-error",
    "script-execution-exception",
    "script-no-valid-output-received",
    "script-process-crashed",
    "script-timeout",
    "script-unexpected-error",
    "unexpected",
];

/// The codes of job runs.
const JOB_RUN_CODES: &[&str] = &["insufficient-resource-credits", "internal-server-error"];

/// The codes of web tasks.
const WEB_TASK_CODES: &[&str] = &[
    "internal-error",
    "no-ai-credits-left",
    "rejected",
    "timeout",
    "unauthenticated",
    "workspace-rate-limited",
];

/// The categories of run and auth-session results.
const RESULT_CATEGORIES: &[&str] = &["infrastructure", "execution", "auth", "user", "billing"];

/// The categories of job runs.
const JOB_RUN_CATEGORIES: &[&str] = &["infrastructure", "billing"];

/// The causes of the Python SDK's baseline.
pub fn python() -> Vec<Cause> {
    vec![
        Cause {
            name: "foreign-exceptions",
            mutants: vec![
                foreign("json.decoder.JSONDecodeError", |seen, exchange| {
                    is_unreadable(seen) && exchange.status != 204 && is_no_json(exchange)
                }),
                foreign("httpx.ReadError", |seen, _| is_unanswered(seen)),
            ],
        },
        Cause {
            name: "closed-sets",
            mutants: vec![
                closed("closed-codes", |seen, exchange| {
                    errors_at(seen, exchange).any(|(site, view)| {
                        let known = match site {
                            Site::Result => RESULT_CODES,
                            Site::JobRun => JOB_RUN_CODES,
                            Site::WebTask => WEB_TASK_CODES,
                            Site::HttpBody => return false,
                        };
                        is_outside(view, Field::Code, known)
                    })
                }),
                closed("closed-categories", |seen, exchange| {
                    errors_at(seen, exchange).any(|(site, view)| {
                        let known = match site {
                            Site::Result => RESULT_CATEGORIES,
                            Site::JobRun => JOB_RUN_CATEGORIES,
                            Site::WebTask | Site::HttpBody => return false,
                        };
                        is_outside(view, Field::Category, known)
                    })
                }),
                closed("closed-statuses", |seen, exchange| {
                    is_polled(exchange) && is_unknown_at(exchange.operation, seen)
                }),
                closed("closed-reasons", |seen, exchange| {
                    is_polled(exchange) && unknown_reason(seen)
                }),
            ],
        },
        Cause {
            name: "strict-types",
            mutants: vec![
                closed("required-fields", |_, exchange| {
                    slots(exchange).any(|at| {
                        required(exchange)
                            .iter()
                            .any(|key| !is_text(exchange, at, key))
                    })
                }),
                closed("typed-fields", |_, exchange| {
                    slots(exchange).any(|at| {
                        let mut keys = optional(exchange).iter();
                        keys.any(|key| {
                            exchange.sent(at, key) && !is_text_or_null(exchange, at, key)
                        })
                    })
                }),
                closed("typed-flags", |_, exchange| {
                    slots(exchange).any(|at| {
                        let flag = exchange.at(&exchange.pointer(at, "retirable"));
                        has_flag(exchange)
                            && flag
                                .is_some_and(|json| json.starts_with(['[', '{']) || json == "\"\"")
                    })
                }),
                closed("objects-only", |seen, exchange| {
                    let error = exchange.operation.error_pointer(exchange.status, 0);
                    let error = exchange.at(&error).filter(|_| is_polled(exchange));
                    let is_odd = |json: &String| !json.starts_with('{') && json != "null";
                    error.as_ref().is_some_and(is_odd) || is_unreadable(seen)
                }),
            ],
        },
        Cause {
            name: "untyped-http-errors",
            mutants: vec![wrong(
                "untyped-http-errors",
                adjust(|seen, exchange| {
                    if exchange.status >= 400 && raised(seen, "HttpError") {
                        seen.errors.clear();
                        if let Outcome::Raised(raised) = &mut seen.outcome {
                            raised.shown = format!("HTTP {}", exchange.status);
                        }
                    }
                }),
            )],
        },
        Cause {
            name: "retriable-ignored",
            mutants: vec![wrong(
                "retriable-ignored",
                adjust(|seen, exchange| {
                    for (index, view) in seen.errors.iter_mut().enumerate() {
                        if has_flag(exchange)
                            && exchange.sent(index, "retriable")
                            && !exchange.sent(index, "retirable")
                        {
                            to_extra(view, Field::Flag, "retriable");
                            set(view, Field::Flag, "false");
                        }
                    }
                }),
            )],
        },
        Cause {
            name: "other-spelling-untyped",
            mutants: vec![
                other_spelling("untyped-links", Field::DocUrl, "doc_url", "docUrl"),
                other_spelling(
                    "untyped-ids",
                    Field::CorrelationId,
                    "correlation_id",
                    "correlationId",
                ),
                other_spelling("untyped-flags", Field::Flag, "retirable", "retriable"),
            ],
        },
        Cause {
            name: "web-task-fields-untyped",
            mutants: vec![undeclared_at_web_tasks()],
        },
    ]
}

/// A mutant of the model; what it violates is what the baseline says.
fn wrong(name: &'static str, client: Client) -> Mutant {
    Mutant::new(name, name, &[], client)
}

/// Raises a class of a library where a condition holds for what is raised so far.
fn foreign(class: &'static str, when: fn(&Observation, &Exchange<'_>) -> bool) -> Mutant {
    wrong(
        class,
        adjust(move |seen, exchange| {
            if when(seen, exchange) {
                *seen = library_error(class);
            }
        }),
    )
}

/// Raises the validation error of a library for a whole answer.
fn closed(name: &'static str, when: fn(&Observation, &Exchange<'_>) -> bool) -> Mutant {
    wrong(
        name,
        adjust(move |seen, exchange| {
            // What the library reads and the reference does not is validated, too.
            let is_read = seen.raised().is_none() || (is_unreadable(seen) && !is_no_json(exchange));
            if is_read && when(seen, exchange) {
                *seen = library_error("pydantic_core.ValidationError");
            }
        }),
    )
}

fn library_error(class: &str) -> Observation {
    Observation::new(Outcome::Raised(Raised {
        classes: vec![class.to_owned()],
        shown: "1 validation error".to_owned(),
    }))
}

/// Shows a value under the key that the models do not declare as an extra only.
fn other_spelling(
    name: &'static str,
    field: Field,
    snake: &'static str,
    camel: &'static str,
) -> Mutant {
    wrong(
        name,
        adjust(move |seen, exchange| {
            let site = exchange.operation.site_at(exchange.status);
            let (declared, other) = match (field, site) {
                (Field::CorrelationId, Some(Site::JobRun)) => (camel, snake),
                (_, Some(Site::Result | Site::JobRun)) => (snake, camel),
                (_, Some(Site::HttpBody | Site::WebTask) | None) => return,
            };
            for (index, view) in seen.errors.iter_mut().enumerate() {
                let is_declared = match field {
                    // A declared flag that is null hides the other one; an absent one is false.
                    Field::Flag => !exchange.sent_null(index, declared),
                    _ => exchange.sent(index, declared),
                };
                if exchange.sent(index, other) && !is_declared {
                    to_extra(view, field, other);
                }
            }
        }),
    )
}

/// Shows the fields that the model of a web task's error does not declare under the wire's keys.
fn undeclared_at_web_tasks() -> Mutant {
    wrong(
        "web-task-extras",
        adjust(|seen, exchange| {
            if exchange.operation.site_at(exchange.status) != Some(Site::WebTask) {
                return;
            }
            for (index, view) in seen.errors.iter_mut().enumerate() {
                for field in [Field::Flag, Field::DocUrl, Field::CorrelationId] {
                    let keys = field.spellings();
                    if let Some(key) = keys.iter().find(|key| exchange.sent(index, key)) {
                        to_extra(view, field, key);
                    }
                }
            }
        }),
    )
}

/// Whether the body is none that Python's library reads.
fn is_no_json(exchange: &Exchange<'_>) -> bool {
    let is_utf_16 =
        exchange.body.starts_with(b"\xff\xfe") || exchange.body.starts_with(b"\xfe\xff");
    let is_text = is_utf_16 || std::str::from_utf8(exchange.body).is_ok();
    !is_text || lenient_tree(exchange.body).is_none()
}

fn to_extra(view: &mut View<Field>, field: Field, key: &str) {
    if let Some(FieldView::Value { value, .. }) = view.fields.remove(field) {
        view.extras.insert(key.to_owned(), value);
    }
}

fn is_polled(exchange: &Exchange<'_>) -> bool {
    exchange.is_2xx() && exchange.operation.site().is_some()
}

/// The errors of a 2xx, with the site.
fn errors_at<'a>(
    seen: &'a Observation,
    exchange: &Exchange<'_>,
) -> impl Iterator<Item = (Site, &'a View<Field>)> {
    let site = exchange.operation.site().filter(|_| exchange.is_2xx());
    let errors = seen.errors.iter().filter(|view| view.is_present());
    errors.filter_map(move |view| Some((site?, view)))
}

fn is_outside(view: &View<Field>, field: Field, known: &[&str]) -> bool {
    let text = get(view, field).and_then(|json| serde_json::from_str::<String>(json).ok());
    text.is_some_and(|text| !known.contains(&text.as_str()))
}

/// The slots of a 2xx in which an error object was sent.
fn slots(exchange: &Exchange<'_>) -> impl Iterator<Item = usize> {
    let is_sent = |at: usize| {
        let error = exchange.operation.error_pointer(exchange.status, at);
        exchange
            .at(&error)
            .is_some_and(|json| json.starts_with('{'))
    };
    let most = match (is_polled(exchange), exchange.operation.answer()) {
        (false, _) => 0,
        (true, ResponseShape::JobRuns) => exchange.right.errors.len(),
        (true, _) => 1,
    };
    (0..most).filter(move |at| is_sent(*at))
}

fn has_flag(exchange: &Exchange<'_>) -> bool {
    let site = exchange.operation.site_at(exchange.status);
    matches!(site, Some(Site::Result | Site::JobRun))
}

/// The fields that the models require.
fn required(exchange: &Exchange<'_>) -> &'static [&'static str] {
    match exchange.operation.site() {
        Some(Site::Result) => &["message", "category"],
        Some(Site::JobRun) => &["message", "code", "category"],
        Some(Site::WebTask) => &["message", "code"],
        Some(Site::HttpBody) | None => &[],
    }
}

/// The fields that the models declare and do not require.
fn optional(exchange: &Exchange<'_>) -> &'static [&'static str] {
    match exchange.operation.site() {
        Some(Site::Result) => &["code", "doc_url", "correlation_id"],
        Some(Site::JobRun) => &["doc_url", "correlationId"],
        Some(Site::WebTask | Site::HttpBody) | None => &[],
    }
}

fn is_text(exchange: &Exchange<'_>, at: usize, key: &str) -> bool {
    let json = exchange.at(&exchange.pointer(at, key));
    json.is_some_and(|json| json.starts_with('"'))
}

fn is_text_or_null(exchange: &Exchange<'_>, at: usize, key: &str) -> bool {
    is_text(exchange, at, key) || exchange.sent_null(at, key)
}
