//! How a device comes in: the office's one-time code, a fresh key, a certificate.

use doorstep_domain::certificate::{Certificate, Signer};
use doorstep_domain::envelope::Signed;
use doorstep_domain::id::{CaseId, DeviceId, TenantId};
use doorstep_domain::key::PrivateKey;
use doorstep_domain::sync::{EnrolRequest, EnrolResponse, EnrolmentClaim, Item};

use crate::core::{Core, DEVICE_KEY, Identity, Shared};
use crate::error::Error;
use crate::lock::Lock;
use crate::store::enrolment::{self, Enrolment};
use crate::store::items::Origin;
use crate::store::{Store, inbox, progress, wipe};
use crate::sync::apply::{Office, Stored};
use crate::sync::body;
use crate::sync::http::{self, Trouble};

/// Who uses this device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Me {
    /// The user's id in the tenant.
    pub user: String,
    /// The user's name.
    pub name: String,
    /// The user's roles.
    pub roles: Vec<String>,
    /// The code that job numbers made here start with.
    pub code: String,
    /// This device.
    pub device: DeviceId,
    /// The tenant.
    pub tenant: TenantId,
    /// What two people compare by telephone to be sure of the company: the root key's fingerprint.
    pub fingerprint: String,
    /// The server refuses this device's key: ask the office. Everything goes on offline.
    pub is_signed_out: bool,
    /// Why nothing of the work is shown, if the device is locked.
    pub lock: Option<Lock>,
}

impl Core {
    /// Enrols this device with the office's one-time code. Needs the network.
    ///
    /// # Errors
    /// [`Error::CodeRefused`], [`Error::Offline`], [`Error::Untrusted`] if the answer does not hold;
    /// [`Error::OtherTenant`] if the device has work of another company, [`Error::OtherUser`] if it is locked and another
    /// user's.
    pub fn enrol(&self, server_url: &str, code: &str, label: &str) -> Result<Me, Error> {
        let shared = &self.shared;
        let transport = shared.host.transport.clone().ok_or(Error::Offline)?;
        let server_url = server_url.trim_end_matches('/').to_owned();
        let newcomer = shared.newcomer()?;
        let claimed = |at_ms| {
            let request = newcomer.request(code.trim(), label, at_ms);
            http::success(transport.send(http::post(&server_url, "/v1/enrol", None, &request)))
        };
        let response = match claimed(shared.host.clock.now()?.wall_ms) {
            // The clock of this device is wrong; its facts say so, and it may come in all the same.
            Err(Trouble::Clock(server_ms)) => claimed(server_ms),
            result => result,
        };
        let response: EnrolResponse = body::decode(&response.map_err(refused)?).ok_or(Error::Offline)?;
        let Newcomer { device, seed } = newcomer;
        let key = PrivateKey::from_seed(&seed);
        let enrolment = accept(response, device, server_url, key)?;
        let store = shared.open_locked()?;
        let before = store.read::<_, Error>(|connection| Ok(enrolment::get(connection)?))?;
        drop(store);
        if let Some(before) = before {
            shared.check_may_replace(&before, &enrolment)?;
        }
        // The key first: without it a certificate is useless, and a new enrolment is asked for.
        shared.host.secrets.put(DEVICE_KEY, &seed)?;
        let store = shared.open_locked()?;
        store.writer().transaction::<_, Error>(|tx| {
            progress::set(tx, &progress::Progress::default())?;
            wipe::forget(tx)?;
            Ok(enrolment::put(tx, &enrolment)?)
        })?;
        shared.know_lock(&store)?;
        drop(store);
        shared.host.secrets.put(NEWCOMER, &[])?;
        shared.cases().clear();
        shared.forget_identity();
        shared.renew_actor()?;
        shared.hub.everything_changed();
        Ok(me(&enrolment))
    }

    /// Who uses this device; `None` before the enrolment.
    ///
    /// # Errors
    /// [`Error::NotOpen`].
    pub fn me(&self) -> Result<Option<Me>, Error> {
        let store = self.shared.open_locked()?;
        let enrolment = store.read::<_, Error>(|connection| Ok(enrolment::get(connection)?))?;
        let lock = self.shared.lock.get();
        Ok(enrolment.as_ref().map(|enrolment| Me { lock, ..me(enrolment) }))
    }
}

/// Name of the secret that a device has while it comes in.
const NEWCOMER: &str = "enrolling";

/// A device that is not enrolled yet.
struct Newcomer {
    device: DeviceId,
    seed: [u8; 32],
}

