//! Devices, certificates, invitations and tokens in SQL.

use doorstep_domain::certificate::Certificate;
use doorstep_domain::envelope::Signed;
use doorstep_domain::id::{CertificateId, DeviceId, Hash};
use doorstep_domain::key::PublicKey;

use super::transaction::{Tx, unsigned};
use super::value::Row;
use crate::error::Error;
use crate::store::{Device, Enrolment, ReadAccess, Token, Wipe, WriteAccess};

impl ReadAccess for Tx<'_> {
    fn device(&self, device: DeviceId) -> Result<Option<Device>, Error> {
        self.first("SELECT * FROM devices WHERE device_id = :device", &[(":device", &device.0)], read_device)
    }

    fn devices(&self) -> Result<Vec<Device>, Error> {
        self.all("SELECT * FROM devices ORDER BY enrolled_at_ms DESC, device_id", &[], read_device)
    }

    fn wipe(&self, device: DeviceId) -> Result<Option<Wipe>, Error> {
        let sql = "SELECT * FROM wipes WHERE device_id = :device";
        self.first(sql, &[(":device", &device.0)], |row| {
            let report: Option<Vec<u8>> = row.get("report")?;
            let heard_at_ms: Option<i64> = row.get("heard_at_ms")?;
            Ok(Wipe {
                device,
                round: unsigned(row, "round")?.try_into().map_err(|_| Error::Damaged("a round"))?,
                order: row.get("bytes")?,
                ordered_at_ms: row.get("ordered_at_ms")?,
                report: report.zip(heard_at_ms),
            })
        })
    }

    fn certificate(&self, certificate: CertificateId) -> Result<Option<Signed<Certificate>>, Error> {
        let bytes: Option<Vec<u8>> = self.first(
            "SELECT bytes FROM certificates WHERE certificate_id = :certificate",
            &[(":certificate", &certificate.0)],
            |row| row.get("bytes"),
        )?;
        let open = |bytes: Vec<u8>| Signed::open(&bytes).map_err(|_| Error::Damaged("a certificate"));
        bytes.map(open).transpose()
    }

    fn enrolment(&self, code_hash: Hash) -> Result<Option<Enrolment>, Error> {
        self.first("SELECT * FROM enrolments WHERE code_hash = :hash", &[(":hash", &code_hash.0)], |row| {
            Ok(Enrolment {
                user: row.get("user_id")?,
                name: row.get("user_name")?,
                roles: read_list(row, "roles")?,
                code: row.get("code")?,
                expires_at_ms: row.get("expires_at_ms")?,
                device: row.get::<Option<[u8; 16]>>("device_id")?.map(DeviceId),
            })
        })
    }

    fn token(&self, token_hash: Hash) -> Result<Option<Token>, Error> {
        self.first("SELECT * FROM tokens WHERE token_hash = :hash", &[(":hash", &token_hash.0)], |row| {
            Ok(Token { device: DeviceId(row.get("device_id")?), expires_at_ms: row.get("expires_at_ms")? })
        })
    }
}

