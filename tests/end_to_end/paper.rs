//! The printed report: the phone and the office make the same paper from the same state, font and language.

use std::path::Path;

use doorstep_core::{Company, Core, Error, NewPhoto, NewSignature};
use doorstep_domain::fact::{Person, SignatureRole};
use doorstep_domain::id::{CaseId, QuoteId, VisitId};
use doorstep_domain::pack::Audience;
use doorstep_domain::signature::{Point, Stroke, Strokes};
use doorstep_domain::text::Language;
use doorstep_domain::value::AnswerKey;
use doorstep_tests::world::Phone;

use crate::work::Crew;

const FONT: &[u8] = include_bytes!("../../core/report/tests/font/sample.otf");
const LAMP: &[u8] = include_bytes!("../../core/report/tests/sample/lamp.png");

fn person() -> Person {
    Person { name: "王芳".to_owned(), phone: None, relation: Some("owner".to_owned()) }
}

fn strokes() -> Strokes {
    let point = |step: i32| Point {
        x: step * 600,
        y: (step % 5) * 900,
        t_ms: u32::try_from(step * 16).unwrap(),
        pressure: Some(600),
    };
    Strokes::new(vec![Stroke((0..40).map(point).collect())]).unwrap()
}

/// A day's work: answers, a photo, a quote that is accepted and signed.
fn work(phone: &Phone, case: CaseId) -> VisitId {
    let core = phone.core().unwrap();
    let version = || core.job(case).unwrap().version;
    let visit = core.job(case).unwrap().state.current_visit().unwrap();
    let lamp = phone.dir().join("lamp.png");
    std::fs::write(&lamp, LAMP).unwrap();
    let answer = |step: &str, value: doorstep_domain::value::Value| {
        core.answer(case, &version(), vec![(AnswerKey::step(visit, step), Some(value))]).unwrap();
    };
    answer("alone", true.into());
    answer("survey", "镇流器烧毁，下水半堵".into());
    core.take_photo(case, &version(), NewPhoto::new(visit, "survey", "before"), &lamp).unwrap();
    quote(core, case, visit);
    let role = SignatureRole::CustomerQuoteConsent;
    let prepared = core.prepare_signature(case, visit, role, Some(QUOTE), "").unwrap();
    core.sign(case, &prepared, &NewSignature { signer: person(), strokes: strokes(), proxy: None }).unwrap();
    visit
}

const QUOTE: QuoteId = QuoteId([7; 8]);

fn quote(core: &Core, case: CaseId, visit: VisitId) {
    let version = || core.job(case).unwrap().version;
    core.add_line(case, &version(), crate::work::new_line(visit, 2)).unwrap();
    core.offer_quote(case, &version(), visit, QUOTE, 30).unwrap();
    core.consent(case, &version(), crate::quotes::consented(visit, QUOTE, true)).unwrap();
}

fn company() -> Company {
    Company { name: String::new(), contact: None }
}

#[test]
fn the_phone_and_the_office_print_the_same_paper() {
    let crew = Crew::of(&["chen", "lin"], true);
    let (case, chen) = (crew.case, &crew.phones[0]);
    work(chen, case);
    crew.everybody_syncs();
    let print = |phone: &Phone, language: &Language, copy| {
        phone.core().unwrap().report_pdf(case, language, &company(), copy)
    };
    let none = print(chen, &Language::chinese(), None);
    assert!(matches!(none, Err(Error::NoFont)), "{none:?}");
    chen.core().unwrap().work_report(case, &Language::chinese(), &company(), None).unwrap();

    crew.company.node().publish_font(FONT.to_vec()).unwrap();
    crew.everybody_syncs();
    let office = crew.company.node().office();
    for language in [Language::chinese(), Language::english()] {
        for copy in [None, Some(Audience::Customer), Some(Audience::Desk)] {
            let page = chen.core().unwrap().work_report(case, &language, &company(), copy).unwrap();
            assert_eq!(page, office.report(case, &language, copy).unwrap());
            let paper = print(chen, &language, copy).unwrap();
            assert!(paper.starts_with(b"%PDF-1.7"));
            assert_eq!(paper, office.report_pdf(case, &language, copy).unwrap().bytes);
        }
    }
    // The small picture came with the fact: a phone that never saw the photo prints the same.
    let other = print(&crew.phones[1], &Language::chinese(), None).unwrap();
    assert_eq!(other, print(chen, &Language::chinese(), None).unwrap());
}

#[test]
fn a_font_is_kept_over_a_restart_and_announced_once() {
    let mut crew = Crew::of(&["chen"], true);
    let node = std::sync::Arc::clone(crew.company.node());
    let font = node.publish_font(FONT.to_vec()).unwrap();
    assert_eq!(node.publish_font(FONT.to_vec()).unwrap(), font);
    crew.everybody_syncs();
    crew.phones[0].restart().unwrap();
    let chen = &crew.phones[0];
    chen.core().unwrap().report_pdf(crew.case, &Language::english(), &company(), None).unwrap();
    let fonts = |dir: &Path| std::fs::read_dir(dir.join("fonts")).map_or(0, Iterator::count);
    assert_eq!(fonts(chen.dir()), 1);
    assert!(node.publish_font(b"no font".to_vec()).is_err());
    chen.sync().unwrap();
    chen.core().unwrap().report_pdf(crew.case, &Language::english(), &company(), None).unwrap();
}

#[test]
fn a_copy_leaves_out_what_the_pack_says_and_admits_it() {
    let crew = Crew::of(&["chen"], false);
    let (case, chen) = (crew.case, &crew.phones[0]);
    work(chen, case);
    let page = |copy| chen.core().unwrap().work_report(case, &Language::english(), &company(), copy).unwrap();
    let (record, customer, team) = (page(None), page(Some(Audience::Customer)), page(Some(Audience::Team)));
    assert!(record.contains("What happened</h2>") && !record.contains("Not on this copy"));
    assert!(!customer.contains("What happened</h2>"));
    assert!(customer.contains("Not on this copy: What happened</p>"), "only what there was");
    assert!(team.contains("What happened</h2>"));
    let phone = "139 0013 9000";
    assert!(
        record.contains(phone) && customer.contains(phone) && !team.contains(phone),
        "no number stays with a worker"
    );
    for copy in [&record, &customer, &team] {
        assert!(copy.contains("<svg class=\"pad\""), "signatures are on every copy");
    }
    let code = |page: &str| page.split("DOORSTEP:R1:").nth(1).unwrap().split('"').next().unwrap().to_owned();
    assert_eq!(code(&record), code(&customer), "all name the same state");
}

#[test]
fn the_price_list_is_a_paper_of_its_own() {
    let crew = Crew::of(&["chen"], true);
    crew.company.node().publish_font(FONT.to_vec()).unwrap();
    crew.everybody_syncs();
    let (case, core, office) = (crew.case, crew.phones[0].core().unwrap(), crew.company.node().office());
    for language in [Language::chinese(), Language::english()] {
        let page = core.price_list(case, &language, &company()).unwrap();
        assert_eq!(page, office.price_list(case, &language).unwrap());
        let paper = core.price_list_pdf(case, &language, &company()).unwrap();
        assert_eq!(paper, office.price_list_pdf(case, &language).unwrap().bytes);
    }
    let page = core.price_list(case, &Language::chinese(), &company()).unwrap();
    for text in ["收费公示", "收费说明", "先报价", "元</td>"] {
        assert!(page.contains(text), "{text}");
    }
}
