//! What people drew over a photo, drawn over its picture: one geometry in whole numbers for the page and the PDF.
//!
//! Words do not stand in the picture, where nobody could read them at the size of a stamp, but in its caption, under the
//! number that stands in the picture.

use doorstep_domain::fact::{MarkForm, MarkPoint, PhotoMark};
use doorstep_domain::signature::Curve;

use crate::html::Html;

/// The longer side of a picture in the units of its overlay.
const LONG: i64 = 10_000;
/// The width of a line, and of the light one beneath it, without which a red line on a red wall would not be seen.
pub(crate) const PEN: i32 = 100;
pub(crate) const HALO: i32 = 200;
/// The radius of the disc behind a number, and the height of its digits.
pub(crate) const DISC: i32 = 520;
pub(crate) const DIGITS: i32 = 700;
/// How far the head of an arrow reaches back, and to either side of it.
const HEAD: (i64, i64) = (520, 300);
/// The red of what is drawn.
pub(crate) const RED: &str = "#dc2626";
#[cfg(feature = "pdf")]
pub(crate) const RED_PARTS: (u8, u8, u8) = (0xdc, 0x26, 0x26);

/// What is drawn over one picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Overlay {
    /// Width and height of the picture in the units of the overlay.
    pub(crate) size: (i32, i32),
    /// Lines.
    pub(crate) lines: Vec<Curve>,
    /// Numbers with their middle; the words of each stand at the same place in [`legend`].
    pub(crate) numbers: Vec<(i32, i32)>,
}

/// The words of the marks, in the order of their numbers.
#[must_use]
pub fn legend(marks: &[PhotoMark]) -> Vec<&str> {
    drawable(marks).filter_map(words).collect()
}

/// What is drawn over a picture of a size in points. What cannot be drawn is left out: it may come from anybody.
pub(crate) fn overlay(marks: &[PhotoMark], (across, down): (u32, u32)) -> Overlay {
    let (across, down) = (i64::from(across.max(1)), i64::from(down.max(1)));
    let long = across.max(down);
    let size = (clamped(across * LONG / long), clamped(down * LONG / long));
    let place = |point: &MarkPoint| {
        let along =
            |thousandths: u16, length: i32| clamped(i64::from(thousandths) * i64::from(length) / 1_000);
        (along(point.x, size.0), along(point.y, size.1))
    };
    let mut overlay = Overlay { size, lines: Vec::new(), numbers: Vec::new() };
    for mark in drawable(marks) {
        let points: Vec<(i32, i32)> = mark.points.iter().map(place).collect();
        overlay.lines.extend(lines(mark.form, &points));
        if words(mark).is_some() {
            overlay.numbers.extend(points.first().map(|at| inside(*at, size)));
        }
    }
    overlay
}

fn drawable(marks: &[PhotoMark]) -> impl Iterator<Item = &PhotoMark> {
    marks.iter().filter(|mark| mark.problem().is_none())
}

fn words(mark: &PhotoMark) -> Option<&str> {
    mark.text.as_deref().map(str::trim).filter(|text| !text.is_empty())
}

fn lines(form: MarkForm, points: &[(i32, i32)]) -> Vec<Curve> {
    match (form, points) {
        (MarkForm::Arrow, [from, tip]) => {
            Curve::straight(&[*from, *tip]).into_iter().chain(head(*from, *tip)).collect()
        }
        (MarkForm::Circle, [one, other]) => {
            let middle = (i32::midpoint(one.0, other.0), i32::midpoint(one.1, other.1));
            vec![Curve::ellipse(middle, ((one.0 - other.0).abs() / 2, (one.1 - other.1).abs() / 2))]
        }
        (MarkForm::Freehand, points) => Curve::through(points).into_iter().collect(),
        _ => Vec::new(),
    }
}

/// Both sides of the head of an arrow, drawn in one line over the tip.
fn head(from: (i32, i32), tip: (i32, i32)) -> Option<Curve> {
    let (dx, dy) = (i64::from(tip.0 - from.0), i64::from(tip.1 - from.1));
    let length = (dx * dx + dy * dy).isqrt();
    if length == 0 {
        return None;
    }
    let side = |to: i64| {
        let x = i64::from(tip.0) - (dx * HEAD.0 + dy * to) / length;
        let y = i64::from(tip.1) - (dy * HEAD.0 - dx * to) / length;
        (clamped(x), clamped(y))
    };
    Curve::straight(&[side(HEAD.1), tip, side(-HEAD.1)])
}

/// A number at the edge moves in, so that it is seen whole.
fn inside((x, y): (i32, i32), (across, down): (i32, i32)) -> (i32, i32) {
    let within =
        |at: i32, length: i32| if length > 2 * DISC { at.clamp(DISC, length - DISC) } else { length / 2 };
    (within(x, across), within(y, down))
}

