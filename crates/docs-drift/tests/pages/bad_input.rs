//! Files that are no pages of a known kind.

use std::fs;
use std::path::{Path, PathBuf};

use errconform_docs_drift::{Page, check_files};

use crate::render::{codes_page, error_body_page};

fn refused(page: &str) -> String {
    let error = Page::read(Path::new("page.md"), page).expect_err(page);
    error.to_string()
}

#[test]
fn a_page_of_another_kind_is_refused_with_what_was_looked_for() {
    let looked_for = "page.md: not a page of a known kind: looked for `Error Structure` and \
        `Error Categories` or a section of error codes (the error-codes page) and for `Fields` \
        or a table with the columns Field, Type and Required (an SDK's model page), found ";
    assert_eq!(
        refused("# Reason Codes\n\n## Run\n\n### `terminated`\n"),
        format!("{looked_for}the headings `Reason Codes`, `Run` and `terminated`")
    );
    assert_eq!(
        refused("just text, > ## Error Structure\n\n> # Error Codes\n"),
        format!("{looked_for}no heading at all")
    );
}

#[test]
fn a_page_of_another_model_is_refused_by_its_name() {
    let page = "# Done\n\n## Fields\n\n| Field | Type | Required |\n| --- | --- | --- |\n\
                | `status` | *string* | :heavy_check_mark: |\n";
    let message = refused(page);
    assert!(
        message.starts_with("page.md: a page of the model `Done`, which is not compared: "),
        "{message}"
    );
    assert!(refused("## Fields").contains("a page of the model ``"));
}

#[test]
fn one_bad_file_is_named_and_nothing_is_reported() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, content: &str| -> PathBuf {
        let path = folder.path().join(name);
        fs::write(&path, content).expect("a file");
        path
    };
    let good = write("good.md", &codes_page());
    let bad = write("bad.md", "# Other\n");
    let error = check_files(&[good.clone(), bad.clone()]).expect_err("a bad file");
    let start = format!("{}: not a page of a known kind", bad.display());
    assert!(error.to_string().starts_with(&start), "{error}");
    assert!(check_files(&[good]).expect("a good file").is_clean());
}

#[test]
fn deep_nesting_is_read() {
    for deep in [">", "* ", "[", "**", "> * ", "- > "] {
        let page = format!("{}\n\n{}x\n", codes_page(), deep.repeat(20_000));
        Page::read(Path::new("page.md"), &page).expect("a page");
    }
    let lists: String = (0..500)
        .map(|depth| format!("{}* x\n", "  ".repeat(depth)))
        .collect();
    let page = codes_page().replacen("* **`code`**", &format!("{lists}\n* **`code`**"), 1);
    Page::read(Path::new("page.md"), &page).expect("a page");
}

#[test]
fn a_page_full_of_differences_is_read_in_time() {
    let codes: String = (0..20_000).map(|n| format!("\n### `code-{n}`\n")).collect();
    let page = Page::read(Path::new("page.md"), &format!("{}\n{codes}", codes_page()));
    assert!(page.expect("a page").differences.len() > 20_000);
    let rows: String = (0..20_000)
        .map(|n| format!("\n| `field{n}` | | |"))
        .collect();
    let page = Page::read(
        Path::new("page.md"),
        &format!("{}{rows}", error_body_page()),
    );
    assert!(page.expect("a page").differences.len() > 20_000);
}
