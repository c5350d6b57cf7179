use doorstep_domain::fact::{Cancelled, Completed, Fact, FactPayload};
use doorstep_domain::id::{CaseId, FactId};
use doorstep_domain::ruling::{Ruling, SignedRuling, Verdict};
use doorstep_domain::sync::{Item, ItemKind, NackCode, SyncResponse};

use crate::Node;
use crate::ingest::{CASE_RULINGS_MAX, REQUEST_RULINGS_MAX};
use crate::projector::Facts;
use crate::testing::{Draft, Phone, VISIT, item, job, kinds, open};

/// A fact that only the office may write, signed by a technician.
fn presumptuous(phone: &Phone, case: CaseId, number: usize, after: &[FactId]) -> Fact {
    let fact = phone.fact(case, Cancelled { reason: number.to_string() }, after);
    Fact::seal(FactPayload { critical: Some(true), ..fact.body().clone() }, phone.signer.key())
}

fn codes(answer: &SyncResponse) -> Vec<NackCode> {
    answer.nacks.iter().map(|nack| nack.code).collect()
}

fn rulings(node: &Node, case: CaseId) -> Vec<Ruling> {
    let read = |read: &dyn crate::store::Read| {
        let entries = read.entries(case, 0, u64::MAX >> 1, u32::MAX)?;
        let rulings = entries.iter().filter(|entry| entry.kind == ItemKind::Ruling.code());
        rulings.map(|entry| read.bytes(entry.seq)).collect::<Result<Vec<_>, _>>()
    };
    let open = |bytes: Vec<u8>| SignedRuling::open(&bytes).unwrap().body().clone();
    node.store.reading(read).unwrap().into_iter().map(open).collect()
}

/// A phone whose job the office knows.
fn known_job(node: &Node) -> (Phone, Draft, Fact) {
    let mut phone = Phone::technician(node, "chen");
    let (draft, first, push) = job(&phone, "A1-0001");
    phone.sync(node, push);
    (phone, draft, first)
}

#[test]
fn what_follows_a_refused_fact_is_taken_and_folds_everywhere() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(dir.path());
    let (mut chen, draft, first) = known_job(&node);
    let mut lead = Phone::enrol(&node, "lin", &["office"]);
    lead.sync(&node, Vec::new());
    let refused = presumptuous(&chen, draft.case, 0, &[first.id()]);
    let next = chen.fact(draft.case, Completed { visit: VISIT }, &[refused.id()]);
    let last = chen.fact(draft.case, Completed { visit: VISIT }, &[next.id()]);
    let answer = chen.sync(&node, draft.push([&refused, &next, &last].map(item).to_vec()));
    assert_eq!(codes(&answer), [NackCode::NotYours], "the later ones are held");
    assert_eq!(
        kinds(&answer, draft.case),
        [ItemKind::Certificate, ItemKind::Ruling],
        "its author hears of it"
    );
    let [ruling] = &rulings(&node, draft.case)[..] else { panic!() };
    assert_eq!(
        (ruling.target, ruling.verdict, &ruling.target_after[..]),
        (refused.hash(), Verdict::Void, &[first.id()][..])
    );
    assert_eq!(ruling.reason, "not_yours");
    let answer = lead.sync(&node, Vec::new());
    let (certificate, ruling, fact) = (ItemKind::Certificate, ItemKind::Ruling, ItemKind::Fact);
    assert_eq!(kinds(&answer, draft.case), [certificate, ruling, fact, fact]);
    let state = node.store.reading(|read| Facts::read(read, draft.case)).unwrap().state();
    assert!(state.waiting.is_empty());
    let before = node.read(|read| read.head()).unwrap();
    chen.sync(&node, draft.push(vec![item(&refused)]));
    assert_eq!(node.read(|read| read.head()).unwrap(), before, "it is ruled on once");
}

#[test]
fn a_forged_fact_takes_nothing_from_the_true_one() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(dir.path());
    let (mut chen, draft, first) = known_job(&node);
    let fact = presumptuous(&chen, draft.case, 0, &[first.id()]);
    let mut forged = fact.to_bytes();
    *forged.last_mut().unwrap() ^= 1;
    let lost = presumptuous(&chen, draft.case, 1, &[FactId([9; 32])]);
    let answer = chen.sync(&node, draft.push(vec![Item::new(ItemKind::Fact, forged), item(&lost)]));
    assert_eq!(codes(&answer), [NackCode::BadSignature, NackCode::NotYours]);
    assert_eq!(rulings(&node, draft.case), [], "nor is there one on a fact that follows what nobody knows");
}

#[test]
fn nobody_makes_the_server_write_into_a_case_of_others_or_without_end() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(dir.path());
    let (mut chen, draft, first) = known_job(&node);
    let mut wang = Phone::technician(&node, "wang");
    let facts = |phone: &Phone, count: usize| -> Vec<Item> {
        (0..count).map(|n| item(&presumptuous(phone, draft.case, n, &[first.id()]))).collect()
    };
    let before = node.read(|read| read.head()).unwrap();
    let answer = wang.sync(&node, draft.push(facts(&wang, 1)));
    assert_eq!(codes(&answer), [NackCode::NotYours]);
    assert_eq!(node.read(|read| read.head()).unwrap(), before);
    let all = facts(&chen, usize::try_from(CASE_RULINGS_MAX).unwrap() + 9);
    chen.sync(&node, draft.push(all.clone()));
    assert_eq!(rulings(&node, draft.case).len(), REQUEST_RULINGS_MAX);
    for part in all.chunks(REQUEST_RULINGS_MAX) {
        chen.sync(&node, draft.push(part.to_vec()));
    }
    assert_eq!(rulings(&node, draft.case).len() as u64, CASE_RULINGS_MAX);
}

#[test]
fn a_fact_that_is_in_order_after_all_counts() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(dir.path());
    let (mut chen, draft, first) = known_job(&node);
    let fact = chen.fact(draft.case, Completed { visit: VISIT }, &[first.id()]);
    let refusal = crate::ingest::Refusal::malformed("an older server").for_good(&fact);
    let void = |tx: &mut dyn crate::store::Write| super::void(tx, draft.case, &refusal, 0, &node.keys);
    assert!(node.store.writing(void).unwrap());
    let answer = chen.sync(&node, draft.push(vec![item(&fact)]));
    assert!(answer.nacks.is_empty());
    let verdicts: Vec<Verdict> = rulings(&node, draft.case).iter().map(|ruling| ruling.verdict).collect();
    assert_eq!(verdicts, [Verdict::Void, Verdict::Admitted]);
}

#[test]
fn every_reason_that_the_server_writes_has_words() {
    let codes = [NackCode::Malformed, NackCode::TooLarge, NackCode::NotYours];
    for code in codes {
        assert!(super::is_final(code));
    }
    let reasons = codes.map(NackCode::name).into_iter().chain(["certificate_revoked", "accepted"]);
    for reason in reasons {
        let word = doorstep_report::named::ruling_named(reason).unwrap();
        assert!(word.is_whole(), "{reason}");
    }
}
