//! A job, or a case of the desk, made on the phone with the customer standing there.

use doorstep_domain::case::{Case, Version, Writer};
use doorstep_domain::fact::{Area, Created, CustomerCopy, Origin, Person, SiteCopy};
use doorstep_domain::fold::FOLD_VERSION;
use doorstep_domain::id::{CardId, CaseId, PackId, VisitId};
use doorstep_domain::pack::Action;

use crate::core::Core;
use crate::error::Error;
use crate::loaded::Loaded;
use crate::write::{Written, next_number};

/// What is known of a walk-in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewWalkIn {
    /// The pack whose rules hold.
    pub pack: PackId,
    /// The service of that pack.
    pub service: String,
    /// What was reported.
    pub report: String,
    /// Home or public area.
    pub area: Area,
    /// Whether it is an emergency.
    pub is_emergency: bool,
    /// The customer's name.
    pub customer_name: String,
    /// The customer's telephone number.
    pub customer_phone: Option<String>,
    /// Where it is.
    pub address: String,
    /// POSIX TZ string of the place, e.g. `CST-8`.
    pub time_zone: String,
    /// Who reported it, if not the customer.
    pub reporter: Option<Person>,
}

impl Core {
    /// Makes a job, or a case of the desk, as the service says. Its number is final. Needs the pack and the enrolment, not the network.
    ///
    /// # Errors
    /// [`Error::NotEnrolled`], [`Error::PackMissing`], [`Error::Rejected`] if a field is empty or too long, if the
    /// role may not begin such a case, or if the pack has no such service.
    pub fn create_walk_in(&self, new: NewWalkIn) -> Result<(CaseId, Version), Error> {
        let shared = &self.shared;
        let identity = shared.identity()?;
        let store = shared.open()?;
        let pack = shared.pack(&store, new.pack)?.ok_or(Error::PackMissing(new.pack))?;
        let case_kind = pack.service_to_begin(&new.service)?.service.case;
        let (time, entropy) = (shared.host.clock.now()?, shared.host.random()?);
        let writer = Writer { signer: &identity.signer, acting: None, time, actor: shared.actor(), entropy };
        if let Some(action) = Action::creating(case_kind) {
            writer.may(action, &pack)?;
        }
        let created = Created {
            number: next_number(&store, &identity.signer)?,
            case_kind,
            fold_version: FOLD_VERSION,
            pack: new.pack,
            service: new.service,
            report: new.report,
            area: new.area,
            emergency: new.is_emergency,
            customer: CustomerCopy {
                card: CardId(shared.host.uuid()?),
                version: 0,
                name: new.customer_name,
                phone: new.customer_phone,
            },
            site: SiteCopy {
                card: CardId(shared.host.uuid()?),
                version: 0,
                address: new.address,
                time_zone: new.time_zone,
            },
            reported_at_ms: time.wall_ms,
            visit: VisitId(shared.host.mint()?),
            reporter: new.reporter,
            origin: Origin::WalkIn,
            parent: None,
        };
        let (case, items) = Case::create(created, &writer)?;
        let (id, version) = (case.id(), case.version());
        let mut loaded = Loaded { case, row: None };
        let mut cases = shared.cases();
        let written = Written { loaded: &mut loaded, items: &items, file: None };
        shared.store_own(&store, &mut [written])?;
        cases.put(loaded);
        drop(cases);
        shared.hub.job_changed(id);
        shared.hub.sync_changed();
        Ok((id, version))
    }
}
