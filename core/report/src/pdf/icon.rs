//! Paths: the icons of the statuses, circles, and the curves of the domain.
#![expect(clippy::float_arithmetic, reason = "a PDF counts in points")]

use doorstep_domain::signature::Curve;
use krilla::geom::{Path, PathBuilder};

use super::draw::pt;
use crate::tell::Tone;

/// The side of the square in which icons are drawn.
pub(super) const SIDE: f32 = 16.0;

/// The icon of a status, the same shapes as in `page/icons.svg`; `at` places a point of the square.
pub(super) fn path(tone: Tone, at: impl Fn((f32, f32)) -> (f32, f32)) -> Option<Path> {
    let lines: &[&[(f32, f32)]] = match tone {
        Tone::Good => &[&[(3.0, 8.5), (6.2, 11.7), (13.0, 4.8)]],
        Tone::Attention => &[
            &[(8.0, 2.2), (14.4, 13.4), (1.6, 13.4), (8.0, 2.2)],
            &[(8.0, 6.4), (8.0, 9.6)],
            &[(8.0, 11.4), (8.0, 11.6)],
        ],
        Tone::Bad => &[&[(4.0, 4.0), (12.0, 12.0)], &[(12.0, 4.0), (4.0, 12.0)]],
        Tone::Waiting => &[&[(8.0, 4.6), (8.0, 8.0), (10.3, 9.6)]],
        Tone::Quiet => &[&[(4.0, 8.0), (12.0, 8.0)]],
    };
    let mut path = PathBuilder::new();
    for line in lines {
        for (index, point) in line.iter().enumerate() {
            let (x, y) = at(*point);
            if index == 0 { path.move_to(x, y) } else { path.line_to(x, y) }
        }
    }
    if tone == Tone::Waiting {
        let (centre, edge) = (at((8.0, 8.0)), at((14.2, 8.0)));
        round(&mut path, centre, edge.0 - centre.0);
    }
    path.finish()
}

pub(super) fn circle(centre: (f32, f32), radius: f32) -> Option<Path> {
    let mut path = PathBuilder::new();
    round(&mut path, centre, radius);
    path.finish()
}

/// A circle of four curves.
fn round(path: &mut PathBuilder, (x, y): (f32, f32), radius: f32) {
    let bend = radius * 0.5523;
    path.move_to(x + radius, y);
    path.cubic_to(x + radius, y + bend, x + bend, y + radius, x, y + radius);
    path.cubic_to(x - bend, y + radius, x - radius, y + bend, x - radius, y);
    path.cubic_to(x - radius, y - bend, x - bend, y - radius, x, y - radius);
    path.cubic_to(x + bend, y - radius, x + radius, y - bend, x + radius, y);
    path.close();
}

/// A curve of the domain; `at` places its points.
pub(super) fn curve(curve: &Curve, at: impl Fn((i32, i32)) -> (f32, f32)) -> Option<Path> {
    let mut path = PathBuilder::new();
    let (x, y) = at(curve.start);
    path.move_to(x, y);
    if curve.bends.is_empty() {
        path.line_to(x + pt(1), y);
    }
    for [_, one, two, end] in curve.places() {
        let ((ax, ay), (bx, by), (ex, ey)) = (at(one), at(two), at(end));
        path.cubic_to(ax, ay, bx, by, ex, ey);
    }
    path.finish()
}
