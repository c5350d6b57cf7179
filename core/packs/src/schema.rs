//! JSON Schema of the files that people write, generated from the types that read them.
//!
//! An editor completes, explains and checks the form of a pack by it, before the linter checks its meaning. The
//! linter stays the judge: a schema knows no references and no types of expressions.

use std::borrow::Cow;
use std::collections::BTreeMap;

use doorstep_domain::checklist::Checklist;
use doorstep_domain::pack::GuidanceCard;
use doorstep_domain::price::PriceBook;
use schemars::generate::SchemaSettings;
use schemars::transform::{RecursiveTransform, Transform};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::Value;

use crate::source::{CHECKLISTS, GUIDANCE, PACK, PRICES, PackHead, named};

/// An expression, as the source of a pack writes it.
pub(crate) struct Cel;

impl JsonSchema for Cel {
    fn schema_name() -> Cow<'static, str> {
        "Expression".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "minLength": 1,
            "description": "An expression in CEL, such as `answers.wet && job.area == \"public\"`."
        })
    }
}

/// The schemas of the pack format, by the names of their files.
#[must_use]
pub fn schemas() -> BTreeMap<&'static str, Value> {
    BTreeMap::from([
        (
            "pack.schema.json",
            of::<PackHead>("pack.yaml: roles, signers, services, forms and reasons of a trade"),
        ),
        ("checklist.schema.json", of::<Checklist<Cel>>("checklists/NAME.yaml: what a trade asks of a visit")),
        ("prices.schema.json", of::<PriceBook<Cel>>("prices/NAME.yaml: what a company charges")),
        (
            "guidance.schema.json",
            of::<BTreeMap<String, GuidanceCard>>("guidance.yaml: what to say, and what never to say"),
        ),
    ])
}

/// The schema of a source file of a pack, by the path of that file.
#[must_use]
pub fn schema_of(path: &str) -> Option<&'static str> {
    match path {
        PACK => Some("pack.schema.json"),
        GUIDANCE => Some("guidance.schema.json"),
        _ if named(path, CHECKLISTS).is_some() => Some("checklist.schema.json"),
        _ if named(path, PRICES).is_some() => Some("prices.schema.json"),
        _ => None,
    }
}

/// Draft 7, the one that every editor knows.
fn of<T: JsonSchema>(title: &str) -> Value {
    let settings = SchemaSettings::draft07().with_transform(RecursiveTransform(ForReaders));
    let mut schema = settings.into_generator().into_root_schema_for::<T>();
    schema.insert("title".to_owned(), Value::from(title));
    schema.to_value()
}

/// Makes the words of rustdoc readable in an editor: the first paragraph, without links. Formats such as `uint32`
/// mean nothing there.
#[derive(Clone)]
struct ForReaders;

impl Transform for ForReaders {
    fn transform(&mut self, schema: &mut Schema) {
        schema.remove("format");
        if let Some(Value::String(text)) = schema.get_mut("description") {
            let paragraph = text.split("\n\n").next().unwrap_or_default();
            *text = paragraph.replace('\n', " ").replace("[`", "`").replace("`]", "`");
        }
    }
}
