//! Rules that the exported interface keeps to, each with its reason in the message.

use std::collections::{BTreeMap, BTreeSet};

use uniffi_meta::{Metadata, Type};

/// Words that some language takes for itself.
const TAKEN: [&str; 9] =
    ["close", "destroy", "message", "suspend", "description", "hash", "hashCode", "default", "init"];

/// Most variants of the one error: each must have an answer to *what can the app do now?*
const MAX_ERROR_VARIANTS: usize = 12;

/// One callable thing.
struct Call<'a> {
    name: String,
    is_async: bool,
    inputs: Vec<&'a Type>,
    throws: Option<&'a Type>,
    is_of_the_app: bool,
    docs: &'a str,
}

/// What breaks a rule, one line each.
pub(super) fn broken(metadata: &[Metadata]) -> Vec<String> {
    let checked = Checked::of(metadata);
    let mut broken = Vec::new();
    for call in metadata.iter().filter_map(call) {
        check_call(&call, &checked, &mut broken);
    }
    for (owner, name) in names(metadata) {
        if TAKEN.contains(&name) {
            broken.push(format!("{owner}.{name}: a language takes this word for itself; rename it"));
        }
    }
    for one_of in metadata.iter().filter_map(|item| match item {
        Metadata::Enum(one_of) if one_of.shape.is_error() => Some(one_of),
        _ => None,
    }) {
        if one_of.variants.len() > MAX_ERROR_VARIANTS {
            let count = one_of.variants.len();
            broken.push(format!(
                "{}: {count} variants; at most {MAX_ERROR_VARIANTS} that an app acts on",
                one_of.name
            ));
        }
    }
    broken
}

fn check_call(call: &Call<'_>, checked: &Checked<'_>, broken: &mut Vec<String>) {
    let name = &call.name;
    if call.is_async {
        broken.push(format!("{name}: async; nothing exported needs a runtime, the language layers wrap it"));
    }
    let throws = call.throws.and_then(named);
    if call.is_of_the_app && throws != Some("PlatformError") {
        broken.push(format!("{name}: must throw PlatformError, or an exception of the app ends the process"));
    }
    if !call.is_of_the_app && throws.is_some_and(|error| error != "DoorstepError") {
        broken.push(format!("{name}: throws another error than DoorstepError"));
    }
    if !call.is_of_the_app && throws.is_none() && call.inputs.iter().any(|ty| checked.contains(ty)) {
        broken.push(format!(
            "{name}: takes a checked text and cannot fail; a bad one would be an internal error"
        ));
    }
    let needed: &[&str] =
        if call.is_of_the_app { &["Errors:"] } else { &["Blocking:", "Offline:", "Errors:"] };
    for word in needed.iter().filter(|word| !call.docs.contains(**word)) {
        broken.push(format!("{name}: its documentation lacks \"{word}\""));
    }
}

fn call(item: &Metadata) -> Option<Call<'_>> {
    match item {
        Metadata::Func(f) => Some(Call {
            name: f.name.clone(),
            is_async: f.is_async,
            inputs: f.inputs.iter().map(|input| &input.ty).collect(),
            throws: f.throws.as_ref(),
            is_of_the_app: false,
            docs: f.docstring.as_deref().unwrap_or_default(),
        }),
        Metadata::Constructor(c) => Some(Call {
            name: format!("{}.{}", c.self_name, c.name),
            is_async: c.is_async,
            inputs: c.inputs.iter().map(|input| &input.ty).collect(),
            throws: c.throws.as_ref(),
            is_of_the_app: false,
            docs: c.docstring.as_deref().unwrap_or_default(),
        }),
        Metadata::Method(m) => Some(Call {
            name: format!("{}.{}", m.self_name, m.name),
            is_async: m.is_async,
            inputs: m.inputs.iter().map(|input| &input.ty).collect(),
            throws: m.throws.as_ref(),
            is_of_the_app: false,
            docs: m.docstring.as_deref().unwrap_or_default(),
        }),
        Metadata::TraitMethod(m) => Some(Call {
            name: format!("{}.{}", m.trait_name, m.name),
            is_async: m.is_async,
            inputs: m.inputs.iter().map(|input| &input.ty).collect(),
            throws: m.throws.as_ref(),
            is_of_the_app: true,
            docs: m.docstring.as_deref().unwrap_or_default(),
        }),
        _ => None,
    }
}

/// Names that become names in other languages, with what they belong to.
fn names(metadata: &[Metadata]) -> Vec<(&str, &str)> {
    metadata.iter().flat_map(names_in).collect()
}

