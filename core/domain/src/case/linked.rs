//! Cases that follow from another one, and the first of them: the coordination order (scenario 7).
//!
//! Nothing that folding or verifying needs crosses a case, so that one may be purged while the other stays
//! (design: a case that depends on another gets its own copy of the fact, written in the same transaction).
//! Therefore the new case gets its own copy of customer, site, reporter and report, the reason it began with,
//! and a link back; the old one gets a link forth. Whoever calls stores the items of both in one transaction.

use std::collections::BTreeSet;

use chrono::{Days, NaiveDate};

use super::write::check_texts;
use super::{Case, Version, Writer};
use crate::fact::{Assigned, Body, Coordinated, Created, EntryAdded, Fact, Linked, Origin, Phase};
use crate::fold::FOLD_VERSION;
use crate::id::VisitId;
use crate::pack::{Coordination, Occasion, Pack};
use crate::rejected::Rejected;
use crate::sync::Item;
use crate::zone::Zone;

/// The longest id of a user, in bytes.
const USER_MAX: usize = 100;

/// What a case that follows from another needs of its own. The rest it copies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewCase {
    /// Number that people say, final when made.
    pub number: String,
    /// Its first visit; for a coordination order, its course.
    pub visit: VisitId,
    /// Fresh random bytes: the new case is named by a change made with them.
    pub entropy: [u8; 16],
}

/// A case that was begun, not stored yet.
#[derive(Debug)]
pub struct Begun {
    /// It.
    pub case: Case,
    /// Everything that it consists of, in order.
    pub items: Vec<Item>,
}

/// A case went on in another one.
#[derive(Debug)]
pub struct Followed {
    /// What was added to the case itself.
    pub items: Vec<Item>,
    /// The case that follows from it.
    pub begun: Begun,
}

/// How a case goes on in another one.
struct Following<'a> {
    occasion: Occasion,
    new: &'a NewCase,
    /// What happened in the old case.
    cause: Body,
    /// Who gets the new case: user ids.
    users: Vec<String>,
    /// What the new case begins with.
    opening: Vec<Body>,
}

impl Case {
    /// Makes a coordination order of an unfinished job: a linked case with its own number, checklist, form and
    /// retention, whose first entry says why, who tracks it and what is planned (catalogue rows 25 and 26, T-06,
    /// T-07, RC-03).
    ///
    /// # Errors
    /// [`Rejected::Invalid`] naming the field that is empty or too long; [`Rejected::Status`] if the job is not
    /// open; [`Rejected::NotConfigured`] if the company has no rule for it; [`Rejected::TooEarly`] with the first
    /// day on which it is possible. Nothing was changed then.
    pub fn coordinate(
        &mut self,
        seen: &Version,
        order: Coordinated,
        new: &NewCase,
        writer: &Writer<'_>,
        pack: &Pack,
    ) -> Result<Followed, Rejected> {
        self.may_coordinate(seen, &order, writer, pack)?;
        let opening = self.first_entry(&order)?.into();
        let users = self.people_of(&order.person, writer);
        let occasion = Occasion::Coordination;
        let following = Following { occasion, new, cause: order.into(), users, opening: vec![opening] };
        self.follow(seen, following, writer, pack)
    }

    /// Whether [`Case::coordinate`] would do it, before a number is taken for it.
    ///
    /// # Errors
    /// As [`Case::coordinate`].
    pub fn may_coordinate(
        &self,
        seen: &Version,
        order: &Coordinated,
        writer: &Writer<'_>,
        pack: &Pack,
    ) -> Result<(), Rejected> {
        check_texts(&[
            ("reason", &order.reason, 2000),
            ("person", &order.person, 200),
            ("plan", &order.plan, 2000),
        ])?;
        let cause = order.clone().into();
        self.check_status(seen, &cause, writer)?;
        self.check_allowed(&cause, writer, pack)?;
        let from = self.coordination_from(pack)?;
        if self.day(writer.time.wall_ms) < from { Err(Rejected::TooEarly { from }) } else { Ok(()) }
    }

    /// The first day on which the company lets an unfinished job become a coordination order: so many calendar
    /// days of the site (AMB-25) after the first visit, or after the report if nobody came yet.
    ///
    /// # Errors
    /// [`Rejected::NotConfigured`] if the company has no rule for it.
    pub fn coordination_from(&self, pack: &Pack) -> Result<NaiveDate, Rejected> {
        let created = self.created()?;
        let rule = self.service(pack)?.service.parameters.coordination.get();
        let rule = rule.ok_or_else(|| not_configured(Occasion::Coordination))?;
        let Coordination { indoor_days, public_days, .. } = *rule;
        let days = match created.area {
            crate::fact::Area::Indoor => indoor_days,
            crate::fact::Area::Public => public_days,
        };
        let start = self.day(self.first_visit_ms().unwrap_or(i64::MIN).max(created.reported_at_ms));
        Ok(start.checked_add_days(Days::new(u64::from(days))).unwrap_or(NaiveDate::MAX))
    }

