//! The packs that come with Doorstep, inside the program.

use doorstep_domain::pack::Sources;

/// The source files of one trade, path and bytes.
type Trade = (&'static str, &'static [(&'static str, &'static [u8])]);

// `TRADES: &[Trade]`, written by `build.rs` from the folders beside `src`.
include!(concat!(env!("OUT_DIR"), "/trades.rs"));

/// The names of the packs that come with this program, such as `property-repair`.
pub fn builtins() -> impl Iterator<Item = &'static str> {
    TRADES.iter().map(|(name, _)| *name)
}

/// The source files of a pack that comes with this program.
#[must_use]
pub fn builtin(name: &str) -> Option<Sources> {
    let (_, files) = TRADES.iter().find(|(trade, _)| *trade == name)?;
    Some(files.iter().map(|(path, bytes)| ((*path).to_owned(), bytes.to_vec())).collect())
}
