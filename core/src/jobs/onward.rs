//! How a case can go on in another one.

use doorstep_domain::case::Case;
use doorstep_domain::pack::Pack;
use doorstep_domain::text::Text;

use crate::core::Shared;
use crate::error::Error;

/// A link of the pack that can be followed, see [`crate::Core::follow_on`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OnwardLink {
    /// Its id in the service.
    pub rule: String,
    /// What people read on the button.
    pub title: Text,
    /// What the new case will be, a word of the glossary.
    pub case_kind: String,
}

/// The links that the user of this device may follow; none without the pack.
pub(super) fn links(shared: &Shared, case: &Case, pack: Option<&Pack>) -> Result<Vec<OnwardLink>, Error> {
    let Some(pack) = pack else { return Ok(Vec::new()) };
    let identity = shared.identity()?;
    let roles: Vec<&str> = identity.signer.certificate().body().roles.iter().map(String::as_str).collect();
    let links = case.onward(&roles, pack).into_iter().filter_map(|(rule, link)| {
        let service = pack.services.get(&link.service)?;
        let title = link.title.clone().unwrap_or_else(|| service.title.clone());
        Some(OnwardLink { rule: rule.to_owned(), title, case_kind: service.case.name().to_owned() })
    });
    Ok(links.collect())
}
