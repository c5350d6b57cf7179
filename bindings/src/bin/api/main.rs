//! Compares what the built library exports with the reviewed `bindings/api.txt`, and with our rules for it.
//!
//! `doorstep-ffi-api LIBRARY API.TXT [--accept]`: without `--accept`, any difference fails.

mod rules;
mod text;

use std::path::Path;
use std::process::ExitCode;
use std::{env, fs};

use uniffi_bindgen::macro_metadata::extract_from_bytes;

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = match arguments.as_slice() {
        [library, file] => run(Path::new(library), Path::new(file), false),
        [library, file, "--accept"] => run(Path::new(library), Path::new(file), true),
        _ => Err("usage: doorstep-ffi-api LIBRARY API.TXT [--accept]".to_owned()),
    };
    match outcome {
        Ok(words) => {
            println!("{words}");
            ExitCode::SUCCESS
        }
        Err(words) => {
            eprintln!("{words}");
            ExitCode::FAILURE
        }
    }
}

fn run(library: &Path, file: &Path, accept: bool) -> Result<String, String> {
    let bytes = fs::read(library).map_err(|error| format!("{}: {error}", library.display()))?;
    let metadata = extract_from_bytes(&bytes).map_err(|error| error.to_string())?;
    let broken = rules::broken(&metadata);
    if !broken.is_empty() {
        return Err(broken.join("\n"));
    }
    let exported = text::of(metadata);
    if accept {
        fs::write(file, &exported).map_err(|error| format!("{}: {error}", file.display()))?;
        return Ok(format!("{} lines written to {}", exported.lines().count(), file.display()));
    }
    let reviewed = fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))?;
    if reviewed == exported {
        return Ok(format!(
            "the exported interface is the reviewed one ({} lines)",
            exported.lines().count()
        ));
    }
    let mut differences = differences(&reviewed, &exported);
    if differences.is_empty() {
        differences = "the order of members is another one".to_owned();
    }
    let file = file.display();
    Err(format!("{differences}\nthe exported interface differs from {file}; review it and accept it"))
}

/// Lines that are only in one of the two, each under the heading that it belongs to.
fn differences(reviewed: &str, exported: &str) -> String {
    let (old, new) = (headed(reviewed), headed(exported));
    let gone = old.iter().filter(|line| !new.contains(line)).map(|line| format!("- {line}"));
    let added = new.iter().filter(|line| !old.contains(line)).map(|line| format!("+ {line}"));
    gone.chain(added).collect::<Vec<_>>().join("\n")
}

/// The lines of a listing, inner ones with their heading before them.
fn headed(listing: &str) -> Vec<String> {
    let mut heading = "";
    let mut lines = Vec::new();
    for line in listing.lines().filter(|line| !line.is_empty()) {
        if line.starts_with(' ') {
            lines.push(format!("{heading}: {}", line.trim()));
        } else {
            heading = line;
            lines.push(line.to_owned());
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_names_its_heading() {
        let old = "record Job\n  number: String\n  report: String\n";
        let new = "record Job\n  number: String\n  note: String\n";
        assert_eq!(differences(old, new), "- record Job: report: String\n+ record Job: note: String");
        assert_eq!(differences(old, old), "");
    }
}
