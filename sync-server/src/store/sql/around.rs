//! Alarms, follow-ups and movements of parts in SQL.

use doorstep_domain::id::{CaseId, FactId, VisitId};
use doorstep_domain::stock::{VanPart, VanStock};
use doorstep_domain::timer::{Alarm, Certainty};
use doorstep_domain::wage::Month;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::transaction::Tx;
use super::value::Row;
use crate::error::Error;
use crate::store::{
    AlarmRow, Derived, FollowUpRow, FollowUpState, OfCase, ReadAround, VanMoveRow, WriteAround,
};

impl ReadAround for Tx<'_> {
    fn alarms(&self, case: CaseId) -> Result<Vec<AlarmRow>, Error> {
        self.all(
            "SELECT * FROM alarms WHERE case_id = :case ORDER BY due_at_ms, timer, visit NULLS FIRST",
            &[(":case", &case.0)],
            read_alarm,
        )
    }

    fn stale_alarms(&self, now_ms: i64, limit: u32) -> Result<Vec<CaseId>, Error> {
        self.all(
            "SELECT case_id FROM jobs WHERE alarms_until_ms < :now ORDER BY alarms_until_ms LIMIT :limit",
            &[(":now", &now_ms), (":limit", &limit)],
            |row| Ok(CaseId(row.get("case_id")?)),
        )
    }

    fn follow_ups(&self, state: FollowUpState, limit: u32) -> Result<Vec<OfCase<FollowUpRow>>, Error> {
        let (condition, order) = match state {
            FollowUpState::Open => {
                ("f.said_at_ms IS NULL AND j.archived = 0", "f.due_at_ms IS NULL, f.due_at_ms")
            }
            FollowUpState::Done => ("f.said_at_ms IS NOT NULL", "f.said_at_ms DESC"),
            FollowUpState::Dissatisfied => ("f.dissatisfied = 1", "f.said_at_ms DESC"),
        };
        self.all(
            &format!(
                "SELECT f.*, j.number, j.customer, j.address, j.time_zone, j.veil
                 FROM follow_ups f JOIN jobs j USING (case_id) WHERE {condition}
                 ORDER BY {order}, f.case_id, f.visit, f.task LIMIT :limit"
            ),
            &[(":limit", &limit)],
            |row| of_case(row, read_follow_up),
        )
    }

    fn van_moves(
        &self,
        user: Option<&str>,
        first: Month,
        last: Option<Month>,
    ) -> Result<Vec<OfCase<VanMoveRow>>, Error> {
        self.all(
            "SELECT m.*, coalesce(j.number, t.number, '') AS number, coalesce(j.customer, '') AS customer,
                 coalesce(j.address, '') AS address, coalesce(j.time_zone, 'UTC0') AS time_zone,
                 j.veil
             FROM van_moves m LEFT JOIN jobs j ON j.case_id = m.case_id
                 LEFT JOIN stubs t ON t.case_id = m.case_id
             WHERE (m.owner = :user OR :user IS NULL) AND m.month >= :first
                 AND (m.month <= :last OR :last IS NULL)
             ORDER BY m.at_ms, m.fact, m.quantity",
            &[
                (":user", &user),
                (":first", &first.to_string()),
                (":last", &last.map(|last| last.to_string())),
            ],
            |row| of_case(row, read_move),
        )
    }
}

impl WriteAround for Tx<'_> {
    fn put_derived(&mut self, case: CaseId, derived: &Derived) -> Result<(), Error> {
        let mut months = self.van_months_of(case)?;
        for table in ["alarms", "follow_ups", "van_moves", "promises"] {
            self.execute(&format!("DELETE FROM {table} WHERE case_id = :case"), &[(":case", &case.0)])?;
        }
        self.set_alarms_until(case, derived.alarms_until_ms)?;
        for row in &derived.alarms {
            self.put_alarm(case, row)?;
        }
        for row in &derived.follow_ups {
            self.put_follow_up(case, row)?;
        }
        for row in &derived.van_moves {
            self.put_move(case, row)?;
        }
        for row in &derived.promises {
            self.put_promise(case, row)?;
        }
        months.extend(self.van_months_of(case)?);
        months.sort_unstable();
        months.dedup();
        months.iter().try_for_each(|(part, month)| self.sum_van_month(part, *month))
    }

    fn look_again(&mut self, case: CaseId, at_ms: i64) -> Result<(), Error> {
        self.set_alarms_until(case, Some(at_ms))
    }
}

