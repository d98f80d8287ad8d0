//! Replays every file of the shared corpus on stable Rust, one named test a file.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use errconform_xtask::corpus::{Corpus, Part};
use fuzz_oracles::{TARGETS, Target};
use libtest_mimic::{Arguments, Failed, Trial};

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let corpus = Corpus::open(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../corpus"));
    let trials = TARGETS.iter().flat_map(|target| trials(&corpus, target));
    libtest_mimic::run(&arguments, trials.collect()).exit_code()
}

fn trials(corpus: &Corpus, target: &'static Target) -> Vec<Trial> {
    let mut trials = Vec::new();
    for &part in Part::ALL {
        match corpus.inputs(part, target.name) {
            Ok(paths) if paths.is_empty() && part == Part::Seeds => {
                let name = format!("{}/seeds", target.name);
                let none = || Err(Failed::from("expected at least one seed, found none"));
                trials.push(Trial::test(name, none));
            }
            Ok(paths) => {
                trials.extend(paths.into_iter().map(|path| trial(part, target, path)));
            }
            Err(error) => {
                let name = format!("{}/{}", target.name, part.as_str());
                trials.push(Trial::test(name, move || Err(error.into())));
            }
        }
    }
    trials
}

fn trial(part: Part, target: &'static Target, path: PathBuf) -> Trial {
    let file = path.file_name().unwrap_or_default().to_string_lossy();
    let name = format!("{}/{}/{file}", target.name, part.as_str());
    Trial::test(name, move || {
        let bytes = std::fs::read(&path)?;
        (target.check)(&bytes);
        Ok(())
    })
}
