//! The few shapes of YAML that a pack is written in.

use doorstep_domain::text::Language;
use serde_norway::{Mapping, Value};

/// A map in this order; fields without a value are left out.
pub(super) fn map<const N: usize>(fields: [(&str, Option<Value>); N]) -> Value {
    let mut mapping = Mapping::new();
    for (name, value) in fields {
        if let Some(value) = value {
            mapping.insert(name.into(), value);
        }
    }
    Value::Mapping(mapping)
}

/// A word or a text.
pub(super) fn word(text: impl Into<String>) -> Option<Value> {
    Some(Value::String(text.into()))
}

/// A list.
pub(super) fn list(items: impl IntoIterator<Item = Value>) -> Option<Value> {
    Some(Value::Sequence(items.into_iter().collect()))
}

/// A text in its languages.
pub(super) fn texts(texts: &[(Language, String)]) -> Value {
    Value::Mapping(texts.iter().map(|(code, text)| (code.0.as_str().into(), text.as_str().into())).collect())
}

/// Words of ours, in the languages of the form: Chinese where that is asked for, else English.
pub(super) fn ours(codes: &[Language], chinese: &str, english: &str) -> Vec<(Language, String)> {
    let say = |code: &Language| if code.0.starts_with("zh") { chinese } else { english };
    codes.iter().map(|code| (code.clone(), say(code).to_owned())).collect()
}
