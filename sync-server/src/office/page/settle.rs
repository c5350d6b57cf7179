//! What is deducted from accounts, and the counter-entry of a wrong one.

use doorstep_domain::case::{DeductionView, SettlementItem, SettlementStanding, SettlementWait};
use doorstep_domain::fact::ReversalCause;
use doorstep_domain::money::Money;

use doorstep_report::named;

use super::job::View;
use super::state::{Icon, Tone};
use crate::office::words::{self, Word};

impl View<'_, '_> {
    pub(super) fn settlement(&mut self) {
        let items = self.job.settlement.clone();
        if items.is_empty() {
            return;
        }
        self.page.h.markup("<section class=\"card\"><header>");
        self.page.h.leaf("h2", "", words::DEDUCTIONS.say(self.page.language));
        self.page.h.markup("</header>\n");
        for item in &items {
            self.settlement_item(item);
        }
        self.page.h.markup("</section>\n");
    }

    fn settlement_item(&mut self, item: &SettlementItem) {
        let language = self.page.language;
        let account = item.account_title.as_ref().map(|title| title.get(language).to_owned());
        let account = account.or_else(|| item.account.clone()).unwrap_or_default();
        let amount = item.amount.map(|amount| self.amount(item, amount)).unwrap_or_default();
        self.page.h.markup("<div class=\"pad\">");
        self.page.h.leaf("b", "", item.title.get(language));
        self.page.h.leaf("p", "", &format!("{account} · {amount}"));
        let (tone, icon, text) = standing(&item.standing, language);
        self.page.chip(tone, icon, &text);
        for made in &item.history {
            self.deduction(item, made);
        }
        if let SettlementStanding::Deducted { deduction } = &item.standing {
            self.reverse(item, &deduction.to_string());
        }
        self.page.h.markup("</div>\n");
    }

    fn deduction(&mut self, item: &SettlementItem, made: &DeductionView) {
        let Some(reversed) = &made.reversed else { return };
        let language = self.page.language;
        let parts = [
            words::REVERSED.say(language).to_owned(),
            self.amount(item, made.amount),
            named::reversal(reversed.cause).say(language).to_owned(),
            reversed.reason.clone(),
            reversed.by.clone(),
        ];
        let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        self.page.h.leaf("p", "muted small", &parts.join(" · "));
    }

    /// Which account would have been right, and why.
    fn reverse(&mut self, item: &SettlementItem, deduction: &str) {
        let language = self.page.language;
        let accounts: Vec<(String, String)> = (item.accounts.iter())
            .filter(|(id, _)| Some(*id) != item.account.as_ref())
            .map(|(id, title)| (id.clone(), title.get(language).to_owned()))
            .collect();
        let deduction = deduction.to_owned();
        self.fold(
            words::WRONG_ACCOUNT,
            "reverse-deduction",
            |view| {
                view.page.hidden("deduction", &deduction);
                view.label("account", words::RIGHT_ACCOUNT);
                view.page.h.markup("<select id=\"account\" name=\"account\">");
                for (id, title) in &accounts {
                    view.page.h.markup("<option").attr("value", id).markup(">").text(title);
                    view.page.h.markup("</option>");
                }
                view.page.h.markup("</select></p>");
                view.line("reason", words::REASON);
            },
            true,
        );
    }

    fn amount(&self, item: &SettlementItem, amount: Money) -> String {
        match &item.currency {
            Some(currency) => {
                let name = currency.name.get(self.page.language);
                format!("{} {name}", amount.display(currency.minor_digits))
            }
            None => amount.to_string(),
        }
    }
}

fn standing(
    standing: &SettlementStanding,
    language: &doorstep_domain::text::Language,
) -> (Tone, Icon, String) {
    let say = |word: Word| word.say(language).to_owned();
    match standing {
        SettlementStanding::Deducted { .. } => (Tone::Good, Icon::Done, say(words::DEDUCTED)),
        SettlementStanding::Nothing => (Tone::Quiet, Icon::Dash, say(words::NOTHING_TO_DEDUCT)),
        SettlementStanding::Pending { waits_for } => match waits_for {
            SettlementWait::Office => (Tone::Waiting, Icon::Clock, say(words::TO_BE_DEDUCTED)),
            SettlementWait::Account => (Tone::Attention, Icon::Alert, say(words::NO_ACCOUNT)),
            SettlementWait::UnknownAccount => (Tone::Attention, Icon::Alert, say(words::UNKNOWN_ACCOUNT)),
            SettlementWait::ClosedAccount { until } => {
                let text = format!("{} {until}", words::CLOSED_ACCOUNT.say(language));
                (Tone::Attention, Icon::Alert, text)
            }
            SettlementWait::NotConfigured { what } => {
                let text = format!("{}: {what}", words::NOT_CONFIGURED.say(language));
                (Tone::Attention, Icon::Alert, text)
            }
        },
    }
}

/// The mistakes that a form can name.
pub(super) fn cause_of(text: &str) -> ReversalCause {
    text.parse().unwrap_or(ReversalCause::WrongAccount)
}
