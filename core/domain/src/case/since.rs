//! A signature against the case as it is now.

use super::{Case, Visible};
use crate::fact::SignatureGiven;
use crate::pack::Pack;
use crate::signature::Difference;
use crate::statement::{Statement, View};
use crate::text::Language;

/// What a signature is worth today.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// What was signed still stands; [`Difference::is_none`], or it does not.
    Compared(Difference),
    /// The stored view is not the one that was signed, or the statement is of another case.
    Broken,
    /// The pack at hand cannot show what was signed.
    Unknown,
}

impl Case {
    /// Compares a signature with the case as it is now. `view` are the stored bytes of the signed view: they
    /// are checked against the statement before anybody believes them.
    #[must_use]
    pub fn standing_of(&self, signature: &SignatureGiven, view: &[u8], pack: &Pack) -> Standing {
        let Some((statement, signed)) = self.signed_view(signature, view) else { return Standing::Broken };
        let language = Language(statement.language);
        let visible = Visible {
            visit: statement.visit,
            role: statement.role,
            quote: statement.quote,
            language: &language,
            preamble: "",
        };
        // Prices that cannot be computed here are unknown, not gone.
        let Ok(quote) = statement.quote.map(|quote| self.quote(quote, 0, pack)).transpose() else {
            return Standing::Unknown;
        };
        let Ok(now) = self.view_of(&visible, quote.as_ref(), pack, statement.pack) else {
            return Standing::Unknown;
        };
        let currency = quote.map(|quote| quote.currency);
        Standing::Compared(Difference { currency, ..Difference::between(&signed, &now) })
    }

    /// The statement and the view, if they belong to each other, to this signature and to this case.
    fn signed_view(&self, signature: &SignatureGiven, view: &[u8]) -> Option<(Statement, View)> {
        let statement = Statement::from_bytes(&signature.statement).ok()?;
        let is_one_thing = statement.case == self.id()
            && statement.visit == signature.visit
            && statement.role == signature.role
            && statement.view == View::hash_of(view)
            && signature.view == View::blob_id(view);
        let view = View::from_bytes(view).ok().filter(|_| is_one_thing)?;
        let is_its_total = signature.total_minor.is_none_or(|total| view.total_minor == Some(total));
        is_its_total.then_some((statement, view))
    }
}
