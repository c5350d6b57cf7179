//! What expressions compute with.

use std::cmp::Ordering;
use std::fmt;

use chrono::NaiveDate;

use crate::decimal::Decimal;
use crate::value::Value;

/// The type of one value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ScalarType {
    /// A yes or a no.
    Bool,
    /// A whole number of 64 bits.
    Int,
    /// A number with a stated scale.
    Decimal,
    /// A text or a choice.
    Str,
    /// A calendar date.
    Date,
    /// A length of time.
    Duration,
}

/// The type of an expression.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Type {
    /// One value.
    Scalar(ScalarType),
    /// A list of at most [`super::LIST_CAP`] values of one type.
    List(ScalarType),
}

impl Type {
    /// A condition.
    pub const BOOL: Self = Self::Scalar(ScalarType::Bool);
    /// A whole number.
    pub const INT: Self = Self::Scalar(ScalarType::Int);
    /// A scaled decimal.
    pub const DECIMAL: Self = Self::Scalar(ScalarType::Decimal);
    /// A text.
    pub const STR: Self = Self::Scalar(ScalarType::Str);
    /// A calendar date.
    pub const DATE: Self = Self::Scalar(ScalarType::Date);
    /// A length of time.
    pub const DURATION: Self = Self::Scalar(ScalarType::Duration);
}

impl fmt::Display for ScalarType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Scalar(scalar) => scalar.fmt(f),
            Self::List(element) => write!(f, "List of {element}"),
        }
    }
}

/// One value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scalar {
    /// A yes or a no.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A number with a stated scale.
    Decimal(Decimal),
    /// A text or a choice.
    Str(String),
    /// A calendar date.
    Date(NaiveDate),
    /// A length of time, in milliseconds.
    Duration(i64),
}

impl Scalar {
    /// The type of this value.
    #[must_use]
    pub fn scalar_type(&self) -> ScalarType {
        match self {
            Self::Bool(_) => ScalarType::Bool,
            Self::Int(_) => ScalarType::Int,
            Self::Decimal(_) => ScalarType::Decimal,
            Self::Str(_) => ScalarType::Str,
            Self::Date(_) => ScalarType::Date,
            Self::Duration(_) => ScalarType::Duration,
        }
    }

    /// An answer as the type that its step declares: a decimal and a date are canonical strings in the
    /// document, a duration is an Int of milliseconds. `None` if the answer is not of that type.
    #[must_use]
    pub fn of_answer(answer: &Value, declared: ScalarType) -> Option<Self> {
        match (declared, answer) {
            (ScalarType::Bool, Value::Bool(value)) => Some(Self::Bool(*value)),
            (ScalarType::Int, Value::Int(value)) => Some(Self::Int(*value)),
            (ScalarType::Int, Value::Str(text)) => {
                let number = text.parse::<Decimal>().ok()?.trimmed();
                (number.scale() == 0).then(|| Self::Int(number.unscaled()))
            }
            (ScalarType::Decimal, Value::Int(value)) => Some(Self::Decimal(Decimal::from(*value))),
            (ScalarType::Decimal, Value::Str(text)) => text.parse().ok().map(Self::Decimal),
            (ScalarType::Str, Value::Str(text)) => Some(Self::Str(text.clone())),
            (ScalarType::Date, Value::Str(text)) => text.parse().ok().map(Self::Date),
            (ScalarType::Duration, Value::Int(millis)) => Some(Self::Duration(*millis)),
            _ => None,
        }
    }

    /// Whether two values are equal; an Int equals the Decimal of its value. `None` between types that
    /// cannot be equal.
    pub(super) fn same(&self, other: &Self) -> Option<bool> {
        self.order(other).map(Ordering::is_eq)
    }

