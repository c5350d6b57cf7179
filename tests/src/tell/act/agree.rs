//! What the customer is shown, agrees to and signs.

use doorstep_core::NewSignature;
use doorstep_domain::case::{CustomerEntry, CustomerRating};
use doorstep_domain::checklist::Kind;
use doorstep_domain::fact::{ConsentWhat, Consented, Person, Proxy, Rated, SignatureRole};
use doorstep_domain::id::{QuoteId, VisitId};
use doorstep_domain::signature::{Point, Stroke, Strokes};

use super::super::stage::Stage;
use super::Screen;
use super::answer::service_of;
use crate::scenario::{self as words, Action};
use crate::world::Trouble;

impl Stage<'_> {
    /// What the customer is shown, agrees to and signs.
    pub(super) fn agree(&self, screen: &Screen<'_>, action: &Action) -> Result<(), Trouble> {
        let Screen { phone, case, seen, visit, .. } = screen;
        let (core, case, visit) = (phone.core()?, *case, *visit);
        let quote = self.names.quotes.get(&case).copied();
        let the_quote = || quote.ok_or("there is no quote yet");
        match action {
            Action::ShowsQuote(estimate) => {
                core.offer_quote(case, seen, visit, the_quote()?, estimate.minutes)?
            }
            Action::GetsConsent(consent) => {
                core.consent(case, seen, consented(visit, quote, consent, true))?
            }
            Action::IsRefused(consent) => {
                core.consent(case, seen, consented(visit, quote, consent, false))?
            }
            Action::GetsSignature(signature) => {
                let role = signature.role.0;
                let shows_quote = matches!(
                    role,
                    SignatureRole::CustomerAccept
                        | SignatureRole::CustomerQuoteConsent
                        | SignatureRole::CustomerReturn
                );
                let quote = quote.filter(|_| shows_quote);
                let prepared = core.prepare_signature(case, visit, role, quote, "")?;
                core.sign(case, &prepared, &new_signature(signature)?)?
            }
            Action::GetsRating(grade) => {
                let rating = Rated {
                    visit,
                    scale: self.scale().ok_or("the checklist asks for no rating")?,
                    grade: grade.clone(),
                    opinion: None,
                    by: None,
                };
                core.rate(case, seen, rating)?
            }
            Action::Declines(reason) => core.decline(case, seen, visit, the_quote()?, reason.clone())?,
            other => return Err(format!("`{}` is nothing to agree to", other.word()).into()),
        };
        Ok(())
    }

    /// The phone is in the customer's hands.
    pub(super) fn enter_by_customer(
        &self,
        screen: &Screen<'_>,
        own: &words::CustomersOwn,
    ) -> Result<(), Trouble> {
        let Screen { phone, case, seen, visit, .. } = screen;
        let mut answers = Vec::new();
        for (step, answer) in &own.answers {
            answers.extend(self.values(service_of(screen)?, *visit, step, answer)?);
        }
        let rating = match &own.grade {
            Some(grade) => Some(CustomerRating {
                scale: self.scale().ok_or("the checklist asks for no rating")?,
                grade: grade.clone(),
                opinion: own.opinion.clone(),
            }),
            None => None,
        };
        let entry = CustomerEntry { visit: *visit, by: person(&own.by), answers, rating };
        phone.core()?.enter_by_customer(*case, seen, entry)?;
        Ok(())
    }

    fn scale(&self) -> Option<String> {
        let parts = self.company.pack().pack.service(&self.scenario.service)?;
        parts.checklist.steps.iter().find_map(|step| match &step.kind {
            Kind::Rating { scale } => Some(scale.clone()),
            _ => None,
        })
    }
}

fn consented(visit: VisitId, quote: Option<QuoteId>, consent: &words::Consent, accepted: bool) -> Consented {
    let is_quote = consent.to.0 == ConsentWhat::Quote;
    Consented {
        visit,
        what: consent.to.0,
        quote: quote.filter(|_| is_quote),
        step: consent.step.clone(),
        accepted,
        reason: consent.because.clone(),
        by: person(&consent.by),
        signature: None,
        options: None,
        total_minor: None,
    }
}

fn person(name: &str) -> Person {
    Person { name: name.to_owned(), phone: None, relation: None }
}

/// A signature on the glass: a zigzag as long as a name.
fn new_signature(signature: &words::Signature) -> Result<NewSignature, Trouble> {
    let point = |i: i32| Point {
        x: i * 400,
        y: if i % 2 == 0 { 1_000 } else { 6_000 },
        t_ms: u32::try_from(i).unwrap_or(0) * 40,
        pressure: None,
    };
    let strokes = Strokes::new(vec![Stroke((0..24).map(point).collect())])?;
    let in_place_of = match signature.role.0 {
        SignatureRole::LeaderVerify => Some(SignatureRole::CustomerAccept),
        SignatureRole::OfficeProxy => Some(SignatureRole::CustomerBooking),
        _ => None,
    };
    let proxy = match in_place_of {
        Some(in_place_of) => Some(Proxy {
            in_place_of,
            reason: signature.because.clone().ok_or("say why the customer does not sign: `because`")?,
            witness: None,
        }),
        None => None,
    };
    Ok(NewSignature { signer: person(&signature.from), strokes, proxy })
}
