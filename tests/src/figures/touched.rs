//! Which services a figure can touch, so that only their stories need telling.

use std::collections::BTreeSet;

use doorstep_domain::pack::Sources;
use serde_norway::Value;

use super::figure::Figure;

/// The services whose jobs a figure can change, with those that link to them; `None` if it can be any.
pub(super) fn services_touched(figure: &Figure, sources: &Sources) -> Option<BTreeSet<String>> {
    let head: Value = serde_norway::from_slice(sources.get("pack.yaml")?).ok()?;
    let services = head.get("services")?.as_mapping()?;
    let named =
        |service: &Value, field: &str, name: &str| service.get(field).and_then(Value::as_str) == Some(name);
    let touches = |service: &Value| match figure.file.split_once('/') {
        Some(("checklists", file)) => named(service, "checklist", file.trim_end_matches(".yaml")),
        Some(("prices", file)) => named(service, "price_book", file.trim_end_matches(".yaml")),
        _ => figure.is_said_by(service, &head),
    };
    let each = || services.iter().filter_map(|(id, service)| Some((id.as_str()?, service)));
    let touched: BTreeSet<&str> = each().filter(|(_, service)| touches(service)).map(|(id, _)| id).collect();
    if touched.is_empty() {
        return None;
    }
    let links_there = |service: &Value| {
        let links = service.get("links").and_then(Value::as_mapping).into_iter().flatten();
        links.filter_map(|(_, link)| link.get("service")?.as_str()).any(|id| touched.contains(id))
    };
    let linking = each().filter(|(_, service)| links_there(service)).map(|(id, _)| id);
    Some(touched.iter().copied().chain(linking).map(str::to_owned).collect())
}
