//! One answer: one typed scalar under a flat key.

use std::fmt;

use crate::id::{InstanceId, VisitId};

/// The value of one answer. A decimal, a date and a rank are canonical strings, so that equal
/// answers are equal bytes and a conflict is open only if the values really differ.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(untagged)]
pub enum Value {
    /// A tick, a yes or a no.
    Bool(bool),
    /// A whole number; money is in minor units.
    Int(i64),
    /// A text, a choice, a canonical decimal or a date.
    Str(String),
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bool(value) => value.fmt(f),
            Self::Int(value) => value.fmt(f),
            Self::Str(value) => value.fmt(f),
        }
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Self::Int(value)
    }
}

impl From<&str> for Value {
    fn from(value: &str) -> Self {
        Self::Str(value.to_owned())
    }
}

impl<C> minicbor::Encode<C> for Value {
    fn encode<W: minicbor::encode::Write>(
        &self,
        e: &mut minicbor::Encoder<W>,
        _: &mut C,
    ) -> Result<(), minicbor::encode::Error<W::Error>> {
        match self {
            Self::Bool(value) => e.bool(*value)?,
            Self::Int(value) => e.i64(*value)?,
            Self::Str(value) => e.str(value)?,
        }
        .ok()
    }
}

impl<'b, C> minicbor::Decode<'b, C> for Value {
    fn decode(d: &mut minicbor::Decoder<'b>, _: &mut C) -> Result<Self, minicbor::decode::Error> {
        use minicbor::data::Type;
        match d.datatype()? {
            Type::Bool => d.bool().map(Self::Bool),
            Type::String => d.str().map(|text| Self::Str(text.to_owned())),
            _ => d.i64().map(Self::Int),
        }
    }
}

/// Where an answer stands: `<visit>/<step>`, with `/<instance>/<step>` per level of repeat, and
/// `#<option>` for one option of a select-multiple.
///
/// Two devices can know such a key in advance, therefore it holds a scalar and nothing else: two
/// containers made under one key would hide each other's content.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct AnswerKey(String);

/// Why a text is not an answer key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not an answer key: expected <visit>/<step>[/<instance>/<step>][#<option>]")]
pub struct InvalidAnswerKey(String);

impl AnswerKey {
    /// The longest key accepted, in bytes.
    pub const MAX_BYTES: usize = 200;

    /// The key of a step's answer in a visit. A step inside an instance is named by its path, see
    /// [`path_inside`].
    #[must_use]
    pub fn step(visit: VisitId, step: &str) -> Self {
        Self(format!("{}/{step}", visit.key()))
    }

    /// The key of one option of a select-multiple.
    #[must_use]
    pub fn option(visit: VisitId, step: &str, option: &str) -> Self {
        Self(format!("{}/{step}#{option}", visit.key()))
    }

    /// Says of a thing that a group of steps is repeated for whether it is one of them: true since somebody
    /// added it, false since somebody struck it out. Its place is that of a step with the group's own id.
    #[must_use]
    pub fn member(visit: VisitId, group: &str, instance: InstanceId) -> Self {
        Self::step(visit, &path_inside(group, instance, group))
    }

    /// What every key begins with that stands inside some instance of a group; sorts before all of them.
    pub(crate) fn prefix_of_group(visit: VisitId, group: &str) -> Self {
        Self(format!("{}/{group}/", visit.key()))
    }

    /// The instance that the answer stands in, and the step that repeats.
    #[must_use]
    pub fn instance(&self) -> Option<(&str, InstanceId)> {
        instance_of_path(self.path())
    }

    /// Reads a key, checking its form.
    ///
    /// # Errors
    /// [`InvalidAnswerKey`] if the text has not the form of a key.
    pub fn parse(text: &str) -> Result<Self, InvalidAnswerKey> {
        let invalid = || InvalidAnswerKey(text.chars().take(60).collect());
        if text.len() > Self::MAX_BYTES {
            return Err(invalid());
        }
        let (path, option) = match text.split_once('#') {
            Some((path, option)) => (path, Some(option)),
            None => (text, None),
        };
        let parts: Vec<&str> = path.split('/').collect();
        let visit_is_good = crate::id::parse_hex::<8>(parts[0]).is_some();
        let well_formed = parts.len() >= 2
            && parts.len().is_multiple_of(2)
            && parts[1..].iter().copied().chain(option).all(is_token);
        if visit_is_good && well_formed { Ok(Self(text.to_owned())) } else { Err(invalid()) }
    }

