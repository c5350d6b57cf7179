//! A case with the people who work on it, and the pack that comes with the program.

use std::collections::BTreeMap;

use doorstep_domain::case::{Case, NewSignature, Visible, Writer};
use doorstep_domain::certificate::{Certificate, ED25519, SERVER_CODE, Signer};
use doorstep_domain::document::{Edit, NewLine};
use doorstep_domain::envelope::Signed;
use doorstep_domain::fact::*;
use doorstep_domain::fold::FOLD_VERSION;
use doorstep_domain::id::*;
use doorstep_domain::key::PrivateKey;
use doorstep_domain::money::Money;
use doorstep_domain::pack::{Audience, Pack};
use doorstep_domain::sync::Item;
use doorstep_domain::text::Language;
use doorstep_domain::time::TimeEvidence;
use doorstep_domain::value::{AnswerKey, Value};
use doorstep_report::{Blobs, Company, Image, Source, WorkReport};

use crate::sample;

pub(crate) const FIRST: VisitId = VisitId([1; 8]);
pub(crate) const SECOND: VisitId = VisitId([2; 8]);
pub(crate) const QUOTE: QuoteId = QuoteId([3; 8]);
pub(crate) const MINUTE: i64 = 60_000;
/// 2026-03-02 10:00 in China.
pub(crate) const TEN: i64 = 1_772_380_800_000 + 10 * 60 * MINUTE;

/// A case with the people who work on it.
pub(crate) struct Job {
    pub(crate) case: Case,
    pub(crate) office: Signer,
    pub(crate) technician: Signer,
    pub(crate) pack: Pack,
    pub(crate) pack_id: PackId,
    pub(crate) now_ms: i64,
    actions: u64,
    pub(crate) blobs: Stored,
}

/// Small blobs by their name, as a device stores them.
#[derive(Default)]
pub(crate) struct Stored(pub(crate) BTreeMap<BlobId, Vec<u8>>);

impl Blobs for Stored {
    fn small(&self, blob: BlobId) -> Option<Vec<u8>> {
        self.0.get(&blob).cloned()
    }

    fn thumbnail(&self, _: BlobId) -> Option<Image> {
        None
    }
}

pub(crate) fn signer(number: u8, name: &str, role: &str) -> Signer {
    let root = PrivateKey::from_seed(&[99; 32]);
    let key = PrivateKey::from_seed(&[number; 32]);
    let certificate = Certificate {
        tenant: TenantId::of_root_key(&root.public().0),
        device: DeviceId([number; 16]),
        user: format!("user-{number}"),
        name: name.to_owned(),
        roles: vec![role.to_owned()],
        public_key: key.public(),
        algorithm: ED25519,
        valid_from_ms: 0,
        valid_until_ms: i64::MAX,
        code: if role == "office" { SERVER_CODE.to_owned() } else { format!("A{number}") },
    };
    Signer::new(Signed::seal(certificate, &root), key).unwrap()
}

pub(crate) fn created(pack: PackId) -> Created {
    Created {
        number: "A7-0012".into(),
        case_kind: CaseKind::Job,
        fold_version: FOLD_VERSION,
        pack,
        service: "longfor-dispatch".into(),
        report: "The lamp is dark, the toilet drains slowly.".into(),
        area: Area::Indoor,
        emergency: false,
        customer: CustomerCopy { card: CardId([5; 16]), version: 1, name: "Wang Fang".into(), phone: None },
        site: SiteCopy {
            card: CardId([6; 16]),
            version: 1,
            address: "3-1802".into(),
            time_zone: "CST-8".into(),
        },
        reported_at_ms: TEN - 120 * MINUTE,
        visit: FIRST,
        reporter: None,
        origin: Origin::Office,
        parent: None,
    }
}

impl Job {
    pub(crate) fn new() -> Self {
        let sources = doorstep_packs::builtin("property-repair").unwrap();
        let published = doorstep_packs::compile_sources(&sources).unwrap();
        let office = signer(1, "Lin Wei", "office");
        let technician = signer(2, "Li Qiang", "technician");
        let (case, _) = Case::create(created(published.id), &writer(&office, TEN - 60 * MINUTE, 0)).unwrap();
        Self {
            case,
            office,
            technician,
            pack: published.pack,
            pack_id: published.id,
            now_ms: TEN,
            actions: 0,
            blobs: Stored::default(),
        }
    }

    pub(crate) fn record(&mut self, body: impl Into<Body>) -> FactId {
        self.by(|job| job.technician.clone(), body)
    }

    pub(crate) fn office_records(&mut self, body: impl Into<Body>) -> FactId {
        self.by(|job| job.office.clone(), body)
    }

    fn by(&mut self, who: impl Fn(&Self) -> Signer, body: impl Into<Body>) -> FactId {
        let signer = who(self);
        self.actions += 1;
        let seen = self.case.version();
        self.case.record(&seen, body, &writer(&signer, self.now_ms, self.actions), None).unwrap();
        self.case.version().facts[0]
    }

    pub(crate) fn edit(&mut self, edit: Edit) {
        self.actions += 1;
        let (seen, signer) = (self.case.version(), self.technician.clone());
        self.case.edit(&seen, &[edit], &writer(&signer, self.now_ms, self.actions)).unwrap();
    }

