//! What devices say about erased cases, in SQL.

use doorstep_domain::id::{CaseId, DeviceId};
use doorstep_domain::sync::Left;

use super::transaction::Tx;
use crate::error::Error;
use crate::store::{PurgedRow, ReadPurged, WritePurged};

impl ReadPurged for Tx<'_> {
    fn purged(&self, case: CaseId) -> Result<Vec<PurgedRow>, Error> {
        self.all(
            "SELECT * FROM purged WHERE case_id = :case ORDER BY device_id",
            &[(":case", &case.0)],
            |row| {
                let left = if row.get("rescued")? { Left::Rescued } else { Left::Nothing };
                let device = DeviceId(row.get("device_id")?);
                Ok(PurgedRow { device, left, heard_at_ms: row.get("heard_at_ms")? })
            },
        )
    }

    fn holders(&self, case: CaseId) -> Result<Vec<(DeviceId, i64)>, Error> {
        self.all(
            "SELECT device_id, heard_at_ms FROM holders WHERE case_id = :case ORDER BY device_id",
            &[(":case", &case.0)],
            |row| Ok((DeviceId(row.get("device_id")?), row.get("heard_at_ms")?)),
        )
    }
}

impl WritePurged for Tx<'_> {
    fn put_holder(&mut self, case: CaseId, device: DeviceId, heard_at_ms: i64) -> Result<(), Error> {
        self.execute(
            "INSERT INTO holders (case_id, device_id, heard_at_ms) VALUES (:case, :device, :at)
             ON CONFLICT (case_id, device_id) DO UPDATE SET heard_at_ms = excluded.heard_at_ms",
            &[(":case", &case.0), (":device", &device.0), (":at", &heard_at_ms)],
        )
    }

    fn put_purged(&mut self, case: CaseId, row: PurgedRow) -> Result<(), Error> {
        self.execute(
            "INSERT INTO purged (case_id, device_id, rescued, heard_at_ms)
             VALUES (:case, :device, :rescued, :at)
             ON CONFLICT (case_id, device_id) DO UPDATE SET rescued = excluded.rescued,
                 heard_at_ms = excluded.heard_at_ms",
            &[
                (":case", &case.0),
                (":device", &row.device.0),
                (":rescued", &(row.left == Left::Rescued)),
                (":at", &row.heard_at_ms),
            ],
        )
    }
}
