//! People and their phones.

use doorstep_domain::control::{Order, SignedControl};
use doorstep_domain::envelope::Signed;
use doorstep_domain::id::{CaseId, DeviceId};
use doorstep_domain::wipe::{SignedWipeReport, WipeReport};
use serde::Serialize;

use super::{Office, OfficeError};
use crate::access::{Invitation, Invited};
use crate::error::Error;
use crate::store::{Device, Wipe};
use crate::wipe::WipeWanted;

/// The longest rescue key: today's have 62 characters, those that withstand quantum computers about two thousand, which
/// an order cannot carry.
const RESCUE_KEY_MAX: usize = 1024;

/// An enrolled device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DeviceSummary {
    /// It.
    pub device: DeviceId,
    /// Its user's id.
    pub user: String,
    /// Its user's name.
    pub name: String,
    /// Role ids.
    pub roles: Vec<String>,
    /// What its owner calls it.
    pub label: String,
    /// What its job numbers start with.
    pub code: String,
    /// The fingerprint of its key, for the eye.
    pub fingerprint: String,
    /// When it came in, milliseconds since 1970 UTC.
    pub enrolled_at_ms: i64,
    /// When it was taken out, milliseconds since 1970 UTC.
    pub revoked_at_ms: Option<i64>,
    /// The order to let go of everything, if one was given.
    pub wipe: Option<WipeSummary>,
}

/// An order to let go of everything, and what came of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WipeSummary {
    /// When it was given, milliseconds since 1970 UTC.
    pub ordered_at_ms: i64,
    /// Whether what never reached the office goes as well, into rescue files.
    pub force: bool,
    /// When the device last said something about it; absent: it was not heard of since, and may still hold everything.
    pub heard_at_ms: Option<i64>,
    /// Whether nothing is left on it but rescue files.
    pub is_done: bool,
    /// How many jobs it let go.
    pub purged_count: u32,
    /// Jobs that it keeps, locked, because work in them never arrived here.
    pub left: Vec<CaseId>,
    /// Jobs that it wrote into rescue files.
    pub rescued: Vec<Rescued>,
}

/// A rescue file on a wiped device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Rescued {
    /// Its job.
    pub case: CaseId,
    /// Whether only the company's rescue key opens it.
    pub is_encrypted: bool,
    /// Its length in bytes.
    pub size_bytes: u64,
}

impl WipeSummary {
    fn of(wipe: &Wipe) -> Self {
        let order = SignedControl::open(&wipe.order).ok();
        let order = order.map(|order| order.body().order.clone());
        let report = wipe.report.as_ref().and_then(|(bytes, _)| SignedWipeReport::open(bytes).ok());
        let report = report.as_ref().map(Signed::body);
        let rescued = report.iter().flat_map(|report| &report.rescued);
        Self {
            ordered_at_ms: wipe.ordered_at_ms,
            force: matches!(order, Some(Order::Wipe { force: true, .. })),
            heard_at_ms: wipe.report.as_ref().map(|(_, at_ms)| *at_ms),
            is_done: report.is_some_and(WipeReport::is_done),
            purged_count: report.map_or(0, |report| report.purged_count),
            left: report.iter().flat_map(|report| &report.left).map(|left| left.case).collect(),
            rescued: rescued
                .map(|file| Rescued {
                    case: file.case,
                    is_encrypted: file.is_encrypted,
                    size_bytes: file.size_bytes,
                })
                .collect(),
        }
    }
}

impl Office<'_> {
    /// Makes a one-time code for a new device of a user.
    ///
    /// # Errors
    /// [`OfficeError::Invalid`] if a user would have no id, no name or no role.
    pub fn invite(&self, invitation: &Invitation) -> Result<Invited, OfficeError> {
        let Invitation { user, name, roles, hours } = invitation;
        let is_id = |text: &str| (1..=60).contains(&text.len()) && !text.contains(char::is_whitespace);
        if !is_id(user) {
            return Err(OfficeError::invalid("user", "an id of 1 to 60 characters without spaces"));
        }
        if name.trim().is_empty() || name.len() > 200 {
            return Err(OfficeError::invalid("name", "1 to 200 characters"));
        }
        if roles.is_empty() || roles.len() > 16 || !roles.iter().all(|role| is_id(role)) {
            return Err(OfficeError::invalid("roles", "1 to 16 ids of roles"));
        }
        if !(1..=24 * 365).contains(hours) {
            return Err(OfficeError::invalid("hours", "from an hour to a year"));
        }
        Ok(self.node.invite(invitation)?)
    }

    /// All devices, the newest first.
    ///
    /// # Errors
    /// [`OfficeError::Server`].
    pub fn devices(&self) -> Result<Vec<DeviceSummary>, OfficeError> {
        let devices = self.node.read(|read| {
            let devices = read.devices()?.into_iter();
            devices.map(|device| Ok((read.wipe(device.device)?, device))).collect::<Result<Vec<_>, Error>>()
        })?;
        let summary = |(wipe, device): (Option<Wipe>, Device)| DeviceSummary {
            wipe: wipe.as_ref().map(WipeSummary::of),
            device: device.device,
            user: device.user,
            name: device.name,
            roles: device.roles,
            label: device.label,
            code: device.code,
            fingerprint: device.public_key.fingerprint(),
            enrolled_at_ms: device.enrolled_at_ms,
            revoked_at_ms: device.revoked_at_ms,
        };
        Ok(devices.into_iter().map(summary).collect())
    }

    /// Orders a device to let go of everything that the office holds: it was lost, or its user left.
    ///
    /// # Errors
    /// [`OfficeError::NotFound`]; [`OfficeError::Invalid`] if the rescue key is none.
    pub fn wipe(&self, device: DeviceId, wanted: &WipeWanted) -> Result<(), OfficeError> {
        let is_key = |key: &String| key.starts_with("age1") && key.len() <= RESCUE_KEY_MAX;
        if !wanted.rescue_key.as_ref().is_none_or(is_key) {
            return Err(OfficeError::invalid("rescue_key", "a public key of age, which starts with age1"));
        }
        if self.node.wipe_device(device, wanted)? { Ok(()) } else { Err(OfficeError::NotFound("device")) }
    }

    /// Takes a device out.
    ///
    /// # Errors
    /// [`OfficeError::NotFound`].
    pub fn revoke(&self, device: DeviceId) -> Result<(), OfficeError> {
        if self.node.revoke_device(device)? { Ok(()) } else { Err(OfficeError::NotFound("device")) }
    }
}
