//! What is left of cases that the office erased.

use rusqlite::{Connection, OptionalExtension as _, Row, Transaction, named_params};

use doorstep_domain::control::Order;
use doorstep_domain::id::CaseId;
use doorstep_domain::retention::KeptAs;

use super::StoreError;

/// A job of which the office ordered that nothing be kept. This much stays, so that other jobs can refer to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ErasedJob {
    /// The case.
    pub case: CaseId,
    /// The number that people say.
    pub number: String,
    /// What it was, `job` or `coordination`.
    pub case_kind: String,
    /// By which rule it went; `None` if a person erased it.
    pub by: Option<ErasedBy>,
    /// When, by the office's clock, milliseconds since 1970 UTC.
    pub erased_at_ms: i64,
    /// Whether it is still here, hidden, because work in it never reached the office: it can be exported, and goes
    /// when somebody discards it.
    pub is_rescued: bool,
}

/// The rule by which a job went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ErasedBy {
    /// As what it was kept.
    pub rule: KeptAs,
    /// The day on which its time was over, by the calendar of the site: `2025-03-01`.
    pub due: String,
}

impl ErasedBy {
    /// The rule that an order names.
    pub(crate) fn of(order: &Order) -> Option<Self> {
        match order {
            Order::Purge { rule, due } => Some(Self { rule: *rule, due: due.clone() }),
            _ => None,
        }
    }
}

/// Writes down what a case was, from its row in the list. One that this device never had leaves nothing.
pub(crate) fn put(
    tx: &Transaction<'_>,
    case: CaseId,
    by: Option<&ErasedBy>,
    erased_at_ms: i64,
    is_rescued: bool,
) -> Result<(), StoreError> {
    let sql = "INSERT INTO stubs (case_id, number, case_kind, rule, due, erased_at_ms, rescued)
               SELECT c.case_id, coalesce(j.number, ''), coalesce(j.case_kind, 'job'), :rule, :due, :at, :rescued
               FROM cases c LEFT JOIN jobs j USING (case_id)
               WHERE c.case_id = :case AND (j.case_id IS NOT NULL OR :rescued)
               ON CONFLICT DO NOTHING";
    tx.prepare_cached(sql)?.execute(named_params! {
        ":case": case.as_bytes(), ":rule": by.map(|by| by.rule.name()), ":due": by.map(|by| &by.due),
        ":at": erased_at_ms, ":rescued": is_rescued,
    })?;
    Ok(())
}

/// Says that nothing of a rescued case is here any more. `false` if it is not one.
pub(crate) fn discarded(tx: &Transaction<'_>, case: CaseId) -> Result<bool, StoreError> {
    let sql = "UPDATE stubs SET rescued = 0 WHERE case_id = :case AND rescued = 1";
    Ok(tx.prepare_cached(sql)?.execute(named_params! {":case": case.as_bytes()})? == 1)
}

/// What is left of a case.
pub(crate) fn get(connection: &Connection, case: CaseId) -> Result<Option<ErasedJob>, StoreError> {
    let sql = "SELECT * FROM stubs WHERE case_id = :case";
    let mut statement = connection.prepare_cached(sql)?;
    Ok(statement.query_row(named_params! {":case": case.as_bytes()}, from_row).optional()?)
}

/// What is left of all, the last one first; rescued ones before them.
pub(crate) fn all(connection: &Connection, limit: u32) -> Result<Vec<ErasedJob>, StoreError> {
    let sql = "SELECT * FROM stubs ORDER BY rescued DESC, erased_at_ms DESC, case_id LIMIT :limit";
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map(named_params! {":limit": limit}, from_row)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<ErasedJob> {
    let rule: Option<String> = row.get("rule")?;
    let rule = KeptAs::ALL.into_iter().find(|known| Some(known.name()) == rule.as_deref());
    let due: Option<String> = row.get("due")?;
    Ok(ErasedJob {
        case: CaseId(row.get("case_id")?),
        number: row.get("number")?,
        case_kind: row.get("case_kind")?,
        by: rule.zip(due).map(|(rule, due)| ErasedBy { rule, due }),
        erased_at_ms: row.get("erased_at_ms")?,
        is_rescued: row.get("rescued")?,
    })
}
