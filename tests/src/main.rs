//! Tests and tasks of Doorstep: see `--help`.

use std::io;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use doorstep_tests::tell;

/// Tests of the whole, and the tasks that go with them.
#[derive(Debug, Parser)]
#[command(name = "doorstep-tests", version, about)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Tells scenarios: in process and over HTTP, as told and always in touch.
    Scenarios {
        /// Files, or folders with files.
        #[arg(required = true)]
        paths: Vec<PathBuf>,
    },
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let done = match arguments.command {
        Command::Scenarios { paths } => tell::run(&paths, &mut io::stdout()),
    };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("doorstep-tests: {error}");
            ExitCode::FAILURE
        }
    }
}
