//! Writes the sample reports as HTML files, to be looked at: `cargo run -p doorstep-report --example sample DIR`.

#[path = "../tests/sample/mod.rs"]
mod sample;

use std::path::Path;

use doorstep_domain::text::Language;
use doorstep_report::{WorkReport, render};
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

fn main() -> std::io::Result<()> {
    let directory = std::env::args().nth(1).unwrap_or_else(|| ".".to_owned());
    for (name, sample) in SAMPLES {
        for (language, words) in [(Language::english(), Words(false)), (Language::chinese(), Words(true))] {
            let page = render(&sample(words), &language);
            std::fs::write(Path::new(&directory).join(format!("{name}.{language}.html")), page)?;
        }
    }
    Ok(())
}
