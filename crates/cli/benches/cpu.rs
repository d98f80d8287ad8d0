//! What judging costs in CPU time, as ratios to a bare loop of the SDK's calls.
//!
//! Each round runs, over the whole set: the bare loop, `conform run python`, and `conform run
//! reference --mode decode`. The bare loop is a Python process that makes the adapter's calls
//! against the same server and does nothing else; only its own time counts, not the server's, so
//! that the bounds are strict. User and system time of whole processes, from start to end. Rounds
//! are interleaved and a ratio is made within a round, so a busy machine matters little. With
//! `--check` it fails when a bound is passed. Needs `/proc`. Start at `main`.

#![expect(clippy::print_stdout, reason = "a bench talks to the terminal")]

use std::error::Error;
use std::fs;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitCode, Stdio};

use runner::adapter::Adapter;
use runner::environment::PYTHON_VARIABLE;
use runner::interrupt::Interrupt;
use runner::server::Lane;
use rustix::process::{Pid, WaitId, WaitIdOptions, waitid};
use suite::set::VectorSet;
use suite::vector::{Mode, Vector};

const ROUNDS: usize = 5;

/// Where the bare loop stands in the adapter's folder.
const BARE_LOOP: &str = "bench/bare_loop.py";

/// CPU times, in the system's ticks; only ratios of them are printed.
#[derive(Clone, Copy, Debug)]
struct Ticks {
    /// Of the process itself.
    own: f64,
    /// Of its children.
    children: f64,
}

impl Ticks {
    fn all(self) -> f64 {
        self.own + self.children
    }
}

/// One round: each program once.
#[derive(Clone, Copy, Debug)]
struct Round {
    bare: Ticks,
    python: Ticks,
    decode: Ticks,
}

/// A ratio that is printed: its name, its value in one round, the most that it may be.
type Row = (&'static str, fn(&Round) -> f64, Option<f64>);

const ROWS: [Row; 4] = [
    (
        "python: kit's own / SDK process",
        |round| round.python.own / round.python.children,
        None,
    ),
    (
        "python: SDK process / bare loop",
        |round| round.python.children / round.bare.all(),
        Some(1.15),
    ),
    (
        "python: all processes / bare loop",
        |round| round.python.all() / round.bare.all(),
        Some(1.5),
    ),
    (
        "decode: all processes / bare loop",
        |round| round.decode.all() / round.bare.all(),
        Some(0.2),
    ),
];

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let check = std::env::args().any(|argument| argument == "--check");
    let bench = Bench::new()?;
    let rounds = (0..ROUNDS)
        .map(|_| bench.round())
        .collect::<Result<Vec<_>, _>>()?;
    let mut within = true;
    for (name, ratio, bound) in ROWS {
        let mut ratios: Vec<f64> = rounds.iter().map(ratio).collect();
        ratios.sort_unstable_by(f64::total_cmp);
        let (median, last) = (ratios[ROUNDS / 2], ratios[ROUNDS - 1]);
        let is_ok = bound.is_none_or(|bound| median <= bound);
        let verdict = match bound {
            Some(bound) => format!("at most {bound:.2}  {}", if is_ok { "ok" } else { "over" }),
            None => "no bound".to_owned(),
        };
        println!(
            "{name:<34} {median:.2}  ({:.2}–{last:.2})  {verdict}",
            ratios[0]
        );
        within &= is_ok;
    }
    Ok(if check && !within {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    })
}

/// What does not change between rounds.
struct Bench {
    /// The root of the workspace.
    root: PathBuf,
    adapter: PathBuf,
    /// The interpreter of the adapter's environment.
    python: PathBuf,
    vectors: Vec<&'static Vector>,
}

impl Bench {
    fn new() -> Result<Self, Box<dyn Error>> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("../..")
            .canonicalize()?;
        let adapter = root.join("adapters/python");
        let command =
            Adapter::load(&adapter)?.prepare(&Interrupt::new(), &|line| println!("{line}"))?;
        let python = command.first().ok_or("the adapter has no command")?.into();
        let vectors = &VectorSet::built_in()?.vectors;
        let vectors = vectors
            .iter()
            .filter(|vector| vector.modes.contains(&Mode::Http))
            .collect();
        Ok(Self {
            root,
            adapter,
            python,
            vectors,
        })
    }

    fn round(&self) -> Result<Round, Box<dyn Error>> {
        Ok(Round {
            bare: self.bare_loop()?,
            python: self.conform(&["run", "python"])?,
            decode: self.conform(&["run", "reference", "--mode", "decode"])?,
        })
    }

    /// The SDK's calls against a lane of this process, which is armed and disarmed as in a run.
    fn bare_loop(&self) -> Result<Ticks, Box<dyn Error>> {
        let lane = Lane::open()?;
        let home = tempfile::tempdir()?;
        let calls: Vec<_> = self
            .vectors
            .iter()
            .map(|vector| {
                let params = &vector.request.params;
                (&vector.operation, params, vector.client_timeout_ms)
            })
            .collect();
        let file = home.path().join("calls.json");
        fs::write(&file, serde_json::to_vec(&calls)?)?;
        // The environment is the one that adapters get.
        let mut child = Command::new(&self.python)
            .arg(self.adapter.join(BARE_LOOP))
            .arg(lane.base_url())
            .arg(&file)
            .env_clear()
            .envs(runner::scrubbed_environment(home.path()))
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .env("PYTHONNOUSERSITE", "1")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let mut go = child.stdin.take().ok_or("no standard input")?;
        let mut done = child.stdout.take().ok_or("no standard output")?;
        for vector in &self.vectors {
            lane.arm(vector)?;
            go.write_all(b".")?;
            done.read_exact(&mut [0])?;
            if lane.disarm().is_empty() {
                return Err(format!("the bare loop made no call for `{}`", vector.id).into());
            }
        }
        ticks(child, &[0])
    }

    fn conform(&self, arguments: &[&str]) -> Result<Ticks, Box<dyn Error>> {
        let child = Command::new(env!("CARGO_BIN_EXE_conform"))
            .args(arguments)
            .current_dir(&self.root)
            // How long a search would take depends on what is installed.
            .env(PYTHON_VARIABLE, &self.python)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        // News about the SDK does not make a run shorter.
        ticks(child, &[0, 1])
    }
}

/// Waits for the end of a process and returns what it used.
fn ticks(mut child: Child, codes: &[i32]) -> Result<Ticks, Box<dyn Error>> {
    // An ended process keeps its account until it is waited for.
    let pid = Pid::from_child(&child);
    waitid(
        WaitId::Pid(pid),
        WaitIdOptions::EXITED | WaitIdOptions::NOWAIT,
    )?;
    let stat = fs::read_to_string(format!("/proc/{}/stat", child.id()))?;
    let status = child.wait()?;
    if !status.code().is_some_and(|code| codes.contains(&code)) {
        return Err(format!("a process of this bench ended with {status}").into());
    }
    // After the name in parentheses: the state is field 3, the times are fields 14 to 17.
    let (_, fields) = stat.rsplit_once(')').ok_or("a stat file without a name")?;
    let times = fields
        .split_whitespace()
        .skip(11)
        .take(4)
        .map(str::parse)
        .collect::<Result<Vec<f64>, _>>()?;
    let [user, system, children_user, children_system] = times[..] else {
        return Err("a stat file without times".into());
    };
    Ok(Ticks {
        own: user + system,
        children: children_user + children_system,
    })
}
