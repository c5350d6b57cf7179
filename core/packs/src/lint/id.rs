//! How things may be called.

/// The longest id accepted, in bytes.
const MAX_ID: usize = 48;

/// Small letters and digits, with single `-` between them: packs, services, files.
pub(crate) fn is_kebab(id: &str) -> bool {
    let is_part =
        |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    id.len() <= MAX_ID && id.split('-').all(is_part)
}

/// A small letter, then small letters, digits and `_`: what expressions and facts can name.
pub(crate) fn is_snake(id: &str) -> bool {
    id.len() <= MAX_ID
        && id.bytes().next().is_some_and(|first| first.is_ascii_lowercase())
        && id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}

/// Letters, digits, `-`, `_` and `.`: options and codes of price items.
pub(crate) fn is_token(id: &str) -> bool {
    !id.is_empty()
        && id.len() <= MAX_ID
        && id.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'))
}
