//! A visit: getting there, the door, the work, the evidence, and how it ends.

mod around;
mod checklist;
mod contact;
mod fetch;
mod metadata;
mod outcome;
pub(crate) mod photo;
#[cfg(test)]
mod tests;
mod thumbnail;
mod work;

pub use checklist::NewerChecklist;
pub use photo::NewPhoto;
