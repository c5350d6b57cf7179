//! Which values a step accepts as its answer.

use crate::decimal::Decimal;
use crate::value::Value;

use super::kind::{Choice, Kind};

/// Why a value is not an answer to a step.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum AnswerProblem {
    /// The step is recorded by a fact and has no answer.
    #[error("this step is not answered")]
    NotAnswered,
    /// A value of another type.
    #[error("expected {expected}")]
    Type {
        /// What is accepted.
        expected: &'static str,
    },
    /// Not one of the options.
    #[error("`{option}` is not one of the options")]
    Option {
        /// What was given.
        option: String,
    },
    /// More digits after the point than the step has.
    #[error("at most {scale} digits after the point")]
    Scale {
        /// Most digits.
        scale: u8,
    },
    /// Below the smallest number accepted.
    #[error("at least {min}")]
    Min {
        /// The smallest number.
        min: Decimal,
    },
    /// Above the largest number accepted.
    #[error("at most {max}")]
    Max {
        /// The largest number.
        max: Decimal,
    },
    /// Too many characters.
    #[error("at most {max_chars} characters")]
    Length {
        /// Most characters.
        max_chars: u32,
    },
    /// Not a day of the calendar.
    #[error("expected a day such as 2026-01-31")]
    Day,
    /// Not a day of the calendar with a time of day.
    #[error("expected a day and a time such as 2026-01-31T09:30")]
    DayAndTime,
}

/// The most characters of a scanned code.
const SCAN_MAX_CHARS: u32 = 500;

/// How a day with a time of day is written, by the clocks of the site.
pub(crate) const DAY_AND_TIME: &str = "%Y-%m-%dT%H:%M";

impl Kind {
    /// The value in its one canonical form, in which it is written into the document: equal answers
    /// are then equal bytes. `option` is the option of a select-multiple that is answered.
    ///
    /// # Errors
    /// [`AnswerProblem`] says what the step accepts instead.
    pub fn accept(&self, option: Option<&str>, value: &Value) -> Result<Value, AnswerProblem> {
        match (self, option) {
            (Self::Multi { options, .. }, Some(option)) => {
                one_of(options, option)?;
                yes_or_no(value)
            }
            (Self::Multi { .. }, None) => Err(AnswerProblem::Type { expected: "an option" }),
            (_, Some(option)) => Err(AnswerProblem::Option { option: option.to_owned() }),
            (Self::Tick | Self::YesNo, None) => yes_or_no(value),
            (Self::Choice { options }, None) => {
                let option = words(value)?;
                one_of(options, option)?;
                Ok(value.clone())
            }
            (Self::Number { scale, min, max, .. }, None) => number(value, *scale, *min, *max),
            (Self::Text { max_chars }, None) => limited(words(value)?, *max_chars),
            (Self::Scan, None) => limited(words(value)?, SCAN_MAX_CHARS),
            (Self::Date, None) => day(words(value)?),
            (Self::DateTime, None) => day_and_time(words(value)?),
            _ => Err(AnswerProblem::NotAnswered),
        }
    }
}

fn yes_or_no(value: &Value) -> Result<Value, AnswerProblem> {
    match value {
        Value::Bool(_) => Ok(value.clone()),
        _ => Err(AnswerProblem::Type { expected: "yes or no" }),
    }
}

fn words(value: &Value) -> Result<&str, AnswerProblem> {
    match value {
        Value::Str(text) => Ok(text),
        _ => Err(AnswerProblem::Type { expected: "a text" }),
    }
}

fn one_of(options: &[Choice], option: &str) -> Result<(), AnswerProblem> {
    let found = options.iter().any(|choice| choice.id == option);
    if found { Ok(()) } else { Err(AnswerProblem::Option { option: option.to_owned() }) }
}