    /// The order of two values of one type, or of two numbers.
    pub(super) fn order(&self, other: &Self) -> Option<Ordering> {
        Some(match (self, other) {
            (Self::Bool(left), Self::Bool(right)) => left.cmp(right),
            (Self::Int(left), Self::Int(right)) | (Self::Duration(left), Self::Duration(right)) => {
                left.cmp(right)
            }
            (Self::Str(left), Self::Str(right)) => left.cmp(right),
            (Self::Date(left), Self::Date(right)) => left.cmp(right),
            (left, right) => left.number()?.cmp(&right.number()?),
        })
    }

    /// A number as a decimal.
    pub(super) fn number(&self) -> Option<Decimal> {
        match self {
            Self::Int(value) => Some(Decimal::from(*value)),
            Self::Decimal(value) => Some(*value),
            _ => None,
        }
    }
}

impl fmt::Display for Scalar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bool(value) => value.fmt(f),
            Self::Int(value) => value.fmt(f),
            Self::Decimal(value) => value.fmt(f),
            Self::Str(value) => value.fmt(f),
            Self::Date(value) => value.fmt(f),
            Self::Duration(millis) if millis % 1000 == 0 => write!(f, "{}s", millis / 1000),
            Self::Duration(millis) => write!(f, "{millis}ms"),
        }
    }
}

/// What an expression computes, and what a context answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ExprValue {
    /// One value.
    Scalar(Scalar),
    /// Several values; an answer with several options is the list of the chosen ones.
    List(Vec<Scalar>),
}

impl ExprValue {
    /// The value, if it is a Bool.
    #[must_use]
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Self::Scalar(Scalar::Bool(value)) => Some(*value),
            _ => None,
        }
    }

    /// The value as a number, if it is an Int or a Decimal.
    #[must_use]
    pub fn as_number(&self) -> Option<Decimal> {
        match self {
            Self::Scalar(scalar) => scalar.number(),
            Self::List(_) => None,
        }
    }
}

impl From<Scalar> for ExprValue {
    fn from(scalar: Scalar) -> Self {
        Self::Scalar(scalar)
    }
}

impl From<bool> for ExprValue {
    fn from(value: bool) -> Self {
        Self::Scalar(Scalar::Bool(value))
    }
}

impl From<i64> for ExprValue {
    fn from(value: i64) -> Self {
        Self::Scalar(Scalar::Int(value))
    }
}

impl From<Decimal> for ExprValue {
    fn from(value: Decimal) -> Self {
        Self::Scalar(Scalar::Decimal(value))
    }
}

impl From<NaiveDate> for ExprValue {
    fn from(value: NaiveDate) -> Self {
        Self::Scalar(Scalar::Date(value))
    }
}

impl From<&str> for ExprValue {
    fn from(value: &str) -> Self {
        Self::Scalar(Scalar::Str(value.to_owned()))
    }
}

impl fmt::Display for ExprValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Scalar(scalar) => scalar.fmt(f),
            Self::List(items) => {
                f.write_str("[")?;
                for (index, item) in items.iter().enumerate() {
                    if index > 0 {
                        f.write_str(", ")?;
                    }
                    item.fmt(f)?;
                }
                f.write_str("]")
            }
        }
    }
}

/// Milliseconds of a duration such as `8h`, `1h30m` or `90s`: whole numbers with the units `h`, `m`,
/// `s` and `ms`, from large to small, each at most once; a leading `-` negates the whole.
#[must_use]
pub fn parse_duration(text: &str) -> Option<i64> {
    const UNITS: [(&str, i64); 4] = [("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1)];
    let (sign, mut rest) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
    let mut units = UNITS.iter();
    let mut total: i64 = 0;
    if rest.is_empty() {
        return None;
    }
    while !rest.is_empty() {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let (number, tail) = rest.split_at(digits);
        let letters = tail.bytes().take_while(u8::is_ascii_lowercase).count();
        let (unit, tail) = tail.split_at(letters);
        let millis = units.find(|(known, _)| *known == unit)?.1;
        total = number.parse::<i64>().ok()?.checked_mul(millis)?.checked_add(total)?;
        rest = tail;
    }
    Some(sign * total)
}
