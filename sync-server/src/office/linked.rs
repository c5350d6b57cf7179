//! Cases that follow from others: what the office makes of a job that cannot be finished.

use doorstep_domain::case::{Followed, NewCase, Onward};
use doorstep_domain::fact::Coordinated;
use doorstep_domain::id::{CaseId, PackId, VisitId};
use doorstep_domain::pack::Pack;
use doorstep_domain::sync::CaseItems;

use super::act::{Done, Hand};
use super::job::{NUMBERS, filled, number, users_of};
use super::{MadeJob, NewCoordination, NewOnward, Office, OfficeError};
use crate::error::Error;

impl Office<'_> {
    /// Makes a coordination order of an unfinished job: a case of its own, linked with the job, written in the
    /// same transaction. The same as when a phone does it (scenario 7, T-06, T-07).
    ///
    /// # Errors
    /// [`OfficeError::Invalid`] naming what is empty; [`OfficeError::Rejected`], among others with the first day
    /// on which the company's rule allows it; [`OfficeError::Server`].
    pub fn coordinate(&self, case: CaseId, new: &NewCoordination) -> Result<MadeJob, OfficeError> {
        let order = Coordinated {
            // Found in the case below.
            visit: new.visit.unwrap_or(VisitId([0; 8])),
            reason: filled("reason", &new.reason)?,
            person: self.user_or_name(&filled("person", &new.person)?)?,
            plan: filled("plan", &new.plan)?,
        };
        let order = |hand: &Hand<'_>| -> Result<Coordinated, OfficeError> {
            Ok(Coordinated { visit: hand.visit(new.visit)?, ..order.clone() })
        };
        // A number is taken only for an order that will be made.
        self.act(case, |hand| {
            let pack = self.pack_at(hand)?;
            hand.case.may_coordinate(&hand.seen, &order(hand)?, &hand.writer, &pack)?;
            Ok(Done::new((), Vec::new()))
        })?;
        let begun = self.new_case()?;
        self.act(case, |hand| {
            let (pack, order) = (self.pack_at(hand)?, order(hand)?);
            let followed = hand.case.coordinate(&hand.seen, order, &begun, &hand.writer, &pack)?;
            Ok(done(&begun, followed))
        })
    }

    /// Goes on in another case by a link of the pack. The same as when a phone does it.
    ///
    /// # Errors
    /// [`OfficeError::Invalid`] with ids that are no users'; [`OfficeError::Rejected`] if the service has no such
    /// link, or the role may not follow it; [`OfficeError::Server`].
    pub fn follow_on(&self, case: CaseId, new: &NewOnward) -> Result<MadeJob, OfficeError> {
        let onward = Onward {
            rule: filled("link", &new.link)?,
            report: new
                .report
                .as_deref()
                .map(str::trim)
                .filter(|report| !report.is_empty())
                .map(str::to_owned),
            users: users_of(&new.users)?,
        };
        // A number is taken only for a case that will be made.
        self.act(case, |hand| {
            hand.case.may_follow_on(&onward, &hand.writer, &*self.pack_at(hand)?)?;
            Ok(Done::new((), Vec::new()))
        })?;
        let begun = self.new_case()?;
        self.act(case, |hand| {
            let pack = self.pack_at(hand)?;
            let followed = hand.case.follow_on(&hand.seen, &onward, &begun, &hand.writer, &pack)?;
            Ok(done(&begun, followed))
        })
    }

    /// What a case that follows from another needs of its own.
    fn new_case(&self) -> Result<NewCase, Error> {
        let node = self.node;
        let counter = node.writer.run(|tx| tx.next(NUMBERS))?;
        let number = number(&node.keys.office().certificate().body().code, counter);
        let visit = VisitId(doorstep_domain::id::mint(node.now_ms(), node.options.random()?));
        Ok(NewCase { number, visit, entropy: node.options.random()? })
    }

    /// The id of the user who has this name; else the text itself.
    fn user_or_name(&self, text: &str) -> Result<String, OfficeError> {
        let named = self.devices()?.into_iter().find(|device| device.name == text);
        Ok(named.map_or_else(|| text.to_owned(), |device| device.user))
    }

    fn pack_at(&self, hand: &Hand<'_>) -> Result<std::sync::Arc<Pack>, OfficeError> {
        let pack = hand.case.state().created.as_ref().map(|created| created.body.pack);
        let pack: PackId = pack.ok_or(OfficeError::NotFound("case"))?;
        self.node.shelf.pack(pack)?.ok_or(OfficeError::NotFound("pack"))
    }
}

fn done(new: &NewCase, followed: Followed) -> Done<MadeJob> {
    let Followed { items, begun } = followed;
    let case = begun.case.id();
    let value = MadeJob { case, number: new.number.clone(), visit: new.visit };
    Done { begun: Some(CaseItems { case, items: begun.items }), ..Done::new(value, items) }
}
