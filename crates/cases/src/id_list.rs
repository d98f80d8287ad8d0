//! The lists of ids, which only grow: `ids.txt` and `requirement-ids.txt`.
//!
//! A line is an id, or an id that is retired. Start at [`merge_ids`].

use std::collections::BTreeSet;
use std::path::Path;

use files::Error;
use files::read;

/// The list of ids as it is, empty where there is none yet. A link that leads nowhere is no such
/// list: what it stood for is lost.
pub(crate) fn known_ids(list: &Path) -> Result<String, Error> {
    if list.exists() || list.is_symlink() {
        read(list)
    } else {
        Ok(String::new())
    }
}

const RETIRED: &str = "retired ";

/// The list of ids: known lines stay where they are, new ids come at the end.
pub(crate) fn merge_ids(path: &Path, known: &str, current: &[&str]) -> Result<String, Error> {
    let current_ids: BTreeSet<&str> = current.iter().copied().collect();
    let mut seen = BTreeSet::new();
    for (position, line) in known.lines().enumerate() {
        let refuse = |message| Error::File {
            path: path.to_owned(),
            line: position + 1,
            message,
        };
        let (id, retired) = match line.strip_prefix(RETIRED) {
            Some(id) => (id, true),
            None => (line, false),
        };
        if !seen.insert(id) {
            return Err(refuse(format!("the id `{id}` occurs twice")));
        }
        match (retired, current_ids.contains(id)) {
            (true, true) => {
                return Err(refuse(format!(
                    "the id `{id}` is retired and must not be used again; choose a new one"
                )));
            }
            (false, false) => {
                return Err(refuse(format!(
                    "nothing has the id `{id}` any more; if that is meant, write `{RETIRED}{id}`"
                )));
            }
            (true, false) | (false, true) => {}
        }
    }
    let mut list = known.to_owned();
    if !list.is_empty() && !list.ends_with('\n') {
        list.push('\n');
    }
    for id in current.iter().filter(|id| !seen.contains(*id)) {
        list.push_str(id);
        list.push('\n');
    }
    Ok(list)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn merged(known: &str, current: &[&str]) -> Result<String, String> {
        merge_ids(Path::new("ids.txt"), known, current).map_err(|error| error.to_string())
    }

    #[test]
    fn new_ids_come_at_the_end_and_the_others_stay() {
        let list = merged("b\nretired c", &["a", "b", "d"]);
        assert_eq!(list, Ok("b\nretired c\na\nd\n".to_owned()));
        assert_eq!(merged("", &["a"]), Ok("a\n".to_owned()));
        assert_eq!(merged("a\n", &["a"]), Ok("a\n".to_owned()));
    }

    #[test]
    fn an_id_that_is_gone_or_is_used_again_is_refused_with_its_line() {
        for (known, current, expected) in [
            ("a\nb\n", &["a"][..], "ids.txt:2: nothing has the id `b`"),
            (
                "a\nretired b\n",
                &["a", "b"],
                "ids.txt:2: the id `b` is retired",
            ),
            ("a\na\n", &["a"], "ids.txt:2: the id `a` occurs twice"),
        ] {
            let error = merged(known, current).unwrap_err();
            assert!(error.starts_with(expected), "{error}");
        }
    }
}