impl WriteAccess for Tx<'_> {
    fn put_device(&mut self, device: &Device) -> Result<(), Error> {
        self.execute(
            "INSERT INTO devices (device_id, user_id, user_name, roles, label, code, public_key,
                 certificate_id, enrolled_at_ms, claimed_at_ms, revoked_at_ms)
             VALUES (:device, :user, :name, :roles, :label, :code, :key, :certificate, :enrolled, :claimed,
                 :revoked)
             ON CONFLICT (device_id) DO UPDATE SET user_id = excluded.user_id,
                 user_name = excluded.user_name, roles = excluded.roles, label = excluded.label,
                 code = excluded.code, public_key = excluded.public_key,
                 certificate_id = excluded.certificate_id, claimed_at_ms = excluded.claimed_at_ms,
                 revoked_at_ms = excluded.revoked_at_ms",
            &[
                (":device", &device.device.0),
                (":user", &device.user),
                (":name", &device.name),
                (":roles", &write_list(&device.roles)),
                (":label", &device.label),
                (":code", &device.code),
                (":key", &device.public_key.0),
                (":certificate", &device.certificate.0),
                (":enrolled", &device.enrolled_at_ms),
                (":claimed", &device.claimed_at_ms),
                (":revoked", &device.revoked_at_ms),
            ],
        )
    }

    fn put_wipe(&mut self, wipe: &Wipe) -> Result<(), Error> {
        let (report, heard_at_ms) = wipe.report.clone().unzip();
        self.execute(
            "INSERT INTO wipes (device_id, round, bytes, ordered_at_ms, report, heard_at_ms)
             VALUES (:device, :round, :bytes, :ordered, :report, :heard)
             ON CONFLICT (device_id) DO UPDATE SET round = excluded.round, bytes = excluded.bytes,
                 ordered_at_ms = excluded.ordered_at_ms, report = excluded.report,
                 heard_at_ms = excluded.heard_at_ms",
            &[
                (":device", &wipe.device.0),
                (":round", &i64::from(wipe.round)),
                (":bytes", &wipe.order),
                (":ordered", &wipe.ordered_at_ms),
                (":report", &report),
                (":heard", &heard_at_ms),
            ],
        )
    }

    fn put_certificate(&mut self, certificate: &Signed<Certificate>) -> Result<(), Error> {
        self.execute(
            "INSERT INTO certificates (certificate_id, device_id, bytes) VALUES (:id, :device, :bytes)
             ON CONFLICT (certificate_id) DO NOTHING",
            &[
                (":id", &certificate.id().0),
                (":device", &certificate.body().device.0),
                (":bytes", &certificate.to_bytes()),
            ],
        )
    }

    fn put_enrolment(&mut self, code_hash: Hash, enrolment: &Enrolment) -> Result<(), Error> {
        self.execute(
            "INSERT INTO enrolments (code_hash, user_id, user_name, roles, code, expires_at_ms, device_id)
             VALUES (:hash, :user, :name, :roles, :code, :expires, :device)
             ON CONFLICT (code_hash) DO UPDATE SET device_id = excluded.device_id,
                 expires_at_ms = excluded.expires_at_ms",
            &[
                (":hash", &code_hash.0),
                (":user", &enrolment.user),
                (":name", &enrolment.name),
                (":roles", &write_list(&enrolment.roles)),
                (":code", &enrolment.code),
                (":expires", &enrolment.expires_at_ms),
                (":device", &enrolment.device.map(|device| device.0)),
            ],
        )
    }

    fn put_token(&mut self, token_hash: Hash, token: Token, now_ms: i64) -> Result<(), Error> {
        self.execute(
            "DELETE FROM tokens WHERE device_id = :device AND expires_at_ms <= :now",
            &[(":device", &token.device.0), (":now", &now_ms)],
        )?;
        self.execute(
            "INSERT INTO tokens (token_hash, device_id, expires_at_ms) VALUES (:hash, :device, :expires)",
            &[(":hash", &token_hash.0), (":device", &token.device.0), (":expires", &token.expires_at_ms)],
        )
    }

    fn drop_tokens(&mut self, device: DeviceId) -> Result<(), Error> {
        self.execute("DELETE FROM tokens WHERE device_id = :device", &[(":device", &device.0)])
    }

    fn next(&mut self, counter: &str) -> Result<u64, Error> {
        let value = self.first(
            "INSERT INTO counters (name, value) VALUES (:name, 1)
             ON CONFLICT (name) DO UPDATE SET value = counters.value + 1 RETURNING value",
            &[(":name", &counter)],
            |row| unsigned(row, "value"),
        )?;
        value.ok_or(Error::Damaged("a counter"))
    }
}

fn read_device(row: &Row<'_>) -> Result<Device, Error> {
    Ok(Device {
        device: DeviceId(row.get("device_id")?),
        user: row.get("user_id")?,
        name: row.get("user_name")?,
        roles: read_list(row, "roles")?,
        label: row.get("label")?,
        code: row.get("code")?,
        public_key: PublicKey(row.get("public_key")?),
        certificate: CertificateId(row.get("certificate_id")?),
        enrolled_at_ms: row.get("enrolled_at_ms")?,
        claimed_at_ms: row.get("claimed_at_ms")?,
        revoked_at_ms: row.get("revoked_at_ms")?,
    })
}

/// A list of words, as JSON.
pub(super) fn write_list(list: &[String]) -> String {
    serde_json::Value::from(list).to_string()
}

pub(super) fn read_list(row: &Row<'_>, column: &str) -> Result<Vec<String>, Error> {
    let text: String = row.get(column)?;
    serde_json::from_str(&text).map_err(|_| Error::Damaged("a list of words"))
}
