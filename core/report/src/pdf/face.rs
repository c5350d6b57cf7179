//! The font of a PDF: a reference file that is named by its SHA-256 and fetched like a pack, never a part of
//! the library. A PDF carries only the letters that it shows.

use std::cell::Cell;
use std::sync::Arc;

use skrifa::charmap::Charmap;
use skrifa::raw::tables::hmtx::Hmtx;
use skrifa::raw::{FileRef, TableProvider as _};
use skrifa::string::StringId;
use skrifa::{FontRef, GlyphId, MetadataProvider as _};

/// Why a file cannot be the font of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotAFont {
    /// It is not an OpenType or TrueType font, nor a collection of them.
    #[error("the file is not an OpenType font")]
    Unreadable,
    /// It lacks letters or digits that every report needs.
    #[error("the font lacks letters that every report needs")]
    NoLetters,
}

/// A font that was read and found good. Cloning is cheap.
#[derive(Clone)]
pub struct Typeface {
    bytes: Arc<Vec<u8>>,
    index: u32,
    pub(super) font: krilla::text::Font,
}

impl std::fmt::Debug for Typeface {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Typeface({} bytes, face {})", self.bytes.len(), self.index)
    }
}

/// What no report can do without, in the words of both tongues.
const NEEDED: &str = "0123456789ABCXYZabcxyz.,:-/()派工单签名合计";
/// Drawn in place of a letter that the font does not have: the first of these that it has.
const SPARE: [char; 4] = ['\u{25a1}', '\u{3013}', '\u{fffd}', '?'];
/// The face of a collection that is taken if it is there: simplified Chinese, proportional.
const WANTED_FACE: &str = " SC";

impl Typeface {
    /// Reads a font file; of a collection the face for simplified Chinese, else the first.
    ///
    /// # Errors
    /// [`NotAFont`].
    pub fn open(bytes: Vec<u8>) -> Result<Self, NotAFont> {
        let bytes = Arc::new(bytes);
        let index = wanted_face(&bytes)?;
        let font = krilla::text::Font::new(Arc::clone(&bytes).into(), index).ok_or(NotAFont::Unreadable)?;
        let typeface = Self { bytes, index, font };
        let face = typeface.face()?;
        let has_all = NEEDED.chars().all(|letter| face.own(letter).is_some());
        if has_all { Ok(typeface) } else { Err(NotAFont::NoLetters) }
    }

    pub(super) fn face(&self) -> Result<Face<'_>, NotAFont> {
        let font = FontRef::from_index(&self.bytes, self.index).map_err(|_| NotAFont::Unreadable)?;
        let hmtx = font.hmtx().map_err(|_| NotAFont::Unreadable)?;
        let units = font.head().map_err(|_| NotAFont::Unreadable)?.units_per_em();
        let mut face = Face {
            charmap: font.charmap(),
            hmtx,
            units: units.max(1),
            spare: None,
            missing: Cell::new(false),
        };
        face.spare = SPARE.into_iter().find_map(|letter| face.own(letter));
        Ok(face)
    }
}

fn wanted_face(bytes: &[u8]) -> Result<u32, NotAFont> {
    let file = FileRef::new(bytes).map_err(|_| NotAFont::Unreadable)?;
    let FileRef::Collection(faces) = file else { return Ok(0) };
    let is_wanted = |font: &FontRef<'_>| {
        let names = font.localized_strings(StringId::FAMILY_NAME).map(|name| name.to_string());
        let mut names = names.filter(|name| !name.contains("Mono"));
        names.any(|name| name.ends_with(WANTED_FACE))
    };
    let found = (0..faces.len()).find(|index| faces.get(*index).is_ok_and(|font| is_wanted(&font)));
    Ok(found.unwrap_or(0))
}

/// A letter of the font.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Letter {
    /// Its number in the font.
    pub(super) glyph: u32,
    /// How far the pen moves, in units of the font.
    pub(super) advance: u16,
}

/// A font while a report is laid out.
pub(super) struct Face<'a> {
    charmap: Charmap<'a>,
    hmtx: Hmtx<'a>,
    /// Units of the font in the size of a letter.
    pub(super) units: u16,
    spare: Option<Letter>,
    missing: Cell<bool>,
}

impl Face<'_> {
    fn own(&self, letter: char) -> Option<Letter> {
        let glyph = self.charmap.map(letter).filter(|glyph| *glyph != GlyphId::NOTDEF)?;
        Some(Letter { glyph: glyph.to_u32(), advance: self.hmtx.advance(glyph)? })
    }

    /// The letter that stands for a character. One that the font does not have is drawn as a box, never left out.
    pub(super) fn letter(&self, character: char) -> Letter {
        let character = if character == '\u{a0}' { ' ' } else { character };
        self.own(character).unwrap_or_else(|| {
            self.missing.set(true);
            self.spare.unwrap_or(Letter { glyph: 0, advance: self.units })
        })
    }

    /// Whether a character had to be drawn as a box.
    pub(super) fn is_short_of_letters(&self) -> bool {
        self.missing.get()
    }

    /// How far the pen moves at a size, in thousandths of a point.
    pub(super) fn advance(&self, character: char, size: i32) -> i32 {
        let advance = i64::from(self.letter(character).advance) * i64::from(size) / i64::from(self.units);
        i32::try_from(advance).unwrap_or(size)
    }

    /// How wide a text is in one line, in thousandths of a point.
    pub(super) fn width(&self, text: &str, size: i32) -> i32 {
        text.chars().fold(0i32, |width, character| width.saturating_add(self.advance(character, size)))
    }
}
