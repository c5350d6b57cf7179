//! What happens around the work, each in one line.

use doorstep_domain::fact::{Body, CustodyMoved, PartMoved};

use super::Builder;
use crate::words;

impl Builder<'_> {
    /// Parts, things taken along, follow-ups, approvals asked for, colleagues, newer checklists.
    pub(super) fn of_around(&self, body: &Body) -> Option<String> {
        Some(match body {
            Body::PartMoved(part) => self.part(part),
            Body::CustodyMoved(moved) => self.custody(moved),
            Body::FollowedUp(call) => {
                let said =
                    if call.reached { words::satisfaction(call.satisfied) } else { words::NOT_REACHED };
                let reason = call.reason.as_deref().map(|reason| format!(" · {reason}"));
                self.tongue.say(said).to_owned() + &reason.unwrap_or_default()
            }
            // What is asked for by itself names the discount.
            Body::ApprovalAsked(asked) if asked.what.contains('/') => asked.detail.clone(),
            Body::ApprovalAsked(asked) => format!("{} · {}", self.word(&asked.what), asked.detail),
            Body::WorkerPresent(worker) => worker.name.clone(),
            Body::ChecklistMoved(moved) => self.visit_name(moved.visit),
            _ => return None,
        })
    }

    fn part(&self, part: &PartMoved) -> String {
        let (from, to) = (words::stock_place(part.from), words::stock_place(part.to));
        let way = format!("{} → {}", self.tongue.say(from), self.tongue.say(to));
        let old =
            if part.old { self.tongue.in_brackets(self.tongue.say(words::OLD_PART)) } else { String::new() };
        format!("{}{old} × {} · {way}", part.name, part.quantity)
    }

    fn custody(&self, moved: &CustodyMoved) -> String {
        let what = format!("{} · {}", self.tongue.say(words::custody_move(moved.moved)), moved.what);
        match moved.planned_return_ms {
            Some(planned_ms) => format!("{what} · {}", self.window(planned_ms, None)),
            None => what,
        }
    }
}
