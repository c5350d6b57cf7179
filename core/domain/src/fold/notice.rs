//! Notices: a late fact changed a value that was already shown.

use super::{Aspect, AspectValue, Settled, State};

/// What changed, for whoever had seen or acted on the old value. It stays until somebody reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// The question.
    pub aspect: Aspect,
    /// The value that was shown.
    pub was: Settled<AspectValue>,
    /// The value that counts now, with who made it and when.
    pub now: Settled<AspectValue>,
}

/// The values that differ between what was shown and what counts now. For a device that took in what others
/// made; its own user knows what he does.
///
/// Who said the old value does not matter: a visit that the office moves, and moves again, and a job that the
/// office made and cancels, are news for whoever goes there.
#[must_use]
pub fn notices(before: &State, after: &State) -> Vec<Notice> {
    let shown = aspects(before);
    let current = aspects(after);
    let changed = |(aspect, was): (Aspect, Settled<AspectValue>)| {
        let (_, now) = current.iter().find(|(other, _)| *other == aspect)?;
        (now.value != was.value).then(|| Notice { aspect, was, now: now.clone() })
    };
    shown.into_iter().filter_map(changed).collect()
}

/// The aspects that people act on: outcome, appointments, consents.
fn aspects(state: &State) -> Vec<(Aspect, Settled<AspectValue>)> {
    let mut all = Vec::new();
    if let Some(Settled { value, fact, who, at }) = state.outcome.clone() {
        all.push((Aspect::Outcome, Settled { value: AspectValue::Outcome(value), fact, who, at }));
    }
    for (visit, visit_state) in &state.visits {
        if let Some(Settled { value: (start, end), fact, who, at }) = visit_state.appointment.clone() {
            let value = AspectValue::Appointment(start, end);
            all.push((Aspect::Appointment(*visit), Settled { value, fact, who, at }));
        }
    }
    for (quote, quote_state) in &state.quotes {
        if let Some(Settled { value, fact, who, at }) = quote_state.consent.clone() {
            all.push((Aspect::Consent(*quote), Settled { value: AspectValue::Yes(value), fact, who, at }));
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fold::{Outcome, Who};
    use crate::id::{CertificateId, FactId};
    use crate::time::TimeEvidence;

    fn state(outcome: Outcome, fact: u8) -> State {
        let who = Who {
            certificate: CertificateId([1; 32]),
            user: "office".to_owned(),
            name: "Office".to_owned(),
            role: "office".to_owned(),
        };
        let at = TimeEvidence { wall_ms: 0, boot_ms: 0, boot_id: 0 };
        let outcome = Some(Settled { value: outcome, fact: FactId([fact; 32]), who, at });
        State { outcome, ..State::default() }
    }

    #[test]
    fn a_job_that_the_office_made_and_cancels_is_news() {
        let open = state(Outcome::Open, 1);
        let cancelled = state(Outcome::Cancelled { reason: "reported-twice".to_owned() }, 2);
        let found = notices(&open, &cancelled);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].now.fact, FactId([2; 32]));
        assert!(notices(&open, &state(Outcome::Open, 3)).is_empty(), "nothing changed for anybody");
    }
}
