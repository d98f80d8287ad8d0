//! The families: one wrong client for each code, category, reason, operation or site.

mod everywhere;
mod exact;

use tables::{Category, Field, Operation, Origin, ReasonType, Site};

use super::Mutant;
use crate::client::Client;
use crate::edit::{
    change_field, edit, errors, field, get, nothing, raise, reason, refuse, set, succeed,
};
use suite::field::ReasonField;

pub(super) fn families() -> Vec<Mutant> {
    [
        codes(),
        categories(),
        reasons(),
        operations(),
        sites(),
        fields(),
        pairs(),
        everywhere::mutants(),
        exact::mutants(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// What a client does that does not know a value.
fn unless(value: &str) -> impl Fn(&str) -> Option<String> + Send + Sync + use<> {
    let value = format!("\"{value}\"");
    move |json| (json != value).then(|| json.to_owned())
}

/// Shows one value of a field as another.
fn confuse(name: Field, value: &str, other: &str) -> Client {
    let [value, other] = [value, other].map(|text| format!("\"{text}\""));
    field(name, move |json| {
        Some(if json == value { &other } else { json }.to_owned())
    })
}

fn codes() -> Vec<Mutant> {
    let of_code = |info: &tables::CodeInfo| {
        let code = info.wire;
        let row = format!("codes/{code}");
        let aim = match info.origin {
            Origin::Documented => row.as_str(),
            Origin::SdkSchema | Origin::WebTask => "wire/undocumented-codes",
        };
        let title = format!("does not know {code} and shows no code");
        let client = field(Field::Code, unless(code));
        let drops = Mutant::new("drops-a-code", title, &[aim], client);
        let other = match code {
            "conflict" => "forbidden",
            _ => "conflict",
        };
        let title = format!("shows {code} as another code");
        let client = confuse(Field::Code, code, other);
        let confuses = Mutant::new("confuses-a-code", title, &[aim], client);
        [drops.member(code), confuses.member(code)]
    };
    tables::codes().iter().flat_map(of_code).collect()
}

fn categories() -> Vec<Mutant> {
    let of_category = |category: &Category| {
        let category = category.as_str();
        let aim = format!("categories/{category}");
        let title = format!("does not know the category {category}");
        let client = field(Field::Category, unless(category));
        let drops = Mutant::new("drops-a-category", title, &[&aim], client);
        let other = match category {
            "user" => "auth",
            _ => "user",
        };
        let title = format!("merges the category {category} into another");
        let client = confuse(Field::Category, category, other);
        let merges = Mutant::new("merges-a-category", title, &[&aim], client);
        [drops.member(category), merges.member(category)]
    };
    Category::ALL.iter().flat_map(of_category).collect()
}

fn reasons() -> Vec<Mutant> {
    let mut mutants = Vec::new();
    for name in ReasonType::ALL.iter().map(ReasonType::as_str) {
        let client = reason(ReasonField::Type, unless(name));
        let title = format!("does not know the reason {name}");
        let aims = ["wire/reason-type"];
        mutants.push(Mutant::new("drops-a-reason", title, &aims, client).member(name));
    }
    for (name, row) in [
        (ReasonField::Type, "wire/reason-type"),
        (ReasonField::Message, "wire/reason-message"),
        (ReasonField::DocUrl, "wire/reason-doc-url"),
        (ReasonField::Details, "wire/reason-details"),
        (ReasonField::Timestamp, "wire/reason-timestamp"),
    ] {
        let title = format!("drops the {name} of every reason");
        let client = reason(name, nothing);
        let drops = Mutant::new("drops-a-fact-of-reasons", title, &[row], client);
        let title = format!("shows another {name} for every reason");
        let client = reason(name, |_| Some("\"something else\"".to_owned()));
        let changes = Mutant::new("changes-a-fact-of-reasons", title, &[row], client);
        mutants.extend([drops.member(name.as_str()), changes.member(name.as_str())]);
    }
    for (name, default) in [(ReasonField::DocUrl, "\"\""), (ReasonField::Details, "{}")] {
        let client = edit(move |seen, _| {
            if let Some(view) = &mut seen.reason
                && get(view, name).is_none()
            {
                set(view, name, default);
            }
        });
        let title = format!("fills an absent {name} of a reason with an empty value");
        let aims = ["floor/nothing-invented", "wire/null-is-absence"];
        let fills = Mutant::new("fills-an-absent-fact-of-reasons", title, &aims, client);
        mutants.push(fills.member(name.as_str()));
    }
    mutants
}

fn operations() -> Vec<Mutant> {
    let of_operation = |operation: Operation| {
        let id = operation.id();
        let client = succeed("\"completed\"", move |_, exchange| {
            exchange.operation == operation && exchange.status >= 400
        });
        let title = format!("{id} returns an empty success for every HTTP error");
        let aims = ["floor/failure-shown"];
        let swallows = Mutant::new("swallows-http-errors", title, &aims, client);
        let client = refuse(move |seen, exchange| {
            let is_success = (200..300).contains(&exchange.status);
            exchange.operation == operation && is_success && seen.raised().is_none()
        });
        let title = format!("{id} raises on every success");
        let aims = ["floor/success-returned"];
        let raises = Mutant::new("raises-on-success", title, &aims, client);
        let client = raise("builtins.Exception", move |seen, exchange| {
            exchange.operation == operation && seen.raised().is_some()
        });
        let title = format!("{id} raises an exception that is none of the SDK's");
        let aims = ["floor/own-class"];
        let foreign = Mutant::new("raises-foreign-exceptions", title, &aims, client);
        [swallows, raises, foreign].map(|mutant| mutant.member(id))
    };
    Operation::all().flat_map(of_operation).collect()
}

/// The pairs of status and error that the wire ties.
fn pairs() -> Vec<Mutant> {
    let of_status = |status: u16| {
        let aim = format!("wire/pair-{status}");
        let drops = |name: Field| {
            errors(move |view, _, exchange| {
                if exchange.status == status {
                    change_field(view, name, nothing);
                }
            })
        };
        let title = format!("drops the code of every {status}");
        let codes = Mutant::new("drops-the-code-at", title, &[&aim], drops(Field::Code));
        let title = format!("drops the category of every {status}");
        let client = drops(Field::Category);
        let categories = Mutant::new("drops-the-category-at", title, &[&aim], client);
        [codes, categories].map(|mutant| mutant.member(status.to_string()))
    };
    [400, 401, 404].into_iter().flat_map(of_status).collect()
}

fn sites() -> Vec<Mutant> {
    let of_site = |&site: &Site| {
        let name = site.as_str();
        let client = errors(move |view, _, exchange| {
            if exchange.operation.site_at(exchange.status) == Some(site) {
                change_field(view, Field::Message, nothing);
            }
        });
        let title = format!("drops the message of every error at {name}");
        // A missing neighbour costs the message: then the requirement of the neighbour is violated.
        let mut aims = vec![
            "error-structure/message",
            "wire/text-exact",
            "sdk-model/optional-fields",
        ];
        let typically = [
            "categories/infrastructure-typically-retriable",
            "categories/user-typically-not-retriable",
        ];
        aims.extend(match site {
            Site::Result => [
                "wire/unknown-field",
                "wire/transport",
                "wire/white-space",
                "sdk-model/code-optional",
                "failed/message",
            ]
            .as_slice(),
            Site::JobRun => &["wire/unknown-field"],
            Site::HttpBody => &["wire/transport", "wire/white-space"],
            Site::WebTask => &[
                "wire/unknown-field",
                "wire/web-task-error",
                "wire/null-is-absence",
            ],
        });
        if site != Site::WebTask {
            aims.extend(typically);
        }
        let drops = Mutant::new("drops-messages", title, &aims, client);
        let client = errors(move |view, _, exchange| {
            let is_here = exchange.operation.site_at(exchange.status) == Some(site);
            if is_here && get(view, Field::Details).is_some() {
                set(view, Field::Details, "{}");
            }
        });
        let title = format!("empties the details of every error at {name}");
        let aims: &[&str] = match site {
            Site::Result => &["error-structure/details", "sdk-model/details"],
            Site::JobRun | Site::HttpBody | Site::WebTask => &["error-structure/details"],
        };
        let empties = Mutant::new("empties-details", title, aims, client);
        [drops.member(name), empties.member(name)]
    };
    Site::ALL.iter().flat_map(of_site).collect()
}

/// What an absent field is filled with, and what it must not be filled with.
fn fields() -> Vec<Mutant> {
    const OPTIONAL: &[&str] = &[
        "sdk-model/optional-fields",
        "wire/null-is-absence",
        "floor/nothing-invented",
    ];
    const REQUIRED: &[&str] = &["wire/missing-required", "floor/nothing-invented"];
    let of_field = |(name, default, aims): (Field, &'static str, &[&str])| {
        let client = errors(move |view, _, _| {
            if get(view, name).is_none() {
                set(view, name, default);
            }
        });
        let title = format!("fills an absent {name} with a default");
        Mutant::new("fills-an-absent-fact", title, aims, client).member(name.as_str())
    };
    let code = [
        "sdk-model/code-optional",
        "wire/null-is-absence",
        "wire/missing-required",
    ];
    let flag = [
        "sdk-model/retirable-absent",
        "wire/flag-null",
        "wire/null-is-absence",
        "sdk-model/optional-fields",
    ];
    let link = "\"https://docs.example.com/default\"";
    let id = "\"00000000-0000-0000-0000-000000000000\"";
    let rows: [(Field, &str, &[&str]); 7] = [
        (Field::Code, "\"unexpected\"", &code),
        (Field::Flag, "true", &flag),
        (Field::DocUrl, link, OPTIONAL),
        (Field::CorrelationId, id, OPTIONAL),
        (Field::Details, "{}", OPTIONAL),
        (Field::Category, "\"execution\"", REQUIRED),
        (Field::Message, "\"unknown error\"", REQUIRED),
    ];
    rows.into_iter().map(of_field).collect()
}
