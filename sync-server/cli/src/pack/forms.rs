//! `doorstep pack export --xlsform`: checklists as workbooks.

use std::path::{Path, PathBuf};

use clap::Args;
use doorstep_packs::export::{Parts, export as write_form};
use doorstep_packs::{Published, xlsform::Verdict};
use serde_json::{Value, json};

use super::{named, write};
use crate::failure::{Doing as _, Failure};
use crate::say::say;

#[derive(Args)]
pub(crate) struct Arguments {
    /// A folder with pack.yaml, a published file, or the name of a pack that comes with Doorstep.
    pub(super) pack: PathBuf,
    /// As XLSForm workbooks.
    #[arg(long, required = true)]
    xlsform: bool,
    /// The workbook to write, FORM.xlsx; of several checklists a folder, in which each has a workbook of its name.
    #[arg(short, long)]
    output: PathBuf,
    /// Only this checklist.
    #[arg(long, value_name = "NAME")]
    checklist: Option<String>,
    /// Writes the report as JSON: for each checklist {understood, approximated, not_understood, parts}.
    #[arg(long)]
    json: bool,
}

pub(super) fn export(arguments: &Arguments, published: &Published) -> Result<(), Failure> {
    let pack = &published.pack;
    let is_workbook = arguments.output.extension().is_some_and(|extension| extension == "xlsx");
    let all: Vec<&str> = match &arguments.checklist {
        Some(name) => vec![name],
        None => pack.checklists.keys().map(String::as_str).collect(),
    };
    if is_workbook && all.len() > 1 {
        let why = format!(
            "the pack has {} checklists: choose one with --checklist ({}), or name a folder for all of them",
            all.len(),
            all.join(", ")
        );
        return Err(Failure::new(&named(&arguments.output), why));
    }
    // All of them before any file is there.
    let mut forms = Vec::new();
    for name in all {
        let form = write_form(pack, name).doing(&named(&arguments.pack))?;
        let file = match is_workbook {
            true => arguments.output.clone(),
            false => arguments.output.join(format!("{name}.xlsx")),
        };
        forms.push((name, file, form));
    }
    if !is_workbook {
        std::fs::create_dir_all(&arguments.output).doing(&named(&arguments.output))?;
    }
    for (_, file, form) in &forms {
        write(file, &form.workbook, "writing the workbook")?;
    }
    if arguments.json {
        let told: serde_json::Map<String, Value> =
            forms.iter().map(|(name, file, form)| ((*name).to_owned(), told(file, &form.parts))).collect();
        say!("{:#}", Value::Object(told));
        return Ok(());
    }
    for (i, (_, file, form)) in forms.iter().enumerate() {
        let space = if i > 0 { "\n" } else { "" };
        say!("{space}{}: {}", file.display(), form.parts.to_string().trim_end());
    }
    Ok(())
}

fn told(file: &Path, parts: &Parts) -> Value {
    let (understood, approximated, not_understood) = parts.counts();
    let rows = parts.iter().filter_map(|part| {
        let (verdict, reason) = match &part.verdict {
            Verdict::Understood => return None,
            Verdict::Approximated(reason) => ("approximated", reason),
            Verdict::NotUnderstood(reason) => ("not_understood", reason),
        };
        Some(json!({
            "of": part.of, "part": part.field, "text": part.text, "verdict": verdict, "reason": reason,
        }))
    });
    let rows: Vec<Value> = rows.collect();
    json!({
        "file": named(file), "understood": understood, "approximated": approximated,
        "not_understood": not_understood, "parts": rows,
    })
}
