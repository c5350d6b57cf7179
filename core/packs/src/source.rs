//! The source of a pack: a folder of YAML files.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use doorstep_domain::checklist::{Checklist, Kind, Scale};
use doorstep_domain::pack::{
    Action, Form, GuidanceCard, MAX_SOURCES, ReasonList, Role, Service, Signer, Sources, is_plain_path,
};
use doorstep_domain::price::PriceBook;
use doorstep_domain::rate::RateTable;
use doorstep_domain::schema::Words;
use doorstep_domain::score::Score;
use doorstep_domain::text::{Language, Text};
use doorstep_domain::wage::Wage;
use serde::de::DeserializeOwned;

use crate::nearest::{hint, nearest};
use crate::report::LintReport;
use crate::schema::Cel;

/// The largest source file accepted, in bytes.
pub const MAX_SOURCE_FILE: u64 = 512 * 1024;

pub(crate) const PACK: &str = "pack.yaml";
pub(crate) const GUIDANCE: &str = "guidance.yaml";
pub(crate) const CHECKLISTS: &str = "checklists/";
pub(crate) const PRICES: &str = "prices/";

/// What `pack.yaml` says.
#[derive(Debug, Clone, serde::Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PackHead {
    /// The trade, such as `property-repair`.
    pub(crate) id: String,
    /// Rises with every publication of this lineage.
    pub(crate) version: u32,
    /// Rises when the pack starts anew; within one lineage the id of a step never changes its meaning.
    pub(crate) lineage: u32,
    /// What people read.
    pub(crate) title: Text,
    /// The languages that every text has, the company's own first.
    pub(crate) languages: Vec<Language>,
    /// The roles of the company, as certificates name them.
    pub(crate) roles: BTreeMap<String, Role>,
    /// Who may do what. An action that is not listed is allowed to nobody.
    #[schemars(with = "Words<Action, BTreeSet<String>>")]
    pub(crate) permissions: BTreeMap<Action, BTreeSet<String>>,
    /// The roles in which people sign.
    pub(crate) signers: BTreeMap<String, Signer>,
    /// Words for every checklist that uses them and does not define its own.
    #[serde(default)]
    pub(crate) words: BTreeMap<String, Text>,
    /// Scales of ratings, likewise.
    #[serde(default)]
    pub(crate) scales: BTreeMap<String, Scale>,
    /// The ways of working.
    #[schemars(with = "BTreeMap<String, Service<Cel>>")]
    pub(crate) services: BTreeMap<String, Service<String>>,
    /// The record of a job, and its copies.
    pub(crate) forms: BTreeMap<String, Form>,
    /// Lists of reasons to choose from.
    #[serde(default)]
    pub(crate) reasons: BTreeMap<String, ReasonList>,
    /// Amounts per hour, by days.
    #[serde(default)]
    pub(crate) rates: BTreeMap<String, RateTable>,
    /// How workers are paid by the hour.
    #[serde(default)]
    pub(crate) wages: BTreeMap<String, Wage>,
    /// What people are given for their work beside any wage.
    #[serde(default)]
    pub(crate) scores: BTreeMap<String, Score>,
}

/// A pack as it was written, read but not yet checked.
#[derive(Debug, Clone)]
pub(crate) struct Draft {
    pub(crate) head: PackHead,
    pub(crate) checklists: BTreeMap<String, Checklist<String>>,
    pub(crate) price_books: BTreeMap<String, PriceBook<String>>,
    pub(crate) guidance: BTreeMap<String, GuidanceCard>,
}

/// The file of a checklist.
pub(crate) fn checklist_file(name: &str) -> String {
    format!("{CHECKLISTS}{name}.yaml")
}

/// The file of a price book.
pub(crate) fn price_file(name: &str) -> String {
    format!("{PRICES}{name}.yaml")
}