fn clamped(value: i64) -> i32 {
    i32::try_from(value).unwrap_or(if value < 0 { i32::MIN } else { i32::MAX })
}

/// Writes a picture with what was drawn over it as one drawing of SVG; `source` is the address of the picture, whose size
/// in points is guessed if nobody knows it.
pub fn marked_picture(
    h: &mut Html,
    source: &str,
    label: &str,
    size: Option<(u32, u32)>,
    marks: &[PhotoMark],
) {
    let Overlay { size: (across, down), lines, numbers } = overlay(marks, size.unwrap_or((4, 3)));
    h.markup("<svg class=\"marked\" role=\"img\"").attr("aria-label", label);
    h.attr("viewBox", &format!("0 0 {across} {down}")).markup("><image").attr("href", source);
    h.attr("width", &across.to_string()).attr("height", &down.to_string()).markup("/>");
    for (colour, width) in [("#ffffff", HALO), (RED, PEN)] {
        h.markup("<g fill=\"none\" stroke-linecap=\"round\" stroke-linejoin=\"round\"");
        h.attr("stroke", colour).attr("stroke-width", &width.to_string()).markup(">");
        for line in &lines {
            h.markup("<path").attr("d", &line.to_svg()).markup("/>");
        }
        h.markup("</g>");
    }
    for (index, (x, y)) in numbers.iter().enumerate() {
        h.markup("<circle stroke=\"#ffffff\"").attr("fill", RED).attr("stroke-width", &PEN.to_string());
        h.attr("cx", &x.to_string()).attr("cy", &y.to_string()).attr("r", &DISC.to_string());
        h.markup(
            "/><text fill=\"#ffffff\" font-family=\"sans-serif\" font-weight=\"600\" text-anchor=\"middle\"",
        );
        h.attr("font-size", &DIGITS.to_string()).attr("x", &x.to_string());
        h.attr("y", &(y + DIGITS / 3).to_string())
            .markup(">")
            .text(&(index + 1).to_string())
            .markup("</text>");
    }
    h.markup("</svg>");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark(form: MarkForm, points: &[(u16, u16)], text: Option<&str>) -> PhotoMark {
        let points = points.iter().map(|&(x, y)| MarkPoint { x, y }).collect();
        PhotoMark { form, points, text: text.map(str::to_owned) }
    }

    #[test]
    fn a_place_is_the_same_on_every_size_of_a_picture() {
        let marks = [mark(MarkForm::Arrow, &[(100, 500), (500, 500)], None)];
        let large = overlay(&marks, (4_000, 3_000));
        assert_eq!(large, overlay(&marks, (480, 360)));
        assert_eq!(large.size, (10_000, 7_500));
        assert_eq!(large.lines[0].start, (1_000, 3_750));
        assert_eq!(large.lines[1].places().next().map(|[_, _, _, tip]| tip), Some((5_000, 3_750)));
    }

    #[test]
    fn words_are_numbered_in_the_picture_and_stand_beside_it() {
        let marks = [
            mark(MarkForm::Circle, &[(0, 0), (200, 200)], Some("crack")),
            mark(MarkForm::Freehand, &[(0, 0), (10, 10), (20, 0)], None),
            mark(MarkForm::Text, &[(1_000, 1_000)], Some("here")),
        ];
        let drawn = overlay(&marks, (100, 100));
        assert_eq!(legend(&marks), ["crack", "here"]);
        assert_eq!(drawn.numbers, [(DISC, DISC), (10_000 - DISC, 10_000 - DISC)]);
        assert_eq!(drawn.lines.len(), 2);
    }

    #[test]
    fn what_cannot_be_drawn_is_left_out() {
        let marks = [
            mark(MarkForm::Arrow, &[(5, 5)], None),
            mark(MarkForm::Circle, &[(0, 0), (2_000, 5)], Some("outside")),
            mark(MarkForm::Text, &[(5, 5)], Some("  ")),
            mark(MarkForm::Arrow, &[(5, 5), (5, 5)], None),
        ];
        let drawn = overlay(&marks, (0, 0));
        assert_eq!((drawn.lines.len(), drawn.numbers.len()), (1, 0));
        assert!(legend(&marks).is_empty());
    }

    #[test]
    fn nothing_that_somebody_wrote_becomes_markup() {
        let mut h = Html::default();
        let marks = [mark(MarkForm::Text, &[(5, 5)], Some("</svg><script>"))];
        marked_picture(&mut h, "\"><script>", "<b>", None, &marks);
        let html = h.into_string();
        assert!(!html.contains("<script>") && !html.contains("<b>"), "{html}");
    }
}
