//! The four kinds of values that the tables hold, and what the server makes of them.

use std::borrow::Cow;

use crate::error::Error;

/// A value of a column or a parameter. Truth is 0 or 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::store) enum Value<'v> {
    /// Nothing.
    Null,
    /// A whole number.
    Int(i64),
    /// A text.
    Text(Cow<'v, str>),
    /// Bytes.
    Blob(Cow<'v, [u8]>),
}

/// A row as its database hands it out.
pub(in crate::store) trait Columns {
    /// The value of a column.
    fn column(&self, name: &str) -> Result<Value<'_>, Error>;
}

/// A row of a result.
pub(in crate::store) struct Row<'r>(pub(in crate::store) &'r dyn Columns);

impl Row<'_> {
    /// The value of a column.
    pub(in crate::store) fn get<T: FromValue>(&self, column: &str) -> Result<T, Error> {
        T::from_value(self.0.column(column)?).ok_or(Error::Damaged("a column holds what nobody wrote"))
    }
}

/// What can be a parameter.
pub(in crate::store) trait ToValue {
    /// It, as a value.
    fn to_value(&self) -> Value<'_>;
}

/// What can be read from a column.
pub(in crate::store) trait FromValue: Sized {
    /// It, if the value is of this kind and within its range.
    fn from_value(value: Value<'_>) -> Option<Self>;
}

impl<T: ToValue + ?Sized> ToValue for &T {
    fn to_value(&self) -> Value<'_> {
        (**self).to_value()
    }
}

impl<T: ToValue> ToValue for Option<T> {
    fn to_value(&self) -> Value<'_> {
        self.as_ref().map_or(Value::Null, ToValue::to_value)
    }
}

impl<T: FromValue> FromValue for Option<T> {
    fn from_value(value: Value<'_>) -> Option<Self> {
        if value == Value::Null { Some(None) } else { T::from_value(value).map(Some) }
    }
}

macro_rules! numbers {
    ($($number:ty),+) => {$(
        impl ToValue for $number {
            fn to_value(&self) -> Value<'_> {
                Value::Int(i64::from(*self))
            }
        }

        impl FromValue for $number {
            fn from_value(value: Value<'_>) -> Option<Self> {
                let Value::Int(number) = value else { return None };
                number.try_into().ok()
            }
        }
    )+};
}

numbers!(i64, u32, u8);

impl ToValue for bool {
    fn to_value(&self) -> Value<'_> {
        Value::Int(i64::from(*self))
    }
}

impl FromValue for bool {
    fn from_value(value: Value<'_>) -> Option<Self> {
        let Value::Int(number) = value else { return None };
        Some(number != 0)
    }
}

impl ToValue for str {
    fn to_value(&self) -> Value<'_> {
        Value::Text(Cow::Borrowed(self))
    }
}

impl ToValue for String {
    fn to_value(&self) -> Value<'_> {
        self.as_str().to_value()
    }
}

impl FromValue for String {
    fn from_value(value: Value<'_>) -> Option<Self> {
        let Value::Text(text) = value else { return None };
        Some(text.into_owned())
    }
}

impl ToValue for [u8] {
    fn to_value(&self) -> Value<'_> {
        Value::Blob(Cow::Borrowed(self))
    }
}

impl ToValue for Vec<u8> {
    fn to_value(&self) -> Value<'_> {
        self.as_slice().to_value()
    }
}

impl FromValue for Vec<u8> {
    fn from_value(value: Value<'_>) -> Option<Self> {
        let Value::Blob(bytes) = value else { return None };
        Some(bytes.into_owned())
    }
}

impl<const N: usize> ToValue for [u8; N] {
    fn to_value(&self) -> Value<'_> {
        self.as_slice().to_value()
    }
}

impl<const N: usize> FromValue for [u8; N] {
    fn from_value(value: Value<'_>) -> Option<Self> {
        let Value::Blob(bytes) = value else { return None };
        bytes.as_ref().try_into().ok()
    }
}
