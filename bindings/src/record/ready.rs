//! What a job needs before the network is gone, and room on the phone.

use doorstep_core as core;
use doorstep_core::ReadyStep;
use doorstep_domain::id::{BlobId, PackId};

use crate::value::Timestamp;

/// Something that a job needs without a network and that is not on this phone.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct NotReady {
    /// What.
    pub what: NotReadyWhat,
    /// How much of it is still to be fetched, in bytes, if that is known.
    pub size_bytes: Option<u64>,
    /// What helps.
    pub next: ReadyStep,
}

/// What is not on this phone.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Enum)]
pub enum NotReadyWhat {
    /// A pack that the job, a quote or a visit follows: checklist, prices, guidance.
    Pack {
        /// Which one.
        pack: PackId,
        /// Its id in text, if the office told.
        name: Option<String>,
        /// Its version, if the office told.
        version: Option<u32>,
    },
    /// A photo of an earlier visit, or of a colleague.
    Photo {
        /// Its file.
        photo: BlobId,
    },
    /// This device may not sign until the visit is over: its certificate ends before.
    Certificate {
        /// First moment at which it no longer counts.
        until: Timestamp,
    },
    /// The office took this device out: what is done is kept, and cannot be sent.
    SignedOut,
    /// The font of printed reports: the report can only be handed over as a page.
    Font,
}

impl From<core::NotReady> for NotReady {
    fn from(missing: core::NotReady) -> Self {
        let core::NotReady { what, size_bytes, next } = missing;
        let what = match what {
            core::NotReadyWhat::Pack { pack, name, version } => NotReadyWhat::Pack { pack, name, version },
            core::NotReadyWhat::Photo { photo } => NotReadyWhat::Photo { photo },
            core::NotReadyWhat::Certificate { until_ms } => {
                NotReadyWhat::Certificate { until: Timestamp(until_ms) }
            }
            core::NotReadyWhat::SignedOut => NotReadyWhat::SignedOut,
            core::NotReadyWhat::Font => NotReadyWhat::Font,
        };
        Self { what, size_bytes, next }
    }
}

/// What was made room for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Record)]
pub struct FreedSpace {
    /// Photos that went; they can be fetched again.
    pub file_count: u32,
    /// Their length together, in bytes.
    pub freed_bytes: u64,
    /// Photos that stay, in bytes: more than was asked for if the office does not hold them yet, or somebody works with
    /// them.
    pub kept_bytes: u64,
}

impl From<core::FreedSpace> for FreedSpace {
    fn from(freed: core::FreedSpace) -> Self {
        let core::FreedSpace { file_count, freed_bytes, kept_bytes } = freed;
        Self { file_count, freed_bytes, kept_bytes }
    }
}
