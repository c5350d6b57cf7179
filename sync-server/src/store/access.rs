//! Who may come in.

use doorstep_domain::certificate::Certificate;
use doorstep_domain::envelope::Signed;
use doorstep_domain::id::{CertificateId, DeviceId, Hash};
use doorstep_domain::key::PublicKey;

use crate::error::Error;

/// An enrolled device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Device {
    /// The device.
    pub device: DeviceId,
    /// The user's id.
    pub user: String,
    /// The user's name as colleagues read it.
    pub name: String,
    /// Role ids.
    pub roles: Vec<String>,
    /// What its owner calls it.
    pub label: String,
    /// What its job numbers start with.
    pub code: String,
    /// Its key.
    pub public_key: PublicKey,
    /// Its certificate.
    pub certificate: CertificateId,
    /// When it came in, milliseconds since 1970 UTC.
    pub enrolled_at_ms: i64,
    /// Moment of its newest claim, milliseconds since 1970 UTC by its own clock.
    pub claimed_at_ms: i64,
    /// When it was revoked, milliseconds since 1970 UTC.
    pub revoked_at_ms: Option<i64>,
}

/// An order to wipe a device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wipe {
    /// The device.
    pub device: DeviceId,
    /// Counts up per device.
    pub round: u32,
    /// The order as it was signed.
    pub order: Vec<u8>,
    /// When it was given, milliseconds since 1970 UTC.
    pub ordered_at_ms: i64,
    /// The device's last word about it as it was signed, and when that came, milliseconds since 1970 UTC.
    pub report: Option<(Vec<u8>, i64)>,
}

/// An invitation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enrolment {
    /// The user's id.
    pub user: String,
    /// The user's name as colleagues read it.
    pub name: String,
    /// Role ids.
    pub roles: Vec<String>,
    /// What the job numbers of the new device start with.
    pub code: String,
    /// First moment at which it no longer counts, milliseconds since 1970 UTC.
    pub expires_at_ms: i64,
    /// Who used it.
    pub device: Option<DeviceId>,
}

/// A bearer token, known by its hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    /// The device that it was given to.
    pub device: DeviceId,
    /// First moment at which it no longer counts, milliseconds since 1970 UTC.
    pub expires_at_ms: i64,
}

/// Reads devices, certificates, invitations and tokens.
pub trait ReadAccess {
    /// A device.
    ///
    /// # Errors
    /// Those of the database, as in all functions of this trait.
    fn device(&self, device: DeviceId) -> Result<Option<Device>, Error>;

    /// All devices, the newest first.
    fn devices(&self) -> Result<Vec<Device>, Error>;

    /// The order to wipe a device, if one stands.
    fn wipe(&self, device: DeviceId) -> Result<Option<Wipe>, Error>;

    /// A certificate. Only verified ones are stored.
    fn certificate(&self, certificate: CertificateId) -> Result<Option<Signed<Certificate>>, Error>;

    /// An invitation by the hash of its code.
    fn enrolment(&self, code_hash: Hash) -> Result<Option<Enrolment>, Error>;

    /// A token by its hash.
    fn token(&self, token_hash: Hash) -> Result<Option<Token>, Error>;
}

/// Writes devices, certificates, invitations and tokens.
pub trait WriteAccess {
    /// Stores a device, or replaces it.
    ///
    /// # Errors
    /// Those of the database, as in all functions of this trait.
    fn put_device(&mut self, device: &Device) -> Result<(), Error>;

    /// Stores an order to wipe a device, or replaces it, with what the device says about it.
    fn put_wipe(&mut self, wipe: &Wipe) -> Result<(), Error>;

    /// Stores a verified certificate; harmless if it is there.
    fn put_certificate(&mut self, certificate: &Signed<Certificate>) -> Result<(), Error>;

    /// Stores an invitation, or replaces it.
    fn put_enrolment(&mut self, code_hash: Hash, enrolment: &Enrolment) -> Result<(), Error>;

    /// Stores a token and forgets those of the device that no longer count at `now_ms`.
    fn put_token(&mut self, token_hash: Hash, token: Token, now_ms: i64) -> Result<(), Error>;

    /// Forgets all tokens of a device.
    fn drop_tokens(&mut self, device: DeviceId) -> Result<(), Error>;

    /// The next value of a counter, from 1.
    fn next(&mut self, counter: &str) -> Result<u64, Error>;
}
