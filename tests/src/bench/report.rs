//! The work report of a job with 40 steps, 6 lines and 12 photos: the page of HTML, the PDF, and the font read once.

use std::collections::BTreeSet;
use std::time::Instant;

use doorstep_domain::fact::{Area, Person, SignatureRole};
use doorstep_domain::fold::Outcome;
use doorstep_domain::id::VisitId;
use doorstep_domain::money::Money;
use doorstep_domain::signature::{Point, Stroke, Strokes};
use doorstep_domain::text::Language;
use doorstep_report::{
    Author, CheckGroup, CheckLine, CheckState, Company, Currency, Event, Form, Image, ImageKind, LineAmount,
    Photo, Quote, QuoteLine, Seal, Signature, Since, Subject, Typeface, Visit, WorkReport, render,
    render_pdf, signature_png,
};
use serde_json::json;

use super::ratio::median;
use super::{Figures, Ratio, Row};
use crate::world::Trouble;

const ROUNDS: usize = 9;
/// Where Debian keeps the font of the demo; without it the letters of the tests.
const FONT: &str = "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc";
const LETTERS: &[u8] = include_bytes!("../../../core/report/tests/font/sample.otf");
const PICTURE: &[u8] = include_bytes!("../../../core/report/tests/sample/lamp.png");

pub(super) fn measure() -> Result<Figures, Trouble> {
    let (report, language) = (report()?, Language::chinese());
    let bytes = std::fs::read(FONT).unwrap_or_else(|_| LETTERS.to_vec());
    let font_bytes = bytes.len();
    let start = Instant::now();
    let font = Typeface::open(bytes)?;
    let font_us = micros(start)?;
    let (mut html_us, mut pdf_us) = (Vec::new(), Vec::new());
    let (mut html_bytes, mut pdf_bytes) = (0, 0);
    for _ in 0..ROUNDS {
        let start = Instant::now();
        html_bytes = render(&report, &language).len();
        html_us.push(micros(start)?);
        let start = Instant::now();
        pdf_bytes = render_pdf(&report, &language, &font)?.len();
        pdf_us.push(micros(start)?);
    }
    let (html_us, pdf_us) = (median(html_us), median(pdf_us));
    let strokes = hand()?;
    let signed = super::signed::record(&strokes);
    let start = Instant::now();
    let png_bytes = signature_png(&strokes, 600).map_or(0, |png| png.len());
    let png_us = micros(start)?;
    let row =
        |what: &str, found: String| Row { what: what.to_owned(), found, target: String::new(), met: None };
    Ok(Figures {
        rows: vec![
            row("page of HTML, µs", html_us.to_string()),
            row("PDF, µs", pdf_us.to_string()),
            row("PDF against HTML, time", Ratio::of(pdf_us, html_us).to_string()),
            row("page of HTML, bytes", html_bytes.to_string()),
            row("PDF, bytes", pdf_bytes.to_string()),
            row("font read once, µs", font_us.to_string()),
            row("signature: strokes, bytes", signed.strokes.to_string()),
            row("signature: what was signed, bytes", signed.view.to_string()),
            row("signature: the fact, bytes", signed.fact.to_string()),
            row("signature as PNG of 600 points, bytes", png_bytes.to_string()),
            row("signature as PNG of 600 points, µs", png_us.to_string()),
        ],
        json: json!({
            "html_us": html_us, "pdf_us": pdf_us, "html_bytes": html_bytes, "pdf_bytes": pdf_bytes,
            "font_bytes": font_bytes, "font_us": font_us,
            "signature_strokes_bytes": signed.strokes, "signature_view_bytes": signed.view,
            "signature_fact_bytes": signed.fact, "signature_png_bytes": png_bytes, "signature_png_us": png_us,
        }),
    })
}

fn micros(start: Instant) -> Result<u64, Trouble> {
    Ok(u64::try_from(start.elapsed().as_micros())?)
}

