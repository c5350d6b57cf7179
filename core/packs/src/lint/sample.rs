//! Texts that match a pattern, for the search for a completing path.

use std::collections::BTreeSet;

use doorstep_domain::expr::Pattern;
use regex_syntax::ParserBuilder;
use regex_syntax::hir::{Class, Hir, HirKind};

/// How many alternatives, and how many repetitions beyond the fewest, are tried.
const VARIANTS: u32 = 4;

/// The longest sample, in bytes.
const MAX_SAMPLE: usize = 1000;

/// A few texts that match, the shortest among them; none for a pattern that only texts match which are not found so.
pub(super) fn samples(pattern: &Pattern) -> BTreeSet<String> {
    let parsed = ParserBuilder::new().unicode(true).build().parse(pattern.as_str());
    let Ok(parsed) = parsed else { return BTreeSet::new() };
    let tries = (0..VARIANTS).flat_map(|more| (0..VARIANTS).map(move |which| Try { more, which }));
    tries
        .filter_map(|of| {
            let mut text = String::new();
            of.write(&parsed, &mut text).then_some(text)
        })
        .filter(|text| pattern.is_in(text) == Some(true))
        .collect()
}

/// One way to go through a pattern.
#[derive(Clone, Copy)]
struct Try {
    /// How often more than needed a part is repeated.
    more: u32,
    /// Which alternative is taken.
    which: u32,
}

impl Try {
    /// Writes what this part matches; false if it grows too long.
    fn write(self, part: &Hir, text: &mut String) -> bool {
        match part.kind() {
            HirKind::Empty | HirKind::Look(_) => true,
            HirKind::Literal(literal) => {
                text.push_str(&String::from_utf8_lossy(&literal.0));
                text.len() <= MAX_SAMPLE
            }
            HirKind::Class(class) => match self.of_class(class) {
                Some(one) => {
                    text.push(one);
                    text.len() <= MAX_SAMPLE
                }
                None => false,
            },
            HirKind::Repetition(repeated) => {
                let most = repeated.max.unwrap_or(u32::MAX);
                let count = repeated.min.saturating_add(self.more).min(most);
                (0..count).all(|_| self.write(&repeated.sub, text))
            }
            HirKind::Capture(group) => self.write(&group.sub, text),
            HirKind::Concat(parts) => parts.iter().all(|part| self.write(part, text)),
            HirKind::Alternation(parts) => {
                let which = usize::try_from(self.which).unwrap_or_default() % parts.len().max(1);
                parts.get(which).is_some_and(|part| self.write(part, text))
            }
        }
    }

    /// A character of a class: a letter or a digit if there is one.
    fn of_class(self, class: &Class) -> Option<char> {
        let Class::Unicode(class) = class else { return None };
        let holds = |one: char| class.iter().any(|range| (range.start()..=range.end()).contains(&one));
        let plain = ['x', '1', 'X', 'a', 'A', '0', ' '].into_iter().filter(|one| holds(*one));
        let bounds = class.iter().flat_map(|range| [range.start(), range.end()]);
        let all: Vec<char> = plain.chain(bounds).collect();
        let which = usize::try_from(self.which).unwrap_or_default();
        all.get(which).or(all.first()).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_match_their_pattern() {
        for pattern in [
            "^[A-Z]{2}-[0-9]{4}$",
            "^[\u{4e00}-\u{9fff}][A-HJ-NP-Z][A-HJ-NP-Z0-9]{4,5}$",
            "^(?:\\+86)?1[3-9]\\d{9}$",
            "^[^x]+@[a-z]+\\.(?:com|org)$",
            "ab+",
        ] {
            let found = samples(&Pattern::new(pattern).unwrap());
            assert!(!found.is_empty(), "{pattern}");
        }
        let two = samples(&Pattern::new("^(?:a|b)$").unwrap());
        assert_eq!(two.into_iter().collect::<Vec<_>>(), ["a", "b"]);
        assert!(samples(&Pattern::new("^a$b").unwrap()).is_empty(), "nothing matches it");
    }
}
