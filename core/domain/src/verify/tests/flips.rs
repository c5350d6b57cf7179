//! Every byte of a file, changed one at a time.

use super::world::*;
use super::*;
use crate::digest::sha256;
use crate::jobfile::seal;

#[test]
fn no_changed_byte_goes_unnoticed() {
    let bytes = signed_job().file().to_bytes();
    for at in 0..bytes.len() {
        let mut changed = bytes.clone();
        changed[at] ^= 1 << (at % 8);
        assert!(JobFile::from_bytes(&changed).is_err(), "byte {at}");
        if at % 16 == 0 {
            let verdict = verify(&changed, None);
            assert_eq!(verdict.standing(), Broken, "byte {at}");
        }
    }
}

/// Whoever changes a byte can compute the closing hash again: then what was changed says so itself.
#[test]
fn no_changed_byte_goes_unnoticed_under_a_new_closing_hash() {
    let file = signed_job().file();
    let bytes = file.to_bytes();
    // The rules are named by one hash over all their bytes: a few of them are enough.
    let rules =
        bytes.windows(file.packs[0].len()).position(|window| window == file.packs[0].as_slice()).unwrap();
    let rules = rules + 16..rules + file.packs[0].len() - 16;
    let places: Vec<usize> = (0..bytes.len() - 32).filter(|at| !rules.contains(at) || at % 64 == 0).collect();
    let halves = places.split_at(places.len() / 2);
    let counts = std::thread::scope(|scope| {
        let halves = [halves.0, halves.1].map(|half| scope.spawn(|| flip_each(&bytes, half)));
        halves.map(|half| half.join().unwrap())
    });
    let (unreadable, named) = (counts[0].0 + counts[1].0, counts[0].1 + counts[1].1);
    assert!(unreadable > 0 && named > unreadable, "{unreadable} unreadable, {named} named");
}

/// How many of these bytes made the file unreadable, and how many a part of it that does not hold.
fn flip_each(bytes: &[u8], places: &[usize]) -> (usize, usize) {
    let (mut unreadable, mut named) = (0, 0);
    for at in places.iter().copied() {
        let mut changed = bytes[..bytes.len() - 32].to_vec();
        changed[at] ^= 1 << (at % 8);
        let hash = sha256(&changed);
        changed.extend(hash.0);
        let verdict = verify(&changed, Some(&root().public().fingerprint()));
        assert!(!verdict.holds(), "byte {at} of {}: {:x}", changed.len(), bytes[at]);
        let is_unreadable = matches!(verdict.findings[0].says, Says::NotReadable { .. });
        *if is_unreadable { &mut unreadable } else { &mut named } += 1;
        assert!(is_unreadable || !codes(&verdict, verdict.standing()).is_empty(), "byte {at} names no part");
    }
    (unreadable, named)
}

#[test]
fn what_is_cut_off_or_put_behind_is_noticed() {
    let bytes = signed_job().file().to_bytes();
    for length in (0..bytes.len()).step_by(13) {
        assert_eq!(verify(&bytes[..length], None).standing(), Broken, "{length}");
    }
    let longer = [bytes.as_slice(), &[0]].concat();
    assert_eq!(verify(&longer, None).standing(), Broken);
}

#[test]
fn bytes_that_the_format_does_not_allow_are_refused() {
    let file = signed_job().file();
    let mut body = crate::cbor::encode(&file);
    assert_eq!(body[0], 0xa6, "a map of six");
    body[0] = 0xa7;
    body.extend([0x18, 0x63, 0x01]);
    let mut bytes = [crate::jobfile::MAGIC.as_slice(), &body].concat();
    bytes.extend(sha256(&bytes).0);
    assert_eq!(JobFile::from_bytes(&bytes), Err(NotJobFile::NotCanonical), "an unknown key");
    let mut rearranged = file;
    rearranged.items = JobFile::from_bytes(&rearranged.to_bytes()).unwrap().items;
    rearranged.items.reverse();
    let verdict = verify(&seal(&rearranged), None);
    assert_eq!(codes(&verdict, Broken), ["file_rearranged"]);
}
