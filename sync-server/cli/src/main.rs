//! `doorstep`: the one binary.

mod answers;
mod backup;
mod demo;
mod failure;
mod font;
mod inspect;
mod lists;
mod migrate;
mod pack;
mod place;
mod replay;
mod retention;
mod say;
mod serve;
mod server;
mod told;
mod verify;
mod wages;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Jobs, checklists, prices and signatures for technicians without signal.
#[derive(Parser)]
#[command(name = "doorstep", version, arg_required_else_help = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Takes an office and two phones through two days of work, with a real server.
    Demo(demo::Arguments),
    /// Runs a sync server with its office page.
    Serve(serve::Arguments),
    /// Brings lists that a company already has: customers, sites, jobs, as CSV or as workbooks.
    #[command(subcommand)]
    Import(lists::Command),
    /// Writes out what was answered in the visits of a service, as CSV with the columns of ODK.
    Answers(answers::Arguments),
    /// Copies everything into a folder while the server serves, and checks the copy.
    Backup(backup::TakeArguments),
    /// Brings a backup back; phones then offer again what they hold.
    Restore(backup::RestoreArguments),
    /// Moves a company from its folder into a PostgreSQL database, which several nodes may serve.
    Migrate(migrate::Arguments),
    /// Lists what has been kept long enough, and erases it.
    Retention(retention::Arguments),
    /// What everybody earned in a month, with how it came about.
    Wages(wages::Arguments),
    /// Says what of a job file can be proved: who signed what and when, what changed since, and which part of a file
    /// that was tampered with does not hold. Needs no network; succeeds only if everything holds.
    Verify(verify::Arguments),
    /// Looks at the store of a phone: outbox, cursor, conflicts, sizes. It tells nothing about customers and changes nothing.
    Inspect(inspect::Arguments),
    /// Folds the diagnostics bundle of a phone again, and says what its cases come to. Succeeds only if that is what they
    /// came to on the phone.
    Replay(replay::Arguments),
    /// Checks and publishes service packs.
    #[command(subcommand)]
    Pack(pack::Command),
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let result = match arguments.command {
        Command::Demo(arguments) => demo::run(&arguments),
        Command::Serve(arguments) => serve::run(&arguments),
        Command::Import(command) => lists::run(&command),
        Command::Answers(arguments) => answers::run(&arguments),
        Command::Backup(arguments) => backup::take(&arguments),
        Command::Restore(arguments) => backup::restore(&arguments),
        Command::Migrate(arguments) => migrate::run(&arguments),
        Command::Retention(arguments) => retention::run(&arguments),
        Command::Wages(arguments) => wages::run(&arguments),
        Command::Verify(arguments) => match verify::run(&arguments) {
            Ok(true) => Ok(()),
            Ok(false) => return ExitCode::FAILURE,
            Err(failure) => Err(failure),
        },
        Command::Replay(arguments) => match replay::run(&arguments) {
            Ok(true) => Ok(()),
            Ok(false) => return ExitCode::FAILURE,
            Err(failure) => Err(failure),
        },
        Command::Inspect(arguments) => inspect::run(&arguments),
        Command::Pack(command) => pack::run(&command),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("doorstep: {failure}");
            ExitCode::FAILURE
        }
    }
}
