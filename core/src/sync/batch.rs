//! What goes into the next request.
//!
//! Of one case, items go in the order in which they were made, so the server never sees one before what it
//! builds on. Between cases, those with something urgent (a signature, a completion) go first, with all that
//! came before it; then the one that waits longest.

use std::collections::BTreeMap;

use doorstep_domain::id::CaseId;

use crate::store::outbox::Waiting;

/// The most bytes of items in one request: 40 seconds at 50 kbit/s, inside what a phone gives a background task.
pub(crate) const MAX_BYTES: u64 = 256 * 1024;

/// The most items in one request.
pub(crate) const MAX_ITEMS: usize = 2000;

/// The rows of the next request, case by case.
pub(crate) type Batch = Vec<(CaseId, Vec<i64>)>;

/// Picks the next batch from everything that waits, oldest first. At least one item goes, however long.
pub(crate) fn select(waiting: &[Waiting], max_bytes: u64) -> Batch {
    let mut by_case: BTreeMap<CaseId, Vec<&Waiting>> = BTreeMap::new();
    for item in waiting {
        by_case.entry(item.case).or_default().push(item);
    }
    let mut cases: Vec<Vec<&Waiting>> = by_case.into_values().collect();
    cases.sort_by_key(|items| (!items.iter().any(|item| item.is_urgent), items.first().map(|item| item.row)));
    let mut batch = Batch::new();
    let (mut bytes, mut count) = (0_u64, 0_usize);
    for items in cases {
        let mut rows = Vec::new();
        for item in &items {
            let size = u64::from(item.size_bytes);
            if count > 0 && (bytes + size > max_bytes || count >= MAX_ITEMS) {
                break;
            }
            (bytes, count) = (bytes + size, count + 1);
            rows.push(item.row);
        }
        if let (Some(first), false) = (items.first(), rows.is_empty()) {
            batch.push((first.case, rows));
        }
    }
    batch
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(row: i64, case: u8, is_urgent: bool, size_bytes: u32) -> Waiting {
        Waiting { row, case: CaseId([case; 16]), is_urgent, size_bytes }
    }

    fn rows(batch: &Batch) -> Vec<i64> {
        batch.iter().flat_map(|(_, rows)| rows.clone()).collect()
    }

    #[test]
    fn a_signature_goes_first_with_all_that_came_before_it_in_its_case() {
        let waiting =
            [item(1, 1, false, 10), item(2, 2, false, 10), item(3, 2, true, 10), item(4, 1, false, 10)];
        assert_eq!(rows(&select(&waiting, 1000)), [2, 3, 1, 4]);
        assert_eq!(rows(&select(&waiting, 20)), [2, 3]);
    }

    #[test]
    fn a_case_never_skips_one_of_its_items() {
        let waiting =
            [item(1, 1, false, 10), item(2, 1, false, 900), item(3, 1, false, 10), item(4, 2, false, 10)];
        assert_eq!(rows(&select(&waiting, 100)), [1, 4]);
    }

    #[test]
    fn an_item_larger_than_the_budget_goes_alone() {
        assert_eq!(rows(&select(&[item(1, 1, false, 900), item(2, 2, false, 1)], 100)), [1]);
        assert!(select(&[], 100).is_empty());
    }
}
