//! `doorstep pack`: checks, shows, compares and publishes service packs.

mod forms;

use std::path::{Path, PathBuf};

use clap::Subcommand;
use doorstep_domain::pack::{PackFile, Sources};
use doorstep_domain::text::Language;
use doorstep_packs::{Published, builtin, compile_sources, diff, read_folder, xlsform};

use crate::failure::{Doing as _, Failure};
use crate::lists;
use crate::say::say;

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Compiles every expression, checks every reference and proves that every visit can end; prints each
    /// problem with file, line, path and reason.
    #[command(visible_alias = "check")]
    Lint {
        /// A folder with pack.yaml, a published file, or the name of a pack that comes with Doorstep.
        pack: PathBuf,
        /// The version before it: refuses ids that changed their meaning.
        #[arg(long)]
        since: Option<PathBuf>,
    },
    /// Writes the pack as a page that a service manager reads: checklists, prices and rules in words.
    Show {
        /// A folder with pack.yaml, a published file, or the name of a pack that comes with Doorstep.
        pack: PathBuf,
        /// The language of the page, such as zh-CN or en; else the company's own.
        #[arg(long)]
        language: Option<String>,
        /// The file to write; else NAME.html in this folder.
        #[arg(short, long)]
        output: Option<PathBuf>,
    },
    /// Tells what changed between two versions, place by place, and which changes cannot be published.
    Diff {
        /// The version before.
        before: PathBuf,
        /// The version after.
        after: PathBuf,
    },
    /// Compiles, lints and writes the published file.
    Build {
        /// A folder with pack.yaml, or the name of a pack that comes with Doorstep.
        pack: PathBuf,
        /// The file to write; else NAME-VERSION.pack in this folder.
        #[arg(short, long)]
        output: Option<PathBuf>,
    },
    /// Makes a pack of an XLSForm workbook (.xlsx, .xls, .ods) and says what became of every cell. The folder is written
    /// only if the pack is sound.
    Import {
        /// The workbook.
        form: PathBuf,
        /// The folder to write; it must not be there yet.
        #[arg(short, long)]
        output: PathBuf,
        /// The language of columns that name none, such as en.
        #[arg(long, default_value = "en")]
        language: String,
        /// The id of the pack; else that of the form.
        #[arg(long)]
        id: Option<String>,
        /// Writes the report as JSON: {understood, approximated, not_understood, cells}.
        #[arg(long)]
        json: bool,
    },
    /// Writes the checklists of a pack as forms that other programs read, and says what became of every part.
    Export(forms::Arguments),
    /// Brings a price list into a price book of a pack: changes prices, adds items, and writes only if the pack is sound
    /// with them.
    Prices(lists::PriceArguments),
    /// Writes JSON Schemas of the files of a pack, by which editors complete and check them.
    Schema {
        /// The folder to write to; else this one.
        #[arg(short, long, default_value = ".")]
        output: PathBuf,
    },
}

pub(crate) fn run(command: &Command) -> Result<(), Failure> {
    match command {
        Command::Lint { pack, since } => lint(pack, since.as_deref()),
        Command::Show { pack, language, output } => show(pack, language.as_deref(), output.as_deref()),
        Command::Diff { before, after } => tell_differences(before, after),
        Command::Build { pack, output } => build(pack, output.as_deref()),
        Command::Import { form, output, language, id, json } => {
            let language = Language(language.clone());
            let options = xlsform::Options { language, id: id.clone(), ..xlsform::Options::default() };
            import(form, output, options, *json)
        }
        Command::Export(arguments) => forms::export(arguments, &compile(&arguments.pack)?),
        Command::Prices(arguments) => lists::prices(arguments),
        Command::Schema { output } => write_schemas(output),
    }
}

fn lint(pack: &Path, since: Option<&Path>) -> Result<(), Failure> {
    let published = compile(pack)?;
    if let Some(since) = since {
        let previous = compile(since)?;
        doorstep_packs::compare(&previous.pack, &published.pack).doing(&named(pack))?;
    }
    say!("{} version {} is sound", published.pack.id, published.pack.version);
    say!("{}", published.id);
    Ok(())
}

fn show(pack: &Path, language: Option<&str>, output: Option<&Path>) -> Result<(), Failure> {
    let Published { id, pack, .. } = compile(pack)?;
    let own = pack.languages.first().cloned().unwrap_or_else(Language::english);
    let language = language.map_or(own, |tag| Language(tag.to_owned()));
    let page = doorstep_server::rule_book(&pack, id, &language);
    let output = output.map_or_else(|| PathBuf::from(format!("{}.html", pack.id)), Path::to_owned);
    write(&output, page.as_bytes(), "writing the page")?;
    say!("{}", output.display());
    Ok(())
}

