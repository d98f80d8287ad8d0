//! What the reference client makes of a body.

use super::wrapped;
use contract::{Site, read};

#[test]
fn an_error_in_a_wrapper_is_taken_out_where_the_body_is_none_itself() {
    let message = |body: &str| {
        let body = read::error_body(body.as_bytes(), Site::HttpBody)
            .unwrap()
            .value;
        wrapped(&body).map(|error| error.message.unwrap_or_default())
    };
    for (body, inner) in [
        (
            r#"{"error":{"message":"inner","code":"conflict"}}"#,
            Some("inner"),
        ),
        (r#"{"error":{"message":"inner"}}"#, Some("inner")),
        (r#"{"error":{"code":"conflict"}}"#, Some("")),
        (r#"{"error":{"hint":1}}"#, None),
        (r#"{"error":"text"}"#, None),
        (r#"{"message":"outer","error":{"message":"inner"}}"#, None),
        (r#"{"code":"conflict","error":{"message":"inner"}}"#, None),
    ] {
        assert_eq!(message(body).as_deref(), inner, "{body}");
    }
}
