//! `conform snapshots`: the files and pages that are derived from the cases, and exports.
//!
//! `update` and `check` read the authored files of a checkout, never the vectors that are compiled
//! in: those may be stale. Not here: what a case means (`cases`). Start at [`snapshots`].

mod export;
mod pages;
mod schemas;

use std::env;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use cases::snapshots::Snapshots;
use runner::interrupt::Interrupt;
use suite::export::{Export, Selection};
use suite::vector::Mode;

use crate::args::{ExportArgs, RootArgs, SnapshotsCommand, vector_set};
use crate::error::{Error, print_verdict};
use crate::exit_code::ExitCode;

use self::pages::{CONTRACT_PAGE, NamedPage};

/// Runs one of the subcommands.
pub(crate) fn snapshots(
    command: &SnapshotsCommand,
    interrupt: &Interrupt,
) -> Result<ExitCode, Error> {
    match command {
        SnapshotsCommand::Update(args) => update(args, interrupt),
        SnapshotsCommand::Check(args) => check(args, interrupt),
        SnapshotsCommand::Export(args) => export_vectors(args, interrupt),
    }
}

fn update(args: &RootArgs, interrupt: &Interrupt) -> Result<ExitCode, Error> {
    let Derived {
        snapshots,
        problems,
    } = derive(args)?;
    if interrupt.is_triggered() {
        return Ok(ExitCode::Interrupted);
    }
    let changed = snapshots.update()?;
    print(&changed)?;
    note(&format!(
        "{} vectors; {} files changed",
        count(&snapshots),
        changed.len()
    ));
    Ok(report(&problems))
}

fn check(args: &RootArgs, interrupt: &Interrupt) -> Result<ExitCode, Error> {
    let Derived {
        snapshots,
        problems,
    } = derive(args)?;
    let drifted = snapshots.drift()?;
    if interrupt.is_triggered() {
        return Ok(ExitCode::Interrupted);
    }
    print(&drifted)?;
    if drifted.is_empty() {
        note(&format!("{} vectors; no file differs", count(&snapshots)));
        return Ok(report(&problems));
    }
    note(&format!(
        "{} files differ from what the cases say; `conform snapshots update` writes them",
        drifted.len()
    ));
    report(&problems);
    Ok(ExitCode::NewFailures)
}

/// Prints what the pages show to be wrong; exit code 1 where there is anything.
fn report(problems: &[String]) -> ExitCode {
    problems.iter().for_each(|problem| note(problem));
    match problems.len() {
        0 => ExitCode::Clean,
        count => {
            note(&format!(
                "{count} problems: the cases leave holes, or do not notice a mutant"
            ));
            ExitCode::NewFailures
        }
    }
}

fn export_vectors(args: &ExportArgs, interrupt: &Interrupt) -> Result<ExitCode, Error> {
    let set = vector_set(args.selection.vectors.as_ref())?;
    let selection = Selection {
        only: args.selection.only.clone(),
        operations: args.operation.clone(),
        levels: args.level.clone(),
        modes: args.mode.into_iter().map(Mode::from).collect(),
    };
    let export = Export::new(&set, selection)?;
    if !export::write_unless(&export, &args.folder, || interrupt.is_triggered())? {
        return Ok(ExitCode::Interrupted);
    }
    let vectors = export.manifest.vectors.len();
    note(&format!("{vectors} vectors in {}", args.folder.display()));
    Ok(ExitCode::Clean)
}

/// Every derived file, and the problems that the pages among them show.
struct Derived {
    snapshots: Snapshots,
    problems: Vec<String>,
}

/// What the authored files say, the schemas of this program's formats, and the pages in `docs/`
/// beside the folder, as far as they exist: other folders of cases have none.
fn derive(args: &RootArgs) -> Result<Derived, Error> {
    let root = match &args.root {
        Some(root) => root.clone(),
        None => find_root()?,
    };
    let mut snapshots = Snapshots::build(&root)?;
    for document in schemas::all() {
        let file = format!("{}.schema.json", document.name);
        snapshots.add(Path::new("schemas").join(file), document.text);
    }
    let docs = root.with_file_name("docs");
    let mut problems = Vec::new();
    if docs.join(CONTRACT_PAGE).is_file() {
        for NamedPage { name, page } in pages::all(&snapshots) {
            snapshots.add_page(docs.join(name), page.text);
            problems.extend(page.problems);
        }
    }
    Ok(Derived {
        snapshots,
        problems,
    })
}

/// The nearest `snapshots` with cases: other tools have folders of that name, too.
fn find_root() -> Result<PathBuf, Error> {
    let here = env::current_dir()?;
    here.ancestors()
        .map(|folder| folder.join("snapshots"))
        .find(|folder| folder.join("cases").is_dir())
        .ok_or_else(|| {
            Error::Usage(format!(
                "there is no folder `snapshots` with `cases` in {} or above it; name it with \
                 `--root DIR`",
                here.display()
            ))
        })
}

fn count(snapshots: &Snapshots) -> usize {
    snapshots.files.iter().map(|file| file.vectors.len()).sum()
}

/// One path a line, for programs.
fn print(paths: &[PathBuf]) -> Result<(), Error> {
    let text: String = paths
        .iter()
        .map(|path| format!("{}\n", path.display()))
        .collect();
    print_verdict(&text)
}

/// A line for people.
fn note(text: &str) {
    // Nothing is left to do when standard error is closed.
    let _ = writeln!(anstream::stderr(), "{text}");
}