fn report() -> Result<WorkReport, Trouble> {
    let person = || Person { name: "王芳".into(), phone: Some("138 0013 8000".into()), relation: None };
    let author = Author { name: "李强".into(), role: "维修工".into(), device: "A7".into() };
    let event = |minute: i64| Event {
        at_ms: minute * 60_000,
        clock_is_sure: true,
        what: "步骤完成：现场勘察并拍照".into(),
        by: author.clone(),
    };
    Ok(WorkReport {
        company: Company { name: "龙湖物业服务有限公司".into(), contact: None },
        form: Form { title: "派工单".into(), code: None },
        copy: None,
        number: "A7-0012".into(),
        service: "户内维修".into(),
        subject: Subject {
            customer: person(),
            reporter: None,
            address: "滨江花园 12 号 3 栋 1802 室".into(),
            area: Area::Indoor,
            time_zone: "CST-8".into(),
            emergency: false,
            report: "厨房灯闪烁，卫生间马桶下水慢。".into(),
            reported_at_ms: 0,
        },
        outcome: Outcome::Completed { visit: VisitId([2; 8]) },
        archived: false,
        remaining: None,
        visits: vec![Visit { number: 1, technicians: vec!["李强".into()], ..Visit::default() }],
        checklist: vec![CheckGroup { title: "施工".into(), lines: (0..40).map(|_| step()).collect() }],
        coverage: None,
        quotes: vec![quote()],
        materials: Vec::new(),
        consents: Vec::new(),
        ratings: Vec::new(),
        photos: (0..12).map(|index| photo(index, &author.name)).collect(),
        signatures: vec![signature(person())?],
        unsigned: Vec::new(),
        entries: Vec::new(),
        decisions: Vec::new(),
        lost: Vec::new(),
        timeline: (0..60).map(event).collect(),
        copies: Vec::new(),
        seal: Seal { case: format!("case_{}", "3f".repeat(16)), state: "9c".repeat(32), ..Seal::default() },
        left_out: BTreeSet::new(),
    })
}

fn step() -> CheckLine {
    CheckLine {
        title: "现场勘察并拍照，向客户说明".into(),
        state: CheckState::Done,
        answer: Some("镇流器烧毁，下水半堵".into()),
        evidence: vec!["2 张照片".into()],
    }
}

fn quote() -> Quote {
    let line = || QuoteLine {
        title: "镇流器 36W".into(),
        quantity: "1 个".into(),
        amount: LineAmount::Priced(Money(1_600)),
        trace: vec!["价目表外材料：成本 12.34 元 × 1.3 × 1 = 16.042，四舍五入到 0.10 = 16.00 元".into()],
    };
    Quote {
        title: String::new(),
        currency: Currency { name: "元".into(), minor_digits: 2 },
        lines: (0..6).map(|_| line()).collect(),
        above: Vec::new(),
        total: Some(Money(9_600)),
        below: Vec::new(),
        problems: Vec::new(),
        minutes: Some(29),
        accepted: Some(true),
        remark: None,
        is_recommended: false,
        price_book: "龙湖 2026".into(),
    }
}

fn photo(index: u8, by: &str) -> Photo {
    let mut bytes = PICTURE.to_vec();
    // Behind the end of the picture: each is a file of its own, as twelve photos are.
    bytes.push(index);
    Photo {
        caption: "维修前：镇流器烧毁".into(),
        by: by.to_owned(),
        at_ms: i64::from(index) * 60_000,
        hash: "a1b2".repeat(16),
        thumbnail: Some(Image { kind: ImageKind::Png, bytes }),
        marks: Vec::new(),
        again: index % 2 == 1,
    }
}

/// Two seconds of writing on a screen that feels the pen 60 times a second.
fn hand() -> Result<Strokes, Trouble> {
    let point = |step: i32| Point {
        x: step * 300,
        y: (step % 7) * 900,
        t_ms: step.unsigned_abs() * 16,
        pressure: None,
    };
    Ok(Strokes::new(vec![Stroke((0..120).map(point).collect())])?)
}

fn signature(signer: Person) -> Result<Signature, Trouble> {
    Ok(Signature {
        role: SignatureRole::CustomerAccept,
        role_title: None,
        signer,
        strokes: Some(hand()?),
        at_ms: 0,
        stand_in: None,
        provisional: false,
        unconfirmed: false,
        digest: "11aa".repeat(16),
        since: Since::Same,
    })
}