/// Reads the source files of a pack: `pack.yaml`, `guidance.yaml`, `checklists/*.yaml` and
/// `prices/*.yaml`. A `README.md` is left alone; any other file is reported, because a misplaced file
/// would otherwise be a rule that silently does not count.
///
/// # Errors
/// [`LintReport`] with every file that cannot be read or does not belong there.
pub fn read_folder(folder: &Path) -> Result<Sources, LintReport> {
    let mut report = LintReport::default();
    let mut sources = Sources::new();
    read_level(folder, "", &mut sources, &mut report);
    report.into_result().map(|()| sources)
}

fn read_level(folder: &Path, prefix: &str, sources: &mut Sources, report: &mut LintReport) {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) => return report.add(prefix, "", format!("cannot be read: {error}")),
    };
    for entry in entries.flatten() {
        let path = format!("{prefix}{}", entry.file_name().to_string_lossy());
        let is_folder = entry.path().is_dir();
        match path.as_str() {
            "README.md" => {}
            "checklists" | "prices" if is_folder => {
                read_level(&entry.path(), &format!("{path}/"), sources, report);
            }
            _ if is_folder || !belongs(&path) => report.add(&path, "", "is not a part of a pack"),
            _ => match read_file(&entry.path()) {
                Ok(bytes) => {
                    sources.insert(path, bytes);
                }
                Err(reason) => report.add(&path, "", reason),
            },
        }
    }
}

fn read_file(path: &Path) -> Result<Vec<u8>, String> {
    let length = fs::metadata(path).map_err(|error| format!("cannot be read: {error}"))?.len();
    if length > MAX_SOURCE_FILE {
        return Err(format!("is larger than {MAX_SOURCE_FILE} bytes"));
    }
    fs::read(path).map_err(|error| format!("cannot be read: {error}"))
}

/// Whether a path is one that the compiler reads.
fn belongs(path: &str) -> bool {
    path == PACK || path == GUIDANCE || named(path, CHECKLISTS).is_some() || named(path, PRICES).is_some()
}

/// The name of a checklist or price book, from the path of its file.
pub(crate) fn named<'a>(path: &'a str, folder: &str) -> Option<&'a str> {
    let name = path.strip_prefix(folder)?.strip_suffix(".yaml")?;
    (!name.contains('/') && is_plain_path(name)).then_some(name)
}

impl Draft {
    /// Reads every source file.
    pub(crate) fn parse(sources: &Sources) -> Result<Self, LintReport> {
        let mut report = LintReport::default();
        if sources.len() > MAX_SOURCES {
            report.add("", "", format!("has more than {MAX_SOURCES} files"));
        }
        let mut draft = Parts::default();
        for (path, bytes) in sources {
            draft.read(path, bytes, &mut report);
        }
        if !sources.contains_key(PACK) {
            report.add(PACK, "", "is missing");
        }
        report.into_result()?;
        let head = draft.head.ok_or_else(|| LintReport::of(PACK, "is missing"))?;
        let Parts { checklists, price_books, guidance, .. } = draft;
        Ok(Self { head, checklists, price_books, guidance })
    }

    /// The same pack with checklists that can be read without the rest of it.
    pub(crate) fn self_contained(self) -> Self {
        let Self { head, checklists, price_books, guidance } = self;
        let adopted = |(name, checklist)| (name, adopt(checklist, &head));
        let checklists = checklists.into_iter().map(adopted).collect();
        Self { head, checklists, price_books, guidance }
    }
}

/// The checklist with the words, signers and scales of `pack.yaml` that it uses and does not define
/// itself, so that it can be read without the rest of the pack.
fn adopt(mut checklist: Checklist<String>, head: &PackHead) -> Checklist<String> {
    let signer = |id: &String| head.signers.get(id).map(|signer| &signer.title);
    let mut words = BTreeMap::new();
    for step in &checklist.steps {
        words.extend(step.evidence.iter().map(|evidence| (&evidence.role, head.words.get(&evidence.role))));
        match &step.kind {
            Kind::Call { purpose: word } | Kind::Consent { what: word } | Kind::Approval { what: word } => {
                words.insert(word, head.words.get(word));
            }
            Kind::Signature { role, instead } => {
                words.extend(instead.iter().chain([role]).map(|role| (role, signer(role))));
            }
            Kind::Rating { scale } => {
                if let Some(shared) = head.scales.get(scale) {
                    checklist.scales.entry(scale.clone()).or_insert_with(|| shared.clone());
                }
            }
            _ => {}
        }
    }
    let words: Vec<_> =
        words.into_iter().filter_map(|(id, text)| Some((id.clone(), text?.clone()))).collect();
    for (id, text) in words {
        checklist.words.entry(id).or_insert(text);
    }
    checklist
}

