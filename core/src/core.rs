//! The core: what an app holds.

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard};

use doorstep_domain::certificate::Signer;
use doorstep_domain::id::PackId;
use doorstep_domain::key::PrivateKey;
use doorstep_domain::pack::Pack;
use doorstep_domain::text::Language;

use crate::apply::Trust;
use crate::error::Error;
use crate::host::Host;
use crate::loaded::LoadedCases;
use crate::lock::KnownLock;
use crate::store::enrolment::{self, Enrolment};
use crate::store::{Salvage, Store};
use crate::subscribe::Hub;
use crate::sync::SyncControl;

/// Name of the device's private key in the secret store.
pub(crate) const DEVICE_KEY: &str = "device-key";

/// How a core is opened.
#[derive(Debug, Clone)]
pub struct Config {
    /// Where everything is kept. One core at a time; not in a place that is shared between apps or synchronised.
    pub dir: PathBuf,
    /// Language of texts that are rendered into statements and reports.
    pub language: Language,
    /// The machine.
    pub host: Host,
}

/// The work of one device: jobs, visits, evidence, synchronisation. Cheap to clone.
#[derive(Clone)]
pub struct Core {
    pub(crate) shared: Arc<Shared>,
}

impl fmt::Debug for Core {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Core").field("dir", &self.shared.dir).finish_non_exhaustive()
    }
}

/// What all clones share.
///
/// Locks are taken in this order and none is held while calling out or waiting for the network: `store` (read),
/// `cases`, the store's writer.
pub(crate) struct Shared {
    pub(crate) dir: PathBuf,
    pub(crate) language: Language,
    pub(crate) host: Host,
    /// Automerge actor of this start of the process: random, so that nothing made before can have it.
    actor: Mutex<[u8; 16]>,
    /// `None` while in the background.
    store: RwLock<Option<Store>>,
    cases: Mutex<LoadedCases>,
    packs: Mutex<BTreeMap<PackId, Arc<Pack>>>,
    /// The font of printed reports, once one was printed; let go in the background.
    #[cfg(feature = "pdf")]
    pub(crate) typeface: crate::jobs::paper::KnownTypeface,
    identity: Mutex<KnownIdentity>,
    pub(crate) lock: KnownLock,
    pub(crate) hub: Hub,
    pub(crate) sync: SyncControl,
}

/// Who uses this device, as the office enrolled it.
#[derive(Debug, Clone)]
pub(crate) struct Identity {
    pub(crate) enrolment: Enrolment,
    pub(crate) signer: Signer,
}

/// Read once: a phone's key store takes milliseconds.
#[derive(Debug, Default)]
struct KnownIdentity {
    identity: Option<Arc<Identity>>,
    /// How often it was forgotten: what was read before must not be remembered after.
    generation: u64,
}

impl Identity {
    pub(crate) fn trust(&self) -> Trust<'_> {
        Trust { root: &self.enrolment.root_key, office: &self.enrolment.office }
    }
}

impl Core {
    /// Opens the store and reads what an interrupted synchronisation left.
    ///
    /// # Errors
    /// [`Error::Store`]: the store is open elsewhere, was written by a newer version, or the disk fails.
    pub fn open(config: Config) -> Result<Self, Error> {
        let shared = Arc::new(Shared {
            actor: Mutex::new(config.host.random()?),
            dir: config.dir,
            language: config.language,
            host: config.host,
            store: RwLock::new(None),
            cases: Mutex::new(LoadedCases::default()),
            packs: Mutex::new(BTreeMap::new()),
            #[cfg(feature = "pdf")]
            typeface: Mutex::default(),
            identity: Mutex::default(),
            lock: KnownLock::default(),
            hub: Hub::default(),
            sync: SyncControl::default(),
        });
        let core = Self { shared };
        core.enter_foreground()?;
        Ok(core)
    }

    /// Opens the store again after [`Core::enter_background`]. Does nothing if it is open.
    ///
    /// # Errors
    /// As [`Core::open`].
    pub fn enter_foreground(&self) -> Result<(), Error> {
        let mut slot = self.shared.store.write().unwrap_or_else(PoisonError::into_inner);
        if slot.is_some() {
            return Ok(());
        }
        let store = Store::open(&self.shared.dir)?;
        self.shared.know_lock(&store)?;
        *slot = Some(store);
        drop(slot);
        self.shared.read_again()?;
        self.shared.hub.everything_changed();
        Ok(())
    }

