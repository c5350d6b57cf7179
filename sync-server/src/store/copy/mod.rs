//! Copies every row of one store into another of another kind, and holds both against each other: what is compared is what
//! each side reads back.

mod migrate;
mod moment;
mod table;

pub(crate) use migrate::{Copying, SETTING, Standing};
pub(super) use moment::copy_moment;
