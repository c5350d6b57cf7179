//! The facts of one case as a graph: which ones are whole, and what is an ancestor of what.

use std::collections::{BTreeMap, BTreeSet};

use super::Fact;
use crate::id::{FactId, Hash};
use crate::ruling::{Ruling, Verdict};

/// Facts by id. The set decides everything; the order of insertion decides nothing.
pub type FactSet = BTreeMap<FactId, Fact>;

/// The rulings in force, by the fact or change that they are about.
pub type Rulings = BTreeMap<Hash, Ruling>;

/// Positions in [`Graph::order`], as a set.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Ordinals(Vec<u64>);

impl Ordinals {
    fn with_capacity(count: usize) -> Self {
        Self(vec![0; count.div_ceil(64)])
    }

    fn insert(&mut self, ordinal: usize) {
        self.0[ordinal / 64] |= 1 << (ordinal % 64);
    }

    fn join(&mut self, other: &Self) {
        for (word, more) in self.0.iter_mut().zip(&other.0) {
            *word |= more;
        }
    }

    fn count(&self) -> u32 {
        self.0.iter().map(|word| word.count_ones()).sum()
    }

    /// Whether a position is in the set.
    #[must_use]
    pub fn contains(&self, ordinal: usize) -> bool {
        self.0.get(ordinal / 64).is_some_and(|word| word >> (ordinal % 64) & 1 == 1)
    }
}

/// The facts whose ancestors are all here, in an order in which ancestors come first.
///
/// A fact that the office refused is on its author's phone and nowhere else; the ruling on it is everywhere and
/// says what it followed. Such a fact has its place here by the ruling alone, so that what follows it still folds.
///
/// The order among facts that do not know of each other is by id: it is the same everywhere, and nothing but
/// display and loops may depend on it.
#[derive(Debug, Default)]
pub struct Graph {
    /// Ids of whole facts, ancestors first.
    pub order: Vec<FactId>,
    /// For each position of `order`, its proper ancestors.
    pub ancestors: Vec<Ordinals>,
    /// Facts that wait, with the ancestors that are missing.
    pub waiting: BTreeMap<FactId, BTreeSet<FactId>>,
    positions: BTreeMap<FactId, usize>,
}

impl Graph {
    /// Orders a set of facts. A fact that is not here has a place if a ruling takes its effect away.
    #[must_use]
    pub fn of(facts: &FactSet, rulings: &Rulings) -> Self {
        let parents = parents(facts, rulings);
        let mut graph = Self::default();
        let mut missing_count: BTreeMap<FactId, usize> = BTreeMap::new();
        let mut children: BTreeMap<FactId, Vec<FactId>> = BTreeMap::new();
        let mut ready = BTreeSet::new();
        for (id, parents) in &parents {
            for parent in parents {
                children.entry(*parent).or_default().push(*id);
            }
            missing_count.insert(*id, parents.len());
            if parents.is_empty() {
                ready.insert(*id);
            }
        }
        while let Some(id) = ready.pop_first() {
            graph.push(id, &parents);
            for child in children.get(&id).into_iter().flatten() {
                if let Some(count) = missing_count.get_mut(child) {
                    *count -= 1;
                    if *count == 0 {
                        ready.insert(*child);
                    }
                }
            }
        }
        graph.finish(&parents);
        graph
    }

    fn push(&mut self, id: FactId, parents: &Parents) {
        self.positions.insert(id, self.order.len());
        self.order.push(id);
        let mut ancestors = Ordinals::with_capacity(parents.len());
        for parent in parents.get(&id).into_iter().flatten() {
            if let Some(&position) = self.positions.get(parent) {
                ancestors.insert(position);
                ancestors.join(&self.ancestors[position]);
            }
        }
        self.ancestors.push(ancestors);
    }

    fn finish(&mut self, parents: &Parents) {
        for (id, of_id) in parents {
            if !self.positions.contains_key(id) {
                let missing = of_id.iter().filter(|parent| !parents.contains_key(parent)).copied();
                self.waiting.insert(*id, missing.collect());
            }
        }
    }

    /// The position of a whole fact.
    #[must_use]
    pub fn position(&self, id: &FactId) -> Option<usize> {
        self.positions.get(id).copied()
    }

    /// Whether the fact at `ancestor` was known to the author of the fact at `descendant`.
    #[must_use]
    pub fn precedes(&self, ancestor: usize, descendant: usize) -> bool {
        self.ancestors.get(descendant).is_some_and(|set| set.contains(ancestor))
    }

    /// The newest facts: whole ones that are no ancestor of another.
    #[must_use]
    pub fn heads(&self) -> Vec<FactId> {
        let all: Vec<usize> = (0..self.order.len()).collect();
        self.maximal(&all).into_iter().map(|position| self.order[position]).collect()
    }

    /// How many facts the author of the fact at `position` knew.
    #[must_use]
    pub fn ancestor_count(&self, position: usize) -> u32 {
        self.ancestors.get(position).map_or(0, Ordinals::count)
    }

    /// Those of some positions that are no ancestor of another of them.
    #[must_use]
    pub fn maximal(&self, positions: &[usize]) -> Vec<usize> {
        let mut known = Ordinals::with_capacity(self.order.len());
        for ancestors in positions.iter().filter_map(|&position| self.ancestors.get(position)) {
            known.join(ancestors);
        }
        positions.iter().copied().filter(|&candidate| !known.contains(candidate)).collect()
    }

    /// The positions of some facts and of all their ancestors.
    #[must_use]
    pub fn closure(&self, ids: &[FactId]) -> Ordinals {
        let mut set = Ordinals::with_capacity(self.order.len());
        for position in ids.iter().filter_map(|id| self.position(id)) {
            set.insert(position);
            set.join(&self.ancestors[position]);
        }
        set
    }
}

/// What each fact follows.
type Parents = BTreeMap<FactId, BTreeSet<FactId>>;

/// Of the facts that are here, as they say; of those that only a ruling names, as the ruling says. A ruling on a
/// change names nothing that it follows.
fn parents(facts: &FactSet, rulings: &Rulings) -> Parents {
    let here = facts.iter().map(|(id, fact)| (*id, fact.body().after.iter().copied().collect()));
    let mut parents: Parents = here.collect();
    let takes_effect_away =
        |ruling: &&Ruling| ruling.verdict != Verdict::Admitted && !ruling.target_after.is_empty();
    for ruling in rulings.values().filter(takes_effect_away) {
        let id = FactId(ruling.target.0);
        parents.entry(id).or_insert_with(|| ruling.target_after.iter().copied().collect());
    }
    parents
}
