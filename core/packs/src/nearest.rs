//! What somebody probably meant.

/// The word that is spelled most like `wanted`, if one is near enough to be meant.
pub(crate) fn nearest<'a>(wanted: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let near_enough = 1 + wanted.len() / 5;
    known
        .into_iter()
        .map(|word| (strsim::levenshtein(word, wanted), word))
        .filter(|(distance, _)| *distance <= near_enough)
        .min()
        .map(|(_, word)| word)
}
