//! A small job as honest people make it, and as its file looks.

use std::collections::BTreeMap;

use crate::case::{Applied, Case, NewSignature, Stored, Version, Visible, Writer};
use crate::certificate::Signer;
use crate::digest::sha256;
use crate::document::{Edit, NewLine};
use crate::envelope::Signed;
use crate::fact::*;
use crate::id::*;
use crate::jobfile::{HeldReceipt, JobFile};
use crate::manifest::{CaseManifest, Leaf, OwnActor};
use crate::pack::{self, Pack, pack_id};
use crate::receipt::{Level, Receipt, items_digest};
use crate::scan::{self, Limits};
use crate::signature::{Point, Stroke, Strokes};
use crate::sync::{Item, ItemKind};
use crate::tests::{VISIT, created, root, signer};
use crate::text::Language;
use crate::time::TimeEvidence;
use crate::value::{AnswerKey, Value};

pub(super) const QUOTE: QuoteId = QuoteId([0x22; 8]);
pub(super) const PHOTO: &[u8] = b"\xff\xd8\xff a tap that drips";
/// 2026-04-01 01:00 UTC.
const START_MS: i64 = 1_775_005_200_000;

/// The rules of the job, as a published file.
pub(super) fn rules() -> (Vec<u8>, Pack) {
    let pack: Pack = serde_json::from_str(include_str!("pack.json")).unwrap();
    (pack::write(&BTreeMap::new(), &pack).unwrap(), pack)
}

/// Somebody with a device.
#[derive(Clone)]
pub(super) struct Hand {
    pub(super) signer: Signer,
    /// Minutes that the device's clock goes wrong.
    pub(super) clock_off: i64,
}

impl Hand {
    pub(super) fn new(number: u8, role: &str) -> Self {
        Self { signer: signer(number, role), clock_off: 0 }
    }

    fn number(&self) -> u8 {
        self.signer.certificate().body().device.0[0]
    }
}

/// A job with everything that anybody ever wrote in it.
pub(super) struct Job {
    pub(super) case: Case,
    pub(super) items: Vec<Item>,
    pub(super) blobs: Vec<Vec<u8>>,
    pub(super) receipts: Vec<HeldReceipt>,
    pub(super) pack: Pack,
    pack_file: Vec<u8>,
    tick: i64,
}

impl Job {
    pub(super) fn begin(office: &Hand) -> Self {
        Self::begin_with(office, 0)
    }

    /// Another job for every number.
    pub(super) fn begin_with(office: &Hand, number: u8) -> Self {
        let (pack_file, pack) = rules();
        let body = Created {
            pack: pack_id(&pack_file),
            service: "repair".into(),
            number: format!("A1-000{number}"),
            ..created()
        };
        let mut writer = writer(office, 0);
        writer.entropy[0] = number;
        let (case, items) = Case::create(body, &writer).unwrap();
        Self { case, items, blobs: Vec::new(), receipts: Vec::new(), pack, pack_file, tick: 0 }
    }

    pub(super) fn record(&mut self, hand: &Hand, body: impl Into<Body>) -> FactId {
        let (seen, writer) = (self.case.version(), self.next(hand));
        let made = self.case.record(&seen, body, &writer, None).unwrap();
        self.keep(made)
    }

    fn keep(&mut self, made: Vec<Item>) -> FactId {
        let id = made.last().unwrap().hash().unwrap().into();
        self.items.extend(made);
        id
    }

