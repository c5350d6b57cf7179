//! A pack with a few random changes.

use doorstep_domain::pack::Sources;
use serde_norway::{Mapping, Value};

/// Random numbers that shrink: when they are used up, always the first choice.
struct Entropy<'a>(std::slice::Iter<'a, u16>);

impl Entropy<'_> {
    fn below(&mut self, choices: usize) -> usize {
        usize::from(self.0.next().copied().unwrap_or_default()) % choices.max(1)
    }

    fn one<'v, T>(&mut self, of: &'v [T]) -> Option<&'v T> {
        of.get(self.below(of.len()))
    }
}

/// The pack with one to three changes, and what they were.
pub(super) fn mutant(sources: &Sources, entropy: &[u16]) -> (Sources, String) {
    let mut entropy = Entropy(entropy.iter());
    let mut files: Vec<(String, Value)> = sources
        .iter()
        .map(|(file, bytes)| (file.clone(), serde_norway::from_slice(bytes).unwrap()))
        .collect();
    let mut told = Vec::new();
    for _ in 0..=entropy.below(3) {
        let donors: Vec<Value> = files.iter().map(|(_, tree)| tree.clone()).collect();
        let chosen = entropy.below(files.len());
        let (file, tree) = &mut files[chosen];
        told.push(format!("{file}: {}", change(tree, &donors, &mut entropy)));
    }
    let write = |tree: &Value| serde_norway::to_string(tree).unwrap().into_bytes();
    (files.iter().map(|(file, tree)| (file.clone(), write(tree))).collect(), told.join("; "))
}

/// Changes one place of a file.
fn change(tree: &mut Value, donors: &[Value], entropy: &mut Entropy<'_>) -> String {
    let mut places = Vec::new();
    collect(tree, &mut Vec::new(), &mut places);
    let Some(place) = entropy.one(&places).cloned() else { return "nothing".into() };
    let (last, parents) = place.split_last().unwrap();
    let parent = parents.iter().fold(tree, |value, key| member_mut(value, key).unwrap());
    let kind = entropy.below(6);
    let what = match (kind, &mut *parent) {
        (0, Value::Mapping(members)) => {
            members.remove(last);
            "deleted"
        }
        (0, Value::Sequence(items)) => {
            items.remove(index(last));
            "deleted"
        }
        (1, Value::Sequence(items)) => {
            let copy = items[index(last)].clone();
            items.push(copy);
            "twice"
        }
        (1, Value::Mapping(members)) => renamed(members, last, entropy),
        (2, parent) => {
            let own = member(parent, last).cloned().unwrap_or_default();
            let like = like(&own, last, donors);
            if let (Some(other), Some(value)) = (entropy.one(&like), member_mut(parent, last)) {
                *value = other.clone();
            }
            "another's"
        }
        (_, parent) => {
            if let Some(value) = member_mut(parent, last) {
                *value = other_value(value, entropy);
            }
            "other value"
        }
    };
    let path: Vec<String> =
        place.iter().map(|key| serde_norway::to_string(key).unwrap().trim().to_owned()).collect();
    format!("{} {what}", path.join("."))
}

fn member<'v>(value: &'v Value, key: &Value) -> Option<&'v Value> {
    match value {
        Value::Sequence(items) => items.get(index(key)),
        value => value.get(key),
    }
}

fn member_mut<'v>(value: &'v mut Value, key: &Value) -> Option<&'v mut Value> {
    match value {
        Value::Sequence(items) => items.get_mut(index(key)),
        value => value.get_mut(key),
    }
}

fn index(key: &Value) -> usize {
    key.as_u64().and_then(|index| usize::try_from(index).ok()).unwrap_or_default()
}

/// The entry under a key that nobody names, or under that of a sibling.
fn renamed(members: &mut Mapping, key: &Value, entropy: &mut Entropy<'_>) -> &'static str {
    let keys: Vec<Value> = members.keys().cloned().collect();
    let fresh = Value::from(format!("{}_x", key.as_str().unwrap_or_default()));
    let other = if entropy.below(2) == 0 { fresh } else { entropy.one(&keys).cloned().unwrap_or(fresh) };
    let (value, swapped) = (members.remove(key), members.remove(&other));
    members.extend(value.map(|value| (other, value)));
    members.extend(swapped.map(|value| (key.clone(), value)));
    "renamed"
}

/// Every place below the root, as keys; those of lists are numbers.
fn collect(value: &Value, path: &mut Vec<Value>, places: &mut Vec<Vec<Value>>) {
    let members: Vec<(Value, &Value)> = match value {
        Value::Mapping(members) => members.iter().map(|(key, value)| (key.clone(), value)).collect(),
        Value::Sequence(items) => {
            items.iter().enumerate().map(|(at, item)| (Value::from(at), item)).collect()
        }
        _ => return,
    };
    for (key, member) in members {
        path.push(key);
        places.push(path.clone());
        collect(member, path, places);
        path.pop();
    }
}

/// What stands under the same key elsewhere in the pack: other kinds, conditions, references, texts.
fn like(own: &Value, key: &Value, donors: &[Value]) -> Vec<Value> {
    let mut places = Vec::new();
    let mut found = Vec::new();
    for donor in donors {
        places.clear();
        collect(donor, &mut Vec::new(), &mut places);
        for place in places.iter().filter(|place| place.last() == Some(key)) {
            let value = place.iter().fold(donor, |value, key| member(value, key).unwrap());
            if value != own && (key.is_string() || value.is_string()) {
                found.push(value.clone());
            }
        }
    }
    found
}

/// A value near this one, at the bounds, or of another form.
fn other_value(value: &Value, entropy: &mut Entropy<'_>) -> Value {
    match value {
        Value::Number(number) => {
            let own = number.as_i64().unwrap_or_default();
            let bounds = [own.saturating_add(1), own.saturating_sub(1), 0, 1, 255, 256, i64::MAX, i64::MIN];
            let more = [i64::from(u32::MAX), 4_000_000];
            Value::from(*entropy.one(&[bounds.as_slice(), &more].concat()).unwrap_or(&0))
        }
        Value::Bool(own) => Value::from(!own),
        Value::String(text) => Value::from(other_text(text, entropy)),
        Value::Sequence(items) => {
            let mut items = items.clone();
            match entropy.below(3) {
                0 => items.reverse(),
                1 => items.clear(),
                _ => items.truncate(1),
            }
            Value::Sequence(items)
        }
        _ => Value::from("not_configured"),
    }
}

fn other_text(text: &str, entropy: &mut Entropy<'_>) -> String {
    let swaps = [
        ("&&", "||"),
        ("||", "&&"),
        ("==", "!="),
        (">=", "<"),
        (">", "<="),
        ("answers.", "has(answers."),
        ("answers.", "coverage."),
        ("has(", "("),
        ("!", ""),
        ("+", "-"),
        ("1", "0"),
        ("2", "9223372036854775807"),
        ("0", "99999"),
    ];
    let fitting: Vec<_> = swaps.iter().filter(|(from, _)| text.contains(from)).collect();
    match (entropy.below(5), entropy.one(&fitting)) {
        (0..=2, Some((from, to))) => text.replacen(from, to, 1),
        (0, None) => String::new(),
        (1, None) => "not_configured".into(),
        (2, None) => format!("{text}_x"),
        (3, _) => "true".into(),
        _ => format!("!({text})"),
    }
}
