//! A small job that is made at the customer's, for whoever needs one and does not care which.

use doorstep_core::NewWalkIn;
use doorstep_domain::fact::Area;
use doorstep_domain::id::PackId;

/// A dripping tap.
#[must_use]
pub fn walk_in(pack: PackId) -> NewWalkIn {
    NewWalkIn {
        pack,
        service: "longfor-dispatch".to_owned(),
        report: "tap drips".to_owned(),
        area: Area::Public,
        is_emergency: false,
        customer_name: "Wang".to_owned(),
        customer_phone: None,
        address: "3-402".to_owned(),
        time_zone: "CST-8".to_owned(),
        reporter: None,
    }
}
