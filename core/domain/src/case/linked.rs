//! Cases that follow from another one: by a link of the pack, or as the coordination order of a job that cannot be
//! finished (scenario 7).
//!
//! Nothing that folding or verifying needs crosses a case, so that one may be purged while the other stays
//! (design: a case that depends on another gets its own copy of the fact, written in the same transaction).
//! Therefore the new case gets its own copy of customer, site, reporter and report, the reason it began with,
//! and a link back; the old one gets a link forth. Whoever calls stores the items of both in one transaction.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Days, NaiveDate};

use super::write::check_texts;
use super::{Case, Version, Writer};
use crate::document::Edit;
use crate::fact::{Assigned, Body, CaseKind, Coordinated, Created, EntryAdded, Fact, Linked, Origin, Phase};
use crate::fold::FOLD_VERSION;
use crate::id::VisitId;
use crate::pack::{Action, Coordination, Link, Pack};
use crate::rejected::Rejected;
use crate::sync::Item;
use crate::value::{AnswerKey, Value};
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

/// How a person follows a link of the pack.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Onward {
    /// The link, by its id in the service.
    pub rule: String,
    /// What the new case is about; without it what this one is about.
    pub report: Option<String>,
    /// Who gets the new case beside its author: user ids.
    pub users: Vec<String>,
}

