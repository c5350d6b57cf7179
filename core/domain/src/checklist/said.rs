//! Answers in the words in which a signer, a report and a title tell them.

use super::definition::Step;
use super::kind::Kind;
use crate::id::VisitId;
use crate::text::Language;
use crate::value::{AnswerKey, Value};

/// The keys under which a step is answered at a path: one, or one per option.
pub(crate) fn answer_keys<E>(visit: VisitId, step: &Step<E>, path: &str) -> Vec<AnswerKey> {
    match &step.kind {
        Kind::Multi { options, .. } => {
            options.iter().map(|option| AnswerKey::option(visit, path, &option.id)).collect()
        }
        kind if kind.is_answered() => vec![AnswerKey::step(visit, path)],
        _ => Vec::new(),
    }
}

/// An answer as people read it.
pub(crate) fn words_of<E>(step: &Step<E>, key: &AnswerKey, value: &Value, language: &Language) -> String {
    let yes_no = |yes: bool| match (yes, language.is_chinese()) {
        (true, true) => "是",
        (false, true) => "否",
        (true, false) => "yes",
        (false, false) => "no",
    };
    match (&step.kind, value) {
        (Kind::Choice { options }, Value::Str(chosen)) => {
            let option = options.iter().find(|option| option.id == *chosen);
            option.map_or_else(|| chosen.clone(), |option| option.title.get(language).to_owned())
        }
        (Kind::Multi { options, .. }, Value::Bool(yes)) => {
            let option = options.iter().find(|option| key.as_str().ends_with(&format!("#{}", option.id)));
            let title = option.map_or("", |option| option.title.get(language));
            if *yes { title.to_owned() } else { format!("{title}: {}", yes_no(false)) }
        }
        (_, Value::Bool(yes)) => yes_no(*yes).to_owned(),
        (_, value) => value.to_string(),
    }
}