    fn next<'h>(&mut self, hand: &'h Hand) -> Writer<'h> {
        self.tick += 1;
        writer(hand, self.tick)
    }

    pub(super) fn edit(&mut self, hand: &Hand, edit: Edit) {
        let seen = self.case.version();
        self.edit_at(hand, &seen, edit);
    }

    pub(super) fn edit_at(&mut self, hand: &Hand, seen: &Version, edit: Edit) {
        let writer = self.next(hand);
        let made = self.case.edit(seen, &[edit], &writer).unwrap();
        self.items.extend(made);
    }

    pub(super) fn answer(&mut self, hand: &Hand, step: &str, value: bool) {
        let key = AnswerKey::step(VISIT, step);
        self.edit(hand, Edit::SetAnswer { key, value: Some(Value::Bool(value)) });
    }

    pub(super) fn line(&mut self, hand: &Hand, number: u8, item: &str) {
        self.edit(hand, line(QUOTE, number, item));
    }

    pub(super) fn photograph(&mut self, hand: &Hand) -> FactId {
        self.blobs.push(PHOTO.to_vec());
        let photo = PhotoTaken {
            visit: VISIT,
            step: "before".into(),
            role: "before".into(),
            blob: sha256(PHOTO).into(),
            size_bytes: PHOTO.len() as u64,
            media_type: "image/jpeg".into(),
            thumbnail: None,
            line: None,
            pair: None,
        };
        self.record(hand, photo)
    }

    pub(super) fn offer(&mut self, hand: &Hand, quote: QuoteId) {
        let price_book = self.pack.price_book_id("prices").unwrap();
        let offered = QuoteOffered {
            visit: VISIT,
            quote,
            price_book,
            estimated_minutes: 0,
            statement: None,
            pack: None,
        };
        self.record(hand, offered);
    }

    /// The customer signs what is on the screen.
    pub(super) fn sign(&mut self, hand: &Hand, role: SignatureRole, quote: Option<QuoteId>) -> FactId {
        let language = Language::english();
        let visible = Visible { visit: VISIT, role, quote, language: &language, preamble: "I agree." };
        let pack = pack_id(&self.pack_file);
        let prepared = self.case.prepare_statement(&visible, &self.pack, pack).unwrap();
        let signature = NewSignature { signer: customer(), strokes: name(), proxy: None };
        let writer = self.next(hand);
        let made = self.case.sign(&prepared, &signature, &writer, None).unwrap();
        self.keep(made)
    }

    pub(super) fn consent(&mut self, hand: &Hand, quote: QuoteId, signature: FactId) -> FactId {
        let consented = Consented {
            visit: VISIT,
            what: ConsentWhat::Quote,
            quote: Some(quote),
            step: None,
            accepted: true,
            reason: None,
            by: customer(),
            signature: Some(signature),
            options: None,
            total_minor: None,
        };
        self.record(hand, consented)
    }

    /// The device signs for every change that is its own.
    pub(super) fn vouch(&mut self, hand: &Hand) {
        let own = self.own(hand);
        let leaf = Leaf::new(self.case.id(), [hand.number(); 16], own);
        let time = self.next(hand).time;
        let kept = CaseManifest::seal(vec![leaf], time, &hand.signer).remove(0);
        self.items.push(Item::new(ItemKind::Manifest, kept.to_bytes()));
    }

    pub(super) fn own(&self, hand: &Hand) -> Vec<OwnActor> {
        let mut own: BTreeMap<[u8; 16], (u64, ChangeId)> = BTreeMap::new();
        for item in self.items.iter().filter(|item| item.kind == ItemKind::Change.code()) {
            let change = scan::change(&item.bytes, &Limits::CHANGE).unwrap();
            // Of this hand's own starts: see `writer`.
            if change.actor[15] == hand.number() || change.actor[14] == hand.number() {
                let newest = own.entry(change.actor).or_insert((change.seq, change.id));
                *newest = (*newest).max((change.seq, change.id));
            }
        }
        own.into_iter().map(|(actor, (_, newest))| OwnActor { actor, newest }).collect()
    }

    /// The office signs that it holds everything made until now.
    pub(super) fn receive(&mut self, office: &Hand) {
        let travels = |item: &&Item| item.kind != ItemKind::SmallBlob.code();
        let items: Vec<Hash> = self.items.iter().filter(travels).map(|item| item.hash().unwrap()).collect();
        let receipt = Receipt {
            tenant: TenantId::of_root_key(&root().public().0),
            epoch: 1,
            device: DeviceId([2; 16]),
            request: RequestId([u8::try_from(self.receipts.len()).unwrap(); 16]),
            level: Level::Durable,
            items: items_digest(&items),
            count: u32::try_from(items.len()).unwrap(),
            at_ms: self.next(office).time.wall_ms,
            certificate: office.signer.id(),
            seq: None,
        };
        let receipt = Signed::seal(receipt, office.signer.key()).to_bytes().into();
        self.receipts.push(HeldReceipt { receipt, items });
    }

    /// What another device has of it that writes on at the same time.
    pub(super) fn copy(&self) -> Self {
        let stored = Stored { snapshot: None, items: self.items.clone() };
        let case = Case::load(self.case.id(), &stored, &root().public()).unwrap();
        Self {
            case,
            items: self.items.clone(),
            blobs: self.blobs.clone(),
            receipts: self.receipts.clone(),
            pack: self.pack.clone(),
            pack_file: self.pack_file.clone(),
            tick: self.tick,
        }
    }

    /// Takes in what another device wrote.
    pub(super) fn merge(&mut self, other: &Self) {
        let results = self.case.apply(&other.items, &root().public());
        for (item, result) in other.items.iter().zip(results) {
            if !matches!(result, Applied::Refused { .. }) && !self.items.contains(item) {
                self.items.push(item.clone());
            }
        }
        self.tick = self.tick.max(other.tick);
    }

    pub(super) fn file(&self) -> JobFile {
        JobFile {
            root_key: root().public(),
            case: self.case.id(),
            items: self.items.clone(),
            blobs: self.blobs.iter().cloned().map(Into::into).collect(),
            packs: vec![self.pack_file.clone().into()],
            receipts: self.receipts.clone(),
        }
    }
}

