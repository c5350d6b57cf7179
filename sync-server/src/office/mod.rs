//! The desk: who creates jobs, gives them to people and decides what nobody else can.
//!
//! What the office does becomes facts like everybody's, signed with the server's own certificate for the user who
//! acted. Lists come from the rows that the projector keeps; no list ever folds a case.

mod api;
mod command;
mod page;
mod session;
#[cfg(test)]
mod tests;
pub(crate) mod words;

use doorstep_domain::id::FactId;
use doorstep_domain::text::Text;

pub(crate) use api::handle;
pub(crate) use page::{decide, jobs_page};

/// An open decision as people can tell it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Story {
    /// The question.
    pub question: Text,
    /// The answers, of which the first is used meanwhile.
    pub candidates: Vec<Candidate>,
}

/// One of the answers between which somebody must choose.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Candidate {
    /// The fact that gave it; choosing names it.
    pub fact: FactId,
    /// What it says.
    pub value: Text,
    /// Who said so.
    pub who: String,
    /// In which role.
    pub role: String,
    /// When, by the author's clock and the place's zone.
    pub at: String,
}
