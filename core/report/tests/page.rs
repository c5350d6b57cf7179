//! What every page promises, held against the sample reports in both languages.

mod sample;

use doorstep_domain::signature::Difference;
use doorstep_domain::text::Language;
use doorstep_report::{Image, ImageKind, LineAmount, Since, WorkReport, render};
use sample::Words;

const ENGLISH: Words = Words(false);
const CHINESE: Words = Words(true);

fn english(report: &WorkReport) -> String {
    render(report, &Language::english())
}

fn chinese(report: &WorkReport) -> String {
    render(report, &Language::chinese())
}

fn every_page() -> Vec<String> {
    let samples = [
        sample::bare,
        sample::rich,
        sample::open,
        sample::absent,
        sample::declined,
        sample::coordination,
        sample::long,
    ];
    samples.iter().flat_map(|of| [english(&of(ENGLISH)), chinese(&of(CHINESE))]).collect()
}

/// The texts of all headings of a level.
fn headings<'a>(page: &'a str, open: &str, close: &str) -> Vec<&'a str> {
    page.split(open).skip(1).filter_map(|rest| rest.split(close).next()).collect()
}

/// Fails with the tag that is not closed, or closed and not open. Void elements and self-closed ones count as none.
fn assert_well_nested(page: &str) {
    let mut open: Vec<&str> = Vec::new();
    for tag in page.split('<').skip(1).filter_map(|rest| rest.split('>').next()) {
        let name = tag.split([' ', '/']).find(|part| !part.is_empty()).unwrap_or_default();
        match tag {
            _ if tag.starts_with('/') => assert_eq!(open.pop(), Some(name), "closed: {tag}"),
            _ if tag.ends_with('/') || ["!doctype", "meta", "img"].contains(&name) => {}
            _ => open.push(name),
        }
    }
    assert_eq!(open, Vec::<&str>::new());
}

#[test]
fn the_sections_stand_in_the_order_of_a_visit() {
    assert_eq!(
        headings(&english(&sample::rich(ENGLISH)), "<h2>", "</h2>"),
        [
            "Needs a decision",
            "Visits",
            "Checklist",
            "Covered and paid",
            "Price",
            "Materials",
            "Consents and refusals",
            "Rating",
            "Signatures",
            "Photos",
            "Kept beside what counts",
            "What happened",
            "Copies handed out",
            "Seal of this record",
        ]
    );
    assert_eq!(
        headings(&chinese(&sample::open(CHINESE)), "<h2>", "</h2>"),
        ["上门记录", "签名", "记录校验"],
        "what did not happen has no heading, except what everybody looks for"
    );
}

#[test]
fn every_page_is_well_formed() {
    for page in every_page() {
        assert!(page.starts_with("<!doctype html>\n<html lang=\""));
        let body = page.split("</style>").nth(1).unwrap();
        assert_well_nested(&format!("<html><head>{body}"));
    }
}

#[test]
fn no_page_runs_or_loads_anything() {
    for page in every_page() {
        for foreign in
            ["http:", "https:", "//", "url(", "@import", "javascript:", "<script", "<link", "<iframe"]
        {
            assert!(!page.contains(foreign), "{foreign}");
        }
        assert!(page.contains("default-src 'none'"));
        let sources = page.split(" src=\"").skip(1);
        sources.for_each(|source| assert!(source.starts_with("data:image/"), "{}", &source[..40]));
        let targets = page.split(" href=\"").skip(1);
        let is_inside = |target: &str| target.starts_with('#') || target.starts_with("data:image/");
        targets.for_each(|target| assert!(is_inside(target), "{}", &target[..20]));
    }
}

#[test]
fn the_same_report_gives_the_same_bytes() {
    for (first, second) in every_page().iter().zip(every_page()) {
        assert_eq!(first, &second);
    }
}

#[test]
fn a_page_speaks_one_language() {
    let page = english(&sample::rich(ENGLISH));
    let is_chinese =
        |c: &char| ('\u{3000}'..='\u{9fff}').contains(c) || ('\u{ff00}'..='\u{ffef}').contains(c);
    assert_eq!(page.chars().find(is_chinese), None);
    let page = chinese(&sample::rich(CHINESE));
    for word in ["Total", "Visit ", "Signed", "Copy", "min<", "Changed", "Work time"] {
        assert!(!page.contains(word), "{word}");
    }
}

const HOSTILE: &str = "</style></title><script>alert(1)</script><img src=x onerror=\"x\">'\u{202e}&amp;\u{0}";

