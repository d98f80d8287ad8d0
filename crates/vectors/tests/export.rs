//! Exports: what a file says, and what is left when one is given up.

use std::cell::Cell;
use std::fs;

use errconform_vectors::export::{Export, MANIFEST, Selection};
use errconform_vectors::set::VectorSet;

#[test]
fn an_export_that_is_given_up_leaves_what_was_there() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("out");
    let set = VectorSet::built_in().unwrap();
    let selection = Selection {
        only: vec!["codes/**".to_owned()],
        ..Selection::default()
    };
    let export = Export::new(set, selection).unwrap();
    let give_up = || {
        let asked = Cell::new(0);
        let over = || asked.replace(asked.get() + 1) == 3;
        assert_eq!(export.write_unless(&folder, over), Ok(false));
        assert_eq!(asked.get(), 4);
        fs::read_dir(dir.path()).unwrap().count()
    };
    assert_eq!(give_up(), 0);
    assert_eq!(export.write_unless(&folder, || false), Ok(true));
    let manifest = fs::read(folder.join(MANIFEST)).unwrap();
    assert_eq!(give_up(), 1);
    assert_eq!(fs::read(folder.join(MANIFEST)).unwrap(), manifest);
}

#[test]
fn a_file_of_an_export_names_the_case_of_its_vector() {
    let set = VectorSet::built_in().unwrap();
    let id = "codes/failed-result/operation=runs.result/code=script-timeout";
    let selection = Selection {
        only: vec![id.to_owned()],
        ..Selection::default()
    };
    let export = Export::new(set, selection).unwrap();
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("out");
    assert_eq!(export.write_unless(&folder, || false), Ok(true));
    let text = fs::read_to_string(folder.join(format!("vectors/{id}.json"))).unwrap();
    assert!(text.contains(r#""case": "codes/failed-result","#), "{text}");
}
