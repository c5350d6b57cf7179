//! Patterns that texts are matched with: compiled once, matched in time that grows with the text and no faster.

use std::fmt;
use std::sync::Arc;

use regex_lite::{Regex, RegexBuilder};

/// A pattern as `matches` takes it.
///
/// The dialect is what RE2, Java, ICU and JavaScript read alike: no lookaround, no reference back to a group, no
/// possessive or atomic groups, no classes of Unicode. `\d`, `\w`, `\s`, `\b` and `(?i)` know ASCII only; `.` is any
/// character but a line feed. Without `^` and `$` it is searched for anywhere in the text.
#[derive(Debug, Clone)]
pub struct Pattern {
    text: String,
    regex: Arc<Regex>,
}

/// Why a text is not a [`Pattern`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PatternError {
    /// Longer than [`Pattern::MAX_BYTES`].
    #[error("the pattern is longer than {} bytes", Pattern::MAX_BYTES)]
    TooLong,
    /// Compiled larger than [`Pattern::MAX_COMPILED`], or nested deeper than [`Pattern::MAX_NESTING`].
    #[error("the pattern is too large: repeat fewer things, or fewer times")]
    TooLarge,
    /// Outside of the dialect, with the reason.
    #[error("the pattern cannot be read: {0}")]
    Unsupported(String),
}

impl Pattern {
    /// The longest pattern accepted, in bytes.
    pub const MAX_BYTES: usize = 250;
    /// The largest pattern accepted as it is compiled, in bytes.
    pub const MAX_COMPILED: usize = 32 * 1024;
    /// The deepest groups accepted.
    pub const MAX_NESTING: u32 = 16;
    /// The longest text that is matched, in bytes.
    pub const MAX_MATCHED: usize = 4096;

    /// Reads and compiles a pattern.
    ///
    /// # Errors
    /// [`PatternError`] says which limit or which part of the dialect does not hold.
    pub fn new(text: impl Into<String>) -> Result<Self, PatternError> {
        let text = text.into();
        if text.len() > Self::MAX_BYTES {
            return Err(PatternError::TooLong);
        }
        alike_elsewhere(&text).map_err(|reason| PatternError::Unsupported(reason.to_owned()))?;
        let build =
            |size: usize, nesting: u32| RegexBuilder::new(&text).size_limit(size).nest_limit(nesting).build();
        match build(Self::MAX_COMPILED, Self::MAX_NESTING) {
            Ok(regex) => Ok(Self { text, regex: Arc::new(regex) }),
            // What the parser refuses it refuses whatever the limits are.
            Err(error) => Err(match error.to_string() {
                reason if reason.contains("size limit") || reason.contains("nesting") => {
                    PatternError::TooLarge
                }
                reason => PatternError::Unsupported(reason),
            }),
        }
    }

    /// The pattern as it is written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether it is found in a text; `None` for a text longer than [`Self::MAX_MATCHED`].
    #[must_use]
    pub fn is_in(&self, text: &str) -> Option<bool> {
        (text.len() <= Self::MAX_MATCHED).then(|| self.regex.is_match(text))
    }
}

/// What other engines read in another way than ours, or not at all, is refused: a form that came from elsewhere would
/// mean something else here.
fn alike_elsewhere(pattern: &str) -> Result<(), &'static str> {
    let mut rest = pattern;
    let mut in_class = false;
    let mut repeated = false;
    while let Some(first) = rest.chars().next() {
        let after = &rest[first.len_utf8()..];
        let was_repeated = std::mem::take(&mut repeated);
        rest = match first {
            '\\' => {
                let escaped = after.chars().next().unwrap_or_default();
                escape(escaped, &after[escaped.len_utf8().min(after.len())..])?;
                after.strip_prefix(escaped).unwrap_or(after)
            }
            ']' if in_class => {
                in_class = false;
                after
            }
            '[' if in_class && after.starts_with(':') => {
                return Err("write out classes such as `[:alpha:]`, as `a-zA-Z`");
            }
            _ if in_class => after,
            '[' => {
                in_class = true;
                // A bracket that comes first is a character of the class.
                let after = after.strip_prefix('^').unwrap_or(after);
                after.strip_prefix(']').unwrap_or(after)
            }
            '(' => after.strip_prefix('?').map_or(Ok(after), group)?,
            '*' | '+' | '?' | '{' if was_repeated => {
                return Err("possessive and doubled repetitions such as `a++` are not supported");
            }
            '*' | '+' | '?' => {
                repeated = true;
                // Lazy or not is the same for whether it matches.
                after.strip_prefix('?').unwrap_or(after)
            }
            '{' => {
                repeated = true;
                let counted = after.split_once('}').filter(|(count, _)| !count.starts_with(','));
                let after = counted.ok_or("write `{0,3}` for `{,3}`, and `\\{` for a brace")?.1;
                after.strip_prefix('?').unwrap_or(after)
            }
            _ => after,
        };
    }
    Ok(())
}

