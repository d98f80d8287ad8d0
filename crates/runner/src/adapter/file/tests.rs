//! What `adapter.toml` may hold, and the messages about a wrong one.

use super::*;

const GOOD: &str = "format = 1\nname = \"x\"\nsdk = \"s\"\ncommand = [\"run\"]\n\
                    modes = [\"http\"]\nroot_classes = []\n";

fn load(text: &str) -> Result<Adapter, String> {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let folder = dir.path().join("x");
    std::fs::create_dir(&folder).expect("a folder");
    std::fs::write(folder.join("adapter.toml"), text).expect("a file");
    std::fs::write(folder.join("there.lock"), "").expect("a file");
    read(&folder).map_err(|error| {
        assert!(error.is_usage(), "{error}");
        error
            .to_string()
            .replace(&format!("{}/", folder.display()), "")
    })
}

#[track_caller]
fn refused(text: &str, expected: &str) {
    let error = load(text).expect_err("a wrong file");
    assert!(
        error.starts_with(expected),
        "{error:?} does not start with {expected:?}"
    );
}

#[test]
fn a_complete_file_is_read() {
    let adapter = load(&format!(
        "{GOOD}[environment]\nkind = \"python-venv\"\nrequires = \"3.10\"\n\
         lock = \"there.lock\"\n[env]\nA = \"\"\n[not_offered]\n\"jobs.get\" = \"none\"\n\
         [choices]\nretries = \"none\"\n"
    ));
    let adapter = adapter.expect("a good file");
    assert_eq!(adapter.name, "x");
    assert_eq!(adapter.modes, [Mode::Http]);
    assert_eq!(adapter.env["A"], "");
    assert_eq!(adapter.not_offered["jobs.get"], "none");
    let choices: Vec<_> = adapter.choices.names().collect();
    assert_eq!(choices, [("retries", "none")]);
}

#[test]
fn what_is_wrong_is_named_with_its_line() {
    for (from, to, expected) in [
        (
            "format = 1",
            "format = 2",
            "adapter.toml:1: format 2 is not known",
        ),
        ("\"x\"", "\"y\"", "adapter.toml:2: name is `y`"),
        ("[\"run\"]", "[]", "adapter.toml:4: command is empty"),
        ("[\"run\"]", "[\"\"]", "adapter.toml:4: command is empty"),
        ("http", "fax", "adapter.toml:5: unknown variant `fax`"),
        ("[\"http\"]", "[]", "adapter.toml:5: modes is empty"),
        (
            "\"http\"",
            "\"http\", \"decode\",\n\"http\"",
            "adapter.toml:6: modes has `http` twice",
        ),
        ("run", "{python}", "adapter.toml:4: command uses {python}"),
        (
            "run",
            "r\\u0000",
            "adapter.toml:4: a text holds the character NUL",
        ),
    ] {
        refused(&GOOD.replace(from, to), expected);
    }
    for (more, expected) in [
        ("colour = 1", "adapter.toml:7: unknown field `colour`"),
        (
            "[env]\n\"\" = \"1\"",
            "adapter.toml:8: `` is not a variable's name",
        ),
        (
            "[env]\nA = \"1\"\n\"B=C\" = \"1\"",
            "adapter.toml:9: `B=C` is not a variable's name",
        ),
        (
            "[env]\nA = \"a\\u0000\"",
            "adapter.toml:8: a text holds the character NUL",
        ),
        (
            "[not_offered]\n\"jobs.fly\" = \"r\"",
            "adapter.toml:8: the operation `jobs.fly` is not of the contract",
        ),
        (
            "[not_offered]\n\"jobs.get\" = \" \"",
            "adapter.toml:8: `jobs.get` has no reason",
        ),
        (
            "[choices]\nretries = \"none\"\ncolour = \"red\"",
            "adapter.toml:9: the choice `colour` is not known; known are `flag-conflict`",
        ),
        (
            "[choices]\nretries = \"often\"",
            "adapter.toml:8: `retries` cannot be `often`; it can be `some`, `all`, `none`",
        ),
        (
            "[choices]\nretries = false",
            "adapter.toml:8: invalid type: boolean",
        ),
    ] {
        refused(&format!("{GOOD}{more}\n"), expected);
    }
}

#[test]
fn an_environment_that_cannot_be_is_named_with_its_line() {
    let with = |requires: &str, lock: &str| {
        format!(
            "{GOOD}[environment]\nkind = \"python-venv\"\nrequires = \"{requires}\"\n\
             lock = \"{lock}\"\n"
        )
    };
    for requires in ["3.10.2", "3", "three.ten", ""] {
        let expected =
            format!("adapter.toml:9: requires is `{requires}`; expected a version of Python");
        refused(&with(requires, "there.lock"), &expected);
    }
    refused(
        &with("3.99", "there.lock"),
        "adapter.toml:9: requires is `3.99`; expected at most",
    );
    for lock in ["gone.lock", ".", ""] {
        refused(
            &with("3.10", lock),
            "adapter.toml:10: there is no lock file",
        );
    }
}
