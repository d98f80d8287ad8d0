//! The program `conform`.

fn main() -> std::process::ExitCode {
    errconform_cli::main().into()
}
