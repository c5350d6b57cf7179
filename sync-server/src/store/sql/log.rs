//! The log in SQL.

use doorstep_domain::id::{CaseId, ChangeId, Hash};
use doorstep_domain::retention::KeptAs;
use doorstep_domain::sync::ItemKind;

use super::around::{from_json, json};
use super::transaction::{Tx, signed, unsigned};
use super::value::Row;
use crate::error::Error;
use crate::store::{Case, ChangeRow, Entry, ErasedBy, Head, NewEntry, ReadLog, StreamCase, Stub, WriteLog};

/// What goes with a case that is erased.
const OF_CASE: [&str; 9] =
    ["log", "changes", "snapshots", "blobs", "customers", "jobs", "alarms", "follow_ups", "promises"];

impl ReadLog for Tx<'_> {
    fn head(&self) -> Result<Head, Error> {
        Ok(self.head)
    }

    fn case(&self, case: CaseId) -> Result<Option<Case>, Error> {
        self.first("SELECT * FROM cases WHERE case_id = :case", &[(":case", &case.0)], |row| {
            Ok(Case {
                last_seq: unsigned(row, "last_seq")?,
                change_count: unsigned(row, "change_count")?,
                op_count: unsigned(row, "op_count")?,
                fact_count: unsigned(row, "fact_count")?,
                size_bytes: unsigned(row, "size_bytes")?,
                erased_at_ms: row.get("erased_at_ms")?,
            })
        })
    }

    fn stub(&self, case: CaseId) -> Result<Option<Stub>, Error> {
        self.first("SELECT * FROM stubs WHERE case_id = :case", &[(":case", &case.0)], stub)
    }

    fn stubs(&self, limit: u32) -> Result<Vec<Stub>, Error> {
        let sql = "SELECT * FROM stubs ORDER BY erased_at_ms DESC, case_id LIMIT :limit";
        self.all(sql, &[(":limit", &limit)], stub)
    }

    fn logged(&self, case: CaseId, kind: ItemKind, hash: Hash) -> Result<Option<u64>, Error> {
        self.first(
            "SELECT seq FROM log WHERE case_id = :case AND kind = :kind AND hash = :hash",
            &[(":case", &case.0), (":kind", &kind.code()), (":hash", &hash.0)],
            |row| unsigned(row, "seq"),
        )
    }

    fn about(&self, case: CaseId, kind: ItemKind, about: &[u8]) -> Result<Option<u64>, Error> {
        self.first(
            "SELECT seq FROM log WHERE case_id = :case AND kind = :kind AND about = :about
             ORDER BY seq DESC LIMIT 1",
            &[(":case", &case.0), (":kind", &kind.code()), (":about", &about)],
            |row| unsigned(row, "seq"),
        )
    }

    fn count(&self, case: CaseId, kind: ItemKind) -> Result<u64, Error> {
        let count = self.first(
            "SELECT count(*) AS count FROM log WHERE case_id = :case AND kind = :kind",
            &[(":case", &case.0), (":kind", &kind.code())],
            |row| unsigned(row, "count"),
        )?;
        Ok(count.unwrap_or_default())
    }

    fn change(&self, case: CaseId, change: ChangeId) -> Result<Option<ChangeRow>, Error> {
        self.first(
            "SELECT actor, actor_seq, end_op, depth FROM changes WHERE case_id = :case AND change_id = :change",
            &[(":case", &case.0), (":change", &change.0)],
            |row| {
                Ok(ChangeRow {
                    actor: row.get("actor")?,
                    actor_seq: unsigned(row, "actor_seq")?,
                    end_op: unsigned(row, "end_op")?,
                    depth: row.get("depth")?,
                })
            },
        )
    }

    fn change_of_actor(&self, case: CaseId, actor: [u8; 16], seq: u64) -> Result<Option<ChangeId>, Error> {
        self.first(
            "SELECT change_id FROM changes WHERE case_id = :case AND actor = :actor AND actor_seq = :seq",
            &[(":case", &case.0), (":actor", &actor), (":seq", &signed(seq))],
            |row| row.get("change_id").map(ChangeId),
        )
    }

    fn depth_at(&self, case: CaseId, actor: [u8; 16], op: u64) -> Result<Option<u8>, Error> {
        self.first(
            "SELECT depth FROM changes WHERE case_id = :case AND actor = :actor AND end_op >= :op
             ORDER BY end_op LIMIT 1",
            &[(":case", &case.0), (":actor", &actor), (":op", &signed(op))],
            |row| row.get("depth"),
        )
    }

    fn streams_of(&self, case: CaseId) -> Result<Vec<StreamCase>, Error> {
        self.all("SELECT * FROM stream_cases WHERE case_id = :case", &[(":case", &case.0)], stream_case)
    }

    fn news(&self, streams: &[String], after: u64) -> Result<Vec<StreamCase>, Error> {
        let mut news = Vec::new();
        for stream in streams {
            news.extend(self.all(
                "SELECT * FROM stream_cases WHERE stream = :stream AND last_seq > :after",
                &[(":stream", stream), (":after", &signed(after))],
                stream_case,
            )?);
        }
        Ok(news)
    }

    fn entries(&self, case: CaseId, after: u64, upto: u64, limit: u32) -> Result<Vec<Entry>, Error> {
        self.all(
            "SELECT seq, kind, hash, length(bytes) AS size_bytes, received_at_ms FROM log
             WHERE case_id = :case AND seq > :after AND seq <= :upto ORDER BY seq LIMIT :limit",
            &[(":case", &case.0), (":after", &signed(after)), (":upto", &signed(upto)), (":limit", &limit)],
            entry,
        )
    }

    fn notices(&self, after: u64, upto: u64, limit: u32) -> Result<Vec<Entry>, Error> {
        self.all(
            "SELECT seq, kind, hash, length(bytes) AS size_bytes, received_at_ms FROM log
             WHERE case_id IS NULL AND seq > :after AND seq <= :upto ORDER BY seq LIMIT :limit",
            &[(":after", &signed(after)), (":upto", &signed(upto)), (":limit", &limit)],
            entry,
        )
    }

    fn bytes(&self, seq: u64) -> Result<Vec<u8>, Error> {
        let bytes =
            self.first("SELECT bytes FROM log WHERE seq = :seq", &[(":seq", &signed(seq))], |row| {
                row.get("bytes")
            })?;
        bytes.ok_or(Error::Damaged("an entry of the log is gone"))
    }

    fn touched(&self, after: u64, upto: u64) -> Result<Vec<CaseId>, Error> {
        self.all(
            "SELECT DISTINCT case_id FROM log
             WHERE seq > :after AND seq <= :upto AND case_id IS NOT NULL ORDER BY case_id",
            &[(":after", &signed(after)), (":upto", &signed(upto))],
            |row| row.get("case_id").map(CaseId),
        )
    }

    fn consumed(&self, consumer: &str) -> Result<u64, Error> {
        let seq =
            self.first("SELECT seq FROM consumers WHERE name = :name", &[(":name", &consumer)], |row| {
                unsigned(row, "seq")
            })?;
        Ok(seq.unwrap_or_default())
    }
}

