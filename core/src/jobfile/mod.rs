//! A job as one file, where there is no network: from one phone to another, or to the office.
//!
//! What is exported is what was written, byte for byte. What is imported is verified item by item like anything
//! else from outside, and goes to the office through this phone too: authorship is in the signatures, whoever
//! delivers.

mod protection;
#[cfg(test)]
mod tests;

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use minicbor::bytes::ByteVec;
use rusqlite::Connection;

use doorstep_domain::Rejected;
use doorstep_domain::case::{Case, Version};
use doorstep_domain::fact::{Body, Fact, HandedOver};
use doorstep_domain::id::{CaseId, Hash, PackId};
use doorstep_domain::jobfile::{ENCRYPTED, JobFile, MAX_BYTES, NotJobFile};
use doorstep_domain::pack::{Pack, pack_id};
use doorstep_domain::sync::{Item, ItemKind};
use doorstep_domain::verify::{Verdict, verify};

use crate::core::{Core, Identity, Shared};
use crate::error::Error;
use crate::store::items::{self, Origin};
use crate::store::job_rows::ERASED;
use crate::store::{Store, StoreError, access, blobs, cases, files, outbox, packs, progress, receipts};
use crate::sync::apply::{Office, Stored};
use crate::sync::changes_of;

pub use protection::{Protection, ProtectionError, Secret, open_protected, protect};

/// What a job file brought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imported {
    /// The case.
    pub case: CaseId,
    /// Its version now.
    pub version: Version,
    /// Items that were not here before.
    pub new_items: u32,
    /// Items that do not hold; they are kept without effect.
    pub refused_items: u32,
}

impl Core {
    /// Writes a whole job into a file, for a colleague or for whoever holds it. Records the handover first, so
    /// that the office knows who gave it away.
    ///
    /// # Errors
    /// [`Error::Rejected`], [`Error::NotFound`], [`Error::File`] if the file cannot be written.
    pub fn export_job(
        &self,
        case: CaseId,
        seen: &Version,
        receiver: Option<String>,
        path: &Path,
    ) -> Result<Version, Error> {
        let (version, file) = self.handed_over(case, seen, receiver)?;
        files::write_durably(path, &file.to_bytes()).map_err(Error::File)?;
        Ok(version)
    }

    /// Like [`Core::export_job`], into a file that only a passphrase or a key opens.
    ///
    /// # Errors
    /// As there; [`Error::Protection`], and then nothing was written.
    pub fn export_protected_job(
        &self,
        case: CaseId,
        seen: &Version,
        receiver: Option<String>,
        protection: &Protection,
        path: &Path,
    ) -> Result<Version, Error> {
        // A key that is none must not leave a handover without a file behind.
        protect(&[], protection)?;
        let (version, file) = self.handed_over(case, seen, receiver)?;
        let bytes = protect(&file.to_bytes(), protection)?;
        files::write_durably(path, &bytes).map_err(Error::File)?;
        Ok(version)
    }

    fn handed_over(
        &self,
        case: CaseId,
        seen: &Version,
        receiver: Option<String>,
    ) -> Result<(Version, JobFile), Error> {
        let version = self.record(case, seen, HandedOver { receiver })?;
        let identity = self.shared.identity()?;
        let store = self.shared.open()?;
        self.shared.vouch_for(&store, case, &identity)?;
        Ok((version, self.shared.job_file(&store, case, &identity)?))
    }

    /// Takes a job file in.
    ///
    /// # Errors
    /// [`Error::OtherTenant`]; [`Error::Rejected`] if the office erased the job; [`Error::JobFile`] if it is damaged, no
    /// job file, or one of a newer app, with [`NotJobFile::Encrypted`] if it needs [`Core::import_protected_job`];
    /// [`Error::File`]; [`Error::Case`] if the job in it does not hold together.
    pub fn import_job(&self, path: &Path) -> Result<Imported, Error> {
        self.take_in(&read_bounded(path)?)
    }

    /// Takes a job file in that a passphrase or a key opens; one that is not protected, too.
    ///
    /// # Errors
    /// As [`Core::import_job`]; [`Error::Protection`].
    pub fn import_protected_job(&self, path: &Path, secret: &Secret) -> Result<Imported, Error> {
        let bytes = read_bounded(path)?;
        if !bytes.starts_with(ENCRYPTED) {
            return self.take_in(&bytes);
        }
        self.take_in(&open_protected(&bytes, secret)?)
    }

