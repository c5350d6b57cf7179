//! In which language somebody reads.

use doorstep_domain::text::Language;

use super::session;
use crate::request::Request;

/// `?lang=`, else what was chosen before, else what the browser asks for, else English.
pub(super) fn of(request: &Request) -> Language {
    let asked = request.parameter("lang").filter(|tag| !tag.is_empty());
    let chosen = || session::cookie(request, session::LANGUAGE_COOKIE);
    match asked.or_else(chosen).or_else(|| request.get("accept-language")) {
        Some(tags) => preferred(tags),
        None => Language::english(),
    }
}

/// The first of the languages we speak in a list such as `fr;q=0.9, zh-CN, en;q=0.8`. Browsers list them in the
/// order of preference.
fn preferred(tags: &str) -> Language {
    let tags = tags.split(',').filter_map(|tag| tag.split(';').next());
    let base = |tag: &str| tag.trim().split('-').next().unwrap_or_default().to_ascii_lowercase();
    let known = tags.map(base).find(|base| base == "zh" || base == "en");
    if known.as_deref() == Some("zh") { Language::chinese() } else { Language::english() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Method;

    #[test]
    fn the_link_goes_before_the_browser() {
        let request =
            |target: &str| Request::new(Method::Get, target).header("accept-language", "zh-CN,en;q=0.8");
        assert_eq!(of(&request("/")), Language::chinese());
        assert_eq!(of(&request("/?lang=en")), Language::english());
        assert_eq!(of(&Request::new(Method::Get, "/")), Language::english());
        assert_eq!(preferred("fr;q=0.9, en-GB, zh"), Language::english());
        assert_eq!(preferred("fr, ZH-hant"), Language::chinese());
        assert_eq!(preferred("<script>"), Language::english());
    }
}
