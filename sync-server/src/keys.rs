//! The tenant's root key and the office's certificate: made at the first start, then read.

use std::path::Path;

use doorstep_domain::certificate::{Certificate, ED25519, SERVER_CODE, Signer};
use doorstep_domain::envelope::{Payload, Signed};
use doorstep_domain::id::{DeviceId, TenantId};
use doorstep_domain::key::{PrivateKey, PublicKey};

use crate::error::Error;
use crate::files;
use crate::node::Options;

/// How long certificates hold. They end with a revocation, not by themselves.
pub(crate) const VALIDITY_MS: i64 = 10 * 365 * 24 * 3_600_000;

/// What the server signs with.
#[derive(Debug)]
pub(crate) struct Keys {
    root: PrivateKey,
    office: Signer,
}

impl Keys {
    /// Reads the keys of a data directory, making those that are missing.
    pub(crate) fn open(dir: &Path, options: &Options) -> Result<Self, Error> {
        files::make_dir(dir)?;
        let path = dir.join("office.certificate");
        let held = files::read(&path, Certificate::MAX_BYTES as u64)?;
        let may_make = held.is_none();
        let root = PrivateKey::from_seed(&seed(&dir.join("root.seed"), may_make, options)?);
        let key = PrivateKey::from_seed(&seed(&dir.join("office.seed"), may_make, options)?);
        let certificate = if let Some(bytes) = held {
            Signed::open(&bytes).map_err(|_| Error::Damaged("the office's certificate"))?
        } else {
            let certificate = Signed::seal(office(&root, &key, options)?, &root);
            files::write(&path, &certificate.to_bytes())?;
            certificate
        };
        certificate
            .verify_issued_by(&root.public())
            .map_err(|_| Error::Damaged("the office's certificate is not of this tenant"))?;
        let office = Signer::new(certificate, key)
            .map_err(|_| Error::Damaged("the office's certificate is of another key"))?;
        Ok(Self { root, office })
    }

    pub(crate) fn root(&self) -> PublicKey {
        self.root.public()
    }

    pub(crate) fn tenant(&self) -> TenantId {
        TenantId::of_root_key(&self.root().0)
    }

    pub(crate) fn office(&self) -> &Signer {
        &self.office
    }

    /// Issues a certificate.
    pub(crate) fn issue(&self, certificate: Certificate) -> Signed<Certificate> {
        Signed::seal(certificate, &self.root)
    }

    /// Signs in the name of the office.
    pub(crate) fn seal<T: Payload>(&self, payload: T) -> Signed<T> {
        Signed::seal(payload, self.office.key())
    }
}

/// The certificate is written last. Where it exists, a missing key was lost: a new one in its place would
/// make another company of this directory.
fn seed(path: &Path, may_make: bool, options: &Options) -> Result<[u8; 32], Error> {
    if let Some(bytes) = files::read(path, 33)? {
        return bytes.try_into().map_err(|_| Error::Damaged("a key has not 32 bytes"));
    }
    if !may_make {
        return Err(Error::Damaged("a key is gone; bring it back from the backup"));
    }
    let seed: [u8; 32] = options.random()?;
    files::write(path, &seed)?;
    Ok(seed)
}

fn office(root: &PrivateKey, key: &PrivateKey, options: &Options) -> Result<Certificate, Error> {
    let now_ms = options.now_ms();
    Ok(Certificate {
        tenant: TenantId::of_root_key(&root.public().0),
        device: DeviceId(options.uuid()?),
        user: "office".to_owned(),
        name: "Office".to_owned(),
        roles: vec!["office".to_owned()],
        public_key: key.public(),
        algorithm: ED25519,
        valid_from_ms: now_ms,
        valid_until_ms: now_ms.saturating_add(VALIDITY_MS),
        code: SERVER_CODE.to_owned(),
    })
}
