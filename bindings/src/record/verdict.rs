//! What a job file is worth, as a list that a screen shows.

use doorstep_domain::id::CaseId;
use doorstep_domain::text::Language;
use doorstep_domain::verify::{Finding, Standing, Verdict};

/// How a part of a job file stands, from good to bad.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum FindingStanding {
    /// It holds.
    Holds,
    /// It holds, and whoever relies on it should know something.
    Note,
    /// It cannot be shown from this file: something is not in it.
    Missing,
    /// It does not hold.
    Broken,
}

impl From<Standing> for FindingStanding {
    fn from(standing: Standing) -> Self {
        match standing {
            Standing::Holds => Self::Holds,
            Standing::Note => Self::Note,
            Standing::Missing => Self::Missing,
            Standing::Broken => Self::Broken,
        }
    }
}

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct JobFileFinding {
    /// How deep it stands: 0 is a heading, the findings of depth 1 after it are its parts, and so on.
    pub depth: u32,
    /// How it stands: the worst of itself and of its parts.
    pub standing: FindingStanding,
    /// What was found, in one sentence.
    pub text: String,
    /// Whether it is about a signature: its parts say what it is worth.
    pub is_signature: bool,
}

/// What a job file is worth.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct JobFileVerdict {
    /// How it stands as a whole: like its worst part.
    pub standing: FindingStanding,
    /// Whether everything holds, and everything that is named is there.
    pub holds: bool,
    /// The verdict in one sentence.
    pub text: String,
    /// SHA-256 of the whole file in hexadecimal digits.
    pub sha256: String,
    /// Fingerprint of the company's key that the file names; nothing if it cannot be read.
    pub fingerprint: Option<String>,
    /// The job; nothing if the file cannot be read.
    pub case: Option<CaseId>,
    /// Its number; nothing if its beginning does not hold.
    pub number: Option<String>,
    /// What was found, part by part.
    pub findings: Vec<JobFileFinding>,
}

impl JobFileVerdict {
    pub(crate) fn of(verdict: &Verdict, language: &Language) -> Self {
        let mut findings = Vec::new();
        verdict.findings.iter().for_each(|finding| list(finding, 0, language, &mut findings));
        Self {
            standing: verdict.standing().into(),
            holds: verdict.holds(),
            text: verdict.text(language),
            sha256: verdict.sha256.clone(),
            fingerprint: verdict.fingerprint.clone(),
            case: verdict.case,
            number: verdict.number.clone(),
            findings,
        }
    }
}

fn list(finding: &Finding, depth: u32, language: &Language, into: &mut Vec<JobFileFinding>) {
    into.push(JobFileFinding {
        depth,
        standing: finding.standing.into(),
        text: finding.text(language),
        is_signature: finding.is_signature(),
    });
    finding.parts.iter().for_each(|part| list(part, depth + 1, language, into));
}
