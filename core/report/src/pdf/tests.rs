//! Held against the sample reports in both languages: everything is there, nothing leaves the paper.

use std::collections::BTreeSet;

use doorstep_domain::text::Language;
use doorstep_report::*;
use proptest::prelude::*;

use super::binding;
use super::paper::Paper;
use super::sheet::{self, BOTTOM, Page, Shape, TOP, WIDTH};
use super::text::Inline;
use crate::pdf::text;
use crate::tell::{Teller, Tone};
use crate::words::{self, Tongue};

#[path = "../../tests/sample/mod.rs"]
mod sample;

use sample::Words;

/// The letters of the samples from Noto Sans CJK SC; see `tests/font/LICENSE`.
const FONT: &[u8] = include_bytes!("../../tests/font/sample.otf");

fn font() -> Typeface {
    Typeface::open(FONT.to_vec()).unwrap()
}

fn language(words: Words) -> Language {
    if words.0 { Language::chinese() } else { Language::english() }
}

/// The pages of a report, without their feet.
fn pages(report: &WorkReport, words: Words) -> Vec<Page> {
    let (font, pictures) = (font(), Vec::new());
    let tell = Teller::new(report, Tongue::of(&language(words)));
    let mut paper = Paper::new(tell, font.face().unwrap(), &pictures);
    paper.document();
    sheet::pages(paper.strips, &paper.heads)
}

fn every_sample() -> Vec<(WorkReport, Words)> {
    let samples = [
        sample::bare,
        sample::rich,
        sample::open,
        sample::absent,
        sample::declined,
        sample::coordination,
        sample::long,
    ];
    samples.iter().flat_map(|of| [Words(false), Words(true)].map(|words| (of(words), words))).collect()
}

fn texts(page: &Page) -> impl Iterator<Item = &str> {
    page.iter().filter_map(|mark| match &mark.shape {
        Shape::Text { text, .. } => Some(text.as_str()),
        _ => None,
    })
}

/// Everything that is written, without spaces: lines break differently in a PDF.
fn written(pages: &[Page]) -> String {
    pages.iter().flat_map(texts).flat_map(str::chars).filter(|c| !c.is_whitespace()).collect()
}

fn assert_within_margins(pages: &[Page]) {
    let font = font();
    let face = font.face().unwrap();
    for mark in pages.iter().flatten() {
        let width = match &mark.shape {
            Shape::Text { text, style } => face.width(text.trim_end(), style.size),
            Shape::Icon { size, .. } | Shape::Dot { size, .. } | Shape::Code { size, .. } => *size,
            Shape::Rule { width, .. }
            | Shape::Frame { width, .. }
            | Shape::Strokes { width, .. }
            | Shape::Picture { width, .. }
            | Shape::Marks { width, .. } => *width,
        };
        assert!(mark.x >= 0 && mark.x + width <= WIDTH + 1_000, "beside the margin: {mark:?}");
        assert!(mark.y >= TOP && mark.y + mark.height <= BOTTOM + 1_000, "over the margin: {mark:?}");
    }
}

#[test]
fn nothing_leaves_the_paper() {
    for (report, words) in every_sample() {
        assert_within_margins(&pages(&report, words));
    }
}

/// The texts of the page of HTML, without spaces.
fn texts_of_the_page(report: &WorkReport, words: Words) -> BTreeSet<String> {
    let page = render(report, &language(words));
    let body = page.split("<main").nth(1).unwrap();
    let pieces = body.split('<').filter_map(|piece| piece.split_once('>')).map(|(_, text)| text);
    let plain = |text: &str| {
        let text =
            text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#39;", "'");
        text.replace("&amp;", "&").chars().filter(|c| !c.is_whitespace()).collect::<String>()
    };
    pieces.map(plain).filter(|text| !text.is_empty()).collect()
}

#[test]
fn the_pdf_says_all_that_the_page_says() {
    for (report, words) in every_sample() {
        let written = written(&pages(&report, words));
        for text in texts_of_the_page(&report, words) {
            // A photo of the samples is drawn on the page and left out here.
            assert!(written.contains(&text) || text.contains("照片") || text.contains("Picture"), "{text}");
        }
    }
}

#[test]
fn no_page_ends_with_a_heading_and_tables_have_their_head_on_every_page() {
    let report = sample::long(Words(false));
    let pages = pages(&report, Words(false));
    assert!(pages.len() > 6, "{} pages", pages.len());
    let headings = ["Price", "Signatures", "Photos", "What happened", "Checklist", "Seal of this record"];
    let mut repeated = 0;
    for page in &pages {
        let texts: Vec<&str> = texts(page).collect();
        assert!(!headings.contains(texts.last().unwrap()), "{texts:?}");
        repeated += usize::from(texts.starts_with(&["When", "What", "Who", "Device"]));
    }
    assert!(repeated >= 2, "the list of 150 events goes over several pages: {repeated}");
}

