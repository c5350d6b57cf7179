//! What is published today is published by every later version, byte for byte: a phone that holds a pack, and a job that
//! names it, outlive the version that made it. A difference here means another format of packs, not another golden file.

use doorstep_domain::pack::{Pack, Sources};

use super::published;

/// The compiled part of the pack, with every kind of expression in it.
const COMPILED: &str = include_str!("../../golden/pack-1/compiled.json");

/// The name of the whole file: it changes also with the way in which sources are kept.
const ID: &str = "pack_62d3cb7762d1700cd9af1627d4fcdeffcf1f4a6a374cb6d844bc01b7b657ae7d";

fn sources() -> Sources {
    [
        ("pack.yaml", include_str!("../../golden/pack-1/pack.yaml")),
        ("guidance.yaml", include_str!("../../golden/pack-1/guidance.yaml")),
        ("checklists/lamp.yaml", include_str!("../../golden/pack-1/checklists/lamp.yaml")),
        ("prices/standard.yaml", include_str!("../../golden/pack-1/prices/standard.yaml")),
    ]
    .map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec()))
    .into()
}

#[test]
fn a_pack_of_the_first_version_is_published_and_read_as_it_was() {
    let published = published(&sources());
    let compiled = serde_json::to_string(&published.pack).unwrap();
    if std::env::var_os("DOORSTEP_BLESS").is_some() {
        println!("{compiled}\n{}", published.id);
    }
    assert_eq!(compiled, COMPILED.trim_end());
    assert_eq!(published.id.to_string(), ID);
    let read: Pack = serde_json::from_str(COMPILED).unwrap();
    assert_eq!(read, published.pack);
    assert_eq!(Pack::open(&published.bytes).unwrap(), (published.id, read));
}
