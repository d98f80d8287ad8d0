//! The families: one wrong client for each code, category, reason, operation or place.

use tables::{Category, Operation, Origin, Site};

use super::Mutant;
use super::edit::{
    change_field, edit, errors, field, get, nothing, raise, reason, refuse, set, succeed,
};

pub(super) fn families() -> Vec<Mutant> {
    let mut mutants = Vec::new();
    codes(&mut mutants);
    categories(&mut mutants);
    reasons(&mut mutants);
    operations(&mut mutants);
    sites(&mut mutants);
    fields(&mut mutants);
    mutants
}

fn quoted(text: &str) -> String {
    format!("\"{text}\"")
}

fn codes(mutants: &mut Vec<Mutant>) {
    for info in tables::codes() {
        let row = format!("codes/{}", info.wire);
        let aim = match info.origin {
            Origin::Documented => row.as_str(),
            Origin::SdkSchema | Origin::WebTask => "wire/undocumented-codes",
        };
        let other = if info.wire == "conflict" {
            "\"forbidden\""
        } else {
            "\"conflict\""
        };
        let (lost, confused) = (quoted(info.wire), quoted(info.wire));
        let client = field("code", move |json| (json != lost).then(|| json.to_owned()));
        let title = format!("does not know {} and shows no code", info.wire);
        mutants.push(Mutant::new("drops-a-code", title, &[aim], client).member(info.wire));
        let client = field("code", move |json| {
            Some(if json == confused {
                other.to_owned()
            } else {
                json.to_owned()
            })
        });
        let title = format!("shows {} as another code", info.wire);
        mutants.push(Mutant::new("confuses-a-code", title, &[aim], client).member(info.wire));
    }
}

fn categories(mutants: &mut Vec<Mutant>) {
    for category in Category::ALL {
        let aim = format!("categories/{category}");
        let (lost, mixed) = (quoted(category.as_str()), quoted(category.as_str()));
        let client = field("category", move |json| {
            (json != lost).then(|| json.to_owned())
        });
        let title = format!("does not know the category {category}");
        mutants.push(
            Mutant::new("drops-a-category", title, &[&aim], client).member(category.as_str()),
        );
        let other = if category.as_str() == "user" {
            "\"auth\""
        } else {
            "\"user\""
        };
        let client = field("category", move |json| {
            Some(if json == mixed {
                other.to_owned()
            } else {
                json.to_owned()
            })
        });
        let title = format!("merges the category {category} into another");
        mutants.push(
            Mutant::new("merges-a-category", title, &[&aim], client).member(category.as_str()),
        );
    }
}

fn reasons(mutants: &mut Vec<Mutant>) {
    for name in tables::ReasonType::ALL
        .iter()
        .map(tables::ReasonType::as_str)
    {
        let known = quoted(name);
        let client = reason("type", move |json| (json != known).then(|| json.to_owned()));
        let title = format!("does not know the reason {name}");
        mutants
            .push(Mutant::new("drops-a-reason", title, &["wire/reason-type"], client).member(name));
    }
    for (name, row) in [
        ("type", "wire/reason-type"),
        ("message", "wire/reason-message"),
        ("doc_url", "wire/reason-doc-url"),
        ("details", "wire/reason-details"),
        ("timestamp", "wire/reason-timestamp"),
    ] {
        let title = format!("drops the {name} of every reason");
        mutants.push(
            Mutant::new(
                "drops-a-fact-of-reasons",
                title,
                &[row],
                reason(name, nothing),
            )
            .member(name),
        );
        let client = reason(name, |_| Some("\"something else\"".to_owned()));
        let title = format!("shows another {name} for every reason");
        mutants.push(Mutant::new("changes-a-fact-of-reasons", title, &[row], client).member(name));
    }
    for (name, default) in [("doc_url", "\"\""), ("details", "{}")] {
        let client = edit(move |seen, _| {
            if let Some(view) = &mut seen.reason
                && get(view, name).is_none()
            {
                set(view, name, default);
            }
        });
        let title = format!("fills an absent {name} of a reason with an empty value");
        let aims = ["floor/nothing-invented", "wire/null-is-absence"];
        mutants.push(
            Mutant::new("fills-an-absent-fact-of-reasons", title, &aims, client).member(name),
        );
    }
}

