//! Options to choose from, and money.

use doorstep_domain::case::{Account, Version};
use doorstep_domain::fact::{OptionsOffered, Paid};
use doorstep_domain::id::{CaseId, QuoteId, VisitId};
use doorstep_domain::price::PaymentMethod;
use doorstep_domain::rejected::Rejected;

use crate::core::Core;
use crate::error::Error;
use crate::write::record;

/// Money taken, or given back if it is below zero.
pub type NewPayment = Paid;

/// The most options that are put before a customer at once.
const MAX_OPTIONS: usize = 8;

impl Core {
    /// Puts several quotes before the customer to choose from. Each was shown with [`Core::offer_quote`] before, so
    /// its prices are pinned.
    ///
    /// # Errors
    /// [`Error::Rejected`] if there are fewer than two options or more than eight, if one was not offered, or if the
    /// recommended one is none of them; [`Error::NotFound`], [`Error::Store`].
    pub fn offer_options(
        &self,
        case: CaseId,
        seen: &Version,
        visit: VisitId,
        options: &[QuoteId],
        recommended: Option<QuoteId>,
    ) -> Result<Version, Error> {
        let mut distinct = options.to_vec();
        distinct.sort();
        distinct.dedup();
        let is_one = recommended.is_none_or(|recommended| options.contains(&recommended));
        if distinct.len() != options.len() || !(2..=MAX_OPTIONS).contains(&options.len()) || !is_one {
            let reason = format!("two to {MAX_OPTIONS} different quotes, one of them recommended or none");
            return Err(Rejected::Invalid { field: "options", reason }.into());
        }
        self.record(case, seen, OptionsOffered { visit, options: options.to_vec(), recommended })
    }

    /// Records that money was taken, or given back. Nothing is collected here: a card payment without network and a
    /// refund that needs approval stay pending until the office says yes.
    ///
    /// # Errors
    /// [`Error::Rejected`] with `Role` if the pack does not let this user, or `Invalid` for an amount, a purpose or a
    /// way to pay that does not fit; [`Error::PackMissing`], [`Error::NotFound`], [`Error::Store`].
    pub fn pay(&self, case: CaseId, seen: &Version, payment: NewPayment) -> Result<Version, Error> {
        self.act(case, |case, action| {
            case.check_payment(&payment, action.needs_pack(case)?)?;
            record(case, seen, payment.into(), action)
        })
    }

    /// The ways to pay for a quote, or for the job if none is named, with their ids, by id; empty if the price book
    /// says nothing about payment: then [`Core::pay`] takes any.
    ///
    /// # Errors
    /// As [`Core::account`].
    pub fn ways_to_pay(
        &self,
        id: CaseId,
        quote: Option<QuoteId>,
    ) -> Result<Vec<(String, PaymentMethod)>, Error> {
        self.view(id, |_, _, case, pack| {
            let pack = crate::jobs::needed(case, pack)?;
            let ways = case.ways_to_pay(quote, &pack)?.into_iter().flatten();
            Ok(ways.map(|(way, method)| (way.clone(), method.clone())).collect())
        })
    }

    /// What was paid for a quote, what is pending, and what is still to pay.
    ///
    /// # Errors
    /// As [`Core::quote`].
    pub fn account(&self, id: CaseId, quote: QuoteId) -> Result<Account, Error> {
        self.view(id, |_, _, case, pack| {
            let pack = crate::jobs::needed(case, pack)?;
            Ok(case.account(quote, &pack)?)
        })
    }
}
