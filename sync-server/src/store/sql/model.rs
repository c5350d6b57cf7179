//! Snapshots, blobs and packs in SQL.

use doorstep_domain::id::{BlobId, CaseId, PackId};

use super::transaction::{Tx, signed, unsigned};
use super::value::Row;
use crate::error::Error;
use crate::store::{Blob, PackRow, ReadModel, Snapshot, WriteModel};

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
            read_blob,
        )
    }

    fn blobs(&self) -> Result<Vec<(CaseId, BlobId, Blob)>, Error> {
        self.all("SELECT * FROM blobs ORDER BY case_id, blob_id", &[], |row| {
            Ok((CaseId(row.get("case_id")?), BlobId(row.get("blob_id")?), read_blob(row)?))
        })
    }

    fn pack(&self, pack: PackId) -> Result<Option<PackRow>, Error> {
        self.first("SELECT * FROM packs WHERE pack_id = :pack", &[(":pack", &pack.0)], read_pack)
    }

    fn packs(&self) -> Result<Vec<PackRow>, Error> {
        self.all("SELECT * FROM packs ORDER BY published_at_ms DESC, name, version DESC", &[], read_pack)
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
}

fn read_blob(row: &Row<'_>) -> Result<Blob, Error> {
    Ok(Blob { size_bytes: unsigned(row, "size_bytes")?, stored_at_ms: row.get("stored_at_ms")? })
}

fn read_pack(row: &Row<'_>) -> Result<PackRow, Error> {
    Ok(PackRow {
        pack: PackId(row.get("pack_id")?),
        name: row.get("name")?,
        version: row.get("version")?,
        size_bytes: unsigned(row, "size_bytes")?,
        published_at_ms: row.get("published_at_ms")?,
    })
}
