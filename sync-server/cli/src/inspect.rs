//! `doorstep inspect`: a look at the store of a phone, for whoever helps.

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::Args;
use doorstep_core::{Inspection, Sum, inspect};

use crate::failure::{Doing as _, Failure};
use crate::say::say;

#[derive(Args)]
pub(crate) struct Arguments {
    /// The folder that the app gave to Doorstep, or a copy of it. It is not changed.
    store: PathBuf,
    /// Prints JSON.
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let doing = format!("looking at {}", arguments.store.display());
    let told = inspect(&arguments.store).doing(&doing)?;
    if arguments.json {
        say!("{}", serde_json::to_string_pretty(&told).doing("writing the answer")?);
    } else {
        tell(&told);
    }
    Ok(())
}

fn tell(told: &Inspection) {
    let server = told.server_ms.map_or_else(|| "never".to_owned(), |at_ms| format!("{at_ms} ms"));
    say!("tables of version {}", told.schema_version);
    say!("log {:016x}, read up to {}, last answer {server}", told.epoch, told.cursor);
    if told.is_signed_out {
        say!("the server refuses its key");
    }
    say!("{} open decisions, {} cases that cannot be applied", told.decision_count, told.stuck_count);
    let parts = [
        ("outbox", &told.outbox),
        ("cases", &told.cases),
        ("items", &told.items),
        ("files", &told.files),
        ("receipts", &told.receipts),
        ("not placed", &told.unplaced),
    ];
    for (title, sums) in parts {
        tell_sums(title, sums);
    }
}

fn tell_sums(title: &str, sums: &BTreeMap<String, Sum>) {
    say!("{title}{}", if sums.is_empty() { ": nothing" } else { "" });
    for (name, sum) in sums {
        say!("  {:>8}  {:>12} bytes  {name}", sum.count, sum.size_bytes);
    }
}
