//! A quote that grew after the customer agreed: asked again where the prices say so, and owed no more until then.

use super::*;
use crate::checklist::MoreMoney;
use crate::document::NewLine;
use crate::id::PackId;
use crate::money::Money;
use crate::pack::Pack;
use crate::signature::{Point, Stroke, Strokes};
use crate::text::Language;

const PACK: PackId = PackId([0x33; 32]);
const QUOTE: QuoteId = QuoteId([0x22; 8]);

fn pack(ask_again_above: Option<i64>) -> Pack {
    let mut pack: Pack = serde_json::from_str(include_str!("../../verify/tests/pack.json")).unwrap();
    pack.price_books.get_mut("prices").unwrap().ask_again_above = ask_again_above.map(Money);
    pack
}

fn line(number: u8, item: &str) -> Edit {
    let line = NewLine {
        quote: QUOTE,
        visit: VISIT,
        item: Some(item.to_owned()),
        what: item.to_owned(),
        quantity: 1.into(),
        cost: None,
    };
    Edit::AddLine { id: LineId([number; 8]), line }
}

struct Visit {
    chen: Person,
    pack: Pack,
}

impl Visit {
    fn quoted(pack: Pack) -> Self {
        let mut chen = Person::begin(2, "technician", Created { service: "repair".into(), ..created() });
        let seen = chen.case.version();
        chen.edit(&seen, line(1, "valve")).unwrap();
        let offered = QuoteOffered {
            visit: VISIT,
            quote: QUOTE,
            price_book: pack.price_book_id("prices").unwrap(),
            estimated_minutes: 0,
            statement: None,
            pack: None,
        };
        chen.record(offered).unwrap();
        Self { chen, pack }
    }

    fn agree_at(&mut self, seen: &Version) {
        let consented = Consented {
            visit: VISIT,
            what: ConsentWhat::Quote,
            quote: Some(QUOTE),
            step: None,
            accepted: true,
            reason: None,
            by: crate::fact::Person { name: "Wang".into(), phone: None, relation: None },
            signature: None,
            options: None,
            total_minor: None,
        };
        self.chen.ticks += 1;
        let signer = self.chen.signer.clone();
        let writer = writer(&signer, 2, self.chen.ticks);
        self.chen.case.record(seen, consented, &writer, Some(&self.pack)).unwrap();
    }

    fn agree(&mut self) {
        self.agree_at(&self.chen.case.version());
    }

    /// The customer signs for the work and what it costs, as the screen shows it.
    fn accept(&mut self) {
        let points = (0..40).map(|i| Point { x: i * 100, y: (i % 7) * 300, t_ms: 0, pressure: None });
        let signature = NewSignature {
            signer: crate::fact::Person { name: "Wang".into(), ..Default::default() },
            strokes: Strokes::new(vec![Stroke(points.collect())]).unwrap(),
            proxy: None,
        };
        let (role, language) = (SignatureRole::CustomerAccept, Language::english());
        let visible = Visible { visit: VISIT, role, quote: Some(QUOTE), language: &language, preamble: "" };
        let shown = self.chen.case.prepare_statement(&visible, &self.pack, PACK).unwrap();
        self.chen.ticks += 1;
        let signer = self.chen.signer.clone();
        let writer = writer(&signer, 2, self.chen.ticks);
        // Without the pack no step has to be done before.
        self.chen.case.sign(&shown, &signature, &writer, None).unwrap();
    }

    fn grow(&mut self) {
        let seen = self.chen.case.version();
        self.chen.edit(&seen, line(2, "hose")).unwrap();
    }

    fn not_agreed(&self) -> Option<Money> {
        let more: Option<MoreMoney> = self.chen.case.not_agreed(QUOTE, &self.pack);
        more.map(|more| more.amount)
    }

    fn due(&self) -> Option<Money> {
        self.chen.case.account(QUOTE, &self.pack).unwrap().due
    }
}

#[test]
fn a_quote_that_grew_is_agreed_to_again_and_owed_only_as_far_as_it_was() {
    let mut visit = Visit::quoted(pack(Some(0)));
    visit.agree();
    assert_eq!((visit.not_agreed(), visit.due()), (None, Some(Money(18_000))));
    visit.grow();
    assert_eq!((visit.not_agreed(), visit.due()), (Some(Money(3_500)), Some(Money(18_000))));
    let answer = visit.chen.case.answer(QUOTE, &visit.pack);
    assert!(matches!(answer, Answer::AgreedBefore { total: Some(Money(18_000)), must_ask_again: true, .. }));
    let account = visit.chen.case.account(QUOTE, &visit.pack).unwrap();
    assert_eq!((account.total, account.not_agreed), (Some(Money(21_500)), Some(Money(3_500))));
    visit.agree();
    assert_eq!((visit.not_agreed(), visit.due()), (None, Some(Money(21_500))));
}

#[test]
fn up_to_the_margin_and_without_the_rule_nobody_is_asked_again() {
    for rule in [None, Some(3_500)] {
        let mut visit = Visit::quoted(pack(rule));
        visit.agree();
        visit.grow();
        assert_eq!((visit.not_agreed(), visit.due()), (None, Some(Money(21_500))), "{rule:?}");
        assert_eq!(visit.chen.case.answer(QUOTE, &visit.pack), Answer::Agreed);
    }
    let mut visit = Visit::quoted(pack(Some(3_499)));
    visit.agree();
    visit.grow();
    assert_eq!(visit.not_agreed(), Some(Money(3_500)));
}

#[test]
fn who_agrees_on_a_stale_screen_agreed_to_what_it_showed() {
    let mut visit = Visit::quoted(pack(Some(0)));
    let shown = visit.chen.case.version();
    visit.grow();
    visit.agree_at(&shown);
    assert_eq!(visit.not_agreed(), Some(Money(3_500)), "the hose was not on that screen");
}

#[test]
fn who_accepts_the_work_signs_what_it_costs() {
    let mut visit = Visit::quoted(pack(Some(0)));
    visit.agree();
    visit.grow();
    visit.accept();
    assert_eq!((visit.not_agreed(), visit.due()), (None, Some(Money(21_500))), "the hose was on the slip");
    visit.chen.edit(&visit.chen.case.version(), line(3, "hose")).unwrap();
    assert_eq!((visit.not_agreed(), visit.due()), (Some(Money(3_500)), Some(Money(21_500))));
    visit.agree();
    assert_eq!((visit.not_agreed(), visit.due()), (None, Some(Money(25_000))), "the newest word counts");
}

#[test]
fn a_signature_without_any_consent_agrees_to_nothing() {
    let mut visit = Visit::quoted(pack(Some(0)));
    visit.accept();
    let quote = &visit.chen.case.state().quotes[&QUOTE];
    assert_eq!((quote.consent.as_ref(), quote.agreed_total), (None, None));
}
