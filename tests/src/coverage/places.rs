//! Where rows are named: packs, scenarios, and comments in the code.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use super::catalogue::Catalogue;
use super::named::{Row, named};
use crate::world::Trouble;

/// What names a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum By {
    Pack,
    Scenario,
    Code,
}

/// Every place that names a row, as people find it.
#[derive(Default)]
pub(super) struct Places(BTreeMap<(By, Row), BTreeSet<String>>);

/// The code that decides something: neither tests nor the tools around it.
const CODE: [&str; 5] =
    ["core/domain/src", "core/src", "core/report/src", "core/packs/src", "sync-server/src"];

impl Places {
    pub(super) fn collect(root: &Path) -> Result<Self, Trouble> {
        let mut places = Self::default();
        for pack in doorstep_packs::builtins() {
            for (file, bytes) in doorstep_packs::builtin(pack).unwrap_or_default() {
                let stem = file.trim_end_matches(".yaml").rsplit('/').next().unwrap_or_default().to_owned();
                places.read_yaml(By::Pack, &format!("{pack}/{stem}"), &String::from_utf8_lossy(&bytes));
            }
        }
        places.walk(&root.join("tests/scenarios"), "yaml", &mut |places, path, text| {
            places.read_yaml(By::Scenario, &stem(path), text);
        })?;
        for folder in CODE {
            let top = root.join(folder);
            places.walk(&top, "rs", &mut |places, path, text| {
                let below = path.strip_prefix(&top).unwrap_or(path);
                let place = format!("{}/{}", folder.trim_end_matches("/src"), below.display());
                let comments =
                    text.lines().filter_map(|line| line.split_once("//").map(|(_, comment)| comment));
                comments.for_each(|comment| places.add(By::Code, &place, comment));
            })?;
        }
        Ok(places)
    }

    /// Reads every file of a kind below a folder, tests excepted.
    fn walk(
        &mut self,
        folder: &Path,
        extension: &str,
        read: &mut dyn FnMut(&mut Self, &Path, &str),
    ) -> Result<(), Trouble> {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if stem(&path) == "tests" {
                continue;
            }
            if path.is_dir() {
                self.walk(&path, extension, read)?;
            } else if path.extension().is_some_and(|other| other == extension) {
                read(self, &path, &fs::read_to_string(&path)?);
            }
        }
        Ok(())
    }

    /// What stands behind `origin:` and in comments.
    fn read_yaml(&mut self, by: By, place: &str, text: &str) {
        for line in text.lines() {
            for mark in ["origin:", "# "] {
                if let Some((_, names)) = line.split_once(mark) {
                    self.add(by, place, names);
                }
            }
        }
    }

    fn add(&mut self, by: By, place: &str, text: &str) {
        for row in named(text) {
            self.0.entry((by, row)).or_default().insert(place.to_owned());
        }
    }

    /// The places of a kind that use one of these names.
    pub(super) fn of(&self, by: By, names: &[Row]) -> BTreeSet<&str> {
        let places = names.iter().filter_map(|row| self.0.get(&(by, row.clone()))).flatten();
        places.map(String::as_str).collect()
    }

    /// Names that lead to no row, with a place of each.
    pub(super) fn strangers<'a>(
        &'a self,
        catalogue: &'a Catalogue,
    ) -> impl Iterator<Item = (String, &'a str)> {
        self.0.iter().filter(|((_, row), _)| !catalogue.has(row)).filter_map(|((_, (table, key)), places)| {
            Some((format!("row {key} of {table}"), places.first()?.as_str()))
        })
    }
}

fn stem(path: &Path) -> String {
    path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default()
}