impl WriteLog for Tx<'_> {
    fn append(&mut self, entry: NewEntry<'_>) -> Result<u64, Error> {
        let seq = self.head.seq + 1;
        if let Some(case) = entry.case {
            self.count_in(case, seq, &entry)?;
        }
        self.execute(
            "INSERT INTO log (seq, case_id, stream, kind, hash, about, device_id, bytes, received_at_ms)
             VALUES (:seq, :case, :stream, :kind, :hash, :about, :device, :bytes, :at)",
            &[
                (":seq", &signed(seq)),
                (":case", &entry.case.map(|case| case.0)),
                (":stream", &entry.stream),
                (":kind", &entry.kind.code()),
                (":hash", &entry.hash.0),
                (":about", &entry.about),
                (":device", &entry.device.map(|device| device.0)),
                (":bytes", &entry.bytes),
                (":at", &entry.received_at_ms),
            ],
        )?;
        self.head.seq = seq;
        Ok(seq)
    }

    fn index_change(
        &mut self,
        case: CaseId,
        change: ChangeId,
        row: ChangeRow,
        ops: u64,
    ) -> Result<(), Error> {
        self.execute(
            "UPDATE cases SET op_count = op_count + :ops WHERE case_id = :case",
            &[(":case", &case.0), (":ops", &signed(ops))],
        )?;
        self.execute(
            "INSERT INTO changes (case_id, change_id, actor, actor_seq, end_op, depth)
             VALUES (:case, :change, :actor, :actor_seq, :end_op, :depth)",
            &[
                (":case", &case.0),
                (":change", &change.0),
                (":actor", &row.actor),
                (":actor_seq", &signed(row.actor_seq)),
                (":end_op", &signed(row.end_op)),
                (":depth", &row.depth),
            ],
        )
    }

    fn announce(&mut self, case: CaseId) -> Result<(), Error> {
        self.execute(
            "UPDATE stream_cases SET last_seq = (SELECT last_seq FROM cases WHERE case_id = :case)
             WHERE case_id = :case AND revoked = 0",
            &[(":case", &case.0)],
        )
    }

    fn put_stream(&mut self, row: &StreamCase) -> Result<(), Error> {
        self.execute(
            "INSERT INTO stream_cases (stream, case_id, last_seq, granted_seq, control_seq, round, revoked)
             VALUES (:stream, :case, :last_seq, :granted_seq, :control_seq, :round, :revoked)
             ON CONFLICT (stream, case_id) DO UPDATE SET last_seq = excluded.last_seq,
                 granted_seq = excluded.granted_seq, control_seq = excluded.control_seq,
                 round = excluded.round, revoked = excluded.revoked",
            &[
                (":stream", &row.stream),
                (":case", &row.case.0),
                (":last_seq", &signed(row.last_seq)),
                (":granted_seq", &signed(row.granted_seq)),
                (":control_seq", &row.control_seq.map(signed)),
                (":round", &row.round),
                (":revoked", &row.revoked),
            ],
        )
    }

    fn erase(&mut self, stub: &Stub) -> Result<(), Error> {
        let (case, at_ms) = (stub.case, stub.erased_at_ms);
        // What was left in vans stays: parts do not go with the paper.
        for table in OF_CASE {
            self.execute(&format!("DELETE FROM {table} WHERE case_id = :case"), &[(":case", &case.0)])?;
        }
        self.execute(
            "UPDATE cases SET erased_at_ms = :at, change_count = 0, op_count = 0, fact_count = 0, size_bytes = 0
             WHERE case_id = :case",
            &[(":case", &case.0), (":at", &at_ms)],
        )?;
        self.execute(
            "UPDATE listed_jobs SET stated = :nothing, start_ms = NULL, end_ms = NULL, users = '[]' WHERE case_id = :case",
            &[(":case", &case.0), (":nothing", &[0_u8; 32])],
        )?;
        self.write_ledgers(case, &stub.ledger)?;
        let (rule, due) = stub.by.map(|by| (by.rule.name(), by.due.to_string())).unzip();
        self.execute(
            "INSERT INTO stubs (case_id, number, kind, rule, due, who, reason, ledger, digest, item_count,
                 erased_at_ms)
             VALUES (:case, :number, :kind, :rule, :due, :who, :reason, :ledger, :digest, :items, :at)",
            &[
                (":case", &case.0),
                (":number", &stub.number),
                (":kind", &stub.kind),
                (":rule", &rule),
                (":due", &due),
                (":who", &stub.who),
                (":reason", &stub.reason),
                (":ledger", &json(&stub.ledger)),
                (":digest", &stub.digest.0),
                (":items", &signed(stub.item_count)),
                (":at", &at_ms),
            ],
        )
    }

    fn begin_epoch(&mut self, epoch: u64) -> Result<(), Error> {
        self.execute("UPDATE heads SET epoch = :epoch", &[(":epoch", &signed(epoch))])?;
        self.head.epoch = epoch;
        Ok(())
    }

    fn consume(&mut self, consumer: &str, upto: u64) -> Result<(), Error> {
        self.execute(
            "INSERT INTO consumers (name, seq) VALUES (:name, :seq)
             ON CONFLICT (name) DO UPDATE SET seq = excluded.seq",
            &[(":name", &consumer), (":seq", &signed(upto))],
        )
    }
}