    /// Lets go of everything that the system may not find open in a suspended app: cancels a running
    /// synchronisation, finishes the write that is under way, closes every connection and the lock.
    ///
    /// # Errors
    /// [`Error::Store`] if the last write cannot be finished; everything is closed nevertheless.
    pub fn enter_background(&self) -> Result<(), Error> {
        self.shared.sync.cancel();
        self.shared.tidy();
        let mut slot = self.shared.store.write().unwrap_or_else(PoisonError::into_inner);
        self.shared.cases().clear();
        self.shared.forget_identity();
        #[cfg(feature = "pdf")]
        self.shared.forget_typeface();
        let Some(store) = slot.take() else { return Ok(()) };
        Ok(store.checkpoint()?)
    }

    /// Closes the core for good; every later call answers [`Error::NotOpen`] until the app comes to the
    /// foreground again.
    ///
    /// # Errors
    /// As [`Core::enter_background`].
    pub fn shutdown(&self) -> Result<(), Error> {
        self.shared.hub.stop();
        self.enter_background()
    }

    /// What was done about a damaged database when the store was opened; the app should tell its user.
    ///
    /// # Errors
    /// [`Error::NotOpen`].
    pub fn salvage(&self) -> Result<Option<Salvage>, Error> {
        Ok(self.shared.open_locked()?.salvage().cloned())
    }
}

/// The open store, kept open as long as this is held.
pub(crate) struct Open<'a>(RwLockReadGuard<'a, Option<Store>>);

impl std::ops::Deref for Open<'_> {
    type Target = Store;

    fn deref(&self) -> &Store {
        self.0.as_ref().expect("invariant: checked when it was opened")
    }
}

