//! Cards and listed jobs in SQL.

use doorstep_domain::id::{CardId, CaseId, Hash};

use super::around::{from_json, json};
use super::transaction::Tx;
use super::value::Row;
use crate::error::Error;
use crate::store::{CardKind, CardRow, ListedJobRow, ReadCards, WriteCards};

impl ReadCards for Tx<'_> {
    fn card(&self, kind: CardKind, key: &str) -> Result<Option<CardRow>, Error> {
        self.first(
            "SELECT * FROM cards WHERE kind = :kind AND list_key = :key",
            &[(":kind", &kind.name()), (":key", &key)],
            |row| read_card(row, kind),
        )
    }

    fn cards(&self, kind: CardKind, after: &str, limit: u32) -> Result<Vec<CardRow>, Error> {
        self.all(
            "SELECT * FROM cards WHERE kind = :kind AND list_key > :after ORDER BY list_key LIMIT :limit",
            &[(":kind", &kind.name()), (":after", &after), (":limit", &limit)],
            |row| read_card(row, kind),
        )
    }

    fn listed_job(&self, key: &str) -> Result<Option<ListedJobRow>, Error> {
        self.first("SELECT * FROM listed_jobs WHERE list_key = :key", &[(":key", &key)], |row| {
            Ok(ListedJobRow {
                key: row.get("list_key")?,
                case: CaseId(row.get("case_id")?),
                stated: Hash(row.get("stated")?),
                start_ms: row.get("start_ms")?,
                end_ms: row.get("end_ms")?,
                users: from_json(row, "users")?.unwrap_or_default(),
            })
        })
    }
}

impl WriteCards for Tx<'_> {
    fn put_card(&mut self, card: &CardRow) -> Result<(), Error> {
        self.execute(
            "INSERT INTO cards (kind, list_key, card_id, version, name, detail, owner, changed_at_ms)
             VALUES (:kind, :key, :card, :version, :name, :detail, :owner, :at)
             ON CONFLICT (kind, list_key) DO UPDATE SET version = excluded.version, name = excluded.name,
                 detail = excluded.detail, owner = excluded.owner, changed_at_ms = excluded.changed_at_ms",
            &[
                (":kind", &card.kind.name()),
                (":key", &card.key),
                (":card", &card.card.0),
                (":version", &card.version),
                (":name", &card.name),
                (":detail", &card.detail),
                (":owner", &card.owner),
                (":at", &card.changed_at_ms),
            ],
        )
    }

    fn remove_card(&mut self, kind: CardKind, key: &str) -> Result<bool, Error> {
        let is_there = self.card(kind, key)?.is_some();
        self.execute(
            "DELETE FROM cards WHERE kind = :kind AND list_key = :key",
            &[(":kind", &kind.name()), (":key", &key)],
        )?;
        Ok(is_there)
    }

    fn put_listed_job(&mut self, job: &ListedJobRow) -> Result<(), Error> {
        self.execute(
            "INSERT INTO listed_jobs (list_key, case_id, stated, start_ms, end_ms, users)
             VALUES (:key, :case, :stated, :start, :end, :users)
             ON CONFLICT (list_key) DO UPDATE SET stated = excluded.stated, start_ms = excluded.start_ms,
                 end_ms = excluded.end_ms, users = excluded.users",
            &[
                (":key", &job.key),
                (":case", &job.case.0),
                (":stated", &job.stated.0),
                (":start", &job.start_ms),
                (":end", &job.end_ms),
                (":users", &json(&job.users)),
            ],
        )
    }
}

fn read_card(row: &Row<'_>, kind: CardKind) -> Result<CardRow, Error> {
    Ok(CardRow {
        kind,
        key: row.get("list_key")?,
        card: CardId(row.get("card_id")?),
        version: row.get("version")?,
        name: row.get("name")?,
        detail: row.get("detail")?,
        owner: row.get("owner")?,
        changed_at_ms: row.get("changed_at_ms")?,
    })
}
