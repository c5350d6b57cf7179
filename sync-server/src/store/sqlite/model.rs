//! Snapshots, blobs, packs and the office's list in SQLite.

use doorstep_domain::id::{BlobId, CaseId, PackId};
use rusqlite::Row;

use super::access::{read_list, write_list};
use super::transaction::{Tx, signed, unsigned};
use crate::error::Error;
use crate::store::{Blob, JobRow, PackRow, ReadModel, Snapshot, WriteModel};

impl ReadModel for Tx<'_> {
    fn snapshot(&self, case: CaseId) -> Result<Option<Snapshot>, Error> {
        self.first(
            "SELECT upto_seq, bytes FROM snapshots WHERE case_id = :case",
            &[(":case", &case.0)],
            |row| Ok(Snapshot { upto_seq: unsigned(row, "upto_seq")?, bytes: row.get("bytes")? }),
        )
    }

    fn blob(&self, case: CaseId, blob: BlobId) -> Result<Option<Blob>, Error> {
        self.first(
            "SELECT size_bytes, stored_at_ms FROM blobs WHERE case_id = :case AND blob_id = :blob",
            &[(":case", &case.0), (":blob", &blob.0)],
            |row| {
                Ok(Blob { size_bytes: unsigned(row, "size_bytes")?, stored_at_ms: row.get("stored_at_ms")? })
            },
        )
    }

    fn pack(&self, pack: PackId) -> Result<Option<PackRow>, Error> {
        self.first("SELECT * FROM packs WHERE pack_id = :pack", &[(":pack", &pack.0)], read_pack)
    }

    fn packs(&self) -> Result<Vec<PackRow>, Error> {
        self.all("SELECT * FROM packs ORDER BY published_at_ms DESC, name, version DESC", &[], read_pack)
    }

    fn job(&self, case: CaseId) -> Result<Option<JobRow>, Error> {
        self.first("SELECT * FROM jobs WHERE case_id = :case", &[(":case", &case.0)], read_job)
    }

    fn jobs(&self, limit: u32) -> Result<Vec<JobRow>, Error> {
        self.all(
            "SELECT * FROM jobs
             ORDER BY outcome NOT IN ('open', 'waiting_for_part'),
                 CASE WHEN outcome IN ('open', 'waiting_for_part') THEN visit_start_ms IS NULL END,
                 CASE WHEN outcome IN ('open', 'waiting_for_part') THEN visit_start_ms END,
                 changed_at_ms DESC, number
             LIMIT :limit",
            &[(":limit", &limit)],
            read_job,
        )
    }
}

impl WriteModel for Tx<'_> {
    fn put_snapshot(&mut self, case: CaseId, snapshot: &Snapshot) -> Result<(), Error> {
        self.execute(
            "INSERT INTO snapshots (case_id, upto_seq, bytes) VALUES (:case, :upto, :bytes)
             ON CONFLICT (case_id) DO UPDATE SET upto_seq = excluded.upto_seq, bytes = excluded.bytes",
            &[(":case", &case.0), (":upto", &signed(snapshot.upto_seq)), (":bytes", &snapshot.bytes)],
        )
    }

    fn put_blob(&mut self, case: CaseId, id: BlobId, blob: Blob) -> Result<(), Error> {
        self.execute(
            "INSERT INTO blobs (case_id, blob_id, size_bytes, stored_at_ms)
             VALUES (:case, :blob, :size, :at) ON CONFLICT (case_id, blob_id) DO NOTHING",
            &[
                (":case", &case.0),
                (":blob", &id.0),
                (":size", &signed(blob.size_bytes)),
                (":at", &blob.stored_at_ms),
            ],
        )
    }

    fn put_pack(&mut self, pack: &PackRow) -> Result<(), Error> {
        self.execute(
            "INSERT INTO packs (pack_id, name, version, size_bytes, published_at_ms)
             VALUES (:pack, :name, :version, :size, :at) ON CONFLICT (pack_id) DO NOTHING",
            &[
                (":pack", &pack.pack.0),
                (":name", &pack.name),
                (":version", &pack.version),
                (":size", &signed(pack.size_bytes)),
                (":at", &pack.published_at_ms),
            ],
        )
    }

    fn put_job(&mut self, job: &JobRow) -> Result<(), Error> {
        self.execute(
            "INSERT INTO jobs (case_id, number, kind, customer, address, time_zone, emergency, outcome,
                 phase, visit_start_ms, visit_end_ms, assigned, decisions, decision_count, exception_count,
                 flag_count, reported_at_ms, changed_at_ms)
             VALUES (:case, :number, :kind, :customer, :address, :time_zone, :emergency, :outcome, :phase,
                 :start, :end, :assigned, :decisions, :decision_count, :exception_count, :flag_count,
                 :reported, :changed)
             ON CONFLICT (case_id) DO UPDATE SET number = excluded.number, kind = excluded.kind,
                 customer = excluded.customer, address = excluded.address, time_zone = excluded.time_zone,
                 emergency = excluded.emergency, outcome = excluded.outcome, phase = excluded.phase,
                 visit_start_ms = excluded.visit_start_ms, visit_end_ms = excluded.visit_end_ms,
                 assigned = excluded.assigned, decisions = excluded.decisions,
                 decision_count = excluded.decision_count, exception_count = excluded.exception_count,
                 flag_count = excluded.flag_count, reported_at_ms = excluded.reported_at_ms,
                 changed_at_ms = excluded.changed_at_ms",
            &[
                (":case", &job.case.0),
                (":number", &job.number),
                (":kind", &job.kind),
                (":customer", &job.customer),
                (":address", &job.address),
                (":time_zone", &job.time_zone),
                (":emergency", &job.emergency),
                (":outcome", &job.outcome),
                (":phase", &job.phase),
                (":start", &job.visit_start_ms),
                (":end", &job.visit_end_ms),
                (":assigned", &write_list(&job.assigned)),
                (":decisions", &job.decisions),
                (":decision_count", &job.decision_count),
                (":exception_count", &job.exception_count),
                (":flag_count", &job.flag_count),
                (":reported", &job.reported_at_ms),
                (":changed", &job.changed_at_ms),
            ],
        )
    }
}

fn read_pack(row: &Row<'_>) -> rusqlite::Result<PackRow> {
    Ok(PackRow {
        pack: PackId(row.get("pack_id")?),
        name: row.get("name")?,
        version: row.get("version")?,
        size_bytes: unsigned(row, "size_bytes")?,
        published_at_ms: row.get("published_at_ms")?,
    })
}

fn read_job(row: &Row<'_>) -> rusqlite::Result<JobRow> {
    Ok(JobRow {
        case: CaseId(row.get("case_id")?),
        number: row.get("number")?,
        kind: row.get("kind")?,
        customer: row.get("customer")?,
        address: row.get("address")?,
        time_zone: row.get("time_zone")?,
        emergency: row.get("emergency")?,
        outcome: row.get("outcome")?,
        phase: row.get("phase")?,
        visit_start_ms: row.get("visit_start_ms")?,
        visit_end_ms: row.get("visit_end_ms")?,
        assigned: read_list(row, "assigned")?,
        decisions: row.get("decisions")?,
        decision_count: row.get("decision_count")?,
        exception_count: row.get("exception_count")?,
        flag_count: row.get("flag_count")?,
        reported_at_ms: row.get("reported_at_ms")?,
        changed_at_ms: row.get("changed_at_ms")?,
    })
}
