//! The program as its users run it: real processes, exit codes, output.
//!
//! One binary, so that it is linked once. Start at [`bench::Bench`].

mod adapter_errors;
mod bench;
mod choices;
mod example;
mod formats;
mod interruptions;
mod judgement;
mod loaders;
mod programs;
mod promises;
mod reports;
mod schemas;
mod snapshots;
mod usage;
