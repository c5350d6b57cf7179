//! Notices: something that was shown changed by what arrived later.

use rusqlite::{Connection, Row, Transaction, named_params};

use doorstep_domain::fold::Notice;
use doorstep_domain::id::{CaseId, FactId};

use super::StoreError;

/// A notice that nobody read yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoticeRow {
    /// The case.
    pub case: CaseId,
    /// The fact whose value counts now; acknowledge the notice with it.
    pub fact: FactId,
    /// The question, as JSON of [`doorstep_domain::fold::Aspect`].
    pub aspect: String,
    /// The value that was shown, as JSON of [`doorstep_domain::fold::AspectValue`].
    pub was: String,
    /// Name of who had said so.
    pub was_by: String,
    /// The value that counts now, as JSON of [`doorstep_domain::fold::AspectValue`].
    pub became: String,
    /// Name of who says so.
    pub became_by: String,
    /// When it was made, milliseconds since 1970 UTC, as its author's clock said.
    pub made_at_ms: i64,
    /// When it arrived here, milliseconds since 1970 UTC.
    pub arrived_at_ms: i64,
}

/// Stores a notice. Of several about one question, the value that was shown first stays the one to compare with.
pub(crate) fn insert(
    tx: &Transaction<'_>,
    case: CaseId,
    notice: &Notice,
    arrived_at_ms: i64,
) -> Result<(), StoreError> {
    let sql = "INSERT INTO notices (case_id, fact, aspect, was, was_by, became, became_by, made_at_ms, arrived_at_ms)
               VALUES (:case, :fact, :aspect, :was, :was_by, :became, :became_by, :made_at_ms, :arrived_at_ms)
               ON CONFLICT DO NOTHING";
    tx.prepare_cached(sql)?.execute(named_params! {
        ":case": case.as_bytes(), ":fact": notice.now.fact.as_bytes(), ":aspect": json_of(&notice.aspect)?,
        ":was": json_of(&notice.was.value)?, ":was_by": notice.was.who.name,
        ":became": json_of(&notice.now.value)?, ":became_by": notice.now.who.name,
        ":made_at_ms": notice.now.at.wall_ms, ":arrived_at_ms": arrived_at_ms,
    })?;
    Ok(())
}

fn json_of<T: serde::Serialize>(value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|_| StoreError::Row("notices"))
}

/// Notices of one case, or of all, oldest first.
pub(crate) fn list(connection: &Connection, case: Option<CaseId>) -> Result<Vec<NoticeRow>, StoreError> {
    let sql = "SELECT case_id, fact, aspect, was, was_by, became, became_by, made_at_ms, arrived_at_ms
               FROM notices WHERE :case IS NULL OR case_id = :case ORDER BY notice_id";
    let from_row = |row: &Row<'_>| {
        Ok(NoticeRow {
            case: CaseId(row.get("case_id")?),
            fact: FactId(row.get("fact")?),
            aspect: row.get("aspect")?,
            was: row.get("was")?,
            was_by: row.get("was_by")?,
            became: row.get("became")?,
            became_by: row.get("became_by")?,
            made_at_ms: row.get("made_at_ms")?,
            arrived_at_ms: row.get("arrived_at_ms")?,
        })
    };
    let mut statement = connection.prepare_cached(sql)?;
    let parameters = named_params! {":case": case.as_ref().map(CaseId::as_bytes)};
    Ok(statement.query_map(parameters, from_row)?.collect::<Result<_, _>>()?)
}

/// Removes the notices of a fact that somebody read.
pub(crate) fn remove(tx: &Transaction<'_>, case: CaseId, fact: FactId) -> Result<usize, StoreError> {
    let sql = "DELETE FROM notices WHERE case_id = :case AND fact = :fact";
    let parameters = named_params! {":case": case.as_bytes(), ":fact": fact.as_bytes()};
    Ok(tx.prepare_cached(sql)?.execute(parameters)?)
}
