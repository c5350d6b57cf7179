//! The report as a PDF for A4, from the same content as the page of HTML and with the same words.
//!
//! Made on the phone and on the server by this one renderer: the layout is in whole numbers, nothing asks a clock, and
//! letters come from the one font that both hold, so the same report gives the same bytes everywhere. The file is
//! PDF/A-2a for the archive and PDF/UA-1 for those who have it read to them; it carries the letters that it shows and
//! opens without anything else.

mod binding;
mod draw;
mod face;
mod icon;
mod marks;
mod paper;
mod section;
mod sheet;
mod table;
mod text;
mod tree;

#[cfg(test)]
mod tests;

use doorstep_domain::text::Language;
use krilla::error::KrillaError;
use krilla::image::Image;

use crate::model::{ImageKind, Photo, PriceSheet, WorkReport};
use crate::tell::Teller;
use crate::words::{self, Tongue};
use paper::Paper;

pub use face::{NotAFont, Typeface};

/// Why there is no PDF. The page of HTML can always be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PdfError {
    /// The font cannot be used.
    #[error(transparent)]
    Font(#[from] NotAFont),
    /// The file could not be written: the report is beyond the limits of the format.
    #[error("the PDF cannot be written: {0}")]
    NotWritten(String),
}

/// Renders a report as a PDF: the same bytes for the same report, language and font.
///
/// A picture that cannot be decoded leaves a blank that says so.
///
/// # Errors
/// [`PdfError`].
pub fn render_pdf(report: &WorkReport, language: &Language, font: &Typeface) -> Result<Vec<u8>, PdfError> {
    let mut pictures: Vec<Option<Image>> = report.photos.iter().map(picture).collect();
    loop {
        match attempt(report, language, font, &pictures)? {
            Ok(bytes) => return Ok(bytes),
            // Each turn takes at least one picture away.
            Err(damaged) => pictures[damaged] = None,
        }
    }
}

/// Renders a price list as a PDF, as [`render_pdf`] does.
///
/// # Errors
/// [`PdfError`].
pub fn render_prices_pdf(
    sheet: &PriceSheet,
    language: &Language,
    font: &Typeface,
) -> Result<Vec<u8>, PdfError> {
    let tongue = Tongue::of(language);
    let cover = sheet.cover(tongue.say(words::PRICE_LIST));
    let mut paper = Paper::new(Teller::new(&cover, tongue), font.face()?, &[]);
    paper.price_sheet(sheet);
    binding::bind(paper, font, true).map_err(|error| PdfError::NotWritten(error.to_string()))
}

/// A PDF, or the picture that cannot be drawn.
type Attempt = Result<Vec<u8>, usize>;

fn attempt(
    report: &WorkReport,
    language: &Language,
    font: &Typeface,
    pictures: &[Option<Image>],
) -> Result<Attempt, PdfError> {
    let mut last = None;
    for is_archival in [true, false] {
        let mut paper = Paper::new(Teller::new(report, Tongue::of(language)), font.face()?, pictures);
        paper.document();
        match binding::bind(paper, font, is_archival) {
            Ok(bytes) => return Ok(Ok(bytes)),
            Err(KrillaError::Image(image, _, _)) => {
                let damaged = pictures.iter().position(|known| known.as_ref() == Some(&image));
                return damaged.map(Err).ok_or_else(|| PdfError::NotWritten("a picture".to_owned()));
            }
            // Something that an archive does not take, such as a picture of four colours: still a good PDF.
            Err(KrillaError::Validation(refused)) => {
                last = refused.first().map(|(why, _)| format!("{why:?}"));
            }
            Err(error) => return Err(PdfError::NotWritten(error.to_string())),
        }
    }
    Err(PdfError::NotWritten(last.unwrap_or_default()))
}

/// A picture of more points than this is not decoded: a few bytes can ask for gigabytes.
const POINTS_MAX: u64 = 24_000_000;

fn picture(photo: &Photo) -> Option<Image> {
    let thumbnail = photo.thumbnail.as_ref()?;
    let bytes = thumbnail.bytes.clone().into();
    let image = match thumbnail.kind {
        ImageKind::Jpeg => Image::from_jpeg(bytes, false),
        ImageKind::Png => Image::from_png(bytes, false),
        ImageKind::Webp => Image::from_webp(bytes, false),
    };
    image.ok().filter(|image| {
        let (across, down) = image.size();
        across > 0 && down > 0 && u64::from(across) * u64::from(down) <= POINTS_MAX
    })
}
