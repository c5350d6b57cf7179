//! Ledgers, promises and the months of vans in SQL.

use doorstep_domain::decimal::Decimal;
use doorstep_domain::id::CaseId;
use doorstep_domain::ledger::Ledger;
use doorstep_domain::stock::{self, VanPart, VanStock};
use doorstep_domain::wage::Month;

use super::around::{from_json, json, of_case, parsed};
use super::transaction::Tx;
use super::value::Row;
use crate::error::Error;
use crate::store::{OfCase, PromiseRow, ReadBooks, VanMonth, WriteBooks};

impl ReadBooks for Tx<'_> {
    fn ledgers(&self, first: Month, last: Month) -> Result<Vec<Ledger>, Error> {
        self.all(
            "SELECT ledger FROM ledgers WHERE month >= :first AND month <= :last ORDER BY case_id, month",
            &[(":first", &first.to_string()), (":last", &last.to_string())],
            |row| Ok(from_json(row, "ledger")?.unwrap_or_default()),
        )
    }

    fn promises(&self, month: Month) -> Result<Vec<OfCase<PromiseRow>>, Error> {
        self.all(
            "SELECT p.*, j.number, j.customer, j.address, j.time_zone, j.veil
             FROM promises p JOIN jobs j USING (case_id) WHERE p.month = :month
             ORDER BY p.service, p.timer, j.number, p.case_id, p.due_at_ms",
            &[(":month", &month.to_string())],
            |row| of_case(row, read_promise),
        )
    }

    fn van_months(&self, user: Option<&str>) -> Result<Vec<VanMonth>, Error> {
        self.all(
            "SELECT * FROM van_months WHERE owner = :user OR :user IS NULL ORDER BY month, owner, part, old",
            &[(":user", &user)],
            |row| {
                let part = read_part(row)?;
                let stock = VanStock { part, name: row.get("name")?, quantity: parsed(row, "quantity")? };
                Ok(VanMonth { month: parsed(row, "month")?, stock })
            },
        )
    }
}

impl WriteBooks for Tx<'_> {
    fn put_ledger(&mut self, case: CaseId, ledger: &Ledger) -> Result<(), Error> {
        self.write_ledgers(case, ledger)
    }
}

impl Tx<'_> {
    pub(super) fn write_ledgers(&self, case: CaseId, ledger: &Ledger) -> Result<(), Error> {
        self.execute("DELETE FROM ledgers WHERE case_id = :case", &[(":case", &case.0)])?;
        for (month, ledger) in ledger.by_month() {
            self.execute(
                "INSERT INTO ledgers (case_id, month, ledger) VALUES (:case, :month, :ledger)",
                &[(":case", &case.0), (":month", &month.to_string()), (":ledger", &json(&ledger))],
            )?;
        }
        Ok(())
    }

    pub(super) fn put_promise(&self, case: CaseId, row: &PromiseRow) -> Result<(), Error> {
        self.execute(
            "INSERT INTO promises (case_id, month, service, service_title, timer, title, origin, counts, due_at_ms,
                 kept)
             VALUES (:case, :month, :service, :service_title, :timer, :title, :origin, :counts, :due, :kept)",
            &[
                (":case", &case.0),
                (":month", &row.month.to_string()),
                (":service", &row.service),
                (":service_title", &json(&row.service_title)),
                (":timer", &row.timer),
                (":title", &json(&row.title)),
                (":origin", &row.origin),
                (":counts", &row.counts),
                (":due", &row.due_at_ms),
                (":kept", &row.kept),
            ],
        )
    }

    /// The parts and months that a case moves: their sums change with it.
    pub(super) fn van_months_of(&self, case: CaseId) -> Result<Vec<(VanPart, Month)>, Error> {
        self.all(
            "SELECT DISTINCT owner, part, old, month FROM van_moves WHERE case_id = :case",
            &[(":case", &case.0)],
            |row| Ok((read_part(row)?, parsed(row, "month")?)),
        )
    }

    /// Adds up anew what a month changed in a van: always in the same order, whatever came first.
    pub(super) fn sum_van_month(&self, part: &VanPart, month: Month) -> Result<(), Error> {
        let month = month.to_string();
        let key: [(&str, &dyn super::ToValue); 4] =
            [(":user", &part.user), (":part", &part.part), (":old", &part.old), (":month", &month)];
        let moves = self.all(
            "SELECT name, quantity FROM van_moves
             WHERE owner = :user AND part = :part AND old = :old AND month = :month
             ORDER BY at_ms, fact, quantity",
            &key,
            |row| {
                let quantity: Decimal = parsed(row, "quantity")?;
                Ok(VanStock { part: part.clone(), name: row.get("name")?, quantity })
            },
        )?;
        self.execute(
            "DELETE FROM van_months WHERE owner = :user AND part = :part AND old = :old AND month = :month",
            &key,
        )?;
        for sum in stock::sum(moves) {
            let quantity = sum.quantity.to_string();
            self.execute(
                "INSERT INTO van_months (owner, part, old, month, name, quantity)
                 VALUES (:user, :part, :old, :month, :name, :quantity)",
                &[key[0], key[1], key[2], key[3], (":name", &sum.name), (":quantity", &quantity)],
            )?;
        }
        Ok(())
    }
}

fn read_part(row: &Row<'_>) -> Result<VanPart, Error> {
    Ok(VanPart { user: row.get("owner")?, part: row.get("part")?, old: row.get("old")? })
}

fn read_promise(row: &Row<'_>) -> Result<PromiseRow, Error> {
    Ok(PromiseRow {
        month: parsed(row, "month")?,
        service: row.get("service")?,
        service_title: from_json(row, "service_title")?.unwrap_or_default(),
        timer: row.get("timer")?,
        title: from_json(row, "title")?.unwrap_or_default(),
        origin: row.get("origin")?,
        counts: row.get("counts")?,
        due_at_ms: row.get("due_at_ms")?,
        kept: row.get("kept")?,
    })
}