    pub(crate) fn line(&mut self, id: u8, item: Option<&str>, what: &str, cost: Option<i64>) {
        self.edit(Edit::AddLine {
            id: LineId([id; 8]),
            line: NewLine {
                quote: QUOTE,
                visit: FIRST,
                item: item.map(str::to_owned),
                what: what.to_owned(),
                quantity: 1.into(),
                cost: cost.map(Money),
            },
        });
    }

    pub(crate) fn work(&mut self, visit: VisitId, minutes: i64) {
        let started = self.record(WorkStarted { visit, lines: Vec::new() });
        self.now_ms += minutes * MINUTE;
        self.record(WorkStopped { visit, started });
    }

    pub(crate) fn sign(&mut self, visit: VisitId, role: SignatureRole, quote: Option<QuoteId>) {
        self.actions += 1;
        let language = Language::english();
        let visible = Visible { visit, role, quote, language: &language, preamble: "" };
        let prepared = self.case.prepare_statement(&visible, &self.pack, self.pack_id).unwrap();
        let signature = NewSignature { signer: person(), strokes: sample::strokes().unwrap(), proxy: None };
        let technician = self.technician.clone();
        let writer = writer(&technician, self.now_ms, self.actions);
        let items = self.case.sign(&prepared, &signature, &writer, None).unwrap();
        self.blobs.store(&items);
    }

    /// Both visits of a job that is done, signed and rated.
    pub(crate) fn done() -> Self {
        let mut job = Self::new();
        job.office_records(Appointed { visit: FIRST, start_ms: TEN, end_ms: None, reason: None });
        job.record(PhaseEntered { visit: FIRST, phase: Phase::Arrived });
        job.line(1, Some("bulb-change"), "", None);
        job.line(2, Some("toilet-unblock"), "", None);
        job.line(3, None, "Ballast 36 W", Some(1_234));
        let price_book = job.case.price_book_of(QUOTE, &job.pack).unwrap();
        job.record(QuoteOffered {
            visit: FIRST,
            quote: QUOTE,
            price_book,
            estimated_minutes: 30,
            statement: None,
            pack: None,
        });
        job.record(consent(true, None));
        job.work(FIRST, 17);
        job.record(VisitEnded {
            visit: FIRST,
            outcome: VisitOutcome::Unfinished,
            reason: Some("ballast missing".into()),
            person: Some("Li Qiang".into()),
        });
        job.now_ms += 24 * 60 * MINUTE;
        job.office_records(VisitPlanned {
            visit: SECOND,
            reason: "part missing".into(),
            after_visit: Some(FIRST),
        });
        job.record(PhaseEntered { visit: SECOND, phase: Phase::Arrived });
        job.work(SECOND, 12);
        job.edit(Edit::SetAnswer {
            key: AnswerKey::step(SECOND, "site_clean"),
            value: Some(Value::Bool(true)),
        });
        job.sign(SECOND, SignatureRole::CustomerAccept, Some(QUOTE));
        job.record(Rated {
            visit: SECOND,
            scale: "satisfaction".into(),
            grade: "satisfied".into(),
            opinion: Some("Clean and quick.".into()),
            by: None,
        });
        job.record(Completed { visit: SECOND });
        job.record(VisitEnded { visit: SECOND, outcome: VisitOutcome::Done, reason: None, person: None });
        job
    }

    pub(crate) fn report_in(&self, language: &Language) -> WorkReport {
        let company = Company { name: "Longfor".into(), contact: None };
        WorkReport::of(&Source {
            case: &self.case,
            pack: &self.pack,
            pack_id: self.pack_id,
            language,
            company: &company,
            audience: Some(Audience::Archive),
            blobs: &self.blobs,
        })
        .unwrap()
    }

    pub(crate) fn report(&self) -> WorkReport {
        self.report_in(&Language::english())
    }
}

impl Stored {
    fn store(&mut self, items: &[Item]) {
        for item in items {
            self.0.insert(doorstep_domain::digest::sha256(&item.bytes).into(), item.bytes.to_vec());
        }
    }
}

pub(crate) fn writer(signer: &Signer, now_ms: i64, action: u64) -> Writer<'_> {
    let device = signer.certificate().body().device.0[0];
    let mut entropy = [device; 16];
    entropy[8..].copy_from_slice(&action.to_be_bytes());
    let time = TimeEvidence { wall_ms: now_ms, boot_ms: now_ms, boot_id: u64::from(device) };
    Writer { signer, acting: None, time, actor: [device; 16], entropy }
}

pub(crate) fn person() -> Person {
    Person { name: "Wang Fang".into(), phone: None, relation: Some("owner".into()) }
}

pub(crate) fn consent(accepted: bool, reason: Option<&str>) -> Consented {
    Consented {
        visit: FIRST,
        what: ConsentWhat::Quote,
        quote: Some(QUOTE),
        step: None,
        accepted,
        reason: reason.map(str::to_owned),
        by: person(),
        signature: None,
        options: None,
        total_minor: None,
    }
}
