//! The schemas that editors read agree with the reader, and the committed ones are current.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use doorstep_domain::pack::Sources;
use doorstep_packs::{builtin, builtins, compile_sources, schema_of, schemas};
use jsonschema::Validator;

const CHECKLIST: &str = "checklists/lamp.yaml";
const PRICES: &str = "prices/standard.yaml";

fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

/// The files of a pack for tests, whose folder may also hold the tests themselves.
fn pack_in(folder: &Path) -> Sources {
    let mut sources = Sources::new();
    let mut left = vec![PathBuf::new()];
    while let Some(level) = left.pop() {
        for entry in fs::read_dir(folder.join(&level)).unwrap() {
            let path = level.join(entry.unwrap().file_name());
            if folder.join(&path).is_dir() {
                left.push(path);
            } else if path.extension().is_some_and(|extension| extension == "yaml") {
                let bytes = fs::read(folder.join(&path)).unwrap();
                sources.insert(path.to_str().unwrap().to_owned(), bytes);
            }
        }
    }
    sources
}

/// The smallest complete pack.
fn lamp() -> Sources {
    pack_in(&root().join("core/packs/src/tests/lamp"))
}

/// The same with the first occurrence of a text replaced.
fn lamp_with(file: &str, from: &str, to: &str) -> Sources {
    let mut sources = lamp();
    let text = String::from_utf8(sources[file].clone()).unwrap();
    assert!(text.contains(from), "{file} has no {from}");
    sources.insert(file.to_owned(), text.replacen(from, to, 1).into_bytes());
    sources
}

/// What the schemas say against the files of a pack.
fn objections(sources: &Sources) -> Vec<String> {
    let validators: BTreeMap<&str, Validator> = schemas()
        .into_iter()
        .map(|(name, schema)| (name, jsonschema::draft7::new(&schema).unwrap()))
        .collect();
    let mut found = Vec::new();
    for (file, bytes) in sources {
        let document: serde_json::Value = serde_norway::from_slice(bytes).unwrap();
        let errors = validators[schema_of(file).unwrap()].iter_errors(&document);
        found.extend(errors.map(|error| format!("{file}: {}: {error}", error.instance_path())));
    }
    found
}

#[test]
fn every_pack_that_can_be_published_is_valid_by_its_schemas() {
    let nothing: [&str; 0] = [];
    for name in builtins() {
        assert_eq!(objections(&builtin(name).unwrap()), nothing, "{name}");
    }
    let folders = ["core/packs/src/tests", "tests/scenarios/packs"].map(|folder| root().join(folder));
    let packs = folders.iter().flat_map(|folder| fs::read_dir(folder).unwrap());
    let packs: Vec<PathBuf> =
        packs.map(|entry| entry.unwrap().path()).filter(|path| path.join("pack.yaml").is_file()).collect();
    assert!(packs.len() >= 3, "{packs:?}");
    for folder in packs {
        assert_eq!(objections(&pack_in(&folder)), nothing, "{}", folder.display());
    }
}

#[test]
fn what_the_reader_refuses_the_schemas_refuse_too() {
    for (file, from, to) in [
        (CHECKLIST, "must: should", "must: perhaps"),
        (CHECKLIST, "evidence: [{", "evidense: [{"),
        (CHECKLIST, "kind: yes_no", "kind: yes_or_no"),
        (CHECKLIST, "scale: grades", "scales: grades"),
        (CHECKLIST, "requires: all", "requires: everything"),
        (PRICES, "markup: \"1.30\"", "markup: 1.30"),
        (PRICES, "markup: \"1.30\"", "markup: \"1,30\""),
        (PRICES, "valid_from:", "from:"),
        ("pack.yaml", "prepare_within_min: 5", "prepare_within_min: ~"),
        ("pack.yaml", "prepare_within_min: 5", "prepare_within_min: soon"),
        ("pack.yaml", "      prepare_within_min: 5\n", ""),
        ("pack.yaml", "create_job:", "make_job:"),
        ("pack.yaml", "by: customer", "by: owner"),
        ("guidance.yaml", "kind: ", "sort: "),
    ] {
        let wrong = lamp_with(file, from, to);
        assert_ne!(objections(&wrong), [""; 0], "{file}: {from} -> {to}");
        assert!(compile_sources(&wrong).is_err(), "{file}: {from} -> {to}");
    }
}

#[test]
fn the_committed_schemas_are_current() {
    for (name, schema) in schemas() {
        let file = root().join("docs/schema").join(name);
        let committed = fs::read_to_string(&file).unwrap_or_default();
        let committed: serde_json::Value = serde_json::from_str(&committed).unwrap_or_default();
        assert_eq!(
            committed, schema,
            "write {name} anew: cargo run -p doorstep -- pack schema -o docs/schema"
        );
    }
}

#[test]
fn a_pack_that_names_a_schema_names_its_own() {
    for name in builtins() {
        for (file, bytes) in builtin(name).unwrap() {
            let text = String::from_utf8(bytes).unwrap();
            let Some(named) =
                text.lines().find_map(|line| line.strip_prefix("# yaml-language-server: $schema="))
            else {
                continue;
            };
            let folder = root().join("core/packs").join(name).join(&file);
            let named = folder.parent().unwrap().join(named).canonicalize().unwrap();
            let own = root().join("docs/schema").join(schema_of(&file).unwrap()).canonicalize().unwrap();
            assert_eq!(named, own, "{name}/{file}");
        }
    }
}