    /// The visit that the answer belongs to.
    #[must_use]
    pub fn visit(&self) -> VisitId {
        let bytes = self.0.get(..16).and_then(crate::id::parse_hex).unwrap_or_default();
        VisitId(bytes)
    }

    /// The same key in another visit.
    #[must_use]
    pub fn in_visit(&self, visit: VisitId) -> Self {
        Self(format!("{}/{}", visit.key(), self.path()))
    }

    /// The step of the checklist that is answered; inside an instance, the innermost one.
    #[must_use]
    pub fn step_id(&self) -> &str {
        let path = self.path().split('#').next().unwrap_or_default();
        step_of_path(path)
    }

    /// The key without its visit: the step, and what follows it.
    #[must_use]
    pub fn path(&self) -> &str {
        self.0.get(17..).unwrap_or_default()
    }

    /// The key as it stands in the document.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The path of a step inside one instance of a group, as answer keys and facts name it:
/// `<group>/<instance>/<step>`. The path of any other step is its id.
#[must_use]
pub fn path_inside(group: &str, instance: InstanceId, step: &str) -> String {
    format!("{group}/{}/{step}", instance.key())
}

/// The path of a step in the same instance as another one; the id itself if that is in none.
#[must_use]
pub fn beside_path(path: &str, step: &str) -> String {
    instance_of_path(path)
        .map_or_else(|| step.to_owned(), |(group, instance)| path_inside(group, instance, step))
}

/// The group and the instance in which the step at a path is asked.
#[must_use]
pub fn instance_of_path(path: &str) -> Option<(&str, InstanceId)> {
    let mut parts = path.split(['/', '#']);
    let (group, instance) = (parts.next()?, parts.next()?);
    Some((group, InstanceId(crate::id::parse_hex(instance)?)))
}

/// The step that a path leads to.
#[must_use]
pub fn step_of_path(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or_default()
}

/// Letters, digits, `-`, `_` and `.`: what a step, an option or an instance may be called.
fn is_token(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'))
}

impl TryFrom<String> for AnswerKey {
    type Error = InvalidAnswerKey;

    fn try_from(text: String) -> Result<Self, InvalidAnswerKey> {
        Self::parse(&text)
    }
}

impl From<AnswerKey> for String {
    fn from(key: AnswerKey) -> Self {
        key.0
    }
}

impl fmt::Display for AnswerKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const VISIT: VisitId = VisitId([0xab; 8]);

    #[test]
    fn keys_have_one_form() {
        assert_eq!(AnswerKey::step(VISIT, "badge").as_str(), "abababababababab/badge");
        for good in
            ["abababababababab/badge", "abababababababab/tools#ladder", "abababababababab/device/0a1b/model"]
        {
            let key = AnswerKey::parse(good).unwrap();
            assert_eq!(key.visit(), VISIT);
        }
        for bad in [
            "badge",
            "abababababababab",
            "abababababababab/",
            "abababababababab/a/b",
            "xyz/badge",
            "abababababababab/a b",
        ] {
            assert!(AnswerKey::parse(bad).is_err(), "{bad}");
        }
        assert_eq!(AnswerKey::option(VISIT, "tools", "ladder").path(), "tools#ladder");
        let elsewhere = AnswerKey::option(VISIT, "tools", "ladder").in_visit(VisitId([1; 8]));
        assert_eq!(elsewhere, AnswerKey::option(VisitId([1; 8]), "tools", "ladder"));
    }

    #[test]
    fn a_step_inside_an_instance_is_named_by_its_path() {
        let instance = InstanceId([0x0a; 8]);
        let path = path_inside("room", instance, "damp");
        assert_eq!(path, "room/0a0a0a0a0a0a0a0a/damp");
        let key = AnswerKey::option(VISIT, &path, "corner");
        assert_eq!(AnswerKey::parse(key.as_str()), Ok(key.clone()));
        assert_eq!((key.step_id(), key.instance()), ("damp", Some(("room", instance))));
        assert_eq!(AnswerKey::step(VISIT, "damp").instance(), None);
        let member = AnswerKey::member(VISIT, "room", instance);
        assert_eq!(member.as_str(), "abababababababab/room/0a0a0a0a0a0a0a0a/room");
        assert!(AnswerKey::prefix_of_group(VISIT, "room") < member);
    }
}
