//! The read model of what stands around the work: what is in the vans, and whom to ask afterwards.

use rusqlite::{Connection, Row, Transaction, named_params};

use doorstep_domain::case::FollowUpTask;
use doorstep_domain::id::{CaseId, VisitId};
use doorstep_domain::stock::{VanPart, VanStock};
use doorstep_domain::text::Text;

use super::StoreError;
use super::shown::shown_columns;

/// The most rows of one list.
const MAX_ROWS: u32 = 500;

/// What one case leaves in vans, and what it asks for afterwards.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Around {
    pub(crate) stock: Vec<VanStock>,
    pub(crate) follow_ups: Vec<FollowUpTask>,
}

/// Somebody to be asked whether the work was good. All times: milliseconds since 1970 UTC.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FollowUpSummary {
    /// The case.
    pub case: CaseId,
    /// Its number.
    pub number: String,
    /// The customer's name.
    pub customer: String,
    /// Where the work was done.
    pub address: String,
    /// POSIX TZ string of the place.
    pub time_zone: String,
    /// The visit.
    pub visit: VisitId,
    /// The rule; with the visit, its key.
    pub task: String,
    /// What people read.
    pub title: Text,
    /// The role that does it.
    pub role: String,
    /// By when; `None`: not configured.
    pub due_at_ms: Option<i64>,
    /// Whether the company asks for it; if not, it may be left.
    pub is_required: bool,
    /// Attempts that reached nobody.
    pub attempts: u32,
}

/// Replaces what is derived from a case.
pub(crate) fn put(tx: &Transaction<'_>, case: CaseId, around: &Around) -> Result<(), StoreError> {
    for sql in ["DELETE FROM van_stock WHERE case_id = :case", "DELETE FROM follow_ups WHERE case_id = :case"]
    {
        tx.prepare_cached(sql)?.execute(named_params! {":case": case.as_bytes()})?;
    }
    let sql = "INSERT INTO van_stock (case_id, user, part, old, name, quantity)
               VALUES (:case, :user, :part, :old, :name, :quantity)";
    let mut statement = tx.prepare_cached(sql)?;
    for stock in &around.stock {
        statement.execute(named_params! {
            ":case": case.as_bytes(), ":user": stock.part.user, ":part": stock.part.part, ":old": stock.part.old,
            ":name": stock.name, ":quantity": stock.quantity.to_string(),
        })?;
    }
    let sql = "INSERT INTO follow_ups (case_id, visit, task, title, role, due_at_ms, required, attempts)
               VALUES (:case, :visit, :task, :title, :role, :due_at_ms, :required, :attempts)";
    let mut statement = tx.prepare_cached(sql)?;
    for task in around.follow_ups.iter().filter(|task| !task.is_done) {
        statement.execute(named_params! {
            ":case": case.as_bytes(), ":visit": task.visit.as_bytes(), ":task": task.task,
            ":title": serde_json::to_string(&task.title).unwrap_or_default(), ":role": task.role,
            ":due_at_ms": task.due_ms, ":required": task.is_required, ":attempts": task.attempts,
        })?;
    }
    Ok(())
}

/// What the cases on this device leave in the van of a user.
pub(crate) fn van(connection: &Connection, user: &str) -> Result<Vec<VanStock>, StoreError> {
    let sql = "SELECT s.* FROM van_stock s WHERE s.user = :user ORDER BY s.part, s.old, s.case_id";
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map(named_params! {":user": user}, |row| {
        let quantity: String = row.get("quantity")?;
        let part = VanPart { user: row.get("user")?, part: row.get("part")?, old: row.get("old")? };
        Ok((part, row.get("name")?, quantity))
    })?;
    let mut stock = Vec::new();
    for row in rows {
        let (part, name, quantity) = row?;
        // This device wrote the number itself.
        stock.extend(quantity.parse().ok().map(|quantity| VanStock { part, name, quantity }));
    }
    Ok(doorstep_domain::stock::sum(stock))
}

/// Whom to ask in these roles, the earliest due first, those without a day last.
pub(crate) fn follow_ups(
    connection: &Connection,
    roles: &[String],
    limit: u32,
    true_ms: i64,
) -> Result<Vec<FollowUpSummary>, StoreError> {
    let sql = format!(
        "SELECT f.*, j.number, {shown}, j.time_zone
               FROM follow_ups f JOIN jobs j USING (case_id) JOIN cases c USING (case_id)
               WHERE c.access = 'granted' AND NOT j.archived
                 AND f.role IN (SELECT value FROM json_each(:roles))
               ORDER BY f.due_at_ms IS NULL, f.due_at_ms, f.case_id, f.visit, f.task LIMIT :limit",
        shown = shown_columns()
    );
    let limit = if limit == 0 { 50 } else { limit.min(MAX_ROWS) };
    let roles = serde_json::to_string(roles).unwrap_or_default();
    let mut statement = connection.prepare_cached(&sql)?;
    let rows = statement
        .query_map(named_params! {":roles": roles, ":limit": limit, ":true_ms": true_ms}, from_row)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<FollowUpSummary> {
    let title: String = row.get("title")?;
    Ok(FollowUpSummary {
        case: CaseId(row.get("case_id")?),
        number: row.get("number")?,
        customer: row.get("shown_customer")?,
        address: row.get("shown_address")?,
        time_zone: row.get("time_zone")?,
        visit: VisitId(row.get("visit")?),
        task: row.get("task")?,
        title: serde_json::from_str(&title).unwrap_or_default(),
        role: row.get("role")?,
        due_at_ms: row.get("due_at_ms")?,
        is_required: row.get("required")?,
        attempts: row.get("attempts")?,
    })
}
