//! The bytes of a signature.
//!
//! ```text
//! [1, [stroke, ...]]            1 = version of this format
//! stroke = [dx, dy, dt, dp, dx, dy, dt, dp, ...]
//! ```
//!
//! CBOR, definite lengths, shortest integers. Each point is written as its distance from the point before it,
//! across strokes; the first one from a point of zeros. Pressure is 0 where there is none, else the pressure
//! plus one. Neighbouring points are close, so that a point takes six to nine bytes instead of sixteen.
//! There is exactly one encoding of a signature; any other is refused.

use minicbor::{Decoder, Encoder};

use super::strokes::{Point, Stroke, Strokes};
use crate::cbor::Malformed;

const VERSION: u8 = 1;
const FIELDS: usize = 4;

impl Strokes {
    /// The bytes that are stored, named by [`Strokes::blob_id`].
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        self.write(&mut Encoder::new(&mut bytes)).expect("invariant: writing to a Vec cannot fail");
        bytes
    }

    /// Reads stored bytes, whoever wrote them: the work done is bounded by their length.
    ///
    /// # Errors
    /// [`Malformed`]; [`Malformed::Cbor`] also for strokes beyond the limits and for a second way of writing
    /// the same strokes.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Malformed> {
        if bytes.len() > Self::MAX_BYTES {
            return Err(Malformed::TooLong { limit: Self::MAX_BYTES });
        }
        let mut decoder = Decoder::new(bytes);
        let strokes = read(&mut decoder)?;
        if decoder.position() != bytes.len() {
            return Err(Malformed::Trailing);
        }
        let strokes = Self::new(strokes).map_err(|_| Malformed::Cbor)?;
        if strokes.to_bytes() == bytes { Ok(strokes) } else { Err(Malformed::Cbor) }
    }

    fn write(
        &self,
        e: &mut Encoder<&mut Vec<u8>>,
    ) -> Result<(), minicbor::encode::Error<std::convert::Infallible>> {
        e.array(2)?.u8(VERSION)?.array(self.strokes().len() as u64)?;
        let mut before = [0; FIELDS];
        for stroke in self.strokes() {
            e.array((stroke.0.len() * FIELDS) as u64)?;
            for point in &stroke.0 {
                let fields = fields_of(*point);
                for (field, previous) in fields.into_iter().zip(before) {
                    e.i64(field - previous)?;
                }
                before = fields;
            }
        }
        Ok(())
    }
}

fn read(d: &mut Decoder<'_>) -> Result<Vec<Stroke>, Malformed> {
    if array_len(d)? != 2 {
        return Err(Malformed::Cbor);
    }
    if d.u8().map_err(|_| Malformed::Cbor)? != VERSION {
        return Err(Malformed::Version);
    }
    let mut strokes = Vec::new();
    let mut before = [0; FIELDS];
    for _ in 0..array_len(d)? {
        strokes.push(read_stroke(d, &mut before)?);
    }
    Ok(strokes)
}

/// Grows with what was really read, never with what a length claims.
fn read_stroke(d: &mut Decoder<'_>, before: &mut [i64; FIELDS]) -> Result<Stroke, Malformed> {
    let numbers = array_len(d)?;
    if numbers == 0 || numbers % FIELDS as u64 != 0 {
        return Err(Malformed::Cbor);
    }
    let mut points = Vec::new();
    for _ in 0..numbers / FIELDS as u64 {
        for field in before.iter_mut() {
            let distance = d.i64().map_err(|_| Malformed::Cbor)?;
            *field = field.checked_add(distance).ok_or(Malformed::Cbor)?;
        }
        points.push(point_of(*before).ok_or(Malformed::Cbor)?);
    }
    Ok(Stroke(points))
}

fn array_len(d: &mut Decoder<'_>) -> Result<u64, Malformed> {
    d.array().ok().flatten().ok_or(Malformed::Cbor)
}

fn fields_of(point: Point) -> [i64; FIELDS] {
    let pressure = point.pressure.map_or(0, |pressure| i64::from(pressure) + 1);
    [i64::from(point.x), i64::from(point.y), i64::from(point.t_ms), pressure]
}

fn point_of([x, y, t_ms, pressure]: [i64; FIELDS]) -> Option<Point> {
    let pressure = match pressure {
        0 => None,
        felt => Some(u16::try_from(felt - 1).ok()?),
    };
    Some(Point { x: x.try_into().ok()?, y: y.try_into().ok()?, t_ms: t_ms.try_into().ok()?, pressure })
}
