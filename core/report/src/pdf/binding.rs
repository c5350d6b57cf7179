//! Pages with their foot: whose paper it is and which of how many, and the file around them.

use chrono::{DateTime, Datelike as _, Timelike as _};
use krilla::configure::{Accessibility, Archival, Configuration, ConfigurationBuilder};
use krilla::destination::XyzDestination;
use krilla::error::KrillaError;
use krilla::geom::Point;
use krilla::metadata::Metadata;
use krilla::outline::{Outline, OutlineNode};
use krilla::page::PageSettings;
use krilla::tagging::{Artifact, ArtifactType, ContentTag, Identifier};
use krilla::{Document, SerializeSettings};

use super::draw::{Pen, pt};
use super::face::Typeface;
use super::paper::Paper;
use super::sheet::{self, BOTTOM, Mark, PAGE, POINT, Page, SIDE, Shape, WIDTH};
use super::text::{Ink, Style};
use super::tree::{NodeId, Tree, short};
use crate::model::WorkReport;
use crate::tell::Teller;

/// Binds a report into a file.
pub(super) fn bind(paper: Paper<'_>, font: &Typeface, is_archival: bool) -> Result<Vec<u8>, KrillaError> {
    let Paper { tell, face, tree, strips, heads, pictures, .. } = paper;
    let mut pages = sheet::pages(strips, &heads);
    let count = pages.len();
    for (index, page) in pages.iter_mut().enumerate() {
        page.extend(foot(&tell, &face, index + 1, count));
    }
    let mut document = Document::new_with(SerializeSettings {
        configuration: configuration(is_archival),
        enable_tagging: true,
        ..SerializeSettings::default()
    });
    let mut drawn = vec![Vec::new(); tree.len()];
    for page in &pages {
        let Some(settings) = PageSettings::from_wh(pt(PAGE.0), pt(PAGE.1)) else { continue };
        let mut sheet = document.start_page_with(settings);
        let mut surface = sheet.surface();
        let mut pen = Pen { surface: &mut surface, face: &face, font: &font.font, pictures };
        draw(&mut pen, page, &mut drawn);
        surface.finish();
        sheet.finish();
    }
    document.set_metadata(metadata(&tell));
    document.set_outline(outline(&pages, &tree));
    document.set_tag_tree(tree.tags(&drawn));
    document.finish()
}

/// For the archive and for those who have it read to them; plain if the content does not allow it.
fn configuration(is_archival: bool) -> Configuration {
    let builder = ConfigurationBuilder::new();
    let archival = || {
        let builder = builder.with_archival_validator(Archival::A2_A);
        builder.with_accessibility_validator(Accessibility::UA1).finish().ok()
    };
    is_archival.then(archival).flatten().unwrap_or_default()
}

/// Draws a page; marks of one part in a row belong together.
fn draw(pen: &mut Pen<'_, '_, '_>, page: &Page, drawn: &mut [Vec<Identifier>]) {
    for group in page.chunk_by(|first, second| first.node == second.node) {
        let node = group.first().and_then(|mark| mark.node);
        let tag = match node {
            Some(_) => ContentTag::Other,
            None => ContentTag::Artifact(Artifact::with_kind(ArtifactType::Layout)),
        };
        let identifier = pen.surface.start_tagged(tag);
        group.iter().for_each(|mark| pen.draw(mark, SIDE));
        pen.surface.end_tagged();
        if let Some(parts) = node.and_then(|node| drawn.get_mut(node)) {
            parts.push(identifier);
        }
    }
}

/// Whose paper it is on the left, `2 / 5` on the right.
pub(super) fn foot(tell: &Teller<'_>, face: &super::face::Face<'_>, page: usize, count: usize) -> [Mark; 3] {
    let number = format!("{page} / {count}");
    let number_width = face.width(&number, Style::FINE.size);
    let name = format!("{} · {}", tell.title(), tell.report.company.name);
    let name = cut(face, &name, WIDTH - number_width - 20 * POINT);
    let mark = |x, text| {
        let shape = Shape::Text { text, style: Style::FINE };
        Mark { x, y: BOTTOM + 10 * POINT, height: 12 * POINT, node: None, shape }
    };
    let rule = Shape::Rule { width: WIDTH, weight: POINT / 4, ink: Ink::Rule };
    [
        Mark { x: 0, y: BOTTOM + 7 * POINT, height: POINT / 4, node: None, shape: rule },
        mark(0, name),
        mark(WIDTH - number_width, number),
    ]
}

/// As much of a text as fits into one line.
fn cut(face: &super::face::Face<'_>, text: &str, width: i32) -> String {
    let size = Style::FINE.size;
    let text: String = text.chars().map(|c| if crate::html::is_invisible(c) { ' ' } else { c }).collect();
    if face.width(&text, size) <= width {
        return text;
    }
    let room = width - face.width("…", size);
    let mut used = 0i32;
    let fits = text.chars().take_while(|character| {
        used = used.saturating_add(face.advance(*character, size));
        used <= room
    });
    fits.chain(['…']).collect()
}

fn metadata(tell: &Teller<'_>) -> Metadata {
    let WorkReport { company, seal, .. } = tell.report;
    let metadata = Metadata::new()
        .title(short(&tell.title()))
        .authors(vec![short(&company.name)])
        .language(tell.tongue.tag().to_owned())
        .producer("Doorstep".to_owned())
        .document_id(seal.code_text());
    match date(seal.as_of_ms) {
        Some(date) => metadata.creation_date(date),
        None => metadata,
    }
}

/// A moment as a PDF writes it.
fn date(at_ms: i64) -> Option<krilla::metadata::DateTime> {
    let at = DateTime::from_timestamp_millis(at_ms)?;
    let small = |number: u32| u8::try_from(number).unwrap_or(0);
    let date = krilla::metadata::DateTime::new(u16::try_from(at.year()).ok()?);
    let date = date.month(small(at.month())).day(small(at.day())).hour(small(at.hour()));
    Some(date.minute(small(at.minute())).second(small(at.second())).utc_offset_hour(0).utc_offset_minute(0))
}

/// The headings of the sections, to jump to.
fn outline(pages: &[Page], tree: &Tree) -> Outline {
    let mut outline = Outline::new();
    let mut last: Option<NodeId> = None;
    for (index, page) in pages.iter().enumerate() {
        for mark in page {
            let Some((node, (_, title))) =
                mark.node.and_then(|node| Some((node, tree.heading(node).filter(|(level, _)| *level <= 2)?)))
            else {
                continue;
            };
            if last != Some(node) {
                let place = XyzDestination::new(index, Point::from_xy(pt(mark.x + SIDE), pt(mark.y)));
                outline.push_child(OutlineNode::new(short(title), place));
                last = Some(node);
            }
        }
    }
    outline
}
