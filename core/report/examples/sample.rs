//! Writes the sample reports and a price list as HTML files, and with a font as PDF files too, to be looked at:
//! `cargo run -p doorstep-report --features pdf --example sample DIR FONT`.

#[path = "../tests/sample/mod.rs"]
mod sample;

use std::error::Error;
use std::path::Path;

use doorstep_domain::text::Language;
use doorstep_report::{
    PriceSheet, Typeface, WorkReport, render, render_pdf, render_prices, render_prices_pdf,
};
use sample::Words;

type Sample = fn(Words) -> WorkReport;

const SAMPLES: [(&str, Sample); 6] = [
    ("rich", sample::rich),
    ("open", sample::open),
    ("absent", sample::absent),
    ("declined", sample::declined),
    ("coordination", sample::coordination),
    ("long", sample::long),
];

fn main() -> Result<(), Box<dyn Error>> {
    let directory = std::env::args().nth(1).unwrap_or_else(|| ".".to_owned());
    let directory = Path::new(&directory);
    let font = std::env::args().nth(2).map(std::fs::read).transpose()?.map(Typeface::open).transpose()?;
    for (language, words) in [(Language::english(), Words(false)), (Language::chinese(), Words(true))] {
        for (name, sample) in SAMPLES {
            let report = sample(words);
            let path = directory.join(format!("{name}.{language}"));
            std::fs::write(path.with_added_extension("html"), render(&report, &language))?;
            if let Some(font) = &font {
                std::fs::write(path.with_added_extension("pdf"), render_pdf(&report, &language, font)?)?;
            }
        }
        price_list(directory, &language, words, font.as_ref())?;
    }
    Ok(())
}

/// The prices of a pack that comes with the program.
fn price_list(
    directory: &Path,
    language: &Language,
    words: Words,
    font: Option<&Typeface>,
) -> Result<(), Box<dyn Error>> {
    let sources = doorstep_packs::builtin("property-repair").ok_or("no such pack")?;
    let published = doorstep_packs::compile_sources(&sources).map_err(|problems| format!("{problems:?}"))?;
    let company = sample::bare(words).company;
    let pack = (published.id, &published.pack);
    let sheet = PriceSheet::of(pack, "longfor-dispatch", language, &company).ok_or("no prices")?;
    let path = directory.join(format!("prices.{language}"));
    std::fs::write(path.with_added_extension("html"), render_prices(&sheet, language))?;
    if let Some(font) = font {
        std::fs::write(path.with_added_extension("pdf"), render_prices_pdf(&sheet, language, font)?)?;
    }
    Ok(())
}
