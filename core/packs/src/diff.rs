//! What changed between two versions of a pack, place by place.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use doorstep_domain::pack::Sources;
use serde_json::Value;

/// One place of a pack that differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The file, relative to the folder of the pack.
    pub file: String,
    /// Where in it; steps, phases and options by their ids: `steps.risk.when`. Empty: the whole file.
    pub path: String,
    /// What stood there; `None` if nothing did.
    pub before: Option<String>,
    /// What stands there now; `None` if nothing does.
    pub after: Option<String>,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = if self.path.is_empty() { "the file" } else { &self.path };
        match (&self.before, &self.after) {
            (Some(before), Some(after)) => write!(f, "~ {place}: {before} -> {after}"),
            (Some(before), None) => write!(f, "- {place}: {before}"),
            (None, after) => write!(f, "+ {place}: {}", after.as_deref().unwrap_or_default()),
        }
    }
}

/// Every place where two packs differ, by file and in the order of the paths. What moved within a list without
/// changing otherwise is not among them; comments and layout neither.
#[must_use]
pub fn diff(before: &Sources, after: &Sources) -> Vec<Difference> {
    let files: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let mut found = Vec::new();
    for file in files {
        let read = |sources: &Sources| sources.get(file).map(|bytes| read(bytes));
        compare(file, String::new(), read(before).as_ref(), read(after).as_ref(), &mut found);
    }
    found
}

/// A file as a tree; one that is not YAML as its text.
fn read(bytes: &[u8]) -> Value {
    let tree = serde_norway::from_slice::<serde_norway::Value>(bytes).ok();
    let json = tree.and_then(|tree| serde_json::to_value(tree).ok());
    json.unwrap_or_else(|| Value::String(String::from_utf8_lossy(bytes).into_owned()))
}

fn compare(
    file: &str,
    path: String,
    before: Option<&Value>,
    after: Option<&Value>,
    found: &mut Vec<Difference>,
) {
    if before == after {
        return;
    }
    if let Some((before, after)) = before.and_then(parts).zip(after.and_then(parts)) {
        let keys: BTreeSet<&str> = before.keys().chain(after.keys()).map(String::as_str).collect();
        for key in keys {
            let path = if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
            compare(file, path, before.get(key).copied(), after.get(key).copied(), found);
        }
        return;
    }
    found.push(Difference {
        file: file.to_owned(),
        path,
        before: before.map(brief),
        after: after.map(brief),
    });
}

/// The members of a map, and of a list whose elements have ids, by their ids.
fn parts(value: &Value) -> Option<BTreeMap<String, &Value>> {
    match value {
        Value::Object(members) => Some(members.iter().map(|(key, value)| (key.clone(), value)).collect()),
        Value::Array(elements) => elements
            .iter()
            .map(|element| Some((element.get("id")?.as_str()?.to_owned(), element)))
            .collect::<Option<BTreeMap<_, _>>>()
            .filter(|parts| parts.len() == elements.len() && !parts.is_empty()),
        _ => None,
    }
}

/// The most characters of a value that one line shows.
const BRIEF: usize = 160;

fn brief(value: &Value) -> String {
    let text = match value {
        Value::Object(members) => match members.get("title").or_else(|| members.get("text")) {
            Some(title) => return brief(title),
            None => value.to_string(),
        },
        value => value.to_string(),
    };
    match text.char_indices().nth(BRIEF) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sources(text: &str) -> Sources {
        Sources::from([("checklists/a.yaml".to_owned(), text.as_bytes().to_vec())])
    }

    fn lines(before: &str, after: &str) -> Vec<String> {
        diff(&sources(before), &sources(after)).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_changed_figure_and_a_new_step_are_told_by_their_ids() {
        let before = "steps: [{id: one, price: 5}, {id: two, title: {en: Two}}]";
        let after = "steps: [{id: new, title: {en: New}}, {id: one, price: 6}] # comment";
        assert_eq!(
            lines(before, after),
            [r#"+ steps.new: {"en":"New"}"#, "~ steps.one.price: 5 -> 6", r#"- steps.two: {"en":"Two"}"#]
        );
    }

    #[test]
    fn what_only_moved_or_was_commented_is_no_difference() {
        assert!(lines("steps: [{id: a}, {id: b}]", "# new\nsteps:\n - id: b\n - id: a\n").is_empty());
    }

    #[test]
    fn a_file_that_is_gone_is_told() {
        let found = diff(&sources("a: 1"), &Sources::new());
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].to_string(), r#"- the file: {"a":1}"#);
    }
}
