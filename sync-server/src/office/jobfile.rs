//! Job files at the office: a record to be kept or handed to an auditor, and what one that somebody brings is worth.

use doorstep_domain::case::Case;
use doorstep_domain::id::{BlobId, CaseId, Hash, PackId, RequestId};
use doorstep_domain::jobfile::{HeldReceipt, JobFile, MAX_BYTES};
use doorstep_domain::receipt::{Level, Receipt, items_digest};
use doorstep_domain::rejected::Rejected;
use doorstep_domain::sync::{Item, ItemKind};
use doorstep_domain::verify::{Verdict, verify};
use minicbor::bytes::ByteVec;

use super::case::{Logged, on_a_deep_stack};
use super::{Office, OfficeError};
use crate::error::Error;
use crate::store::Read;
use crate::{pack, vault};

/// A job as a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedJob {
    /// A name for the file.
    pub name: String,
    /// The file.
    pub bytes: Vec<u8>,
}

impl Office<'_> {
    /// A job with everything that proves it, and the office's receipt for all of it. It hands nothing over: whoever
    /// takes it in needs a job that is in their scope.
    ///
    /// # Errors
    /// [`OfficeError::NotFound`]; [`OfficeError::Unreadable`]; [`OfficeError::Rejected`] for a role that does not lead,
    /// because nothing in the file is hidden, and if its photos are more than a file holds.
    pub fn job_file(&self, case: CaseId) -> Result<SavedJob, OfficeError> {
        self.check_leads()?;
        let read = self.node.read(|read| {
            let Some(logged) = Logged::read(read, case)? else { return Ok(None) };
            let small = small_blobs(read, &logged)?;
            Ok(Some((logged, small, read.head()?.epoch)))
        })?;
        let (logged, small, epoch) = read.ok_or(OfficeError::NotFound("case"))?;
        let folded = on_a_deep_stack(|| logged.fold(&self.node.keys.root()))??;
        let mut items = logged.stored.items;
        items.push(Item::new(ItemKind::Certificate, self.node.keys.office().certificate().to_bytes()));
        let receipts = vec![self.receipt_for(&items, epoch)?];
        items.extend(small);
        let file = JobFile {
            root_key: self.node.keys.root(),
            case,
            items,
            blobs: self.photos_of(&folded)?,
            packs: self.packs_of(&folded)?,
            receipts,
        };
        let bytes = file.to_bytes();
        if bytes.len() > MAX_BYTES {
            return Err(Rejected::TooLarge { field: "photos", limit: MAX_BYTES as u64 }.into());
        }
        let number = folded.state().created.as_ref().map_or("job", |created| created.body.number.as_str());
        let is_plain = |letter: &char| letter.is_ascii_alphanumeric() || *letter == '-';
        let name: String = number.chars().filter(is_plain).collect();
        Ok(SavedJob { name: format!("{name}.dsjob"), bytes })
    }

    /// What of a job file can be proved, held against the key of this company. Nothing is taken in.
    #[must_use]
    pub fn verify_job_file(&self, bytes: &[u8]) -> Verdict {
        verify(bytes, Some(&self.node.keys.root().fingerprint()))
    }

    /// The office signs that it holds what is in the file, by its clock.
    fn receipt_for(&self, items: &[Item], epoch: u64) -> Result<HeldReceipt, Error> {
        let keys = &self.node.keys;
        let made: Vec<Hash> = items.iter().filter_map(|item| item.hash().ok()).collect();
        let receipt = Receipt {
            tenant: keys.tenant(),
            epoch,
            device: keys.office().certificate().body().device,
            request: RequestId(self.node.options.uuid()?),
            level: Level::Durable,
            items: items_digest(&made),
            count: u32::try_from(made.len()).unwrap_or(u32::MAX),
            at_ms: self.node.now_ms(),
            certificate: keys.office().id(),
            seq: None,
        };
        Ok(HeldReceipt { receipt: keys.seal(receipt).to_bytes().into(), items: made })
    }

    /// The photos that are here; one that is not is named by its fact, and a verifier says that it is missing.
    fn photos_of(&self, case: &Case) -> Result<Vec<ByteVec>, Error> {
        let taken = case.state().visits.values().flat_map(|visit| &visit.photos);
        let mut photos = Vec::new();
        for photo in taken.map(|photo| photo.body.blob).collect::<std::collections::BTreeSet<BlobId>>() {
            if self.node.read(|read| read.blob(case.id(), photo))?.is_some() {
                let bytes = vault::whole(&*self.node.vault, case.id(), photo, MAX_BYTES as u64)?;
                photos.extend(bytes.map(ByteVec::from));
            }
        }
        Ok(photos)
    }

    fn packs_of(&self, case: &Case) -> Result<Vec<ByteVec>, Error> {
        let own = case.state().created.as_ref().map(|created| created.body.pack);
        let named: Vec<PackId> = own.into_iter().chain(case.other_packs()).collect();
        let mut packs = Vec::new();
        for id in named {
            packs.extend(pack::read(&*self.node.store, id)?.map(ByteVec::from));
        }
        Ok(packs)
    }
}

/// Strokes and signed views.
fn small_blobs(read: &dyn Read, logged: &Logged) -> Result<Vec<Item>, Error> {
    let entries = read.entries(logged.case, 0, logged.last_seq, u32::MAX)?.into_iter();
    let small = entries.filter(|entry| entry.kind == ItemKind::SmallBlob.code());
    small.map(|entry| Ok(Item::new(ItemKind::SmallBlob, read.bytes(entry.seq)?))).collect()
}
