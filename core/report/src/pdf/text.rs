//! Text in lines: where a line may end, and what stands where in it.
//!
//! Chinese ends a line anywhere but before a closing or after an opening mark; English at spaces. A word that is
//! longer than its line is broken where the line ends, so that nothing leaves the paper.

use super::face::Face;
use crate::html::is_invisible;
use crate::tell::Tone;

/// Colours of the print, by what they say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ink {
    Black,
    Muted,
    Rule,
    Frame,
    Accent,
    Tint,
    /// The white of the paper.
    Paper,
    Tone(Tone),
}

/// How text looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Style {
    /// Size in thousandths of a point.
    pub(super) size: i32,
    pub(super) bold: bool,
    pub(super) ink: Ink,
}

/// Sizes in thousandths of a point.
pub(super) const SMALL: i32 = 7_500;
pub(super) const BODY: i32 = 9_000;

impl Style {
    pub(super) const PLAIN: Self = Self { size: BODY, bold: false, ink: Ink::Black };
    pub(super) const STRONG: Self = Self { size: BODY, bold: true, ink: Ink::Black };
    pub(super) const MUTED: Self = Self { size: BODY, bold: false, ink: Ink::Muted };
    pub(super) const FINE: Self = Self { size: SMALL, bold: false, ink: Ink::Muted };

    pub(super) const fn sized(self, size: i32) -> Self {
        Self { size, ..self }
    }
}

/// A piece of a paragraph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Inline {
    /// Text of one look.
    Text(String, Style),
    /// The icon of a status, as high as text of this size.
    Icon(Tone, i32),
}

impl Inline {
    pub(super) fn new(text: impl Into<String>, style: Style) -> Self {
        Self::Text(text.into(), style)
    }

    /// A status: icon and word.
    pub(super) fn chip(tone: Tone, text: &str) -> [Self; 2] {
        let style = Style { ink: Ink::Tone(tone), ..Style::STRONG };
        [Self::Icon(tone, BODY), Self::new(text, style)]
    }

    const fn size(&self) -> i32 {
        match self {
            Self::Text(_, style) => style.size,
            Self::Icon(_, size) => *size,
        }
    }
}

/// A piece of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Run {
    /// From the start of the line.
    pub(super) x: i32,
    pub(super) what: Inline,
}

/// A line of text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) runs: Vec<Run>,
    /// Without the spaces at its end.
    pub(super) width: i32,
    /// The largest size in it.
    pub(super) size: i32,
}

/// Stands for an icon among characters.
const ICON: char = '\u{fffc}';

#[derive(Debug, Clone, Copy)]
struct Atom {
    character: char,
    advance: i32,
    /// The piece of the paragraph that it comes from.
    piece: usize,
}

/// A paragraph in lines no wider than `width`.
pub(super) fn lines(face: &Face<'_>, paragraph: &[Inline], width: i32) -> Vec<Line> {
    let atoms = atoms(face, paragraph);
    let mut lines = Vec::new();
    let mut rest = atoms.as_slice();
    while !rest.is_empty() {
        let (line, after) = rest.split_at(line_end(rest, width));
        lines.push(set(line, paragraph));
        rest = after;
    }
    lines
}

/// How wide a paragraph is if it stands in one line.
pub(super) fn natural_width(face: &Face<'_>, paragraph: &[Inline]) -> i32 {
    atoms(face, paragraph).iter().fold(0, |width: i32, atom| width.saturating_add(atom.advance))
}

fn atoms(face: &Face<'_>, paragraph: &[Inline]) -> Vec<Atom> {
    let mut atoms = Vec::new();
    for (piece, inline) in paragraph.iter().enumerate() {
        match inline {
            Inline::Icon(_, size) => atoms.push(Atom { character: ICON, advance: size * 5 / 4, piece }),
            Inline::Text(text, style) => atoms.extend(text.chars().filter_map(printable).map(|character| {
                let advance = if character == '\n' { 0 } else { face.advance(character, style.size) };
                Atom { character, advance, piece }
            })),
        }
    }
    atoms
}

/// What is printed for a character: nothing for those that only steer other programs, a replacement for those that
/// would deceive or that a PDF must not carry.
fn printable(character: char) -> Option<char> {
    match character {
        '\n' => Some('\n'),
        '\t' => Some(' '),
        '\r'
        | '\u{ad}'
        | '\u{200b}'..='\u{200d}'
        | '\u{2060}'
        | '\u{fe00}'..='\u{fe0f}'
        | '\u{e0100}'..='\u{e01ef}' => None,
        '\u{200e}' | '\u{200f}' | '\u{2028}' | '\u{2029}' | '\u{fffc}' => Some('\u{fffd}'),
        '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{10ffff}' => Some('\u{fffd}'),
        _ if is_invisible(character) => Some('\u{fffd}'),
        _ => Some(character),
    }
}

/// How many atoms the first line takes: at least one.
fn line_end(atoms: &[Atom], limit: i32) -> usize {
    let (mut width, mut last_break) = (0i32, 0);
    for (index, atom) in atoms.iter().enumerate() {
        if atom.character == '\n' {
            return index + 1;
        }
        if index > 0 && may_break(atoms[index - 1].character, atom.character) {
            last_break = index;
        }
        width = width.saturating_add(atom.advance);
        // A space may hang over the end of the line.
        if width > limit && atom.character != ' ' {
            return if last_break > 0 { last_break } else { index.max(1) };
        }
    }
    atoms.len()
}

