//! Collects what happens around the work: things in custody, approvals asked for, what customers say
//! afterwards, and signatures in the name of somebody who leads.

use super::authority::Authority;
use super::engine::{Engine, Entry, is_acceptance};
use super::state::{Asked, Custody, Deduction, Exception, Hold, Recorded, State};
use crate::fact::{Body, CustodyMove, CustodyMoved, SignatureRole};
use crate::id::FactId;

impl Engine<'_> {
    pub(super) fn collect_around(&self, state: &mut State) {
        for (position, entry) in self.positions() {
            if matches!(&entry.body, Body::CustodyMoved(moved) if moved.moved == CustodyMove::Out) {
                state.custody.extend(self.custody_of(position, entry));
            }
        }
        state.deductions = self.deductions();
        state.custody.sort_by_key(|custody| (custody.out.at.wall_ms, custody.out.fact));
        self.collect_holds(state);
        state.to_satisfy = self.to_satisfy(&|_| true);
    }

    /// What needs the values of aspects: whether an approval was given for what was asked or signed.
    pub(super) fn collect_answered(&self, state: &mut State) {
        let mut asked = Vec::new();
        for (position, entry) in self.positions() {
            match &entry.body {
                Body::ApprovalAsked(body) => {
                    let settled = state.approvals.get(&body.what);
                    let answered = settled.filter(|settled| self.follows(&settled.fact, position));
                    asked.push(Asked {
                        asked: entry.recorded(body),
                        answer: answered.map(|settled| settled.value),
                    });
                }
                Body::Signed(signed) if signed.role.is_of_lead() && entry.authority < Authority::Lead => {
                    let confirmed = state.approvals.get(&entry.id.to_string());
                    if !confirmed.is_some_and(|confirmed| confirmed.value) {
                        state.exceptions.push(Exception::UnconfirmedSignature { signature: entry.id });
                    }
                }
                _ => {}
            }
        }
        asked.sort_by_key(|asked| (asked.asked.at.wall_ms, asked.asked.fact));
        state.asked = asked;
    }

    /// Legal holds, each with the earliest claim that it was lifted.
    fn collect_holds(&self, state: &mut State) {
        for (_, entry) in self.positions() {
            let Body::Held(body) = &entry.body else { continue };
            if body.lifts.is_some() {
                continue;
            }
            let lifts = self.positions().filter_map(|(_, other)| match &other.body {
                Body::Held(lift) if lift.lifts == Some(entry.id) => Some(other.recorded(lift)),
                _ => None,
            });
            let lifted = lifts.min_by_key(|lift| (lift.at.wall_ms, lift.fact));
            state.holds.push(Hold { held: entry.recorded(body), lifted });
        }
        state.holds.sort_by_key(|hold| (hold.held.at.wall_ms, hold.held.fact));
    }

    fn positions(&self) -> impl Iterator<Item = (usize, &Entry<'_>)> {
        self.entries.iter().enumerate().filter_map(|(position, entry)| Some((position, entry.as_ref()?)))
    }

    /// Every deduction with the first of its counter-entries.
    fn deductions(&self) -> Vec<Deduction> {
        let reversal = |made: FactId| {
            let of_it = self.positions().filter_map(|(_, entry)| match &entry.body {
                Body::DeductionReversed(body) if body.deduction == made => Some(entry.recorded(body)),
                _ => None,
            });
            of_it.min_by_key(|reversed| (reversed.at.wall_ms, reversed.fact))
        };
        let made = self.positions().filter_map(|(_, entry)| match &entry.body {
            Body::Deducted(body) => {
                Some(Deduction { made: entry.recorded(body), reversed: reversal(entry.id) })
            }
            _ => None,
        });
        let mut made: Vec<Deduction> = made.collect();
        made.sort_by_key(|deduction| (deduction.made.at.wall_ms, deduction.made.fact));
        made
    }

    /// Whether a fact knew of the one at `position`.
    fn follows(&self, fact: &FactId, position: usize) -> bool {
        self.graph.position(fact).is_some_and(|later| self.graph.precedes(position, later))
    }

    /// One thing in custody, with everything that was said about it.
    fn custody_of(&self, position: usize, out: &Entry<'_>) -> Option<Custody> {
        let Body::CustodyMoved(body) = &out.body else { return None };
        let mut custody = Custody {
            out: out.recorded(body),
            signed_out: self.signature_under(position, body, SignatureRole::CustomerCustodyOut),
            extended: Vec::new(),
            planned_return_ms: body.planned_return_ms,
            back: None,
            signed_back: None,
        };
        let about = |entry: &Entry<'_>| match &entry.body {
            Body::CustodyMoved(moved) if moved.out_of == Some(out.id) => Some(moved.clone()),
            _ => None,
        };
        let later = self.positions().filter_map(|(at, entry)| Some((at, entry, about(entry)?)));
        let mut extensions = Vec::new();
        for (at, entry, moved) in later {
            match moved.moved {
                CustodyMove::Extended => {
                    extensions.push(at);
                    custody.extended.push(entry.recorded(&moved));
                }
                CustodyMove::Back => {
                    let signed = self.signature_under(at, &moved, SignatureRole::CustomerCustodyBack);
                    custody.signed_back = custody.signed_back.or(signed);
                    let back = entry.recorded(&moved);
                    if custody.back.as_ref().is_none_or(|other| back.earlier_than(other)) {
                        custody.back = Some(back);
                    }
                }
                CustodyMove::Out => {}
            }
        }
        custody.extended.sort_by_key(|extended| (extended.at.wall_ms, extended.fact));
        custody.planned_return_ms = self.last_agreed(&extensions).or(custody.planned_return_ms);
        Some(custody)
    }

    /// Of the agreements that no other one follows, the latest time: of two that did not know of each other
    /// nobody may break the customer's by keeping the other.
    fn last_agreed(&self, extensions: &[usize]) -> Option<i64> {
        let maximal = self.graph.maximal(extensions).into_iter();
        let times = maximal.filter_map(|at| match &self.entries[at].as_ref()?.body {
            Body::CustodyMoved(moved) => moved.planned_return_ms,
            _ => None,
        });
        times.max()
    }

    /// The signature under a movement: the one that it names, else the first of that role in its visit whose
    /// signer knew of it.
    fn signature_under(&self, position: usize, moved: &CustodyMoved, role: SignatureRole) -> Option<FactId> {
        let of_role = self.positions().filter_map(|(at, entry)| match &entry.body {
            Body::Signed(signed) if signed.role == role && signed.visit == moved.visit => Some((at, entry)),
            _ => None,
        });
        let under = of_role
            .filter(|(at, entry)| moved.signature == Some(entry.id) || self.graph.precedes(position, *at));
        let first =
            under.min_by_key(|(_, entry)| (moved.signature != Some(entry.id), entry.wall_ms(), entry.id));
        first.map(|(_, entry)| entry.id)
    }

    /// Calls in which a customer was dissatisfied and work is to be done again, as long as the customer has
    /// not accepted since; among the facts that `known` lets through. Nobody else's signature counts as the
    /// customer's satisfaction (catalogue rule AMB-29).
    pub(super) fn to_satisfy(&self, known: &dyn Fn(usize) -> bool) -> Vec<FactId> {
        let known = || self.positions().filter(|(position, _)| known(*position));
        let accepted: Vec<usize> = known()
            .filter(|(_, entry)| {
                matches!(&entry.body, Body::Signed(signed)
                    if signed.role == SignatureRole::CustomerAccept && signed.proxy.is_none())
            })
            .map(|(position, _)| position)
            .collect();
        let again = known()
            .filter(|(_, entry)| matches!(&entry.body, Body::FollowedUp(call) if call.rework.is_some()));
        again
            .filter(|(call, _)| !accepted.iter().any(|signed| self.graph.precedes(*call, *signed)))
            .map(|(_, entry)| entry.id)
            .collect()
    }
}

impl Entry<'_> {
    pub(super) fn recorded<T: Clone>(&self, body: &T) -> Recorded<T> {
        Recorded { fact: self.id, who: self.who.clone(), at: self.fact.body().time, body: body.clone() }
    }

    fn wall_ms(&self) -> i64 {
        self.fact.body().time.wall_ms
    }

    /// Whether work counts as accepted under it: what only somebody who leads can sign counts only from
    /// somebody who leads.
    pub(super) fn accepts(&self) -> bool {
        let Body::Signed(signed) = &self.body else { return false };
        is_acceptance(&self.body) && (!signed.role.is_of_lead() || self.authority == Authority::Lead)
    }
}
