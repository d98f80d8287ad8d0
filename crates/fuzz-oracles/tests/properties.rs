//! The oracles over generated bodies: what fuzzing does for long, for a moment on every test run.

use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use errconform_fuzz_oracles::{COMBINATIONS, check_error_body};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestError, TestRunner};

#[test]
fn any_bytes_are_survived() {
    let bytes = prop::collection::vec(any::<u8>(), 0..64);
    hold("error_body", check_error_body, bytes);
}

#[test]
fn any_object_is_read_as_it_stands() {
    hold("error_body", check_error_body, object());
}

/// Runs an oracle over generated inputs. What is kept of a failure is the shrunk input, not the
/// random seed: it lies beside the findings of the fuzzers and is promoted like one of them.
fn hold(target: &str, check: fn(&[u8]), inputs: impl Strategy<Value = Vec<u8>>) {
    let config = Config {
        failure_persistence: None,
        ..Config::default()
    };
    let message = RefCell::new(String::new());
    let result = TestRunner::new(config).run(&inputs, |bytes| {
        catch_unwind(AssertUnwindSafe(|| check(&bytes))).map_err(|panic| {
            let text = panic.downcast_ref::<String>().cloned().unwrap_or_default();
            message.replace(text);
            TestCaseError::fail("the oracle panicked")
        })
    });
    if let Err(TestError::Fail(_, bytes)) = result {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("../../fuzz/artifacts")
            .join(target);
        let file = folder.join("property-failure");
        std::fs::create_dir_all(&folder)
            .and_then(|()| std::fs::write(&file, &bytes))
            .unwrap();
        panic!(
            "{}\npromote the input: {}",
            message.into_inner(),
            file.display()
        );
    }
    result.unwrap();
}

fn object() -> impl Strategy<Value = Vec<u8>> {
    (
        prop::collection::vec((key(), value()), 0..10),
        0..COMBINATIONS,
    )
        .prop_map(|(members, padding)| {
            let members: Vec<_> = members
                .iter()
                .map(|(key, value)| format!("{key}:{value}"))
                .collect();
            // The length chooses site and spelling; white space reaches all of them.
            format!("{{{}}}{}", members.join(","), " ".repeat(padding)).into_bytes()
        })
}

/// Keys of the contract, near misses, escapes, halves of pairs, and anything else.
fn key() -> impl Strategy<Value = String> {
    let fields = contract::Field::ALL
        .iter()
        .flat_map(|field| field.spellings());
    let known: Vec<_> = fields.map(|key| format!("\"{key}\"")).collect();
    prop_oneof![
        4 => prop::sample::select(known),
        1 => Just(r#""retryable""#.to_owned()),
        1 => Just(r#""\u006dessage""#.to_owned()),
        1 => Just(r#""\udc00""#.to_owned()),
        2 => any::<String>().prop_map(|text| serde_json::Value::from(text).to_string()),
    ]
}

/// Values of every type, known words among them, and numbers that no machine type holds.
fn value() -> impl Strategy<Value = String> {
    let words = contract::codes()
        .iter()
        .map(|info| format!("\"{}\"", info.wire));
    let leaf = prop_oneof![
        prop::sample::select(words.collect::<Vec<_>>()),
        prop::sample::select(vec![
            "null",
            "true",
            "false",
            "1e999",
            "-0",
            r#""\ud800""#,
            r#""""#
        ])
        .prop_map(str::to_owned),
        any::<String>().prop_map(|text| serde_json::Value::from(text).to_string()),
        "-?(0|[1-9][0-9]{0,30})(\\.[0-9]{1,9})?",
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3)
                .prop_map(|all| format!("[{}]", all.join(","))),
            prop::collection::vec((key(), inner), 0..3).prop_map(|all| {
                let all: Vec<_> = all
                    .iter()
                    .map(|(key, value)| format!("{key}: {value}"))
                    .collect();
                format!("{{{}}}", all.join(" ,"))
            }),
        ]
    })
}