impl Shared {
    /// The store, for whoever may see what is in it.
    pub(crate) fn open(&self) -> Result<Open<'_>, Error> {
        let store = self.open_locked()?;
        match self.lock.get() {
            None => Ok(store),
            Some(lock) => Err(Error::Locked(lock)),
        }
    }

    /// The store, also of a device that is locked: for the way to the office, and for what shows nothing of a job.
    pub(crate) fn open_locked(&self) -> Result<Open<'_>, Error> {
        let guard = self.store.read().unwrap_or_else(PoisonError::into_inner);
        if guard.is_some() { Ok(Open(guard)) } else { Err(Error::NotOpen) }
    }

    /// The cases in memory. After a panic they are let go: they may be half changed, the store is not.
    pub(crate) fn cases(&self) -> MutexGuard<'_, LoadedCases> {
        self.cases.lock().unwrap_or_else(|poisoned| {
            let mut cases = poisoned.into_inner();
            cases.clear();
            self.cases.clear_poison();
            cases
        })
    }

    /// Who writes changes now.
    pub(crate) fn actor(&self) -> [u8; 16] {
        *self.actor.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Goes on under a fresh actor: a change of the old one may have left a document by a ruling, or this device with its
    /// case, and its number must not be given to another change.
    pub(crate) fn renew_actor(&self) -> Result<(), Error> {
        *self.actor.lock().unwrap_or_else(PoisonError::into_inner) = self.host.random()?;
        Ok(())
    }

    /// Who uses this device. Asks the app's key store, so it must be called before [`Shared::open`]: nothing may be
    /// locked then.
    pub(crate) fn identity(&self) -> Result<Arc<Identity>, Error> {
        let generation = {
            let known = self.known_identity();
            if let Some(identity) = &known.identity {
                return Ok(Arc::clone(identity));
            }
            known.generation
        };
        let store = self.open_locked()?;
        let enrolment = store.read::<_, Error>(|connection| Ok(enrolment::get(connection)?))?;
        drop(store);
        let enrolment = enrolment.ok_or(Error::NotEnrolled)?;
        let seed = self.host.secrets.get(DEVICE_KEY)?.ok_or(Error::KeyLost)?;
        let seed: [u8; 32] = seed.try_into().map_err(|_| Error::KeyLost)?;
        let signer = Signer::new(enrolment.certificate.clone(), PrivateKey::from_seed(&seed));
        let identity = Arc::new(Identity { signer: signer.map_err(|_| Error::KeyLost)?, enrolment });
        let mut known = self.known_identity();
        if known.generation == generation {
            known.identity = Some(Arc::clone(&identity));
        }
        Ok(identity)
    }

    fn known_identity(&self) -> MutexGuard<'_, KnownIdentity> {
        self.identity.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Reads who uses this device again when somebody asks next: it was enrolled, or its token renewed.
    pub(crate) fn forget_identity(&self) {
        let mut known = self.known_identity();
        known.identity = None;
        known.generation += 1;
    }

    /// A pack, if it is on this device.
    pub(crate) fn pack(&self, store: &Store, id: PackId) -> Result<Option<Arc<Pack>>, Error> {
        let mut packs = self.packs.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(pack) = packs.get(&id) {
            return Ok(Some(Arc::clone(pack)));
        }
        let bytes = store.read::<_, Error>(|connection| Ok(crate::store::packs::bytes(connection, id)?))?;
        let Some(bytes) = bytes else { return Ok(None) };
        let pack = Arc::new(Pack::open(&bytes)?.1);
        packs.insert(id, Arc::clone(&pack));
        Ok(Some(pack))
    }

    /// Rewrites snapshots that are due, as far as that is possible: also a phone that never meets a network has
    /// to open its jobs fast.
    fn tidy(&self) {
        let tidied = self.identity().and_then(|identity| {
            let store = self.open_locked()?;
            self.rewrite_snapshots(&store, &identity.enrolment.root_key)
        });
        if let Err(error) = tidied {
            tracing::debug!(%error, "no snapshots were rewritten");
        }
    }

    /// Applies what an interrupted run left, and reads what an upgrade made readable.
    fn read_again(&self) -> Result<(), Error> {
        let identity = match self.identity() {
            Ok(identity) => identity,
            Err(Error::NotEnrolled | Error::KeyLost) => return Ok(()),
            Err(error) => return Err(error),
        };
        let store = self.open_locked()?;
        self.read_inbox(&store, &identity)?;
        self.apply_unread(&store, &identity)?;
        self.relay_what_is_left(&store, &identity)?;
        self.carry_out_wipe(&store, &identity)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;
    use std::time::Duration;

    use super::*;
    use crate::host::{HostError, SecretStore};
    use crate::testing::{FakeServer, Phone};

    /// A key store that sends the app to the background when it is asked, as one does that wants a fingerprint.
    #[derive(Debug)]
    struct Fingerprint {
        keys: Arc<dyn SecretStore>,
        core: Mutex<Option<Core>>,
    }

    impl SecretStore for Fingerprint {
        fn get(&self, name: &str) -> Result<Option<Vec<u8>>, HostError> {
            let asked = self.core.lock().unwrap().take();
            if let Some(core) = asked {
                core.enter_background().unwrap();
                core.enter_foreground().unwrap();
            }
            self.keys.get(name)
        }

        fn put(&self, name: &str, secret: &[u8]) -> Result<(), HostError> {
            self.keys.put(name, secret)
        }
    }

    #[test]
    fn nothing_is_locked_while_the_key_store_is_asked() {
        let dir = Arc::new(tempfile::tempdir().unwrap());
        let phone = Phone::new(&dir, &FakeServer::new(), "chen");
        phone.sync();
        let (case, ..) = phone.walk_in();
        phone.core.shutdown().unwrap();
        let keys = Arc::new(Fingerprint { keys: phone.config.host.secrets.clone(), core: Mutex::default() });
        let host = Host { secrets: keys.clone(), ..phone.config.host.clone() };
        let core = Core::open(Config { host, ..phone.config }).unwrap();
        core.shared.forget_identity();
        *keys.core.lock().unwrap() = Some(core.clone());
        let (done, read) = channel();
        std::thread::spawn(move || done.send(core.job(case).map(|job| job.case)));
        let read = read.recv_timeout(Duration::from_secs(30)).expect("it hangs");
        assert_eq!(read.unwrap(), case);
    }
}
