//! Changes of a document, written again with other words. Actors, numbers of operations and what builds on what stay, so
//! that two values which stood against each other still do, and the same one wins.

use std::panic::{AssertUnwindSafe, catch_unwind};

use automerge::legacy::{Key, Op, OpType};
use automerge::{Change, ChangeHash, ExpandedChange, ScalarValue};

use super::Redactor;
use super::vocabulary::{MEASURE_DIGITS, blank};
use crate::id::CertificateId;
use crate::scan::{self, Limits};

/// Type and length that Automerge writes before the author of a change.
const AUTHOR: [u8; 2] = [1, 32];

/// The change with its words replaced; `None` if it cannot be read.
pub(super) fn rewrite(bytes: &[u8], redactor: &mut Redactor) -> Option<Vec<u8>> {
    let scanned = scan::change(bytes, &Limits::CHANGE).ok()?;
    let read = catch_unwind(|| Change::from_bytes(bytes.to_vec()).map(|change| change.decode()));
    let mut change: ExpandedChange = read.ok()?.ok()?;
    change.hash = None;
    change.message = change.message.map(|message| blank(&message));
    change.deps = change.deps.iter().map(|id| ChangeHash(redactor.id(&id.0))).collect();
    change.extra_bytes = match scanned.author {
        Some(CertificateId(author)) => [AUTHOR.as_slice(), &redactor.id(&author)].concat(),
        None => Vec::new(),
    };
    for op in &mut change.operations {
        operation(op, redactor);
    }
    let written = catch_unwind(AssertUnwindSafe(|| Change::from(change))).ok()?;
    redactor.learn(scanned.id.0, written.hash().0);
    Some(written.raw_bytes().to_vec())
}

fn operation(op: &mut Op, redactor: &mut Redactor) {
    let key = match &mut op.key {
        Key::Map(key) => {
            let written = redactor.path(key.as_str());
            let was = std::mem::replace(key, written.as_str().into());
            Some(was.as_str().to_owned())
        }
        Key::Seq(_) => None,
    };
    if let OpType::Put(value) = &mut op.action {
        *value = scalar(key.as_deref(), value, redactor);
    }
}

/// A value by the key it stands under; without one it is a letter of a text.
fn scalar(key: Option<&str>, value: &ScalarValue, redactor: &mut Redactor) -> ScalarValue {
    match (key, value) {
        (None, ScalarValue::Str(text)) => ScalarValue::Str(blank(text).into()),
        (Some(key), ScalarValue::Str(text)) => ScalarValue::Str(text_at(key, text, redactor).into()),
        (Some(key), ScalarValue::Int(number)) if key.contains('/') => {
            ScalarValue::Int(redactor.number(*number))
        }
        (_, ScalarValue::Bytes(bytes)) => ScalarValue::Bytes(vec![0; bytes.len()]),
        (_, value) => value.clone(),
    }
}

fn text_at(key: &str, text: &str, redactor: &mut Redactor) -> String {
    match key {
        // Ids of quotes and visits, and a decimal.
        "quote" | "visit" if crate::id::parse_hex::<8>(text).is_some() => text.to_owned(),
        "quantity" if text.parse::<crate::decimal::Decimal>().is_ok() => text.to_owned(),
        "item" | "what" => redactor.text(text),
        key if key.contains('/') => redactor.answer(key, text),
        // A correction of a card.
        _ => redactor.hidden(text),
    }
}

/// A whole number, with other digits if it is as long as a telephone number.
pub(super) fn digits(number: i64, drawn: &str) -> i64 {
    let is_long = number.unsigned_abs().to_string().len() > MEASURE_DIGITS;
    if is_long { drawn.parse().unwrap_or(0) } else { number }
}
