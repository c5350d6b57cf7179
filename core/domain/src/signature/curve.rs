//! Smooth lines through points that were measured, in whole numbers: the one geometry that SVG, PDF, PNG, Android and
//! iOS draw, for signatures and for what people draw on photos.

use std::fmt::Write as _;

/// A line that begins somewhere and goes on in cubic Bézier curves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Curve {
    /// Where it begins.
    pub start: (i32, i32),
    /// Both control points and the end of each curve, relative to where that curve begins. None: a dot.
    pub bends: Vec<[(i32, i32); 3]>,
}

impl Curve {
    /// A line that is not drawn yet: a dot.
    #[must_use]
    pub const fn at(start: (i32, i32)) -> Self {
        Self { start, bends: Vec::new() }
    }

    /// A Catmull-Rom spline, which goes through every point; `None` without any. Points that repeat are one.
    #[must_use]
    pub fn through(points: &[(i32, i32)]) -> Option<Self> {
        let mut distinct = points.to_vec();
        distinct.dedup();
        let mut curve = Self::at(*distinct.first()?);
        for index in 0..distinct.len() - 1 {
            let before = distinct[index.saturating_sub(1)];
            let after = distinct[(index + 2).min(distinct.len() - 1)];
            curve.bend([before, distinct[index], distinct[index + 1], after]);
        }
        Some(curve)
    }

    /// Straight from point to point; `None` without any.
    #[must_use]
    pub fn straight(points: &[(i32, i32)]) -> Option<Self> {
        let mut curve = Self::at(*points.first()?);
        curve.bends = points
            .windows(2)
            .map(|pair| {
                let (dx, dy) = (pair[1].0 - pair[0].0, pair[1].1 - pair[0].1);
                [(dx / 3, dy / 3), (dx - dx / 3, dy - dy / 3), (dx, dy)]
            })
            .collect();
        Some(curve)
    }

    /// An ellipse around a point, with its radii.
    #[must_use]
    pub fn ellipse((x, y): (i32, i32), (across, down): (i32, i32)) -> Self {
        // How far a control point stands out on a quarter of a circle.
        const BEND: i64 = 5_523;
        let bent = |radius: i32| i32::try_from(i64::from(radius) * BEND / 10_000).unwrap_or(radius);
        let (a, d) = (across, down);
        let (ka, kd) = (bent(a), bent(d));
        Self {
            start: (x + a, y),
            bends: vec![
                [(0, kd), (ka - a, d), (-a, d)],
                [(-ka, 0), (-a, kd - d), (-a, -d)],
                [(0, -kd), (a - ka, -d), (a, -d)],
                [(ka, 0), (a, d - kd), (a, d)],
            ],
        }
    }

    /// The curve from the second point to the third, which bends towards the first and the fourth.
    pub(super) fn bend(&mut self, points: [(i32, i32); 4]) {
        let [_, from, to, _] = points;
        let x = controls(points.map(|point| point.0));
        let y = controls(points.map(|point| point.1));
        self.bends.push([(x.0, y.0), (x.1, y.1), (to.0 - from.0, to.1 - from.1)]);
    }

    /// The attribute `d` of an SVG path: digits, spaces, `-`, `M`, `c` and `h` only.
    #[must_use]
    pub fn to_svg(&self) -> String {
        let mut data = format!("M{} {}", self.start.0, self.start.1);
        if self.bends.is_empty() {
            data.push_str("h0");
        }
        for [one, two, end] in &self.bends {
            // Writing to a String cannot fail.
            let _ = write!(data, "c{} {} {} {} {} {}", one.0, one.1, two.0, two.1, end.0, end.1);
        }
        data
    }

    /// Each curve with its places instead of distances: begin, both control points, end.
    pub fn places(&self) -> impl Iterator<Item = [(i32, i32); 4]> {
        self.bends.iter().scan(self.start, |from, [one, two, end]| {
            let begin = *from;
            let place = |by: &(i32, i32)| (begin.0.saturating_add(by.0), begin.1.saturating_add(by.1));
            *from = place(end);
            Some([begin, place(one), place(two), place(end)])
        })
    }
}

/// Both control points on one axis, relative to the second value: a sixth of the chord over the neighbours.
fn controls([before, from, to, after]: [i32; 4]) -> (i32, i32) {
    (rounded_sixth(to - before), to - from - rounded_sixth(after - from))
}

/// A sixth, rounded to the nearest, halves away from zero.
fn rounded_sixth(value: i32) -> i32 {
    (value + 3 * value.signum()) / 6
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_curve_goes_through_its_points_and_an_ellipse_comes_back() {
        let points = [(0, 0), (300, 400), (300, 400), (900, 100)];
        let curve = Curve::through(&points).unwrap();
        let ends: Vec<_> = curve.places().map(|[_, _, _, end]| end).collect();
        assert_eq!((curve.start, ends), ((0, 0), vec![(300, 400), (900, 100)]));
        let ring = Curve::ellipse((500, 500), (200, 100));
        assert_eq!(ring.places().last().map(|[_, _, _, end]| end), Some(ring.start));
        let line = Curve::straight(&[(0, 0), (30, 0)]).unwrap();
        assert_eq!(line.to_svg(), "M0 0c10 0 20 0 30 0");
        assert_eq!(Curve::at((3, 4)).to_svg(), "M3 4h0");
    }
}
