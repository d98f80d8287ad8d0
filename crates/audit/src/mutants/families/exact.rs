//! One wrong client for each way of tidying a text that must stay as it was sent.

use tables::Field;

use super::super::Mutant;
use crate::client::Client;
use crate::edit::{change_field, errors, texts};

/// What a client does with a text.
type Tidy = fn(&str) -> String;

pub(super) fn mutants() -> Vec<Mutant> {
    let mut mutants = Vec::new();
    for field in [
        Field::Code,
        Field::Category,
        Field::CorrelationId,
        Field::DocUrl,
    ] {
        let aim = match field {
            // In other letters, or with blanks, it is one that nobody knows.
            Field::Code => "wire/unknown-code",
            Field::Category => "wire/unknown-category",
            _ => "wire/text-exact",
        };
        let title = format!("trims the {field} of every error");
        let trims = Mutant::new("trims", title, &[aim], of(field, trim));
        let title = format!("shows the {field} of every error in lower case");
        let lower_cases = Mutant::new("lower-cases", title, &[aim], of(field, lower));
        mutants.extend([trims, lower_cases].map(|mutant| mutant.member(field.as_str())));
    }
    let links: [(&str, &str, Tidy); 6] = [
        ("host-case", "writes the host in lower case", lower_host),
        ("default-port", "leaves out the port 443", |link| {
            link.replacen(":443/", "/", 1)
        }),
        ("dot-segments", "resolves the dots in the path", dots),
        ("percent", "decodes what is percent-encoded", |link| {
            link.replace("%7E", "~")
                .replace("%7e", "~")
                .replace("%20", " ")
                .replace("%41", "A")
        }),
        ("trailing-slash", "cuts the slash at the end", |link| {
            link.strip_suffix('/').unwrap_or(link).to_owned()
        }),
        ("query", "cuts the query", |link| {
            link.split_once('?')
                .map_or(link, |(link, _)| link)
                .to_owned()
        }),
    ];
    for (name, what, tidy) in links {
        let title = format!("{what} of every link");
        let client = of(Field::DocUrl, tidy);
        mutants.push(exact("normalises-links", name, title, client));
    }
    let tidied: [(&str, &str, Tidy); 5] = [
        ("line-ends", "one form of line end", |text| {
            text.replace("\r\n", "\n").replace('\r', "\n")
        }),
        ("white-space", "single blanks for all white space", |text| {
            text.split_whitespace().collect::<Vec<_>>().join(" ")
        }),
        ("colours", "no terminal colours", without_colours),
        ("letters", "composed letters for decomposed ones", |text| {
            text.replace("e\u{301}", "\u{e9}")
                .replace("u\u{308}", "\u{fc}")
        }),
        ("controls", "no control characters", |text| {
            text.chars().filter(|c| !c.is_control()).collect()
        }),
    ];
    for (name, what, tidy) in tidied {
        let title = format!("shows every text with {what}");
        mutants.push(exact("tidies-texts", name, title, texts(tidy)));
    }
    for most in [1_000, 4_096, 8_000] {
        let client = texts(move |text| text.chars().take(most).collect());
        let title = format!("cuts texts at {most} characters");
        let name = most.to_string();
        mutants.push(exact("cuts-long-texts", &name, title, client));
    }
    mutants
}

fn exact(operator: &'static str, member: &str, title: String, client: Client) -> Mutant {
    Mutant::new(operator, title, &["wire/text-exact"], client).member(member)
}

/// Tidies one field of each error.
fn of(field: Field, tidy: Tidy) -> Client {
    errors(move |view, _, _| {
        change_field(view, field, |json| {
            let tidied = match serde_json::from_str::<String>(json) {
                Ok(text) => serde_json::Value::from(tidy(&text)).to_string(),
                Err(_) => json.to_owned(),
            };
            Some(tidied)
        });
    })
}

fn trim(text: &str) -> String {
    text.trim().to_owned()
}

fn lower(text: &str) -> String {
    text.to_lowercase()
}

fn lower_host(link: &str) -> String {
    let Some((scheme, rest)) = link.split_once("://") else {
        return link.to_owned();
    };
    let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    format!("{}://{}{path}", scheme.to_lowercase(), host.to_lowercase())
}

fn dots(link: &str) -> String {
    let mut kept: Vec<&str> = Vec::new();
    for part in link.split('/') {
        match part {
            "." => {}
            ".." => drop(kept.pop()),
            part => kept.push(part),
        }
    }
    kept.join("/")
}

/// Without the sequences that begin with an escape and end with `m`.
fn without_colours(text: &str) -> String {
    let mut parts = text.split("\u{1b}[");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |kept, part| {
        kept + part.split_once('m').map_or(part, |(_, rest)| rest)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_client_tidies_is_what_its_title_says() {
        for (tidy, sent, shown) in [
            (
                lower_host as Tidy,
                "HTTPS://Docs.A/B?C",
                "https://docs.a/B?C",
            ),
            (dots, "https://a/b/../c/./d", "https://a/c/d"),
            (without_colours, "\u{1b}[31mred\u{1b}[0m", "red"),
        ] {
            assert_eq!(tidy(sent), shown);
        }
    }
}
