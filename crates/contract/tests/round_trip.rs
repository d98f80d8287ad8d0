//! Write, read, write: nothing is lost on the way, at any site and in any spelling.
//!
//! The closed part (codes, categories, spellings, sites, presence) is walked exhaustively; texts
//! and JSON are drawn at random.

use errconform_contract::{
    AuthSessionResult, Canceled, Category, Code, Done, ErrorBody, Failed, Field, InProgress,
    JobRun, JobRunResult, JobRunStatus, JobRuns, Json, Member, Members, OtherResult, Pending,
    Reason, ReasonType, RunResult, RunStatus, Site, Spelling, WebTaskOutcome, WebTaskResult,
    WebTaskStatus, read, write,
};
use proptest::prelude::*;

/// Reads a written body at a site; all its fields must be there, and the spelling noticed.
fn check_error(body: &ErrorBody, spelling: Spelling, site: Site) -> Result<(), TestCaseError> {
    let text = write::error_body(body, spelling);
    let read = match read::error_body(text.as_bytes(), site) {
        Ok(reading) => reading.value,
        Err(error) => return Err(TestCaseError::fail(format!("{error}: {text}"))),
    };
    prop_assert!(read.same_fields(body), "{text} at {site:?}: {read:?}");
    for field in [Field::Flag, Field::DocUrl, Field::CorrelationId] {
        let expected = body.has(field).then(|| spelling.key(field));
        prop_assert!(read.seen.keys(field).eq(expected), "{field:?} in {text}");
    }
    prop_assert_eq!(write::error_body(&read, spelling), text);
    Ok(())
}

#[test]
fn every_code_and_category_survives_in_every_spelling_at_every_site() {
    let open = [Code::from_wire("brand-new"), Code::from_wire("")];
    let codes: Vec<_> = Code::ALL
        .iter()
        .chain(&open)
        .cloned()
        .map(Some)
        .chain([None])
        .collect();
    let open = [Category::from_wire("weather")];
    let categories: Vec<_> = Category::ALL
        .iter()
        .chain(&open)
        .cloned()
        .map(Some)
        .chain([None])
        .collect();
    let mut seen = 0;
    for (code, category) in codes
        .iter()
        .flat_map(|code| categories.iter().map(move |it| (code, it)))
    {
        for (&spelling, &site) in Spelling::ALL
            .iter()
            .flat_map(|it| Site::ALL.iter().map(move |site| (it, site)))
        {
            for retriable in [None, Some(false), Some(true)] {
                let text = |field, text: &str| site.declares(field).then(|| text.to_owned());
                let body = ErrorBody {
                    message: text(Field::Message, "it broke"),
                    code: code.clone(),
                    category: category.clone().filter(|_| site.declares(Field::Category)),
                    retriable: retriable.filter(|_| site.declares(Field::Flag)),
                    doc_url: text(Field::DocUrl, "https://docs.example.test/#x"),
                    correlation_id: text(Field::CorrelationId, "c-1"),
                    ..ErrorBody::default()
                };
                check_error(&body, spelling, site).unwrap();
                seen += 1;
            }
        }
    }
    assert_eq!(seen, 40 * 7 * 6 * 4 * 3);
}

