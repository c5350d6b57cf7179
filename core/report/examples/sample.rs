//! Writes the sample reports as HTML files, and with a font as PDF files too, to be looked at:
//! `cargo run -p doorstep-report --features pdf --example sample DIR FONT`.

#[path = "../tests/sample/mod.rs"]
mod sample;

use std::path::Path;

use doorstep_domain::text::Language;
use doorstep_report::{Typeface, WorkReport, render, render_pdf};
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

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let directory = std::env::args().nth(1).unwrap_or_else(|| ".".to_owned());
    let font = std::env::args().nth(2).map(std::fs::read).transpose()?.map(Typeface::open).transpose()?;
    for (name, sample) in SAMPLES {
        for (language, words) in [(Language::english(), Words(false)), (Language::chinese(), Words(true))] {
            let report = sample(words);
            let path = Path::new(&directory).join(format!("{name}.{language}"));
            std::fs::write(path.with_added_extension("html"), render(&report, &language))?;
            if let Some(font) = &font {
                std::fs::write(path.with_added_extension("pdf"), render_pdf(&report, &language, font)?)?;
            }
        }
    }
    Ok(())
}
