//! Brings the tables of an earlier version up to date, one step per version.

use doorstep_domain::stock::VanPart;
use doorstep_domain::wage::Month;

use super::Driver;
use super::transaction::Tx;
use crate::error::Error;
use crate::store::ReadLog;

/// From one version to the next: statements, then what only this program can work out.
struct Step {
    sql: &'static str,
    then: fn(&Tx<'_>) -> Result<(), Error>,
}

/// `STEPS[i]` brings version `i + 1` to version `i + 2`.
const STEPS: [Step; 4] = [
    Step { sql: include_str!("../../../sql/migrations/0002_books.sql"), then: books },
    Step { sql: include_str!("../../../sql/migrations/0003_shared.sql"), then: nothing },
    Step { sql: include_str!("../../../sql/migrations/0004_wipes.sql"), then: nothing },
    Step { sql: include_str!("../../../sql/migrations/0005_cards.sql"), then: nothing },
];

/// The version that the steps lead to.
pub(in crate::store) const VERSION: i64 = 5;

/// Brings the tables of version `found` to [`VERSION`], inside a transaction that the caller began and commits
/// together with the new number. `dialect` puts the statements into the words of the database.
pub(in crate::store) fn upgrade(
    driver: &dyn Driver,
    found: i64,
    dialect: fn(&str) -> String,
) -> Result<(), Error> {
    let done = usize::try_from(found - 1).map_err(|_| Error::Damaged("the version of the tables"))?;
    for step in STEPS.iter().skip(done) {
        driver.command(&dialect(step.sql))?;
        (step.then)(&Tx::reading(driver)?)?;
    }
    tracing::info!(found, version = VERSION, "the tables were brought up to date");
    Ok(())
}

/// A version of which the statements say everything.
fn nothing(_: &Tx<'_>) -> Result<(), Error> {
    Ok(())
}

/// Version 2: erased cases have nothing but their stubs to make rows of. The projector makes those of all others, and
/// puts movements of parts into the months of their sites; until then they are in those of universal time.
fn books(tx: &Tx<'_>) -> Result<(), Error> {
    for stub in tx.stubs(u32::MAX)? {
        let mut ledger = stub.ledger;
        ledger.number = stub.number;
        tx.write_ledgers(stub.case, &ledger)?;
    }
    let moves = tx.all("SELECT DISTINCT owner, part, old, at_ms FROM van_moves", &[], |row| {
        let part = VanPart { user: row.get("owner")?, part: row.get("part")?, old: row.get("old")? };
        Ok((part, row.get::<i64>("at_ms")?))
    })?;
    for (part, at_ms) in moves {
        let month = Month::at(at_ms);
        tx.execute(
            "UPDATE van_moves SET month = :month WHERE at_ms = :at",
            &[(":month", &month.to_string()), (":at", &at_ms)],
        )?;
        tx.sum_van_month(&part, month)?;
    }
    Ok(())
}
