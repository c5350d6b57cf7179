//! `doorstep pack prices`: a price list into the price book of a pack.

use std::path::PathBuf;

use clap::Args;
use doorstep_domain::money::Money;
use doorstep_packs::lists::{PriceOptions, Priced, price_list};
use doorstep_packs::read_folder;

use super::{ListArguments, named, tell_unread};
use crate::failure::{Doing as _, Failure};
use crate::say::say;

/// Changes that are shown one by one.
const SHOWN: usize = 40;

#[derive(Args)]
pub(crate) struct PriceArguments {
    /// The list: CSV or a workbook (.xlsx, .xls, .ods), with code and price of each item.
    list: PathBuf,
    /// The folder of the pack.
    #[arg(long, value_name = "PACKDIR")]
    into: PathBuf,
    /// The price book: prices/BOOK.yaml. May be left out if the pack has one only.
    #[arg(long)]
    book: Option<String>,
    /// The currency of a price book that is not there yet, such as CNY.
    #[arg(long, requires = "valid_from")]
    currency: Option<String>,
    /// The first day of a price book that is not there yet, such as 2026-01-01.
    #[arg(long, requires = "currency")]
    valid_from: Option<chrono::NaiveDate>,
    #[command(flatten)]
    about: ListArguments,
}

pub(crate) fn run(arguments: &PriceArguments) -> Result<(), Failure> {
    let PriceArguments { list, into, about, .. } = arguments;
    let sources = read_folder(into).doing(&named(into))?;
    let books = sources.keys().filter_map(|path| path.strip_prefix("prices/")?.strip_suffix(".yaml"));
    let books: Vec<&str> = books.collect();
    let book = match (&arguments.book, books.as_slice()) {
        (Some(book), _) => book.clone(),
        (None, [one]) => (*one).to_owned(),
        (None, several) => {
            let why = format!("name the price book with --book; the pack has {}", several.join(", "));
            return Err(Failure::new(&named(into), why));
        }
    };
    let new_book = arguments.currency.clone().zip(arguments.valid_from.map(|day| day.to_string()));
    let (reading, formats, mapping) = (about.reading(), about.formats(), about.mapping()?);
    let options = PriceOptions { book, new_book, reading, formats, mapping };
    let mut report = about.report(list)?;
    let priced = price_list(list, &sources, &options, &mut report.rejects).doing(&named(list))?;
    tell(&priced);
    let rejected = report.finish()?;
    if about.dry_run || rejected > 0 && !about.accept_good {
        say!("nothing was written");
        if rejected > 0 && !about.accept_good {
            let why =
                format!("{rejected} rows are not right: mend them, or take the others with --accept-good");
            return Err(Failure::new(&named(list), why));
        }
        return Ok(());
    }
    write(arguments, &priced, &format!("prices/{}.yaml", options.book))
}

fn write(arguments: &PriceArguments, priced: &Priced, file: &str) -> Result<(), Failure> {
    let path = arguments.into.join(file);
    if !priced.is_changed {
        say!("{}: nothing to change", path.display());
        return Ok(());
    }
    let Some(bytes) = priced.sources.get(file) else { return Ok(()) };
    if let Some(parent) = path.parent() {
        std::fs::create_dir_all(parent).doing(&named(parent))?;
    }
    let partial = path.with_extension("partial");
    std::fs::write(&partial, bytes).doing(&named(&path))?;
    std::fs::rename(&partial, &path).doing(&named(&path))?;
    say!("{}: the pack is sound with it; raise its version to publish it", path.display());
    Ok(())
}

/// What the list comes to, price by price.
fn tell(priced: &Priced) {
    tell_unread(&priced.unread);
    let digits = priced.currency.minor_digits;
    let say = |price: Option<Money>| {
        price.map_or_else(|| "not configured".to_owned(), |price| price.display(digits))
    };
    for change in priced.changes.iter().take(SHOWN) {
        match change.was {
            Some(was) => say!("  {}: {} → {}", change.code, say(was), say(change.is)),
            None => say!("  {}: new, {}", change.code, say(change.is)),
        }
    }
    if priced.changes.len() > SHOWN {
        say!("  … and {} more", priced.changes.len() - SHOWN);
    }
    for (what, codes) in [
        ("not configured, so that a quote with them waits", &priced.not_configured),
        ("in the book and not in the list; they stay", &priced.kept),
        ("new with a title in one language, which stands for all", &priced.in_one_language),
    ] {
        if !codes.is_empty() {
            say!("{} {what}: {}", codes.len(), codes.join(", "));
        }
    }
    let added = priced.changes.iter().filter(|change| change.was.is_none()).count();
    let changed = priced.changes.len() - added;
    say!("{added} added, {changed} changed, {} unchanged", priced.unchanged);
}
