//! Service packs: the rules of a trade as data, their compiler and their linter.
//!
//! A pack is written as a folder of YAML files with conditions in CEL. Publication reads the folder,
//! compiles every expression, checks every reference, and makes one immutable file that is named by
//! its hash. Phones and servers read that file with `doorstep_domain::pack`; this crate is never part
//! of a phone.

mod builtin;
mod compare;
pub mod compile;
mod diff;
#[cfg(feature = "xlsform")]
pub mod export;
mod lint;
#[cfg(feature = "xlsform")]
pub mod lists;
mod locate;
mod nearest;
mod publish;
mod report;
mod schema;
mod scope;
mod source;
#[cfg(test)]
mod tests;
#[cfg(feature = "xlsform")]
pub mod xlsform;

pub use builtin::{builtin, builtins};
pub use compare::compare;
pub use diff::{Difference, diff};
pub use publish::{Published, compile_folder, compile_sources, verify};
pub use report::{Finding, LintReport};
pub use schema::{schema_of, schemas};
pub use source::{MAX_SOURCE_FILE, read_folder};