proptest! {
    #[test]
    fn any_error_body_survives(body in error_body(), nth in 0..6_usize, site in site()) {
        check_error(&body, Spelling::ALL[nth], site)?;
    }

    #[test]
    fn any_run_result_survives(
        (run_id, message) in (text(), text()),
        status in prop::option::of(word(RunStatus::ALL, RunStatus::from_wire)),
        (result, extended_payloads) in (value(), value()),
        error in prop::option::of(error_body()),
        reason in prop::option::of(reason()),
        unknown in unknown(),
    ) {
        let rejected = Vec::new();
        let run = RunResult {
            run_id, status, result, extended_payloads, error, message, reason, unknown, rejected,
        };
        let text = write::run_result(&run);
        let mut read = read::run_result(text.as_bytes()).unwrap().value;
        forget_spellings(&mut read.error);
        prop_assert_eq!(read, run, "{}", text);
    }

    #[test]
    fn any_auth_session_result_survives(
        (id, message) in (text(), text()),
        error in prop::option::of(error_body()),
        reason in prop::option::of(reason()),
        unknown in unknown(),
        nth in 0..6_usize,
    ) {
        let rejected = Vec::new();
        let result = match nth {
            0 => AuthSessionResult::Done(Done { auth_session_id: id, unknown, rejected }),
            1 => AuthSessionResult::Pending(Pending { unknown, rejected }),
            2 => AuthSessionResult::InProgress(InProgress { run_id: id, unknown, rejected }),
            3 => AuthSessionResult::Canceled(Canceled { message, reason, unknown, rejected }),
            4 => AuthSessionResult::Failed(Failed { message, error, unknown, rejected }),
            _ => {
                let status = id.map(|it| format!("not {it}"));
                let other = OtherResult { status, message, error, reason, unknown, rejected };
                AuthSessionResult::Other(other)
            }
        };
        let text = write::auth_session_result(&result);
        let mut read = read::auth_session_result(text.as_bytes()).unwrap().value;
        match &mut read {
            AuthSessionResult::Failed(it) => forget_spellings(&mut it.error),
            AuthSessionResult::Other(it) => forget_spellings(&mut it.error),
            _ => {}
        }
        prop_assert_eq!(&read, &result, "{}", text);
        if let AuthSessionResult::Failed(expected) = result {
            let mut failed = read::failed(text.as_bytes()).unwrap().value;
            forget_spellings(&mut failed.error);
            prop_assert_eq!(failed, expected);
        }
    }

    #[test]
    fn any_job_runs_survive(
        list in prop::option::of(prop::collection::vec(job_run(), 0..3)),
        total_count in any::<Option<u64>>(),
        results in value(),
        unknown in unknown(),
    ) {
        let rejected = Vec::new();
        let job_run = list.as_ref().and_then(|list| list.first().cloned());
        let one = JobRunResult { job_run, results, unknown, rejected };
        let text = write::job_run_result(&one);
        let mut read = read::job_run_result(text.as_bytes()).unwrap().value;
        read.job_run.iter_mut().for_each(|run| forget_spellings(&mut run.error));
        prop_assert_eq!(read, one, "{}", text);

        let stray = list.iter().map(|list| (list.len(), Json::parse("[7]").unwrap()));
        let strays = stray.collect();
        let all = JobRuns { job_runs: list, total_count, strays, ..JobRuns::default() };
        let text = write::job_runs(&all);
        let mut read = read::job_runs(text.as_bytes()).unwrap().value;
        read.job_runs.iter_mut().flatten().for_each(|run| forget_spellings(&mut run.error));
        prop_assert_eq!(read, all, "{}", text);
    }

    #[test]
    fn any_web_task_result_survives(
        web_task_id in text(),
        status in prop::option::of(word(WebTaskStatus::ALL, WebTaskStatus::from_wire)),
        outcome in prop::option::of(word(WebTaskOutcome::ALL, WebTaskOutcome::from_wire)),
        result in value(),
        error in prop::option::of(error_body()),
        unknown in unknown(),
    ) {
        let rejected = Vec::new();
        let task = WebTaskResult { web_task_id, status, outcome, result, error, unknown, rejected };
        let text = write::web_task_result(&task);
        let mut read = read::web_task_result(text.as_bytes()).unwrap().value;
        forget_spellings(&mut read.error);
        prop_assert_eq!(read, task, "{}", text);
    }

    #[test]
    fn no_input_makes_a_reader_panic(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
        let _ = read::error_body(&bytes, Site::HttpBody);
        let mut object = b"{\"error\":{".to_vec();
        object.extend(&bytes);
        let _ = read::run_result(&object);
    }

    #[test]
    fn reading_what_was_written_changes_nothing_in_any_object(
        fields in prop::collection::vec((key(), json()), 0..12),
        site in site(),
    ) {
        // Any keys with any values, duplicates and wrong types included: reading what was written
        // changes nothing any more, and a flag that was refused is not granted the second time.
        let fields: Vec<_> = fields.iter().map(|(key, json)| {
            format!("{}:{}", serde_json::to_string(key).unwrap(), json.text())
        }).collect();
        let text = format!("{{{}}}", fields.join(","));
        let first = read::error_body(text.as_bytes(), site).unwrap().value;
        let again = write::error_body(&first, Spelling::Wire(site));
        let second = read::error_body(again.as_bytes(), site).unwrap().value;
        prop_assert_eq!(&first.message, &second.message);
        prop_assert_eq!(&first.code, &second.code);
        prop_assert_eq!(&first.category, &second.category);
        prop_assert_eq!(first.retriable, second.retriable);
        prop_assert_eq!(&first.doc_url, &second.doc_url);
        prop_assert_eq!(&first.correlation_id, &second.correlation_id);
        prop_assert_eq!(&first.details, &second.details);
        prop_assert_eq!(&first.unknown, &second.unknown);
    }
}