impl Newcomer {
    fn request(&self, code: &str, label: &str, at_ms: i64) -> EnrolRequest {
        let key = PrivateKey::from_seed(&self.seed);
        let (device, public_key) = (self.device, key.public());
        let claim = EnrolmentClaim { device, public_key, label: label.to_owned(), at_ms };
        EnrolRequest { code: code.to_owned(), claim: Signed::seal(claim, &key).to_bytes().into() }
    }
}

impl Shared {
    /// Nobody takes over the work of another company; nor, on a locked device, that of another user.
    fn check_may_replace(&self, before: &Enrolment, now: &Enrolment) -> Result<(), Error> {
        if before.root_key != now.root_key {
            return Err(Error::OtherTenant);
        }
        let is_other = before.certificate.body().user != now.certificate.body().user;
        if is_other && self.lock.get().is_some() { Err(Error::OtherUser) } else { Ok(()) }
    }

    /// The key and the id with which this device comes in. They are kept until it is in: if the answer gets lost,
    /// the code is used up, and only the same key may ask again.
    fn newcomer(&self) -> Result<Newcomer, Error> {
        let kept = self.host.secrets.get(NEWCOMER)?.unwrap_or_default();
        if let Some((device, seed)) = kept.split_first_chunk::<16>()
            && let Ok(seed) = seed.try_into()
        {
            return Ok(Newcomer { device: DeviceId(*device), seed });
        }
        let newcomer = Newcomer { device: DeviceId(self.host.uuid()?), seed: self.host.random()? };
        self.host.secrets.put(NEWCOMER, &[&newcomer.device.0[..], &newcomer.seed].concat())?;
        Ok(newcomer)
    }
}

fn me(enrolment: &Enrolment) -> Me {
    let certificate: &Certificate = enrolment.certificate.body();
    Me {
        user: certificate.user.clone(),
        name: certificate.name.clone(),
        roles: certificate.roles.clone(),
        code: certificate.code.clone(),
        device: certificate.device,
        tenant: certificate.tenant,
        fingerprint: enrolment.root_key.fingerprint(),
        is_signed_out: enrolment.is_signed_out,
        lock: None,
    }
}

fn refused(trouble: Trouble) -> Error {
    match trouble {
        Trouble::Unauthorized | Trouble::Forbidden(_) | Trouble::NotFound => Error::CodeRefused,
        Trouble::Refused(410 | 422) => Error::CodeRefused,
        Trouble::Refused(status) => Error::Server(status),
        Trouble::Failed => Error::Server(500),
        Trouble::Protocol(_) => Error::Server(400),
        Trouble::UpdateRequired => Error::Server(426),
        Trouble::Offline | Trouble::Cancelled | Trouble::Busy(_) | Trouble::Clock(_) => Error::Offline,
    }
}

/// Checks what the server says before anything is believed.
fn accept(
    response: EnrolResponse,
    device: DeviceId,
    server_url: String,
    key: PrivateKey,
) -> Result<Enrolment, Error> {
    let opened = |bytes: &[u8]| {
        let certificate = Signed::<Certificate>::open(bytes).map_err(|_| Error::Untrusted("certificate"))?;
        let issued = certificate.verify_issued_by(&response.root_key);
        issued.map(|()| certificate).map_err(|_| Error::Untrusted("certificate"))
    };
    let certificate = opened(&response.certificate)?;
    let office = opened(&response.office)?;
    if certificate.body().device != device || !office.body().is_of_server() {
        return Err(Error::Untrusted("certificate"));
    }
    Signer::new(certificate.clone(), key).map_err(|_| Error::Untrusted("certificate"))?;
    Ok(Enrolment {
        device,
        server_url,
        root_key: response.root_key,
        certificate,
        office,
        token: response.token,
        is_signed_out: false,
        is_logged_out: false,
    })
}

impl Shared {
    /// Reads what an upgrade of the app made readable.
    pub(crate) fn read_inbox(&self, store: &Store, identity: &Identity) -> Result<(), Error> {
        if store.read::<_, Error>(|connection| Ok(inbox::count(connection)?))? == 0 {
            return Ok(());
        }
        store.writer().transaction::<_, Error>(|tx| {
            let epoch = progress::get(tx)?.epoch;
            let office = Office { certificate: &identity.enrolment.office, epoch };
            let known: Vec<(Option<CaseId>, Item)> = inbox::take_known(tx)?;
            for (case, item) in known {
                match case {
                    Some(case) => {
                        office.take(tx, case, &item, Origin::Server, &mut Stored::default())?;
                    }
                    None => office.take_notice(tx, &item)?,
                }
            }
            Ok(())
        })
    }
}