/// The rich sample with hostile text in every place that text can come from.
fn hostile() -> WorkReport {
    let text = || HOSTILE.to_owned();
    let mut report = sample::rich(ENGLISH);
    report.company.name = text();
    report.company.contact = Some(text());
    report.form.title = text();
    report.form.code = Some(text());
    report.number = text();
    report.service = text();
    report.subject.report = text();
    report.subject.customer.name = text();
    report.subject.time_zone = text();
    report.copy.iter_mut().for_each(|copy| copy.title = text());
    report.remaining = sample::absent(ENGLISH).remaining;
    report.remaining.iter_mut().for_each(|remaining| remaining.reason = text());
    report.visits[0].reason = text();
    report.visits[0].technicians = vec![text()];
    report.visits[0].calls[0].note = Some(text());
    report.visits[0].appointments[0].by = text();
    report.checklist[0].title = text();
    report.checklist[0].lines[0].title = text();
    report.checklist[0].lines[0].answer = Some(text());
    report.checklist[0].lines[0].evidence = vec![text()];
    report.quotes[0].title = text();
    report.quotes[0].currency.name = text();
    report.quotes[0].lines[0].title = text();
    report.quotes[0].lines[0].trace = vec![text()];
    report.quotes[0].problems = vec![text()];
    report.materials[0].name = text();
    report.consents[0].reason = Some(text());
    report.ratings[0].opinion = Some(text());
    report.photos[0].caption = text();
    report.photos[0].hash = text();
    report.signatures[0].signer.name = text();
    report.signatures[0].role_title = Some(text());
    report.signatures[0].digest = text();
    report.unsigned = vec![text()];
    report.decisions[0].question = text();
    report.decisions[0].candidates[0].value = text();
    report.lost[0].question = text();
    report.timeline[0].what = text();
    report.timeline[0].by.device = text();
    report.copies[0].to = text();
    report.entries = sample::coordination(ENGLISH).entries;
    report.entries[0].content = text();
    report.seal.case = text();
    report.seal.pack = text();
    report.seal.heads = vec![text()];
    report
}

#[test]
fn hostile_text_stays_text_wherever_it_stands() {
    let page = english(&hostile());
    for markup in ["<script", "<img src=x", "onerror=\"", "\u{202e}", "\u{0}", "</title><", "'\u{fffd}"] {
        assert!(!page.contains(markup), "{markup:?}");
    }
    assert_eq!(page.matches("</style>").count(), 1, "a company's name cannot end the style sheet");
    assert!(page.matches("&lt;script&gt;").count() > 35, "{}", page.matches("&lt;script&gt;").count());
    let body = page.split("</style>").nth(1).unwrap();
    assert_well_nested(&format!("<html><head>{body}"));
}

#[test]
fn the_copy_names_its_audience_and_nothing_else_differs() {
    let mut report = sample::rich(ENGLISH);
    let with_copy = english(&report);
    assert!(with_copy.contains("<b>Copy 3</b> · For the customer</p>"));
    report.copy = None;
    let record = english(&report);
    assert!(!record.contains("class=\"copy\""));
    assert_eq!(with_copy.replace("<p class=\"copy\"><b>Copy 3</b> · For the customer</p>", ""), record);
}

#[test]
fn times_are_those_of_the_site() {
    let page = english(&sample::rich(ENGLISH));
    assert!(page.contains("2026-03-02 10:05:03 – 10:30:41"), "as recorded, not rounded");
    assert!(page.contains("Times in UTC+8"));
    let page = english(&sample::long(ENGLISH));
    assert!(page.contains("2026-03-02 02:05:03 – 02:30:41"));
    assert!(page.contains("times are in UTC (Asia/Shanghai)"));
}

#[test]
fn work_time_is_the_sum_of_both_visits() {
    assert!(english(&sample::rich(ENGLISH)).contains("<dd>29 min</dd>"));
}

#[test]
fn a_missing_price_is_said_and_never_a_zero() {
    let page = english(&sample::declined(ENGLISH));
    assert!(page.contains("Prices are missing, so there is no total."));
    assert!(page.contains("Unblock a toilet: the price is not configured"));
    assert!(page.contains("Not configured</span></td>"));
    assert!(page.contains("<td class=\"number\">No total yet</td>"));
    assert!(!page.contains("46.00"));
}

#[test]
fn a_zero_price_is_shown_with_its_reason() {
    let page = english(&sample::rich(ENGLISH));
    assert!(page.contains(
        "the time is not charged twice</span></td><td class=\"number\">1</td><td class=\"number\">0.00</td>"
    ));
}

