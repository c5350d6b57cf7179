//! The read model of jobs: what lists and search show, without opening a single document.

use rusqlite::{Connection, OptionalExtension, Row, Transaction, named_params};

use doorstep_domain::id::{CardId, CaseId, PackId, VisitId};

use super::alarms::{self, Alarms};
use super::around::{self, Around};
use super::shown::{self, IS_MASKED, Masked, Shown, shown_columns};
use super::{StoreError, stubs};

/// What became of a job of which only a stub is left, as a word of the glossary.
pub(crate) const ERASED: &str = "erased";

/// One row of the read model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct JobRow {
    pub(crate) case: CaseId,
    pub(crate) number: String,
    pub(crate) case_kind: &'static str,
    /// In the time of a visit, if anything is hidden at all.
    pub(crate) shown: Shown,
    pub(crate) time_zone: String,
    pub(crate) report: String,
    pub(crate) is_emergency: bool,
    pub(crate) outcome: &'static str,
    pub(crate) phase: &'static str,
    pub(crate) visit: VisitId,
    pub(crate) assigned: Vec<String>,
    pub(crate) window_start_ms: Option<i64>,
    pub(crate) window_end_ms: Option<i64>,
    pub(crate) is_archived: bool,
    pub(crate) decision_count: u32,
    pub(crate) pack: PackId,
    pub(crate) reported_at_ms: i64,
    /// `None` if nothing is hidden from the user of this device.
    pub(crate) masked: Option<Masked>,
    /// What is due; `None` without the pack.
    pub(crate) alarms: Option<Alarms>,
    /// What stands around the work.
    pub(crate) around: Around,
    /// Whom it was made for.
    pub(crate) cards: Cards,
}

/// The cards of customer and site, with the versions of which a job has the copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Cards {
    pub(crate) customer: (CardId, u32),
    pub(crate) site: (CardId, u32),
}

/// A job as a list shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobSummary {
    /// The case.
    pub case: CaseId,
    /// Number that people say, e.g. `A7-0012`.
    pub number: String,
    /// `job` or `coordination`.
    pub case_kind: String,
    /// The customer's name.
    pub customer: String,
    /// Where it is.
    pub address: String,
    /// Whether what its service hides is masked, because it is not the time of a visit.
    pub is_masked: bool,
    /// POSIX TZ string of the place.
    pub time_zone: String,
    /// What was reported.
    pub report: String,
    /// Whether it is an emergency.
    pub is_emergency: bool,
    /// What became of it, a word of the glossary: `open`, `completed`, ...
    pub outcome: String,
    /// Phase of the current visit, a word of the glossary.
    pub phase: String,
    /// The current visit.
    pub visit: VisitId,
    /// User ids of the current visit.
    pub assigned: Vec<String>,
    /// When the current visit starts, milliseconds since 1970 UTC.
    pub window_start_ms: Option<i64>,
    /// When its window ends.
    pub window_end_ms: Option<i64>,
    /// Whether it is checked and archived.
    pub is_archived: bool,
    /// When the next thing is due, or the first late one was, milliseconds since 1970 UTC.
    pub next_due_ms: Option<i64>,
    /// Open decisions and conflicts.
    pub decision_count: u32,
    /// Notices that nobody read.
    pub notice_count: u32,
    /// Items and files that wait to be sent, or are not known to be stored.
    pub waiting_count: u32,
    /// Items and files that the server refused.
    pub refused_count: u32,
    /// Things that are not on this phone: the pack, photos of others.
    pub missing_count: u32,
    /// Whether its items cannot be applied; it is shown as it was.
    pub is_stuck: bool,
    /// Where this row stands in time order: give it back as `after` for the next page.
    pub position: Position,
}

/// A place in the list of jobs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Window or, without one, when it was reported; milliseconds since 1970 UTC.
    pub sort_ms: i64,
    /// The case.
    pub case: CaseId,
}

/// Which jobs a list shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct JobFilter {
    /// At most so many; 0 = 50.
    pub limit: u32,
    /// Only those after this place.
    pub after: Option<Position>,
    /// Only those with all of these words in number, customer, address, telephone or report.
    pub text: Option<String>,
    /// Only those with this outcome.
    pub outcome: Option<String>,
    /// Only those whose current visit is given to this user.
    pub assigned_to: Option<String>,
    /// Whether archived jobs are shown, too.
    pub with_archived: bool,
}

