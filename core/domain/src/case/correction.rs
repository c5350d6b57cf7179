//! Corrections of a card: what one's own must keep to. What others sent stays as it is.

use crate::rejected::Rejected;
use crate::value::Value;
use crate::zone::Zone;

/// The fields of cards that a job may correct.
pub const CORRECTABLE: [&str; 8] = [
    "customer.name",
    "customer.phone",
    "site.address",
    "site.time_zone",
    "reporter.name",
    "reporter.phone",
    "asset.model",
    "asset.serial",
];

/// Whether a field of a card may be corrected so. Nothing takes a correction back.
///
/// # Errors
/// [`Rejected::Invalid`] for a field that no card has, for what is no text, and for a time zone that nobody can read.
pub fn check_correction(field: &str, value: Option<&Value>) -> Result<(), Rejected> {
    let invalid = |field, reason: String| Err(Rejected::Invalid { field, reason });
    if !CORRECTABLE.contains(&field) {
        return invalid("field", format!("one of: {}", CORRECTABLE.join(", ")));
    }
    match value {
        None => Ok(()),
        Some(Value::Str(zone)) if field == "site.time_zone" && Zone::parse(zone).is_err() => {
            invalid("value", "a time zone such as CST-8".to_owned())
        }
        Some(Value::Str(_)) => Ok(()),
        Some(_) => invalid("value", "a text".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_correction_names_a_field_of_a_card() {
        let check = |field, value: Option<Value>| check_correction(field, value.as_ref());
        assert_eq!(check("customer.phone", Some("138".into())), Ok(()));
        assert_eq!(check("customer.phone", None), Ok(()));
        assert_eq!(check("site.time_zone", Some("CST-8".into())), Ok(()));
        let field = |checked: Result<(), Rejected>| match checked {
            Err(Rejected::Invalid { field, .. }) => Some(field),
            _ => None,
        };
        assert_eq!(field(check("customer.fone", Some("138".into()))), Some("field"));
        assert_eq!(field(check("", None)), Some("field"));
        assert_eq!(field(check("customer.phone", Some(Value::Int(138)))), Some("value"));
        assert_eq!(field(check("site.time_zone", Some("Beijing time".into()))), Some("value"));
    }
}
