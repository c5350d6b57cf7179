//! Strokes and their limits.

use crate::digest::sha256;
use crate::id::BlobId;

/// Where the pen was at one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct Point {
    /// From the left edge of the pad, in hundredths of a device-independent unit (dp, pt).
    pub x: i32,
    /// From the upper edge of the pad, in hundredths of a device-independent unit.
    pub y: i32,
    /// Milliseconds since the first point of the signature, as the touch screen reported them.
    pub t_ms: u32,
    /// From 0 to [`Strokes::MAX_PRESSURE`]; `None` where the screen does not feel pressure.
    #[serde(default)]
    pub pressure: Option<u16>,
}

/// The points between putting the pen down and lifting it.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct Stroke(pub Vec<Point>);

/// A signature: strokes in the order in which they were drawn, within the limits of the format.
///
/// Being within the limits does not make it ink: see [`Strokes::check_ink`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Strokes(Vec<Stroke>);

/// Why strokes do not fit the format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TooMuch {
    /// More than [`Strokes::MAX_STROKES`].
    #[error("more than {} strokes", Strokes::MAX_STROKES)]
    Strokes,
    /// More than [`Strokes::MAX_POINTS`] in all.
    #[error("more than {} points", Strokes::MAX_POINTS)]
    Points,
    /// A coordinate beyond [`Strokes::MAX_COORDINATE`].
    #[error("a point lies beyond {} hundredths of a unit", Strokes::MAX_COORDINATE)]
    Coordinate,
    /// A time beyond [`Strokes::MAX_TIME_MS`].
    #[error("drawn for longer than {} ms", Strokes::MAX_TIME_MS)]
    Time,
    /// A pressure beyond [`Strokes::MAX_PRESSURE`].
    #[error("a pressure above {}", Strokes::MAX_PRESSURE)]
    Pressure,
    /// More than [`Strokes::MAX_BYTES`] when encoded.
    #[error("more than {} bytes", Strokes::MAX_BYTES)]
    Bytes,
}

impl Strokes {
    /// The most strokes of one signature. A name of four complex characters has about 60.
    pub const MAX_STROKES: usize = 500;
    /// The most points of one signature: more than a minute of unbroken ink at 120 points a second.
    pub const MAX_POINTS: usize = 8_000;
    /// The largest distance from the origin, to either side: 10,000 units.
    pub const MAX_COORDINATE: i32 = 1_000_000;
    /// The longest time from the first to the last point: an hour.
    pub const MAX_TIME_MS: u32 = 3_600_000;
    /// The largest pressure.
    pub const MAX_PRESSURE: u16 = 1_000;
    /// The largest encoding, in bytes: it travels inside a sync request.
    pub const MAX_BYTES: usize = 64 * 1024;

    /// Strokes as a screen delivered them. Strokes without points are left out.
    ///
    /// # Errors
    /// [`TooMuch`] if they exceed the limits of the format.
    pub fn new(strokes: Vec<Stroke>) -> Result<Self, TooMuch> {
        let drawn = Self(strokes.into_iter().filter(|stroke| !stroke.0.is_empty()).collect());
        drawn.check_limits()?;
        if drawn.to_bytes().len() > Self::MAX_BYTES { Err(TooMuch::Bytes) } else { Ok(drawn) }
    }

    /// The strokes in the order in which they were drawn, each with at least one point.
    #[must_use]
    pub fn strokes(&self) -> &[Stroke] {
        &self.0
    }

    /// All points in the order in which they were drawn.
    pub fn points(&self) -> impl Iterator<Item = Point> + '_ {
        self.0.iter().flat_map(|stroke| stroke.0.iter().copied())
    }

    /// The name under which the bytes are stored.
    #[must_use]
    pub fn blob_id(bytes: &[u8]) -> BlobId {
        sha256(bytes).into()
    }

    fn check_limits(&self) -> Result<(), TooMuch> {
        if self.0.len() > Self::MAX_STROKES {
            return Err(TooMuch::Strokes);
        }
        if self.0.iter().map(|stroke| stroke.0.len()).sum::<usize>() > Self::MAX_POINTS {
            return Err(TooMuch::Points);
        }
        self.points().try_for_each(Point::check_limits)
    }
}

impl Point {
    fn check_limits(self) -> Result<(), TooMuch> {
        let limit = Strokes::MAX_COORDINATE.unsigned_abs();
        if self.x.unsigned_abs() > limit || self.y.unsigned_abs() > limit {
            return Err(TooMuch::Coordinate);
        }
        if self.t_ms > Strokes::MAX_TIME_MS {
            return Err(TooMuch::Time);
        }
        match self.pressure {
            Some(pressure) if pressure > Strokes::MAX_PRESSURE => Err(TooMuch::Pressure),
            _ => Ok(()),
        }
    }
}