pub(super) fn line(quote: QuoteId, number: u8, item: &str) -> Edit {
    let line = NewLine {
        quote,
        visit: VISIT,
        item: Some(item.to_owned()),
        what: item.to_owned(),
        quantity: 1.into(),
        cost: None,
    };
    Edit::AddLine { id: LineId([number; 8]), line }
}

/// A minute passes with each thing that anybody does.
fn writer(hand: &Hand, tick: i64) -> Writer<'_> {
    let number = hand.number();
    let wall_ms = START_MS + (tick + hand.clock_off) * 60_000;
    let mut entropy = [0; 16];
    entropy[..8].copy_from_slice(&tick.to_be_bytes());
    entropy[14] = number;
    let mut actor = [0xaa; 16];
    actor[15] = number;
    // Every moment is another start of the device: what its clock says is its own claim.
    let time = TimeEvidence {
        wall_ms,
        boot_ms: tick * 60_000,
        boot_id: u64::from(number) << 32 | tick.cast_unsigned(),
    };
    Writer { signer: &hand.signer, acting: None, time, actor, entropy }
}

fn customer() -> Person {
    Person { name: "Wang".into(), phone: None, relation: Some("owner".into()) }
}

/// Two strokes, long enough to be somebody's name.
pub(super) fn name() -> Strokes {
    let stroke = |y: i32| {
        let point = |step: i32| Point {
            x: 500 * step,
            y: y + 300 * (step % 3),
            t_ms: 16 * step.unsigned_abs(),
            pressure: None,
        };
        Stroke((0..12).map(point).collect())
    };
    Strokes::new(vec![stroke(0), stroke(1_500)]).unwrap()
}

/// Office, technician, colleague.
pub(super) fn hands() -> [Hand; 3] {
    [Hand::new(1, "office"), Hand::new(2, "technician"), Hand::new(3, "technician")]
}

/// A job that was quoted, agreed to and accepted; written, vouched for and received by everybody who should.
pub(super) fn signed_job() -> Job {
    let [office, chen, _] = hands();
    let mut job = Job::begin(&office);
    job.answer(&chen, "valve", true);
    job.photograph(&chen);
    job.line(&chen, 1, "valve");
    job.offer(&chen, QUOTE);
    let signature = job.sign(&chen, SignatureRole::CustomerQuoteConsent, Some(QUOTE));
    job.consent(&chen, QUOTE, signature);
    job.vouch(&office);
    job.vouch(&chen);
    job.receive(&office);
    job
}