#[test]
fn the_same_report_gives_the_same_bytes_and_says_its_page_numbers() {
    let report = sample::rich(Words(true));
    let made = || render_pdf(&report, &Language::chinese(), &font()).unwrap();
    let bytes = made();
    assert_eq!(bytes, made());
    assert!(bytes.starts_with(b"%PDF-1.7"));
    let has = |needle: &[u8]| bytes.windows(needle.len()).any(|window| window == needle);
    assert!(has(b"pdfaid:part") && has(b"pdfuaid:part") && has(b"zh-CN"), "for the archive, read aloud");
    let face = font();
    let face = face.face().unwrap();
    let foot = binding::foot(&Teller::new(&report, Tongue::Chinese), &face, 2, 5);
    let page: Page = foot.into();
    assert_eq!(texts(&page).collect::<Vec<_>>(), ["派工单 A7-0012 · 龙湖物业服务有限公司", "2 / 5"]);
}

#[test]
fn a_letter_that_the_font_lacks_is_a_box_and_the_report_says_so() {
    let mut report = sample::bare(Words(false));
    assert!(!written(&pages(&report, Words(false))).contains("Aboxstandsfor"));
    report.subject.customer.name = "Wang \u{1f600} ئا".to_owned();
    let pages = pages(&report, Words(false));
    assert!(written(&pages).contains("Aboxstandsforacharacterthatthefontofthisfiledoesnothave."));
    assert!(written(&pages).contains("Wang\u{1f600}ئا"), "and the text is still there to be copied");
    let font = font();
    let face = font.face().unwrap();
    assert_eq!(face.letter('\u{1f600}'), face.letter('\u{25a1}'));
    assert!(face.is_short_of_letters());
    render_pdf(&report, &Language::english(), &font).unwrap();
}

#[test]
fn a_file_that_is_no_font_is_refused() {
    assert_eq!(Typeface::open(b"not a font".to_vec()).unwrap_err(), NotAFont::Unreadable);
    assert_eq!(Typeface::open(FONT[..FONT.len() / 2].to_vec()).unwrap_err(), NotAFont::Unreadable);
}

#[test]
fn a_damaged_picture_leaves_a_blank_and_the_others_stay() {
    let mut report = sample::rich(Words(false));
    let whole = render_pdf(&report, &Language::english(), &font()).unwrap();
    let image = report.photos[0].thumbnail.as_mut().unwrap();
    let half = image.bytes.len() / 2;
    image.bytes.truncate(half);
    let damaged = render_pdf(&report, &Language::english(), &font()).unwrap();
    assert_ne!(whole, damaged);
    report.photos[0].thumbnail =
        Some(Image { kind: ImageKind::Jpeg, bytes: vec![0xff, 0xd8, 0xff, 0xe0, 0, 0] });
    render_pdf(&report, &Language::english(), &font()).unwrap();
}

#[test]
fn every_sample_is_fit_for_the_archive() {
    for (report, words) in every_sample() {
        let bytes = render_pdf(&report, &language(words), &font()).unwrap();
        let has = |needle: &[u8]| bytes.windows(needle.len()).any(|window| window == needle);
        assert!(has(b"pdfaid:part"));
    }
}

#[test]
fn icons_stay_with_their_word() {
    let font = font();
    let face = font.face().unwrap();
    let mut line = vec![Inline::new("a long word before ", text::Style::PLAIN)];
    line.extend(Inline::chip(Tone::Good, "Done"));
    for width in 1..200 {
        for line in text::lines(&face, &line, width * 1_000) {
            let ends_with_icon = matches!(line.runs.last().map(|run| &run.what), Some(Inline::Icon(..)));
            assert!(!ends_with_icon || line.runs.len() == 1, "{line:?}");
        }
    }
    assert!(words::ALL.len() > 100);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn whatever_people_write_fits_and_comes_out_the_same(
        name in "\\PC{0,80}",
        long in "([a-z]{1,40} |[\u{4e00}-\u{4fff}]{1,20}|[，。（）]|\\n|.){0,900}",
        money in any::<i64>(),
    ) {
        let mut report = sample::rich(Words(true));
        report.company.name = name.clone();
        report.number = name.clone();
        report.form.title = name.clone();
        report.subject.customer.name = name.clone();
        report.subject.report = long.clone();
        report.visits[0].calls[0].note = Some(long.clone());
        report.checklist[0].lines[0].answer = Some(long.repeat(4));
        report.checklist[0].lines[0].title = name.clone();
        report.quotes[0].lines[0].trace = vec![long.clone(); 3];
        report.quotes[0].lines[0].quantity = name.clone();
        report.quotes[0].currency.name = name;
        report.quotes[0].total = Some(doorstep_domain::money::Money(money));
        report.signatures[0].signer.name = long.clone();
        report.signatures[0].role_title = Some(long.clone());
        report.unsigned = vec![long.clone()];
        report.photos[0].caption = long.clone();
        report.timeline[0].what = long.repeat(6);
        assert_within_margins(&pages(&report, Words(true)));
        let made = || render_pdf(&report, &Language::chinese(), &font()).unwrap();
        prop_assert_eq!(made(), made());
    }
}
