//! Forgers who know the format and can compute every hash again. Each test says what the verdict names.

use minicbor::bytes::ByteVec;

use super::world::*;
use super::*;
use crate::certificate::{Certificate, Signer};
use crate::digest::sha256;
use crate::envelope::Signed;
use crate::fact::*;
use crate::id::*;
use crate::key::PrivateKey;
use crate::manifest::{CaseManifest, Leaf};
use crate::ruling::{Ruling, Verdict as Ruled};
use crate::signature::Strokes;
use crate::statement::{Statement, View};
use crate::sync::{Item, ItemKind};
use crate::tests::VISIT;
use crate::time::TimeEvidence;

const NEW_QUOTE: QuoteId = QuoteId([0x23; 8]);

fn kinds(kind: ItemKind) -> impl Fn(&&mut Item) -> bool {
    move |item| item.kind == kind.code()
}

fn is_fact(kind: Kind) -> impl Fn(&Item) -> bool {
    move |item| {
        item.kind == ItemKind::Fact.code()
            && Fact::open(&item.bytes).is_ok_and(|fact| fact.body().kind == kind.code())
    }
}

/// The bytes of a fact with another payload, signed with another key.
fn rewritten(item: &Item, key: &PrivateKey, change: impl FnOnce(&mut FactPayload)) -> Item {
    let mut payload = Fact::open(&item.bytes).unwrap().body().clone();
    change(&mut payload);
    Item::new(ItemKind::Fact, Signed::seal(payload, key).to_bytes())
}