#[derive(Default)]
struct Parts {
    head: Option<PackHead>,
    checklists: BTreeMap<String, Checklist<String>>,
    price_books: BTreeMap<String, PriceBook<String>>,
    guidance: BTreeMap<String, GuidanceCard>,
}

impl Parts {
    fn read(&mut self, path: &str, bytes: &[u8], report: &mut LintReport) {
        if path == PACK {
            self.head = parse(path, bytes, report);
        } else if path == GUIDANCE {
            self.guidance = parse(path, bytes, report).unwrap_or_default();
        } else if let Some(name) = named(path, CHECKLISTS) {
            self.checklists.extend(parse(path, bytes, report).map(|checklist| (name.to_owned(), checklist)));
        } else if let Some(name) = named(path, PRICES) {
            self.price_books.extend(parse(path, bytes, report).map(|book| (name.to_owned(), book)));
        } else {
            report.add(path, "", "is not a part of a pack");
        }
    }
}

/// Reads one file. YAML becomes a tree first, so that a key written twice is an error and not a
/// silent loss, and then JSON values, so that source and published pack have one form.
pub(crate) fn parse<T: DeserializeOwned>(file: &str, bytes: &[u8], report: &mut LintReport) -> Option<T> {
    let tree = match serde_norway::from_slice::<serde_norway::Value>(bytes) {
        Ok(tree) => tree,
        Err(error) => {
            report.add(file, "", format!("is not YAML: {error}"));
            return None;
        }
    };
    if let Some((path, tag)) = tagged(&tree) {
        let path = path.trim_start_matches('.');
        report.add(
            file,
            path,
            format!("begins with `{tag}`, which YAML reads as a tag: put the text into quotes"),
        );
        return None;
    }
    let json = match serde_json::to_value(tree) {
        Ok(json) => json,
        Err(error) => {
            report.add(file, "", format!("is not plain YAML: {error}"));
            return None;
        }
    };
    match serde_path_to_error::deserialize(json) {
        Ok(value) => Some(value),
        Err(error) => {
            let path = error.path().to_string();
            let path = if path == "." { String::new() } else { path };
            report.add(file, path, advice(&error.inner().to_string()));
            None
        }
    }
}

/// The first value with a tag, such as the condition `!job.emergency` without quotes, and where it is.
fn tagged(value: &serde_norway::Value) -> Option<(String, String)> {
    use serde_norway::Value;
    let inside = |step: String, value| tagged(value).map(|(path, tag)| (step + &path, tag));
    match value {
        Value::Tagged(tagged) => Some((String::new(), tagged.tag.to_string())),
        Value::Sequence(all) => all.iter().enumerate().find_map(|(n, value)| inside(format!("[{n}]"), value)),
        Value::Mapping(all) => {
            all.iter().find_map(|(key, value)| inside(format!(".{}", key.as_str().unwrap_or("?")), value))
        }
        _ => None,
    }
}

/// What serde says about a word that is not known: with the known one that looks like it, else with all of them.
fn advice(reason: &str) -> String {
    let Some((unknown, known)) = reason.split_once("`, expected ").filter(|(_, known)| known.contains('`'))
    else {
        return reason.to_owned();
    };
    let Some((what, word)) = unknown.split_once(" `") else { return reason.to_owned() };
    let known: Vec<&str> = known.split('`').skip(1).step_by(2).collect();
    match nearest(word, known.iter().copied()) {
        Some(near) => format!("{what} `{word}`{}", hint(Some(near))),
        None => format!("{what} `{word}`; known: {}", known.join(", ")),
    }
}