/// One line of atoms as runs of one piece each.
fn set(atoms: &[Atom], paragraph: &[Inline]) -> Line {
    let (mut line, mut x) = (Line::default(), 0i32);
    for atom in atoms {
        let inline = &paragraph[atom.piece];
        line.size = line.size.max(inline.size());
        if atom.character == '\n' {
            continue;
        }
        match (inline, line.runs.last_mut()) {
            (Inline::Icon(tone, size), _) => line.runs.push(Run { x, what: Inline::Icon(*tone, *size) }),
            // A space has no look: it stays with what it follows, so that no run begins over the end of the line.
            (Inline::Text(_, style), Some(Run { what: Inline::Text(text, same), .. }))
                if style == same || atom.character == ' ' =>
            {
                text.push(atom.character);
            }
            (Inline::Text(_, style), _) => {
                line.runs.push(Run { x, what: Inline::Text(atom.character.to_string(), *style) });
            }
        }
        x = x.saturating_add(atom.advance);
        if atom.character != ' ' {
            line.width = x;
        }
    }
    line
}

/// Whether a line may end between two characters.
fn may_break(before: char, after: char) -> bool {
    match (before, after) {
        (_, ' ' | '\u{a0}') | ('\u{a0}' | ICON, _) => false,
        (' ', _) | (_, ICON) => true,
        _ if is_closing(after) || is_opening(before) => false,
        ('-' | '/', _) => after.is_alphabetic(),
        _ => is_wide(before) || is_wide(after),
    }
}

/// What never begins a line.
fn is_closing(character: char) -> bool {
    "，。、；：？！）】》」』〉〕〗…—～·％‰℃’”｝］,.;:?!)]}%ー".contains(character)
}

/// What never ends a line.
fn is_opening(character: char) -> bool {
    "（【《「『〈〔〖“‘｛［([{¥￥$".contains(character)
}

/// Scripts that write without spaces between words.
fn is_wide(character: char) -> bool {
    matches!(character, '\u{1100}'..='\u{115f}' | '\u{2e80}'..='\u{a4cf}' | '\u{ac00}'..='\u{d7a3}'
        | '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe4f}' | '\u{ff00}'..='\u{ff60}' | '\u{ffe0}'..='\u{ffe6}'
        | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The lines of a text in which every character is as wide as one unit.
    fn broken(text: &str, limit: i32) -> Vec<String> {
        let atoms: Vec<Atom> =
            text.chars().map(|character| Atom { character, advance: 1, piece: 0 }).collect();
        let (mut lines, mut rest) = (Vec::new(), atoms.as_slice());
        while !rest.is_empty() {
            let (line, after) = rest.split_at(line_end(rest, limit));
            lines.push(line.iter().map(|atom| atom.character).collect());
            rest = after;
        }
        lines
    }

    #[test]
    fn english_breaks_at_spaces_and_long_words_at_the_end_of_the_line() {
        assert_eq!(broken("the light works", 9), ["the light ", "works"], "a space may hang");
        assert_eq!(broken("Wolfeschlegel", 5), ["Wolfe", "schle", "gel"]);
        assert_eq!(broken("on 2026-03-02", 11), ["on ", "2026-03-02"], "a date stays whole");
        assert_eq!(broken("a\u{a0}b c", 3), ["a\u{a0}b ", "c"]);
    }

    #[test]
    fn chinese_breaks_anywhere_but_around_its_marks() {
        assert_eq!(broken("厨房灯闪烁，马桶", 5), ["厨房灯闪", "烁，马桶"], "no line begins with a comma");
        assert_eq!(broken("李强（维修工）", 3), ["李强", "（维修", "工）"], "no line ends with a bracket");
        assert_eq!(broken("镇流器36W坏", 4), ["镇流器", "36W坏"]);
    }

    #[test]
    fn a_line_always_takes_something() {
        assert_eq!(broken("。。。", 0), ["。", "。", "。"]);
        assert_eq!(broken("a\nb\n", 9), ["a\n", "b\n"]);
        assert!(broken("", 9).is_empty());
    }

    #[test]
    fn a_space_of_another_look_stays_with_what_it_follows() {
        let paragraph = [Inline::new("ab", Style::STRONG), Inline::new("  c", Style::PLAIN)];
        let atom = |(piece, character)| Atom { character, advance: 1, piece };
        let atoms: Vec<Atom> = [(0, 'a'), (0, 'b'), (1, ' '), (1, ' '), (1, 'c')].map(atom).into();
        let runs = |line: Line| line.runs.into_iter().map(|run| (run.x, run.what)).collect::<Vec<_>>();
        let kept = Inline::new("ab  ", Style::STRONG);
        assert_eq!(runs(set(&atoms, &paragraph)), [(0, kept.clone()), (4, Inline::new("c", Style::PLAIN))]);
        assert_eq!(runs(set(&atoms[..4], &paragraph)), [(0, kept)], "nothing begins over the end");
    }

    #[test]
    fn what_steers_other_programs_is_not_printed() {
        assert_eq!(
            "a\u{200b}b\u{202e}c\u{e000}".chars().filter_map(printable).collect::<String>(),
            "ab\u{fffd}c\u{fffd}"
        );
    }
}
