//! A signature as a PNG, for programs that take no drawing: the curves of [`Strokes::ink_paths`], as the page and the PDF
//! draw them.
#![expect(clippy::float_arithmetic, reason = "a picture is drawn in fractions of points")]

use doorstep_domain::signature::{Curve, Strokes, ViewBox};
use tiny_skia::{Color, LineCap, LineJoin, Paint, Path, PathBuilder, Pixmap, Stroke, Transform};

/// The widths of a picture, in points.
const WIDTHS: std::ops::RangeInclusive<u32> = 50..=4_000;

/// Draws a signature black on white, as wide as said, between 50 and 4,000 points, and as high as its pad; `None` if
/// nothing was drawn.
#[must_use]
pub fn signature_png(strokes: &Strokes, width: u32) -> Option<Vec<u8>> {
    let view = strokes.view_box()?;
    let across = u32::try_from(view.width).ok().filter(|across| *across > 0)?;
    let down = u64::from(u32::try_from(view.height).ok()?);
    let width = width.clamp(*WIDTHS.start(), *WIDTHS.end());
    // A line of a hundred points and one point of height is a picture all the same.
    let height = u32::try_from((u64::from(width) * down / u64::from(across)).clamp(1, 8_000)).ok()?;
    let mut picture = Pixmap::new(width, height)?;
    picture.fill(Color::WHITE);
    let scale = points(i32::try_from(width).ok()?) / points(view.width);
    let mut ink = Paint::default();
    ink.set_color_rgba8(0x0f, 0x17, 0x2a, 0xff);
    for drawn in strokes.ink_paths() {
        let pen = Stroke {
            width: points(i32::try_from(drawn.width).ok()?) * scale,
            line_cap: LineCap::Round,
            line_join: LineJoin::Round,
            ..Stroke::default()
        };
        if let Some(path) = path(&drawn.curve, view, scale) {
            picture.stroke_path(&path, &ink, &pen, Transform::identity(), None);
        }
    }
    picture.encode_png().ok()
}

fn path(curve: &Curve, view: ViewBox, scale: f32) -> Option<Path> {
    let at = |(x, y): (i32, i32)| (points(x - view.x) * scale, points(y - view.y) * scale);
    let mut path = PathBuilder::new();
    let (x, y) = at(curve.start);
    path.move_to(x, y);
    if curve.bends.is_empty() {
        path.line_to(x + 0.01, y);
    }
    for [_, one, two, end] in curve.places() {
        let ((ax, ay), (bx, by), (ex, ey)) = (at(one), at(two), at(end));
        path.cubic_to(ax, ay, bx, by, ex, ey);
    }
    path.finish()
}

#[expect(clippy::cast_precision_loss, reason = "a pad is less than a million hundredths wide")]
const fn points(length: i32) -> f32 {
    length as f32
}

#[cfg(test)]
mod tests {
    use doorstep_domain::signature::{Point, Stroke};

    use super::*;

    fn strokes(points: &[(i32, i32)]) -> Strokes {
        let point = |&(x, y): &(i32, i32)| Point { x, y, t_ms: 0, pressure: None };
        Strokes::new(vec![Stroke(points.iter().map(point).collect())]).unwrap()
    }

    #[test]
    fn a_signature_is_black_where_the_pen_was_and_white_elsewhere() {
        // A pad of 240 by 90 units is as much as is shown at least, with the line in its middle.
        let png = signature_png(&strokes(&[(0, 0), (20_000, 0)]), 480).unwrap();
        let picture = Pixmap::decode_png(&png).unwrap();
        assert_eq!((picture.width(), picture.height()), (480, 180));
        let dark = |x, y| picture.pixel(x, y).unwrap().red() < 60;
        assert!(dark(240, 90) && dark(60, 90) && !dark(240, 60) && !dark(10, 90));
    }

    #[test]
    fn a_dot_is_drawn_and_nothing_is_no_picture() {
        let picture = Pixmap::decode_png(&signature_png(&strokes(&[(5, 5)]), 480).unwrap()).unwrap();
        assert!(picture.pixel(240, 90).unwrap().red() < 60);
        assert_eq!(signature_png(&Strokes::new(Vec::new()).unwrap(), 480), None);
        let narrow = Pixmap::decode_png(&signature_png(&strokes(&[(5, 5)]), 1).unwrap()).unwrap();
        assert_eq!(narrow.width(), 50);
    }
}
