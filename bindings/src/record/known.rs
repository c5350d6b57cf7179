//! Customers and sites that the jobs of this phone were made for.

use doorstep_core as core;
use doorstep_domain::id::{CardId, CaseId};

/// A customer at a site, for whom a further job can be made.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct KnownCustomer {
    /// A job for them: give it to `create_for_known`.
    pub case: CaseId,
    /// Its number.
    pub number: String,
    /// The company's record of the customer: the same for all sites of one customer.
    pub customer_card: CardId,
    /// The version of it that the job has a copy of.
    pub customer_version: u32,
    /// The company's record of the site.
    pub site_card: CardId,
    /// The version of it that the job has a copy of.
    pub site_version: u32,
    /// The customer's name.
    pub customer: String,
    /// The customer's telephone number, as it is shown now.
    pub phone: Option<String>,
    /// Where it is.
    pub address: String,
    /// POSIX TZ string of the place.
    pub time_zone: String,
    /// Whether what its service hides is masked, because it is not the time of a visit.
    pub is_masked: bool,
}

impl From<core::KnownCustomer> for KnownCustomer {
    fn from(known: core::KnownCustomer) -> Self {
        let core::KnownCustomer {
            case,
            number,
            customer_card,
            customer_version,
            site_card,
            site_version,
            customer,
            phone,
            address,
            time_zone,
            is_masked,
        } = known;
        Self {
            case,
            number,
            customer_card,
            customer_version,
            site_card,
            site_version,
            customer,
            phone,
            address,
            time_zone,
            is_masked,
        }
    }
}
