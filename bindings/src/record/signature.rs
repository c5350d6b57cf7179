//! Signatures.

use doorstep_core as core;
use doorstep_domain::fact::{SignatureGiven, SignatureRole};
use doorstep_domain::fold::Recorded;
use doorstep_domain::id::{BlobId, FactId, VisitId};
use doorstep_domain::signature;
use doorstep_domain::statement::{View, ViewLine};
use doorstep_domain::text::Language;

use super::Person;
use crate::Proxy;
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
    /// Set if somebody else signed in place of the right person.
    pub proxy: Option<Proxy>,
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

impl Signature {
    pub(crate) fn of(signed: core::SignedJob, language: &Language) -> Self {
        let core::SignedJob { visit, signature, view, strokes: _, is_provisional, now } = signed;
        let Recorded { fact, who, at, body } = signature;
        let SignatureGiven {
            visit: _,
            role,
            signer,
            statement: _,
            view: _,
            strokes: _,
            proxy,
            total_minor: _,
        } = body;
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
            proxy: proxy.map(Into::into),
            by: who.name,
            at: Timestamp(at.wall_ms),
            text,
            total_minor,
            is_provisional,
            now: SignatureNow::of(now, language),
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
    /// It does. Show both, and ask again where the pack demands it.
    Changed {
        /// What changed, by name.
        change: SignatureChange,
    },
}

impl SignatureNow {
    fn of(now: core::SignatureNow, language: &Language) -> Self {
        match now {
            core::SignatureNow::Same => Self::Same,
            core::SignatureNow::Unknown => Self::Unknown,
            core::SignatureNow::Changed(difference) => {
                Self::Changed { change: SignatureChange::of(*difference, language) }
            }
        }
    }
}

/// What changed since a signature, by name.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct SignatureChange {
    /// In one line, in the language of the app: "Signed for 180.00 yuan, now 215.00 yuan (+35.00); 1 line not signed".
    pub headline: String,
    /// Each line, check and photo that differs, in the language of the app.
    pub details: Vec<String>,
    /// The total that was signed, in minor units; nothing if no price was shown.
    pub signed_minor: Option<i64>,
    /// The total now, in minor units.
    pub now_minor: Option<i64>,
    /// How much of the total was not signed, in minor units; below zero if it is less now.
    pub not_signed_minor: Option<i64>,
    /// Lines of money that were added, taken away or changed.
    pub lines: Vec<ChangedLine>,
    /// Checks that say something else than what was signed.
    pub checks: Vec<ChangedCheck>,
    /// Photos that the signer saw and that are not part of the record any more.
    pub photos_gone: Vec<BlobId>,
    /// Photos that were taken afterwards; they take nothing from what was signed.
    pub photos_added: Vec<BlobId>,
}

impl SignatureChange {
    fn of(difference: signature::Difference, language: &Language) -> Self {
        let signature::ToldChange { headline, details } = difference.told(language);
        let not_signed_minor = difference.not_signed_minor();
        let signature::Difference {
            currency: _,
            signed_minor,
            now_minor,
            lines,
            checks,
            photos_gone,
            photos_added,
        } = difference;
        Self {
            headline,
            details,
            signed_minor,
            now_minor,
            not_signed_minor,
            lines: lines.into_iter().map(Into::into).collect(),
            checks: checks.into_iter().map(Into::into).collect(),
            photos_gone,
            photos_added,
        }
    }
}

/// One line of money that differs from what was signed.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct ChangedLine {
    /// As it was signed; nothing if it was added afterwards.
    pub signed: Option<SignedLine>,
    /// As it is now; nothing if it was taken away.
    pub now: Option<SignedLine>,
}

impl From<signature::LineChange> for ChangedLine {
    fn from(change: signature::LineChange) -> Self {
        let signature::LineChange { signed, now } = change;
        Self { signed: signed.map(Into::into), now: now.map(Into::into) }
    }
}

/// One check that differs from what was signed.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct ChangedCheck {
    /// The step.
    pub step: String,
    /// Its title.
    pub title: String,
    /// What it said when it was signed.
    pub signed: String,
    /// What it says now; nothing if it was cleared.
    pub now: Option<String>,
}

impl From<signature::CheckChange> for ChangedCheck {
    fn from(change: signature::CheckChange) -> Self {
        let signature::CheckChange { signed, now } = change;
        Self { step: signed.step, title: signed.title, signed: signed.value, now: now.map(|now| now.value) }
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
