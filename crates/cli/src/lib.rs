//! The command line `conform`: arguments, exit codes, reports.
//!
//! Thin on purpose: the vectors are in `suite`, judging is in `judge`, processes are in `runner`. A
//! report consumes events and knows no process. Programs rely on [`ExitCode`]. Start at [`main`].

mod args;
mod bare_command;
mod docs_check;
mod error;
mod exit_code;
mod list;
mod operations;
mod page;
mod reference;
mod report;
mod requirements;
mod run;
mod self_check;
mod show;
mod snapshots;

use std::io::{self, Write as _};

use clap::Parser as _;
use runner::interrupt::Interrupt;
use runner::kill_adapters;

use crate::args::{AdapterCommand, Args, Command, DocsCommand};
use crate::docs_check::DocsCheck;
use crate::error::Error;
pub use crate::exit_code::ExitCode;
use crate::report::{plain_lines, remove_unfinished};

/// Triggered by Ctrl-C, SIGTERM and SIGHUP. [`InterruptPolicy`] says what that ends, and when.
static INTERRUPT: Interrupt = Interrupt::new();

/// Runs the command line of this process.
pub fn main() -> ExitCode {
    match dispatch(Args::parse()) {
        Ok(code) => code,
        // Whoever reads the output has seen enough: `conform list | head`.
        Err(Error::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::Clean,
        Err(error) => {
            // Nothing is left to do when standard error is closed.
            let text = plain_lines(&error.to_string());
            let _ = writeln!(anstream::stderr(), "error: {text}");
            error.exit_code()
        }
    }
}

fn dispatch(args: Args) -> Result<ExitCode, Error> {
    match args.command {
        Command::Run(args) => {
            handle_interruptions(InterruptPolicy::Once)?;
            run::run(&args, &INTERRUPT)
        }
        Command::List(args) => list::list(&args),
        Command::Show(args) => show::show(&args).map(|()| ExitCode::Clean),
        Command::SelfCheck { json } => {
            handle_interruptions(InterruptPolicy::None)?;
            self_check::self_check(json.as_deref())
        }
        Command::Requirements { format } => requirements::requirements(format),
        Command::Operations => operations::operations(),
        Command::Docs {
            docs: DocsCommand::Check { files },
        } => match docs_check::docs_check(&files, &mut io::stdout().lock())? {
            DocsCheck::Clean => Ok(ExitCode::Clean),
            DocsCheck::Drifted => Ok(ExitCode::NewFailures),
            DocsCheck::Bad { message } => Err(Error::Usage(message)),
        },
        Command::Snapshots { snapshots } => {
            handle_interruptions(InterruptPolicy::Endless)?;
            snapshots::snapshots(&snapshots, &INTERRUPT)
        }
        Command::Adapter {
            adapter: AdapterCommand::Reference,
        } => ::reference::serve(io::stdin().lock(), io::stdout().lock())
            .map_err(|error| match error.kind() {
                io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof => {
                    Error::Harness(format!("the input is not of the adapter protocol: {error}"))
                }
                _ => Error::Output(error),
            })
            .map(|()| ExitCode::Clean),
    }
}

/// How many interruptions a command may answer by itself before it is ended.
#[derive(Clone, Copy, Debug)]
enum InterruptPolicy {
    /// It only computes: there is nothing to report and nothing to wait for.
    None,
    /// It reports what is known, for which somebody must read its output.
    Once,
    /// It soon ends, and what it writes must not be left half done.
    Endless,
}

fn handle_interruptions(policy: InterruptPolicy) -> Result<(), Error> {
    ctrlc::set_handler(move || {
        let is_first = INTERRUPT.trigger() == 0;
        let answers = match policy {
            InterruptPolicy::None => false,
            InterruptPolicy::Once => is_first,
            InterruptPolicy::Endless => true,
        };
        if !answers {
            kill_adapters();
            remove_unfinished();
            std::process::exit(ExitCode::Interrupted.code().into());
        }
    })
    .map_err(|error| Error::Harness(format!("Ctrl-C cannot be handled: {error}")))
}
