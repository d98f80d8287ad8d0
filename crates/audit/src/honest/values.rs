//! Which of several readings of a value a client shows, where each is right.

use std::borrow::Cow;

use suite::field::ReasonField;
use suite::observation::{SlotState, View};
use tables::Field;

use super::HonestClient;
use crate::client::{Client, Exchange};
use crate::edit::{TEXTS, adjust, change_field, get, set};

pub(super) fn clients() -> Vec<HonestClient> {
    vec![
        HonestClient::typed(
            "parses-dates",
            "parses the timestamp of a reason and shows the same instant at another offset",
            adjust(|seen, _| {
                if let Some(view) = &mut seen.reason {
                    change_field(view, ReasonField::Timestamp, |json| {
                        Some(other_offset(json).unwrap_or_else(|| json.to_owned()))
                    });
                }
            }),
        ),
        HonestClient::typed(
            "numbers-are-doubles",
            "shows numbers as doubles: precision is lost, and 1e999 is Infinity",
            details(|json| numbers(json, double)),
        ),
        HonestClient::typed(
            "1e999-is-infinity",
            "shows a number beyond a double as Infinity, and every other one exactly",
            details(|json| {
                numbers(json, |number| match number.parse::<f64>() {
                    Ok(value) if value.is_infinite() => double(number),
                    _ => number.to_owned(),
                })
            }),
        ),
        HonestClient::typed(
            "writes-numbers-otherwise",
            "shows an integer with a fraction of zero",
            details(|json| {
                numbers(json, |number| match number.parse::<u32>() {
                    Ok(_) => format!("{number}.0"),
                    Err(_) => number.to_owned(),
                })
            }),
        ),
        HonestClient::typed(
            "reads-retryable",
            "takes the misspelling `retryable` for the flag where nothing else says",
            flag(|exchange, at| {
                let is_silent = !exchange.sent(at, "retirable") && !exchange.sent(at, "retriable");
                let json = exchange.at(&exchange.pointer(at, "retryable"))?;
                (is_silent && is_boolean(&json)).then_some(json)
            }),
        ),
        HonestClient::typed(
            "wire-flag-wins",
            "shows `retirable` where both spellings are there and at odds",
            flag(|exchange, at| conflict(exchange, at, "retirable")),
        ),
        HonestClient::typed(
            "documented-flag-wins",
            "shows `retriable` where both spellings are there and at odds",
            flag(|exchange, at| conflict(exchange, at, "retriable")),
        ),
        HonestClient::typed(
            "snake-keys-win",
            "shows the value under the snake key where two spellings are at odds",
            keys("doc_url", "correlation_id"),
        ),
        HonestClient::typed(
            "camel-keys-win",
            "shows the value under the camel key where two spellings are at odds",
            keys("docUrl", "correlationId"),
        ),
        HonestClient::typed(
            "coerces-flags",
            "reads 1, \"true\" and \"1\" as true, and their opposites as false",
            flag(|exchange, at| {
                let mut keys = ["retirable", "retriable"].into_iter();
                let json = keys.find_map(|key| exchange.at(&exchange.pointer(at, key)))?;
                match json.as_str() {
                    "1" | "\"true\"" | "\"1\"" => Some("true".to_owned()),
                    "0" | "\"false\"" | "\"0\"" => Some("false".to_owned()),
                    _ => None,
                }
            }),
        ),
        HonestClient::typed(
            "keeps-odd-flags",
            "shows a flag of another type as what it is",
            flag(|exchange, at| {
                let mut keys = ["retirable", "retriable"].into_iter();
                let json = keys.find_map(|key| exchange.at(&exchange.pointer(at, key)))?;
                (!is_boolean(&json) && json != "null").then_some(json)
            }),
        ),
        HonestClient::typed(
            "coerces-texts",
            "shows a number or a boolean in a field of text as its text",
            adjust(|seen, exchange| {
                for (index, view) in present(&mut seen.errors) {
                    for field in TEXTS {
                        let mut keys = field.spellings().iter();
                        let sent = keys.find_map(|key| exchange.at(&exchange.pointer(index, key)));
                        if let Some(json) = sent
                            && get(view, field).is_none()
                            && let Some(text) = as_text(&json)
                        {
                            let key = field
                                .spellings()
                                .iter()
                                .find(|key| exchange.sent(index, key));
                            view.extras.remove(*key.unwrap_or(&field.as_str()));
                            set(view, field, &format!("\"{text}\""));
                        }
                    }
                }
            }),
        ),
        HonestClient::typed(
            "drops-odd-values",
            "keeps nothing of a field of a wrong type, and everything of the others",
            adjust(|seen, exchange| {
                for (index, view) in present(&mut seen.errors) {
                    for key in Field::ALL.iter().flat_map(|field| field.spellings()) {
                        if exchange.sent(index, key) {
                            view.extras.remove(*key);
                        }
                    }
                }
            }),
        ),
        HonestClient::typed(
            "keeps-no-unknown-fields",
            "drops the fields that it does not know",
            adjust(|seen, _| {
                let result = seen.result.iter_mut().map(|view| &mut view.extras);
                let errors = seen.errors.iter_mut().map(|view| &mut view.extras);
                let reason = seen.reason.iter_mut().map(|view| &mut view.extras);
                for extras in result.chain(errors).chain(reason) {
                    extras.clear();
                }
            }),
        ),
        HonestClient::typed(
            "shows-stray-errors",
            "shows an error that was sent beside a success",
            adjust(|seen, exchange| {
                if seen.raised().is_some() || !exchange.is_2xx() {
                    return;
                }
                if seen.errors.is_empty() {
                    seen.errors.push(View::new(SlotState::Absent));
                }
                for (index, view) in seen.errors.iter_mut().enumerate() {
                    if !view.is_present() {
                        show_as_sent(view, index, exchange);
                    }
                }
            }),
        ),
    ]
}