fn escape(escaped: char, after: &str) -> Result<(), &'static str> {
    match escaped {
        '<' | '>' => Err("`\\<` and `\\>` mean different things elsewhere: write `<` and `>`, or `\\b`"),
        'v' => Err("`\\v` means different things elsewhere: write `\\x0b`"),
        'U' => Err("`\\U` is not read elsewhere: write the character itself"),
        'p' | 'P' => Err(
            "classes of Unicode such as `\\p{L}` are not supported: write a range such as `\u{4e00}-\u{9fff}`",
        ),
        'b' if after.starts_with('{') => Err("`\\b{` is not supported"),
        'x' | 'u' if after.starts_with('{') => Err("write the character itself, or `\\u` and four digits"),
        _ => Ok(()),
    }
}

/// What follows `(?`: a group without a number, flags, or a name.
fn group(after: &str) -> Result<&str, &'static str> {
    let flags = after.trim_start_matches(['i', 'm', 's', '-']);
    match flags.chars().next() {
        Some(':' | ')') => Ok(flags),
        _ if after.starts_with("=") || after.starts_with("!") => Err(LOOKAROUND),
        _ if after.starts_with("<=") || after.starts_with("<!") => Err(LOOKAROUND),
        _ if after.starts_with('>') => Err("atomic groups such as `(?>a)` are not supported"),
        _ if after.starts_with('<') => Ok(after),
        _ => Err("of flags only `i`, `m` and `s` are supported"),
    }
}

const LOOKAROUND: &str =
    "lookaround such as `(?=a)` is not supported: say each part in a condition of its own and join them";

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Pattern {}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::*;

    fn refusal(pattern: &str) -> String {
        Pattern::new(pattern).map(|read| format!("read {read}")).unwrap_err().to_string()
    }

    #[test]
    fn a_pattern_is_searched_for_and_anchors_hold_it_to_the_whole() {
        let is_in = |pattern: &str, text: &str| Pattern::new(pattern).unwrap().is_in(text).unwrap();
        assert!(is_in("[0-9]{3}", "ab123"));
        assert!(!is_in("^[0-9]{3}$", "ab123"));
        assert!(is_in("^[\u{4e00}-\u{9fff}][A-Z]-?[A-Z0-9]{5}$", "\u{6caa}A-12345"));
        assert!(is_in("^.{2}$", "\u{7535}\u{68af}"), "characters, not bytes");
        assert!(is_in("^(?i:ab)$", "aB"));
        assert!(!is_in("^a$", "a\n"), "`$` is the end and nothing before it");
        assert!(!is_in(r"^\d$", "\u{ff11}"), "digits of ASCII only");
    }

    #[test]
    fn what_other_engines_read_in_another_way_is_refused_with_what_to_do() {
        for (pattern, reason) in [
            ("(?=.*[0-9])a", "lookaround"),
            ("(?<!a)b", "lookaround"),
            (r"(a)\1", "backreferences"),
            (r"\p{L}+", "classes of Unicode"),
            ("[0-9]++", "possessive"),
            ("(?:a){2}{3}", "doubled"),
            ("a*?+", "possessive"),
            ("(?>a)", "atomic groups"),
            ("(?x)a", "only `i`, `m` and `s`"),
            ("[[:alpha:]]", "write out classes"),
            ("[a-z&&[^b]]", "intersection"),
            ("[a[bc]]", "nested"),
            (r"\<a", "mean different things elsewhere"),
            (r"\v", "mean"),
            ("a{,3}", "write `{0,3}`"),
            ("a)|(b", "without matching '('"),
            ("(a", "closing ')'"),
            ("[a", "closing bracket"),
            ("*a", "sub-expression"),
            ("\\", "end of pattern"),
            ("a{99999999999}", "decimal"),
        ] {
            assert!(refusal(pattern).contains(reason), "{pattern}: {}", refusal(pattern));
        }
        assert!(Pattern::new(r"[]\]^+*]+?x\+\++").is_ok(), "signs in a class and behind a backslash");
    }

    #[test]
    fn hostile_patterns_stay_within_their_bounds() {
        assert_eq!(Pattern::new("a".repeat(Pattern::MAX_BYTES + 1)), Err(PatternError::TooLong));
        assert_eq!(Pattern::new("(?:(?:a{99}){99}){99}"), Err(PatternError::TooLarge));
        assert_eq!(Pattern::new("(".repeat(50) + &")".repeat(50)), Err(PatternError::TooLarge));
        let hostile = Pattern::new("^(?:(?:a|a)*)*(?:a|aa){0,60}b$").unwrap();
        let begun = Instant::now();
        assert_eq!(hostile.is_in(&"a".repeat(Pattern::MAX_MATCHED)), Some(false));
        assert!(begun.elapsed() < Duration::from_secs(2), "{:?}", begun.elapsed());
        assert_eq!(hostile.is_in(&"a".repeat(Pattern::MAX_MATCHED + 1)), None);
    }
}
