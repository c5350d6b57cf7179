//! `doorstep import`: customers, sites and jobs into the office.
//!
//! The list is read twice. First every row is checked, by its cells and by the office, and nothing is written; then, if
//! all rows are right or those that are not may be left, the rows are written batch by batch, each batch in one
//! transaction. If it breaks off in the middle, the same command goes on: rows that are there already change nothing.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use doorstep_domain::digest::sha256;
use doorstep_packs::lists::{Columns, ListError, Record, Rejected, Rejects, Row};
use doorstep_server::office::{Became, CustomerLine, JobLine, SiteLine, Taking};

use super::desk::Desk;
use super::figures::Progress;
use super::line::Line;
use super::{ListArguments, named, tell_unread};
use crate::failure::{Doing as _, Failure};
use crate::place::Place;
use crate::say::say;

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Brings customers: key, name, phone.
    Customers(Arguments),
    /// Brings sites: key, address, time zone, and the key of the customer.
    Sites(Arguments),
    /// Brings jobs: key, service, report, customer and site by key or in words, times and people.
    Jobs(Arguments),
}

#[derive(Args)]
pub(crate) struct Arguments {
    /// The list: CSV or a workbook (.xlsx, .xls, .ods).
    list: PathBuf,
    /// Of a server that is not running, unless others serve the same database.
    #[command(flatten)]
    place: Place,
    /// A server that runs, such as `https://office.example`.
    #[arg(long, requires = "token", conflicts_with_all = ["dir", "keys", "blobs"])]
    server: Option<String>,
    /// The bearer token of its office.
    #[arg(long, env = "DOORSTEP_OFFICE_TOKEN", hide_env_values = true)]
    token: Option<String>,
    #[command(flatten)]
    about: ListArguments,
}

pub(crate) fn run(command: &Command) -> Result<(), Failure> {
    match command {
        Command::Customers(arguments) => bring::<CustomerLine>(arguments),
        Command::Sites(arguments) => bring::<SiteLine>(arguments),
        Command::Jobs(arguments) => bring::<JobLine>(arguments),
    }
}

fn bring<L: Line>(arguments: &Arguments) -> Result<(), Failure> {
    let desk = match (&arguments.server, &arguments.token) {
        (Some(server), Some(token)) => Desk::server(server, token)?,
        _ => Desk::folder(&arguments.place)?,
    };
    let about = &arguments.about;
    let check = Taking { check: true, whole: false };
    let mut report = about.report(&arguments.list)?;
    let checked = pass::<L>(&desk, arguments, check, &mut report.rejects)?;
    tell_unread(&checked.unread);
    let is_right = report.rejects.count() == 0;
    if about.dry_run || !(is_right || about.accept_good) {
        say!("would be {checked}");
        let rejected = report.finish()?;
        say!("nothing was written");
        if rejected > 0 && !about.accept_good {
            let why =
                format!("{rejected} rows are not right: mend them, or take the others with --accept-good");
            return Err(Failure::new(&named(&arguments.list), why));
        }
        return Ok(());
    }
    // What became wrong meanwhile is rejected too; the report is written anew.
    drop(report);
    let mut report = about.report(&arguments.list)?;
    let write = Taking { check: false, whole: !about.accept_good };
    let written = pass::<L>(&desk, arguments, write, &mut report.rejects)?;
    say!("{written}");
    report.finish().map(drop)
}

/// What became of the rows.
struct Tally {
    added: u64,
    changed: u64,
    unchanged: u64,
    unread: Vec<String>,
    told: String,
}

impl std::fmt::Display for Tally {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { added, changed, unchanged, told, .. } = self;
        write!(f, "{added} added, {changed} changed, {unchanged} unchanged ({told})")
    }
}

/// Reads the list once and lets the desk take its rows.
fn pass<L: Line>(
    desk: &Desk,
    arguments: &Arguments,
    taking: Taking,
    rejects: &mut Rejects,
) -> Result<Tally, Failure> {
    let (list, about) = (&arguments.list, &arguments.about);
    let mut taker = Taker::<L> {
        desk,
        taking,
        rejects,
        batch: Vec::with_capacity(L::BATCH),
        keys: HashMap::new(),
        tally: Tally { added: 0, changed: 0, unchanged: 0, unread: Vec::new(), told: String::new() },
        progress: Progress::begin(if taking.check { "checked" } else { "written" }),
        list,
    };
    let mapping = about.mapping()?;
    let columns = Columns::read(list, &about.reading(), L::FIELDS, &mapping, |columns, row| {
        let mut record = Record::new(row, columns, about.formats());
        let line = L::read(&mut record);
        taker.row(columns, row, record.finish(line)).map_err(Broken::Failure)
    });
    let columns = columns.map_err(|broken| broken.into_failure(list))?;
    taker.flush(&columns)?;
    Ok(Tally { unread: columns.unread, told: taker.progress.told(), ..taker.tally })
}

