//! Stretches during which a timer stands still.

use super::occurrence::{Moment, Occurrence, occurrences};
use super::{Event, Inputs};

/// A stretch in milliseconds since 1970 UTC; without an end it still lasts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Pause {
    pub(super) from_ms: i64,
    pub(super) to_ms: Option<i64>,
}

/// The stretches of some events, in order, none touching another, with the occurrences that they rest on.
pub(super) fn pauses(events: &[Event], inputs: &Inputs<'_>, start: Moment) -> (Vec<Pause>, Vec<Occurrence>) {
    let mut found = Vec::new();
    let mut rests_on = Vec::new();
    for event in events {
        let ends: Vec<Occurrence> =
            ends_of(event).iter().flat_map(|end| occurrences(end, inputs, None)).collect();
        for begin in occurrences(event, inputs, None) {
            let from_ms = begin.at.counted_from(start);
            let end = ends.iter().filter(|end| end.at.counted_from(start) >= from_ms);
            let end = end.min_by_key(|end| end.at.counted_from(start));
            found.push(Pause { from_ms, to_ms: end.map(|end| end.at.counted_from(start)) });
            rests_on.push(begin);
            rests_on.extend(end.copied());
        }
    }
    (joined(found), rests_on)
}

/// What ends a lasting event: the part is there, somebody works on the job again, or it is closed.
fn ends_of(event: &Event) -> &'static [Event] {
    match event {
        Event::WaitingForPart => &[
            Event::Resumed,
            Event::WorkStarted,
            Event::Completed,
            Event::Declined,
            Event::Cancelled,
            Event::Coordinated,
        ],
        _ => &[],
    }
}

fn joined(mut all: Vec<Pause>) -> Vec<Pause> {
    all.sort_by_key(|pause| (pause.from_ms, pause.to_ms));
    let mut joined: Vec<Pause> = Vec::new();
    for pause in all {
        match joined.last_mut() {
            Some(last) if last.to_ms.is_none_or(|to| pause.from_ms <= to) => {
                last.to_ms = last.to_ms.zip(pause.to_ms).map(|(a, b)| a.max(b));
            }
            _ => joined.push(pause),
        }
    }
    joined
}
