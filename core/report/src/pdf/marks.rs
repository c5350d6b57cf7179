//! What people drew over a photo, over its picture.
#![expect(clippy::float_arithmetic, reason = "a PDF counts in points")]

use doorstep_domain::fact::PhotoMark;
use krilla::color::rgb;
use krilla::num::NormalizedF32;
use krilla::paint::{Fill, FillRule, LineCap, LineJoin, Stroke};

use super::draw::{Pen, pt};
use super::icon;
use super::text::{Ink, Style};
use crate::overlay::{DIGITS, DISC, HALO, PEN, RED_PARTS, overlay};

impl Pen<'_, '_, '_> {
    /// Lines, red over white; then the numbers of the words in the caption.
    pub(super) fn marks(
        &mut self,
        (photo, marks): (usize, &[PhotoMark]),
        place: (i32, i32),
        room: (i32, i32),
    ) {
        let Some((image, (left, top), size)) = self.fitted(photo, place, room) else { return };
        let drawn = overlay(marks, image.size());
        // A unit of the overlay in thousandths of a point.
        let scale = size.width() / pt(drawn.size.0.max(1));
        let at = |(x, y): (i32, i32)| (pt(x).mul_add(scale, left), pt(y).mul_add(scale, top));
        for (colour, width) in [(white(), HALO), (red(), PEN)] {
            self.line(colour, pt(width) * scale);
            for line in &drawn.lines {
                self.path(icon::curve(line, at));
            }
        }
        for (number, middle) in (1..).zip(&drawn.numbers) {
            self.disc(at(*middle), pt(DISC) * scale, pt(PEN) * scale);
            self.number(number, at(*middle), pt(DIGITS) * scale);
        }
    }

    fn line(&mut self, colour: rgb::Color, width: f32) {
        self.surface.set_fill(None);
        self.surface.set_stroke(Some(Stroke {
            paint: colour.into(),
            width,
            line_cap: LineCap::Round,
            line_join: LineJoin::Round,
            ..Stroke::default()
        }));
    }

    fn disc(&mut self, middle: (f32, f32), radius: f32, edge: f32) {
        self.line(white(), edge);
        let (paint, opacity, rule) = (red().into(), NormalizedF32::ONE, FillRule::NonZero);
        self.surface.set_fill(Some(Fill { paint, opacity, rule }));
        self.path(icon::circle(middle, radius));
    }

    /// A number in the middle of its disc.
    #[expect(clippy::cast_possible_truncation, reason = "a page is less than a million thousandths wide")]
    fn number(&mut self, number: usize, (x, y): (f32, f32), height: f32) {
        let thousandths = |length: f32| (length * 1_000.0) as i32;
        let style = Style { size: thousandths(height), bold: true, ink: Ink::Paper };
        let text = number.to_string();
        let width = self.face.width(&text, style.size);
        let start = (thousandths(x) - width / 2, thousandths(y) - super::paper::middle(style.size));
        self.text(&text, style, start);
    }
}

fn white() -> rgb::Color {
    rgb::Color::new(0xff, 0xff, 0xff)
}

fn red() -> rgb::Color {
    let (red, green, blue) = RED_PARTS;
    rgb::Color::new(red, green, blue)
}