impl Tx<'_> {
    fn count_in(&self, case: CaseId, seq: u64, entry: &NewEntry<'_>) -> Result<(), Error> {
        self.execute(
            "INSERT INTO cases (case_id, last_seq, change_count, fact_count, size_bytes)
             VALUES (:case, :seq, :changes, :facts, :size)
             ON CONFLICT (case_id) DO UPDATE SET last_seq = excluded.last_seq,
                 change_count = cases.change_count + excluded.change_count,
                 fact_count = cases.fact_count + excluded.fact_count,
                 size_bytes = cases.size_bytes + excluded.size_bytes",
            &[
                (":case", &case.0),
                (":seq", &signed(seq)),
                (":changes", &(entry.kind == ItemKind::Change)),
                (":facts", &(entry.kind == ItemKind::Fact)),
                (":size", &signed(entry.bytes.len() as u64)),
            ],
        )
    }
}

fn stub(row: &Row<'_>) -> Result<Stub, Error> {
    let rule: Option<String> = row.get("rule")?;
    let due: Option<String> = row.get("due")?;
    let rule = KeptAs::ALL.into_iter().find(|known| Some(known.name()) == rule.as_deref());
    let due = due.and_then(|due| due.parse().ok());
    Ok(Stub {
        case: CaseId(row.get("case_id")?),
        number: row.get("number")?,
        kind: row.get("kind")?,
        by: rule.zip(due).map(|(rule, due)| ErasedBy { rule, due }),
        who: row.get("who")?,
        reason: row.get("reason")?,
        ledger: from_json(row, "ledger")?.unwrap_or_default(),
        digest: Hash(row.get("digest")?),
        item_count: unsigned(row, "item_count")?,
        erased_at_ms: row.get("erased_at_ms")?,
    })
}

fn entry(row: &Row<'_>) -> Result<Entry, Error> {
    Ok(Entry {
        seq: unsigned(row, "seq")?,
        kind: row.get("kind")?,
        hash: Hash(row.get("hash")?),
        size_bytes: unsigned(row, "size_bytes")?,
        received_at_ms: row.get("received_at_ms")?,
    })
}

fn stream_case(row: &Row<'_>) -> Result<StreamCase, Error> {
    Ok(StreamCase {
        stream: row.get("stream")?,
        case: CaseId(row.get("case_id")?),
        last_seq: unsigned(row, "last_seq")?,
        granted_seq: unsigned(row, "granted_seq")?,
        control_seq: row.get::<Option<i64>>("control_seq")?.map(i64::unsigned_abs),
        round: row.get("round")?,
        revoked: row.get("revoked")?,
    })
}
