//! Up to which total the customer agreed to a quote.

use super::State;
use super::engine::Engine;
use crate::fact::SignatureGiven;
use crate::id::QuoteId;
use crate::money::Money;
use crate::statement::Statement;

impl Engine<'_> {
    /// The consent that counts says what the quote came to. Who signs for the accepted work afterwards signs what it
    /// costs, too, so the newest such signature takes the consent's place. Of those made without knowing of each
    /// other the least counts: nobody owes what he may not have seen.
    pub(super) fn find_agreed_totals(&self, state: &mut State) {
        let State { quotes, visits, .. } = state;
        for (id, quote) in quotes {
            let Some(consent) = quote.consent.as_ref().filter(|consent| consent.value) else { continue };
            let mut given = visits.values().flat_map(|visit| &visit.consents);
            let consented = given.find(|given| given.fact == consent.fact);
            let Some(agreed) = self.graph.position(&consent.fact) else { continue };
            let mut later: Vec<(usize, i64)> = Vec::new();
            for signature in visits.values().flat_map(|visit| &visit.signatures) {
                let (at, total) = (self.graph.position(&signature.fact), total_signed(&signature.body, *id));
                let signed = at.zip(total).filter(|(at, _)| self.graph.precedes(agreed, *at));
                later.extend(signed);
            }
            let is_newest =
                |(at, _): &&(usize, i64)| !later.iter().any(|(other, _)| self.graph.precedes(*at, *other));
            let signed = later.iter().filter(is_newest).map(|(_, total)| *total).min();
            let total = signed.or_else(|| consented.and_then(|consented| consented.body.total_minor));
            quote.agreed_total = total.map(Money);
        }
    }
}

/// The total that the customer signed for this quote with the accepted work.
fn total_signed(signature: &SignatureGiven, quote: QuoteId) -> Option<i64> {
    let total = signature.total_minor.filter(|_| signature.role.is_acceptance_by_customer())?;
    let statement = Statement::from_bytes(&signature.statement).ok()?;
    (statement.quote == Some(quote)).then_some(total)
}
