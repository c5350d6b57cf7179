//! A case with what is needed to tell it in words.

use std::sync::Arc;

use doorstep_domain::case::Case;
use doorstep_domain::document::DocumentView;
use doorstep_domain::fact::Created;
use doorstep_domain::id::{BlobId, CertificateId};
use doorstep_domain::pack::{Audience, Pack};
use doorstep_domain::privacy::Veil;
use doorstep_domain::rejected::Rejected;
use doorstep_domain::text::Language;
use doorstep_report::{
    Blobs, Company, HistoryEntry, Image, ImageKind, PICTURE_MAX_BYTES, PriceSheet, Source, WorkReport,
};

use crate::error::Error;
use crate::node::Node;
use crate::office::OfficeError;
use crate::office::case::{Logged, small_blob};
use crate::vault;

/// A case that somebody reads.
pub(super) struct Reading<'a> {
    pub(super) node: &'a Node,
    pub(super) logged: &'a Logged,
    pub(super) case: &'a Case,
    pub(super) document: DocumentView,
    pub(super) language: &'a Language,
    /// The pack that it follows, if it is here.
    pub(super) pack: Option<Arc<Pack>>,
}

impl<'a> Reading<'a> {
    pub(super) fn new(
        node: &'a Node,
        logged: &'a Logged,
        case: &'a Case,
        language: &'a Language,
    ) -> Result<Self, Error> {
        let pack = node.shelf.rules_of(case)?;
        Ok(Self { node, logged, case, document: case.document(), language, pack })
    }

    /// The report of the job.
    pub(super) fn report(&self, audience: Option<Audience>) -> Result<WorkReport, Rejected> {
        let not_here = || Rejected::NotConfigured { what: vec!["pack".to_owned()] };
        let pack = self.pack.as_deref().ok_or_else(not_here)?;
        let pack_id = self.case.state().created.as_ref().ok_or_else(not_here)?.body.pack;
        WorkReport::of(&Source {
            case: self.case,
            pack,
            pack_id,
            language: self.language,
            company: &Company { name: self.node.desk.company.clone(), contact: None },
            audience,
            blobs: self,
        })
    }

    /// Everything that anybody did.
    pub(super) fn history(&self) -> Result<Vec<HistoryEntry>, Rejected> {
        let not_here = || Rejected::NotConfigured { what: vec!["pack".to_owned()] };
        let pack = self.pack.as_deref().ok_or_else(not_here)?;
        let pack_id = self.case.state().created.as_ref().ok_or_else(not_here)?.body.pack;
        HistoryEntry::all(&Source {
            case: self.case,
            pack,
            pack_id,
            language: self.language,
            company: &Company { name: String::new(), contact: None },
            audience: None,
            blobs: self,
        })
    }

    /// Whether its service charges anything.
    pub(super) fn has_price_list(&self) -> bool {
        let service = self.case.state().created.as_ref().map(|created| &created.body.service);
        let parts = service.and_then(|service| self.pack.as_deref()?.service(service));
        parts.is_some_and(|parts| parts.price_book.is_some())
    }

    /// The prices of its service.
    pub(super) fn price_sheet(&self) -> Result<PriceSheet, OfficeError> {
        let created = self.case.state().created.as_ref().ok_or(OfficeError::NotFound("case"))?;
        let pack = self.pack.as_deref().ok_or(OfficeError::NotFound("pack"))?;
        let company = Company { name: self.node.desk.company.clone(), contact: None };
        let pack = (created.body.pack, pack);
        let sheet = PriceSheet::of(pack, &created.body.service, self.language, &company);
        sheet.ok_or(OfficeError::NotFound("price list"))
    }

    /// What it hides from some roles.
    pub(super) fn veil(&self) -> Option<Veil> {
        Veil::of(self.case.state(), self.pack.as_deref()?)
    }

    pub(super) fn service_title(&self, created: &Created) -> String {
        let service = self.pack.as_deref().and_then(|pack| pack.services.get(&created.service));
        service.map_or_else(|| created.service.clone(), |service| service.title.get(self.language).to_owned())
    }

    /// Whose certificate it is.
    pub(super) fn name_of(&self, certificate: &CertificateId) -> String {
        let known = self.case.certificates().get(certificate);
        known.map_or_else(|| certificate.to_string(), |certificate| certificate.body().name.clone())
    }

    /// The name of a user, as a certificate in this case has it; else as the user was let in.
    pub(super) fn user_name(&self, user: &str) -> String {
        let mut certificates = self.case.certificates().values();
        let known = certificates.find(|certificate| certificate.body().user == user);
        let known = known.map(|certificate| certificate.body().name.clone());
        known.or_else(|| self.name_of_device(user)).unwrap_or_else(|| user.to_owned())
    }

    fn name_of_device(&self, user: &str) -> Option<String> {
        let devices = self.node.read(|read| read.devices()).unwrap_or_default();
        devices.into_iter().find(|device| device.user == user).map(|device| device.name)
    }

    /// What a device is called in job numbers.
    pub(super) fn device_of(&self, certificate: &CertificateId) -> String {
        let known = self.case.certificates().get(certificate);
        known.map(|certificate| certificate.body().code.clone()).unwrap_or_default()
    }
}

impl Blobs for Reading<'_> {
    fn small(&self, blob: BlobId) -> Option<Vec<u8>> {
        self.node.read(|read| small_blob(read, self.case.id(), blob)).ok().flatten()
    }

    fn thumbnail(&self, photo: BlobId) -> Option<Image> {
        let held = self.node.read(|read| read.blob(self.case.id(), photo)).ok().flatten()?;
        if held.size_bytes > PICTURE_MAX_BYTES {
            return None;
        }
        let bytes = vault::whole(&*self.node.vault, self.case.id(), photo, PICTURE_MAX_BYTES);
        let bytes = bytes.ok().flatten()?;
        Some(Image { kind: ImageKind::of_bytes(&bytes)?, bytes })
    }

    fn user_name(&self, user: &str) -> Option<String> {
        self.name_of_device(user)
    }
}