fn operations(mutants: &mut Vec<Mutant>) {
    for operation in Operation::all() {
        let id = operation.id();
        let client = succeed("\"completed\"", move |_, exchange| {
            exchange.operation == operation && exchange.status >= 400
        });
        let title = format!("{id} returns an empty success for every HTTP error");
        mutants.push(
            Mutant::new(
                "swallows-http-errors",
                title,
                &["floor/failure-shown"],
                client,
            )
            .member(id),
        );
        let client = refuse(move |seen, exchange| {
            let is_success = (200..300).contains(&exchange.status);
            exchange.operation == operation && is_success && seen.raised.is_none()
        });
        let title = format!("{id} raises on every success");
        mutants.push(
            Mutant::new(
                "raises-on-success",
                title,
                &["floor/success-returned"],
                client,
            )
            .member(id),
        );
        let client = raise("builtins.Exception", move |seen, exchange| {
            exchange.operation == operation && seen.raised.is_some()
        });
        let title = format!("{id} raises an exception that is none of the SDK's");
        mutants.push(
            Mutant::new(
                "raises-foreign-exceptions",
                title,
                &["floor/own-class"],
                client,
            )
            .member(id),
        );
    }
}

/// What the error of a slot is: A and B and D in a 2xx answer, C otherwise.
fn site_of(operation: Operation, status: u16) -> Option<Site> {
    if status >= 400 {
        Some(Site::HttpBody)
    } else {
        operation.site()
    }
}

fn sites(mutants: &mut Vec<Mutant>) {
    for &site in Site::ALL {
        let name = site.as_str();
        let client = errors(move |view, _, exchange| {
            if site_of(exchange.operation, exchange.status) == Some(site) {
                change_field(view, "message", nothing);
            }
        });
        let title = format!("drops the message of every error at {name}");
        let mut aims = vec!["error-structure/message", "wire/text-exact"];
        aims.extend(match site {
            Site::Result => ["wire/unknown-field", "wire/transport"].as_slice(),
            Site::JobRun => &["wire/unknown-field"],
            Site::HttpBody => &["wire/transport"],
            Site::WebTask => &["wire/unknown-field", "wire/web-task-error"],
        });
        mutants.push(Mutant::new("drops-messages", title, &aims, client).member(name));
        let client = errors(move |view, _, exchange| {
            if site_of(exchange.operation, exchange.status) == Some(site)
                && get(view, "details").is_some()
            {
                set(view, "details", "{}");
            }
        });
        let title = format!("empties the details of every error at {name}");
        let aims: &[&str] = match site {
            Site::Result => &["error-structure/details", "sdk-model/details"],
            Site::JobRun | Site::HttpBody | Site::WebTask => &["error-structure/details"],
        };
        mutants.push(Mutant::new("empties-details", title, aims, client).member(name));
    }
}

/// What an absent field is filled with, and what it must not be filled with.
fn fields(mutants: &mut Vec<Mutant>) {
    let rows = [
        (
            "code",
            "\"unexpected\"",
            vec![
                "sdk-model/code-optional",
                "wire/null-is-absence",
                "wire/missing-required",
            ],
        ),
        (
            "flag",
            "true",
            vec![
                "sdk-model/retirable-absent",
                "wire/flag-null",
                "wire/null-is-absence",
                "sdk-model/optional-fields",
            ],
        ),
        (
            "doc_url",
            "\"https://docs.example.com/default\"",
            vec![
                "sdk-model/optional-fields",
                "wire/null-is-absence",
                "floor/nothing-invented",
            ],
        ),
        (
            "correlation_id",
            "\"00000000-0000-0000-0000-000000000000\"",
            vec![
                "sdk-model/optional-fields",
                "wire/null-is-absence",
                "floor/nothing-invented",
            ],
        ),
        (
            "details",
            "{}",
            vec![
                "sdk-model/optional-fields",
                "wire/null-is-absence",
                "floor/nothing-invented",
            ],
        ),
        (
            "category",
            "\"execution\"",
            vec!["wire/missing-required", "floor/nothing-invented"],
        ),
        (
            "message",
            "\"unknown error\"",
            vec!["wire/missing-required", "floor/nothing-invented"],
        ),
    ];
    for (name, default, aims) in rows {
        let client = edit(move |seen, _| {
            for view in &mut seen.errors {
                if view.state == suite::observation::SlotState::Present && get(view, name).is_none()
                {
                    set(view, name, default);
                }
            }
        });
        let title = format!("fills an absent {name} with a default");
        mutants.push(Mutant::new("fills-an-absent-fact", title, &aims, client).member(name));
    }
}
