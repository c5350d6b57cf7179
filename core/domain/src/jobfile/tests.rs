use super::*;
use crate::sync::ItemKind;

fn file() -> JobFile {
    JobFile {
        root_key: PublicKey([1; 32]),
        case: CaseId([2; 16]),
        items: vec![Item::new(ItemKind::SmallBlob, vec![3; 40]), Item::new(ItemKind::SmallBlob, vec![4])],
        blobs: vec![vec![5; 10].into()],
        packs: Vec::new(),
        receipts: Vec::new(),
    }
}

#[test]
fn each_way_of_not_being_a_job_file_has_its_name() {
    let bytes = file().to_bytes();
    assert_eq!(JobFile::from_bytes(&bytes).map(|file| file.is_in_order()), Ok(true));
    let mut newer = bytes.clone();
    newer[7] = b'2';
    assert_eq!(JobFile::from_bytes(&newer), Err(NotJobFile::Newer));
    assert_eq!(
        JobFile::from_bytes(b"a letter to somebody, long enough to hold a hash"),
        Err(NotJobFile::Foreign)
    );
    assert_eq!(JobFile::from_bytes(b"short"), Err(NotJobFile::Foreign));
    assert_eq!(JobFile::from_bytes(ENCRYPTED), Err(NotJobFile::Encrypted));
    assert_eq!(JobFile::from_bytes(&bytes[..bytes.len() - 1]), Err(NotJobFile::Damaged));
    let mut changed = bytes;
    changed[20] ^= 1;
    assert_eq!(JobFile::from_bytes(&changed), Err(NotJobFile::Damaged));
    assert_eq!(JobFile::from_bytes(&vec![0; MAX_BYTES + 1]), Err(NotJobFile::TooLong));
}

#[test]
fn a_few_bytes_cannot_claim_millions_of_items() {
    // Key 2 of a map of six: an array that says it has four thousand million entries.
    let mut body = vec![0xa6, 0x00, 0x58, 0x20];
    body.extend([1; 32]);
    body.extend([0x01, 0x50]);
    body.extend([2; 16]);
    body.extend([0x02, 0x9a, 0xff, 0xff, 0xff, 0xff]);
    let mut bytes = [MAGIC.as_slice(), &body].concat();
    bytes.extend(sha256(&bytes).0);
    assert_eq!(JobFile::from_bytes(&bytes), Err(NotJobFile::Malformed));
}

#[test]
fn numbers_are_as_short_as_they_can_be() {
    let bytes = file().to_bytes();
    let content = &bytes[..bytes.len() - HASH_BYTES];
    // The one byte of the second small blob: 0x41 says its length in one byte, 0x58 0x01 in two.
    let place = content.windows(2).position(|pair| pair == [0x41, 4]).unwrap();
    let mut longer = content.to_vec();
    longer.splice(place..=place, [0x58, 0x01]);
    longer.extend(sha256(&longer).0);
    assert_eq!(JobFile::from_bytes(&longer), Err(NotJobFile::NotCanonical));
}