/// The model in the test was not read, so it has seen no spelling.
fn forget_spellings(error: &mut Option<ErrorBody>) {
    if let Some(error) = error {
        error.seen = Default::default();
    }
}

fn text() -> impl Strategy<Value = Option<String>> {
    prop::option::of(prop_oneof![
        any::<String>(),
        "[\"\\\\\\x00-\\x1f\\u{2028}]{0,6}",
        Just(String::new())
    ])
}

fn word<T>(all: &'static [T], from: fn(&str) -> T) -> impl Strategy<Value = T>
where
    T: Clone + std::fmt::Debug + 'static,
{
    prop_oneof![
        prop::sample::select(all),
        any::<String>().prop_map(move |text| from(&text))
    ]
}

fn site() -> impl Strategy<Value = Site> {
    prop::sample::select(Site::ALL)
}

/// Any JSON text up to some depth, with numbers that no machine type holds.
fn json() -> impl Strategy<Value = Json> {
    let leaf = prop_oneof![
        Just("null".to_owned()),
        any::<bool>().prop_map(|flag| flag.to_string()),
        "-?(0|[1-9][0-9]{0,30})(\\.[0-9]{1,20})?([eE][+-]?[0-9]{1,4})?",
        any::<String>().prop_map(|text| serde_json::to_string(&text).unwrap()),
        Just(r#""\ud800\u0000""#.to_owned()),
    ];
    let tree = leaf.prop_recursive(5, 32, 4, |inner| {
        let field = (any::<String>(), inner.clone())
            .prop_map(|(key, value)| format!("{} : {value}", serde_json::to_string(&key).unwrap()));
        prop_oneof![
            prop::collection::vec(inner, 0..4).prop_map(|all| format!("[{}]", all.join(" ,"))),
            prop::collection::vec(field, 0..4).prop_map(|all| format!("{{{}}}", all.join(","))),
        ]
    });
    tree.prop_map(|text| Json::parse(&text).unwrap())
}

/// A value that is not `null`, which would be absence.
fn value() -> impl Strategy<Value = Option<Json>> {
    prop::option::of(json().prop_filter("null is absence", |json| json.text() != "null"))
}

/// Known keys, their near misses and anything else.
fn key() -> impl Strategy<Value = String> {
    let known: Vec<_> = Field::ALL
        .iter()
        .flat_map(|field| field.spellings())
        .copied()
        .collect();
    let near = Just("retryable".to_owned());
    prop_oneof![
        prop::sample::select(known).prop_map(str::to_owned),
        near,
        any::<String>()
    ]
}

/// Unknown fields: distinct names that no schema has.
fn unknown() -> impl Strategy<Value = Members> {
    prop::collection::btree_map(
        any::<String>().prop_map(|name| format!("x-{name}")),
        json(),
        0..3,
    )
    .prop_map(|fields| {
        let members = fields.into_iter().rev();
        members
            .map(|(name, value)| Member::new(name, value))
            .collect()
    })
}

prop_compose! {
    fn error_body()(
        message in text(),
        code in prop::option::of(word(Code::ALL, Code::from_wire)),
        category in prop::option::of(word(Category::ALL, Category::from_wire)),
        retriable in any::<Option<bool>>(),
        (doc_url, correlation_id) in (text(), text()),
        details in value(),
        unknown in unknown(),
    ) -> ErrorBody {
        ErrorBody {
            message, code, category, retriable, doc_url, correlation_id, details, unknown,
            ..ErrorBody::default()
        }
    }
}

prop_compose! {
    fn reason()(
        kind in prop::option::of(word(ReasonType::ALL, ReasonType::from_wire)),
        (message, doc_url, timestamp) in (text(), text(), text()),
        details in value(),
        unknown in unknown(),
    ) -> Reason {
        Reason { kind, message, doc_url, details, timestamp, unknown, rejected: Vec::new() }
    }
}

prop_compose! {
    fn job_run()(
        id in text(),
        status in prop::option::of(word(JobRunStatus::ALL, JobRunStatus::from_wire)),
        error in prop::option::of(error_body()),
        reason in prop::option::of(reason()),
        unknown in unknown(),
    ) -> JobRun {
        JobRun { id, status, error, reason, unknown, rejected: Vec::new() }
    }
}
