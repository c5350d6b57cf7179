//! People and their phones.

use doorstep_domain::id::DeviceId;
use serde::Serialize;

use super::{Office, OfficeError};
use crate::access::{Invitation, Invited};

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
        let devices = self.node.read(|read| read.devices())?;
        let summary = |device: crate::store::Device| DeviceSummary {
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

    /// Takes a device out.
    ///
    /// # Errors
    /// [`OfficeError::NotFound`].
    pub fn revoke(&self, device: DeviceId) -> Result<(), OfficeError> {
        if self.node.revoke_device(device)? { Ok(()) } else { Err(OfficeError::NotFound("device")) }
    }
}
