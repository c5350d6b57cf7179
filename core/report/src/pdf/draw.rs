//! From marks to a PDF. The only place with fractions: a PDF counts in points.
#![expect(clippy::float_arithmetic, reason = "a PDF counts in points; the layout above is in whole numbers")]

use krilla::color::rgb;
use krilla::geom::{Path, PathBuilder, Point, Rect, Size, Transform};
use krilla::num::NormalizedF32;
use krilla::paint::{Fill, FillRule, LineCap, LineJoin, Stroke, StrokeDash};
use krilla::surface::Surface;
use krilla::text::{Font, GlyphId, KrillaGlyph};

use super::face::Face;
use super::icon;
use super::paper::base_line;
use super::sheet::{Mark, Shape};
use super::text::{Ink, Style};
use crate::code::{Code, QUIET};
use crate::tell::Tone;
use doorstep_domain::signature::Strokes;

/// A pen for one page.
pub(super) struct Pen<'p, 's, 'f> {
    pub(super) surface: &'p mut Surface<'s>,
    pub(super) face: &'p Face<'f>,
    pub(super) font: &'p Font,
    pub(super) pictures: &'p [Option<krilla::image::Image>],
}

/// Thousandths of a point as points.
#[expect(clippy::cast_precision_loss, reason = "a page is less than a million thousandths wide")]
pub(super) const fn pt(length: i32) -> f32 {
    length as f32 / 1_000.0
}

const fn ink(ink: Ink) -> (u8, u8, u8) {
    match ink {
        Ink::Black => (0x0f, 0x17, 0x2a),
        Ink::Muted | Ink::Tone(Tone::Quiet) => (0x47, 0x55, 0x69),
        Ink::Rule => (0xcb, 0xd5, 0xe1),
        Ink::Frame => (0x64, 0x74, 0x8b),
        Ink::Accent => (0x0f, 0x76, 0x6e),
        Ink::Tint => (0xf8, 0xfa, 0xfc),
        Ink::Paper => (0xff, 0xff, 0xff),
        Ink::Tone(Tone::Good) => (0x15, 0x80, 0x3d),
        Ink::Tone(Tone::Attention) => (0x92, 0x40, 0x0e),
        Ink::Tone(Tone::Bad) => (0xb9, 0x1c, 0x1c),
        Ink::Tone(Tone::Waiting) => (0x1d, 0x4e, 0xd8),
    }
}

fn colour(of: Ink) -> rgb::Color {
    let (red, green, blue) = ink(of);
    rgb::Color::new(red, green, blue)
}

