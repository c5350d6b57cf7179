//! What the tests of several modules share, and the golden bytes.

mod golden;

use crate::certificate::{Certificate, ED25519, SERVER_CODE, Signer};
use crate::envelope::Signed;
use crate::fact::{Area, CaseKind, Created, CustomerCopy, Origin, SiteCopy};
use crate::fold::FOLD_VERSION;
use crate::id::{CardId, DeviceId, PackId, TenantId, VisitId};
use crate::key::PrivateKey;

/// The first visit of [`created`].
pub(crate) const VISIT: VisitId = VisitId([2; 8]);

/// The server among the signers of tests. Any other with the role `office` is a device.
const SERVER: (u8, &str) = (1, "office");

/// The root key of the tenant of all tests.
pub(crate) fn root() -> PrivateKey {
    PrivateKey::from_seed(&[99; 32])
}

/// Somebody of that tenant, on a device of their own.
pub(crate) fn signer(number: u8, role: &str) -> Signer {
    signer_of(number, role, &root())
}

/// Somebody of another tenant.
pub(crate) fn signer_of(number: u8, role: &str, issuer: &PrivateKey) -> Signer {
    let key = PrivateKey::from_seed(&[number; 32]);
    let certificate = Certificate {
        tenant: TenantId::of_root_key(&issuer.public().0),
        device: DeviceId([number; 16]),
        user: format!("user-{number}"),
        name: format!("User {number}"),
        roles: vec![role.to_owned()],
        public_key: key.public(),
        algorithm: ED25519,
        valid_from_ms: 0,
        valid_until_ms: i64::MAX,
        code: if (number, role) == SERVER { SERVER_CODE.to_owned() } else { format!("A{number}") },
    };
    Signer::new(Signed::seal(certificate, issuer), key).unwrap()
}

/// How a small job begins.
pub(crate) fn created() -> Created {
    let customer = CustomerCopy { card: CardId([5; 16]), version: 1, name: "Wang".into(), phone: None };
    let site =
        SiteCopy { card: CardId([6; 16]), version: 1, address: "3-402".into(), time_zone: "CST-8".into() };
    Created {
        number: "A1-0001".into(),
        case_kind: CaseKind::Job,
        fold_version: FOLD_VERSION,
        pack: PackId([4; 32]),
        service: "longfor-dispatch".into(),
        report: "kitchen lamp is dark".into(),
        area: Area::Indoor,
        emergency: false,
        customer,
        site,
        reported_at_ms: 0,
        visit: VISIT,
        reporter: None,
        origin: Origin::Office,
        parent: None,
    }
}
