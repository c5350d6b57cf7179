//! What every vault must do.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::io::{Read as _, Write as _};

use doorstep_domain::digest::sha256;
use doorstep_domain::id::{BlobId, CaseId, DeviceId};

use super::{Pieces, Upload, Vault, contiguous};

const CASE: CaseId = CaseId([1; 16]);
const OTHER: CaseId = CaseId([2; 16]);

/// Bytes that no two files share.
fn bytes(size: usize, seed: u8) -> Vec<u8> {
    (0..size).map(|index| index.to_le_bytes()[0] ^ index.to_le_bytes()[1].wrapping_mul(31) ^ seed).collect()
}

fn keep(vault: &dyn Vault, case: CaseId, bytes: &[u8]) -> BlobId {
    let blob = BlobId::from(sha256(bytes));
    let mut file = tempfile_in_system();
    file.1.write_all(bytes).unwrap();
    vault.keep(case, blob, &file.0).unwrap();
    let _ = std::fs::remove_file(&file.0);
    blob
}

fn tempfile_in_system() -> (std::path::PathBuf, std::fs::File) {
    static COUNT: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(0);
    let count = COUNT.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    let path = std::env::temp_dir().join(format!("doorstep-vault-{}-{count}", std::process::id()));
    let file = std::fs::File::create(&path).unwrap();
    (path, file)
}

fn read(vault: &dyn Vault, case: CaseId, blob: BlobId, range: std::ops::Range<u64>) -> Vec<u8> {
    let mut read = Vec::new();
    vault.open(case, blob, range).unwrap().unwrap().read_to_end(&mut read).unwrap();
    read
}

/// Files read back whole and in ranges, by case; erasing a case takes its own and no other.
pub fn a_vault_keeps_what_it_is_given(vault: &dyn Vault) {
    // One of several parts, a small one and an empty one.
    for size in [20 << 20, 1000, 0_usize] {
        let bytes = bytes(size, 7);
        let blob = BlobId::from(sha256(&bytes));
        assert_eq!(vault.size(CASE, blob).unwrap(), None);
        assert!(vault.open(CASE, blob, 0..1).unwrap().is_none());
        assert_eq!(keep(vault, CASE, &bytes), blob);
        assert_eq!(keep(vault, CASE, &bytes), blob, "twice is harmless");
        let end = size as u64;
        assert_eq!(vault.size(CASE, blob).unwrap(), Some(end));
        assert_eq!(vault.size(OTHER, blob).unwrap(), None, "the same bytes in another case are another file");
        assert!(read(vault, CASE, blob, 0..end) == bytes);
        let (from, to) = (size / 3, size / 2);
        assert!(read(vault, CASE, blob, from as u64..to as u64) == bytes[from..to]);
    }
    let (small, kept) = (bytes(10, 1), bytes(10, 2));
    let (small, kept) = (keep(vault, CASE, &small), keep(vault, OTHER, &kept));
    if let Some(cases) = vault.cases().unwrap() {
        assert!(cases.contains(&CASE) && cases.contains(&OTHER));
    }
    vault.erase(CASE).unwrap();
    vault.erase(CASE).unwrap();
    assert_eq!(vault.size(CASE, small).unwrap(), None);
    assert_eq!(vault.size(OTHER, kept).unwrap(), Some(10));
}

/// Pieces are kept for all nodes, and go with their case, by hand, or when they are old.
pub fn pieces_are_kept_until_they_are_a_file(vault: &dyn Vault) {
    let pieces: &dyn Pieces = vault.pieces().unwrap();
    let (device, blob) = (DeviceId([5; 16]), BlobId([6; 32]));
    let upload = Upload { device, case: CASE, blob };
    let other = Upload { device: DeviceId([7; 16]), ..upload };
    assert_eq!(pieces.list(upload).unwrap(), []);
    for (start, size) in [(0, 300), (300, 200), (300, 400), (900, 5)] {
        pieces.put(upload, start, bytes(size, 3)).unwrap();
    }
    pieces.put(other, 0, bytes(7, 4)).unwrap();
    let listed = pieces.list(upload).unwrap();
    let sizes: Vec<(u64, u64)> = listed.iter().map(|piece| (piece.start, piece.size_bytes)).collect();
    assert_eq!(sizes, [(0, 300), (300, 400), (900, 5)]);
    assert_eq!(contiguous(&listed), 700);
    assert!(pieces.get(upload, 300).unwrap() == bytes(400, 3));
    let of_device = |pieces: &dyn Pieces| {
        let all = pieces.under_way().unwrap();
        assert!(all.is_sorted_by_key(|one| one.touched_ms));
        let mine = all.into_iter().filter(|one| one.upload.device == device);
        mine.map(|one| (one.upload, one.size_bytes)).collect::<Vec<_>>()
    };
    assert_eq!(of_device(pieces), [(upload, 705)]);
    pieces.sweep(0).unwrap();
    assert_eq!(of_device(pieces), [(upload, 705)]);
    pieces.forget(upload).unwrap();
    assert_eq!((pieces.list(upload).unwrap(), pieces.list(other).unwrap().len()), (vec![], 1));
    vault.erase(CASE).unwrap();
    assert_eq!(pieces.list(other).unwrap(), []);
    pieces.put(upload, 0, bytes(7, 4)).unwrap();
    pieces.sweep(i64::MAX).unwrap();
    assert_eq!(of_device(pieces), []);
}
