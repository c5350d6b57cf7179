//! Lists that a company already has: `doorstep pack prices` and `doorstep import`.

mod desk;
mod figures;
mod headers;
mod line;
mod office;
mod prices;

use std::path::{Path, PathBuf};

use clap::Args;
use doorstep_packs::lists::{
    DateOrder, DecimalMark, Delimiter, Encoding, Formats, Mapping, Reading, Rejects,
};

use crate::failure::{Doing as _, Failure};
use crate::say::say;

pub(crate) use office::{Command, run};
pub(crate) use prices::{PriceArguments, run as prices};

/// What is said about any list.
#[derive(Args)]
pub(crate) struct ListArguments {
    /// A YAML file that says which column holds what, where headers are odd: docs/import.md.
    #[arg(long, value_name = "FILE")]
    mapping: Option<PathBuf>,
    /// A value for every row in which the list has none, such as `time_zone=CST-8`. May be repeated.
    #[arg(long = "set", value_name = "FIELD=VALUE", value_parser = assignment)]
    values: Vec<(String, String)>,
    /// The sheet of a workbook; the only one with anything in it if absent.
    #[arg(long)]
    sheet: Option<String>,
    /// utf-8, gb18030, utf-16le or utf-16be; found out if absent.
    #[arg(long)]
    encoding: Option<Encoding>,
    /// comma, semicolon or tab; found out if absent.
    #[arg(long)]
    delimiter: Option<Delimiter>,
    /// dmy, mdy or ymd: how to read 03/04/2026. Rows with such a day are rejected if absent.
    #[arg(long)]
    dates: Option<DateOrder>,
    /// point or comma: how to read 1.234. Rows with such a number are rejected if absent.
    #[arg(long)]
    decimal: Option<DecimalMark>,
    /// Changes nothing: says what would become of every row.
    #[arg(long)]
    dry_run: bool,
    /// Takes the rows that are right, and leaves those that are not.
    #[arg(long, conflicts_with = "all_or_nothing")]
    accept_good: bool,
    /// Takes every row or none; that is what happens if nothing is said.
    #[arg(long)]
    all_or_nothing: bool,
    /// Where rejected rows are written as CSV, to be mended and fed in again; else FILE.rejected.csv, if there are any.
    #[arg(long, value_name = "FILE")]
    rejects: Option<PathBuf>,
}

fn assignment(text: &str) -> Result<(String, String), String> {
    let (field, value) =
        text.split_once('=').ok_or("expected a field and a value such as time_zone=CST-8")?;
    Ok((field.trim().to_owned(), value.trim().to_owned()))
}

impl ListArguments {
    fn mapping(&self) -> Result<Mapping, Failure> {
        let mut mapping = Mapping::default();
        if let Some(path) = &self.mapping {
            let bytes = std::fs::read(path).doing(&named(path))?;
            mapping = Mapping::parse(&bytes).doing(&named(path))?;
        }
        mapping.values.extend(self.values.iter().cloned());
        Ok(mapping)
    }

    fn reading(&self) -> Reading {
        Reading { encoding: self.encoding, delimiter: self.delimiter, sheet: self.sheet.clone() }
    }

    fn formats(&self) -> Formats {
        Formats { dates: self.dates, decimal: self.decimal }
    }

    /// The report of a list, beside it if nothing else was said.
    fn report(&self, list: &Path) -> Result<Report, Failure> {
        let beside = || {
            let name = list.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            list.with_file_name(format!("{name}.rejected.csv"))
        };
        let path = self.rejects.clone().unwrap_or_else(beside);
        let doing = named(&path);
        // Written under another name until it is known whether there is anything in it.
        let partial = path.with_extension("partial");
        let rejects = Rejects::into_file(&partial).doing(&doing)?;
        Ok(Report { rejects, path, partial })
    }
}

/// Rejected rows, and where they are written.
struct Report {
    rejects: Rejects,
    path: PathBuf,
    partial: PathBuf,
}

impl Report {
    /// Prints what was rejected; the file stays only if there is anything to mend.
    fn finish(mut self) -> Result<u64, Failure> {
        self.rejects.finish().doing(&named(&self.path))?;
        let count = self.rejects.count();
        if count == 0 {
            return Ok(0);
        }
        std::fs::rename(&self.partial, &self.path).doing(&named(&self.path))?;
        say!("\n{count} rejected, with their reasons in {}:", self.path.display());
        say!("{}", self.rejects.to_string().trim_end());
        Ok(count)
    }
}

impl Drop for Report {
    /// What was not finished leaves nothing behind.
    fn drop(&mut self) {
        if self.partial.exists()
            && let Err(error) = std::fs::remove_file(&self.partial)
        {
            tracing::warn!(%error, "an unfinished report stays");
        }
    }
}

/// Says which columns were not read: nothing is lost silently.
fn tell_unread(unread: &[String]) {
    if !unread.is_empty() {
        say!("columns that nothing was read from: {}", unread.join(", "));
    }
}

fn named(path: &Path) -> String {
    path.display().to_string()
}
