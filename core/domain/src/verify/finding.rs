//! The verdict: a tree of findings, each with where it stands and what it says.

use serde::Serialize;

use crate::fact::Created;
use crate::fold::Recorded;
use crate::id::{CaseId, FactId, Hash};
use crate::jobfile::{JobFile, NotJobFile};
use crate::signature::{CheckChange, Difference, LineChange};
use crate::zone::Zone;

/// How a part of a file stands. The order is from good to bad.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// It holds.
    Holds,
    /// It holds, and whoever relies on it should know something.
    Note,
    /// It cannot be shown from this file: something is not in it.
    Missing,
    /// It does not hold.
    Broken,
}

/// One thing that was looked at, with what it consists of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// How it stands: the worst of itself and of its parts.
    pub standing: Standing,
    /// What was found.
    pub says: Says,
    /// Its parts.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<Finding>,
}

impl Finding {
    pub(super) fn of(standing: Standing, says: Says) -> Self {
        Self { standing, says, parts: Vec::new() }
    }

    /// Adds a part.
    pub(super) fn put(&mut self, part: Self) {
        self.standing = self.standing.max(part.standing);
        self.parts.push(part);
    }

    pub(super) fn with(mut self, parts: impl IntoIterator<Item = Self>) -> Self {
        parts.into_iter().for_each(|part| self.put(part));
        self
    }

    /// Whether it is about a signature: its parts say what it is worth.
    #[must_use]
    pub fn is_signature(&self) -> bool {
        matches!(self.says, Says::Signature { .. })
    }

    /// This finding and all its parts, from the top.
    pub fn all(&self) -> Box<dyn Iterator<Item = &Self> + '_> {
        Box::new(std::iter::once(self).chain(self.parts.iter().flat_map(Self::all)))
    }
}

/// What a file is worth.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Verdict {
    /// SHA-256 of the whole file in hexadecimal digits, as `sha256sum` prints it.
    pub sha256: String,
    /// Fingerprint of the company's root key that the file names; `None` if it cannot be read.
    pub fingerprint: Option<String>,
    /// The case; `None` if the file cannot be read.
    pub case: Option<CaseId>,
    /// The job's number; `None` if its beginning does not hold.
    pub number: Option<String>,
    /// What was found, part by part.
    pub findings: Vec<Finding>,
}

impl Verdict {
    pub(super) fn of(
        sha256: String,
        file: &JobFile,
        created: Option<&Recorded<Created>>,
        findings: Vec<Finding>,
    ) -> Self {
        let number = created.map(|created| created.body.number.clone());
        let fingerprint = Some(file.root_key.fingerprint());
        Self { sha256, fingerprint, case: Some(file.case), number, findings }
    }

    /// How the file stands as a whole: like its worst part.
    #[must_use]
    pub fn standing(&self) -> Standing {
        self.findings.iter().map(|finding| finding.standing).max().unwrap_or(Standing::Broken)
    }

    /// Whether everything holds, and everything that is named is there.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.standing() <= Standing::Note
    }

    /// Every finding, parts after what they are part of.
    pub fn all(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().flat_map(Finding::all)
    }
}

/// A moment as a clock claimed it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Moment {
    /// Milliseconds since 1970 UTC.
    pub ms: i64,
    /// By the clocks at the site of the job.
    pub local: String,
}

impl Moment {
    pub(super) fn of(ms: i64, zone: &Zone) -> Self {
        let local = zone.local(ms).format("%Y-%m-%d %H:%M:%S");
        Self { ms, local: format!("{local} {}", zone.label(ms)) }
    }
}

/// Why a file cannot be read, in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Unreadable {
    /// It is no job file.
    Foreign,
    /// It is encrypted.
    Encrypted,
    /// A newer version wrote it.
    Newer,
    /// It is too long.
    TooLong,
    /// Bytes were changed or are missing.
    Damaged,
    /// It has not the form of a job file.
    Malformed,
    /// It holds bytes that the format does not allow.
    NotCanonical,
}

impl From<NotJobFile> for Unreadable {
    fn from(why: NotJobFile) -> Self {
        match why {
            NotJobFile::Foreign => Self::Foreign,
            NotJobFile::Encrypted => Self::Encrypted,
            NotJobFile::Newer => Self::Newer,
            NotJobFile::TooLong => Self::TooLong,
            NotJobFile::Damaged => Self::Damaged,
            NotJobFile::Malformed => Self::Malformed,
            NotJobFile::NotCanonical => Self::NotCanonical,
        }
    }
}

