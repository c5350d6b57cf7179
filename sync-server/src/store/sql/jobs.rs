//! The office's list in SQL.

use doorstep_domain::fact::CaseKind;
use doorstep_domain::id::{CardId, CaseId};

use super::access::{read_list, write_list};
use super::around::{from_json, json};
use super::transaction::{Tx, unsigned};
use super::value::Row;
use crate::error::Error;
use crate::store::{DueFilter, JobCounts, JobRow, JobState, JobsWanted, ReadJobs, Total, WriteJobs};

/// [`JobRow::needs_attention`] as a condition.
const ATTENTION: &str = "(decision_count + conflict_count + exception_count > 0 OR stuck IS NOT NULL
    OR (escalated = 1 AND section = 0))";

fn condition(state: JobState) -> &'static str {
    match state {
        JobState::All => "section >= 0",
        JobState::Open => "section = 0",
        JobState::Attention => ATTENTION,
        JobState::Closed => "section = 1",
        JobState::Archived => "section = 2",
    }
}

/// Something should have been done. `:second` is when the running second began: what is due in it is in time.
const OVERDUE: &str = "section < 2 AND EXISTS (SELECT 1 FROM alarms
    WHERE alarms.case_id = jobs.case_id AND due_at_ms < :second)";

/// Something must still be done on the day that it is at the site.
const DUE_TODAY: &str = "section < 2 AND EXISTS (SELECT 1 FROM alarms
    WHERE alarms.case_id = jobs.case_id AND due_at_ms >= :second AND day_from_ms <= :now)";

impl ReadJobs for Tx<'_> {
    fn job(&self, case: CaseId) -> Result<Option<JobRow>, Error> {
        self.first("SELECT * FROM jobs WHERE case_id = :case", &[(":case", &case.0)], read_job)
    }

    fn jobs(&self, wanted: JobsWanted, now_ms: i64) -> Result<Vec<JobRow>, Error> {
        let condition = condition(wanted.state);
        let due = match wanted.due {
            None => "section >= 0".to_owned(),
            Some(DueFilter::Overdue) => format!("({OVERDUE})"),
            Some(DueFilter::Today) => format!("({DUE_TODAY})"),
        };
        self.all(
            &format!(
                "SELECT * FROM jobs WHERE {condition} AND (kind = :kind OR :kind IS NULL)
                     AND {due}
                     AND ((section, sort_ms, case_id) >
                     (SELECT section, sort_ms, case_id FROM jobs WHERE case_id = :after) OR :after IS NULL)
                 ORDER BY section, sort_ms, case_id LIMIT :limit"
            ),
            &[
                (":after", &wanted.after.map(|case| case.0)),
                (":limit", &wanted.limit),
                (":kind", &wanted.kind.map(CaseKind::name)),
                (":now", &now_ms),
                (":second", &second(now_ms)),
            ],
            read_job,
        )
    }

    fn open_of_customer(&self, customer: CardId, kind: &str) -> Result<Vec<JobRow>, Error> {
        self.all(
            "SELECT jobs.* FROM customers JOIN jobs USING (case_id)
             WHERE customers.card_id = :card AND jobs.kind = :kind AND jobs.section = 0
             ORDER BY jobs.reported_at_ms, jobs.case_id",
            &[(":card", &customer.0), (":kind", &kind)],
            read_job,
        )
    }

    fn cases_of(&self, service: &str) -> Result<Vec<CaseId>, Error> {
        let sql = "SELECT case_id FROM jobs WHERE service = :service ORDER BY case_id";
        self.all(sql, &[(":service", &service)], |row| Ok(CaseId(row.get("case_id")?)))
    }

    fn job_counts(&self, now_ms: i64) -> Result<JobCounts, Error> {
        let counts = self.first(
            &format!(
                "SELECT count(*) FILTER (WHERE section = 0) AS open,
                     count(*) FILTER (WHERE section = 1) AS closed,
                     count(*) FILTER (WHERE section = 2) AS archived,
                     count(*) FILTER (WHERE {ATTENTION}) AS attention,
                     count(*) FILTER (WHERE section = 0 AND phase IN ('planned', 'travelling')
                         AND coalesce(visit_end_ms, visit_start_ms, :now) < :now) AS late,
                     count(*) FILTER (WHERE {OVERDUE}) AS overdue,
                     count(*) FILTER (WHERE {DUE_TODAY}) AS due_today,
                     (SELECT count(*) FROM follow_ups f JOIN jobs j USING (case_id)
                         WHERE f.said_at_ms IS NULL AND f.required = 1 AND j.archived = 0) AS follow_ups
                 FROM jobs"
            ),
            &[(":now", &now_ms), (":second", &second(now_ms))],
            |row| {
                Ok(JobCounts {
                    open: unsigned(row, "open")?,
                    late: unsigned(row, "late")?,
                    overdue: unsigned(row, "overdue")?,
                    due_today: unsigned(row, "due_today")?,
                    follow_ups: unsigned(row, "follow_ups")?,
                    attention: unsigned(row, "attention")?,
                    closed: unsigned(row, "closed")?,
                    archived: unsigned(row, "archived")?,
                })
            },
        )?;
        Ok(counts.unwrap_or_default())
    }
}

