use doorstep_domain::expr::{Context, ExprValue, Name};
use doorstep_domain::pack::{Action, Configured, Keep, Pack, PackFile, PackFileError, write};
use doorstep_domain::text::Language;

use super::{lamp, lamp_with, published};
use crate::{builtin, builtins, compile_folder, compile_sources, verify};

struct Fault(&'static str);

impl Context for Fault {
    fn get(&self, name: &Name) -> Option<ExprValue> {
        (name.as_str() == "answers.fault").then(|| self.0.into())
    }
}

#[test]
fn a_pack_survives_its_file() {
    let lamp = published(&lamp());
    let (id, pack) = Pack::open(&lamp.bytes).unwrap();
    assert_eq!((id, &pack), (lamp.id, &lamp.pack));
    let file = PackFile::open(&lamp.bytes).unwrap();
    assert_eq!(file.sources, super::lamp());
    assert_eq!(verify(&lamp.bytes).unwrap(), lamp);
}

#[test]
fn the_same_sources_give_the_same_bytes_and_any_change_another_id() {
    assert_eq!(published(&lamp()).bytes, published(&lamp()).bytes);
    let comment = lamp_with("pack.yaml", "# A small pack", "# The small pack");
    let (before, after) = (published(&lamp()), published(&comment));
    assert_ne!(before.id, after.id, "a comment is part of what was published");
    assert_eq!(before.pack.price_book_id("standard"), after.pack.price_book_id("standard"));
    let price = published(&lamp_with(super::PRICES, "price: 500", "price: 600"));
    assert_ne!(before.pack.price_book_id("standard"), price.pack.price_book_id("standard"));
    let id = price.pack.price_book_id("standard").unwrap();
    assert_eq!(price.pack.price_book(id), price.pack.price_books.get("standard"));
}

#[test]
fn a_service_comes_with_its_parts_and_says_what_is_not_configured() {
    let pack = published(&lamp()).pack;
    let parts = pack.service("lamp-home").unwrap();
    assert_eq!(parts.service.follow_ups[0].sample_percent, Configured::NotConfigured);
    assert_eq!(parts.service.retention.paid, Configured::Value(Keep::Years(2)));
    assert_eq!(parts.form.copies.len(), 2);
    let replaced = parts.checklist.step("replaced").unwrap().when.as_ref().unwrap();
    assert_eq!(replaced.eval_bool(&Fault("bulb")), Ok(true));
    assert_eq!(replaced.eval_bool(&Fault("wiring")), Ok(false));
    let priced = parts.price_book.unwrap().items["change_bulb"].when.as_ref().unwrap();
    assert_eq!(priced.eval_bool(&Fault("bulb")), Ok(true));
    assert!(pack.service("no-such").is_none());
}

#[test]
fn a_published_checklist_carries_the_words_and_scales_that_it_uses() {
    let pack = published(&lamp()).pack;
    let checklist = &pack.checklists["lamp"];
    let words: Vec<&str> = checklist.words.keys().map(String::as_str).collect();
    assert_eq!(words, ["after", "customer_accept", "leader_public_accept", "quote"]);
    assert_eq!(checklist.words["customer_accept"].get(&Language::english()), "Accepted by the customer");
    assert!(checklist.scales.contains_key("grades"));
}

#[test]
fn roles_have_permissions_and_rank() {
    let pack = published(&lamp()).pack;
    assert!(pack.allows(Action::OverrideAppointment, ["technician", "leader"]));
    assert!(!pack.allows(Action::OverrideAppointment, ["technician"]));
    assert!(!pack.allows(Action::EnterInEmergency, ["office"]), "what is not listed is allowed to nobody");
    assert_eq!(pack.rank(["technician", "leader"]), 2);
    assert_eq!(pack.rank(["stranger"]), 0);
}

#[test]
fn a_file_whose_compiled_part_was_changed_does_not_verify() {
    let mut pack = published(&lamp()).pack;
    pack.version = 7;
    let forged = write(&lamp(), &pack).unwrap();
    assert!(Pack::open(&forged).is_ok(), "it is well-formed");
    assert_eq!(verify(&forged).unwrap_err().to_string(), ": the compiled pack is not what its sources give");
}

#[test]
fn every_damaged_byte_is_refused_or_changes_the_id() {
    let lamp = published(&lamp());
    for at in (0..lamp.bytes.len()).step_by(7) {
        let mut bytes = lamp.bytes.clone();
        bytes[at] ^= 0x15;
        assert!(Pack::open(&bytes).map_or(true, |(id, _)| id != lamp.id), "byte {at}");
        assert!(Pack::open(&lamp.bytes[..at]).is_err(), "cut at {at}");
    }
}

#[test]
fn a_compiled_expression_beyond_the_limits_does_not_open() {
    let lamp = published(&lamp());
    let json = serde_json::to_string(&lamp.pack).unwrap();
    let deep = format!("{}true{}", r#"["!","#.repeat(60), "]".repeat(60));
    for hostile in
        [deep.as_str(), r#"["get","a b"]"#, r#"["all",["get","answers.a"],["all",["get","a"],true]]"#]
    {
        let json = json.replacen(r#"["get","answers.ladder"]"#, hostile, 1);
        let file = file_of(json.as_bytes());
        assert!(matches!(Pack::open(&file), Err(PackFileError::Malformed(_))), "{hostile}");
    }
    assert!(Pack::open(&file_of(json.as_bytes())).is_ok());
    let dangling = json.replacen(r#""checklist":"lamp""#, r#""checklist":"lump""#, 1);
    assert_eq!(
        Pack::open(&file_of(dangling.as_bytes())).unwrap_err().to_string(),
        "damaged pack: service lamp-home names lump, which is not in the pack"
    );
}

/// A pack file without sources around some compiled bytes, longer than 64 KiB never.
fn file_of(compiled: &[u8]) -> Vec<u8> {
    let length = u16::try_from(compiled.len()).unwrap().to_be_bytes();
    [&[0xa3, 0, 1, 1, 0xa0, 2, 0x59], &length[..], compiled].concat()
}

#[test]
fn a_folder_is_read_as_it_lies() {
    let folder = tempfile::tempdir().unwrap();
    for (path, bytes) in lamp() {
        let file = folder.path().join(path);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, bytes).unwrap();
    }
    std::fs::write(folder.path().join("README.md"), "What this is").unwrap();
    assert_eq!(compile_folder(folder.path()).unwrap(), published(&lamp()));
    std::fs::write(folder.path().join("checklists/lamp.yml"), "").unwrap();
    std::fs::create_dir(folder.path().join("check-lists")).unwrap();
    assert_eq!(
        super::findings(compile_folder(folder.path())),
        ["check-lists: is not a part of a pack", "checklists/lamp.yml: is not a part of a pack"]
    );
}

#[test]
fn every_builtin_pack_can_be_published() {
    for name in builtins() {
        let pack =
            compile_sources(&builtin(name).unwrap()).unwrap_or_else(|report| panic!("{name}\n{report}"));
        assert_eq!(pack.pack.id, name);
    }
    assert!(builtin("no-such-trade").is_none());
}
