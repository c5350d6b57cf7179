//! When something was made: a device's clock is its own claim, the office's stamps bound it.

use super::finding::Standing::{Holds, Note};
use super::finding::{Finding, Says};
use super::scene::Scene;
use crate::fact::Fact;
use crate::fold::CLOCK_TOLERANCE_MS;
use crate::id::{FactId, Hash};

/// Between which moments of the office's clock a fact was made: after what the office wrote and its author had seen,
/// before the office received it, or received or wrote what builds on it.
pub(super) fn of(scene: &Scene<'_>, id: FactId, fact: &Fact) -> Finding {
    let (earliest, latest) = bounds(scene, id);
    if earliest.is_none() && latest.is_none() {
        return Finding::of(Note, Says::NotTimed);
    }
    let claimed = fact.body().time.wall_ms;
    let too_early = earliest.is_some_and(|earliest| claimed < earliest - CLOCK_TOLERANCE_MS);
    let too_late = latest.is_some_and(|latest| claimed > latest + CLOCK_TOLERANCE_MS);
    let [earliest, latest] = [earliest, latest].map(|bound| bound.map(|ms| scene.moment(ms)));
    if too_early || too_late {
        return Finding::of(Note, Says::ClaimedOutside { earliest, latest });
    }
    Finding::of(Holds, Says::MadeBetween { earliest, latest })
}

fn bounds(scene: &Scene<'_>, id: FactId) -> (Option<i64>, Option<i64>) {
    let Some(at) = scene.graph.position(&id) else { return (None, None) };
    let (mut earliest, mut latest) = (None, None);
    for (place, other) in scene.graph.order.iter().enumerate() {
        let is_later = place == at || scene.graph.precedes(at, place);
        if is_later {
            let received = scene.receipts.iter().filter(|held| held.covers(&Hash(other.0)));
            latest = latest.into_iter().chain(received.map(|held| held.receipt.at_ms)).min();
        }
        let Some(other) = scene.case.facts().get(other).map(|fact| fact.body()) else { continue };
        if place == at || !scene.is_office(&other.certificate) {
            continue;
        }
        if is_later {
            latest = latest.into_iter().chain([other.time.wall_ms]).min();
        } else if scene.graph.precedes(place, at) {
            earliest = earliest.into_iter().chain([other.time.wall_ms]).max();
        }
    }
    (earliest, latest)
}
