//! What happened in visits, and what the checklist says of it.

use doorstep_domain::fact::{CallResult, DoorMethod, PhotoMark, VisitOutcome};

/// One visit.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Visit {
    /// Position in the job, counted from 1.
    pub number: u32,
    /// Why there is one more; empty for the first.
    pub reason: String,
    /// Who went.
    pub technicians: Vec<String>,
    /// Every time ever agreed, in the order in which they were agreed.
    pub appointments: Vec<Appointment>,
    /// Whether leader or call centre had to settle the time.
    pub escalated: bool,
    /// Arrival, milliseconds since 1970 UTC.
    pub arrived_ms: Option<i64>,
    /// Telephone calls.
    pub calls: Vec<Call>,
    /// Attempts at the door.
    pub attempts: Vec<Attempt>,
    /// Stretches of work.
    pub work: Vec<Stretch>,
    /// How it ended; `None` while it has not.
    pub outcome: Option<VisitOutcome>,
    /// Why it ended so.
    pub outcome_reason: Option<String>,
    /// Who takes care of what remains.
    pub person: Option<String>,
}

/// A time agreed for a visit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appointment {
    /// When it starts, milliseconds since 1970 UTC.
    pub start_ms: i64,
    /// When the window ends, if one was agreed.
    pub end_ms: Option<i64>,
    /// Who set it, with role.
    pub by: String,
    /// Why it changed.
    pub reason: Option<String>,
    /// Whether this is the one that counts.
    pub counts: bool,
}

/// A telephone call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// When, milliseconds since 1970 UTC.
    pub at_ms: i64,
    /// Who called.
    pub by: String,
    /// What for, in the reader's words.
    pub purpose: String,
    /// How it ended.
    pub result: CallResult,
    /// The time that was proposed, milliseconds since 1970 UTC.
    pub proposed_ms: Option<i64>,
    /// Whether the caller apologised.
    pub apologised: bool,
    /// What was said.
    pub note: Option<String>,
}

/// An attempt at the door.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// When, milliseconds since 1970 UTC.
    pub at_ms: i64,
    /// Bell or knock.
    pub method: DoorMethod,
    /// Whether somebody opened or spoke.
    pub answered: bool,
}

/// A stretch of work. Start and end are as recorded, never rounded (catalogue RC-02).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stretch {
    /// Who worked.
    pub by: String,
    /// Start, milliseconds since 1970 UTC.
    pub start_ms: i64,
    /// End; `None` while it runs.
    pub end_ms: Option<i64>,
    /// Time worked in milliseconds, without time spent fetching things.
    pub millis: i64,
    /// Time spent fetching things in milliseconds; not billed.
    pub fetched_millis: i64,
}

/// One phase of the checklist.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CheckGroup {
    /// Its title.
    pub title: String,
    /// Its steps, in order.
    pub lines: Vec<CheckLine>,
}

/// One step of the checklist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckLine {
    /// Its title.
    pub title: String,
    /// How it stands.
    pub state: CheckState,
    /// What was answered.
    pub answer: Option<String>,
    /// What proves it, or what is missing: `2 photos`, `no call yet`.
    pub evidence: Vec<String>,
}

/// How a step stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CheckState {
    /// Done.
    Done,
    /// Required and not done.
    Missing,
    /// Not required and not done.
    Open,
    /// It does not apply.
    NotApplicable,
}

/// A photo.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Photo {
    /// What it shows.
    pub caption: String,
    /// Who took it.
    pub by: String,
    /// When, milliseconds since 1970 UTC.
    pub at_ms: i64,
    /// SHA-256 of the original file, as hexadecimal digits.
    pub hash: String,
    /// A small picture of it, if one is at hand.
    pub thumbnail: Option<Image>,
    /// What people drew over it.
    pub marks: Vec<PhotoMark>,
    /// Whether it shows the same spot as the photo in front of it once more: a pair of before and after.
    pub again: bool,
}

/// A picture inside the page.
#[derive(Clone, PartialEq, Eq)]
pub struct Image {
    /// What the bytes are.
    pub kind: ImageKind,
    /// The file.
    pub bytes: Vec<u8>,
}

impl std::fmt::Debug for Image {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Image({:?}, {} bytes)", self.kind, self.bytes.len())
    }
}

/// Kinds of pictures that a page may carry: those that cannot carry anything else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImageKind {
    /// JPEG.
    Jpeg,
    /// PNG.
    Png,
    /// WebP.
    Webp,
}

impl ImageKind {
    /// The kind of a media type, if a page may carry it.
    #[must_use]
    pub fn of_media_type(media_type: &str) -> Option<Self> {
        match media_type {
            "image/jpeg" => Some(Self::Jpeg),
            "image/png" => Some(Self::Png),
            "image/webp" => Some(Self::Webp),
            _ => None,
        }
    }

    /// Its media type.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Webp => "image/webp",
        }
    }
}