/// The most rows of one page.
const MAX_PAGE: u32 = 500;

/// The most words of a search that count.
const MAX_WORDS: usize = 4;

/// Writes the row of a job and what is due in it.
pub(crate) fn put(tx: &Transaction<'_>, row: &JobRow) -> Result<(), StoreError> {
    let sql = "INSERT OR REPLACE INTO jobs (case_id, number, case_kind, customer, address, time_zone, report,
                   emergency, outcome, phase, visit, assigned, window_start_ms, window_end_ms, archived,
                   decision_count, pack, sort_ms, search, masked_customer, masked_address, masked_search, phone,
                   masked_phone, customer_card, customer_version, site_card, site_version)
               VALUES (:case, :number, :case_kind, :customer, :address, :time_zone, :report, :emergency,
                   :outcome, :phase, :visit, :assigned, :window_start_ms, :window_end_ms, :archived,
                   :decision_count, :pack, :sort_ms, :search, :masked_customer, :masked_address, :masked_search,
                   :phone, :masked_phone, :customer_card, :customer_version, :site_card, :site_version)";
    let search = |shown: &Shown| {
        let Shown { customer, address, phone } = shown;
        [&row.number, customer, address, phone, &row.report].map(|text| text.to_lowercase()).join("\n")
    };
    let masked = row.masked.as_ref().map(|masked| &masked.shown);
    tx.prepare_cached(sql)?.execute(named_params! {
        ":case": row.case.as_bytes(), ":number": row.number, ":case_kind": row.case_kind,
        ":customer": row.shown.customer, ":address": row.shown.address, ":time_zone": row.time_zone,
        ":report": row.report, ":emergency": row.is_emergency, ":outcome": row.outcome, ":phase": row.phase,
        ":visit": row.visit.as_bytes(), ":assigned": row.assigned.join(","),
        ":window_start_ms": row.window_start_ms, ":window_end_ms": row.window_end_ms,
        ":archived": row.is_archived, ":decision_count": row.decision_count, ":pack": row.pack.as_bytes(),
        ":sort_ms": row.window_start_ms.unwrap_or(row.reported_at_ms), ":search": search(&row.shown),
        ":masked_customer": masked.map(|masked| &masked.customer),
        ":masked_address": masked.map(|masked| &masked.address),
        ":masked_search": masked.map(search),
        ":phone": row.shown.phone, ":masked_phone": masked.map(|masked| &masked.phone),
        ":customer_card": row.cards.customer.0.0, ":customer_version": row.cards.customer.1,
        ":site_card": row.cards.site.0.0, ":site_version": row.cards.site.1,
    })?;
    shown::put(tx, row.case, row.masked.as_ref())?;
    alarms::put(tx, row.case, row.alarms.as_ref())?;
    around::put(tx, row.case, &row.around)
}

/// One page of jobs in order of time, as they are shown at `true_ms`. What is hidden is not found either.
pub(crate) fn list(
    connection: &Connection,
    filter: &JobFilter,
    true_ms: i64,
) -> Result<Vec<JobSummary>, StoreError> {
    let words = patterns(filter.text.as_deref().unwrap_or_default());
    let limit = if filter.limit == 0 { 50 } else { filter.limit.min(MAX_PAGE) };
    let parameters = named_params! {
        ":with_archived": filter.with_archived, ":after_ms": filter.after.map(|after| after.sort_ms),
        ":after_case": filter.after.as_ref().map(|after| after.case.as_bytes()),
        ":outcome": filter.outcome, ":assigned_to": filter.assigned_to.as_deref().map(escaped),
        ":word0": words[0], ":word1": words[1], ":word2": words[2], ":word3": words[3], ":limit": limit, ":true_ms": true_ms,
    };
    let mut statement = connection.prepare_cached(&page_sql())?;
    Ok(statement.query_map(parameters, from_row)?.collect::<Result<_, _>>()?)
}

