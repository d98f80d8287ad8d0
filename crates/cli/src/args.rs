//! The arguments of `conform`.

use std::borrow::Cow;
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use clap::builder::NonEmptyStringValueParser;
use clap::{ArgGroup, Parser, Subcommand, ValueEnum};
use suite::check::Level;
use suite::set::VectorSet;
use suite::vector::Mode;

use crate::bare_command::{ChoiceArg, NotOfferedArg};
use crate::error::Error;

/// The most time that a vector may take by default.
pub(crate) const TIMEOUT: Duration = Duration::from_secs(10);

/// Judges whether a client of the API shows its user the errors that the server reports.
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
    /// Print the ids of the vectors, one per line, or what the vectors cover.
    List(ListCommand),
    /// Print one vector: its request, the exact response and the checks.
    Show(ShowArgs),
    /// Update or check the files that are derived from the cases, or export vectors.
    Snapshots {
        #[command(subcommand)]
        snapshots: SnapshotsCommand,
    },
    /// Judge clients that are wrong on purpose: each must fail a check, and each check must fail for
    /// one of them.
    SelfCheck {
        /// Also write the kill matrix to this file, as JSON.
        #[arg(long, value_name = "FILE")]
        json: Option<PathBuf>,
    },
    /// Print the requirements with the checks that verify each.
    Requirements {
        /// The form of the output.
        #[arg(long, value_name = "FORMAT", default_value = "text")]
        format: FormatArg,
    },
    /// Print the operations of the API as a page: routes, statuses, example bodies, and where errors
    /// stand.
    Operations,
    /// Compare the vendor's pages with the contract's tables.
    Docs {
        #[command(subcommand)]
        docs: DocsCommand,
    },
    /// Run as an adapter: speak the protocol over standard input and output.
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
    /// Report every difference between pages and tables; exit code 1 if one is not recorded.
    Check {
        /// Pages of error codes, or of an SDK's error model, as Markdown.
        #[arg(value_name = "FILE", required = true)]
        files: Vec<PathBuf>,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum SnapshotsCommand {
    /// Expand the cases and rewrite everything derived from them: vectors, lists of ids, JSON
    /// Schemas, and the pages in `docs`; exit code 1 if the vectors leave a hole or a mutant
    /// survives.
    Update(RootArgs),
    /// List the derived files that are out of date; exit code 1 if there is one, or a hole or
    /// survivor as for `update`.
    Check(RootArgs),
    /// Write vectors as plain JSON with a manifest, for tests in other languages.
    Export(ExportArgs),
}

#[derive(Debug, clap::Args)]
pub(crate) struct RootArgs {
    /// The folder with `requirements.toml` and `cases` [default: the nearest `snapshots`, here or
    /// in a folder above].
    #[arg(long, value_name = "DIR")]
    pub(crate) root: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct ExportArgs {
    /// A new or empty folder, or an earlier export, which is replaced.
    #[arg(value_name = "DIR")]
    pub(crate) folder: PathBuf,
    /// Select vectors by operation, such as `runs.*`; may be repeated.
    #[arg(long, value_name = "GLOB")]
    pub(crate) operation: Vec<String>,
    /// Select checks by level (must, should or may), and the vectors that have one; may be repeated.
    #[arg(long, value_name = "LEVEL", value_parser = level)]
    pub(crate) level: Vec<Level>,
    /// Select vectors that can run in this mode.
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
    /// Print tables of what the vectors send; exit code 1 if a cell is empty without an
    /// explanation.
    #[arg(long)]
    pub(crate) coverage: bool,
}

#[derive(Debug, Parser)]
#[command(
    after_help = "Exit codes:\n  0    no new failures\n  1    new failures (crash, timeout and \
    untestable are failures), or a known failure that passes\n  2    wrong use or a bad file\n  \
    3    the harness itself failed\n  130  interrupted",
    group = ArgGroup::new("client").args(["adapters", "command"]).required(true)
)]
pub(crate) struct RunArgs {
    /// The adapters: `reference`, or the name of a folder in `adapters`.
    #[arg(value_name = "ADAPTER")]
    pub(crate) adapters: Vec<String>,
    /// Judge this program instead, which must speak the adapter protocol.
    #[arg(long, value_name = "COMMAND LINE")]
    pub(crate) command: Option<String>,
    /// With --command: the qualified name of one of the SDK's own error classes; may be repeated.
    #[arg(
        long,
        value_name = "CLASS",
        conflicts_with = "adapters",
        value_parser = NonEmptyStringValueParser::new()
    )]
    pub(crate) root_class: Vec<String>,
    /// With --command: an operation that the SDK does not offer, and why; may be repeated.
    #[arg(long, value_name = "OPERATION=REASON", conflicts_with = "adapters")]
    pub(crate) not_offered: Vec<NotOfferedArg>,
    /// With --command: what the SDK makes of a point that the contract leaves open; it is verified;
    /// may be repeated.
    #[arg(long, value_name = "NAME=VALUE", conflicts_with = "adapters")]
    pub(crate) choice: Vec<ChoiceArg>,
    /// The mode [default: all modes of the adapter, `http` for --command].
    #[arg(long)]
    pub(crate) mode: Option<ModeArg>,
    #[command(flatten)]
    pub(crate) selection: ListArgs,
    /// Judge the built-in reference instead of an adapter whose language is not installed. If the
    /// variable CI is set, a missing language remains a failure.
    #[arg(long, conflicts_with = "command")]
    pub(crate) or_reference: bool,
    /// The most time that one vector may take.
    #[arg(
        long,
        value_name = "SECONDS",
        default_value = "10",
        value_parser = seconds,
        allow_negative_numbers = true
    )]
    pub(crate) timeout: Duration,
    /// Write a report to a file; may be repeated.
    #[arg(long, value_name = "jsonl=FILE|junit=FILE")]
    pub(crate) report: Vec<ReportArg>,
    /// The folder of the adapters [default: the nearest `adapters`, here or in a folder above].
    #[arg(long = "adapters", value_name = "DIR", conflicts_with = "command")]
    pub(crate) adapters_dir: Option<PathBuf>,
    /// The known failures [default: `known-failures.toml` of the adapter; none with --vectors or
    /// --command].
    #[arg(long, value_name = "FILE")]
    pub(crate) known_failures: Option<PathBuf>,
}

#[derive(Debug, Parser)]
pub(crate) struct ListArgs {
    /// Select vectors by id: `*` matches within a segment, `**` across segments; may be repeated.
    #[arg(long, value_name = "GLOB")]
    pub(crate) only: Vec<String>,
    /// Read the vectors from the JSON files of this folder, not the built-in ones.
    #[arg(long, value_name = "DIR")]
    pub(crate) vectors: Option<PathBuf>,
}

#[derive(Debug, Parser)]
pub(crate) struct ShowArgs {
    /// The vector's id.
    pub(crate) id: String,
    /// Read the vectors from the JSON files of this folder, not the built-in ones.
    #[arg(long, value_name = "DIR")]
    pub(crate) vectors: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum ModeArg {
    /// The client calls a server on the loopback interface.
    Http,
    /// The client gets the operation, the status and the body, and makes no call.
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
    Level::from_name(text).ok_or_else(|| "expected `must`, `should` or `may`".to_owned())
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
