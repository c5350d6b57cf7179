use std::collections::BTreeMap;

use super::*;
use crate::checklist::Kind;
use crate::expr::Type;
use crate::id::PackId;

fn empty_pack() -> Pack {
    Pack {
        id: "empty".into(),
        version: 1,
        lineage: 1,
        title: Text::default(),
        languages: vec![Language::english()],
        rules_version: RULES_VERSION,
        roles: BTreeMap::new(),
        permissions: BTreeMap::new(),
        signers: BTreeMap::new(),
        services: BTreeMap::new(),
        checklists: BTreeMap::new(),
        price_books: BTreeMap::new(),
        forms: BTreeMap::new(),
        guidance: BTreeMap::new(),
        reasons: BTreeMap::new(),
        rates: BTreeMap::new(),
        wages: BTreeMap::new(),
        scores: BTreeMap::new(),
    }
}

fn sources<const N: usize>(paths: [&str; N]) -> Sources {
    paths.into_iter().map(|path| (path.to_owned(), path.as_bytes().to_vec())).collect()
}

fn refusal(file: &[u8]) -> String {
    Pack::open(file).unwrap_err().to_string()
}

#[test]
fn the_file_has_one_form_and_its_hash_is_the_id() {
    let file = write(&sources(["pack.yaml"]), &empty_pack()).unwrap();
    assert_eq!(file[..7], [0xa3, 0x00, 0x01, 0x01, 0xa1, 0x69, b'p'], "map of 3, format 1, map of 1 source");
    let (id, pack) = Pack::open(&file).unwrap();
    assert_eq!((id, pack), (pack_id(&file), empty_pack()));
    assert_ne!(id, PackId(crate::digest::sha256(&file).0), "the hash stands under its own prefix");
    assert_eq!(PackFile::open(&file).unwrap().sources, sources(["pack.yaml"]));
}

#[test]
fn a_file_of_another_form_is_refused() {
    let file = write(&sources(["a.yaml", "b.yaml"]), &empty_pack()).unwrap();
    let with = |at: usize, byte: u8| {
        let mut file = file.clone();
        file[at] = byte;
        file
    };
    assert_eq!(refusal(&with(2, 2)), "the pack has format 2, this version reads 1; update the app");
    assert!(refusal(&with(0, 0xa4)).contains("expected three entries"));
    assert!(refusal(&with(1, 1)).contains("keys 0, 1, 2 in this order"));
    assert!(refusal(&with(6, b'z')).contains("not plain, or not in order"), "paths out of order");
    assert!(refusal(&[&file[..], &[0]].concat()).contains("bytes after the end"));
    assert!(
        refusal(&[0xa3, 0, 1, 1, 0xbb, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff])
            .contains("too many source files")
    );
    assert!(
        refusal(&[0xa3, 0, 1, 1, 0xa0, 2, 0x5b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff])
            .starts_with("not a pack: ")
    );
    assert!(refusal(&[]).starts_with("not a pack: "));
    assert_eq!(
        refusal(&vec![0; MAX_FILE + 1]),
        format!("a pack of {} bytes is larger than {MAX_FILE}", MAX_FILE + 1)
    );
}

#[test]
fn a_compiled_part_that_is_not_a_pack_is_refused() {
    let compiled = |json: &str| {
        let length = u16::try_from(json.len()).unwrap().to_be_bytes();
        [&[0xa3, 0, 1, 1, 0xa0, 2, 0x59], &length[..], json.as_bytes()].concat()
    };
    let json = serde_json::to_string(&empty_pack()).unwrap();
    assert!(Pack::open(&compiled(&json)).is_ok());
    let unknown = json.replacen("\"id\"", "\"extra\":1,\"id\"", 1);
    assert!(refusal(&compiled(&unknown)).contains("unknown field `extra`"));
    assert!(refusal(&compiled(&"[".repeat(10_000))).contains("invalid type"));
    let deep = json.replacen("\"services\":{}", &format!("\"services\":{{\"a\":{}", "[".repeat(10_000)), 1);
    assert!(refusal(&compiled(&deep)).starts_with("not a pack: "));
}

#[test]
fn paths_stay_in_their_folder() {
    for good in ["pack.yaml", "checklists/longfor-2.yaml"] {
        assert!(is_plain_path(good), "{good}");
    }
    for bad in ["", "/etc/passwd", "../pack.yaml", "a//b", "a/.git", "a\\b", "c:pack.yaml", "é.yaml", "a/"] {
        assert!(!is_plain_path(bad), "{bad}");
        assert!(write(&sources([bad]), &empty_pack()).is_err(), "{bad}");
    }
}

#[test]
fn recorded_steps_have_no_answer_to_read() {
    assert_eq!(type_of_answer(&Kind::Tick), Some(Type::BOOL));
    assert_eq!(type_of_answer(&Kind::Number { unit: None, scale: 0, min: None, max: None }), Some(Type::INT));
    assert_eq!(
        type_of_answer(&Kind::Number { unit: None, scale: 2, min: None, max: None }),
        Some(Type::DECIMAL)
    );
    assert_eq!(type_of_answer(&Kind::Work), None);
    let answered = [
        Kind::Tick,
        Kind::YesNo,
        Kind::Date,
        Kind::DateTime,
        Kind::Scan,
        Kind::Text { max_chars: 9 },
        Kind::Photo,
        Kind::Quote,
    ];
    for kind in answered {
        assert_eq!(type_of_answer(&kind).is_some(), kind.is_answered(), "{}", kind.name());
    }
}
