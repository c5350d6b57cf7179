//! The exported interface as a listing: one heading per type, one line per member, in a fixed order.

use std::collections::BTreeMap;

use uniffi_meta::{
    ConstructorMetadata, DefaultValueMetadata, FieldMetadata, FnParamMetadata, LiteralMetadata, Metadata,
    ObjectImpl, Type,
};

const HEAD: &str = "\
# What Doorstep exports to other languages. Made from the library by `bindings/run api --accept`;
# `bindings/run api` fails if the library says something else.
";

/// The listing. Members of records and variants keep their order, which is part of the interface; everything
/// else is sorted by name.
pub(super) fn of(metadata: Vec<Metadata>) -> String {
    let mut headings: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut methods: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for item in metadata {
        match item {
            Metadata::Constructor(made) => {
                methods.entry(made.self_name.clone()).or_default().push(constructor(&made));
            }
            Metadata::Method(m) => {
                let line = signature(&m.name, &m.inputs, m.return_type.as_ref(), m.throws.as_ref());
                methods.entry(m.self_name).or_default().push(line);
            }
            Metadata::TraitMethod(m) => {
                let line = signature(&m.name, &m.inputs, m.return_type.as_ref(), m.throws.as_ref());
                methods.entry(m.trait_name).or_default().push(line);
            }
            other => {
                if let Some((heading, members)) = heading(other) {
                    headings.insert(heading, members);
                }
            }
        }
    }
    for (heading, members) in &mut headings {
        let name = heading.split(' ').nth(1).unwrap_or_default();
        if let Some(mut found) = methods.remove(name) {
            found.sort();
            members.extend(found);
        }
    }
    let mut listing = HEAD.to_owned();
    for (heading, members) in headings {
        listing.push_str(&format!("\n{heading}\n"));
        members.iter().for_each(|member| listing.push_str(&format!("  {member}\n")));
    }
    listing
}

/// The heading of an item and the members that it brings itself.
fn heading(item: Metadata) -> Option<(String, Vec<String>)> {
    match item {
        Metadata::Func(f) => {
            let line = signature(&f.name, &f.inputs, f.return_type.as_ref(), f.throws.as_ref());
            Some((format!("function {line}"), Vec::new()))
        }
        Metadata::Object(object) => Some(match object.imp {
            ObjectImpl::Struct => (format!("object {}", object.name), Vec::new()),
            ObjectImpl::Trait(_) => (format!("trait {} (the app implements it)", object.name), Vec::new()),
        }),
        Metadata::Record(record) => Some((format!("record {}", record.name), members(&record.fields))),
        Metadata::Enum(one_of) => {
            let word = if one_of.shape.is_error() { "error" } else { "enum" };
            let variants = one_of.variants.iter().map(|variant| match variant.fields.as_slice() {
                [] => variant.name.clone(),
                fields => format!("{} {{ {} }}", variant.name, members(fields).join(", ")),
            });
            Some((format!("{word} {}", one_of.name), variants.collect()))
        }
        Metadata::CustomType(alias) => {
            Some((format!("alias {} = {}", alias.name, name_of(&alias.builtin)), Vec::new()))
        }
        _ => None,
    }
}

fn constructor(made: &ConstructorMetadata) -> String {
    let itself = Type::Record { module_path: String::new(), name: made.self_name.clone() };
    format!("static {}", signature(&made.name, &made.inputs, Some(&itself), made.throws.as_ref()))
}

fn signature(
    name: &str,
    inputs: &[FnParamMetadata],
    returns: Option<&Type>,
    throws: Option<&Type>,
) -> String {
    let inputs: Vec<String> =
        inputs.iter().map(|input| field(&input.name, &input.ty, input.default.as_ref())).collect();
    let returns = returns.map(|ty| format!(" -> {}", name_of(ty))).unwrap_or_default();
    let throws = throws.map(|ty| format!(" throws {}", name_of(ty))).unwrap_or_default();
    format!("{name}({}){returns}{throws}", inputs.join(", "))
}

fn members(fields: &[FieldMetadata]) -> Vec<String> {
    fields.iter().map(|member| field(&member.name, &member.ty, member.default.as_ref())).collect()
}

fn field(name: &str, ty: &Type, given: Option<&DefaultValueMetadata>) -> String {
    let given = given.map(|value| format!(" = {}", value_of(value))).unwrap_or_default();
    format!("{name}: {}{given}", name_of(ty))
}

fn value_of(given: &DefaultValueMetadata) -> String {
    match given {
        DefaultValueMetadata::Default => "default".to_owned(),
        DefaultValueMetadata::Literal(literal) => match literal {
            LiteralMetadata::Boolean(value) => value.to_string(),
            LiteralMetadata::String(value) | LiteralMetadata::Float(value, _) => format!("{value:?}"),
            LiteralMetadata::UInt(value, ..) => value.to_string(),
            LiteralMetadata::Int(value, ..) => value.to_string(),
            LiteralMetadata::Enum(value, _) => value.clone(),
            LiteralMetadata::EmptySequence | LiteralMetadata::EmptySet => "[]".to_owned(),
            LiteralMetadata::EmptyMap => "{}".to_owned(),
            LiteralMetadata::None => "none".to_owned(),
            LiteralMetadata::Some { inner } => value_of(inner),
        },
    }
}

fn name_of(ty: &Type) -> String {
    match ty {
        Type::UInt8 => "u8".to_owned(),
        Type::Int8 => "i8".to_owned(),
        Type::UInt16 => "u16".to_owned(),
        Type::Int16 => "i16".to_owned(),
        Type::UInt32 => "u32".to_owned(),
        Type::Int32 => "i32".to_owned(),
        Type::UInt64 => "u64".to_owned(),
        Type::Int64 => "i64".to_owned(),
        Type::Float32 => "f32".to_owned(),
        Type::Float64 => "f64".to_owned(),
        Type::Boolean => "bool".to_owned(),
        Type::String => "String".to_owned(),
        Type::Bytes => "bytes".to_owned(),
        Type::Timestamp => "system time".to_owned(),
        Type::Duration => "duration".to_owned(),
        Type::Object { name, .. }
        | Type::Record { name, .. }
        | Type::Enum { name, .. }
        | Type::CallbackInterface { name, .. }
        | Type::Custom { name, .. } => name.clone(),
        Type::Box { inner_type } => name_of(inner_type),
        Type::Optional { inner_type } => format!("{}?", name_of(inner_type)),
        Type::Sequence { inner_type } => format!("[{}]", name_of(inner_type)),
        Type::Map { key_type, value_type } => format!("{{{}: {}}}", name_of(key_type), name_of(value_type)),
        Type::Set { inner_type } => format!("{{{}}}", name_of(inner_type)),
    }
}