impl Pen<'_, '_, '_> {
    pub(super) fn draw(&mut self, mark: &Mark, left: i32) {
        let (x, y) = (mark.x + left, mark.y);
        match &mark.shape {
            Shape::Text { text, style } => self.text(text, *style, (x, y)),
            Shape::Icon { tone, size } => self.icon(*tone, *size, (x, y)),
            Shape::Rule { width, weight, ink } => {
                self.fill(*ink);
                self.path(rectangle((x, y), (*width, *weight)));
            }
            Shape::Frame { width, weight, ink, fill, dashed } => {
                self.frame((x, y), (*width, mark.height), (*weight, *ink, *dashed), *fill);
            }
            Shape::Dot { size, full } => self.dot((x, y), *size, *full),
            Shape::Strokes { strokes, width } => self.strokes(strokes, (x, y), (*width, mark.height)),
            Shape::Picture { photo, width } => self.picture(*photo, (x, y), (*width, mark.height)),
            Shape::Marks { photo, marks, width } => {
                self.marks((*photo, marks), (x, y), (*width, mark.height));
            }
            Shape::Code { code, size } => self.code(code, (x, y), *size),
        }
    }

    fn fill(&mut self, ink: Ink) {
        self.surface.set_stroke(None);
        self.surface.set_fill(Some(Fill {
            paint: colour(ink).into(),
            opacity: NormalizedF32::ONE,
            rule: FillRule::NonZero,
        }));
    }

    fn stroke(&mut self, ink: Ink, width: f32) {
        self.surface.set_fill(None);
        self.surface.set_stroke(Some(pen(ink, width)));
    }

    pub(super) fn path(&mut self, path: Option<Path>) {
        if let Some(path) = path {
            self.surface.draw_path(&path);
        }
    }

    /// Text on one line. Bold letters get a thin outline: one file of letters is enough for a report.
    pub(super) fn text(&mut self, text: &str, style: Style, (x, y): (i32, i32)) {
        let units = f32::from(self.face.units);
        let glyphs: Vec<KrillaGlyph> = text
            .char_indices()
            .map(|(start, character)| {
                let letter = self.face.letter(character);
                let range = start..start + character.len_utf8();
                let advance = f32::from(letter.advance) / units;
                KrillaGlyph::new(GlyphId::new(letter.glyph), advance, 0.0, 0.0, 0.0, range, None)
            })
            .collect();
        self.fill(style.ink);
        if style.bold {
            self.surface.set_stroke(Some(pen(style.ink, pt(style.size) / 36.0)));
        }
        let start = Point::from_xy(pt(x), pt(y + base_line(style.size)));
        self.surface.draw_glyphs(start, &glyphs, self.font.clone(), text, pt(style.size), false);
    }

    fn icon(&mut self, tone: Tone, size: i32, (x, y): (i32, i32)) {
        let scale = pt(size) / icon::SIDE;
        let at = |(dx, dy): (f32, f32)| (dx.mul_add(scale, pt(x)), dy.mul_add(scale, pt(y)));
        self.stroke(Ink::Tone(tone), 1.8 * scale);
        self.path(icon::path(tone, at));
    }

    fn frame(
        &mut self,
        (x, y): (i32, i32),
        (width, height): (i32, i32),
        (weight, ink, dashed): (i32, Ink, bool),
        fill: Option<Ink>,
    ) {
        if let Some(fill) = fill {
            self.fill(fill);
            self.path(rectangle((x, y), (width, height)));
        }
        self.surface.set_fill(None);
        let dash = dashed.then(|| StrokeDash { array: vec![3.0, 2.0], offset: 0.0 });
        self.surface.set_stroke(Some(Stroke {
            dash,
            line_cap: LineCap::Butt,
            line_join: LineJoin::Miter,
            ..pen(ink, pt(weight))
        }));
        self.path(rectangle((x, y), (width, height)));
    }

    fn dot(&mut self, (x, y): (i32, i32), size: i32, full: bool) {
        let radius = pt(size) / 2.0 - 0.5;
        let circle = icon::circle((pt(x + size / 2), pt(y + size / 2)), radius);
        self.stroke(Ink::Accent, 1.0);
        if full {
            self.surface.set_fill(Some(Fill {
                paint: colour(Ink::Accent).into(),
                opacity: NormalizedF32::ONE,
                rule: FillRule::NonZero,
            }));
        }
        self.path(circle);
    }

    /// The signature, as large as its box allows and in the middle of it.
    fn strokes(&mut self, strokes: &Strokes, (x, y): (i32, i32), (width, height): (i32, i32)) {
        let Some(view) = strokes.view_box() else { return };
        let units = |units: i32| pt(units.max(1)) * 1_000.0;
        let scale = (pt(width) / units(view.width)).min(pt(height) / units(view.height));
        let left = pt(x) + units(view.width).mul_add(-scale, pt(width)) / 2.0;
        let top = pt(y) + units(view.height).mul_add(-scale, pt(height)) / 2.0;
        let at = |(px, py): (i32, i32)| {
            let (dx, dy) = (pt(px - view.x) * 1_000.0, pt(py - view.y) * 1_000.0);
            (dx.mul_add(scale, left), dy.mul_add(scale, top))
        };
        for path in strokes.ink_paths() {
            self.stroke(Ink::Black, pt(i32::try_from(path.width).unwrap_or(0)) * 1_000.0 * scale);
            self.path(icon::curve(&path.curve, at));
        }
    }

    /// A picture whole, in the middle of its box.
    fn picture(&mut self, photo: usize, place: (i32, i32), room: (i32, i32)) {
        let Some((image, (left, top), size)) = self.fitted(photo, place, room) else { return };
        self.surface.push_transform(&Transform::from_translate(left, top));
        self.surface.draw_image(image, size);
        self.surface.pop();
    }

    /// A picture with its place and size in a box.
    pub(super) fn fitted(
        &self,
        photo: usize,
        (x, y): (i32, i32),
        (width, height): (i32, i32),
    ) -> Option<(krilla::image::Image, (f32, f32), Size)> {
        let image = self.pictures.get(photo)?.clone()?;
        let (across, down) = image.size();
        let (across, down) = (pt(i32::try_from(across).unwrap_or(1)), pt(i32::try_from(down).unwrap_or(1)));
        let scale = (pt(width) / across).min(pt(height) / down);
        let size = Size::from_wh(across * scale, down * scale)?;
        let left = pt(x) + (pt(width) - size.width()) / 2.0;
        let top = pt(y) + (pt(height) - size.height()) / 2.0;
        Some((image, (left, top), size))
    }

    fn code(&mut self, code: &Code, (x, y): (i32, i32), size: i32) {
        let cells = |count: usize| pt(i32::try_from(count).unwrap_or(0)) * 1_000.0;
        let cell = pt(size) / cells(code.side + 2 * QUIET);
        let mut path = PathBuilder::new();
        for (row, start, length) in code.bars() {
            let left = cells(start + QUIET).mul_add(cell, pt(x));
            let top = cells(row + QUIET).mul_add(cell, pt(y));
            if let Some(bar) = Rect::from_xywh(left, top, cells(length) * cell, cell) {
                path.push_rect(bar);
            }
        }
        self.fill(Ink::Black);
        self.path(path.finish());
    }
}

fn pen(ink: Ink, width: f32) -> Stroke {
    Stroke {
        paint: colour(ink).into(),
        width,
        line_cap: LineCap::Round,
        line_join: LineJoin::Round,
        ..Stroke::default()
    }
}

fn rectangle((x, y): (i32, i32), (width, height): (i32, i32)) -> Option<Path> {
    let mut path = PathBuilder::new();
    path.push_rect(Rect::from_xywh(pt(x), pt(y), pt(width), pt(height))?);
    path.finish()
}
