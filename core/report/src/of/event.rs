//! One fact in one line.

use doorstep_domain::fact::{Body, Consented, Fetched, Person, SignatureGiven};

use super::Builder;
use crate::words;

impl Builder<'_> {
    /// What happened, in a few words: what kind of thing, then what makes it this one.
    pub(super) fn event(&self, body: &Body) -> String {
        let what = self.tongue.say(words::kind(body.kind()));
        let detail = self.of_job(body).or_else(|| self.of_visit(body)).or_else(|| self.of_customer(body));
        let detail = detail.or_else(|| self.of_around(body));
        match detail.filter(|detail| !detail.is_empty()) {
            Some(detail) => format!("{what} · {detail}"),
            None => what.to_owned(),
        }
    }

    fn of_job(&self, body: &Body) -> Option<String> {
        Some(match body {
            Body::Created(created) => created.number.clone(),
            Body::Declined(declined) => self.reason(&declined.reason),
            Body::Cancelled(cancelled) => self.reason(&cancelled.reason),
            Body::WaitingForPart(part) => part.model.clone(),
            Body::Coordinated(order) => order.person.clone(),
            Body::Linked(linked) => linked.number.clone(),
            Body::EntryAdded(entry) => self.reason(&entry.content),
            Body::Reopened(reopened) => self.reason(&reopened.reason),
            Body::Resumed(resumed) => self.reason(&resumed.reason),
            Body::Held(held) => {
                let word = if held.lifts.is_some() { words::LIFTED } else { words::HELD };
                format!("{} · {}", self.tongue.say(word), self.reason(&held.reason))
            }
            Body::CopyDelivered(copy) => words::audience_named(&copy.audience)
                .map_or_else(|| copy.audience.clone(), |word| self.tongue.say(word).to_owned()),
            Body::Approved(approved) => {
                format!("{} · {}", self.approval(&approved.what), self.yes_no(approved.accepted))
            }
            Body::HandedOver(handed) => handed.receiver.as_deref().map(|user| self.user_name(user))?,
            _ => return None,
        })
    }

    fn of_visit(&self, body: &Body) -> Option<String> {
        Some(match body {
            Body::VisitPlanned(planned) => {
                format!("{} · {}", self.visit_name(planned.visit), self.reason(&planned.reason))
            }
            Body::Assigned(assigned) => {
                let names: Vec<String> = assigned.users.iter().map(|user| self.user_name(user)).collect();
                names.join(self.tongue.separator())
            }
            Body::Appointed(appointed) => self.window(appointed.start_ms, appointed.end_ms),
            Body::Escalated(escalated) => self.reason(&escalated.reason),
            Body::CallLogged(call) => {
                let result = self.tongue.say(words::call_result(call.result));
                format!("{} · {result}", self.word(&call.purpose))
            }
            Body::DoorAttempted(attempt) => {
                let method = self.tongue.say(words::door_method(attempt.method));
                let answer = if attempt.answered { words::ANSWERED } else { words::NO_ANSWER };
                format!("{method} · {}", self.tongue.say(answer))
            }
            Body::PhaseEntered(entered) => self.phase(entered.phase, None),
            Body::Fetched(Fetched { what, left: None, .. }) => what.clone(),
            Body::Fetched(Fetched { what, .. }) => format!("{what} · {}", self.tongue.say(words::BACK)),
            Body::StepDone(done) => self.entered(self.step_title(done.visit, &done.step), done.by.as_ref()),
            Body::PhotoTaken(photo) => {
                format!("{} · {}", self.step_title(photo.visit, &photo.step), self.word(&photo.role))
            }
            Body::PhotoMarked(marked) => self.marked(marked),
            Body::VisitEnded(ended) => {
                let outcome = self.tongue.say(words::visit_outcome(ended.outcome)).to_owned();
                let reason = ended.reason.as_deref().map(|reason| format!(" · {}", self.reason(reason)));
                outcome + &reason.unwrap_or_default()
            }
            _ => return None,
        })
    }

    fn of_customer(&self, body: &Body) -> Option<String> {
        Some(match body {
            Body::Consented(Consented { what, accepted, by, .. }) => {
                let decided = if *accepted { words::AGREED } else { words::DECLINED };
                let what = self.tongue.say(words::consent(*what));
                format!("{what} · {} · {}", self.tongue.say(decided), by.name)
            }
            Body::Signed(SignatureGiven { role, signer, .. }) => {
                let title = self.signer_title(role.name());
                let title = title.unwrap_or_else(|| self.tongue.say(words::signature_role(*role)).to_owned());
                format!("{title} · {}", signer.name)
            }
            Body::Rated(rated) => self.entered(self.grade(rated).0, rated.by.as_ref()),
            Body::OptionsOffered(offer) => {
                let names: Vec<String> = offer.options.iter().map(|quote| self.quote_name(*quote)).collect();
                names.join(self.tongue.separator())
            }
            Body::Paid(paid) => self.payment(paid),
            Body::Deducted(deducted) => self.deducted(deducted),
            Body::DeductionReversed(reversed) => self.reversed(reversed),
            _ => return None,
        })
    }

    /// What a customer entered himself carries the customer's name, not that of whoever held the phone before.
    fn entered(&self, what: String, by: Option<&Person>) -> String {
        match by {
            Some(customer) => {
                format!("{what} · {}: {}", self.tongue.say(words::ENTERED_BY_CUSTOMER), customer.name)
            }
            None => what,
        }
    }
}
