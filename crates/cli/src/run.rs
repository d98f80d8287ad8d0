//! `conform run`: makes plans from arguments, runs them, and hands the events to the reports.
//!
//! Everything that can be wrong with the arguments or a file is found before anything runs.

use std::collections::BTreeSet;
use std::io::{self, Write as _};
use std::path::PathBuf;

use judge::baseline::Baseline;
use runner::adapter::Adapter;
use runner::interrupt::Interrupt;
use runner::run::Plan;
use suite::set::VectorSet;
use suite::vector::{Mode, Vector};

use crate::ExitCode;
use crate::args::{ReportArg, ReportKind, RunArgs, TIMEOUT, vector_set};
use crate::bare_command;
use crate::error::Error;
use crate::reference;
use crate::report::{Jsonl, Junit, Report, ReportSet, Terminal, place};

/// How many ids a message names.
const NAMED_IDS: usize = 5;

/// An adapter with what belongs to it.
struct Chosen {
    adapter: Adapter,
    modes: Vec<Mode>,
    baseline: Baseline,
    /// Where it is written, or would be; none for a bare command without `--known-failures`.
    baseline_file: Option<PathBuf>,
}

pub(crate) fn run(args: &RunArgs, interrupt: &Interrupt) -> Result<ExitCode, Error> {
    let set = vector_set(args.selection.vectors.as_ref())?;
    let selected = set.select(&args.selection.only)?;
    let chosen = choose(args, &set, interrupt)?;
    let mut plans = Vec::new();
    for chosen in &chosen {
        plans.extend(plan(args, chosen, &selected)?);
    }
    let mut reports = reports(&args.report)?;
    let baseline_file = |adapter: &str| {
        let mut chosen = chosen.iter();
        let chosen = chosen.find(|chosen| chosen.adapter.name == adapter);
        let file = chosen.and_then(|chosen| chosen.baseline_file.as_ref());
        file.map_or_else(
            || "a file for --known-failures".to_owned(),
            |file| file.display().to_string(),
        )
    };
    let terminal = Terminal::new(
        anstream::stdout(),
        |adapter, mode, id| again(args, adapter, mode, id),
        baseline_file,
    );
    reports.insert(0, Box::new(terminal));
    let mut reports = ReportSet::new(reports);
    for plan in &plans {
        if interrupt.is_triggered() {
            break;
        }
        runner::run::run(plan, interrupt, |event| reports.event(event));
    }
    let (code, error) = reports.end(interrupt.is_triggered());
    match error {
        _ if interrupt.is_triggered() => Ok(ExitCode::Interrupted),
        // Nobody reads the terminal report any more; the verdict still counts.
        Some(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(Error::Output(error)),
        _ => Ok(code),
    }
}

/// The adapters with their modes and baselines, in the order of the arguments.
fn choose(args: &RunArgs, set: &VectorSet, interrupt: &Interrupt) -> Result<Vec<Chosen>, Error> {
    let mode = args.mode.map(Mode::from);
    let mut adapters: Vec<Adapter> = Vec::new();
    adapters.extend(bare_command::adapter(args, mode.unwrap_or(Mode::Http))?);
    let here = std::env::current_dir()
        .map_err(|error| Error::Usage(format!("the current folder cannot be used: {error}")))?;
    for name in &args.adapters {
        let mut adapter = match name.as_str() {
            reference::NAME => reference::adapter()?,
            name => Adapter::find(name, args.adapters_dir.as_deref(), &here)?,
        };
        if args.or_reference && !is_ci() {
            adapter = or_reference(adapter, interrupt)?;
        }
        if !adapters.iter().any(|other| other.name == adapter.name) {
            adapters.push(adapter);
        }
    }
    if args.known_failures.is_some() && adapters.len() > 1 {
        return Err(Error::Usage(
            "--known-failures goes with one adapter; run the adapters one by one".to_owned(),
        ));
    }
    adapters
        .into_iter()
        .map(|adapter| with_baseline(args, set, mode, adapter))
        .collect()
}

/// Whether this is continuous integration, by the variable that all of its vendors set.
fn is_ci() -> bool {
    std::env::var_os("CI").is_some_and(|value| !value.is_empty())
}

/// The reference instead of an adapter whose language is missing, with a line that says so.
fn or_reference(adapter: Adapter, interrupt: &Interrupt) -> Result<Adapter, Error> {
    let progress = |line: &str| {
        // Advice only; a closed standard error must not end the run.
        let _ = writeln!(io::stderr(), "{line}");
    };
    match adapter.prepare(interrupt, &progress) {
        Err(runner::Error::LanguageMissing(problem)) => {
            progress(&format!(
                "judging `reference` instead of `{}`: {problem}",
                adapter.name
            ));
            reference::adapter()
        }
        // Anything else is reported by the run itself.
        _ => Ok(adapter),
    }
}

fn with_baseline(
    args: &RunArgs,
    set: &VectorSet,
    mode: Option<Mode>,
    adapter: Adapter,
) -> Result<Chosen, Error> {
    let modes = match mode {
        None => adapter.modes.clone(),
        Some(mode) if adapter.modes.contains(&mode) => vec![mode],
        Some(mode) => {
            let modes: Vec<&str> = adapter.modes.iter().map(|mode| mode.as_str()).collect();
            return Err(Error::Usage(format!(
                "adapter `{}` has no mode `{}`, only {}",
                adapter.name,
                mode.as_str(),
                modes.join(" and ")
            )));
        }
    };
    let (baseline, baseline_file) = match (&args.known_failures, adapter.known_failures()) {
        (Some(file), _) => (Baseline::load(file, set)?, Some(file.clone())),
        // An adapter's own file is about the built-in vectors.
        (None, Some(file)) if file.exists() && args.selection.vectors.is_none() => {
            (Baseline::load(&file, set)?, Some(file))
        }
        (None, file) => (Baseline::default(), file),
    };
    Ok(Chosen {
        adapter,
        modes,
        baseline,
        baseline_file,
    })
}

/// The runs of one adapter that have something to judge.
fn plan<'a>(
    args: &RunArgs,
    chosen: &'a Chosen,
    selected: &'a [&'a Vector],
) -> Result<Vec<Plan<'a>>, Error> {
    let Chosen {
        adapter,
        modes,
        baseline,
        ..
    } = chosen;
    let runnable = |vector: &Vector| modes.iter().any(|mode| vector.modes.contains(mode));
    let excluded: Vec<&str> = selected
        .iter()
        .filter(|vector| !runnable(vector))
        .map(|vector| vector.id.as_str())
        .collect();
    let plans: Vec<Plan<'_>> = modes
        .iter()
        .map(|mode| Plan {
            adapter,
            mode: *mode,
            vectors: selected,
            is_whole: args.selection.only.is_empty() && args.selection.vectors.is_none(),
            baseline,
            timeout: args.timeout,
        })
        .filter(|plan| !plan.offered().vectors.is_empty())
        .collect();
    if plans.is_empty() {
        return Err(Error::Usage(format!(
            "adapter `{}` can run none of the {} selected vectors: {} are not for its modes, \
             {} are of operations that its SDK does not offer",
            adapter.name,
            selected.len(),
            excluded.len(),
            selected.len() - excluded.len()
        )));
    }
    if !excluded.is_empty() {
        let more = match excluded.len() > NAMED_IDS {
            true => ", …",
            false => "",
        };
        let ids = excluded[..excluded.len().min(NAMED_IDS)].join(", ");
        // Advice only; a closed standard error must not end the run.
        let _ = writeln!(
            io::stderr(),
            "note: {} selected vectors are not for the modes of `{}`: {ids}{more}",
            excluded.len(),
            adapter.name
        );
    }
    Ok(plans)
}

