//! Settings, published files and leases in SQL.

use doorstep_domain::id::{BlobId, Hash};

use super::transaction::{Tx, signed, unsigned};
use super::value::Row;
use crate::error::Error;
use crate::store::shared::FILE_PART_BYTES;
use crate::store::{FontRow, LeaseRow, ReadShared, WriteShared};

impl ReadShared for Tx<'_> {
    fn setting(&self, name: &str) -> Result<Option<Vec<u8>>, Error> {
        self.first("SELECT value FROM settings WHERE name = :name", &[(":name", &name)], |row| {
            row.get("value")
        })
    }

    fn file_part(&self, file: Hash, part: u32) -> Result<Option<Vec<u8>>, Error> {
        self.first(
            "SELECT bytes FROM files WHERE file_id = :file AND part = :part",
            &[(":file", &file.0), (":part", &part)],
            |row| row.get("bytes"),
        )
    }

    fn font(&self, font: BlobId) -> Result<Option<FontRow>, Error> {
        self.first("SELECT * FROM fonts WHERE font_id = :font", &[(":font", &font.0)], read_font)
    }

    fn chosen_font(&self) -> Result<Option<FontRow>, Error> {
        self.first("SELECT * FROM fonts ORDER BY chosen_seq DESC LIMIT 1", &[], read_font)
    }

    fn lease(&self, work: &str) -> Result<Option<LeaseRow>, Error> {
        self.first("SELECT * FROM leases WHERE work = :work", &[(":work", &work)], |row| {
            Ok(LeaseRow {
                holder: row.get("holder")?,
                token: unsigned(row, "token")?,
                beat: unsigned(row, "beat")?,
            })
        })
    }
}

impl WriteShared for Tx<'_> {
    fn put_setting(&mut self, name: &str, value: &[u8]) -> Result<(), Error> {
        self.execute(
            "INSERT INTO settings (name, value) VALUES (:name, :value)
             ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            &[(":name", &name), (":value", &value)],
        )
    }

    fn put_file(&mut self, file: Hash, bytes: &[u8]) -> Result<(), Error> {
        for (part, bytes) in (0_i64..).zip(bytes.chunks(FILE_PART_BYTES)) {
            self.execute(
                "INSERT INTO files (file_id, part, bytes) VALUES (:file, :part, :bytes)
                 ON CONFLICT (file_id, part) DO NOTHING",
                &[(":file", &file.0), (":part", &part), (":bytes", &bytes)],
            )?;
        }
        Ok(())
    }

    fn put_font(&mut self, font: FontRow) -> Result<(), Error> {
        self.execute(
            "INSERT INTO fonts (font_id, size_bytes, chosen_seq) VALUES (:font, :size, :seq)
             ON CONFLICT (font_id) DO UPDATE SET chosen_seq = excluded.chosen_seq",
            &[
                (":font", &font.font.0),
                (":size", &signed(font.size_bytes)),
                (":seq", &signed(font.chosen_seq)),
            ],
        )
    }

    fn put_lease(&mut self, work: &str, lease: LeaseRow) -> Result<(), Error> {
        self.execute(
            "INSERT INTO leases (work, holder, token, beat) VALUES (:work, :holder, :token, :beat)
             ON CONFLICT (work) DO UPDATE SET holder = excluded.holder, token = excluded.token,
                 beat = excluded.beat",
            &[
                (":work", &work),
                (":holder", &lease.holder),
                (":token", &signed(lease.token)),
                (":beat", &signed(lease.beat)),
            ],
        )
    }
}

fn read_font(row: &Row<'_>) -> Result<FontRow, Error> {
    Ok(FontRow {
        font: BlobId(row.get("font_id")?),
        size_bytes: unsigned(row, "size_bytes")?,
        chosen_seq: unsigned(row, "chosen_seq")?,
    })
}
