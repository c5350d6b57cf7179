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

/// The values that differ between what was shown and what counts now, where the new one was not made
/// knowing of the old one by the same person.
#[must_use]
pub fn notices(before: &State, after: &State) -> Vec<Notice> {
    let shown = aspects(before);
    let current = aspects(after);
    let changed = |(aspect, was): (Aspect, Settled<AspectValue>)| {
        let (_, now) = current.iter().find(|(other, _)| *other == aspect)?;
        let other_author = now.who.certificate != was.who.certificate;
        (now.value != was.value && other_author).then(|| Notice { aspect, was, now: now.clone() })
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
