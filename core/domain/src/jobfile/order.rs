//! The one order of the items of a file: what builds on something stands after it, and what is left open is
//! decided by hash. So one content has one form, and a file that was put together anew in another order shows.

use std::collections::{BTreeMap, BTreeSet};

use crate::digest::sha256;
use crate::fact::Fact;
use crate::id::Hash;
use crate::scan;
use crate::sync::{Item, ItemKind};

/// The kinds in the order in which they stand.
const KINDS: [ItemKind; 6] = [
    ItemKind::Certificate,
    ItemKind::Change,
    ItemKind::Manifest,
    ItemKind::Fact,
    ItemKind::Ruling,
    ItemKind::SmallBlob,
];

/// An item with what it builds on.
struct Node {
    item: Item,
    builds_on: Vec<Hash>,
}

/// Brings items into their order, each once.
#[must_use]
pub fn of_items(items: Vec<Item>) -> Vec<Item> {
    let mut by_kind: BTreeMap<(usize, u8), BTreeMap<Hash, Node>> = BTreeMap::new();
    for item in items {
        let name = item.hash().unwrap_or_else(|_| sha256(&item.bytes));
        let node = Node { builds_on: builds_on(&item), item };
        by_kind.entry((place(node.item.kind), node.item.kind)).or_default().entry(name).or_insert(node);
    }
    by_kind.into_values().flat_map(ancestors_first).collect()
}

fn place(kind: u8) -> usize {
    KINDS.iter().position(|known| known.code() == kind).unwrap_or(KINDS.len())
}

fn builds_on(item: &Item) -> Vec<Hash> {
    match ItemKind::from_code(item.kind) {
        Some(ItemKind::Change) => scan::change(&item.bytes, &scan::Limits::CHANGE)
            .map(|change| change.deps.into_iter().map(|id| Hash(id.0)).collect())
            .unwrap_or_default(),
        Some(ItemKind::Fact) => Fact::open(&item.bytes)
            .map(|fact| fact.body().after.iter().map(|id| Hash(id.0)).collect())
            .unwrap_or_default(),
        _ => Vec::new(),
    }
}

/// Of what is ready, the smallest hash goes first. What builds on something that is not here stands as if it did not.
fn ancestors_first(mut nodes: BTreeMap<Hash, Node>) -> Vec<Item> {
    let mut children: BTreeMap<Hash, Vec<Hash>> = BTreeMap::new();
    let mut unmet: BTreeMap<Hash, usize> = BTreeMap::new();
    let mut ready = BTreeSet::new();
    for (name, node) in &nodes {
        let here: BTreeSet<&Hash> = node.builds_on.iter().filter(|on| nodes.contains_key(on)).collect();
        for on in &here {
            children.entry(**on).or_default().push(*name);
        }
        unmet.insert(*name, here.len());
        if here.is_empty() {
            ready.insert(*name);
        }
    }
    let mut ordered = Vec::with_capacity(nodes.len());
    while let Some(name) = ready.pop_first() {
        ordered.extend(nodes.remove(&name).map(|node| node.item));
        for child in children.remove(&name).unwrap_or_default() {
            if let Some(count) = unmet.get_mut(&child) {
                *count -= 1;
                if *count == 0 {
                    ready.insert(child);
                }
            }
        }
    }
    ordered
}
