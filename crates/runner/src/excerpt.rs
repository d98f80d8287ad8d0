//! An observation for a report: complete, but for long texts.
//!
//! Start at [`excerpt`].

use serde_json::Value;
use suite::observation::Observation;

/// The most bytes of a text that stay.
const MOST: usize = 2048;

/// An observation as the adapter wrote it, with texts of at most 2 KiB: a longer one ends with its
/// length.
pub(crate) fn excerpt(observation: &Observation) -> Option<Value> {
    let mut value = serde_json::to_value(observation).ok()?;
    cut(&mut value);
    Some(value)
}

/// An observation does not nest deeper than its own types: values in it are texts.
fn cut(value: &mut Value) {
    match value {
        Value::String(text) if text.len() > MOST => {
            let length = text.len();
            text.truncate(text.floor_char_boundary(MOST));
            text.push_str(&format!("… ({length} bytes)"));
        }
        Value::Array(items) => {
            // A string as UTF-16 units is long, too.
            let length = items.len();
            if length > MOST {
                items.truncate(MOST);
                items.push(Value::String(format!("… ({length} items)")));
            }
            items.iter_mut().for_each(cut);
        }
        Value::Object(members) => members.values_mut().for_each(cut),
        Value::String(_) | Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use suite::observation::{Outcome, Raised};

    use super::*;

    #[test]
    fn a_long_text_ends_with_its_length() {
        let of = |shown: String| {
            let classes = vec!["E".to_owned()];
            let seen = Observation::new(Outcome::Raised(Raised { classes, shown }));
            excerpt(&seen).expect("JSON")
        };
        let short = "a".repeat(MOST);
        assert_eq!(
            of(short.clone()),
            json!({"outcome": "raised", "raised": {"classes": ["E"], "shown": short}})
        );
        let found = of(format!("{}ää", "a".repeat(MOST - 1)));
        let expected = format!("{}… (2051 bytes)", "a".repeat(MOST - 1));
        assert_eq!(found["raised"]["shown"], expected);
        let mut units = json!({"utf16": vec![1; MOST + 1]});
        cut(&mut units);
        assert_eq!(units["utf16"][MOST], "… (2049 items)");
    }
}
