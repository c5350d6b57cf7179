//! Tests and tasks of Doorstep: see `--help`.

use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use doorstep_tests::{bench, child, coverage, figures, fleet, fuzz, soak, task, tell, xlsform};

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
        #[arg(required_unless_present = "words")]
        paths: Vec<PathBuf>,
        /// Prints the words that scenarios may use, and does nothing else.
        #[arg(long)]
        words: bool,
        /// Writes the work reports of all their jobs into this folder, in both languages.
        #[arg(long)]
        reports: Option<PathBuf>,
    },
    /// Changes every figure of the packs in turn, and lists those that no scenario notices.
    Figures {
        /// Names of packs that come with Doorstep; else all of them.
        packs: Vec<String>,
        /// Files with scenarios, or folders with files.
        #[arg(long, default_values = ["tests/scenarios"])]
        scenarios: Vec<PathBuf>,
        /// Tries only the figures that this page lists, such as docs/figures.md.
        #[arg(long)]
        again: Option<PathBuf>,
        /// Writes the list with its reasons to this file, too.
        #[arg(long)]
        output: Option<PathBuf>,
    },
    /// Holds the catalogue of requirements against packs, scenarios and code, and writes docs/coverage.md.
    Coverage {
        /// Writes nothing; only says whether the page is current.
        #[arg(long)]
        check: bool,
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
    /// Tries job files that somebody damaged or forged, on the reader and the verifier.
    Fuzz {
        #[command(flatten)]
        wanted: fuzz::Wanted,
    },
    /// Lets phones and a server live through seeded trouble in one process, and holds them against each other.
    Fleet {
        #[command(flatten)]
        wanted: fleet::Wanted,
    },
    /// Kills real phones and servers at random moments, and looks for what was promised.
    Kills {
        #[command(flatten)]
        wanted: soak::WantedKills,
    },
    /// Lets many phones work on one server for some time, with an outage in the middle.
    Soak {
        #[command(flatten)]
        wanted: soak::WantedSoak,
    },
    /// Holds the reading of random XLSForms against another one: pyxform and an XPath evaluator. Ends with 3 if there is
    /// no Python for it.
    Xlsform {
        #[command(flatten)]
        wanted: xlsform::Wanted,
    },
    /// A process that tests start in order to kill it.
    #[command(hide = true)]
    Child {
        #[command(subcommand)]
        child: child::Child,
    },
    /// Tasks around the code.
    X {
        #[command(subcommand)]
        task: task::Task,
    },
}

fn main() -> ExitCode {
    let done = match Arguments::parse().command {
        Command::Scenarios { words: true, .. } => tell::print_words(&mut io::stdout()).map(|()| true),
        Command::Scenarios { paths, reports, .. } => tell::run(&paths, reports.as_deref(), &mut io::stdout()),
        Command::Figures { packs, scenarios, again, output } => {
            figures::run(&packs, &scenarios, again.as_deref(), output.as_deref(), &mut io::stdout())
        }
        Command::Coverage { check } => coverage::run(Path::new("."), check, &mut io::stdout()),
        Command::Bench { names, json } => bench::run(&names, json.as_deref(), &mut io::stdout()),
        Command::Fuzz { wanted } => fuzz::run(wanted, &mut io::stdout()),
        Command::Fleet { wanted } => fleet::run(wanted, &mut io::stdout()),
        Command::Kills { wanted } => soak::kills(wanted, &mut io::stdout()),
        Command::Soak { wanted } => soak::soak(wanted, &mut io::stdout()),
        Command::Xlsform { wanted } => match xlsform::run(wanted, &mut io::stdout()) {
            Ok(xlsform::Ended::Skipped) => return ExitCode::from(3),
            ended => ended.map(|ended| ended == xlsform::Ended::Agreed),
        },
        Command::Child { child } => child::run(&child),
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
