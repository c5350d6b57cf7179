//! Checklists as forms, and the forms brought back.

mod answers;
mod same;

use doorstep_domain::pack::Pack;

use super::{ExportError, Exported, export};
use crate::xlsform::{Options, Verdict, import};
use crate::{builtin, builtins, compile_sources};

fn pack(name: &str) -> Pack {
    compile_sources(&builtin(name).unwrap()).unwrap().pack
}

/// Writes a checklist as a form and brings the form back.
fn there_and_back(pack: &Pack, name: &str) -> (Exported, Pack) {
    let exported = export(pack, name).unwrap();
    let imported =
        import(&exported.workbook, &Options::default()).unwrap_or_else(|error| panic!("{name}: {error}"));
    let back = match imported.published {
        Ok(published) => published.pack,
        Err(findings) => panic!("{name}: {findings:#?}"),
    };
    // What an export writes an import reads: nothing in the workbook is there for nobody.
    let unread: Vec<String> = (imported.cells.iter())
        .filter(|cell| matches!(cell.verdict, Verdict::NotUnderstood(_)))
        .map(|cell| cell.to_string())
        .collect();
    assert!(unread.is_empty(), "{name}: {unread:#?}");
    (exported, back)
}

/// A pack whose one checklist was brought as a form: everything of it comes back.
pub(crate) fn assert_comes_back(pack: &Pack) {
    for (name, checklist) in &pack.checklists {
        let (exported, back) = there_and_back(pack, name);
        let told = same::told(&exported.parts);
        same::assert_same(name, checklist, &back.checklists[name], &told);
    }
}

#[test]
fn the_checklists_of_every_pack_come_back_as_far_as_a_form_can_hold_them() {
    for name in builtins() {
        let pack = pack(name);
        for (checklist, before) in &pack.checklists {
            let (exported, back) = there_and_back(&pack, checklist);
            let (yes, nearly, no) = exported.parts.counts();
            println!("{name} {checklist}: {yes} understood, {nearly} approximated, {no} not understood");
            assert!(yes > no, "{name} {checklist}: {}", exported.parts);
            let told = same::told(&exported.parts);
            same::assert_same(checklist, before, &back.checklists[checklist], &told);
        }
    }
}

#[test]
fn the_example_in_the_documentation_comes_back_whole() {
    let form = include_bytes!("../../../../docs/examples/boiler-check.xlsx");
    let pack = import(form, &Options::default()).unwrap().published.unwrap().pack;
    assert_comes_back(&pack);
    let exported = export(&pack, "boiler-check").unwrap();
    let (_, approximated, unknown) = exported.parts.counts();
    assert_eq!((approximated, unknown), (0, 0), "{}", exported.parts);
    assert!(matches!(export(&pack, "boiler"), Err(ExportError::NoChecklist { .. })));
}

#[test]
fn functions_on_texts_and_numbers_come_back() {
    let form = include_bytes!("../../../../tests/scenarios/packs/meter-exchange.xlsx");
    let pack = import(form, &Options::default()).unwrap().published.unwrap().pack;
    assert_comes_back(&pack);
    let exported = export(&pack, "meter-exchange").unwrap();
    let (_, approximated, unknown) = exported.parts.counts();
    assert_eq!((approximated, unknown), (0, 0), "{}", exported.parts);
}