/// What can end the reading of a list.
enum Broken {
    List(ListError),
    Failure(Failure),
}

impl From<ListError> for Broken {
    fn from(error: ListError) -> Self {
        Self::List(error)
    }
}

impl Broken {
    fn into_failure(self, list: &Path) -> Failure {
        match self {
            Self::List(error) => Failure::new(&named(list), error),
            Self::Failure(failure) => failure,
        }
    }
}

/// Collects rows into batches and notes what became of them.
struct Taker<'d, L> {
    desk: &'d Desk,
    taking: Taking,
    rejects: &'d mut Rejects,
    batch: Vec<(Row, L)>,
    /// The rows of the keys so far, by the first half of their hashes: 24 bytes for each row.
    keys: HashMap<[u8; 16], u64>,
    tally: Tally,
    progress: Progress,
    list: &'d Path,
}

impl<L: Line> Taker<'_, L> {
    fn row(&mut self, columns: &Columns, row: &Row, read: Result<L, Vec<Rejected>>) -> Result<(), Failure> {
        self.progress.row();
        let line = match read {
            Ok(line) => line,
            Err(rejected) => return self.reject(columns, row, rejected),
        };
        let digest = sha256(line.key().as_bytes()).0;
        let first = *self.keys.entry(std::array::from_fn(|i| digest[i])).or_insert(row.number);
        if first != row.number {
            let reason = format!("row {first} has the same key");
            return self.refuse(columns, row, "key", reason);
        }
        self.batch.push((row.clone(), line));
        if self.batch.len() < L::BATCH { Ok(()) } else { self.flush(columns) }
    }

    fn flush(&mut self, columns: &Columns) -> Result<(), Failure> {
        let (rows, lines): (Vec<Row>, Vec<L>) = self.batch.drain(..).unzip();
        if lines.is_empty() {
            return Ok(());
        }
        let first = rows.first().map_or(0, |row| row.number);
        let outcomes = self.desk.take(&lines, self.taking).map_err(|failure| self.stopped(failure, first))?;
        let refused = outcomes.iter().any(|became| matches!(became, Became::Refused { .. }));
        for (row, became) in rows.iter().zip(outcomes) {
            match became {
                Became::Added => self.tally.added += 1,
                Became::Changed => self.tally.changed += 1,
                Became::Unchanged => self.tally.unchanged += 1,
                Became::Refused { field, reason } => self.refuse(columns, row, &field, reason)?,
            }
        }
        if refused && self.taking.whole && !self.taking.check {
            let why = format!(
                "the office changed since the rows were checked; the rows before row {first} are written, these and those behind are not: run it again"
            );
            return Err(Failure::new(&named(self.list), why));
        }
        Ok(())
    }

    /// What was written before something went wrong, and what to do.
    fn stopped(&self, failure: Failure, first: u64) -> Failure {
        if self.taking.check {
            return failure;
        }
        let what = match self.tally.added + self.tally.changed + self.tally.unchanged {
            0 => "the first rows may be written".to_owned(),
            _ => format!("the rows before row {first} are written, and some behind may be"),
        };
        let why = format!(
            "{failure}\n{what}: run the same command again when it is mended; rows that are there already change nothing"
        );
        Failure::new(&named(self.list), why)
    }

    fn refuse(&mut self, columns: &Columns, row: &Row, field: &str, reason: String) -> Result<(), Failure> {
        let mut record = Record::new(row, columns, doorstep_packs::lists::Formats::default());
        record.reject(field, reason);
        match record.finish(()) {
            Ok(()) => Ok(()),
            Err(rejected) => self.reject(columns, row, rejected),
        }
    }

    fn reject(&mut self, columns: &Columns, row: &Row, rejected: Vec<Rejected>) -> Result<(), Failure> {
        self.rejects.add(columns, row, rejected).doing("writing the report")
    }
}
