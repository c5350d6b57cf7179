//! `doorstep pack import` and `pack export --xlsform`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::{Served, done, free_port, refused, run};

/// A file of the repository.
fn file(path: &str) -> String {
    format!("{}/../../{path}", env!("CARGO_MANIFEST_DIR"))
}

fn fixture(name: &str) -> String {
    file(&format!("core/packs/src/xlsform/tests/files/{name}"))
}

struct Place(tempfile::TempDir);

impl Place {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self, name: &str) -> String {
        self.0.path().join(name).to_str().unwrap().to_owned()
    }

    fn is_empty(&self) -> bool {
        std::fs::read_dir(self.0.path()).unwrap().next().is_none()
    }
}

/// Every file below a folder with its text.
fn texts(folder: &Path) -> BTreeMap<PathBuf, String> {
    let mut found = BTreeMap::new();
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        if entry.path().is_dir() {
            found.extend(texts(&entry.path()));
        } else {
            found.insert(entry.file_name().into(), std::fs::read_to_string(entry.path()).unwrap());
        }
    }
    found
}

fn lines_with(text: &str, part: &str) -> Vec<String> {
    text.lines().filter(|line| line.contains(part)).map(str::to_owned).collect()
}

#[test]
fn a_form_becomes_a_pack_that_goes_out_as_a_form_and_comes_back_the_same() {
    let place = Place::new();
    let (first, form, second) = (place.path("first"), place.path("form.xlsx"), place.path("second"));
    let output = run(&["pack", "import", &file("docs/examples/boiler-check.xlsx"), "-o", &first]);
    assert!(output.status.success());
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(said.starts_with("176 of 182 cells understood, 6 approximated, 0 not understood"), "{said}");
    let heard = String::from_utf8(output.stderr).unwrap();
    assert!(heard.ends_with("boiler-check version 2026010100 is sound\n"), "{heard}");
    assert!(done(&["pack", "lint", &first]).contains("boiler-check version 2026010100 is sound"));

    let said = done(&["pack", "export", "--xlsform", &first, "-o", &form]);
    let counted = said.strip_prefix(&format!("{form}: ")).unwrap();
    let numbers: Vec<&str> = counted.split(' ').collect();
    assert_eq!((numbers[1], numbers[0]), ("of", numbers[2]), "every part is understood: {said}");
    assert!(said.contains("0 approximated, 0 not understood"), "{said}");
    done(&["pack", "import", &form, "-o", &second]);
    let columns =
        |folder: &str| texts(Path::new(folder)).into_values().map(|text| lines_with(&text, "title:"));
    assert!(columns(&first).eq(columns(&second)), "the same questions in the same words");
    let said = refused(&["pack", "import", &form, "-o", &second]);
    assert!(said.contains("is there already: name a new folder"), "{said}");
}

#[test]
fn workbooks_of_older_programs_make_the_same_pack() {
    let place = Place::new();
    let made = ["xls", "ods"].map(|kind| {
        let folder = place.path(kind);
        let said = done(&["pack", "import", &fixture(&format!("meter-check.{kind}")), "-o", &folder]);
        assert!(said.contains(" cells understood"), "{said}");
        assert!(done(&["pack", "lint", &folder]).contains("meter-check version 3 is sound"));
        texts(Path::new(&folder))
    });
    assert!(!made[0].is_empty());
    assert_eq!(made[0], made[1]);
}

#[test]
fn several_checklists_go_into_a_folder_and_each_is_a_form_again() {
    let place = Place::new();
    let (folder, one) = (place.path("forms"), place.path("one.xlsx"));
    let said = refused(&["pack", "export", "--xlsform", "property-repair", "-o", &one]);
    assert!(said.contains("choose one with --checklist"), "{said}");
    let said =
        refused(&["pack", "export", "--xlsform", "property-repair", "--checklist", "none", "-o", &one]);
    assert!(said.contains("the pack has no checklist `none`; it has "), "{said}");
    assert!(place.is_empty(), "nothing is written when it is refused");
    let said = done(&["pack", "export", "--xlsform", "property-repair", "-o", &folder, "--json"]);
    let told: serde_json::Value = serde_json::from_str(&said).unwrap();
    let told = told.as_object().unwrap();
    assert!(told.len() > 1, "{said}");
    for (name, form) in told {
        let workbook = form["file"].as_str().unwrap();
        assert!(form["understood"].as_u64().unwrap() > 0);
        let read = run(&["pack", "import", workbook, "-o", &place.path(&format!("again-{name}"))]);
        let said = String::from_utf8(read.stdout).unwrap();
        assert!(said.contains(" cells understood"), "{name}: {}", String::from_utf8_lossy(&read.stderr));
    }
}

#[test]
fn a_workbook_with_a_password_says_so_whoever_reads_it() {
    let place = Place::new();
    for kind in ["xlsx", "xls", "ods"] {
        let workbook = fixture(&format!("password.{kind}"));
        let output = run(&["pack", "import", &workbook, "-o", &place.path("pack")]);
        assert_eq!(output.status.code(), Some(1), "{kind}");
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.contains(&workbook) && said.contains("protected by a password: open it"), "{said}");
    }
    assert!(place.is_empty(), "nothing is written");
    let data = place.path("data");
    drop(Served::start(&data, free_port(), &[]));
    for kind in ["xlsx", "xls", "ods"] {
        let said = refused(&["import", "customers", &fixture(&format!("password.{kind}")), "--dir", &data]);
        assert!(said.contains("protected by a password: open it"), "{said}");
    }
}