/// The reports, each with a file that can be written.
fn reports<'a>(args: &[ReportArg]) -> Result<Vec<Box<dyn Report<'a> + 'a>>, Error> {
    let mut reports: Vec<Box<dyn Report<'a> + 'a>> = Vec::new();
    let mut places = BTreeSet::new();
    for ReportArg { kind, file } in args {
        if !places.insert(place(file)?) {
            let file = file.display();
            return Err(Error::Usage(format!(
                "two reports cannot go to the same file {file}"
            )));
        }
        reports.push(match kind {
            ReportKind::Jsonl => Box::new(Jsonl::create(file)?),
            ReportKind::Junit => Box::new(Junit::create(file)?),
        });
    }
    Ok(reports)
}

/// The command that runs one vector again.
fn again(args: &RunArgs, adapter: &str, mode: Mode, id: &str) -> String {
    let mut command = "conform run".to_owned();
    if args.command.is_none() {
        command.push_str(&format!(" {adapter}"));
    }
    let mut option = |name: &str, value: &str| {
        command.push_str(&format!(" {name} {}", quote(value)));
    };
    if let Some(line) = &args.command {
        option("--command", line);
        bare_command::options(args).for_each(|(name, value)| option(name, &value));
    }
    if let Some(dir) = &args.adapters_dir {
        option("--adapters", &dir.display().to_string());
    }
    if let Some(dir) = &args.selection.vectors {
        option("--vectors", &dir.display().to_string());
    }
    if let Some(file) = &args.known_failures {
        option("--known-failures", &file.display().to_string());
    }
    if args.timeout != TIMEOUT {
        option("--timeout", &args.timeout.as_secs_f64().to_string());
    }
    // Ids of the kit need quotes in some shells only; they get them always, for people.
    let id = if id.contains('\'') {
        quote(id)
    } else {
        format!("'{id}'")
    };
    command.push_str(&format!(" --mode {} --only {id}", mode.as_str()));
    command
}

/// A value as a shell takes it; one with a NUL cannot come from a command line.
fn quote(value: &str) -> String {
    shlex::try_quote(value).map_or_else(|_| value.to_owned(), Into::into)
}