fn import(form: &Path, folder: &Path, mut options: xlsform::Options, json: bool) -> Result<(), Failure> {
    if folder.exists() {
        return Err(Failure::new(&named(folder), "is there already: name a new folder"));
    }
    let bytes = read_at_most(form, xlsform::MAX_WORKBOOK)?;
    let read = xlsform::Form::read(&bytes).doing(&named(form))?;
    for name in read.files() {
        // A file that is not there is said in the report, with the question that takes its choices from it.
        let file = form.with_file_name(&name);
        if file.is_file() {
            options.files.insert(name, read_at_most(&file, xlsform::MAX_WORKBOOK)?);
        }
    }
    let imported = read.import(&options).doing(&named(form))?;
    if json {
        say!("{:#}", told(&imported.cells));
    } else {
        say!("{}", imported.cells.to_string().trim_end());
    }
    let published = imported.published.map_err(|findings| {
        let line = |(at, finding): &(Option<xlsform::Place>, _)| match at {
            Some(at) => format!("\n  row {} of {}: {finding}", at.row, at.sheet),
            None => format!("\n  {finding}"),
        };
        let lines: String = findings.iter().map(line).collect();
        Failure::new(&named(form), format!("the pack would not be sound, so nothing was written:{lines}"))
    })?;
    write_folder(folder, &imported.sources)?;
    eprintln!("{}: {} version {} is sound", folder.display(), published.pack.id, published.pack.version);
    Ok(())
}

/// A file, unless it is larger than anything that can be meant.
fn read_at_most(path: &Path, most: usize) -> Result<Vec<u8>, Failure> {
    use std::io::Read as _;
    let file = std::fs::File::open(path).doing(&named(path))?;
    let mut bytes = Vec::new();
    // One byte more than is allowed: the reader then says that there are too many.
    file.take(most as u64 + 1).read_to_end(&mut bytes).doing(&named(path))?;
    Ok(bytes)
}

fn told(cells: &xlsform::Cells) -> serde_json::Value {
    use xlsform::Verdict::{Approximated, NotUnderstood, Understood};
    let (understood, approximated, not_understood) = cells.counts();
    let rows = cells.iter().filter_map(|cell| {
        let (verdict, reason) = match cell.verdict {
            Understood => return None,
            Approximated(reason) => ("approximated", reason),
            NotUnderstood(reason) => ("not_understood", reason),
        };
        let at = cell.at.to_string();
        Some(serde_json::json!({"at": at, "column": cell.header, "text": cell.text, "verdict": verdict, "reason": reason}))
    });
    let rows: Vec<serde_json::Value> = rows.collect();
    serde_json::json!({
        "understood": understood, "approximated": approximated, "not_understood": not_understood, "cells": rows,
    })
}

/// The whole folder or nothing.
fn write_folder(folder: &Path, sources: &Sources) -> Result<(), Failure> {
    let partial = folder.with_extension("partial");
    for (path, bytes) in sources {
        let file = partial.join(path);
        if let Some(parent) = file.parent() {
            std::fs::create_dir_all(parent).doing("making the folder of the pack")?;
        }
        std::fs::write(&file, bytes).doing("writing the pack")?;
    }
    std::fs::rename(&partial, folder).doing("writing the pack")
}

fn write_schemas(folder: &Path) -> Result<(), Failure> {
    std::fs::create_dir_all(folder).doing("making the folder of the schemas")?;
    for (name, schema) in doorstep_packs::schemas() {
        let file = folder.join(name);
        write(&file, format!("{schema:#}\n").as_bytes(), "writing the schema")?;
        say!("{}", file.display());
    }
    Ok(())
}

fn tell_differences(before: &Path, after: &Path) -> Result<(), Failure> {
    let differences = diff(&sources(before)?, &sources(after)?);
    let mut file = "";
    for difference in &differences {
        if difference.file != file {
            file = &difference.file;
            say!("{file}");
        }
        say!("  {difference}");
    }
    let (before, after) = (compile(before)?, compile(after)?);
    match doorstep_packs::compare(&before.pack, &after.pack) {
        Ok(()) => say!("{} differences; the new version can be published", differences.len()),
        Err(report) => say!("{} differences; it cannot be published:\n{report}", differences.len()),
    }
    Ok(())
}

fn build(pack: &Path, output: Option<&Path>) -> Result<(), Failure> {
    let Published { id, bytes, pack } = compile(pack)?;
    let own_name = || PathBuf::from(format!("{}-{}.pack", pack.id, pack.version));
    let output = output.map_or_else(own_name, Path::to_owned);
    write(&output, &bytes, "writing the pack")?;
    say!("{id}  {} bytes  {}", bytes.len(), output.display());
    Ok(())
}

/// The whole file or nothing: a reader never finds half of it.
fn write(path: &Path, bytes: &[u8], doing: &str) -> Result<(), Failure> {
    let partial = path.with_extension("partial");
    std::fs::write(&partial, bytes).doing(doing)?;
    std::fs::rename(&partial, path).doing(doing)
}

fn compile(pack: &Path) -> Result<Published, Failure> {
    compile_sources(&sources(pack)?).doing(&named(pack))
}

/// The sources of a pack: of a folder, inside a published file, or of a pack that comes with Doorstep.
fn sources(pack: &Path) -> Result<Sources, Failure> {
    if pack.is_dir() {
        return read_folder(pack).doing(&named(pack));
    }
    if pack.is_file() {
        let bytes = std::fs::read(pack).doing(&named(pack))?;
        return Ok(PackFile::open(&bytes).doing(&named(pack))?.sources);
    }
    builtin(&named(pack)).ok_or_else(|| {
        let known: Vec<&str> = doorstep_packs::builtins().collect();
        Failure::new(
            &named(pack),
            format!("is no folder, no file and no pack that comes with Doorstep ({})", known.join(", ")),
        )
    })
}

fn named(pack: &Path) -> String {
    pack.display().to_string()
}
