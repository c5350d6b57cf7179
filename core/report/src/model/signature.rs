//! What people agreed to, signed and thought.

use doorstep_domain::fact::{ConsentWhat, Person, SignatureRole};
use doorstep_domain::signature::{Difference, Strokes};

/// A consent or a refusal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consent {
    /// What it is about.
    pub what: ConsentWhat,
    /// The step that asked for it.
    pub step: Option<String>,
    /// Agreed or refused.
    pub accepted: bool,
    /// Why it was refused, in the customer's words.
    pub reason: Option<String>,
    /// Who decided.
    pub by: Person,
    /// When, milliseconds since 1970 UTC.
    pub at_ms: i64,
}

/// What the customer thinks of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rating {
    /// The grade in words, such as `Satisfied`, or the score, such as `4 / 5`.
    pub grade: String,
    /// Where the grade stands on its scale; `None` if the scale is not known or has too many grades to draw.
    pub marks: Option<Marks>,
    /// The customer's own words.
    pub opinion: Option<String>,
    /// When, milliseconds since 1970 UTC.
    pub at_ms: i64,
}

/// A place on a scale, counted from the worst grade.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Marks {
    /// The grade, 1 = worst.
    pub given: u8,
    /// The best grade.
    pub best: u8,
}

/// A signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    /// In which capacity.
    pub role: SignatureRole,
    /// The pack's word for the role; `None` for the renderer's own.
    pub role_title: Option<String>,
    /// Who signed.
    pub signer: Person,
    /// What was drawn; `None` if the strokes are not on this device.
    pub strokes: Option<Strokes>,
    /// When, milliseconds since 1970 UTC.
    pub at_ms: i64,
    /// Set if somebody signed in place of the right person.
    pub stand_in: Option<StandIn>,
    /// Whether the work report is missing among what the signer saw.
    pub provisional: bool,
    /// Whether somebody who leads still has to confirm it: it was given on the phone of somebody who does not.
    pub unconfirmed: bool,
    /// Digest of the statement, as hexadecimal digits.
    pub digest: String,
    /// What was signed against what the record says now.
    pub since: Since,
}

/// Somebody signed in place of the right person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StandIn {
    /// Why the right person did not sign.
    pub reason: String,
    /// Who saw it.
    pub witness: Option<String>,
}

/// What was signed against what the record says now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Since {
    /// The same lines, totals and checks.
    Same,
    /// Something changed afterwards: what, by name.
    Changed(Box<Difference>),
    /// The signed view is not on this device, so nobody can compare here.
    Unknown,
    /// The stored view is not the one that was signed.
    Broken,
}
