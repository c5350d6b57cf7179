//! `kill -9` of a real phone and a real server at random moments of their work, again and again.
//!
//! After each: both databases are whole, every note that the phone said to be kept is there, and the server has every item
//! that the phone knows to be held.

use std::collections::BTreeSet;
use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};

use doorstep_core::{Budget, Core, SyncStatus};
use doorstep_domain::id::CaseId;
use rusqlite::Connection;

use super::process::{Company, Process, is_whole};
use crate::child::open_phone;
use crate::dice::Dice;
use crate::world::{Trouble, differences};

/// A job gets a successor after so many rounds, so that it stays as large as jobs are.
const ROUNDS_PER_JOB: u32 = 20;

/// The longest life after the first sign of it.
const LIFE_MAX_US: usize = 150_000;

/// What is asked for.
#[derive(Debug, Clone, Copy, clap::Args)]
pub struct WantedKills {
    /// How many processes are killed.
    #[arg(long, default_value_t = 50)]
    pub count: u32,
    /// When they are.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
}

/// What was counted.
#[derive(Debug, Default)]
struct Killed {
    phones: u32,
    servers: u32,
    notes: u64,
    held: u64,
}

/// Kills; says whether nothing was lost.
///
/// # Errors
/// [`Trouble`] if a process does not start, or something that was promised is not there.
pub fn kills(wanted: WantedKills, out: &mut dyn Write) -> Result<bool, Trouble> {
    let began = Instant::now();
    let mut company = Company::found()?;
    let code = company.invite("chen", "technician")?;
    let dir = company.folder("chen");
    let core = open_phone(&dir)?;
    core.enrol(&company.url(), &code, "chen")?;
    let mut case = company.job("chen")?;
    core.sync_now(Budget::default())?;
    core.shutdown()?;
    let (mut dice, mut killed) = (Dice::new(wanted.seed, 0), Killed::default());
    let mut said = BTreeSet::new();
    let mut rounds = 0;
    while killed.phones + killed.servers < wanted.count {
        round(&mut company, &dir, case, &mut dice, &mut said, &mut killed)?;
        rounds += 1;
        if rounds % ROUNDS_PER_JOB == 0 {
            finish(&company, &dir, case, &said)?;
            case = company.job("chen")?;
            sync_all(&open_phone(&dir)?)?;
            said.clear();
        }
    }
    finish(&company, &dir, case, &said)?;
    let Killed { phones, servers, notes, held } = killed;
    writeln!(
        out,
        "{} kills ({phones} of the phone, {servers} of the server) in {} s: {notes} notes kept, {held} items held, none lost, \
         databases whole",
        phones + servers,
        began.elapsed().as_secs(),
    )?;
    Ok(true)
}

/// One life of the phone, in the middle of which the server may die.
fn round(
    company: &mut Company,
    dir: &Path,
    case: CaseId,
    dice: &mut Dice,
    said: &mut BTreeSet<String>,
    killed: &mut Killed,
) -> Result<(), Trouble> {
    let pause = |dice: &mut Dice| {
        std::thread::sleep(Duration::from_micros(u64::try_from(dice.below(LIFE_MAX_US)).unwrap_or(0)));
    };
    let first = (said.len() + 1).to_string();
    let folder = dir.to_str().ok_or("a folder without a name")?;
    let mut phone = Process::start(&["work", folder, &case.to_string(), &first])?;
    // Opening takes its time; the life begins with the first piece of work.
    let mut lines = vec![phone.line()?];
    pause(dice);
    if dice.below(2) == 0 {
        company.kill()?;
        killed.servers += 1;
        if !is_whole(&company.server_dir().join("doorstep.db"))? {
            return Err("the server's database is damaged".into());
        }
        company.start()?;
        pause(dice);
    }
    lines.extend(phone.kill()?);
    killed.phones += 1;
    let lines = lines.into_iter().filter(|line| !line.is_empty()).map(|number| format!("note {number}"));
    said.extend(lines);
    check(company, dir, case, said, killed)
}

fn check(
    company: &Company,
    dir: &Path,
    case: CaseId,
    said: &mut BTreeSet<String>,
    killed: &mut Killed,
) -> Result<(), Trouble> {
    let database = dir.join("store").join("doorstep.sqlite");
    if !is_whole(&database)? {
        return Err("the phone's database is damaged".into());
    }
    killed.held += held(&database, &company.server_dir().join("doorstep.db"))?;
    let core = open_phone(dir)?;
    let kept = notes(&core, case)?;
    core.shutdown()?;
    if let Some(lost) = said.difference(&kept).next() {
        return Err(format!("kept and lost: {lost}").into());
    }
    killed.notes += (kept.len() - said.len().min(kept.len())) as u64 + said.len() as u64;
    // What was written and not said any more counts from now on.
    *said = kept;
    Ok(())
}

/// How many items the phone knows to be held; all of them must be in the server's log.
fn held(phone: &Path, server: &Path) -> Result<u64, Trouble> {
    let connection = Connection::open(phone)?;
    let server = server.to_str().ok_or("a folder without a name")?;
    connection.execute("ATTACH DATABASE ?1 AS server", [server])?;
    let sql = "SELECT count(*), count(l.seq) FROM items i
               LEFT JOIN server.log l ON l.case_id = i.case_id AND l.kind = i.kind AND l.hash = i.hash
               WHERE i.held_epoch IS NOT NULL";
    let (held, there): (i64, i64) = connection.query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?)))?;
    if held != there {
        return Err(format!("{} items were acknowledged and are not in the log", held - there).into());
    }
    Ok(held.unsigned_abs())
}

fn notes(core: &Core, case: CaseId) -> Result<BTreeSet<String>, Trouble> {
    Ok(core.job(case)?.notes.into_iter().map(|note| note.text).collect())
}

/// Synchronises until nothing is left, through whatever is still coming up.
fn sync_all(core: &Core) -> Result<(), Trouble> {
    for _ in 0..100 {
        let report = core.sync_now(Budget::default())?;
        if report.status == SyncStatus::Done && report.waiting == 0 {
            return Ok(());
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    Err("the work does not get through".into())
}

/// The office has all of it.
fn finish(company: &Company, dir: &Path, case: CaseId, said: &BTreeSet<String>) -> Result<(), Trouble> {
    let core = open_phone(dir)?;
    sync_all(&core)?;
    let name = format!("desk-{case}");
    let desk = open_phone(&company.folder(&name))?;
    desk.enrol(&company.url(), &company.invite("desk", "office")?, "desk")?;
    sync_all(&desk)?;
    let (held, made) = (desk.job(case)?, core.job(case)?);
    let parts = differences(&held, &made);
    if !parts.is_empty() || notes(&desk, case)? != *said {
        return Err(format!("the office has another job: {parts:?}").into());
    }
    core.shutdown()?;
    Ok(desk.shutdown()?)
}
