//! The figures of a pack, and the pack with one of them changed.

use std::fmt;

use doorstep_domain::pack::Sources;
use serde_norway::Value;

/// One figure: the file, where it stands, and what stands there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Figure {
    pub(super) file: String,
    path: Vec<Step>,
    /// Which number of the value, if it is a condition with several.
    nth: usize,
    written: String,
    /// The condition that it is a part of.
    text: Option<String>,
}

/// One step into a tree of YAML.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Step {
    Key(String),
    /// An item of a list, with its id if it has one.
    Index(usize, Option<String>),
}

const SERVICES: &str = "services";

/// Keys whose values are no rules: names, words, versions, and where a rule comes from.
const NO_RULES: [&str; 10] =
    ["id", "origin", "title", "help", "message", "text", "lines", "code", "version", "lineage"];

impl Figure {
    /// The sources with this figure changed by the smallest step that it is written in.
    pub(super) fn changed(&self, sources: &Sources) -> Option<Sources> {
        let mut tree: Value = serde_norway::from_slice(sources.get(&self.file)?).ok()?;
        let before = self.part(&tree).cloned();
        let value = self.path.iter().try_fold(&mut tree, |value, step| match step {
            Step::Key(key) => value.get_mut(key.as_str()),
            Step::Index(index, _) => value.get_mut(*index),
        })?;
        *value = match &*value {
            Value::Number(number) => Value::from(number.as_i64()? + 1),
            Value::String(text) => {
                let (start, end) = *numbers(text).get(self.nth)?;
                Value::from(format!("{}{}{}", &text[..start], next(&text[start..end])?, &text[end..]))
            }
            _ => return None,
        };
        if let Some((before, after)) = before.zip(self.part(&tree).cloned()) {
            self.twins_mut(&mut tree).filter(|twin| **twin == before).for_each(|twin| *twin = after.clone());
        }
        let mut changed = sources.clone();
        changed.insert(self.file.clone(), serde_norway::to_string(&tree).ok()?.into_bytes());
        Some(changed)
    }

    /// Whether a service says it too, itself or in the same words as another one: with an anchor of YAML.
    pub(super) fn is_said_by(&self, service: &Value, head: &Value) -> bool {
        self.part_of_service().is_some_and(|(_, key)| service.get(key) == self.part(head))
    }

    /// The service that it stands in, and the key below it.
    fn part_of_service(&self) -> Option<(&str, &str)> {
        match self.path.as_slice() {
            [Step::Key(top), Step::Key(id), Step::Key(key), ..] if top == SERVICES => Some((id, key)),
            _ => None,
        }
    }

    /// The part of its service that it stands in, such as the timing.
    fn part<'v>(&self, head: &'v Value) -> Option<&'v Value> {
        let (id, key) = self.part_of_service()?;
        head.get(SERVICES)?.get(id)?.get(key)
    }

    /// The same part of every service.
    fn twins_mut<'v>(&self, head: &'v mut Value) -> impl Iterator<Item = &'v mut Value> {
        let key = self.part_of_service().map(|(_, key)| key.to_owned());
        let services = head.get_mut(SERVICES).and_then(Value::as_mapping_mut);
        let services =
            services.into_iter().flat_map(|services| services.iter_mut().map(|(_, service)| service));
        services.filter_map(move |service| service.get_mut(key.as_deref()?))
    }

    /// Where it stands in its file, such as `steps.ring.kind.number.max`. Items of lists are named by their ids.
    pub(super) fn place(&self) -> String {
        let name = |step: &Step| match step {
            Step::Key(key) | Step::Index(_, Some(key)) => key.clone(),
            Step::Index(index, None) => index.to_string(),
        };
        self.path.iter().map(name).collect::<Vec<_>>().join(".")
    }

    /// As a line of Markdown.
    pub(super) fn in_words(&self) -> String {
        match self.text.as_deref() {
            Some(text) => format!("{} `{}`: {} in `{text}`", self.file, self.place(), self.written),
            None => format!("{} `{}`: {}", self.file, self.place(), self.written),
        }
    }
}

impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.in_words())
    }
}

/// The number after this one, as finely as it is written: 1.30 becomes 1.31.
fn next(number: &str) -> Option<String> {
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let raised: i64 = format!("{whole}{fraction}").parse::<i64>().ok()?.checked_add(1)?;
    let digits = format!("{raised:0width$}", width = number.len() - usize::from(!fraction.is_empty()));
    let point = digits.len() - fraction.len();
    Some(if fraction.is_empty() { digits } else { format!("{}.{}", &digits[..point], &digits[point..]) })
}

/// Every figure of a pack.
pub(super) fn figures_of(sources: &Sources) -> Vec<Figure> {
    let mut found = Vec::new();
    for (file, bytes) in sources.iter().filter(|(file, _)| file.as_str() != "guidance.yaml") {
        let Ok(mut tree) = serde_norway::from_slice::<Value>(bytes) else { continue };
        say_once(&mut tree);
        collect(file, &tree, &mut Vec::new(), &mut found);
    }
    found
}

/// Leaves out what a service says in the same words as one before it.
fn say_once(head: &mut Value) {
    let Some(services) = head.get_mut(SERVICES).and_then(Value::as_mapping_mut) else { return };
    let mut said: Vec<(Value, Value)> = Vec::new();
    for service in services.iter_mut().filter_map(|(_, service)| service.as_mapping_mut()) {
        service.retain(|key, part| {
            let part = (key.clone(), part.clone());
            let is_new = !said.contains(&part);
            said.extend(is_new.then_some(part));
            is_new
        });
    }
}

