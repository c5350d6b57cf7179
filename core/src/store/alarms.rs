//! The read model of what is due: one row per timer or duty that waits for somebody, so that an app can set its
//! alarms without opening a single document.

use rusqlite::{Connection, Row, Transaction, named_params};

use doorstep_domain::id::{CaseId, VisitId};
use doorstep_domain::text::Text;
use doorstep_domain::timer::{Alarm, Certainty, TimersView};

use super::StoreError;
use super::shown::shown_columns;

/// What is due in a case until it changes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Alarms {
    /// Until when this holds if nothing changes, milliseconds since 1970 UTC: then a period begins that is not
    /// among them. `None`: as long as nothing changes.
    pub(crate) until_ms: Option<i64>,
    pub(crate) all: Vec<Alarm>,
}

impl Alarms {
    pub(crate) fn of(view: &TimersView) -> Self {
        Self { until_ms: view.holds_until_ms(), all: view.alarms() }
    }
}

/// Something that is due in one of the jobs. All times: milliseconds since 1970 UTC.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueSummary {
    /// The case.
    pub case: CaseId,
    /// Its number.
    pub number: String,
    /// The customer's name.
    pub customer: String,
    /// Where it is.
    pub address: String,
    /// POSIX TZ string of the place.
    pub time_zone: String,
    /// The id of the timer or duty.
    pub timer: String,
    /// What people read.
    pub title: Text,
    /// What people read for the clock that it belongs to.
    pub clock_title: Option<Text>,
    /// Whether missing it is a breach.
    pub counts: bool,
    /// The role that has to act.
    pub role: Option<String>,
    /// The visit, if it is about one.
    pub visit: Option<VisitId>,
    /// When to warn.
    pub warn_at_ms: Option<i64>,
    /// The last second that is in time.
    pub due_at_ms: i64,
    /// Whether that is over by this device's clock.
    pub is_overdue: bool,
    /// Whether no clock that it rests on was moved by hand.
    pub is_certain: bool,
}

/// The most rows of one list.
const MAX_ROWS: u32 = 500;

/// Replaces what is due in a case; without `alarms` nobody knows yet, because the pack is not here.
pub(crate) fn put(tx: &Transaction<'_>, case: CaseId, alarms: Option<&Alarms>) -> Result<(), StoreError> {
    let sql = "DELETE FROM alarms WHERE case_id = :case";
    tx.prepare_cached(sql)?.execute(named_params! {":case": case.as_bytes()})?;
    let until_ms = alarms.map(|alarms| alarms.until_ms.unwrap_or(i64::MAX));
    let sql = "UPDATE jobs SET alarms_until_ms = :until_ms WHERE case_id = :case";
    tx.prepare_cached(sql)?.execute(named_params! {":case": case.as_bytes(), ":until_ms": until_ms})?;
    let sql = "INSERT INTO alarms (case_id, timer, visit, title, clock_title, counts, role, warn_at_ms, due_at_ms, certain)
               VALUES (:case, :timer, :visit, :title, :clock_title, :counts, :role, :warn_at_ms, :due_at_ms, :certain)";
    let mut statement = tx.prepare_cached(sql)?;
    for alarm in alarms.into_iter().flat_map(|alarms| &alarms.all) {
        statement.execute(named_params! {
            ":case": case.as_bytes(), ":timer": alarm.id, ":visit": alarm.visit.as_ref().map(|visit| visit.as_bytes()),
            ":title": json(&alarm.title), ":clock_title": alarm.clock_title.as_ref().map(json),
            ":counts": alarm.counts, ":role": alarm.role, ":warn_at_ms": alarm.warn_at_ms,
            ":due_at_ms": alarm.due_at_ms, ":certain": alarm.certainty == Certainty::Exact,
        })?;
    }
    Ok(())
}

/// What is due in all jobs that are shown, the earliest first, late ones among them.
pub(crate) fn list(
    connection: &Connection,
    limit: u32,
    now_ms: i64,
    true_ms: i64,
) -> Result<Vec<DueSummary>, StoreError> {
    let sql = format!(
        "SELECT a.*, j.number, {shown}, j.time_zone, a.due_at_ms / 1000 < :now_s AS overdue
               FROM alarms a JOIN jobs j USING (case_id) JOIN cases c USING (case_id)
               WHERE c.access = 'granted'
               ORDER BY a.due_at_ms, a.case_id, a.timer LIMIT :limit",
        shown = shown_columns()
    );
    let limit = if limit == 0 { 50 } else { limit.min(MAX_ROWS) };
    let parameters = named_params! {":now_s": now_ms.div_euclid(1_000), ":limit": limit, ":true_ms": true_ms};
    let mut statement = connection.prepare_cached(&sql)?;
    Ok(statement.query_map(parameters, from_row)?.collect::<Result<_, _>>()?)
}

/// Cases of which nobody knows, or no longer, what is due, although their pack is here.
pub(crate) fn stale(connection: &Connection, now_ms: i64) -> Result<Vec<CaseId>, StoreError> {
    let sql = "SELECT j.case_id FROM jobs j
               JOIN packs p ON p.pack_id = j.pack JOIN cases c USING (case_id)
               WHERE p.bytes IS NOT NULL AND c.stuck IS NULL
                 AND (j.alarms_until_ms IS NULL OR j.alarms_until_ms < :now_ms)";
    let mut statement = connection.prepare_cached(sql)?;
    let cases = statement.query_map(named_params! {":now_ms": now_ms}, |row| Ok(CaseId(row.get(0)?)))?;
    Ok(cases.collect::<Result<_, _>>()?)
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<DueSummary> {
    let clock_title: Option<String> = row.get("clock_title")?;
    let title: String = row.get("title")?;
    Ok(DueSummary {
        case: CaseId(row.get("case_id")?),
        number: row.get("number")?,
        customer: row.get("shown_customer")?,
        address: row.get("shown_address")?,
        time_zone: row.get("time_zone")?,
        timer: row.get("timer")?,
        title: text(&title),
        clock_title: clock_title.as_deref().map(text),
        counts: row.get("counts")?,
        role: row.get("role")?,
        visit: row.get::<_, Option<[u8; 8]>>("visit")?.map(VisitId),
        warn_at_ms: row.get("warn_at_ms")?,
        due_at_ms: row.get("due_at_ms")?,
        is_overdue: row.get("overdue")?,
        is_certain: row.get("certain")?,
    })
}

fn json(text: &Text) -> String {
    serde_json::to_string(text).unwrap_or_default()
}

fn text(json: &str) -> Text {
    serde_json::from_str(json).unwrap_or_default()
}
