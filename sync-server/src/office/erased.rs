//! What is left of erased cases: a stub here, and on phones whatever they say.

use doorstep_domain::id::DeviceId;
use doorstep_domain::sync::Left;
use serde::Serialize;

use super::{Office, OfficeError};
use crate::error::Error;
use crate::ingest;
use crate::store::{Device, PurgedRow, Read, Stub};

/// A case that was erased.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Erased {
    /// What is left of it here.
    #[serde(flatten)]
    pub stub: Stub,
    /// The phones that could have had it, those first that may still do.
    pub phones: Vec<PhoneOfErased>,
}

/// A phone that could have had an erased case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PhoneOfErased {
    /// The device.
    pub device: DeviceId,
    /// The name of its user.
    pub name: String,
    /// What its owner calls it.
    pub label: String,
    /// What it says.
    pub left: PhoneLeft,
    /// When it said so, milliseconds since 1970 UTC.
    pub heard_at_ms: Option<i64>,
    /// Whether the office took it out: then it will not say any more.
    pub revoked: bool,
}

/// What is left of an erased case on a phone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PhoneLeft {
    /// Nobody knows: it has not been heard of since.
    NotHeard,
    /// It sent something of it since: it has it, if only from a file.
    Held,
    /// All of it, hidden, because work in it never reached the office.
    Rescued,
    /// Nothing.
    Nothing,
}

impl Office<'_> {
    /// What is left of erased cases, the last one first.
    ///
    /// # Errors
    /// [`OfficeError::Server`].
    pub fn erased(&self, limit: u32) -> Result<Vec<Erased>, OfficeError> {
        let erased = self.node.read(|read| {
            let devices = read.devices()?;
            let stubs = read.stubs(limit)?.into_iter();
            stubs.map(|stub| Ok(Erased { phones: phones(read, &stub, &devices)?, stub })).collect()
        });
        Ok(erased?)
    }
}

/// Phones that were here before it was erased and are in one of its streams, and any other that speaks of it or sends
/// something of it.
fn phones(read: &dyn Read, stub: &Stub, devices: &[Device]) -> Result<Vec<PhoneOfErased>, Error> {
    let streams = read.streams_of(stub.case)?;
    let (said, holders) = (read.purged(stub.case)?, read.holders(stub.case)?);
    let had = |device: &Device| {
        let own = ingest::streams_of(device);
        device.enrolled_at_ms <= stub.erased_at_ms && streams.iter().any(|row| own.contains(&row.stream))
    };
    let phones = devices.iter().filter_map(|device| {
        let said = said.iter().find(|row| row.device == device.device);
        let sent = holders.iter().find(|(holder, _)| *holder == device.device).map(|(_, at_ms)| *at_ms);
        (said.is_some() || sent.is_some() || had(device)).then(|| phone(device, said, sent))
    });
    let mut phones: Vec<PhoneOfErased> = phones.collect();
    phones.sort_by(|one, other| {
        (one.left, &one.name, one.device).cmp(&(other.left, &other.name, other.device))
    });
    Ok(phones)
}

/// What it said last, unless it sent something later.
fn phone(device: &Device, said: Option<&PurgedRow>, sent_at_ms: Option<i64>) -> PhoneOfErased {
    let said = said.map(|said| {
        let left = match said.left {
            Left::Nothing => PhoneLeft::Nothing,
            Left::Rescued => PhoneLeft::Rescued,
        };
        (said.heard_at_ms, left)
    });
    let sent = sent_at_ms.map(|at_ms| (at_ms, PhoneLeft::Held));
    let last = match (said, sent) {
        (Some(said), Some(sent)) if sent.0 <= said.0 => Some(said),
        (said, sent) => sent.or(said),
    };
    PhoneOfErased {
        device: device.device,
        name: device.name.clone(),
        label: device.label.clone(),
        left: last.map_or(PhoneLeft::NotHeard, |(_, left)| left),
        heard_at_ms: last.map(|(at_ms, _)| at_ms),
        revoked: device.revoked_at_ms.is_some(),
    }
}