    /// Says what of a job file can be proved, without taking anything in. `secret` opens one that is protected. It is
    /// held against the key of this device's company, if the device is enrolled.
    ///
    /// # Errors
    /// [`Error::File`], [`Error::Protection`], [`Error::JobFile`] if it is longer than a job file can be,
    /// [`Error::Host`].
    pub fn verify_job_file(&self, path: &Path, secret: Option<&Secret>) -> Result<Verdict, Error> {
        let expected = match self.shared.identity() {
            Ok(identity) => Some(identity.enrolment.root_key.fingerprint()),
            Err(Error::NotEnrolled | Error::KeyLost) => None,
            Err(error) => return Err(error),
        };
        let mut bytes = read_bounded(path)?;
        if let Some(secret) = secret.filter(|_| bytes.starts_with(ENCRYPTED)) {
            bytes = open_protected(&bytes, secret)?;
        }
        Ok(verify(&bytes, expected.as_deref()))
    }

    fn take_in(&self, bytes: &[u8]) -> Result<Imported, Error> {
        let file = JobFile::from_bytes(bytes).map_err(Error::JobFile)?;
        let identity = self.shared.identity()?;
        let store = self.shared.open()?;
        if file.root_key != identity.enrolment.root_key {
            return Err(Error::OtherTenant);
        }
        let stored = self.shared.take_file(&store, &file, &identity)?;
        self.shared.apply_unread(&store, &identity)?;
        let stuck = store.read::<_, Error>(|connection| Ok(cases::stuck(connection, file.case)?))?;
        if let Some(why) = stuck {
            return Err(doorstep_domain::case::CaseError::Document(why).into());
        }
        let refused = self.shared.relay(&store, file.case, &identity)?;
        self.shared.hub.everything_changed();
        drop(store);
        let version = self.view(file.case, |_, _, case, _| Ok(case.version()))?;
        Ok(Imported { case: file.case, version, new_items: stored.pulled, refused_items: refused })
    }
}

impl Shared {
    fn job_file(&self, store: &Store, id: CaseId, identity: &Identity) -> Result<JobFile, Error> {
        let mut cases = self.cases();
        let loaded = self.take_visible(store, &mut cases, id, identity)?;
        let content = Content::of(&loaded.case);
        cases.put(loaded);
        drop(cases);
        self.file_of(store, id, content, identity)
    }

    /// The file of a case that is hidden: what is here of it.
    pub(crate) fn rescued_file(
        &self,
        store: &Store,
        id: CaseId,
        identity: &Identity,
    ) -> Result<JobFile, Error> {
        let root = &identity.enrolment.root_key;
        let content = store
            .read::<_, Error>(|connection| Ok(Content::of(&self.cases().get(connection, id, root)?.case)))?;
        self.cases().take(id);
        self.file_of(store, id, content, identity)
    }

    fn file_of(
        &self,
        store: &Store,
        id: CaseId,
        Content { packs, changes }: Content,
        identity: &Identity,
    ) -> Result<JobFile, Error> {
        store.read(|connection| {
            let all = items::for_export(connection, id)?;
            let is_change = |item: &Item| item.kind == ItemKind::Change.code();
            let mut items: Vec<Item> = changes.into_iter().map(|(_, item)| item).collect();
            items.extend(all.into_iter().filter(|item| !is_change(item)));
            let blobs: Vec<ByteVec> = blobs::here(connection, id)?
                .into_iter()
                .filter_map(|blob| blobs::read_file(store.dir(), id, blob).ok())
                .map(ByteVec::from)
                .collect();
            let mut pack_files: Vec<ByteVec> = Vec::new();
            for pack in packs {
                pack_files.extend(packs::bytes(connection, pack)?.map(ByteVec::from));
            }
            let receipts = receipts::of_case(connection, id)?;
            if !receipts.is_empty() {
                items.push(Item::new(ItemKind::Certificate, identity.enrolment.office.to_bytes()));
            }
            Ok(JobFile {
                root_key: identity.enrolment.root_key,
                case: id,
                items,
                blobs,
                packs: pack_files,
                receipts,
            })
        })
    }

    /// Whether the office erased the case: then nothing of it is taken from anywhere, and nothing is written.
    fn check_not_erased(connection: &Connection, case: CaseId) -> Result<(), Error> {
        let erased = cases::is_erased(connection, case)?;
        if erased { Err(Rejected::Status { state: ERASED }.into()) } else { Ok(()) }
    }

