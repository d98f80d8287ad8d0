//! The corpus, the targets and everything beside them are declared once and agree.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use errconform_xtask::corpus::Part;
use errconform_xtask::{Checkout, derive};

fn checkout() -> Checkout {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    Checkout::open(&root).unwrap()
}

fn names(checkout: &Checkout) -> BTreeSet<String> {
    checkout
        .declared
        .targets
        .iter()
        .map(|it| it.name.clone())
        .collect()
}

fn read(path: PathBuf) -> String {
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

#[test]
fn every_target_has_seeds_and_every_regression_its_cause() {
    let checkout = checkout();
    for target in &checkout.declared.targets {
        let complete = checkout.complete(&target.name);
        let seeds = complete.unwrap_or_else(|error| panic!("{error}")).seeds;
        let long = |path: &&PathBuf| path.metadata().unwrap().len() > target.max_len as u64;
        assert_eq!(
            seeds.iter().find(long),
            None,
            "{}: over the limit",
            target.name
        );
    }
}

#[test]
fn every_folder_of_the_corpus_has_a_target() {
    let checkout = checkout();
    for &part in Part::ALL {
        for folder in checkout.corpus().folders(part).unwrap() {
            assert!(
                names(&checkout).contains(&folder),
                "{}/{folder}",
                part.as_str()
            );
        }
    }
}

#[test]
fn no_two_inputs_are_the_same() {
    let checkout = checkout();
    let mut known: BTreeMap<Vec<u8>, PathBuf> = BTreeMap::new();
    for target in &checkout.declared.targets {
        for &part in Part::ALL {
            for path in checkout.corpus().inputs(part, &target.name).unwrap() {
                let same = known.insert(std::fs::read(&path).unwrap(), path.clone());
                // Targets that read different languages may both begin with nothing.
                let is_empty = path.metadata().unwrap().len() == 0;
                assert!(
                    is_empty || same.is_none(),
                    "{path:?} is the same as {same:?}"
                );
            }
        }
    }
}

#[test]
fn inputs_that_meet_in_a_working_corpus_have_names_of_their_own() {
    let checkout = checkout();
    for target in &checkout.declared.targets {
        let mut known = BTreeMap::new();
        for (folder, &part) in target
            .folders()
            .flat_map(|folder| Part::ALL.iter().map(move |part| (folder, part)))
        {
            for path in checkout.corpus().inputs(part, folder).unwrap() {
                let same = known.insert(path.file_name().unwrap().to_owned(), path.clone());
                assert_eq!(same, None, "{}: has the name of {path:?}", target.name);
            }
        }
    }
}

#[test]
fn the_shared_corpus_is_small_and_its_names_can_be_read() {
    let (checkout, mut bytes) = (checkout(), 0);
    for target in &checkout.declared.targets {
        for &part in Part::ALL {
            for path in checkout.corpus().inputs(part, &target.name).unwrap() {
                bytes += path.metadata().unwrap().len();
                let name = path.file_name().unwrap().to_string_lossy().into_owned();
                let is_hash = name.len() == 40 && name.bytes().all(|it| it.is_ascii_hexdigit());
                assert!(!is_hash, "{} is named like a hash", path.display());
            }
        }
    }
    assert!(bytes < 5 * 1024 * 1024, "{bytes} bytes");
}

#[test]
fn derived_files_are_as_derived() {
    let drifted = derive::drifted(&checkout()).unwrap_or_else(|error| panic!("{error}"));
    let paths: Vec<_> = drifted.iter().map(|it| &it.path).collect();
    assert!(paths.is_empty(), "{paths:?}: run `cargo xtask derive`");
}

#[test]
fn the_fuzz_crate_has_exactly_the_declared_targets() {
    let checkout = checkout();
    let manifest: toml::Table = read(checkout.root.join("fuzz/Cargo.toml")).parse().unwrap();
    let bins = manifest["bin"].as_array().unwrap().iter();
    let found: BTreeSet<_> = bins
        .map(|bin| bin["name"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(found, names(&checkout));
    for name in found {
        let code = read(checkout.root.join(format!("fuzz/fuzz_targets/{name}.rs")));
        assert!(code.lines().count() <= 10, "{name} has more than ten lines");
    }
}

#[test]
fn workflows_and_scripts_take_the_targets_from_the_list() {
    let checkout = checkout();
    let workflow = read(checkout.root.join(".github/workflows/fuzz-pr.yml"));
    assert!(workflow.contains("$(cargo xtask targets --json)"));
    assert!(workflow.contains("target: ${{ fromJSON(needs.targets.outputs.names) }}"));
    let mut files = vec![checkout.root.join("fuzz/oss-fuzz-build.sh")];
    for folder in [".github/workflows", ".clusterfuzzlite"] {
        let entries = std::fs::read_dir(checkout.root.join(folder)).unwrap();
        files.extend(entries.map(|it| it.unwrap().path()));
    }
    for path in files {
        let text = read(path.clone());
        let mut words = text.split(|c: char| !c.is_alphanumeric() && c != '_');
        let listed = words.find(|word| names(&checkout).contains(*word));
        assert_eq!(listed, None, "{path:?} lists a target");
    }
}

#[test]
fn every_target_has_an_oracle_in_this_build() {
    for target in &checkout().declared.targets {
        let oracle = target.oracle().unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(oracle.name, target.name);
    }
}

#[test]
fn planted_bugs_are_off_in_every_normal_build() {
    let checkout = checkout();
    for manifest in ["crates/fuzz-oracles/Cargo.toml", "fuzz/Cargo.toml"] {
        let manifest: toml::Table = read(checkout.root.join(manifest)).parse().unwrap();
        let features = manifest["features"].as_table().unwrap();
        let default = features
            .get("default")
            .map(ToString::to_string)
            .unwrap_or_default();
        assert!(features.contains_key("planted") && !default.contains("planted"));
    }
}