fn names_in(item: &Metadata) -> Vec<(&str, &str)> {
    match item {
        Metadata::Func(f) => vec![("function", f.name.as_str())],
        Metadata::Method(m) => vec![(m.self_name.as_str(), m.name.as_str())],
        Metadata::TraitMethod(m) => vec![(m.trait_name.as_str(), m.name.as_str())],
        Metadata::Record(r) => r.fields.iter().map(|field| (r.name.as_str(), field.name.as_str())).collect(),
        Metadata::Enum(e) => {
            let fields = e.variants.iter().flat_map(|variant| &variant.fields);
            fields.map(|field| (e.name.as_str(), field.name.as_str())).collect()
        }
        _ => Vec::new(),
    }
}

/// Which types contain a text that is checked when it crosses.
struct Checked<'a>(BTreeSet<&'a str>);

impl<'a> Checked<'a> {
    fn of(metadata: &'a [Metadata]) -> Self {
        let aliases = metadata.iter().filter_map(|item| match item {
            Metadata::CustomType(alias) if alias.builtin == Type::String => Some(alias.name.as_str()),
            _ => None,
        });
        let mut checked = Self(aliases.collect());
        let contents: BTreeMap<&str, Vec<&Type>> = metadata.iter().filter_map(contents).collect();
        // Records nest: repeat until nothing is added.
        loop {
            let holds = |types: &Vec<&Type>| types.iter().any(|ty| checked.contains(ty));
            let found: Vec<&str> = contents
                .iter()
                .filter(|(name, types)| !checked.0.contains(**name) && holds(types))
                .map(|(name, _)| *name)
                .collect();
            if found.is_empty() {
                return checked;
            }
            checked.0.extend(found);
        }
    }

    fn contains(&self, ty: &Type) -> bool {
        match ty {
            Type::Optional { inner_type }
            | Type::Sequence { inner_type }
            | Type::Set { inner_type }
            | Type::Box { inner_type } => self.contains(inner_type),
            Type::Map { key_type, value_type } => self.contains(key_type) || self.contains(value_type),
            ty => named(ty).is_some_and(|name| self.0.contains(name)),
        }
    }
}

fn contents(item: &Metadata) -> Option<(&str, Vec<&Type>)> {
    match item {
        Metadata::Record(r) => Some((r.name.as_str(), r.fields.iter().map(|field| &field.ty).collect())),
        Metadata::Enum(e) => {
            let fields = e.variants.iter().flat_map(|variant| &variant.fields);
            Some((e.name.as_str(), fields.map(|field| &field.ty).collect()))
        }
        _ => None,
    }
}

fn named(ty: &Type) -> Option<&str> {
    match ty {
        Type::Object { name, .. }
        | Type::Record { name, .. }
        | Type::Enum { name, .. }
        | Type::CallbackInterface { name, .. }
        | Type::Custom { name, .. } => Some(name),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use uniffi_meta::{CustomTypeMetadata, FnMetadata, FnParamMetadata};

    use super::*;

    const DOCS: &str = "Does it.\n\nBlocking: no. Offline: yes. Errors: `InvalidInput`.";

    fn case_id() -> Type {
        Type::Custom { module_path: "m".into(), name: "CaseId".into(), builtin: Box::new(Type::String) }
    }

    fn error(name: &str) -> Option<Type> {
        Some(Type::Enum { module_path: "m".into(), name: name.into() })
    }

    fn function(name: &str, throws: Option<Type>, docs: &str) -> Vec<Metadata> {
        let alias = CustomTypeMetadata {
            module_path: "m".into(),
            name: "CaseId".into(),
            orig_name: None,
            builtin: Type::String,
            docstring: None,
        };
        let function = FnMetadata {
            module_path: "m".into(),
            name: name.into(),
            orig_name: None,
            is_async: false,
            inputs: vec![FnParamMetadata::simple("case", Type::Optional { inner_type: Box::new(case_id()) })],
            return_type: None,
            throws,
            checksum: None,
            docstring: Some(docs.into()),
        };
        vec![Metadata::CustomType(alias), Metadata::Func(function)]
    }

    #[test]
    fn what_takes_an_id_must_be_able_to_fail_and_to_say_how() {
        assert_eq!(broken(&function("open_job", error("DoorstepError"), DOCS)), Vec::<String>::new());
        let cases = [
            (function("open_job", None, DOCS), "takes a checked text"),
            (function("open_job", error("OtherError"), DOCS), "another error"),
            (function("close", error("DoorstepError"), DOCS), "takes this word for itself"),
            (function("open_job", error("DoorstepError"), "Does it."), "lacks \"Blocking:\""),
        ];
        for (metadata, reason) in cases {
            let found = broken(&metadata);
            assert!(found.iter().any(|line| line.contains(reason)), "{reason}: {found:?}");
        }
    }
}
