//! Prices in the text of a price book. Only what changes is written: conditions, comments and order stay as people wrote
//! them.

use doorstep_domain::money::Money;
use doorstep_domain::price::ItemKind;
use doorstep_domain::text::Language;
use saphyr::{LoadableYamlNode as _, MarkedYaml};

/// An item that the book does not have yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct NewItem {
    pub(super) code: String,
    pub(super) titles: Vec<(Language, String)>,
    pub(super) units: Vec<(Language, String)>,
    pub(super) kind: ItemKind,
    pub(super) price: Option<Money>,
    pub(super) origin: Option<String>,
}

/// Why a book cannot be written by a program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum BookError {
    #[error("the price book is not YAML that can be read")]
    Unreadable,
    #[error("the items of the price book stand in one line: write each in a line of its own first")]
    OneLine,
    #[error("the item has no price of its own in the price book")]
    NoPrice,
}

/// The text with these prices.
pub(super) fn with_prices(text: &str, prices: &[(String, Option<Money>)]) -> Result<String, BookError> {
    let documents = MarkedYaml::load_from_str(text).map_err(|_| BookError::Unreadable)?;
    let items = documents.first().and_then(|root| child(root, "items")).ok_or(BookError::Unreadable)?;
    let mut places = Vec::new();
    for (code, price) in prices {
        let price_node =
            child(items, code).and_then(|item| child(item, "price")).ok_or(BookError::NoPrice)?;
        places.push((price_node.span.start.index()..price_node.span.end.index(), written(*price)));
    }
    places.sort_by_key(|(span, _)| span.start);
    let letters: Vec<(usize, char)> = text.char_indices().collect();
    let byte = |index: usize| letters.get(index).map_or(text.len(), |(byte, _)| *byte);
    let mut changed = String::new();
    let mut done = 0;
    for (span, price) in places {
        let (start, end) = (byte(span.start), byte(span.end));
        changed.push_str(&text[done..start]);
        changed.push_str(&price);
        done = end;
    }
    changed.push_str(&text[done..]);
    Ok(changed)
}

/// The text with these items behind the last one.
pub(super) fn with_items(text: &str, items: &[NewItem]) -> Result<String, BookError> {
    if items.is_empty() {
        return Ok(text.to_owned());
    }
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let head = lines.iter().position(|line| line.starts_with("items:")).ok_or(BookError::OneLine)?;
    let behind = lines[head]["items:".len()..].trim();
    let is_empty = behind.starts_with("{}");
    if !is_empty && !behind.is_empty() && !behind.starts_with('#') {
        return Err(BookError::OneLine);
    }
    // Of what is indented below `items:`, the last line that says anything.
    let inside = lines.iter().enumerate().skip(head + 1);
    let inside = inside.take_while(|(_, line)| line.trim().is_empty() || line.starts_with([' ', '#']));
    let filled = inside.filter(|(_, line)| line.starts_with(' ') && !line.trim().is_empty());
    let last = filled.map(|(index, _)| index).last().unwrap_or(head);
    let indent = lines.get(head + 1).filter(|_| last > head);
    let indent = indent.map_or(2, |line| line.len() - line.trim_start().len()).max(1);
    let mut changed = lines[..head].concat();
    changed.push_str("items:\n");
    changed.push_str(&lines[head + 1..=last.max(head)].concat());
    if !changed.ends_with('\n') {
        changed.push('\n');
    }
    items.iter().for_each(|item| changed.push_str(&block(item, indent)));
    changed.push_str(&lines[last + 1..].concat());
    Ok(changed)
}

fn block(item: &NewItem, indent: usize) -> String {
    let (outer, inner) = (" ".repeat(indent), " ".repeat(indent + 2));
    let kind = match item.kind {
        ItemKind::Labour => "labour",
        ItemKind::Material => "material",
        ItemKind::Fee => "fee",
        ItemKind::PerVisit => "per_visit",
        ItemKind::Formula => "formula",
        ItemKind::Credit => "credit",
    };
    let origin = item.origin.as_ref().map(|origin| format!("{inner}origin: {}\n", quoted(origin)));
    format!(
        "{outer}{}:\n{inner}title: {}\n{inner}kind: {kind}\n{inner}unit: {}\n{inner}price: {}\n{}",
        quoted(&item.code),
        texts(&item.titles),
        texts(&item.units),
        written(item.price),
        origin.unwrap_or_default()
    )
}

/// A text in its languages, on one line.
pub(super) fn texts(texts: &[(Language, String)]) -> String {
    let parts: Vec<String> =
        texts.iter().map(|(language, text)| format!("{}: {}", language.0, quoted(text))).collect();
    format!("{{{}}}", parts.join(", "))
}

/// JSON in quotes is YAML, too.
pub(super) fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

fn written(price: Option<Money>) -> String {
    price.map_or_else(|| "not_configured".to_owned(), |price| price.0.to_string())
}

fn child<'n>(node: &'n MarkedYaml<'n>, name: &str) -> Option<&'n MarkedYaml<'n>> {
    let mut entries = node.data.as_mapping()?.iter();
    entries.find(|(key, _)| key.data.as_str() == Some(name)).map(|(_, value)| value)
}
