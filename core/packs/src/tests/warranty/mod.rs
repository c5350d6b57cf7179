//! Coverage from the YAML of a pack to the verdict on a phone.

mod dates;
pub(crate) mod home;
mod refused;

use doorstep_domain::pack::Sources;

/// The sources of the test pack.
pub(super) fn warranty() -> Sources {
    [
        ("pack.yaml", include_str!("pack.yaml")),
        ("checklists/unit.yaml", include_str!("checklists/unit.yaml")),
        ("checklists/contract.yaml", include_str!("checklists/contract.yaml")),
        ("prices/standard.yaml", include_str!("prices/standard.yaml")),
    ]
    .into_iter()
    .map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec()))
    .collect()
}
