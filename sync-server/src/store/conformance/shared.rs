//! What nodes share reads back.

use doorstep_domain::id::{BlobId, Hash};

use crate::store::shared::FILE_PART_BYTES;
use crate::store::{FontRow, LeaseRow, Store};

/// Settings are replaced, files are kept, the last chosen font counts.
pub fn what_nodes_share_reads_back(store: &dyn Store) {
    let setting = |name: &str| store.reading(|read| read.setting(name)).unwrap();
    assert_eq!(setting("blobs"), None);
    for value in [&b"one"[..], b"two"] {
        store.writing(|tx| tx.put_setting("blobs", value)).unwrap();
    }
    assert_eq!((setting("blobs"), setting("other")), (Some(b"two".to_vec()), None));

    let file = Hash([7; 32]);
    let bytes: Vec<u8> = (0..FILE_PART_BYTES + 3).map(|index| index.to_le_bytes()[0]).collect();
    for _ in 0..2 {
        store.writing(|tx| tx.put_file(file, &bytes)).unwrap();
    }
    let part = |part| store.reading(|read| read.file_part(file, part)).unwrap();
    let whole = [part(0).unwrap(), part(1).unwrap()].concat();
    assert_eq!(part(0).unwrap().len(), FILE_PART_BYTES);
    assert!(whole == bytes && part(2).is_none());

    let font = |name, chosen_seq| FontRow { font: BlobId([name; 32]), size_bytes: 9, chosen_seq };
    for chosen in [font(1, 1), font(2, 2), font(1, 3)] {
        store.writing(|tx| tx.put_font(chosen)).unwrap();
        assert_eq!(store.reading(|read| read.chosen_font()).unwrap(), Some(chosen));
    }
    assert_eq!(store.reading(|read| read.font(BlobId([2; 32]))).unwrap(), Some(font(2, 2)));
    assert_eq!(store.reading(|read| read.font(BlobId([3; 32]))).unwrap(), None);
}

/// Leases are rows like others; what they are worth is decided by whoever reads them.
pub fn leases_read_back(store: &dyn Store) {
    let lease = || store.reading(|read| read.lease("projector")).unwrap();
    assert_eq!(lease(), None);
    let held = LeaseRow { holder: Some([1; 16]), token: 1, beat: 4 };
    for row in
        [held, LeaseRow { holder: None, ..held }, LeaseRow { holder: Some([2; 16]), token: 2, beat: 0 }]
    {
        store.writing(|tx| tx.put_lease("projector", row)).unwrap();
        assert_eq!(lease(), Some(row));
    }
    assert_eq!(store.reading(|read| read.lease("other")).unwrap(), None);
}
