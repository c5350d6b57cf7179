//! The tenant's root key and the office's certificate: made at the first start, then read.
//!
//! They are in files that only their owner can read, or in the database that several nodes share.

use std::path::Path;

use doorstep_domain::cbor;
use doorstep_domain::certificate::{Certificate, ED25519, SERVER_CODE, Signer};
use doorstep_domain::digest::sha256;
use doorstep_domain::envelope::{Payload, Signed};
use doorstep_domain::id::{DeviceId, TenantId, hex};
use doorstep_domain::key::{PrivateKey, PublicKey};
use minicbor::{Decode, Encode};

use crate::error::Error;
use crate::files;
use crate::node::Options;

/// How long certificates hold. They end with a revocation, not by themselves.
pub(crate) const VALIDITY_MS: i64 = 10 * 365 * 24 * 3_600_000;

/// The setting under which a database keeps the keys.
pub(crate) const SETTING: &str = "keys";

/// The keys as they are kept: whoever has these bytes is the company.
#[derive(Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub(crate) struct KeyBytes {
    #[cbor(n(0), with = "minicbor::bytes")]
    root_seed: [u8; 32],
    #[cbor(n(1), with = "minicbor::bytes")]
    office_seed: [u8; 32],
    #[cbor(n(2), with = "minicbor::bytes")]
    certificate: Vec<u8>,
}

impl KeyBytes {
    /// Those of a new company.
    pub(crate) fn new(options: &Options) -> Result<Self, Error> {
        let (root_seed, office_seed) = (options.random()?, options.random()?);
        let (root, key) = (PrivateKey::from_seed(&root_seed), PrivateKey::from_seed(&office_seed));
        let certificate = Signed::seal(office(&root, &key, options)?, &root).to_bytes();
        Ok(Self { root_seed, office_seed, certificate })
    }

    /// Those of a folder, made if there are none.
    pub(crate) fn of_folder(dir: &Path, options: &Options) -> Result<Self, Error> {
        files::make_dir(dir)?;
        let path = dir.join(CERTIFICATE);
        let held = files::read(&path, Certificate::MAX_BYTES as u64)?;
        let may_make = held.is_none();
        let root_seed = seed(&dir.join(ROOT_SEED), may_make, options)?;
        let office_seed = seed(&dir.join(OFFICE_SEED), may_make, options)?;
        let certificate = if let Some(certificate) = held {
            certificate
        } else {
            let (root, key) = (PrivateKey::from_seed(&root_seed), PrivateKey::from_seed(&office_seed));
            let certificate = Signed::seal(office(&root, &key, options)?, &root).to_bytes();
            files::write(&path, &certificate)?;
            certificate
        };
        Ok(Self { root_seed, office_seed, certificate })
    }

    /// Writes them into a folder, over those that are there.
    pub(crate) fn write_to(&self, dir: &Path) -> Result<(), Error> {
        files::make_dir(dir)?;
        files::write(&dir.join(ROOT_SEED), &self.root_seed)?;
        files::write(&dir.join(OFFICE_SEED), &self.office_seed)?;
        files::write(&dir.join(CERTIFICATE), &self.certificate)
    }

    /// Whether a folder has any.
    pub(crate) fn are_in(dir: &Path) -> bool {
        dir.join(CERTIFICATE).is_file()
    }

    pub(crate) fn read(setting: &[u8]) -> Result<Self, Error> {
        cbor::decode(setting).map_err(|_| Error::Damaged("the keys in the database"))
    }

    pub(crate) fn to_setting(&self) -> Vec<u8> {
        cbor::encode(self)
    }

    /// A token of the office that all nodes with these keys agree on.
    pub(crate) fn office_token(&self) -> String {
        let secret = [b"doorstep/office-token/1\0", self.office_seed.as_slice()].concat();
        hex(&sha256(&secret).0[..16])
    }
}

/// The two keys of a folder.
const ROOT_SEED: &str = "root.seed";
const OFFICE_SEED: &str = "office.seed";

/// The file of a folder that is written last.
const CERTIFICATE: &str = "office.certificate";

/// What the server signs with.
#[derive(Debug)]
pub(crate) struct Keys {
    root: PrivateKey,
    office: Signer,
}

impl Keys {
    /// Reads and checks them.
    pub(crate) fn open(bytes: &KeyBytes) -> Result<Self, Error> {
        let root = PrivateKey::from_seed(&bytes.root_seed);
        let certificate: Signed<Certificate> =
            Signed::open(&bytes.certificate).map_err(|_| Error::Damaged("the office's certificate"))?;
        certificate
            .verify_issued_by(&root.public())
            .map_err(|_| Error::Damaged("the office's certificate is not of this tenant"))?;
        let office = Signer::new(certificate, PrivateKey::from_seed(&bytes.office_seed))
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
