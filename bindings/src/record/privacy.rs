//! What a job hides from the user of this phone.

use doorstep_core as core;

use crate::value::Timestamp;

/// What a job hides from the user of this phone outside the time of a visit. What is hidden now is masked wherever the
/// job shows it, such as `Park Road…` or `…1234`.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct JobPrivacy {
    /// How that stands now.
    pub standing: PrivacyStanding,
    /// What is hidden now.
    pub hidden: Vec<PrivateField>,
    /// The number of the company over which the customer is called, while the customer's own is hidden.
    pub relay_number: Option<String>,
    /// Whether no clock that it rests on can be moved by hand.
    pub is_certain: bool,
}

/// Something about a customer that is not everybody's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum PrivateField {
    /// The name.
    Name,
    /// Where it is.
    Address,
    /// The telephone numbers.
    Phone,
}

/// Whether it is the time of a visit.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Enum)]
pub enum PrivacyStanding {
    /// It is: everything is shown but what is always hidden.
    Shown {
        /// Until when; nothing as long as the visit goes on.
        until: Option<Timestamp>,
    },
    /// Its time comes.
    NotYet {
        /// From when on it is shown.
        from: Timestamp,
    },
    /// No time is agreed for a visit.
    NotAgreed,
    /// The last visit is over.
    Over,
}

impl From<core::JobPrivacy> for JobPrivacy {
    fn from(privacy: core::JobPrivacy) -> Self {
        let core::JobPrivacy { standing, hidden, relay_number, is_certain } = privacy;
        let hidden = hidden.into_iter().map(Into::into).collect();
        Self { standing: standing.into(), hidden, relay_number, is_certain }
    }
}

impl From<core::Private> for PrivateField {
    fn from(private: core::Private) -> Self {
        match private {
            core::Private::Name => Self::Name,
            core::Private::Address => Self::Address,
            core::Private::Phone => Self::Phone,
        }
    }
}

impl From<core::Standing> for PrivacyStanding {
    fn from(standing: core::Standing) -> Self {
        match standing {
            core::Standing::Shown { until_ms } => Self::Shown { until: until_ms.map(Timestamp) },
            core::Standing::NotYet { from_ms } => Self::NotYet { from: Timestamp(from_ms) },
            core::Standing::NotAgreed => Self::NotAgreed,
            core::Standing::Over => Self::Over,
        }
    }
}
