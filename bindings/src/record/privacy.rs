//! What a job hides from the user of this phone.

use doorstep_core as core;

use crate::value::Timestamp;

/// What a job hides from the user of this phone outside the time of a visit. What is hidden now is masked wherever the
/// job shows it, such as `Park Road…` or `…1234`.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct JobPrivacy {
    /// What is hidden outside the time of a visit.
    pub hides: Vec<PrivateField>,
    /// How that stands now.
    pub standing: PrivacyStanding,
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

/// Whether everything is shown.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Enum)]
pub enum PrivacyStanding {
    /// Everything is shown.
    Shown {
        /// Until when; nothing as long as the visit goes on.
        until: Option<Timestamp>,
    },
    /// It is masked until its time comes.
    NotYet {
        /// From when on it is shown.
        from: Timestamp,
        /// The number of the company over which the customer is called meanwhile.
        relay_number: Option<String>,
    },
    /// It is masked, because no time is agreed for a visit.
    NotAgreed {
        /// The number of the company over which the customer is called meanwhile.
        relay_number: Option<String>,
    },
    /// It is masked, because the last visit is over.
    Over {
        /// The number of the company over which the customer is called.
        relay_number: Option<String>,
    },
}

impl From<core::JobPrivacy> for JobPrivacy {
    fn from(privacy: core::JobPrivacy) -> Self {
        let core::JobPrivacy { hides, standing, is_certain } = privacy;
        Self { hides: hides.into_iter().map(Into::into).collect(), standing: standing.into(), is_certain }
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
            core::Standing::Hidden { why, relay_number } => match why {
                core::WhyHidden::NotYet { from_ms } => {
                    Self::NotYet { from: Timestamp(from_ms), relay_number }
                }
                core::WhyHidden::NotAgreed => Self::NotAgreed { relay_number },
                core::WhyHidden::Over => Self::Over { relay_number },
            },
        }
    }
}
