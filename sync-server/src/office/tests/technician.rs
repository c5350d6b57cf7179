//! A technician with a phone and one job on it.

use doorstep_domain::case::{Case, NewSignature, Visible, Writer};
use doorstep_domain::document::{Edit, NewLine};
use doorstep_domain::fact::*;
use doorstep_domain::id::{FactId, LineId, QuoteId};
use doorstep_domain::money::Money;
use doorstep_domain::signature::{Point, Stroke, Strokes};
use doorstep_domain::sync::Item;
use doorstep_domain::text::Language;
use doorstep_domain::time::TimeEvidence;
use doorstep_domain::value::{AnswerKey, Value};

use super::{MINUTE_MS, Made, load};
use crate::Node;
use crate::testing::{MORNING_MS, Phone};

pub(super) const QUOTE: QuoteId = QuoteId([3; 8]);

/// What somebody does on a phone without a network, until it is pushed.
pub(super) struct Technician<'p> {
    pub(super) phone: &'p mut Phone,
    pub(super) made: Made,
    pub(super) case: Case,
    pub(super) now_ms: i64,
    actions: u8,
    outbox: Vec<Item>,
}

impl<'p> Technician<'p> {
    /// Fetches the job.
    pub(super) fn with(node: &Node, phone: &'p mut Phone, made: Made) -> Self {
        let pulled = phone.sync(node, Vec::new());
        let case = load(node, &made, &pulled);
        Self { phone, made, case, now_ms: MORNING_MS, actions: 0, outbox: Vec::new() }
    }

    pub(super) fn wait(&mut self, minutes: i64) -> &mut Self {
        self.now_ms += minutes * MINUTE_MS;
        self
    }

    pub(super) fn record(&mut self, body: impl Into<Body>) -> FactId {
        self.now_ms += 1_000;
        self.actions += 1;
        let seen = self.case.version();
        let items =
            self.case.record(&seen, body, &writer(self.phone, self.actions, self.now_ms), None).unwrap();
        let fact = Fact::open(&items.last().unwrap().bytes).unwrap().id();
        self.outbox.extend(items);
        fact
    }

    pub(super) fn edit(&mut self, edit: Edit) {
        self.actions += 1;
        let seen = self.case.version();
        let writer = writer(self.phone, self.actions, self.now_ms);
        self.outbox.extend(self.case.edit(&seen, &[edit], &writer).unwrap());
    }

    pub(super) fn answer(&mut self, step: &str, value: Value) {
        let key = AnswerKey::step(self.made.visit, step);
        self.edit(Edit::SetAnswer { key, value: Some(value) });
    }

    pub(super) fn enter(&mut self, phase: Phase) {
        let visit = self.made.visit;
        self.record(PhaseEntered { visit, phase });
    }

    pub(super) fn line(&mut self, id: u8, item: Option<&str>, what: &str, cost: Option<i64>) {
        let line = NewLine {
            quote: QUOTE,
            visit: self.made.visit,
            item: item.map(str::to_owned),
            what: what.to_owned(),
            quantity: 1.into(),
            cost: cost.map(Money),
        };
        self.edit(Edit::AddLine { id: LineId([id; 8]), line });
    }

    /// Shows the quote and gets an answer.
    pub(super) fn offer(&mut self, node: &Node, accepted: bool) {
        let visit = self.made.visit;
        let pack = self.case.state().created.as_ref().unwrap().body.pack;
        let pack = node.shelf.pack(pack).unwrap().unwrap();
        let price_book = self.case.price_book_of(QUOTE, &pack).unwrap();
        self.record(QuoteOffered {
            visit,
            quote: QUOTE,
            price_book,
            estimated_minutes: 30,
            statement: None,
            pack: None,
        });
        self.record(Consented {
            visit,
            what: ConsentWhat::Quote,
            quote: Some(QUOTE),
            step: None,
            accepted,
            reason: (!accepted).then(|| "too dear".to_owned()),
            by: customer(),
            signature: None,
            options: None,
            total_minor: None,
        });
    }

    pub(super) fn work(&mut self, minutes: i64) {
        let visit = self.made.visit;
        let started = self.record(WorkStarted { visit, lines: Vec::new() });
        self.wait(minutes);
        self.record(WorkStopped { visit, started });
    }

    pub(super) fn sign(&mut self, node: &Node) {
        self.sign_as(node, SignatureRole::CustomerAccept, None);
    }

    pub(super) fn sign_as(&mut self, node: &Node, role: SignatureRole, proxy: Option<Proxy>) {
        self.actions += 1;
        let pack_id = self.case.state().created.as_ref().unwrap().body.pack;
        let pack = node.shelf.pack(pack_id).unwrap().unwrap();
        let (visit, language) = (self.made.visit, Language::english());
        let visible = Visible { visit, role, quote: Some(QUOTE), language: &language, preamble: "" };
        let prepared = self.case.prepare_statement(&visible, &pack, pack_id).unwrap();
        let signature = NewSignature { signer: customer(), strokes: strokes(), proxy };
        let writer = writer(self.phone, self.actions, self.now_ms);
        self.outbox.extend(self.case.sign(&prepared, &signature, &writer, None).unwrap());
    }

    /// Sends everything and takes what others did.
    pub(super) fn push(&mut self, node: &Node) {
        let answer = self.phone.sync(node, self.made.push(std::mem::take(&mut self.outbox)));
        assert!(answer.nacks.is_empty(), "{:?}", answer.nacks);
        let items: Vec<Item> = answer.pull.into_iter().flat_map(|group| group.items).collect();
        self.case.apply(&items, &node.root_key());
        node.project().unwrap();
    }
}

fn writer(phone: &Phone, action: u8, wall_ms: i64) -> Writer<'_> {
    let device = phone.signer.certificate().body().device.0;
    let mut entropy = device;
    entropy[8] = entropy[8].wrapping_add(action);
    entropy[9] ^= 0xff;
    let time = TimeEvidence { wall_ms, boot_ms: wall_ms, boot_id: 7 };
    Writer { signer: &phone.signer, acting: None, time, actor: device, entropy }
}

pub(super) fn customer() -> Person {
    Person { name: "Wang Fang".into(), phone: None, relation: Some("owner".into()) }
}

/// A name in one flowing line.
fn strokes() -> Strokes {
    const WAVE: [i32; 8] = [0, 2_600, 4_200, 2_600, 0, -2_600, -4_200, -2_600];
    let along = WAVE.iter().cycle().zip(0..60_i32).map(|(up, i)| Point {
        x: 2_000 + 420 * i,
        y: 6_000 + up + 30 * i,
        t_ms: 20 * u32::try_from(i).unwrap(),
        pressure: Some(400),
    });
    Strokes::new(vec![Stroke(along.collect())]).unwrap()
}
