//! Paths: the icons of the statuses, circles, and signatures as the domain writes them.
#![expect(clippy::float_arithmetic, reason = "a PDF counts in points")]

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

/// A path of a signature: `M` once, then relative `c`, or `h0` for a dot.
pub(super) fn read(data: &str, at: impl Fn(i32, i32) -> (f32, f32)) -> Option<Path> {
    let start = data.strip_prefix('M')?;
    let end = start.find(['c', 'h']).unwrap_or(start.len());
    let [mut x, mut y] = numbers(&start[..end])?;
    let mut path = PathBuilder::new();
    let (px, py) = at(x, y);
    path.move_to(px, py);
    for curve in start[end..].split('c').filter(|curve| !curve.is_empty()) {
        if curve == "h0" {
            path.line_to(px + pt(1), py);
            continue;
        }
        let [ax, ay, bx, by, dx, dy] = numbers(curve)?;
        let ((ax, ay), (bx, by)) = (at(x + ax, y + ay), at(x + bx, y + by));
        (x, y) = (x + dx, y + dy);
        let (ex, ey) = at(x, y);
        path.cubic_to(ax, ay, bx, by, ex, ey);
    }
    path.finish()
}

fn numbers<const N: usize>(text: &str) -> Option<[i32; N]> {
    let numbers: Vec<i32> = text.split_ascii_whitespace().map(str::parse).collect::<Result<_, _>>().ok()?;
    numbers.try_into().ok()
}
