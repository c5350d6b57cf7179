//! What somebody probably meant.

/// The word that is spelled most like `wanted`, if one is near enough to be meant.
pub(crate) fn nearest<'a>(wanted: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let near_enough = 1 + wanted.chars().count() / 5;
    known
        .into_iter()
        .map(|word| (strsim::osa_distance(word, wanted), word))
        .filter(|(distance, _)| *distance <= near_enough)
        .min()
        .map(|(_, word)| word)
}

/// `; did you mean `near`?`, to stand behind what is not known; nothing if nothing is near.
pub(crate) fn hint(near: Option<&str>) -> String {
    near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default()
}
