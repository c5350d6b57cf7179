//! Who this device is for the office.

use rusqlite::{Connection, OptionalExtension as _, Row, Transaction, named_params};

use doorstep_domain::certificate::Certificate;
use doorstep_domain::envelope::Signed;
use doorstep_domain::id::DeviceId;
use doorstep_domain::key::PublicKey;

use super::StoreError;

/// Who this device is for the office, and how to reach it.
#[derive(Debug, Clone)]
pub(crate) struct Enrolment {
    /// This device.
    pub(crate) device: DeviceId,
    /// Where the server is, without a slash at the end.
    pub(crate) server_url: String,
    /// The tenant's root key.
    pub(crate) root_key: PublicKey,
    /// This device's certificate.
    pub(crate) certificate: Signed<Certificate>,
    /// The office's certificate.
    pub(crate) office: Signed<Certificate>,
    /// Bearer token.
    pub(crate) token: String,
    /// The server refuses this device's key: its user must ask the office.
    pub(crate) is_signed_out: bool,
    /// Its user locked it.
    pub(crate) is_logged_out: bool,
}

/// Reads it; `None` before the enrolment.
pub(crate) fn get(connection: &Connection) -> Result<Option<Enrolment>, StoreError> {
    let sql = "SELECT device, server_url, root_key, certificate, office, token, signed_out, logged_out
               FROM enrolment";
    let columns = |row: &Row<'_>| {
        let bytes = |name| row.get::<_, Vec<u8>>(name);
        Ok((
            DeviceId(row.get("device")?),
            row.get("server_url")?,
            PublicKey(row.get("root_key")?),
            bytes("certificate")?,
            bytes("office")?,
            row.get("token")?,
            row.get("signed_out")?,
            row.get("logged_out")?,
        ))
    };
    let Some((device, server_url, root_key, certificate, office, token, is_signed_out, is_logged_out)) =
        connection.prepare_cached(sql)?.query_row([], columns).optional()?
    else {
        return Ok(None);
    };
    let opened = |bytes: Vec<u8>| Signed::open(&bytes).map_err(|_| StoreError::Row("enrolment"));
    let (certificate, office) = (opened(certificate)?, opened(office)?);
    Ok(Some(Enrolment {
        device,
        server_url,
        root_key,
        certificate,
        office,
        token,
        is_signed_out,
        is_logged_out,
    }))
}

/// Writes it; the counter of job numbers goes on, so that no number is given twice under one code.
pub(crate) fn put(tx: &Transaction<'_>, enrolment: &Enrolment) -> Result<(), StoreError> {
    let sql =
        "INSERT INTO enrolment (id, device, server_url, root_key, certificate, office, token, signed_out)
               VALUES (1, :device, :server_url, :root_key, :certificate, :office, :token, :signed_out)
               ON CONFLICT (id) DO UPDATE SET device = excluded.device, server_url = excluded.server_url,
                   root_key = excluded.root_key, certificate = excluded.certificate, office = excluded.office,
                   token = excluded.token, signed_out = excluded.signed_out, logged_out = 0";
    tx.prepare_cached(sql)?.execute(named_params! {
        ":device": enrolment.device.as_bytes(), ":server_url": enrolment.server_url,
        ":root_key": enrolment.root_key.0, ":certificate": enrolment.certificate.to_bytes(),
        ":office": enrolment.office.to_bytes(), ":token": enrolment.token,
        ":signed_out": enrolment.is_signed_out,
    })?;
    Ok(())
}

/// Keeps a renewed token.
pub(crate) fn set_token(tx: &Transaction<'_>, token: &str) -> Result<(), StoreError> {
    let sql = "UPDATE enrolment SET token = :token, signed_out = 0";
    tx.prepare_cached(sql)?.execute(named_params! {":token": token})?;
    Ok(())
}

/// Remembers that the server refuses this device's key.
pub(crate) fn set_signed_out(tx: &Transaction<'_>) -> Result<(), StoreError> {
    tx.prepare_cached("UPDATE enrolment SET signed_out = 1")?.execute([])?;
    Ok(())
}

/// Remembers whether its user locked it.
pub(crate) fn set_logged_out(tx: &Transaction<'_>, is_logged_out: bool) -> Result<(), StoreError> {
    let sql = "UPDATE enrolment SET logged_out = :logged_out";
    tx.prepare_cached(sql)?.execute(named_params! {":logged_out": is_logged_out})?;
    Ok(())
}

/// Forgets who this device is; the office has heard that nothing is left.
pub(crate) fn forget(tx: &Transaction<'_>) -> Result<(), StoreError> {
    tx.prepare_cached("DELETE FROM enrolment")?.execute([])?;
    Ok(())
}

/// Takes the next job number's counter, counted from 1.
pub(crate) fn next_number(tx: &Transaction<'_>) -> Result<u32, StoreError> {
    let sql = "UPDATE enrolment SET last_number = last_number + 1 RETURNING last_number";
    Ok(tx.prepare_cached(sql)?.query_row([], |row| row.get(0))?)
}