impl Tx<'_> {
    fn set_alarms_until(&self, case: CaseId, until_ms: Option<i64>) -> Result<(), Error> {
        self.execute(
            "UPDATE jobs SET alarms_until_ms = :until WHERE case_id = :case",
            &[(":case", &case.0), (":until", &until_ms)],
        )
    }

    fn put_alarm(&self, case: CaseId, row: &AlarmRow) -> Result<(), Error> {
        let alarm = &row.alarm;
        let moved_ms = match alarm.certainty {
            Certainty::Exact => None,
            Certainty::Uncertain { clock_moved_ms } => Some(clock_moved_ms),
        };
        self.execute(
            "INSERT INTO alarms (case_id, timer, visit, title, clock_title, counts, role, warn_at_ms, due_at_ms,
                 day_from_ms, clock_moved_ms)
             VALUES (:case, :timer, :visit, :title, :clock, :counts, :role, :warn, :due, :day, :moved)",
            &[
                (":case", &case.0),
                (":timer", &alarm.id),
                (":visit", &alarm.visit.map(|visit| visit.0)),
                (":title", &json(&alarm.title)),
                (":clock", &alarm.clock_title.as_ref().map(json)),
                (":counts", &alarm.counts),
                (":role", &alarm.role),
                (":warn", &alarm.warn_at_ms),
                (":due", &alarm.due_at_ms),
                (":day", &row.day_from_ms),
                (":moved", &moved_ms),
            ],
        )
    }

    fn put_follow_up(&self, case: CaseId, row: &FollowUpRow) -> Result<(), Error> {
        let dissatisfied = row
            .said
            .as_ref()
            .is_some_and(|said| said.satisfied == doorstep_domain::fact::Satisfaction::Dissatisfied);
        self.execute(
            "INSERT INTO follow_ups (case_id, visit, task, title, role, channel, due_at_ms, required, attempts,
                 phone, said, said_at_ms, dissatisfied)
             VALUES (:case, :visit, :task, :title, :role, :channel, :due, :required, :attempts, :phone, :said,
                 :said_at, :dissatisfied)",
            &[
                (":case", &case.0),
                (":visit", &row.visit.0),
                (":task", &row.task),
                (":title", &json(&row.title)),
                (":role", &row.role),
                (":channel", &json(&row.channel)),
                (":due", &row.due_at_ms),
                (":required", &row.is_required),
                (":attempts", &row.attempts),
                (":phone", &row.phone),
                (":said", &row.said.as_ref().map(json)),
                (":said_at", &row.said.as_ref().map(|said| said.at_ms)),
                (":dissatisfied", &dissatisfied),
            ],
        )
    }

    fn put_move(&self, case: CaseId, row: &VanMoveRow) -> Result<(), Error> {
        let stock = &row.stock;
        self.execute(
            "INSERT INTO van_moves (case_id, fact, owner, part, old, name, quantity, source, target, who, at_ms,
                 month)
             VALUES (:case, :fact, :user, :part, :old, :name, :quantity, :source, :target, :who, :at, :month)",
            &[
                (":case", &case.0),
                (":fact", &row.fact.0),
                (":user", &stock.part.user),
                (":part", &stock.part.part),
                (":old", &stock.part.old),
                (":name", &stock.name),
                (":quantity", &stock.quantity.to_string()),
                (":source", &row.from.name()),
                (":target", &row.to.name()),
                (":who", &row.who),
                (":at", &row.at_ms),
                (":month", &row.month.to_string()),
            ],
        )
    }
}

fn read_alarm(row: &Row<'_>) -> Result<AlarmRow, Error> {
    let moved_ms: Option<i64> = row.get("clock_moved_ms")?;
    let alarm = Alarm {
        id: row.get("timer")?,
        title: from_json(row, "title")?.unwrap_or_default(),
        clock_title: from_json(row, "clock_title")?,
        counts: row.get("counts")?,
        role: row.get("role")?,
        visit: row.get::<Option<[u8; 8]>>("visit")?.map(VisitId),
        warn_at_ms: row.get("warn_at_ms")?,
        due_at_ms: row.get("due_at_ms")?,
        certainty: moved_ms
            .map_or(Certainty::Exact, |clock_moved_ms| Certainty::Uncertain { clock_moved_ms }),
    };
    Ok(AlarmRow { alarm, day_from_ms: row.get("day_from_ms")? })
}

fn read_follow_up(row: &Row<'_>) -> Result<FollowUpRow, Error> {
    Ok(FollowUpRow {
        visit: VisitId(row.get("visit")?),
        task: row.get("task")?,
        title: from_json(row, "title")?.unwrap_or_default(),
        role: row.get("role")?,
        channel: from_json(row, "channel")?.unwrap_or(doorstep_domain::pack::Channel::Any),
        due_at_ms: row.get("due_at_ms")?,
        is_required: row.get("required")?,
        attempts: row.get("attempts")?,
        phone: row.get("phone")?,
        said: from_json(row, "said")?,
    })
}

fn read_move(row: &Row<'_>) -> Result<VanMoveRow, Error> {
    let part = VanPart { user: row.get("owner")?, part: row.get("part")?, old: row.get("old")? };
    Ok(VanMoveRow {
        fact: FactId(row.get("fact")?),
        stock: VanStock { part, name: row.get("name")?, quantity: parsed(row, "quantity")? },
        from: parsed(row, "source")?,
        to: parsed(row, "target")?,
        who: row.get("who")?,
        at_ms: row.get("at_ms")?,
        month: parsed(row, "month")?,
    })
}

pub(super) fn of_case<T>(
    row: &Row<'_>,
    read: impl FnOnce(&Row<'_>) -> Result<T, Error>,
) -> Result<OfCase<T>, Error> {
    Ok(OfCase {
        case: CaseId(row.get("case_id")?),
        number: row.get("number")?,
        customer: row.get("customer")?,
        address: row.get("address")?,
        time_zone: row.get("time_zone")?,
        veil: from_json(row, "veil")?,
        row: read(row)?,
    })
}

pub(super) fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

pub(super) fn from_json<T: DeserializeOwned>(row: &Row<'_>, column: &str) -> Result<Option<T>, Error> {
    let text: Option<String> = row.get(column)?;
    let value = text.map(|text| serde_json::from_str(&text)).transpose();
    value.map_err(|_| Error::Damaged("a column of JSON"))
}

pub(super) fn parsed<T: std::str::FromStr>(row: &Row<'_>, column: &str) -> Result<T, Error> {
    let text: String = row.get(column)?;
    text.parse().map_err(|_| Error::Damaged("a column with a word or a number"))
}
