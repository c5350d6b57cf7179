//! Which figures of a pack no scenario covers: each is changed in turn, and some story must end differently.
//!
//! A figure is a number in the rules of a pack, also inside a condition: a price, a limit, a number of days. One
//! that can be changed without any scenario noticing is either not used or not told; the list of those is what
//! this command prints.

use std::io::Write;
use std::path::PathBuf;

use doorstep_domain::pack::Sources;
use serde_norway::Value;

use crate::scenario::Source;
use crate::tell::{Way, read_all, tell_with};
use crate::world::Trouble;

/// One figure: the file, where it stands, and what stands there.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Figure {
    file: String,
    path: Vec<Step>,
    /// Which number of the value, if it is a condition with several.
    nth: usize,
    written: String,
}

/// One step into a tree of YAML.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Step {
    Key(String),
    Index(usize),
}

/// Keys whose values are no rules: names, words, versions, and where a rule comes from.
const NO_RULES: [&str; 10] =
    ["id", "origin", "title", "help", "message", "text", "lines", "code", "version", "lineage"];

/// Changes every figure of some packs in turn and prints those that no scenario notices. False if there are any.
///
/// # Errors
/// Those of the standard output, and packs or scenarios that cannot be read.
pub fn run(packs: &[String], scenarios: &[PathBuf], out: &mut dyn Write) -> Result<bool, Trouble> {
    let stories = read_all(scenarios).map_err(|problems| problems[0].to_string())?;
    let all: Vec<String> = doorstep_packs::builtins().map(str::to_owned).collect();
    let mut uncovered = 0;
    for name in if packs.is_empty() { &all } else { packs } {
        let sources = doorstep_packs::builtin(name).ok_or_else(|| format!("there is no pack `{name}`"))?;
        let stories: Vec<&Source> = stories.iter().filter(|story| story.scenario.pack == *name).collect();
        let figures = figures_of(&sources);
        writeln!(out, "{name}: {} figures, {} scenarios", figures.len(), stories.len())?;
        for figure in &figures {
            if !is_noticed(figure, &sources, &stories) {
                uncovered += 1;
                writeln!(out, "  {}: {} = {}", figure.file, place(&figure.path), figure.written)?;
                out.flush()?;
            }
        }
    }
    writeln!(out, "{uncovered} figures that no scenario covers")?;
    Ok(uncovered == 0)
}

/// Whether the linter refuses the changed pack, or some story ends differently by it.
fn is_noticed(figure: &Figure, sources: &Sources, stories: &[&Source]) -> bool {
    let Some(changed) = changed(figure, sources) else { return true };
    if doorstep_packs::compile_sources(&changed).is_err() {
        return true;
    }
    let way = Way { over_http: false, eager: false };
    stories.iter().any(|story| !tell_with(story, &changed, way).is_empty())
}

/// The sources with one figure changed by the smallest step that it is written in.
fn changed(figure: &Figure, sources: &Sources) -> Option<Sources> {
    let mut tree: Value = serde_norway::from_slice(sources.get(&figure.file)?).ok()?;
    let value = figure.path.iter().try_fold(&mut tree, |value, step| match step {
        Step::Key(key) => value.get_mut(key.as_str()),
        Step::Index(index) => value.get_mut(*index),
    })?;
    *value = match &*value {
        Value::Number(number) => Value::from(number.as_i64()? + 1),
        Value::String(text) => {
            let (start, end) = *numbers(text).get(figure.nth)?;
            Value::from(format!("{}{}{}", &text[..start], next(&text[start..end])?, &text[end..]))
        }
        _ => return None,
    };
    let mut changed = sources.clone();
    changed.insert(figure.file.clone(), serde_norway::to_string(&tree).ok()?.into_bytes());
    Some(changed)
}

/// The number after this one, as finely as it is written: 1.30 becomes 1.31.
fn next(number: &str) -> Option<String> {
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let raised: i64 = format!("{whole}{fraction}").parse::<i64>().ok()?.checked_add(1)?;
    let digits = format!("{raised:0width$}", width = number.len() - usize::from(!fraction.is_empty()));
    let point = digits.len() - fraction.len();
    Some(if fraction.is_empty() { digits } else { format!("{}.{}", &digits[..point], &digits[point..]) })
}

fn figures_of(sources: &Sources) -> Vec<Figure> {
    let mut found = Vec::new();
    for (file, bytes) in sources.iter().filter(|(file, _)| file.as_str() != "guidance.yaml") {
        let Ok(tree) = serde_norway::from_slice::<Value>(bytes) else { continue };
        collect(file, &tree, &mut Vec::new(), &mut found);
    }
    found
}

fn collect(file: &str, value: &Value, path: &mut Vec<Step>, found: &mut Vec<Figure>) {
    let mut add = |nth, written: String| {
        found.push(Figure { file: file.to_owned(), path: path.clone(), nth, written });
    };
    match value {
        Value::Number(number) => add(0, number.to_string()),
        Value::String(text) => {
            for (nth, (start, end)) in numbers(text).into_iter().enumerate() {
                add(
                    nth,
                    if start == 0 && end == text.len() {
                        text.clone()
                    } else {
                        format!("{} in `{text}`", &text[start..end])
                    },
                );
            }
        }
        Value::Sequence(items) => {
            for (index, item) in items.iter().enumerate() {
                path.push(Step::Index(index));
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

/// Where the numbers of a text stand. Digits inside a word, a day or a time belong to it and are none.
fn numbers(text: &str) -> Vec<(usize, usize)> {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || b"_.:-".contains(&byte);
    let mut found = Vec::new();
    let mut start = 0;
    for word in text.split(|c: char| !c.is_ascii() || !is_part(c as u8)) {
        let begin = start + text[start..].find(word).unwrap_or(0);
        start = begin + word.len();
        let is_number = word.starts_with(|c: char| c.is_ascii_digit())
            && word.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
            && word.matches('.').count() <= 1
            && !word.ends_with('.');
        if is_number {
            found.push((begin, start));
        }
    }
    found
}

fn place(path: &[Step]) -> String {
    let mut text = String::new();
    for step in path {
        match step {
            Step::Key(key) if text.is_empty() => text.push_str(key),
            Step::Key(key) => text.push_str(&format!(".{key}")),
            Step::Index(index) => text.push_str(&format!("[{index}]")),
        }
    }
    text
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
        assert_eq!(found("2024-01-01"), [""; 0]);
        assert_eq!(found("08:30"), [""; 0]);
    }

    #[test]
    fn every_kind_of_figure_is_in_the_list_and_can_be_changed() {
        let text = "title: {en: Top 10}\nversion: 3\nprice: 500\nmarkup: \"1.30\"\nsteps: [{id: a1, when: \"x > 4\"}]\n";
        let sources = Sources::from([("pack.yaml".to_owned(), text.as_bytes().to_vec())]);
        let figures = figures_of(&sources);
        let told: Vec<String> =
            figures.iter().map(|figure| format!("{} = {}", place(&figure.path), figure.written)).collect();
        assert_eq!(told, ["price = 500", "markup = 1.30", "steps[0].when = 4 in `x > 4`"]);
        for figure in &figures {
            assert_ne!(changed(figure, &sources).unwrap(), sources);
        }
    }
}
