//! The text of a vector file. Start at [`render`].

use crate::vector::{Vector, VectorFile};

/// Pretty JSON in which a response and a check are one line each, so that a change of one is a
/// change of one line.
pub fn render(file: &VectorFile) -> String {
    let vectors: Vec<String> = file.vectors.iter().map(render_vector).collect();
    format!(
        "{{\n  \"format\": {},\n  \"case\": {},\n  \"vectors\": [\n{}\n  ]\n}}\n",
        file.format,
        json(&file.case),
        vectors.join(",\n")
    )
}

fn render_vector(vector: &Vector) -> String {
    // Destructured, so that a new field cannot be forgotten here.
    let Vector {
        id,
        title,
        operation,
        assumed,
        request,
        modes,
        client_timeout_ms,
        responses,
        checks,
    } = vector;
    let mut members = vec![
        format!("\"id\": {}", json(id)),
        format!("\"title\": {}", json(title)),
        format!("\"operation\": {}", json(operation)),
    ];
    if *assumed {
        members.push("\"assumed\": true".to_owned());
    }
    members.push(format!("\"request\": {}", json(request)));
    members.push(format!("\"modes\": {}", json(modes)));
    if let Some(timeout) = client_timeout_ms {
        members.push(format!("\"client_timeout_ms\": {timeout}"));
    }
    members.push(format!("\"responses\": [\n{}\n      ]", lines(responses)));
    members.push(format!("\"checks\": [\n{}\n      ]", lines(checks)));
    format!("    {{\n      {}\n    }}", members.join(",\n      "))
}

fn lines<T: serde::Serialize>(items: &[T]) -> String {
    let items: Vec<_> = items
        .iter()
        .map(|item| format!("        {}", json(item)))
        .collect();
    items.join(",\n")
}

/// Our own types always serialise; an empty text would show up as drift.
fn json<T: serde::Serialize>(value: &T) -> String {
    serde_json::to_string(value).unwrap_or_default()
}
