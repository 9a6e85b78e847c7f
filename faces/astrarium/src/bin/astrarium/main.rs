//! The program. All of it is [`astrarium::cli::main`], which the Python package calls as well.
use astrarium::cli::{Host, main as program};
use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(program(std::env::args_os(), &Host::process()))
}
