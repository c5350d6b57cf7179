//! What is covered, and why.

use doorstep_domain::coverage::Verdict;

/// A warranty, a contract or the like, as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coverage {
    /// What people read, such as *Warranty*.
    pub title: String,
    /// The day for which it was judged, `2025-01-09`.
    pub on: String,
    /// Who declared it checked, if somebody did.
    pub by: Option<String>,
    /// The components that the job is about.
    pub components: Vec<Component>,
}

/// A component with its verdict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Component {
    /// What people read.
    pub title: String,
    /// What becomes of its repair.
    pub verdict: Verdict,
    /// The verdict in a word.
    pub word: String,
    /// Why, with its dates.
    pub why: String,
}