/// A boolean or a number as a text.
fn as_text(json: &str) -> Option<String> {
    match json.parse::<f64>() {
        Ok(number) => Some(number.to_string()),
        Err(_) => is_boolean(json).then(|| json.to_owned()),
    }
}

/// Shows a stray error with the texts that were sent.
fn show_as_sent(view: &mut View<Field>, index: usize, exchange: &Exchange<'_>) {
    for field in TEXTS {
        let mut keys = field.spellings().iter();
        let sent = keys.find_map(|key| exchange.at(&exchange.pointer(index, key)));
        if let Some(json) = sent.filter(|json| json.starts_with('"')) {
            view.state = SlotState::Present;
            set(view, field, &json);
        }
    }
}

/// The errors that are there, with their slots.
fn present(errors: &mut [View<Field>]) -> impl Iterator<Item = (usize, &mut View<Field>)> {
    errors
        .iter_mut()
        .enumerate()
        .filter(|(_, view)| view.is_present())
}

/// Shows another flag, where there is one.
fn flag(other: impl Fn(&Exchange<'_>, usize) -> Option<String> + Send + Sync + 'static) -> Client {
    adjust(move |seen, exchange| {
        for (index, view) in present(&mut seen.errors) {
            if let Some(json) = other(exchange, index) {
                set(view, Field::Flag, &json);
            }
        }
    })
}

/// The flag under one key, where both keys hold one and they differ.
fn conflict(exchange: &Exchange<'_>, at: usize, wins: &str) -> Option<String> {
    let of = |key: &str| {
        exchange
            .at(&exchange.pointer(at, key))
            .filter(|json| is_boolean(json))
    };
    let (wire, documented) = (of("retirable")?, of("retriable")?);
    (wire != documented).then(|| of(wins))?
}

/// Shows the link and the id under these keys, where both of their keys were sent.
fn keys(link: &'static str, id: &'static str) -> Client {
    adjust(move |seen, exchange| {
        for (index, view) in present(&mut seen.errors) {
            for (field, wins) in [(Field::DocUrl, link), (Field::CorrelationId, id)] {
                let mut spellings = field.spellings().iter();
                if spellings.all(|key| exchange.sent(index, key))
                    && let Some(json) = exchange.at(&exchange.pointer(index, wins))
                    && json.starts_with('"')
                {
                    set(view, field, &json);
                }
            }
        }
    })
}

/// Changes the details of every error and of the reason.
fn details(change: impl Fn(&str) -> String + Send + Sync + 'static) -> Client {
    adjust(move |seen, _| {
        for view in &mut seen.errors {
            change_field(view, Field::Details, |json| Some(change(json)));
        }
        if let Some(view) = &mut seen.reason {
            change_field(view, ReasonField::Details, |json| Some(change(json)));
        }
    })
}

/// Writes each number of a JSON text otherwise.
fn numbers(json: &str, write: impl Fn(&str) -> String) -> String {
    let mut out = String::new();
    let mut rest = json;
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '"' => string_length(rest),
            '-' | '0'..='9' => {
                let is_of_number = |c: char| matches!(c, '-' | '+' | '.' | 'e' | 'E' | '0'..='9');
                rest.find(|c| !is_of_number(c)).unwrap_or(rest.len())
            }
            other => other.len_utf8(),
        };
        let (token, after) = rest.split_at(length);
        let is_number = token.parse::<f64>().is_ok();
        out += &if is_number {
            Cow::Owned(write(token))
        } else {
            Cow::Borrowed(token)
        };
        rest = after;
    }
    out
}

