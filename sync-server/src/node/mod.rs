//! A node: everything the server does, as a function from requests to responses.

#[cfg(feature = "trial")]
mod beside;
mod opening;
mod options;
mod route;
#[cfg(test)]
pub(crate) mod tests;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use doorstep_domain::id::{TenantId, hex};
use doorstep_domain::key::PublicKey;

pub(crate) use opening::{BLOBS, FOLDER, Opened, open_existing, vault};
pub use options::{Clock, Entropy, Options, Pause, Ticks};

use crate::blob::{self, Incoming};
use crate::error::Error;
use crate::files::{self, FolderLock};
use crate::font::Typecase;
use crate::heads::HeadThread;
use crate::keys::Keys;
use crate::office::Desk;
use crate::projector::{Projector, ProjectorThread};
use crate::published;
use crate::retention::{Keeper, KeeperThread};
use crate::shelf::Shelf;
use crate::store::{Read, Store};
use crate::trial::{self, Bug};
use crate::vault::Vault;
use crate::writer::Writer;

/// A server node. With a database server it keeps nothing in its data directory but what is on its way:
///
/// ```text
/// keys/           root.seed, office.seed, office.certificate: whoever has them is the company
/// doorstep.db     the log, what is derived from it, published packs and fonts
/// log-elsewhere   instead of both, if a database server keeps them
/// blobs/          photos and files, by case
/// lock            held while the node runs
/// ```
pub struct Node {
    pub(crate) dir: PathBuf,
    pub(crate) options: Options,
    pub(crate) keys: Arc<Keys>,
    pub(crate) store: Arc<dyn Store>,
    pub(crate) writer: Arc<Writer>,
    pub(crate) projector: Arc<Projector>,
    pub(crate) keeper: Arc<Keeper>,
    pub(crate) desk: Desk,
    pub(crate) shelf: Arc<Shelf>,
    pub(crate) vault: Arc<dyn Vault>,
    pub(crate) typecase: Typecase,
    pub(crate) incoming: Incoming,
    office_token: String,
    _projecting: Option<ProjectorThread>,
    _keeping: Option<KeeperThread>,
    _hearing: Option<HeadThread>,
    _lock: FolderLock,
    #[cfg(feature = "trial")]
    bytes: crate::keys::KeyBytes,
}

impl std::fmt::Debug for Node {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Node").field("dir", &self.dir).finish_non_exhaustive()
    }
}

impl Node {
    /// Opens a data directory, or makes it with a new tenant.
    ///
    /// # Errors
    /// [`Error`]; [`Error::File`] also if another process has it open.
    pub fn open(dir: &Path, options: Options) -> Result<Self, Error> {
        files::make_dir(dir)?;
        let lock = files::lock(dir)?;
        let opened = opening::open(dir, &options)?;
        published::adopt(dir, &*opened.store)?;
        let vault = vault(dir, &*opened.store, &options)?;
        let is_shared = options.database.is_some();
        Self::begin(dir, lock, options, opened, vault, is_shared)
    }

    /// Begins with what was opened. `is_shared`: other nodes may have the same log.
    fn begin(
        dir: &Path,
        lock: FolderLock,
        options: Options,
        Opened { bytes, keys, store }: Opened,
        vault: Arc<dyn Vault>,
        is_shared: bool,
    ) -> Result<Self, Error> {
        blob::sweep_erased(dir, &*vault, &*store)?;
        let incoming = Incoming::open(dir, Arc::clone(&vault), options.now_ms())?;
        let office = keys.office().certificate().clone();
        store.writing(move |tx| tx.put_certificate(&office))?;
        let office_token = match &options.office_token {
            Some(token) => token.clone(),
            None if options.database.is_some() => bytes.office_token(),
            None => hex(&options.random::<16>()?),
        };
        let writer = Arc::new(Writer::start(Arc::clone(&store))?);
        let shelf = Arc::new(Shelf::new(Arc::clone(&store)));
        let projector = Arc::new(Projector::new(
            Arc::clone(&store),
            Arc::clone(&writer),
            Arc::clone(&keys),
            Arc::clone(&shelf),
            options.clone(),
            is_shared,
        )?);
        let keeper = Arc::new(Keeper {
            dir: dir.to_owned(),
            vault: Arc::clone(&vault),
            store: Arc::clone(&store),
            writer: Arc::clone(&writer),
            keys: Arc::clone(&keys),
            shelf: Arc::clone(&shelf),
            options: options.clone(),
        });
        let keeping = options.projects_itself.then(|| KeeperThread::start(Arc::clone(&keeper)));
        let projecting = options.projects_itself.then(|| ProjectorThread::start(Arc::clone(&projector)));
        let hearing =
            options.database.is_some().then(|| HeadThread::start(Arc::clone(&store), Arc::clone(&writer)));
        Ok(Self {
            dir: dir.to_owned(),
            keys,
            store,
            writer,
            projector,
            keeper,
            desk: Desk::new(&options)?,
            shelf,
            vault,
            typecase: Typecase::default(),
            incoming,
            office_token,
            _projecting: projecting.transpose()?,
            _keeping: keeping.transpose()?,
            _hearing: hearing.transpose()?,
            _lock: lock,
            #[cfg(feature = "trial")]
            bytes,
            options,
        })
    }

    /// Says that this directory was brought back from a backup: the log gets a new epoch, and every device
    /// offers again what it holds. Without it, what was written after the backup would stay on the phones.
    ///
    /// # Errors
    /// [`Error`] of the store.
    pub fn declare_restored(&self) -> Result<(), Error> {
        if trial::is_on(Bug::RestoreInOldEpoch) {
            return Ok(());
        }
        let epoch = new_epoch(&self.options)?;
        self.writer.run(move |tx| tx.begin_epoch(epoch))
    }

    /// Names the company, as its reports do.
    #[must_use]
    pub fn of_company(mut self, name: &str) -> Self {
        self.desk.call(name);
        self
    }

    /// The tenant.
    #[must_use]
    pub fn tenant(&self) -> TenantId {
        self.keys.tenant()
    }

    /// The tenant's root key. People compare its [`PublicKey::fingerprint`].
    #[must_use]
    pub fn root_key(&self) -> PublicKey {
        self.keys.root()
    }

    /// The bearer token of the office's page and API.
    #[must_use]
    pub fn office_token(&self) -> &str {
        &self.office_token
    }

    pub(crate) fn now_ms(&self) -> i64 {
        self.options.now_ms()
    }

    pub(crate) fn read<T>(&self, work: impl FnOnce(&dyn Read) -> Result<T, Error>) -> Result<T, Error> {
        self.store.reading(work)
    }
}

/// Random, never 0, and within what every database calls an integer.
pub(crate) fn new_epoch(options: &Options) -> Result<u64, Error> {
    Ok(u64::from_be_bytes(options.random()?) >> 1 | 1)
}