/// How a page is read.
pub(super) fn page_sql() -> String {
    let search = format!("iif({IS_MASKED}, j.masked_search, j.search)");
    // CROSS: the jobs first, in their order, so that reading ends with the page. Left to itself, SQLite reads and sorts
    // them all.
    format!("SELECT j.*, c.stuck IS NOT NULL AS is_stuck, {IS_MASKED} AS is_masked, {shown},
                   (SELECT min(a.due_at_ms) FROM alarms a WHERE a.case_id = j.case_id) AS next_due_ms,
                   (SELECT count(*) FROM notices n WHERE n.case_id = j.case_id) AS notice_count,
                   (SELECT count(*) FROM outbox o WHERE o.case_id = j.case_id AND o.state = 'waiting')
                       + (SELECT count(*) FROM blobs b WHERE b.case_id = j.case_id AND b.here = 1
                              AND b.upload IN ('waiting', 'sent')) AS waiting_count,
                   (SELECT count(*) FROM outbox o WHERE o.case_id = j.case_id AND o.state = 'refused')
                       + (SELECT count(*) FROM blobs b WHERE b.case_id = j.case_id AND b.here = 1
                              AND b.upload = 'refused') AS refused_count,
                   (SELECT count(*) FROM blobs b WHERE b.case_id = j.case_id AND b.here = 0 AND b.media_type <> '')
                       + NOT EXISTS (SELECT 1 FROM packs p WHERE p.pack_id = j.pack AND p.bytes IS NOT NULL) AS missing_count
               FROM jobs j CROSS JOIN cases c USING (case_id)
               WHERE c.access = 'granted'
                 AND (:with_archived OR NOT j.archived)
                 AND (:after_ms IS NULL OR (j.sort_ms, j.case_id) > (:after_ms, :after_case))
                 AND (:outcome IS NULL OR j.outcome = :outcome)
                 AND (:assigned_to IS NULL OR ',' || j.assigned || ',' LIKE '%,' || :assigned_to || ',%' ESCAPE '\\')
                 AND {search} LIKE :word0 ESCAPE '\\' AND {search} LIKE :word1 ESCAPE '\\'
                 AND {search} LIKE :word2 ESCAPE '\\' AND {search} LIKE :word3 ESCAPE '\\'
               ORDER BY j.sort_ms, j.case_id LIMIT :limit", shown = shown_columns())
}

/// What a case is and what became of it, if this device may see it, or `erased`.
pub(crate) fn standing(
    connection: &Connection,
    case: CaseId,
) -> Result<Option<(String, String)>, StoreError> {
    let sql = "SELECT j.case_kind, j.outcome FROM jobs j JOIN cases c USING (case_id)
               WHERE j.case_id = :case AND c.access = 'granted'";
    let mut statement = connection.prepare_cached(sql)?;
    let standing = statement.query_row(named_params! {":case": case.as_bytes()}, |row| {
        Ok((row.get("case_kind")?, row.get("outcome")?))
    });
    if let Some(standing) = standing.optional()? {
        return Ok(Some(standing));
    }
    let erased = stubs::get(connection, case)?;
    Ok(erased.map(|stub| (stub.case_kind, ERASED.to_owned())))
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<JobSummary> {
    let case = CaseId(row.get("case_id")?);
    let assigned: String = row.get("assigned")?;
    Ok(JobSummary {
        case,
        number: row.get("number")?,
        case_kind: row.get("case_kind")?,
        customer: row.get("shown_customer")?,
        address: row.get("shown_address")?,
        is_masked: row.get("is_masked")?,
        time_zone: row.get("time_zone")?,
        report: row.get("report")?,
        is_emergency: row.get("emergency")?,
        outcome: row.get("outcome")?,
        phase: row.get("phase")?,
        visit: VisitId(row.get("visit")?),
        assigned: assigned.split(',').filter(|user| !user.is_empty()).map(str::to_owned).collect(),
        window_start_ms: row.get("window_start_ms")?,
        window_end_ms: row.get("window_end_ms")?,
        is_archived: row.get("archived")?,
        next_due_ms: row.get("next_due_ms")?,
        decision_count: row.get("decision_count")?,
        notice_count: row.get("notice_count")?,
        waiting_count: row.get("waiting_count")?,
        refused_count: row.get("refused_count")?,
        missing_count: row.get("missing_count")?,
        is_stuck: row.get("is_stuck")?,
        position: Position { sort_ms: row.get("sort_ms")?, case },
    })
}

/// The pattern of each word; a word that is not there matches everything.
pub(super) fn patterns(text: &str) -> [String; MAX_WORDS] {
    let lower = text.to_lowercase();
    let mut words = lower.split_whitespace();
    std::array::from_fn(|_| words.next().map_or("%".to_owned(), |word| format!("%{}%", escaped(word))))
}

/// A text in which `%` and `_` mean themselves.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
}
