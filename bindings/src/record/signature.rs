//! Signatures.

use doorstep_core as core;
use doorstep_domain::fact::{SignatureGiven, SignatureRole};
use doorstep_domain::fold::Recorded;
use doorstep_domain::id::{FactId, VisitId};
use doorstep_domain::signature;
use doorstep_domain::statement::{View, ViewLine};

use super::Person;
use crate::value::Timestamp;

/// Where the pen was at one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Record)]
pub struct Point {
    /// From the left edge of the pad, in hundredths of a device-independent unit (dp, pt).
    pub x: i32,
    /// From the upper edge of the pad, in hundredths of a device-independent unit.
    pub y: i32,
    /// Milliseconds since the first point of the signature.
    pub t_ms: u32,
    /// From 0 to 1000; nothing where the screen does not feel pressure.
    #[uniffi(default = None)]
    pub pressure: Option<u16>,
}

/// The points between putting the pen down and lifting it.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Stroke {
    /// The points.
    pub points: Vec<Point>,
}

impl From<Stroke> for signature::Stroke {
    fn from(stroke: Stroke) -> Self {
        let Stroke { points } = stroke;
        let point = |point: Point| {
            let Point { x, y, t_ms, pressure } = point;
            signature::Point { x, y, t_ms, pressure }
        };
        Self(points.into_iter().map(point).collect())
    }
}

/// A signature with what was signed.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Signature {
    /// The signature.
    pub fact: FactId,
    /// The visit.
    pub visit: VisitId,
    /// In which capacity.
    pub role: SignatureRole,
    /// Who signed.
    pub signer: Person,
    /// Name of whose phone it was.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// What was on the screen; nothing if its bytes are not on this device.
    pub text: Option<String>,
    /// The total that was on the screen, in minor units.
    pub total_minor: Option<i64>,
    /// The work report was not known to the signer; it counts once the steps before it are done.
    pub is_provisional: bool,
    /// How it differs from what stands now.
    pub now: SignatureNow,
}

impl From<core::SignedJob> for Signature {
    fn from(signed: core::SignedJob) -> Self {
        let core::SignedJob { visit, signature, view, strokes: _, is_provisional, now } = signed;
        let Recorded { fact, who, at, body } = signature;
        let SignatureGiven { visit: _, role, signer, statement: _, view: _, strokes: _, proxy: _ } = body;
        let (text, total_minor) = match view {
            Some(View { text, lines: _, total_minor, currency: _, checks: _, photos: _, minutes: _ }) => {
                (Some(text), total_minor)
            }
            None => (None, None),
        };
        Self {
            fact,
            visit,
            role,
            signer: signer.into(),
            by: who.name,
            at: Timestamp(at.wall_ms),
            text,
            total_minor,
            is_provisional,
            now: now.into(),
        }
    }
}

/// How what was signed differs from what stands now.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Enum)]
pub enum SignatureNow {
    /// It does not.
    Same,
    /// It cannot be compared: the signed view or the pack is not on this device.
    Unknown,
    /// It does. Show both.
    Changed {
        /// The total that was signed, in minor units.
        signed_minor: Option<i64>,
        /// The total now.
        now_minor: Option<i64>,
        /// Lines that were not signed, or not like this.
        lines_added: Vec<SignedLine>,
        /// Lines that were signed and are not, or not like this, any more.
        lines_gone: Vec<SignedLine>,
        /// Steps whose answer is another one now.
        checks: Vec<String>,
    },
}

impl From<core::SignatureNow> for SignatureNow {
    fn from(now: core::SignatureNow) -> Self {
        let lines = |lines: Vec<ViewLine>| lines.into_iter().map(Into::into).collect();
        match now {
            core::SignatureNow::Same => Self::Same,
            core::SignatureNow::Unknown => Self::Unknown,
            core::SignatureNow::Changed { signed_minor, now_minor, lines_added, lines_gone, checks } => {
                Self::Changed {
                    signed_minor,
                    now_minor,
                    lines_added: lines(lines_added),
                    lines_gone: lines(lines_gone),
                    checks,
                }
            }
        }
    }
}

/// One line of money as it was signed.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct SignedLine {
    /// What it is.
    pub title: String,
    /// How many.
    pub quantity: String,
    /// What it costs, in minor units.
    pub amount_minor: i64,
}

impl From<ViewLine> for SignedLine {
    fn from(line: ViewLine) -> Self {
        let ViewLine { key: _, title, quantity, amount_minor } = line;
        Self { title, quantity, amount_minor }
    }
}
