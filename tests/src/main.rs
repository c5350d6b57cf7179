//! Tests and tasks of Doorstep: see `--help`.

use std::io;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use doorstep_tests::{bench, task, tell};

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
    /// Measures ratios; fails only if bytes or round trips miss their target.
    Bench {
        /// What to measure.
        #[arg(required = true)]
        names: Vec<bench::Name>,
        /// Writes the figures to this file, too.
        #[arg(long)]
        json: Option<PathBuf>,
    },
    /// Tasks around the code.
    X {
        #[command(subcommand)]
        task: task::Task,
    },
}

fn main() -> ExitCode {
    let done = match Arguments::parse().command {
        Command::Scenarios { paths } => tell::run(&paths, &mut io::stdout()),
        Command::Bench { names, json } => bench::run(&names, json.as_deref(), &mut io::stdout()),
        Command::X { task } => task::run(task),
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
