//! What is done to an honest file. Most mutations keep the form, because what is not a job file at all is refused at
//! once; and most close the file again, as a forger would.

use doorstep_domain::cbor;
use doorstep_domain::digest::sha256;
use doorstep_domain::jobfile::{JobFile, MAGIC};
use doorstep_domain::sync::Item;

use super::corpus::Corpus;
use crate::dice::Dice;

/// Bytes at which lengths, types and numbers of CBOR and of Automerge's own form turn over.
const EDGES: [u8; 16] =
    [0x00, 0x01, 0x17, 0x18, 0x19, 0x1b, 0x3b, 0x40, 0x58, 0x5b, 0x7f, 0x80, 0x9b, 0xbf, 0xf6, 0xff];

/// A file with a few mutations.
pub(super) fn file(corpus: &Corpus, dice: &mut Dice) -> Vec<u8> {
    let Some(honest) = dice.pick(&corpus.files) else { return Vec::new() };
    let mut file = honest.clone();
    let rounds = 1 + dice.below(3);
    if dice.below(4) > 0 {
        (0..rounds).for_each(|_| structure(corpus, &mut file, dice));
    }
    let body = if dice.below(3) > 0 { in_order(&file) } else { cbor::encode(&file) };
    let mut bytes = [MAGIC.as_slice(), &body].concat();
    if dice.below(8) < 3 {
        raw(&mut bytes, dice);
    }
    bytes.extend(sha256(&bytes).0);
    if dice.below(10) == 0 {
        raw(&mut bytes, dice);
    }
    bytes
}

/// The body as the format orders it.
fn in_order(file: &JobFile) -> Vec<u8> {
    let bytes = file.to_bytes();
    bytes.get(MAGIC.len()..bytes.len().saturating_sub(32)).unwrap_or_default().to_vec()
}

/// Changes what a file consists of.
fn structure(corpus: &Corpus, file: &mut JobFile, dice: &mut Dice) {
    let place = dice.below(file.items.len());
    let other = dice.pick(&corpus.files).cloned();
    match dice.below(16) {
        0 if !file.items.is_empty() => drop(file.items.remove(place)),
        1 => file.items.truncate(place),
        2 => file.items.swap_with(dice),
        3 | 4 => file.items.extend(other.and_then(|other| dice.pick(&other.items).cloned())),
        5 => file.items.extend(file.items.get(place).cloned()),
        6 => file.blobs.clear(),
        7 => file.blobs.extend(other.and_then(|other| dice.pick(&other.blobs).cloned())),
        8 => file.receipts.extend(other.and_then(|other| dice.pick(&other.receipts).cloned())),
        9 => file.case.0[place % 16] ^= 1,
        10 => file.root_key.0[place % 32] ^= 1,
        11 => receipt(file, dice),
        12 => splice(file, corpus, dice),
        _ => {
            if let Some(item) = file.items.get_mut(place) {
                item_bytes(item, dice);
            }
        }
    }
}

trait Swap {
    fn swap_with(&mut self, dice: &mut Dice);
}

impl Swap for Vec<Item> {
    fn swap_with(&mut self, dice: &mut Dice) {
        if !self.is_empty() {
            let (one, other) = (dice.below(self.len()), dice.below(self.len()));
            self.swap(one, other);
        }
    }
}

fn receipt(file: &mut JobFile, dice: &mut Dice) {
    let place = dice.below(file.receipts.len());
    let Some(held) = file.receipts.get_mut(place) else { return };
    match dice.below(3) {
        0 => drop(held.items.pop()),
        1 => held.items.reverse(),
        _ => {
            let mut bytes = held.receipt.to_vec();
            raw(&mut bytes, dice);
            held.receipt = bytes.into();
        }
    }
}

/// An item with the beginning of one and the end of another.
fn splice(file: &mut JobFile, corpus: &Corpus, dice: &mut Dice) {
    let Some(other) = dice.pick(&corpus.files) else { return };
    let Some(end) = dice.pick(&other.items).cloned() else { return };
    let place = dice.below(file.items.len());
    let Some(item) = file.items.get_mut(place) else { return };
    let (keep, from) = (dice.below(item.bytes.len()), dice.below(end.bytes.len()));
    let mut bytes = item.bytes.to_vec();
    bytes.truncate(keep);
    bytes.extend(end.bytes.get(from..).unwrap_or_default());
    item.bytes = bytes.into();
}

fn item_bytes(item: &mut Item, dice: &mut Dice) {
    if dice.below(12) == 0 {
        item.kind = dice.byte() % 12;
        return;
    }
    let mut bytes = item.bytes.to_vec();
    raw(&mut bytes, dice);
    item.bytes = bytes.into();
}

/// Changes bytes without knowing what they are.
fn raw(bytes: &mut Vec<u8>, dice: &mut Dice) {
    for _ in 0..=dice.below(3) {
        let place = dice.below(bytes.len());
        let edge = dice.pick(&EDGES).copied().unwrap_or_default();
        match dice.below(6) {
            0 => bytes.truncate(place),
            1 => bytes.insert(place.min(bytes.len()), edge),
            2 if !bytes.is_empty() => drop(bytes.remove(place)),
            3 => bytes.extend((0..dice.below(40)).map(|_| edge)),
            4 => {
                if let Some(byte) = bytes.get_mut(place) {
                    *byte = edge;
                }
            }
            _ => {
                let bit = 1 << dice.below(8);
                if let Some(byte) = bytes.get_mut(place) {
                    *byte ^= bit;
                }
            }
        }
    }
}