fn body_of(item: &Item) -> SignatureGiven {
    match Fact::open(&item.bytes).unwrap().decode_body().unwrap().unwrap() {
        Body::Signed(signed) => signed,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_signature_from_another_job_is_refused_and_one_retold_in_this_job_names_the_other() {
    let [office, chen, _] = hands();
    let mut other = Job::begin_with(&office, 7);
    other.line(&chen, 1, "valve");
    other.sign(&chen, SignatureRole::CustomerAccept, Some(QUOTE));
    let foreign = other.items.iter().find(|item| is_fact(Kind::Signed)(item)).unwrap().clone();

    let mut file = signed_job().file();
    file.items.push(foreign.clone());
    let verdict = judged(&file);
    assert!(codes(&verdict, Broken).contains(&"fact_forged".to_owned()));
    assert!(
        told(&verdict, Broken)[0].ends_with("the fact belongs to another case"),
        "{:?}",
        told(&verdict, Broken)
    );

    let mut job = signed_job();
    job.record(&chen, body_of(&foreign));
    job.items.extend(other.items.into_iter().filter(|item| item.kind == ItemKind::SmallBlob.code()));
    let verdict = judged(&job.file());
    assert!(
        codes(&verdict, Broken).contains(&"statement_of_other".to_owned()),
        "{:?}",
        told(&verdict, Broken)
    );
}

#[test]
fn a_file_signed_anew_with_a_fresh_root_key_is_of_another_company() {
    let mallory = PrivateKey::from_seed(&[66; 32]);
    let mut forged = signed_job().file();
    forged.root_key = mallory.public();
    for item in forged.items.iter_mut().filter(kinds(ItemKind::Certificate)) {
        let body = Signed::<Certificate>::open(&item.bytes).unwrap().body().clone();
        let body = Certificate { tenant: TenantId::of_root_key(&mallory.public().0), ..body };
        *item = Item::new(ItemKind::Certificate, Signed::seal(body, &mallory).to_bytes());
    }
    let verdict = judged(&forged);
    assert!(codes(&verdict, Broken).contains(&"company_is_another".to_owned()));
    assert!(
        codes(&verdict, Broken).contains(&"fact_forged".to_owned()),
        "facts name the certificates as they were"
    );
}

#[test]
fn a_certificate_that_the_company_did_not_issue_is_named_with_all_that_rests_on_it() {
    let [office, ..] = hands();
    let mallory = PrivateKey::from_seed(&[66; 32]);
    let forger = Hand { signer: crate::tests::signer_of(9, "technician", &mallory), clock_off: 0 };
    let mut job = Job::begin(&office);
    job.record(&forger, PhaseEntered { visit: VISIT, phase: Phase::Travelling });
    let verdict = judged(&job.file());
    let broken = codes(&verdict, Broken);
    assert!(broken.contains(&"certificate_forged".to_owned()) && broken.contains(&"fact_forged".to_owned()));
}

/// The same tenant in the certificate, another issuer.
#[test]
fn a_forged_certificate_under_the_true_company_does_not_hold() {
    let mut file = signed_job().file();
    let mallory = PrivateKey::from_seed(&[66; 32]);
    for item in file.items.iter_mut().filter(kinds(ItemKind::Certificate)) {
        let body = Signed::<Certificate>::open(&item.bytes).unwrap().body().clone();
        *item = Item::new(ItemKind::Certificate, Signed::seal(body, &mallory).to_bytes());
    }
    let verdict = judged(&file);
    assert!(codes(&verdict, Broken).contains(&"certificate_forged".to_owned()));
}

#[test]
fn an_old_signature_under_a_new_quote_is_named() {
    let [_, chen, _] = hands();
    let mut job = signed_job();
    let old = job.items.iter().find(|item| is_fact(Kind::Signed)(item)).unwrap().hash().unwrap();
    job.edit(&chen, line(NEW_QUOTE, 3, "hose"));
    job.offer(&chen, NEW_QUOTE);
    job.consent(&chen, NEW_QUOTE, old.into());
    job.vouch(&chen);
    let verdict = judged(&job.file());
    assert_eq!(codes(&verdict, Broken), ["consent_under_other"], "{:?}", told(&verdict, Broken));
}

#[test]
fn a_fact_signed_again_with_another_devices_key_is_not_its_authors() {
    let mut file = signed_job().file();
    let [_, _, li] = hands();
    let place = file.items.iter().position(is_fact(Kind::Signed)).unwrap();
    let stolen = Fact::open(&file.items[place].bytes).unwrap().body().clone();
    file.items[place] = Item::new(ItemKind::Fact, Signed::seal(stolen, li.signer.key()).to_bytes());
    let verdict = judged(&file);
    let said = told(&verdict, Broken);
    assert!(said.iter().any(|text| text.contains("(signed) is not User 2's word")), "{said:#?}");
}

#[test]
fn a_fact_retold_by_another_device_leaves_its_followers_without_what_they_follow() {
    let mut file = signed_job().file();
    let [_, _, li] = hands();
    let place = file.items.iter().position(is_fact(Kind::Signed)).unwrap();
    file.items.push(Item::new(ItemKind::Certificate, li.signer.certificate().to_bytes()));
    let certificate = li.signer.id();
    file.items[place] = rewritten(&file.items[place], li.signer.key(), |fact| fact.certificate = certificate);
    let verdict = judged(&file);
    let broken = codes(&verdict, Broken);
    assert!(broken.contains(&"fact_waits".to_owned()), "{broken:?}");
    assert!(broken.contains(&"consent_without_signature".to_owned()), "{broken:?}");
}

#[test]
fn a_stroke_that_was_cut_is_missing_and_what_is_left_is_nobodys() {
    let mut file = signed_job().file();
    let drawn = name().to_bytes();
    let cut = Strokes::new(name().strokes()[..1].to_vec()).unwrap().to_bytes();
    for item in file.items.iter_mut().filter(|item| *item.bytes == drawn) {
        item.bytes = cut.clone().into();
    }
    let verdict = judged(&file);
    assert_eq!(codes(&verdict, Standing::Missing), ["strokes_missing"]);
    assert_eq!(codes(&verdict, Broken), ["file_unnamed"]);
}

#[test]
fn a_text_in_another_language_is_not_the_one_that_was_signed() {
    let mut file = signed_job().file();
    let signed = body_of(file.items.iter().find(|item| is_fact(Kind::Signed)(item)).unwrap());
    let is_view = |item: &&mut Item| BlobId::from(sha256(&item.bytes)) == signed.view;
    let item = file.items.iter_mut().find(is_view).unwrap();
    let mut view = View::from_bytes(&item.bytes).unwrap();
    view.text = view.text.replace("I agree.", "我同意。");
    item.bytes = view.to_bytes().into();
    let verdict = judged(&file);
    assert_eq!(codes(&verdict, Standing::Missing), ["view_missing"]);
    assert_eq!(codes(&verdict, Broken), ["file_unnamed"]);

    // The statement says the other language, under the old signature of the device.
    let mut file = signed_job().file();
    let place = file.items.iter().position(is_fact(Kind::Signed)).unwrap();
    let fact = Fact::open(&file.items[place].bytes).unwrap();
    let mut statement = Statement::from_bytes(&signed.statement).unwrap();
    statement.language = "zh-CN".into();
    let body = SignatureGiven { statement: ByteVec::from(statement.to_bytes()), ..signed };
    let payload = FactPayload { body: ByteVec::from(Body::from(body).encode()), ..fact.body().clone() };
    file.items[place] = Item::new(ItemKind::Fact, Signed::join(payload, fact.signature()).to_bytes());
    let verdict = judged(&file);
    assert!(codes(&verdict, Broken).contains(&"fact_forged".to_owned()));
}

#[test]
fn a_view_that_the_device_itself_put_under_the_signature_is_not_the_signed_one() {
    let [_, chen, _] = hands();
    let mut job = signed_job();
    let signed = body_of(job.items.iter().find(|item| is_fact(Kind::Signed)(item)).unwrap());
    let other = b"another text".to_vec();
    job.record(&chen, SignatureGiven { view: sha256(&other).into(), ..signed });
    job.items.push(Item::new(ItemKind::SmallBlob, other));
    let verdict = judged(&job.file());
    assert_eq!(codes(&verdict, Broken), ["view_is_another"]);
}

#[test]
fn a_clock_that_was_set_back_shows_and_the_office_says_when_it_really_was() {
    let [office, mut chen, _] = hands();
    let mut job = signed_job();
    chen.clock_off = -60 * 24 * 30;
    job.sign(&chen, SignatureRole::CustomerAccept, Some(QUOTE));
    job.vouch(&chen);
    job.receive(&office);
    let verdict = judged(&job.file());
    assert!(verdict.holds(), "a wrong clock forges nothing: {:?}", told(&verdict, Broken));
    let notes = codes(&verdict, Note);
    assert!(notes.contains(&"clock_behind".to_owned()), "{notes:?}");
    assert!(notes.contains(&"claimed_outside".to_owned()), "{notes:?}");
}

#[test]
fn a_fact_that_others_follow_cannot_be_dropped() {
    let mut file = signed_job().file();
    file.items.retain(|item| !is_fact(Kind::PhotoTaken)(item));
    let verdict = judged(&file);
    let broken = codes(&verdict, Broken);
    assert!(broken.contains(&"fact_waits".to_owned()), "{broken:?}");
    assert!(broken.contains(&"file_unnamed".to_owned()), "its photo is nobody's");
}

#[test]
fn a_change_that_others_follow_cannot_be_dropped() {
    let mut file = signed_job().file();
    let mut changes = file.items.iter().enumerate().filter(|(_, item)| item.kind == ItemKind::Change.code());
    let (second, _) = changes.nth(1).unwrap();
    file.items.remove(second);
    let broken = codes(&judged(&file), Broken);
    assert!(broken.contains(&"change_waits".to_owned()), "{broken:?}");
    assert!(broken.contains(&"screen_unknown".to_owned()), "what the customer saw is gone: {broken:?}");
}

#[test]
fn without_its_beginning_nothing_of_a_file_can_be_checked() {
    let mut file = signed_job().file();
    let genesis = file.items.iter().position(|item| item.kind == ItemKind::Change.code()).unwrap();
    file.items.remove(genesis);
    assert_eq!(codes(&judged(&file), Broken), ["no_beginning"]);
    let mut file = signed_job().file();
    file.case = CaseId([9; 16]);
    assert_eq!(codes(&judged(&file), Broken), ["no_beginning"]);
}

#[test]
fn facts_in_another_order_say_the_same_and_the_file_says_that_it_was_put_together_anew() {
    let file = JobFile::from_bytes(&signed_job().file().to_bytes()).unwrap();
    let facts: Vec<usize> =
        (0..file.items.len()).filter(|at| file.items[*at].kind == ItemKind::Fact.code()).collect();
    let mut other = file.clone();
    other.items.swap(facts[1], *facts.last().unwrap());
    let verdict = verify(&crate::jobfile::seal(&other), None);
    assert_eq!(codes(&verdict, Broken), ["file_rearranged"]);
    let said = |verdict: &Verdict| verdict.findings[1..].to_vec();
    assert_eq!(said(&verdict), said(&verify(&file.to_bytes(), None)), "nothing else is different");
}

#[test]
fn what_a_revoked_device_sent_late_is_held_until_the_office_admits_it() {
    let [office, chen, _] = hands();
    let mut job = signed_job();
    let late = job.record(&chen, CopyDelivered { audience: "customer".into(), how: "shown".into() });
    let fact = job.case.facts()[&late].body().clone();
    let ruling = Ruling {
        case: job.case.id(),
        target: Hash(late.0),
        target_after: fact.after,
        verdict: Ruled::Held,
        reason: "certificate_revoked".into(),
        round: 1,
        certificate: office.signer.id(),
        at_ms: fact.time.wall_ms + 60_000,
        device_revoked_ms: Some(fact.time.wall_ms + 30_000),
    };
    job.items.push(Item::new(ItemKind::Ruling, Signed::seal(ruling.clone(), office.signer.key()).to_bytes()));
    let verdict = judged(&job.file());
    assert!(verdict.holds());
    let notes = codes(&verdict, Note);
    for expected in ["used_after_revocation", "fact_ruled", "ruling"] {
        assert!(notes.contains(&expected.to_owned()), "{expected}: {notes:?}");
    }
    // The device itself cannot admit it.
    let admitted = Ruling { verdict: Ruled::Admitted, round: 2, certificate: chen.signer.id(), ..ruling };
    job.items.push(Item::new(ItemKind::Ruling, Signed::seal(admitted, chen.signer.key()).to_bytes()));
    assert_eq!(codes(&judged(&job.file()), Broken), ["ruling_forged"]);
}

#[test]
fn a_signature_by_a_revoked_device_says_since_when_and_that_the_office_admitted_it() {
    let [office, chen, _] = hands();
    let mut job = signed_job();
    let late = job.sign(&chen, SignatureRole::CustomerAccept, Some(QUOTE));
    job.vouch(&chen);
    let fact = job.case.facts()[&late].body().clone();
    let held = Ruling {
        case: job.case.id(),
        target: Hash(late.0),
        target_after: fact.after,
        verdict: Ruled::Held,
        reason: "certificate_revoked".into(),
        round: 1,
        certificate: office.signer.id(),
        at_ms: fact.time.wall_ms + 120_000,
        device_revoked_ms: Some(fact.time.wall_ms + 60_000),
    };
    let item = |ruling: &Ruling| {
        Item::new(ItemKind::Ruling, Signed::seal(ruling.clone(), office.signer.key()).to_bytes())
    };
    job.items.push(item(&held));
    let told_about = |job: &Job, text: &str| {
        let notes = told(&judged(&job.file()), Note);
        assert!(notes.iter().any(|note| note.contains(text)), "{text}: {notes:#?}");
    };
    told_about(&job, "it has no effect until the office admits it");
    told_about(&job, "1 fact reached it afterwards: the office admitted 0, 1 without effect");
    let admitted = Ruling { verdict: Ruled::Admitted, reason: "she was ill".into(), round: 2, ..held };
    job.items.push(item(&admitted));
    told_about(&job, "The device A2 was taken out of use at 2026-04-01 09:");
    told_about(&job, "the office admitted it at 2026-04-01 09:");
    told_about(&job, "1 fact reached it afterwards: the office admitted 1, 0 without effect");
    assert!(judged(&job.file()).holds());
    // Another day of the revocation is not what the office signed.
    let mut forged = job.file();
    let place = forged.items.iter().rposition(|item| item.kind == ItemKind::Ruling.code()).unwrap();
    let signed = crate::ruling::SignedRuling::open(&forged.items[place].bytes).unwrap();
    let earlier = Ruling { device_revoked_ms: Some(0), ..signed.body().clone() };
    forged.items[place] = Item::new(ItemKind::Ruling, Signed::join(earlier, signed.signature()).to_bytes());
    assert_eq!(codes(&judged(&forged), Broken), ["ruling_forged"]);
}

#[test]
fn a_consent_that_says_another_total_than_the_signed_one_is_named() {
    let [_, chen, _] = hands();
    let mut job = signed_job();
    let signature = job.items.iter().find(|item| is_fact(Kind::Signed)(item)).unwrap().hash().unwrap();
    let mut claimed = |total_minor| {
        let consent = job.items.iter().find(|item| is_fact(Kind::Consented)(item)).unwrap();
        let body = Fact::open(&consent.bytes).unwrap().decode_body().unwrap().unwrap();
        let Body::Consented(consented) = body else { panic!("a consent") };
        let signature = Some(FactId(signature.0));
        job.record(&chen, Consented { total_minor, signature, ..consented });
        codes(&judged(&job.file()), Broken)
    };
    assert_eq!(claimed(Some(18_000)), [""; 0]);
    assert_eq!(claimed(Some(21_500)), ["other_total"]);
}

#[test]
fn a_signature_that_says_another_total_than_its_view_is_named() {
    let [_, chen, _] = hands();
    let mut job = signed_job();
    let signed = body_of(job.items.iter().find(|item| is_fact(Kind::Signed)(item)).unwrap());
    assert_eq!(signed.total_minor, Some(18_000));
    job.record(&chen, SignatureGiven { total_minor: Some(21_500), ..signed });
    assert_eq!(codes(&judged(&job.file()), Broken), ["other_total"]);
}

#[test]
fn an_enrolment_that_was_over_is_explained_and_a_second_one_too() {
    let [office, chen, _] = hands();
    let expired = |key: u8| {
        let body = Certificate {
            valid_until_ms: 1_775_000_000_000,
            public_key: PrivateKey::from_seed(&[key; 32]).public(),
            ..chen.signer.certificate().body().clone()
        };
        let signer = Signer::new(Signed::seal(body, &root()), PrivateKey::from_seed(&[key; 32])).unwrap();
        Hand { signer, clock_off: 0 }
    };
    let mut job = Job::begin(&office);
    job.record(&expired(2), PhaseEntered { visit: VISIT, phase: Phase::Travelling });
    job.record(&expired(5), PhaseEntered { visit: VISIT, phase: Phase::Arrived });
    job.vouch(&office);
    let verdict = judged(&job.file());
    assert!(verdict.holds(), "{:?}", told(&verdict, Broken));
    let notes = codes(&verdict, Note);
    assert!(notes.contains(&"used_outside_validity".to_owned()) && notes.contains(&"new_key".to_owned()));
}

#[test]
fn nobody_can_call_the_changes_of_another_their_own() {
    let [_, _, li] = hands();
    let mut job = signed_job();
    let [_, chen, _] = hands();
    let leaf = Leaf::new(job.case.id(), [1; 16], job.own(&chen));
    let time = TimeEvidence { wall_ms: 1, boot_ms: 1, boot_id: 1 };
    let stolen = CaseManifest::seal(vec![leaf], time, &li.signer).remove(0);
    job.items.push(Item::new(ItemKind::Certificate, li.signer.certificate().to_bytes()));
    job.items.push(Item::new(ItemKind::Manifest, stolen.to_bytes()));
    let verdict = judged(&job.file());
    assert_eq!(codes(&verdict, Broken), ["vouched_by_another"]);
}

#[test]
fn a_receipt_for_other_items_or_by_another_hand_does_not_hold() {
    let [_, chen, _] = hands();
    let mut file = signed_job().file();
    file.receipts[0].items.pop();
    assert_eq!(codes(&judged(&file), Broken), ["receipt_forged"]);
    let mut job = signed_job();
    job.receive(&chen);
    assert_eq!(codes(&judged(&job.file()), Broken), ["receipt_forged"]);
}

#[test]
fn rules_that_nothing_names_and_items_that_no_file_carries_are_named() {
    let mut file = signed_job().file();
    file.packs.push(b"no rules".to_vec().into());
    assert_eq!(codes(&judged(&file), Broken), ["pack_unnamed"]);
    let mut file = signed_job().file();
    file.packs.clear();
    assert!(codes(&judged(&file), Standing::Missing).contains(&"pack_missing".to_owned()));
    let mut file = signed_job().file();
    file.items.push(Item { kind: 77, bytes: vec![1].into() });
    assert_eq!(codes(&judged(&file), Broken), ["item_unknown"]);
}

#[test]
fn more_than_a_job_can_have_is_refused_before_it_is_folded() {
    let mut file = signed_job().file();
    let fact = file.items.iter().find(|item| item.kind == ItemKind::Fact.code()).unwrap().clone();
    let many = (0..=Fact::MAX_PER_CASE).map(|_| fact.clone());
    file.items.extend(many);
    // As they stand: in order, each would be there once.
    let verdict = verify(&crate::jobfile::seal(&file), None);
    assert!(codes(&verdict, Broken).contains(&"too_much".to_owned()));
}
