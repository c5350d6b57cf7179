//! JSON Schema of what a pack writes in a way of its own: for editors, and never part of a phone.
//!
//! Most types of the pack format derive their schema from the same attributes that read them. Here are those that
//! are read by hand: a value or `not_configured`, a decimal as text, an event by its name.
//!
//! A field with `serde(default = "...")` in a generic type says `schemars(default)` too: the schema needs the default of
//! a known type, where reading only needs a function.

use std::borrow::Cow;
use std::marker::PhantomData;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::{Map, Value, json};

use crate::decimal::Decimal;
use crate::fact::SignatureRole;
use crate::money::Money;
use crate::pack::{Audience, Configured};
use crate::price::Price;
use crate::timer::{Event, Length, MonthDay, TimeOfDay};

/// A day of the calendar.
pub(crate) struct Day;

const NOT_CONFIGURED: &str = "not_configured";

/// The schema of a type that is always written in place, by an expression.
macro_rules! in_place {
    ($type:ty, $name:literal, $schema:expr) => {
        impl JsonSchema for $type {
            fn schema_name() -> Cow<'static, str> {
                $name.into()
            }

            fn inline_schema() -> bool {
                true
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                $schema
            }
        }
    };
}

in_place!(Decimal, "Decimal", json_schema!({ "type": "string", "pattern": r"^-?[0-9]+(\.[0-9]{1,9})?$" }));
in_place!(
    Length,
    "Length",
    json_schema!({ "type": "string", "pattern": "^([0-9]+h)?([0-9]+m)?([0-9]+s)?$", "minLength": 1 })
);
in_place!(Day, "Day", json_schema!({ "type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" }));
in_place!(MonthDay, "MonthDay", json_schema!({ "type": "string", "pattern": "^[0-9]{2}-[0-9]{2}$" }));
in_place!(TimeOfDay, "TimeOfDay", json_schema!({ "type": "string", "pattern": "^[0-9]{2}:[0-9]{2}$" }));

impl<T: JsonSchema> JsonSchema for Configured<T> {
    fn schema_name() -> Cow<'static, str> {
        format!("{}_or_not_configured", T::schema_name()).into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let value = generator.subschema_for::<T>();
        json_schema!({ "anyOf": [value, not_configured()] })
    }
}

impl JsonSchema for Price {
    fn schema_name() -> Cow<'static, str> {
        "Price".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let minor = json!({ "type": "integer", "minimum": 0 });
        let bound = generator.subschema_for::<Money>();
        json_schema!({
            "description": "A price in minor units (500 is 5.00), bounds of a price, or the word `not_configured`.",
            "oneOf": [
                minor,
                {
                    "type": "object",
                    "properties": { "min": bound, "max": bound },
                    "required": ["min", "max"],
                    "additionalProperties": false
                },
                not_configured()
            ]
        })
    }
}

impl JsonSchema for Event {
    fn schema_name() -> Cow<'static, str> {
        "Event".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let plain = Self::PLAIN.iter().map(|(_, name)| json!(name));
        let signed = SignatureRole::ALL.iter().map(|role| json!(format!("signed.{}", role.name())));
        let delivered = Audience::ALL.iter().map(|audience| json!(format!("delivered.{}", audience.name())));
        let named: Vec<Value> = plain.chain(signed).chain(delivered).collect();
        json_schema!({
            "description": "Something that happens, by its name: `completed`, `signed.customer_accept`, `delivered.archive`, `step.hand_in`, `answers.sold_at`, `linked.coordination`.",
            "anyOf": [
                { "enum": named },
                { "type": "string", "pattern": r"^(step|answers|linked)\..+$" }
            ]
        })
    }
}

/// One event, or a list of them.
pub(crate) struct OneOrMore;

impl JsonSchema for OneOrMore {
    fn schema_name() -> Cow<'static, str> {
        "Events".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let one = generator.subschema_for::<Event>();
        let more = generator.subschema_for::<Vec<Event>>();
        json_schema!({ "anyOf": [one, more] })
    }
}

/// A map whose keys are the words of an enum, so that an editor knows and explains them.
pub struct Words<K, V>(PhantomData<(K, V)>);

impl<K: JsonSchema, V: JsonSchema> JsonSchema for Words<K, V> {
    fn schema_name() -> Cow<'static, str> {
        format!("{}_by_{}", V::schema_name(), K::schema_name()).into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let value = generator.subschema_for::<V>();
        let words = K::json_schema(generator);
        let words = words.get("oneOf").and_then(Value::as_array).cloned().unwrap_or_default();
        let known: Map<String, Value> = words
            .iter()
            .filter_map(|word| {
                let name = word.get("const")?.as_str()?;
                Some((name.to_owned(), json!({ "description": word.get("description"), "allOf": [value] })))
            })
            .collect();
        json_schema!({ "type": "object", "properties": known, "additionalProperties": false })
    }
}

fn not_configured() -> Value {
    json!({ "const": NOT_CONFIGURED, "description": "The company has not said it; what needs it stops and says so." })
}
