//! Service packs: the rules of a trade as data, their compiler and their linter.
//!
//! A pack is written as a folder of YAML files with conditions in CEL. Publication reads the folder,
//! compiles every expression, checks every reference, and makes one immutable file that is named by
//! its hash. Phones and servers read that file with `doorstep_domain::pack`; this crate is never part
//! of a phone.

pub mod compile;
