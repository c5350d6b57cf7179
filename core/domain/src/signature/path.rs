//! Drawing a signature: smooth curves through the points, wider where the pen pressed.
//!
//! A touch screen reports 60 to 120 points a second, and straight lines between them look like a fence. Each
//! stroke becomes a Catmull-Rom spline, which goes through every point that was really measured, as the cubic
//! Bézier curves that SVG, PDF, PNG, Android and iOS all draw. Neighbouring curves of equal width join
//! into one path; round caps hide the change from one width to the next.

use super::curve::Curve;
use super::strokes::{Point, Stroke, Strokes};

/// A piece of a signature of one width.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InkPath {
    /// Where it goes, in hundredths of a unit.
    pub curve: Curve,
    /// The width of the line, in hundredths of a unit.
    pub width: u32,
}

/// A piece of a signature of one width, as SVG has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SvgPath {
    /// The attribute `d` of an SVG path, in hundredths of a unit. Digits, spaces, `-`, `M`, `c` and `h` only.
    pub data: String,
    /// The width of the line, in hundredths of a unit.
    pub width: u32,
}

/// The part of the plane that shows the whole signature, in hundredths of a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ViewBox {
    /// Left edge.
    pub x: i32,
    /// Upper edge.
    pub y: i32,
    /// Width.
    pub width: i32,
    /// Height.
    pub height: i32,
}

/// The width of a line without pressure.
const PEN: u32 = 240;
/// The widths with pressure: from no pressure at all to the greatest.
const PEN_LIGHT: u32 = 120;
const PEN_HEAVY: u32 = 420;
/// Widths are rounded to this, so that a trembling pressure does not cut a stroke into hundreds of paths.
const PEN_STEP: u32 = 30;
/// A small signature is not blown up beyond this pad.
const VIEW_MIN: (i32, i32) = (24_000, 9_000);

impl Strokes {
    /// The paths that draw the signature, stroke by stroke. Draw them with round caps and joins.
    #[must_use]
    pub fn ink_paths(&self) -> Vec<InkPath> {
        self.strokes().iter().flat_map(paths_of).collect()
    }

    /// The same paths as SVG.
    #[must_use]
    pub fn to_svg_paths(&self) -> Vec<SvgPath> {
        let paths = self.ink_paths().into_iter();
        paths.map(|path| SvgPath { data: path.curve.to_svg(), width: path.width }).collect()
    }

    /// The box to show, with room for the width of the line; `None` if nothing was drawn.
    #[must_use]
    pub fn view_box(&self) -> Option<ViewBox> {
        let ink = self.bounds()?;
        let (x, width) = padded(ink.x, ink.width, VIEW_MIN.0);
        let (y, height) = padded(ink.y, ink.height, VIEW_MIN.1);
        Some(ViewBox { x, y, width, height })
    }

    /// The smallest box around all points; `None` if nothing was drawn.
    pub(super) fn bounds(&self) -> Option<ViewBox> {
        let (left, right) = (self.points().map(|p| p.x).min()?, self.points().map(|p| p.x).max()?);
        let (top, bottom) = (self.points().map(|p| p.y).min()?, self.points().map(|p| p.y).max()?);
        Some(ViewBox { x: left, y: top, width: right - left, height: bottom - top })
    }
}

/// Start and length of one side of the view box, centred on what was drawn.
fn padded(start: i32, drawn: i32, least: i32) -> (i32, i32) {
    let length = (drawn + 2 * PEN_HEAVY.cast_signed()).max(least);
    (start - (length - drawn) / 2, length)
}

fn paths_of(stroke: &Stroke) -> Vec<InkPath> {
    let points = distinct(stroke);
    let mut paths: Vec<InkPath> = Vec::new();
    let Some(&first) = points.first() else { return paths };
    if points.len() == 1 {
        return vec![InkPath { curve: Curve::at(place(first)), width: width_at(first) }];
    }
    for index in 0..points.len() - 1 {
        let (from, to) = (points[index], points[index + 1]);
        let width = width_between(from, to);
        if paths.last().is_none_or(|path| path.width != width) {
            paths.push(InkPath { curve: Curve::at(place(from)), width });
        }
        let before = points[index.saturating_sub(1)];
        let after = points[(index + 2).min(points.len() - 1)];
        if let Some(path) = paths.last_mut() {
            path.curve.bend([before, from, to, after].map(place));
        }
    }
    paths
}

const fn place(point: Point) -> (i32, i32) {
    (point.x, point.y)
}

/// The points without those where the pen rested: a curve of no length has no direction.
fn distinct(stroke: &Stroke) -> Vec<Point> {
    let mut points = stroke.0.clone();
    points.dedup_by_key(|point| (point.x, point.y));
    points
}

fn width_between(from: Point, to: Point) -> u32 {
    let exact = (width_at(from) + width_at(to)) / 2;
    (exact + PEN_STEP / 2) / PEN_STEP * PEN_STEP
}

fn width_at(point: Point) -> u32 {
    point.pressure.map_or(PEN, |pressure| {
        PEN_LIGHT + (PEN_HEAVY - PEN_LIGHT) * u32::from(pressure) / u32::from(Strokes::MAX_PRESSURE)
    })
}

/// The distance between two points, rounded down.
pub(super) fn distance(a: Point, b: Point) -> i64 {
    let dx = i64::from(a.x) - i64::from(b.x);
    let dy = i64::from(a.y) - i64::from(b.y);
    (dx * dx + dy * dy).isqrt()
}