    /// Goes on in another case. Everything that can be refused is refused before anything changes.
    fn follow(
        &mut self,
        seen: &Version,
        following: Following<'_>,
        writer: &Writer<'_>,
        pack: &Pack,
    ) -> Result<Followed, Rejected> {
        let Following { occasion, new, cause, users, opening } = following;
        if self.facts.len() + 2 > Fact::MAX_PER_CASE {
            return Err(Rejected::TooLarge { field: "facts", limit: Fact::MAX_PER_CASE as u64 });
        }
        let begun = self.begin(occasion, new, users, opening, writer, pack)?;
        let mut items = self.record(seen, cause, writer, Some(pack))?;
        let rule = occasion.name().to_owned();
        let forth = Linked { rule, case: begun.case.id(), number: new.number.clone() };
        items.extend(self.record(seen, forth, &writer.a_moment_later(), None)?);
        Ok(Followed { items, begun })
    }

    /// The new case: its beginning, the link back, who gets it, and what it begins with.
    fn begin(
        &self,
        occasion: Occasion,
        new: &NewCase,
        users: Vec<String>,
        opening: Vec<Body>,
        writer: &Writer<'_>,
        pack: &Pack,
    ) -> Result<Begun, Rejected> {
        let mut writer = Writer { entropy: new.entropy, ..writer.clone() };
        let created = self.created()?;
        let link = self.service(pack)?.service.links.get(&occasion);
        let service = link.ok_or_else(|| not_configured(occasion))?.service.clone();
        let back = Linked { rule: occasion.name().to_owned(), case: self.id, number: created.number.clone() };
        let created = Created {
            number: new.number.clone(),
            case_kind: occasion.case_kind(),
            fold_version: FOLD_VERSION,
            service,
            visit: new.visit,
            origin: Origin::Rule,
            parent: Some(self.id),
            ..created.clone()
        };
        let (mut case, mut items) = Self::create(created, &writer)?;
        let assigned = (!users.is_empty()).then(|| Assigned { visit: new.visit, users }.into());
        for body in [back.into()].into_iter().chain(assigned).chain(opening) {
            writer = writer.a_moment_later();
            let seen = case.version();
            items.extend(case.record(&seen, body, &writer, None)?);
        }
        Ok(Begun { case, items })
    }

    /// Where the job stood when it was handed on, as the order's own first entry.
    fn first_entry(&self, order: &Coordinated) -> Result<EntryAdded, Rejected> {
        let Created { customer, site, reporter, .. } = self.created()?;
        let (contact, phone) = match reporter {
            Some(reporter) => (&reporter.name, &reporter.phone),
            None => (&customer.name, &customer.phone),
        };
        Ok(EntryAdded {
            place: site.address.clone(),
            contact: contact.clone(),
            content: order.reason.clone(),
            attitude: String::new(),
            plan: order.plan.clone(),
            phone: phone.clone(),
            person: Some(order.person.clone()),
        })
    }

    /// Who gets the new case: its tracker, whoever makes it, and everybody who was sent to the job.
    fn people_of(&self, tracker: &str, writer: &Writer<'_>) -> Vec<String> {
        let author = writer.signer.certificate().body();
        // The office sees every case by itself.
        let is_of_office = author.roles.iter().any(|role| role == "office");
        let author = (!is_of_office).then(|| author.user.clone());
        let team = self.state.visits.values().flat_map(|visit| visit.assigned.iter().cloned());
        let users: BTreeSet<String> = team.chain(author).chain(self.user_named(tracker)).collect();
        users.into_iter().collect()
    }

    /// The user whom a text means: by a name that this case knows, else by the id itself. An id that is nobody's
    /// gives the case to nobody.
    fn user_named(&self, text: &str) -> Option<String> {
        let text = text.trim();
        let mut known = self.certificates.values().map(|certificate| certificate.body());
        let by_name = known.find(|person| person.name == text).map(|person| person.user.clone());
        let is_id = text.len() <= USER_MAX && !text.contains(char::is_whitespace);
        by_name.or_else(|| is_id.then(|| text.to_owned()))
    }

    /// When somebody first stood at the door, by that phone's clock.
    fn first_visit_ms(&self) -> Option<i64> {
        let entered = self.state.visits.values().flat_map(|visit| &visit.entered);
        entered.filter(|(phase, _)| **phase >= Phase::Arrived).map(|(_, at)| at.wall_ms).min()
    }

    /// The day at the site.
    fn day(&self, at_ms: i64) -> NaiveDate {
        let zone = self.state.created.as_ref().map(|created| created.body.site.time_zone.as_str());
        let zone = zone.and_then(|zone| Zone::parse(zone).ok()).unwrap_or_else(Zone::utc);
        zone.local(at_ms).date()
    }

    fn created(&self) -> Result<&Created, Rejected> {
        let created = self.state.created.as_ref().map(|created| &created.body);
        created.ok_or(Rejected::Status { state: "not created" })
    }
}

fn not_configured(occasion: Occasion) -> Rejected {
    Rejected::NotConfigured { what: vec![occasion.name().to_owned()] }
}