impl WriteJobs for Tx<'_> {
    fn put_customer(&mut self, case: CaseId, customer: CardId) -> Result<(), Error> {
        self.execute("DELETE FROM customers WHERE case_id = :case", &[(":case", &case.0)])?;
        self.execute(
            "INSERT INTO customers (case_id, card_id) VALUES (:case, :card)",
            &[(":case", &case.0), (":card", &customer.0)],
        )
    }

    fn put_job(&mut self, job: &JobRow) -> Result<(), Error> {
        let (section, sort_ms) = job.order();
        let total = job.total.as_ref();
        self.execute("DELETE FROM jobs WHERE case_id = :case", &[(":case", &job.case.0)])?;
        self.execute(
            "INSERT INTO jobs (case_id, number, kind, service, customer, address, time_zone, report,
                 area, emergency, outcome, archived, phase, visit_number, visit_start_ms, visit_end_ms,
                 escalated, assigned, decision_count, conflict_count, exception_count, flag_count, total_minor,
                 currency, minor_digits, stuck, reported_at_ms, changed_at_ms, section, sort_ms, accepting,
                 veil)
             VALUES (:case, :number, :kind, :service, :customer, :address, :time_zone, :report, :area,
                 :emergency, :outcome, :archived, :phase, :visit, :start, :end, :escalated, :assigned,
                 :decisions, :conflicts, :exceptions, :flags, :total, :currency, :digits, :stuck, :reported,
                 :changed, :section, :sort, :accepting, :veil)",
            &[
                (":case", &job.case.0),
                (":number", &job.number),
                (":kind", &job.kind),
                (":service", &job.service),
                (":customer", &job.customer),
                (":address", &job.address),
                (":time_zone", &job.time_zone),
                (":report", &job.report),
                (":area", &job.area),
                (":emergency", &job.emergency),
                (":outcome", &job.outcome),
                (":archived", &job.archived),
                (":phase", &job.phase),
                (":visit", &job.visit_number),
                (":start", &job.visit_start_ms),
                (":end", &job.visit_end_ms),
                (":escalated", &job.escalated),
                (":assigned", &write_list(&job.assigned)),
                (":decisions", &job.decision_count),
                (":conflicts", &job.conflict_count),
                (":exceptions", &job.exception_count),
                (":flags", &job.flag_count),
                (":total", &total.map(|total| total.minor)),
                (":currency", &total.map(|total| &total.currency)),
                (":digits", &total.map(|total| total.minor_digits)),
                (":stuck", &job.stuck),
                (":reported", &job.reported_at_ms),
                (":changed", &job.changed_at_ms),
                (":section", &section),
                (":sort", &sort_ms),
                (":accepting", &job.waits_for_acceptance),
                (":veil", &job.veil.as_ref().map(json)),
            ],
        )
    }
}

fn read_job(row: &Row<'_>) -> Result<JobRow, Error> {
    Ok(JobRow {
        case: CaseId(row.get("case_id")?),
        number: row.get("number")?,
        kind: row.get("kind")?,
        service: row.get("service")?,
        customer: row.get("customer")?,
        address: row.get("address")?,
        time_zone: row.get("time_zone")?,
        report: row.get("report")?,
        area: row.get("area")?,
        emergency: row.get("emergency")?,
        outcome: row.get("outcome")?,
        archived: row.get("archived")?,
        phase: row.get("phase")?,
        visit_number: row.get("visit_number")?,
        visit_start_ms: row.get("visit_start_ms")?,
        visit_end_ms: row.get("visit_end_ms")?,
        escalated: row.get("escalated")?,
        assigned: read_list(row, "assigned")?,
        decision_count: row.get("decision_count")?,
        conflict_count: row.get("conflict_count")?,
        exception_count: row.get("exception_count")?,
        flag_count: row.get("flag_count")?,
        waits_for_acceptance: row.get("accepting")?,
        total: read_total(row)?,
        stuck: row.get("stuck")?,
        reported_at_ms: row.get("reported_at_ms")?,
        changed_at_ms: row.get("changed_at_ms")?,
        masked: false,
        veil: from_json(row, "veil")?,
    })
}

/// When the running second began.
fn second(now_ms: i64) -> i64 {
    now_ms.div_euclid(1_000) * 1_000
}

fn read_total(row: &Row<'_>) -> Result<Option<Total>, Error> {
    let Some(minor) = row.get("total_minor")? else { return Ok(None) };
    Ok(Some(Total { minor, currency: row.get("currency")?, minor_digits: row.get("minor_digits")? }))
}
