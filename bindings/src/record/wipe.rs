//! What would be lost with a phone, and what was rescued from one that was wiped.

use doorstep_core as core;
use doorstep_domain::id::CaseId;

/// A reason not to wipe this phone.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct NotSafe {
    /// The job.
    pub case: CaseId,
    /// Its number, as people say it; empty if this device never could read the job.
    pub number: String,
    /// What would be lost.
    pub why: WhyNotSafe,
}

/// What would be lost with this phone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum WhyNotSafe {
    /// Changes that wait to be sent. Synchronise.
    Unsent {
        /// How many.
        count: u32,
    },
    /// Changes that the office refused; they are nowhere else. See `outgoing`.
    Refused {
        /// How many.
        count: u32,
    },
    /// Changes that the office took, and of which it has not said that they are as safe as the company asks. Synchronise
    /// again later.
    NotReceipted {
        /// How many.
        count: u32,
    },
    /// Photos and files that the office is not known to hold. Synchronise on a network that costs nothing.
    FilesNotStored {
        /// How many.
        count: u32,
        /// How long they are together, in bytes.
        size_bytes: u64,
    },
    /// The office erased the job, and work in it never reached it: export it, then discard it.
    ExportPending,
}

impl From<core::NotSafe> for NotSafe {
    fn from(reason: core::NotSafe) -> Self {
        let core::NotSafe { case, number, why } = reason;
        let why = match why {
            core::WhyNotSafe::Unsent { count } => WhyNotSafe::Unsent { count },
            core::WhyNotSafe::Refused { count } => WhyNotSafe::Refused { count },
            core::WhyNotSafe::NotReceipted { count } => WhyNotSafe::NotReceipted { count },
            core::WhyNotSafe::FilesNotStored { count, size_bytes } => {
                WhyNotSafe::FilesNotStored { count, size_bytes }
            }
            core::WhyNotSafe::ExportPending => WhyNotSafe::ExportPending,
        };
        Self { case, number, why }
    }
}

/// A file with work that never reached the office, written when the office had this phone wiped.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct RescueFile {
    /// Where it is. Hand it to the office, then discard it.
    pub path: String,
    /// Its job.
    pub case: CaseId,
    /// Whether only the company's rescue key opens it. If not, anybody who holds the phone can read it: say so.
    pub is_encrypted: bool,
    /// Its length in bytes.
    pub size_bytes: u64,
}

impl From<core::RescueFile> for RescueFile {
    fn from(file: core::RescueFile) -> Self {
        let core::RescueFile { path, case, is_encrypted, size_bytes } = file;
        Self { path: path.to_string_lossy().into_owned(), case, is_encrypted, size_bytes }
    }
}
