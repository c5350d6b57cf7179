//! The head of the form in words: what came of it, who went, the figures that most people look for.

use doorstep_domain::coverage::Verdict;
use doorstep_domain::fact::VisitOutcome;
use doorstep_domain::fold::Outcome;
use doorstep_domain::pack::Section;

use super::{Teller, Tone};
use crate::figure;
use crate::model::{CopyFor, Quote, Since};
use crate::words::{self, Word};

/// A label with its figure and the unit beside it.
pub(crate) struct Figure {
    pub(crate) label: &'static str,
    pub(crate) figure: String,
    pub(crate) unit: Option<String>,
}

pub(crate) fn outcome_tone(outcome: &Outcome) -> Tone {
    match outcome {
        Outcome::Completed { .. } => Tone::Good,
        Outcome::Open => Tone::Waiting,
        Outcome::WaitingForPart { .. } | Outcome::Coordinated { .. } => Tone::Attention,
        Outcome::Declined { .. } | Outcome::Cancelled { .. } => Tone::Quiet,
    }
}

/// How a visit ended, with its feeling.
pub(crate) fn visit_tone(outcome: Option<VisitOutcome>) -> (Tone, Word) {
    match outcome {
        Some(VisitOutcome::Done) => (Tone::Good, words::visit_outcome(VisitOutcome::Done)),
        Some(VisitOutcome::Declined) => (Tone::Quiet, words::visit_outcome(VisitOutcome::Declined)),
        Some(outcome) => (Tone::Attention, words::visit_outcome(outcome)),
        None => (Tone::Waiting, words::UNDER_WAY),
    }
}

/// What becomes of a repair.
pub(crate) fn verdict_tone(verdict: Verdict) -> Tone {
    match verdict {
        Verdict::Covered => Tone::Good,
        Verdict::Paid => Tone::Quiet,
        Verdict::Refused => Tone::Bad,
        Verdict::NotKnown => Tone::Waiting,
        Verdict::NotConfigured => Tone::Attention,
    }
}