fn collect(file: &str, value: &Value, path: &mut Vec<Step>, found: &mut Vec<Figure>) {
    let mut add = |nth, written: String, text: Option<&str>| {
        let (file, text) = (file.to_owned(), text.map(str::to_owned));
        found.push(Figure { file, path: path.clone(), nth, written, text });
    };
    match value {
        Value::Number(number) => add(0, number.to_string(), None),
        Value::String(text) => {
            for (nth, (start, end)) in numbers(text).into_iter().enumerate() {
                let is_whole = (start, end) == (0, text.len());
                add(nth, text[start..end].to_owned(), (!is_whole).then_some(text));
            }
        }
        Value::Sequence(items) => {
            for (index, item) in items.iter().enumerate() {
                let id = item.get("id").and_then(Value::as_str).map(str::to_owned);
                path.push(Step::Index(index, id));
                collect(file, item, path, found);
                path.pop();
            }
        }
        Value::Mapping(members) => {
            for (key, member) in members {
                let Some(key) = key.as_str().filter(|key| !NO_RULES.contains(key) && !is_words(member))
                else {
                    continue;
                };
                path.push(Step::Key(key.to_owned()));
                collect(file, member, path, found);
                path.pop();
            }
        }
        _ => {}
    }
}

/// A text in several languages.
fn is_words(value: &Value) -> bool {
    value.as_mapping().is_some_and(|members| members.contains_key("en"))
}

/// Where the numbers of a text stand. Of a length of time, a day and a time of day the last number is the figure: 24 in
/// `24h`, 30 in `08:30`, the day in `2024-01-01`. Digits inside a word belong to it and are none.
fn numbers(text: &str) -> Vec<(usize, usize)> {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || b"_.:-".contains(&byte);
    let mut found = Vec::new();
    let mut start = 0;
    for word in text.split(|c: char| !c.is_ascii() || !is_part(c as u8)) {
        let begin = start + text[start..].find(word).unwrap_or(0);
        start = begin + word.len();
        found.extend(figure_in(word).map(|(from, to)| (begin + from, begin + to)));
    }
    found
}

/// The figure of one word that begins with a digit.
fn figure_in(word: &str) -> Option<(usize, usize)> {
    let is_digit = |byte: u8| byte.is_ascii_digit();
    let is_number = word.bytes().all(|byte| is_digit(byte) || byte == b'.')
        && word.matches('.').count() <= 1
        && !word.ends_with('.');
    if !word.bytes().next().is_some_and(is_digit) {
        return None;
    }
    if is_number {
        return Some((0, word.len()));
    }
    let is_length = word.bytes().all(|byte| is_digit(byte) || b"hms".contains(&byte));
    let is_moment = word.bytes().all(|byte| is_digit(byte) || b":-".contains(&byte));
    let end = word.rfind(|c: char| c.is_ascii_digit())? + 1;
    let start = word[..end].rfind(|c: char| !c.is_ascii_digit()).map_or(0, |at| at + 1);
    (is_length || is_moment).then_some((start, end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_is_changed_by_its_smallest_step() {
        for (number, after) in [("9", "10"), ("1.30", "1.31"), ("0.99", "1.00"), ("0.0005", "0.0006")] {
            assert_eq!(next(number).as_deref(), Some(after));
        }
    }

    #[test]
    fn numbers_in_conditions_are_found_and_words_left_alone() {
        let found =
            |text: &str| numbers(text).into_iter().map(|(a, b)| text[a..b].to_owned()).collect::<Vec<_>>();
        assert_eq!(found(r#"answers.m8 >= dec("1.5") && job.minutes > 30"#), ["1.5", "30"]);
        assert_eq!(found(r#"answers.bought_on >= date("1999-01-01")"#), ["01"]);
        assert_eq!(found("08:30"), ["30"]);
        assert_eq!([found("24h"), found("1h30m")], [["24"], ["30"]]);
        assert_eq!(found("answers.x3 == \"b-7\""), [""; 0]);
    }

    #[test]
    fn what_two_services_say_in_the_same_words_is_one_figure() {
        let text = "services:\n  a: {timing: &t {within: 8h}, price: 1}\n  b: {timing: *t, price: 2}\n";
        let sources = Sources::from([("pack.yaml".to_owned(), text.as_bytes().to_vec())]);
        let figures = figures_of(&sources);
        let told: Vec<String> = figures.iter().map(Figure::place).collect();
        assert_eq!(told, ["services.a.timing.within", "services.a.price", "services.b.price"]);
        let changed = figures[0].changed(&sources).unwrap();
        let head: Value = serde_norway::from_slice(&changed["pack.yaml"]).unwrap();
        assert_eq!(head["services"]["b"]["timing"]["within"], "9h");
        let before: Value = serde_norway::from_slice(text.as_bytes()).unwrap();
        assert!(figures[0].is_said_by(&before["services"]["b"], &before));
        assert!(!figures[1].is_said_by(&before["services"]["b"], &before));
    }

    #[test]
    fn every_kind_of_figure_is_in_the_list_and_can_be_changed() {
        let text = "title: {en: Top 10}\nversion: 3\nprice: 500\nmarkup: \"1.30\"\nsteps: [{id: a1, when: \"x > 4\"}]\n";
        let sources = Sources::from([("pack.yaml".to_owned(), text.as_bytes().to_vec())]);
        let figures = figures_of(&sources);
        let told: Vec<String> = figures.iter().map(Figure::in_words).collect();
        assert_eq!(
            told,
            ["pack.yaml `price`: 500", "pack.yaml `markup`: 1.30", "pack.yaml `steps.a1.when`: 4 in `x > 4`"]
        );
        for figure in &figures {
            assert_ne!(figure.changed(&sources).unwrap(), sources);
        }
    }
}