fn number(
    value: &Value,
    scale: u8,
    min: Option<Decimal>,
    max: Option<Decimal>,
) -> Result<Value, AnswerProblem> {
    let malformed = AnswerProblem::Type { expected: "a number" };
    let number = match value {
        Value::Int(number) => Decimal::from(*number),
        Value::Str(text) => text.parse::<Decimal>().map_err(|_| malformed)?.trimmed(),
        Value::Bool(_) => return Err(malformed),
    };
    if number.scale() > scale {
        return Err(AnswerProblem::Scale { scale });
    }
    if let Some(min) = min.filter(|min| number < *min) {
        return Err(AnswerProblem::Min { min });
    }
    if let Some(max) = max.filter(|max| number > *max) {
        return Err(AnswerProblem::Max { max });
    }
    let canonical = if scale == 0 { Value::Int(number.unscaled()) } else { Value::Str(number.to_string()) };
    Ok(canonical)
}

fn limited(text: &str, max_chars: u32) -> Result<Value, AnswerProblem> {
    let fits = u32::try_from(text.chars().count()).is_ok_and(|count| count <= max_chars);
    if fits { Ok(text.into()) } else { Err(AnswerProblem::Length { max_chars }) }
}

fn day(text: &str) -> Result<Value, AnswerProblem> {
    let day = chrono::NaiveDate::parse_from_str(text, "%Y-%m-%d").map_err(|_| AnswerProblem::Day)?;
    Ok(Value::Str(day.to_string()))
}

/// A text of the canonical form sorts like the times that it names.
fn day_and_time(text: &str) -> Result<Value, AnswerProblem> {
    let time = chrono::NaiveDateTime::parse_from_str(text, DAY_AND_TIME);
    let time = time.map_err(|_| AnswerProblem::DayAndTime)?;
    Ok(Value::Str(time.format(DAY_AND_TIME).to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(scale: u8) -> Kind {
        Kind::Number { unit: None, scale, min: Some(Decimal::ZERO), max: "9.5".parse().ok() }
    }

    #[test]
    fn equal_numbers_are_written_alike() {
        for same in [Value::from("2.50"), Value::from("2.5")] {
            assert_eq!(number(2).accept(None, &same), Ok("2.5".into()));
        }
        assert_eq!(number(1).accept(None, &2.into()), Ok("2".into()));
        assert_eq!(number(0).accept(None, &"3.0".into()), Ok(3.into()));
        assert_eq!(Kind::DateTime.accept(None, &"2026-1-31T9:05".into()), Ok("2026-01-31T09:05".into()));
    }

    #[test]
    fn values_outside_of_a_step_say_what_is_accepted() {
        let refused = |kind: &Kind, value: Value| kind.accept(None, &value).unwrap_err();
        assert_eq!(refused(&number(1), "0.25".into()), AnswerProblem::Scale { scale: 1 });
        assert_eq!(refused(&number(1), (-1).into()), AnswerProblem::Min { min: Decimal::ZERO });
        assert!(matches!(refused(&number(1), 10.into()), AnswerProblem::Max { .. }));
        assert!(matches!(refused(&number(1), "two".into()), AnswerProblem::Type { .. }));
        assert_eq!(
            refused(&Kind::Text { max_chars: 2 }, "灯泡坏".into()),
            AnswerProblem::Length { max_chars: 2 }
        );
        assert_eq!(refused(&Kind::Date, "2026-02-30".into()), AnswerProblem::Day);
        assert_eq!(refused(&Kind::DateTime, "2026-01-31T24:00".into()), AnswerProblem::DayAndTime);
        assert_eq!(refused(&Kind::DateTime, "2026-01-31".into()), AnswerProblem::DayAndTime);
        assert_eq!(refused(&Kind::Work, true.into()), AnswerProblem::NotAnswered);
        assert!(matches!(refused(&Kind::Tick, 1.into()), AnswerProblem::Type { .. }));
    }

    #[test]
    fn options_are_those_of_the_step() {
        let options = vec![Choice { id: "buy".into(), title: crate::text::Text::default() }];
        let choice = Kind::Choice { options: options.clone() };
        assert_eq!(choice.accept(None, &"buy".into()), Ok("buy".into()));
        assert!(choice.accept(None, &"rent".into()).is_err());
        let multi = Kind::Multi { options, at_least: 0 };
        assert_eq!(multi.accept(Some("buy"), &true.into()), Ok(true.into()));
        assert!(multi.accept(Some("rent"), &true.into()).is_err());
        assert!(multi.accept(None, &true.into()).is_err());
    }
}
