//! Formatting, lints and documentation.

use std::process::Command;

use crate::world::Trouble;

/// One run of cargo.
struct Step {
    name: &'static str,
    arguments: &'static [&'static str],
    /// Flags for rustdoc.
    documentation_flags: &'static str,
}

const STEPS: [Step; 3] = [
    Step { name: "format", arguments: &["fmt", "--all", "--check"], documentation_flags: "" },
    Step {
        name: "lints",
        arguments: &["clippy", "--workspace", "--all-targets", "--quiet", "--", "-D", "warnings"],
        documentation_flags: "",
    },
    Step {
        name: "documentation",
        arguments: &["doc", "--workspace", "--no-deps", "--quiet"],
        documentation_flags: "-D warnings",
    },
];

/// Runs all of them, also after one that failed: one run shows everything that is to be done.
pub(super) fn run() -> Result<bool, Trouble> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut well = true;
    println!("== coverage of the catalogue");
    well &= crate::coverage::run(std::path::Path::new("."), true, &mut std::io::stdout())?;
    for Step { name, arguments, documentation_flags } in STEPS {
        println!("== {name}");
        let status =
            Command::new(&cargo).args(arguments).env("RUSTDOCFLAGS", documentation_flags).status()?;
        well &= status.success();
    }
    Ok(well)
}
