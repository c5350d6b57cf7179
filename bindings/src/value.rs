//! Ids, versions, decimals and times: texts and numbers whose form is checked at the border.
//!
//! In Kotlin and Swift these are mere aliases of text and number, so the compiler there does not notice one id
//! given for another. Each id therefore carries its kind in its text, and a wrong one is
//! [`DoorstepError::InvalidInput`], never a wrong row.

use std::fmt::Display;
use std::str::FromStr;

use doorstep_domain::case::Version;
use doorstep_domain::decimal::Decimal;
use doorstep_domain::id::{
    BlobId, CardId, CaseId, ChangeId, DeviceId, FactId, InstanceId, LineId, NoteId, PackId, PriceBookId,
    QuoteId, TenantId, VisitId,
};
use doorstep_domain::value::AnswerKey;

use crate::error::DoorstepError;

macro_rules! checked_text {
    ($($(#[$doc:meta])* $name:ident as $field:literal,)+) => {
        $(uniffi::custom_type!(
            $(#[$doc])*
            $name, String, {
                remote,
                try_lift: |text| Ok(checked($field, &text)?),
                lower: |value| value.to_string(),
            }
        );)+
    };
}

checked_text! {
    /// A case: one job. Looks like `case_` and 32 hexadecimal digits.
    CaseId as "case",
    /// A visit of a job. Looks like `visit_` and 16 hexadecimal digits.
    VisitId as "visit",
    /// A quote of a job. Looks like `quote_` and 16 hexadecimal digits.
    QuoteId as "quote",
    /// A line of a quote. Looks like `line_` and 16 hexadecimal digits.
    LineId as "line",
    /// A note. Looks like `note_` and 16 hexadecimal digits.
    NoteId as "note",
    InstanceId as "instance",
    /// Something that happened, as it was signed. Looks like `fact_` and 64 hexadecimal digits.
    FactId as "fact",
    /// A stored photo or file. Looks like `blob_` and 64 hexadecimal digits.
    BlobId as "blob",
    /// A published service pack. Looks like `pack_` and 64 hexadecimal digits.
    PackId as "pack",
    /// One version of a price book. Looks like `prices_` and 64 hexadecimal digits.
    PriceBookId as "price_book",
    /// One change of a job's document. Looks like `change_` and 64 hexadecimal digits.
    ChangeId as "change",
    /// The company's record of a customer or a site. Looks like `card_` and 32 hexadecimal digits.
    CardId as "card",
    /// A company. Looks like `tenant_` and 32 hexadecimal digits.
    TenantId as "tenant",
    /// An enrolled device. Looks like `device_` and 32 hexadecimal digits.
    DeviceId as "device",
    /// What a view showed. Every command takes it back, so that saving an old screen deletes nothing.
    Version as "version",
    /// An exact decimal such as `1.5`. Never a floating-point number.
    Decimal as "quantity",
}

uniffi::custom_type!(
    /// Where an answer stands: the visit's 16 digits, `/`, the step; `#` and the option for one option of a
    /// select-multiple; `/`, the instance, `/`, the inner step for a repeat.
    AnswerKey, String, {
        remote,
        try_lift: |text| Ok(AnswerKey::try_from(text).map_err(|error| invalid("answer", &error))?),
        lower: |key| key.into(),
    }
);

/// A moment: milliseconds since 1970-01-01 UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Timestamp(pub i64);

uniffi::custom_type!(
    /// A moment: milliseconds since 1970-01-01 UTC.
    Timestamp, i64, {
        try_lift: |millis| Ok(Timestamp(millis)),
        lower: |moment| moment.0,
    }
);

fn checked<T: FromStr<Err: Display>>(field: &str, text: &str) -> Result<T, DoorstepError> {
    text.parse().map_err(|error: T::Err| invalid(field, &error))
}

fn invalid(field: &str, error: &dyn Display) -> DoorstepError {
    DoorstepError::InvalidInput { field: field.to_owned(), reason: error.to_string() }
}

/// Gives the place of an answer: of a step, or of one option of a step where several may be chosen.
///
/// Blocking: no. Offline: yes. Errors: `InvalidInput`.
#[uniffi::export]
pub fn answer_key(visit: VisitId, step: String, option: Option<String>) -> Result<AnswerKey, DoorstepError> {
    let key = match option {
        Some(option) => AnswerKey::option(visit, &step, &option),
        None => AnswerKey::step(visit, &step),
    };
    AnswerKey::parse(key.as_str()).map_err(|error| invalid("step", &error))
}