/// What was found, with its data; [`Finding::text`] says it in words. Times are those of clocks that anybody may
/// have set, unless they are said to be the office's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "code", rename_all = "snake_case")]
#[expect(missing_docs, reason = "each is said in words in `words.rs`, with its data")]
pub enum Says {
    // The file.
    NotReadable {
        why: Unreadable,
    },
    FileWhole {
        bytes: usize,
    },
    FileDamaged,
    FileRearranged,
    TooMuch {
        what: &'static str,
    },
    NoBeginning,
    ItemUnknown {
        kind: u8,
        sha256: String,
    },
    // The company and its people.
    CompanyUnknown {
        fingerprint: String,
    },
    CompanyAsExpected {
        fingerprint: String,
    },
    CompanyIsAnother {
        fingerprint: String,
        expected: String,
    },
    Certificates {
        count: usize,
    },
    Certificate {
        name: String,
        user: String,
        device: String,
        roles: Vec<String>,
        from: Moment,
        until: Moment,
    },
    CertificateForged {
        name: String,
        why: String,
    },
    CertificateUnused {
        name: String,
    },
    UsedOutsideValidity {
        facts: usize,
        first: Moment,
    },
    UsedAfterRevocation {
        facts: usize,
        admitted: usize,
        revoked: Option<Moment>,
    },
    MadeOnRevoked {
        device: String,
        revoked: Moment,
        admitted: Option<Moment>,
    },
    NewKey {
        name: String,
        keys: usize,
    },
    // The document.
    Changes {
        count: usize,
    },
    ChangeRefused {
        change: String,
        why: String,
    },
    ChangeWaits {
        change: String,
    },
    Vouched {
        name: String,
        device: String,
        changes: u64,
    },
    Unvouched {
        name: String,
        changes: u64,
    },
    VouchedByAnother {
        claimed: String,
        by: String,
        changes: u64,
    },
    ManifestForged {
        by: String,
        why: String,
    },
    ChangeVoid {
        change: String,
        reason: String,
    },
    // Facts.
    Facts {
        count: usize,
    },
    FactForged {
        fact: String,
        kind: String,
        by: String,
        why: String,
    },
    FactWaits {
        fact: String,
        kind: String,
        missing: usize,
    },
    FactsFollow {
        facts: usize,
    },
    FactWithoutEffect {
        fact: FactId,
        kind: String,
        by: String,
        state: String,
    },
    FactRuled {
        fact: FactId,
        kind: String,
        by: String,
        reason: String,
    },
    FactUnknown {
        fact: FactId,
        kind: u16,
    },
    Forked {
        name: String,
    },
    ClockJumped {
        name: String,
        minutes: i64,
        at: Moment,
    },
    ClockBehind {
        name: String,
        minutes: i64,
        at: Moment,
    },
    HandedOver {
        by: String,
        receiver: Option<String>,
        at: Moment,
    },
    ConsentUnderOther {
        fact: FactId,
        by: String,
    },
    ConsentWithoutSignature {
        fact: FactId,
    },
    OtherTotal {
        by: String,
        claimed_minor: i64,
        signed_minor: Option<i64>,
    },
    // Signatures.
    NoSignatures,
    Signature {
        fact: FactId,
        role: String,
        signer: String,
        relation: Option<String>,
        at: Moment,
        written_by: String,
        device: String,
    },
    StatementFits {
        language: String,
        rules_version: u32,
    },
    StatementMalformed,
    StatementOfOther {
        what: &'static str,
    },
    ScreenUnknown {
        what: &'static str,
    },
    ViewFits {
        view: Hash,
    },
    ViewMissing {
        view: String,
    },
    ViewIsAnother,
    StrokesFit {
        strokes: usize,
        points: usize,
    },
    StrokesMissing {
        strokes: String,
    },
    StrokesNoInk {
        why: String,
    },
    Proxy {
        reason: String,
        witness: Option<String>,
    },
    Provisional,
    MadeBetween {
        earliest: Option<Moment>,
        latest: Option<Moment>,
    },
    ClaimedOutside {
        earliest: Option<Moment>,
        latest: Option<Moment>,
    },
    NotTimed,
    StillStands,
    ChangedSince {
        #[serde(flatten)]
        difference: Box<Difference>,
    },
    LineDiffers {
        #[serde(flatten)]
        change: LineChange,
        minor_digits: u8,
    },
    CheckDiffers {
        #[serde(flatten)]
        change: CheckChange,
    },
    CannotCompare,
    // Packs and files.
    Packs {
        count: usize,
    },
    Pack {
        name: String,
        version: u32,
        id: String,
    },
    PackMissing {
        id: String,
    },
    PackUnnamed {
        id: String,
    },
    PackUnreadable {
        id: String,
        why: String,
    },
    Files {
        count: usize,
        bytes: usize,
    },
    FileMissing {
        step: String,
        shows: String,
        id: String,
    },
    FileUnnamed {
        id: String,
        bytes: usize,
    },
    // The office.
    Ruling {
        verdict: String,
        about: String,
        reason: String,
        at: Moment,
    },
    RulingForged {
        why: String,
    },
    Receipts {
        covered: usize,
        of: usize,
    },
    Receipt {
        items: usize,
        level: String,
        at: Moment,
    },
    ReceiptForged {
        why: String,
    },
    NotReceipted {
        items: usize,
    },
}
