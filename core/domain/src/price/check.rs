//! What a price book must keep to before it is published.

use super::book::{ItemKind, PriceBook};
use crate::decimal::Decimal;

/// A mistake in a price book.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{path}: {reason}")]
pub struct BookProblem {
    /// Where, such as `unlisted.rounding`.
    pub path: String,
    /// What is wrong.
    pub reason: String,
}

impl<E> PriceBook<E> {
    /// Every mistake that does not depend on an expression. A price that is not configured is none.
    #[must_use]
    pub fn problems(&self) -> Vec<BookProblem> {
        let mut problems = Vec::new();
        let mut refuse = |found: bool, path: &str, reason: String| {
            if found {
                problems.push(BookProblem { path: path.to_owned(), reason });
            }
        };
        let is_day = chrono::NaiveDate::parse_from_str(&self.valid_from, "%Y-%m-%d")
            .is_ok_and(|day| day.to_string() == self.valid_from);
        refuse(!is_day, "valid_from", format!("`{}` is not a day like 2026-01-31", self.valid_from));
        let undefined = |name: &String| !self.roundings.contains_key(name);
        let rounding_reason = |name: &String| format!("`{name}` is not one of the roundings");
        refuse(undefined(&self.rounding), "rounding", rounding_reason(&self.rounding));
        if let Some(rule) = &self.unlisted {
            refuse(undefined(&rule.rounding), "unlisted.rounding", rounding_reason(&rule.rounding));
            refuse(rule.markup <= Decimal::ZERO, "unlisted.markup", "must be above zero".to_owned());
        }
        if let Some(rule) = &self.labour {
            refuse(rule.period_minutes == 0, "labour.period_minutes", "must be above zero".to_owned());
        }
        let has_labour = self.items.values().any(|item| item.kind == ItemKind::Labour);
        refuse(has_labour && self.labour.is_none(), "labour", "is needed for the labour items".to_owned());
        for (name, rounding) in &self.roundings {
            let path = format!("roundings.{name}.step_minor");
            refuse(rounding.step_minor == 0, &path, "must be above zero".to_owned());
        }
        let too_fine = |scale: u8| scale > Decimal::MAX_SCALE;
        let scale_reason = || format!("at most {}", Decimal::MAX_SCALE);
        refuse(too_fine(self.quantity_scale), "quantity_scale", scale_reason());
        refuse(too_fine(self.currency.minor_digits), "currency.minor_digits", scale_reason());
        for (code, item) in &self.items {
            let path = format!("items.{code}.quantity_scale");
            refuse(item.quantity_scale.is_some_and(too_fine), &path, scale_reason());
        }
        problems
    }
}
