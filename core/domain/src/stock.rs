//! What is in the vans: the sum of all movements, in whatever order they came.

use std::collections::BTreeMap;

use crate::decimal::Decimal;
use crate::fact::{PartMoved, StockPlace};
use crate::fold::{Recorded, State, Who};
use crate::id::FactId;
use crate::time::TimeEvidence;

/// What is counted together in a van.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub struct VanPart {
    /// The user whose van it is.
    pub user: String,
    /// The part: its code, or its name if it has none.
    pub part: String,
    /// Whether it was taken out of a customer's device and waits for its return.
    pub old: bool,
}

/// How much of a part the movements of some jobs leave in a van.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct VanStock {
    /// What is counted.
    #[serde(flatten)]
    pub part: VanPart,
    /// What people call it.
    pub name: String,
    /// How much there is. Below zero, more was used than was ever recorded as loaded: flagged, never refused.
    pub quantity: Decimal,
}

impl VanStock {
    /// Whether more went out than was recorded as loaded.
    #[must_use]
    pub fn is_negative(&self) -> bool {
        self.quantity < Decimal::ZERO
    }
}

/// What one movement put into a van or took out of it, so that a number can be followed to what made it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VanMove<'a> {
    /// The fact.
    pub fact: FactId,
    /// Van, part and quantity: below zero if it was taken out.
    pub stock: VanStock,
    /// What was moved, from where to where.
    pub moved: &'a PartMoved,
    /// Who moved it.
    pub who: &'a Who,
    /// What the clocks said.
    pub at: TimeEvidence,
}

/// What the movements of one case leave in vans, by user and part; sums of zero among them.
#[must_use]
pub fn of_case(state: &State) -> Vec<VanStock> {
    sum(moves_of_case(state).map(|moved| moved.stock))
}

/// The movements of one case into vans and out of them: from one van to another is one of each.
pub fn moves_of_case(state: &State) -> impl Iterator<Item = VanMove<'_>> {
    let parts = state.visits.values().flat_map(|visit| &visit.parts);
    parts.flat_map(|part| {
        let moved =
            move |stock| VanMove { fact: part.fact, stock, moved: &part.body, who: &part.who, at: part.at };
        effects(part).into_iter().map(moved)
    })
}

/// Adds up what several cases leave in vans.
#[must_use]
pub fn sum(stock: impl IntoIterator<Item = VanStock>) -> Vec<VanStock> {
    let mut sums: BTreeMap<VanPart, VanStock> = BTreeMap::new();
    for more in stock {
        match sums.get_mut(&more.part) {
            // A claim beyond all numbers changes nothing.
            Some(held) => held.quantity = held.quantity.add(more.quantity).unwrap_or(held.quantity),
            None => drop(sums.insert(more.part.clone(), more)),
        }
    }
    sums.into_values().collect()
}

/// What one movement puts into a van, and takes out of one.
fn effects(moved: &Recorded<PartMoved>) -> Vec<VanStock> {
    let body = &moved.body;
    let van = |user: &Option<String>, quantity: Decimal| VanStock {
        part: VanPart {
            user: user.clone().unwrap_or_else(|| moved.who.user.clone()),
            part: body.part().to_owned(),
            old: body.old,
        },
        name: body.name.clone(),
        quantity,
    };
    let mut effects = Vec::new();
    if body.from == StockPlace::Van {
        let out = Decimal::ZERO.sub(body.quantity).unwrap_or(Decimal::ZERO);
        effects.push(van(&body.from_van, out));
    }
    if body.to == StockPlace::Van {
        effects.push(van(&body.to_van, body.quantity));
    }
    effects
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stock(user: &str, part: &str, quantity: &str) -> VanStock {
        let part = VanPart { user: user.to_owned(), part: part.to_owned(), old: false };
        VanStock { name: part.part.clone(), part, quantity: quantity.parse().unwrap() }
    }

    #[test]
    fn vans_add_up_in_any_order_and_may_fall_below_zero() {
        let all = [stock("chen", "tap", "3"), stock("li", "tap", "1"), stock("chen", "tap", "-4.5")];
        let forward = sum(all.clone());
        assert_eq!(forward, sum(all.into_iter().rev()));
        assert_eq!(forward, [stock("chen", "tap", "-1.5"), stock("li", "tap", "1")]);
        assert!(forward[0].is_negative() && !forward[1].is_negative());
    }

    #[test]
    fn a_claim_beyond_all_numbers_changes_nothing() {
        let endless = VanStock { quantity: Decimal::from(i64::MAX), ..stock("chen", "tap", "1") };
        assert_eq!(sum([endless.clone(), stock("chen", "tap", "1")]), [endless]);
    }
}
