//! The arguments of `conform`.

use std::borrow::Cow;
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use clap::{Parser, Subcommand, ValueEnum};
use suite::check::Level;
use suite::set::VectorSet;
use suite::vector::Mode;

use crate::error::Error;

/// How long a vector may take where nothing else is asked for.
pub(crate) const TIMEOUT: Duration = Duration::from_secs(10);

/// Judges whether a client of the API tells its user the truth about errors.
#[derive(Debug, Parser)]
#[command(name = "conform", version, arg_required_else_help = true)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Judge adapters against the vectors.
    Run(RunArgs),
    /// Print the ids of the vectors, one a line; or what the vectors cover.
    List(ListCommand),
    /// Print one vector: its request, the exact response and the checks.
    Show(ShowArgs),
    /// Keep the files that are derived from the cases up to date; export vectors.
    Snapshots {
        #[command(subcommand)]
        snapshots: SnapshotsCommand,
    },
    /// Run clients that are wrong on purpose: each must be noticed, and no check may be idle.
    SelfCheck {
        /// Write the matrix as JSON, too.
        #[arg(long, value_name = "FILE")]
        json: Option<PathBuf>,
    },
    /// Print the requirements with the checks that verify each.
    Requirements {
        /// How to print them.
        #[arg(long, value_name = "FORMAT", default_value = "text")]
        format: FormatArg,
    },
    /// Compare the vendor's pages with the contract's tables.
    Docs {
        #[command(subcommand)]
        docs: DocsCommand,
    },
    /// Be an adapter: speak the protocol over standard input and output.
    #[command(hide = true)]
    Adapter {
        #[command(subcommand)]
        adapter: AdapterCommand,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum AdapterCommand {
    /// The built-in reference client.
    Reference,
}

#[derive(Debug, Subcommand)]
pub(crate) enum DocsCommand {
    /// Report every difference between pages and tables; exit code 1 where one is not recorded.
    Check {
        /// Pages of error codes, or of an SDK's error model, as Markdown.
        #[arg(value_name = "FILE", required = true)]
        files: Vec<PathBuf>,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum SnapshotsCommand {
    /// Expand the cases and rewrite all that is derived from them: vectors, lists of ids, JSON
    /// Schemas, and the pages in `docs` beside the folder. Exit code 1 where the vectors leave a
    /// hole or do not notice a mutant.
    Update(RootArgs),
    /// List the derived files that differ from what the cases say; exit code 1 where one does.
    Check(RootArgs),
    /// Write vectors as plain JSON with a manifest, for tests in other languages.
    Export(ExportArgs),
}

#[derive(Debug, clap::Args)]
pub(crate) struct RootArgs {
    /// The folder with `requirements.toml` and `cases`; by default `snapshots` here or in a folder
    /// above.
    #[arg(long, value_name = "DIR")]
    pub(crate) root: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct ExportArgs {
    /// Where to write: a new or an empty folder, or an earlier export, which is replaced.
    #[arg(value_name = "DIR")]
    pub(crate) folder: PathBuf,
    /// Only vectors of these operations, such as `runs.*`; may be repeated.
    #[arg(long, value_name = "GLOB")]
    pub(crate) operation: Vec<String>,
    /// Only checks of this level, and vectors that have one: must, should or may; may be repeated.
    #[arg(long, value_name = "LEVEL", value_parser = level)]
    pub(crate) level: Vec<Level>,
    /// Only vectors that make sense in this mode.
    #[arg(long)]
    pub(crate) mode: Option<ModeArg>,
    #[command(flatten)]
    pub(crate) selection: ListArgs,
}

/// How a table is printed.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum FormatArg {
    /// For the terminal.
    Text,
    /// The page `docs/contract.md`.
    Markdown,
}

#[derive(Debug, Parser)]
pub(crate) struct ListCommand {
    #[command(flatten)]
    pub(crate) selection: ListArgs,
    /// Print tables of what the vectors send instead; exit code 1 where a cell is empty and
    /// nothing explains why.
    #[arg(long)]
    pub(crate) coverage: bool,
}

/// Exit codes: 0 nothing new; 1 new failures or a stale baseline; 2 wrong use or a bad file;
/// 3 the harness itself failed; 130 interrupted.
#[derive(Debug, Parser)]
#[command(
    after_help = "Exit codes: 0 nothing new; 1 new failures (crash, timeout and untestable \
    are failures) or a stale baseline; 2 wrong use or a bad file; 3 the harness itself failed; \
    130 interrupted."
)]
pub(crate) struct RunArgs {
    /// The adapters: `reference`, or names of folders below `adapters`.
    #[arg(value_name = "ADAPTER", required_unless_present = "command")]
    pub(crate) adapters: Vec<String>,
    /// Judge this program instead; it speaks the adapter protocol.
    #[arg(long, value_name = "COMMAND LINE", conflicts_with = "adapters")]
    pub(crate) command: Option<String>,
    /// With --command: an error class of the SDK's own, qualified; may be repeated.
    #[arg(long, value_name = "CLASS", conflicts_with = "adapters")]
    pub(crate) root_class: Vec<String>,
    /// The mode; by default all that an adapter has, and `http` for --command.
    #[arg(long)]
    pub(crate) mode: Option<ModeArg>,
    #[command(flatten)]
    pub(crate) selection: ListArgs,
    /// Judge the built-in reference instead of an adapter whose language is missing here; where
    /// the variable CI is set, that stays a failure.
    #[arg(long)]
    pub(crate) or_reference: bool,
    /// How long one vector may take.
    #[arg(long, value_name = "SECONDS", default_value = "10", value_parser = seconds)]
    pub(crate) timeout: Duration,
    /// Write a report; may be repeated.
    #[arg(long, value_name = "jsonl=FILE|junit=FILE")]
    pub(crate) report: Vec<ReportArg>,
    /// The folder with the adapters; by default `adapters` here or in a folder above.
    #[arg(long = "adapters", value_name = "DIR")]
    pub(crate) adapters_dir: Option<PathBuf>,
    /// The known failures; by default `known-failures.toml` beside the adapter, or none with
    /// --vectors or --command.
    #[arg(long, value_name = "FILE")]
    pub(crate) known_failures: Option<PathBuf>,
}

#[derive(Debug, Parser)]
pub(crate) struct ListArgs {
    /// Only vectors whose id matches: `*` stays within a segment, `**` does not; may be repeated.
    #[arg(long, value_name = "GLOB")]
    pub(crate) only: Vec<String>,
    /// Vectors from the JSON files of this folder instead of the built-in ones.
    #[arg(long, value_name = "DIR")]
    pub(crate) vectors: Option<PathBuf>,
}

#[derive(Debug, Parser)]
pub(crate) struct ShowArgs {
    /// The vector's id.
    pub(crate) id: String,
    /// Vectors from the JSON files of this folder instead of the built-in ones.
    #[arg(long, value_name = "DIR")]
    pub(crate) vectors: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum ModeArg {
    /// The client makes a real call to a loopback server.
    Http,
    /// The client is handed the operation, the status and the body.
    Decode,
}

impl From<ModeArg> for Mode {
    fn from(mode: ModeArg) -> Self {
        match mode {
            ModeArg::Http => Self::Http,
            ModeArg::Decode => Self::Decode,
        }
    }
}

/// `--report KIND=FILE`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ReportArg {
    pub(crate) kind: ReportKind,
    pub(crate) file: PathBuf,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ReportKind {
    Jsonl,
    Junit,
}

impl FromStr for ReportArg {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let kind = |kind| {
            move |file: &str| Self {
                kind,
                file: PathBuf::from(file),
            }
        };
        text.strip_prefix("jsonl=")
            .map(kind(ReportKind::Jsonl))
            .or_else(|| text.strip_prefix("junit=").map(kind(ReportKind::Junit)))
            .filter(|report| !report.file.as_os_str().is_empty())
            .ok_or_else(|| "expected `jsonl=FILE` or `junit=FILE`".to_owned())
    }
}

fn level(text: &str) -> Result<Level, String> {
    Level::ALL
        .into_iter()
        .find(|level| level.as_str() == text)
        .ok_or_else(|| "expected `must`, `should` or `may`".to_owned())
}

fn seconds(text: &str) -> Result<Duration, String> {
    text.parse::<f64>()
        .ok()
        .filter(|seconds| *seconds > 0.0 && *seconds <= 86_400.0)
        .map(Duration::from_secs_f64)
        .ok_or_else(|| "expected a number of seconds above 0, and at most 86400".to_owned())
}

/// The vectors that are built in, or those of a folder.
pub(crate) fn vector_set(dir: Option<&PathBuf>) -> Result<Cow<'static, VectorSet>, Error> {
    Ok(match dir {
        Some(dir) => Cow::Owned(VectorSet::load_dir(dir)?),
        None => Cow::Borrowed(VectorSet::built_in()?),
    })
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_arguments_are_consistent() {
        Args::command().debug_assert();
    }

    #[test]
    fn a_time_out_is_a_positive_number_of_seconds() {
        assert_eq!(seconds("0.5"), Ok(Duration::from_millis(500)));
        for text in ["0", "-1", "x", "NaN", "inf", "1e9"] {
            assert!(seconds(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_report_names_kind_and_file() {
        let report: ReportArg = "junit=out.xml".parse().expect("a report");
        assert_eq!(report.kind, ReportKind::Junit);
        for text in ["out.xml", "xml=out", "jsonl="] {
            assert!(text.parse::<ReportArg>().is_err(), "{text}");
        }
    }
}
