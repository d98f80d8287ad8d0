//! How long the reader takes, as a ratio to a plain `serde_json::Value` over the same bytes.
//!
//! Prints one line for a plain body and one for a body with every finding, in the columns of the
//! bench `cpu` of the command line. With `--check` it fails when a bound is passed. Rounds are
//! interleaved and medians compared, so a busy machine matters little. Not a profile. Start at
//! `main`.

#![expect(clippy::print_stdout, reason = "a bench talks to the terminal")]

use std::hint::black_box;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use errconform_contract::{FindingKind, Site, read};

/// The example of S0 in the keys of the wire, compact.
const PLAIN: &str = concat!(
    r#"{"message":"An error occurred while executing the run","code":"script-process-crashed","#,
    r#""category":"infrastructure","#,
    r#""doc_url":"https://docs.intunedhq.com/docs/support/errors#run-execution-error","#,
    r#""correlation_id":"123e4567-e89b-12d3-a456-426614174000"}"#,
);

/// Every finding that an error body can have and a `Value` survives.
const ODD: &str = concat!(
    r#"{"message":null,"code":"disk-full","category":"weather","retirable":true,"retriable":false,"#,
    r#""retryable":true,"doc_url":"https://docs.example.test/a","#,
    r#""docUrl":"https://docs.example.test/b","correlation_id":17,"#,
    r#""correlationId":"0f8fad5b-d9cb-469f-a165-70867728950e","#,
    r#""details":{"attempts_count":3},"hint":"first","hint":"second"}"#,
);

/// The bounds: label, body, site, the most that the ratio may be.
const BOUNDS: [(&str, &str, Site, f64); 2] = [
    ("plain", PLAIN, Site::Result, 0.7),
    ("odd", ODD, Site::HttpBody, 1.0),
];

/// How often a ratio is measured; the median counts.
const RATIOS: usize = 5;

const ROUNDS: usize = 61;
const CALLS: u32 = 400;

fn main() -> ExitCode {
    let check = std::env::args().any(|argument| argument == "--check");
    let mut within = true;
    for (label, body, site, bound) in BOUNDS {
        expect_findings(label, body, site);
        let mut ratios = [(); RATIOS].map(|()| ratio(body.as_bytes(), site));
        ratios.sort_unstable_by(f64::total_cmp);
        let (first, median, last) = (ratios[0], ratios[RATIOS / 2], ratios[RATIOS - 1]);
        let is_ok = median <= bound;
        let name = format!("reader: {label} body / Value");
        let verdict = if is_ok { "ok" } else { "over" };
        println!("{name:<34} {median:.2}  ({first:.2}–{last:.2})  at most {bound:.2}  {verdict}");
        within &= is_ok;
    }
    if check && !within {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    }
}

fn ratio(body: &[u8], site: Site) -> f64 {
    let mut reader = Vec::with_capacity(ROUNDS);
    let mut value = Vec::with_capacity(ROUNDS);
    for _ in 0..ROUNDS {
        reader.push(timed(|| {
            black_box(read::error_body(black_box(body), site)).is_ok()
        }));
        value.push(timed(|| {
            black_box(serde_json::from_slice::<serde_json::Value>(black_box(body))).is_ok()
        }));
    }
    median(reader).as_secs_f64() / median(value).as_secs_f64()
}

fn timed(call: impl Fn() -> bool) -> Duration {
    let start = Instant::now();
    for _ in 0..CALLS {
        assert!(call(), "the bodies of this bench can be read");
    }
    start.elapsed()
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

/// The bodies are what they claim to be; otherwise the ratios mean nothing.
fn expect_findings(label: &str, body: &str, site: Site) {
    use FindingKind::{
        AliasConflict, DuplicateKey, FlagConflict, MissingField, Retryable, UnknownCategory,
        UnknownCode, WrongType,
    };
    let reading = read::error_body(body.as_bytes(), site).expect("the body can be read");
    let mut kinds: Vec<_> = reading
        .findings
        .iter()
        .map(|finding| finding.kind)
        .collect();
    kinds.sort_unstable();
    let all = [
        MissingField,
        WrongType,
        FlagConflict,
        AliasConflict,
        DuplicateKey,
        Retryable,
        UnknownCode,
        UnknownCategory,
    ];
    assert_eq!(kinds, if label == "plain" { &[][..] } else { &all });
}