    /// Stores what is in a file, unread. Files of photos are in place before the transaction.
    fn take_file(&self, store: &Store, file: &JobFile, identity: &Identity) -> Result<Stored, Error> {
        store.read(|connection| Self::check_not_erased(connection, file.case))?;
        for blob in &file.blobs {
            blobs::write_file(store.dir(), file.case, blob)?;
        }
        let packs: Vec<(PackId, &ByteVec)> = file
            .packs
            .iter()
            .filter(|bytes| Pack::open(bytes).is_ok())
            .map(|bytes| (pack_id(bytes), bytes))
            .collect();
        store.writer().transaction(|tx| {
            Self::check_not_erased(tx, file.case)?;
            let epoch = progress::get(tx)?.epoch;
            let office = Office { certificate: &identity.enrolment.office, epoch };
            let mut stored = Stored::default();
            cases::ensure(tx, file.case)?;
            if is_given_anew(tx, file, &identity.enrolment.certificate.body().user)? {
                access::show_again(tx, file.case)?;
            }
            for item in file.items.iter().filter(|item| may_travel(item)) {
                office.take(tx, file.case, item, Origin::File, &mut stored)?;
            }
            for (pack, bytes) in &packs {
                packs::put(tx, *pack, bytes)?;
            }
            Ok(stored)
        })
    }

    /// Puts what the office may lack of a case that came as a file into the outbox, in the order of the file, and names the
    /// photos that came. Answers how many items do not hold.
    fn relay(&self, store: &Store, case: CaseId, identity: &Identity) -> Result<u32, Error> {
        let mut cases = self.cases();
        let root = &identity.enrolment.root_key;
        store.writer().transaction(|tx| {
            let here = blobs::here(tx, case)?;
            let visits = cases.get(tx, case, root)?.case.state().visits.values();
            let photos = visits.flat_map(|visit| &visit.photos).map(|photo| &photo.body);
            for photo in photos.filter(|photo| !here.contains(&photo.blob)) {
                if let Some(size_bytes) = blobs::size_of(store.dir(), case, photo.blob) {
                    blobs::relay(tx, case, photo.blob, size_bytes, &photo.media_type)?;
                }
            }
            for row in items::to_relay(tx, case)? {
                outbox::add(tx, row, case, false, outbox::Reason::Relay)?;
            }
            Ok(items::refused_count(tx, case)?)
        })
    }

    /// Passes on what a file brought if this device stopped after taking it in and before putting it into the outbox.
    pub(crate) fn relay_what_is_left(&self, store: &Store, identity: &Identity) -> Result<(), Error> {
        let left = store.read::<_, Error>(|connection| Ok(items::cases_to_relay(connection)?))?;
        left.into_iter().try_for_each(|case| match self.relay(store, case, identity) {
            Err(Error::Case(error)) => {
                tracing::error!(%case, %error, "a stuck case cannot be passed on");
                Ok(())
            }
            result => result.map(drop),
        })
    }
}

/// What a file has of a loaded case.
struct Content {
    /// The job's own, and those that its quotes and visits moved to.
    packs: Vec<PackId>,
    /// From the document: some may be here only inside a snapshot.
    changes: Vec<(Hash, Item)>,
}

impl Content {
    fn of(case: &Case) -> Self {
        let own = case.state().created.as_ref().map(|created| created.body.pack);
        Self { packs: own.into_iter().chain(case.other_packs()).collect(), changes: changes_of(case) }
    }
}

/// Whether somebody gave the case to this user, or to whoever holds the file, by a fact that was not here before.
fn is_given_anew(connection: &Connection, file: &JobFile, user: &str) -> Result<bool, StoreError> {
    for item in file.items.iter().filter(|item| item.kind == ItemKind::Fact.code()) {
        let body = Fact::open(&item.bytes).ok().and_then(|fact| fact.decode_body().ok().flatten());
        let Some(Body::HandedOver(HandedOver { receiver })) = body else { continue };
        let Ok(hash) = item.hash() else { continue };
        let is_to_me = receiver.is_none_or(|receiver| receiver == user);
        if is_to_me && items::find(connection, file.case, hash)?.is_none() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// What a person may pass on. Orders and snapshots come from the office alone.
fn may_travel(item: &Item) -> bool {
    matches!(
        ItemKind::from_code(item.kind),
        Some(
            ItemKind::Change
                | ItemKind::Fact
                | ItemKind::Certificate
                | ItemKind::Ruling
                | ItemKind::SmallBlob
                | ItemKind::Manifest
        )
    )
}

/// The longest file that is looked at: a job file of full length, encrypted in pieces of 64 KiB with 16 bytes for each.
const LONGEST: u64 = (MAX_BYTES + MAX_BYTES / 4096 + 4096) as u64;

fn read_bounded(path: &Path) -> Result<Vec<u8>, Error> {
    let size = files::size_of(path).map_err(Error::File)?;
    if size > LONGEST {
        return Err(Error::JobFile(NotJobFile::TooLong));
    }
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(Error::File)?;
    file.take(LONGEST).read_to_end(&mut bytes).map_err(Error::File)?;
    Ok(bytes)
}