/// The length of the text that a JSON text begins with.
fn string_length(json: &str) -> usize {
    let mut escaped = false;
    let mut ends = json.char_indices().skip(1);
    let end = ends.find(|(_, c)| {
        let is_end = *c == '"' && !escaped;
        escaped = *c == '\\' && !escaped;
        is_end
    });
    end.map_or(json.len(), |(at, _)| at + 1)
}

/// A number as a double writes it.
fn double(number: &str) -> String {
    match number.parse::<f64>() {
        Ok(f64::INFINITY) => "Infinity".to_owned(),
        Ok(f64::NEG_INFINITY) => "-Infinity".to_owned(),
        Ok(value) => format!("{value:?}"),
        Err(_) => number.to_owned(),
    }
}

/// The same instant at an offset two hours away from its own.
fn other_offset(json: &str) -> Option<String> {
    let text = json.strip_prefix('"')?.strip_suffix('"')?;
    let (date, time) = text.split_once('T')?;
    let at = time.find(['Z', '+', '-'])?;
    let (clock, offset) = time.split_at(at);
    let offset: i8 = match offset {
        "Z" => 0,
        offset => offset.strip_suffix(":00")?.parse().ok()?,
    };
    let hour: i8 = clock.get(..2)?.parse().ok()?;
    let away = if hour < 22 { 2 } else { -2 };
    let (hour, offset) = (hour + away, offset + away);
    Some(format!(
        "\"{date}T{hour:02}{}{offset:+03}:00\"",
        clock.get(2..)?
    ))
}

fn is_boolean(json: &str) -> bool {
    matches!(json, "true" | "false")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_keeps_its_value_at_another_offset() {
        for (sent, shown) in [
            (
                "\"2025-01-31T21:59:59.5Z\"",
                Some("\"2025-01-31T23:59:59.5+02:00\""),
            ),
            (
                "\"2025-01-31T23:00:00Z\"",
                Some("\"2025-01-31T21:00:00-02:00\""),
            ),
            (
                "\"2025-01-31T02:00:00+02:00\"",
                Some("\"2025-01-31T04:00:00+04:00\""),
            ),
            ("\"yesterday\"", None),
        ] {
            assert_eq!(other_offset(sent).as_deref(), shown, "{sent}");
        }
    }

    #[test]
    fn numbers_change_and_texts_stay() {
        let json = r#"{"1":[1e2,-3,"a\"1",1e999,true]}"#;
        let doubled = r#"{"1":[100.0,-3.0,"a\"1",Infinity,true]}"#;
        assert_eq!(numbers(json, double), doubled);
    }
}