impl Teller<'_> {
    /// Whose copy it is: its ordinal, if the form counts it, and its title.
    pub(crate) fn copy(&self, copy: &CopyFor) -> (Option<String>, String) {
        let ordinal = copy.number.map(|number| format!("{} {number}", self.say(words::COPY)));
        let own_word = self.say(words::audience(copy.audience));
        (ordinal, if copy.title.is_empty() { own_word.to_owned() } else { copy.title.clone() })
    }

    /// The words behind the outcome: why, which part, who.
    pub(crate) fn outcome_detail(&self) -> Option<String> {
        let detail = match &self.report.outcome {
            Outcome::Open | Outcome::Completed { .. } => return None,
            Outcome::Declined { reason } | Outcome::Cancelled { reason } => reason.clone(),
            Outcome::Coordinated { person } => person.clone(),
            Outcome::WaitingForPart { model, next_ms: None } => model.clone(),
            Outcome::WaitingForPart { model, next_ms: Some(next_ms) } => {
                format!("{model} · {}", self.clock.minute(*next_ms))
            }
        };
        Some(detail).filter(|detail| !detail.is_empty())
    }

    /// What a reader must know before anything else.
    pub(crate) fn warnings(&self) -> Vec<(Tone, String)> {
        let report = self.report;
        let since = |wanted: fn(&Since) -> bool| report.signatures.iter().any(|given| wanted(&given.since));
        let said = [
            (Tone::Bad, since(|since| *since == Since::Broken), words::BROKEN),
            (
                Tone::Attention,
                since(|since| matches!(since, Since::Changed(_))),
                words::CHANGED_AFTER_SIGNING,
            ),
            (Tone::Attention, !report.decisions.is_empty(), words::UNSOLVED),
            (Tone::Attention, report.quotes.iter().any(|quote| quote.total.is_none()), words::MISSING_PRICES),
        ];
        let zone = self.clock.unknown.as_ref().map(|zone| {
            (Tone::Attention, self.say(words::ZONE_UNKNOWN).to_owned() + &self.tongue.in_brackets(zone))
        });
        let said = said.into_iter().filter(|(_, is_so, _)| *is_so);
        said.map(|(tone, _, word)| (tone, self.say(word).to_owned())).chain(zone).collect()
    }

    /// Everybody who went, each once, in the order of the visits.
    pub(crate) fn technicians(&self) -> String {
        let mut names: Vec<&str> = Vec::new();
        for name in self.report.visits.iter().flat_map(|visit| &visit.technicians) {
            if !names.contains(&name.as_str()) {
                names.push(name);
            }
        }
        names.join(self.tongue.separator())
    }

    /// Total, work time, rating: what most people look for.
    /// What a copy leaves out is not counted either.
    pub(crate) fn figures(&self) -> Vec<Figure> {
        let visits = self.report.visits.iter();
        let millis = visits.flat_map(|visit| &visit.work).map(|work| work.millis);
        let minutes = figure::whole_minutes(millis.fold(0, i64::saturating_add));
        let rated = self.report.ratings.last().map(|rating| rating.grade.clone());
        let (total, unit) = self.total();
        let plain = |label, figure| Figure { label: self.say(label), figure, unit: None };
        let rated = rated.unwrap_or_else(|| self.say(words::NO_RATING).to_owned());
        let all = [
            (Section::Prices, Figure { label: self.say(words::TOTAL), figure: total, unit }),
            (Section::Visits, plain(words::WORK_TIME, figure::minutes(minutes, self.tongue))),
            (Section::Ratings, plain(words::RATING, rated)),
        ];
        let shown = all.into_iter().filter(|(section, _)| !self.report.left_out.contains(section));
        shown.map(|(_, figure)| figure).collect()
    }

    /// The total of the quote that counts, with its currency; else why there is none.
    fn total(&self) -> (String, Option<String>) {
        let quotes = &self.report.quotes;
        let accepted = quotes.iter().rev().find(|quote| quote.accepted == Some(true));
        let why_none = |word| (self.say(word).to_owned(), None);
        match accepted.or(quotes.last()) {
            None => why_none(words::NO_PRICE),
            Some(Quote { total: None, .. }) => why_none(words::NO_TOTAL),
            Some(Quote { total: Some(total), currency, .. }) => {
                (figure::amount(*total, currency), Some(currency.name.clone()))
            }
        }
    }

    /// Whether the customer accepted a quote, with its feeling.
    pub(crate) fn answer(&self, quote: &Quote) -> (Tone, &'static str) {
        match quote.accepted {
            Some(true) => (Tone::Good, self.say(words::ACCEPTED)),
            Some(false) => (Tone::Quiet, self.say(words::REFUSED)),
            None => (Tone::Waiting, self.say(words::NOT_ANSWERED)),
        }
    }

    /// What the amounts of a quote rest on.
    pub(crate) fn basis(&self, quote: &Quote) -> String {
        let minutes = quote.minutes.map(|minutes| figure::minutes(minutes, self.tongue));
        let minutes = minutes.map(|minutes| format!("{} {minutes}", self.say(words::WORK_TIME)));
        let prices = format!("{} {}", self.say(words::PRICES_FROM), quote.price_book);
        let prices = if quote.price_book.is_empty() { String::new() } else { prices };
        super::joined(&[minutes.as_deref().unwrap_or_default(), &prices])
    }

    /// What this copy leaves out; `None` if it is the whole record.
    pub(crate) fn left_out(&self) -> Option<String> {
        let left_out = &self.report.left_out;
        let names: Vec<&str> = left_out.iter().map(|section| self.say(words::section(*section))).collect();
        (!names.is_empty())
            .then(|| format!("{}: {}", self.say(words::LEFT_OUT), names.join(self.tongue.separator())))
    }

    /// The rules by which the report was computed.
    pub(crate) fn rules(&self) -> String {
        let seal = &self.report.seal;
        format!("{} · {} {}", seal.pack, self.say(words::RULES_VERSION), seal.rules_version)
    }

    /// When the newest entry was made, and whose clock that is.
    pub(crate) fn as_of(&self) -> String {
        let as_of_ms = self.report.seal.as_of_ms;
        let zone = self.clock.label(as_of_ms);
        format!("{} · {} {zone}", self.clock.second(as_of_ms), self.say(words::TIMES_IN))
    }
}
