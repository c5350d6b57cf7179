//! A job, or a case of the desk, made on the phone with the customer standing there.

use doorstep_domain::case::{Case, Version, Writer};
use doorstep_domain::fact::{Area, Created, CustomerCopy, Origin, Person, SiteCopy};
use doorstep_domain::fold::FOLD_VERSION;
use doorstep_domain::id::{CardId, CaseId, PackId, VisitId};
use doorstep_domain::pack::Action;
use doorstep_domain::privacy::Private;
use doorstep_domain::rejected::Rejected;

use crate::core::Core;
use crate::error::Error;
use crate::loaded::Loaded;
use crate::store::known::{self, KnownCustomer};
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

/// A further job for a customer who is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewForKnown {
    /// A job for the same customer at the same site.
    pub known: CaseId,
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
    /// Who reported it, if not the customer.
    pub reporter: Option<Person>,
}

/// A case to be made, with the copies of the cards.
struct NewCase {
    pack: PackId,
    service: String,
    report: String,
    area: Area,
    emergency: bool,
    customer: CustomerCopy,
    site: SiteCopy,
    reporter: Option<Person>,
}

impl Core {
    /// Makes a job, or a case of the desk, as the service says. Its number is final. Needs the pack and the enrolment,
    /// not the network.
    ///
    /// # Errors
    /// [`Error::NotEnrolled`], [`Error::PackMissing`], [`Error::Rejected`] if a field is empty or too long, if the
    /// role may not begin such a case, or if the pack has no such service.
    pub fn create_walk_in(&self, new: NewWalkIn) -> Result<(CaseId, Version), Error> {
        let NewWalkIn { pack, service, report, area, is_emergency, reporter, .. } = new;
        let host = &self.shared.host;
        let (card, version) = (CardId(host.uuid()?), 0);
        let customer = CustomerCopy { card, version, name: new.customer_name, phone: new.customer_phone };
        let card = CardId(host.uuid()?);
        let site = SiteCopy { card, version, address: new.address, time_zone: new.time_zone };
        let emergency = is_emergency;
        self.create(NewCase { pack, service, report, area, emergency, customer, site, reporter })
    }

    /// Customers and sites that the jobs of this device were made for, the newest first, at most `limit` (0 = 50): those
    /// with all of these words in number, name, address, telephone or report of a job. From the read model alone; what
    /// is hidden at this time is masked and not found either (AMB-08).
    ///
    /// # Errors
    /// [`Error::NotOpen`], [`Error::NotEnrolled`], [`Error::Store`].
    pub fn known_customers(&self, text: &str, limit: u32) -> Result<Vec<KnownCustomer>, Error> {
        let identity = self.shared.identity()?;
        let store = self.shared.open()?;
        // Writes anew what an older version wrote without cards; usually there is nothing to do.
        self.shared.refresh_alarms(&store, &identity)?;
        store.read(|connection| {
            let true_ms = self.shared.true_time(connection)?.at_ms;
            Ok(known::search(connection, text, limit, true_ms)?)
        })
    }

    /// Makes a further job, or a case of the desk, for the customer and the site of a job that is here: it carries their
    /// cards with the copy that job has. A telephone number that is hidden at this time is left out, so that it does
    /// not come to be shown; the office has it on the card.
    ///
    /// # Errors
    /// As [`Core::create_walk_in`]; [`Error::NotFound`] if the job is not here; [`Error::Rejected`] with
    /// [`Rejected::Invalid`] of the field `known` if its name or address is hidden at this time.
    pub fn create_for_known(&self, new: NewForKnown) -> Result<(CaseId, Version), Error> {
        let (customer, site) = self.view(new.known, |shared, store, case, pack| {
            let hidden = store.read(|connection| shared.hidden_now(connection, case, pack.as_deref()))?;
            let created = case.state().created.as_ref().ok_or(Error::NotFound("job"))?.body.clone();
            if hidden.contains(&Private::Name) || hidden.contains(&Private::Address) {
                let reason = "who and where the customer is, is hidden at this time".to_owned();
                return Err(Rejected::Invalid { field: "known", reason }.into());
            }
            let phone = created.customer.phone.filter(|_| !hidden.contains(&Private::Phone));
            Ok((CustomerCopy { phone, ..created.customer }, created.site))
        })?;
        let NewForKnown { pack, service, report, area, is_emergency: emergency, reporter, .. } = new;
        self.create(NewCase { pack, service, report, area, emergency, customer, site, reporter })
    }

    fn create(&self, new: NewCase) -> Result<(CaseId, Version), Error> {
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
            emergency: new.emergency,
            customer: new.customer,
            site: new.site,
            reported_at_ms: time.wall_ms,
            visit: VisitId(shared.host.mint()?),
            reporter: new.reporter,
            origin: Origin::WalkIn,
            parent: None,
        };
        let begins_with = Case::beginning(&created, &pack, Vec::new());
        let (mut case, mut items) = Case::create(created, &writer)?;
        if !begins_with.is_empty() {
            let (seen, entropy) = (case.version(), shared.host.random()?);
            items.extend(case.edit(&seen, &begins_with, &Writer { entropy, ..writer.clone() })?);
        }
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