/// How a case goes on in another one.
struct Following<'a> {
    rule: &'a str,
    /// What happened in the old case, if it is more than the link itself.
    cause: Option<Body>,
    /// How the new case begins.
    created: Created,
    entropy: [u8; 16],
    /// Who gets the new case: user ids.
    users: Vec<String>,
    /// What the new case begins with: answers, then facts.
    answers: Vec<Edit>,
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
        let rule = Link::COORDINATION;
        let service = self.link(rule, pack)?.service.clone();
        let created = self.successor(service, CaseKind::Coordination, new)?;
        let (cause, entropy) = (Some(order.into()), new.entropy);
        let (answers, opening) = (Vec::new(), vec![opening]);
        let following = Following { rule, cause, created, entropy, users, answers, opening };
        self.follow(seen, following, writer)
    }

    /// Goes on in another case by a link of the pack: the new case has its own number, checklist, form, clocks and
    /// retention, its own copy of customer, site and reporter, and of the answers that the link names. Both record
    /// the link under its id. A case may be followed from as often as it takes, closed ones too.
    ///
    /// # Errors
    /// As [`Case::may_follow_on`]. Nothing was changed then.
    pub fn follow_on(
        &mut self,
        seen: &Version,
        onward: &Onward,
        new: &NewCase,
        writer: &Writer<'_>,
        pack: &Pack,
    ) -> Result<Followed, Rejected> {
        self.may_follow_on(onward, writer, pack)?;
        let link = self.link(&onward.rule, pack)?;
        let kind = kind_of(&link.service, pack)?;
        let copied = self.successor(link.service.clone(), kind, new)?;
        let report = onward.report.clone().unwrap_or_else(|| copied.report.clone());
        // Its own clocks begin now, whatever became of those of the old case (AMB-16).
        let created = Created { report, reported_at_ms: writer.time.wall_ms, ..copied };
        let author = writer.certified_user().into_iter();
        let users: BTreeSet<String> = onward.users.iter().cloned().chain(author).collect();
        let (rule, entropy) = (onward.rule.as_str(), new.entropy);
        let answers = Self::beginning(&created, pack, self.copied_answers(&link.copy, new.visit));
        let users = users.into_iter().collect();
        let following =
            Following { rule, cause: None, created, entropy, users, answers, opening: Vec::new() };
        self.follow(seen, following, writer)
    }

    /// Whether [`Case::follow_on`] would do it, before a number is taken for it.
    ///
    /// # Errors
    /// [`Rejected::NotConfigured`] if the service has no such link, or the link is that of unfinished jobs, which
    /// [`Case::coordinate`] follows; [`Rejected::Role`] with the roles that may; [`Rejected::Invalid`] if what the
    /// new case is about says nothing.
    pub fn may_follow_on(&self, onward: &Onward, writer: &Writer<'_>, pack: &Pack) -> Result<(), Rejected> {
        self.refuse_if_read_only()?;
        if onward.rule == Link::COORDINATION {
            return Err(not_configured(&onward.rule));
        }
        let link = self.link(&onward.rule, pack)?;
        if let Some(report) = &onward.report {
            check_texts(&[("report", report, 2000)])?;
        }
        let kind = kind_of(&link.service, pack)?;
        match Action::creating(kind).filter(|_| link.who.is_empty()) {
            Some(action) => writer.may(action, pack),
            None if writer.roles().iter().any(|role| link.who.iter().any(|may| may == role)) => Ok(()),
            None => Err(Rejected::Role { needed: link.who.clone() }),
        }
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
        let rule = rule.ok_or_else(|| not_configured(Link::COORDINATION))?;
        let Coordination { indoor_days, public_days, .. } = *rule;
        let days = match created.area {
            crate::fact::Area::Indoor => indoor_days,
            crate::fact::Area::Public => public_days,
        };
        let start = self.day(self.first_visit_ms().unwrap_or(i64::MIN).max(created.reported_at_ms));
        Ok(start.checked_add_days(Days::new(u64::from(days))).unwrap_or(NaiveDate::MAX))
    }

    /// The links by which somebody with these roles can go on from this case, with their rules.
    #[must_use]
    pub fn onward<'p>(&self, roles: &[&str], pack: &'p Pack) -> Vec<(&'p str, &'p Link)> {
        let Ok(service) = self.service(pack) else { return Vec::new() };
        let may = |link: &Link| match kind_of(&link.service, pack).ok().and_then(Action::creating) {
            Some(action) if link.who.is_empty() => pack.allows(action, roles.iter().copied()),
            _ => roles.iter().any(|role| link.who.iter().any(|who| who == role)),
        };
        let links =
            service.service.links.iter().filter(|(rule, link)| *rule != Link::COORDINATION && may(link));
        links.map(|(rule, link)| (rule.as_str(), link)).collect()
    }

    /// Goes on in another case. Everything that can be refused is refused before anything changes.
    fn follow(
        &mut self,
        seen: &Version,
        following: Following<'_>,
        writer: &Writer<'_>,
    ) -> Result<Followed, Rejected> {
        if self.facts.len() + 2 > Fact::MAX_PER_CASE {
            return Err(Rejected::TooLarge { field: "facts", limit: Fact::MAX_PER_CASE as u64 });
        }
        let (rule, number) = (following.rule.to_owned(), following.created.number.clone());
        let cause = following.cause.clone();
        let begun = self.begin(following, writer)?;
        let forth = Linked { rule, case: begun.case.id(), number };
        let Some(cause) = cause else {
            let items = self.record(seen, forth, writer, None)?;
            return Ok(Followed { items, begun });
        };
        let mut items = self.record(seen, cause, writer, None)?;
        items.extend(self.record(seen, forth, &writer.a_moment_later(), None)?);
        Ok(Followed { items, begun })
    }

    /// The new case: its beginning, the link back, who gets it, and what it begins with.
    fn begin(&self, following: Following<'_>, writer: &Writer<'_>) -> Result<Begun, Rejected> {
        let Following { rule, created, entropy, users, answers, opening, .. } = following;
        let fresh = writer.entropy;
        let mut writer = Writer { entropy, ..writer.clone() };
        let (rule, number, visit) = (rule.to_owned(), self.created()?.number.clone(), created.visit);
        let back = Linked { rule, case: self.id, number };
        let (mut case, mut items) = Self::create(created, &writer)?;
        if !answers.is_empty() {
            // Another actor than that of the genesis, should it need one of its own.
            let seen = case.version();
            items.extend(case.edit(&seen, &answers, &Writer { entropy: fresh, ..writer.clone() })?);
        }
        let assigned = (!users.is_empty()).then(|| Assigned { visit, users }.into());
        for body in [back.into()].into_iter().chain(assigned).chain(opening) {
            writer = writer.a_moment_later();
            let seen = case.version();
            items.extend(case.record(&seen, body, &writer, None)?);
        }
        Ok(Begun { case, items })
    }

    /// The beginning of a case that follows from this one: what it copies, with a name of its own.
    fn successor(&self, service: String, case_kind: CaseKind, new: &NewCase) -> Result<Created, Rejected> {
        Ok(Created {
            number: new.number.clone(),
            case_kind,
            fold_version: FOLD_VERSION,
            service,
            visit: new.visit,
            origin: Origin::Rule,
            parent: Some(self.id),
            ..self.created()?.clone()
        })
    }

    fn link<'p>(&self, rule: &str, pack: &'p Pack) -> Result<&'p Link, Rejected> {
        self.service(pack)?.service.links.get(rule).ok_or_else(|| not_configured(rule))
    }

    /// The answers to these steps as the last visit has them, for the first visit of another case.
    fn copied_answers(&self, steps: &[String], to: VisitId) -> Vec<Edit> {
        let number = |visit: VisitId| self.state.visits.get(&visit).map_or(0, |visit| visit.number);
        let is_of = |key: &AnswerKey, step: &String| {
            key.path()
                .strip_prefix(step.as_str())
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('#'))
        };
        let answers = self.document.view().answers;
        let mut given: Vec<(AnswerKey, Value)> =
            answers.into_iter().filter(|(key, _)| steps.iter().any(|step| is_of(key, step))).collect();
        given.sort_by_key(|(key, _)| number(key.visit()));
        let newest: BTreeMap<AnswerKey, Value> =
            given.into_iter().map(|(key, value)| (key.in_visit(to), value)).collect();
        newest.into_iter().map(|(key, value)| Edit::SetAnswer { key, value: Some(value) }).collect()
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
        let author = writer.certified_user();
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

fn kind_of(service: &str, pack: &Pack) -> Result<CaseKind, Rejected> {
    let service = pack.services.get(service).ok_or_else(|| not_configured(service))?;
    Ok(service.case)
}

fn not_configured(rule: &str) -> Rejected {
    Rejected::NotConfigured { what: vec![rule.to_owned()] }
}
