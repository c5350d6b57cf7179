//! The sums of a quote, its payments, and what is to be known about the customer's answer.

use doorstep_domain::case::PaymentStanding;

use super::job::View;
use super::state::{Icon, Tone};
use crate::office::view::{PaymentRow, Quote, Sum};
use crate::office::words;

impl View<'_, '_> {
    pub(super) fn sums(&mut self, sums: &[Sum]) {
        for sum in sums {
            self.sum(&sum.title, &sum.text);
        }
    }

    pub(super) fn sum(&mut self, label: &str, amount: &str) {
        self.page.h.markup("<tr>").leaf("td", "", label);
        self.page.h.markup("<td></td>");
        self.page.h.leaf("td", "number", amount);
        self.page.h.markup("</tr>");
    }

    /// What is to be known about the customer's answer, and each payment.
    pub(super) fn remarks(&mut self, quote: &Quote) {
        let remarks = [
            (quote.is_recommended, Tone::Quiet, words::RECOMMENDED),
            (quote.superseded_by.is_some(), Tone::Quiet, words::OTHER_CHOSEN),
            (quote.must_ask_again, Tone::Attention, words::ASK_AGAIN),
        ];
        for (_, tone, word) in remarks.into_iter().filter(|(holds, _, _)| *holds) {
            self.page.chip(tone, Icon::Flag, word.say(self.page.language));
        }
        for payment in &quote.payments {
            self.payment(payment);
        }
    }

    fn payment(&mut self, payment: &PaymentRow) {
        let PaymentRow { text, method, by, standing, .. } = payment;
        self.page.h.leaf("p", "", &format!("{text} · {method} · {by}"));
        match standing {
            PaymentStanding::Counts => {}
            PaymentStanding::Refused => {
                self.page.chip(Tone::Quiet, Icon::Cross, words::NOT_CONFIRMED.say(self.page.language));
            }
            PaymentStanding::Pending => {
                self.page.chip(Tone::Waiting, Icon::Clock, words::PENDING.say(self.page.language));
                self.approve(&payment.approval);
            }
        }
    }

    /// Two buttons for something that waits for the office.
    pub(super) fn approve(&mut self, what: &str) {
        for (accepted, word) in [("yes", words::APPROVE), ("no", words::REFUSE)] {
            self.begin_form("approve");
            self.page.hidden("what", what);
            self.page.hidden("accepted", accepted);
            let word = word.say(self.page.language);
            self.page.h.markup("<button>").text(word).markup("</button></form>");
        }
    }
}
