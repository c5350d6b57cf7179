//! Certificates: which device, for which user in which roles, holds which key.

use minicbor::{Decode, Encode};

use crate::digest::Prefix;
use crate::envelope::{Payload, Signed};
use crate::id::{CertificateId, DeviceId, TenantId};
use crate::key::{BadSignature, PrivateKey, PublicKey};

/// The only algorithm of format 1.
pub const ED25519: u8 = 1;

/// The code of the server's own enrolment. Devices count from `A1`, and the server alone says which code a certificate
/// bears: so nobody else has this one.
pub const SERVER_CODE: &str = "A0";

/// What the tenant's root key vouches for. Expiry and revocation do not change what was signed
/// before: a fact that arrives late under a revoked certificate gets a ruling instead.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Certificate {
    /// The tenant that issued it.
    #[n(0)]
    pub tenant: TenantId,
    /// The device that holds the private key.
    #[n(1)]
    pub device: DeviceId,
    /// The user's id in the tenant, e.g. `chen`.
    #[n(2)]
    pub user: String,
    /// The user's name as colleagues read it.
    #[n(3)]
    pub name: String,
    /// Role ids; the fold uses those of [`crate::fold::Authority`].
    #[n(4)]
    pub roles: Vec<String>,
    /// The device's public key.
    #[n(5)]
    pub public_key: PublicKey,
    /// [`ED25519`].
    #[n(6)]
    pub algorithm: u8,
    /// First moment of validity, milliseconds since 1970 UTC.
    #[n(7)]
    pub valid_from_ms: i64,
    /// First moment after validity, milliseconds since 1970 UTC.
    #[n(8)]
    pub valid_until_ms: i64,
    /// The code of this enrolment, e.g. `A7`: job numbers made offline start with it.
    #[n(9)]
    pub code: String,
}

impl Certificate {
    /// Whether it is the server's, which signs for the users of the office, and rulings, orders and receipts. A device
    /// whose user has the role `office` sees what the office sees and leads; it is not the server.
    #[must_use]
    pub fn is_of_server(&self) -> bool {
        self.code == SERVER_CODE && self.roles.iter().any(|role| role == "office")
    }
}

impl Payload for Certificate {
    const PREFIX: Prefix = Prefix::Certificate;
    const MAX_BYTES: usize = 2048;
}

impl Signed<Certificate> {
    /// The id by which facts name this certificate.
    #[must_use]
    pub fn id(&self) -> CertificateId {
        self.hash().into()
    }

    /// Checks that this tenant's root key issued the certificate.
    ///
    /// # Errors
    /// [`BadSignature`] also if the certificate names another tenant or an unknown algorithm.
    pub fn verify_issued_by(&self, root: &PublicKey) -> Result<(), BadSignature> {
        if self.body().tenant != TenantId::of_root_key(&root.0) || self.body().algorithm != ED25519 {
            return Err(BadSignature);
        }
        self.verify(root)
    }
}

/// A certificate together with its private key: whoever writes facts.
#[derive(Debug, Clone)]
pub struct Signer {
    certificate: Signed<Certificate>,
    key: PrivateKey,
}

impl Signer {
    /// Joins a certificate and its key.
    ///
    /// # Errors
    /// [`BadSignature`] if the certificate is of another key.
    pub fn new(certificate: Signed<Certificate>, key: PrivateKey) -> Result<Self, BadSignature> {
        if certificate.body().public_key == key.public() {
            Ok(Self { certificate, key })
        } else {
            Err(BadSignature)
        }
    }

    /// The id of the certificate.
    #[must_use]
    pub fn id(&self) -> CertificateId {
        self.certificate.id()
    }

    /// The certificate.
    #[must_use]
    pub fn certificate(&self) -> &Signed<Certificate> {
        &self.certificate
    }

    /// The private key.
    #[must_use]
    pub fn key(&self) -> &PrivateKey {
        &self.key
    }
}