#[test]
fn what_was_signed_is_told_against_what_stands_now() {
    let page = english(&sample::rich(ENGLISH));
    assert!(page.contains("The record was changed after it was signed."));
    assert!(page.contains(
        "<p>Signed for 46.00 yuan, now 81.00 yuan (+35.00); 1 line not signed; 1 check says something else</p>"
    ));
    assert!(page.contains("<li>Added: Tube 35.00</li>"));
    assert!(page.contains("<li>Leak: signed as &quot;no&quot;, now &quot;yes&quot;</li>"));
    let page = chinese(&sample::rich(CHINESE));
    assert!(page.contains("签名时 46.00 元，现为 81.00 元（+35.00）；1 项收费未签名；1 项检查已改动"));
    assert!(page.contains("<li>新增：灯管 35.00</li>"));

    let mut report = sample::rich(ENGLISH);
    let Since::Changed(told) = report.signatures[1].since.clone() else { panic!("the sample changed") };
    let changed = |signed_minor, now_minor| {
        Since::Changed(Box::new(Difference { signed_minor, now_minor, checks: Vec::new(), ..*told.clone() }))
    };
    report.signatures[1].since = changed(Some(100), Some(100));
    assert!(english(&report).contains("<p>1 line not signed</p>"), "equal totals are not repeated");
    report.signatures[1].since = changed(None, Some(100));
    assert!(english(&report).contains("<p>Signed without a price, now 1.00 yuan; 1 line not signed</p>"));
    report.signatures[1].since = Since::Broken;
    assert!(english(&report).contains("<p class=\"strip bad\">"));
}

#[test]
fn signatures_are_drawn_and_sealed() {
    let report = sample::rich(ENGLISH);
    let page = english(&report);
    assert_eq!(page.matches("<svg class=\"pad\" role=\"img\"").count(), 3);
    assert_eq!(page.matches("Strokes not on this device").count(), 1);
    let first = report.signatures[0].strokes.as_ref().unwrap().to_svg_paths();
    assert!(page.contains(&format!("d=\"{}\"", first[0].data)));
    assert!(page.contains("Digest 11aa 5e88 4898 da28"));
    assert!(page.contains("11aa 5e88 4898 da28 0471 51d0 e56f 8dc6 2927 7360 3d0d 6aab bdd6 2a11 ef72 1d15"));
    assert!(page.contains("place: the owner&#39;s hand is in plaster · Witness Sun Tao"));
    assert!(page.contains("Signed before the work report was complete"));
}

#[test]
fn an_expected_signature_has_an_empty_box_for_the_pen() {
    let page = chinese(&sample::open(CHINESE));
    assert_eq!(page.matches("<div class=\"pad\"></div>").count(), 2);
    assert!(chinese(&sample::bare(CHINESE)).contains("尚无签名。"));
}

#[test]
fn a_decision_tells_both_sides() {
    let page = english(&sample::rich(ENGLISH));
    for said in [
        "<b>ballast replaced</b> <span class=\"muted\">Li Qiang (technician) · 2026-03-02 10:42</span>",
        "<b>wait for the part</b> <span class=\"muted\">Lin Wei (front desk) · 2026-03-02 10:40</span>",
        "All are kept. Which one counts?",
    ] {
        assert!(page.contains(said), "{said}");
    }
}

#[test]
fn the_reason_stands_beside_the_outcome() {
    assert!(
        english(&sample::declined(ENGLISH))
            .contains("Declined by the customer</span><span>too expensive</span>")
    );
    assert!(english(&sample::absent(ENGLISH)).contains("10:00:12 Knock <b>no answer</b>"));
}

#[test]
fn photos_are_pictures_and_nothing_else() {
    assert_eq!(ImageKind::of_media_type("image/svg+xml"), None);
    assert_eq!(ImageKind::of_media_type("text/html"), None);
    let mut report = sample::rich(ENGLISH);
    report.photos[1].thumbnail =
        Some(Image { kind: ImageKind::of_media_type("image/jpeg").unwrap(), bytes: vec![0xff, 0xd8, 0xff] });
    let page = english(&report);
    assert!(page.contains("src=\"data:image/jpeg;base64,/9j/\""));
    assert!(page.contains("Picture not on this device"));
}

#[test]
fn a_price_that_is_not_there_is_never_read_as_one() {
    let mut report = sample::rich(ENGLISH);
    report.quotes[0].lines[1].amount = LineAmount::NotConfigured;
    let page = english(&report);
    let line = page.split("Unblock a toilet</span>").nth(1).unwrap().split("</tr>").next().unwrap();
    assert!(line.contains("Not configured"), "{line}");
    assert!(!line.ends_with("30.00</td>"));
}
