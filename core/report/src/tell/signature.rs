//! A signature in words: who stood in, and what was signed against what stands now.

use doorstep_domain::money::Money;

use super::{Teller, Tone};
use crate::figure;
use crate::model::{Currency, Signature, Since};
use crate::words::{self, Tongue};

impl<'a> Teller<'a> {
    /// The capacity in which somebody signed.
    pub(crate) fn signature_title(&self, signature: &'a Signature) -> &'a str {
        let own_word = self.say(words::signature_role(signature.role));
        signature.role_title.as_deref().unwrap_or(own_word)
    }

    pub(crate) fn stand_in(&self, signature: &Signature) -> Option<String> {
        let stand_in = signature.stand_in.as_ref()?;
        let mut text = format!("{}: {}", self.say(words::IN_PLACE), stand_in.reason);
        if let Some(witness) = &stand_in.witness {
            text.push_str(&format!(" · {} {witness}", self.say(words::WITNESS)));
        }
        Some(text)
    }

    /// What is to be known about a signature, each with its feeling.
    pub(crate) fn remarks(&self, signature: &Signature) -> Vec<(Tone, &'static str)> {
        let since = match &signature.since {
            Since::Same => (Tone::Good, words::SAME),
            Since::Changed { .. } => (Tone::Attention, words::CHANGED),
            Since::Unknown => (Tone::Quiet, words::UNKNOWN_SINCE),
            Since::Broken => (Tone::Bad, words::BROKEN),
        };
        let provisional = signature.provisional.then_some((Tone::Attention, words::PROVISIONAL));
        let unconfirmed = signature.unconfirmed.then_some((Tone::Attention, words::UNCONFIRMED));
        let all = [Some(since), provisional, unconfirmed];
        all.into_iter().flatten().map(|(tone, word)| (tone, self.say(word))).collect()
    }

    pub(crate) fn short_digest(&self, signature: &Signature) -> String {
        format!("{} {}", self.say(words::DIGEST), figure::short_digest(&signature.digest))
    }

    /// The story of a change since signing.
    pub(crate) fn what_changed(&self, since: &Since) -> Option<String> {
        let Since::Changed { signed, now, currency, line_count, check_count } = since else { return None };
        let totals = self.totals(*signed, *now, currency);
        let story: Vec<String> = totals.into_iter().chain(self.counts(*line_count, *check_count)).collect();
        Some(story.join(" "))
    }

    /// "Signed for 180.00, now 215.00 (+35.00)."
    fn totals(&self, signed: Option<Money>, now: Option<Money>, currency: &Currency) -> Option<String> {
        if signed == now {
            return None;
        }
        let show = |money: Option<Money>| {
            let none = || self.say(words::NO_PRICE_THEN).to_owned();
            money.map_or_else(none, |money| figure::amount_with_currency(money, currency))
        };
        let delta = signed.zip(now).and_then(|(signed, now)| figure::difference(signed, now, currency));
        let delta = delta.map(|delta| self.tongue.in_brackets(&delta)).unwrap_or_default();
        let (then, today) = (self.say(words::SIGNED_FOR), self.say(words::NOW));
        Some(match self.tongue {
            Tongue::English => format!("{then} {}, {today} {}{delta}.", show(signed), show(now)),
            Tongue::Chinese => format!("{then} {}，{today} {}{delta}。", show(signed), show(now)),
        })
    }

    fn counts(&self, line_count: u32, check_count: u32) -> Option<String> {
        let english = |count: u32, noun: &str| match count {
            0 => None,
            1 => Some(format!("1 {noun}")),
            _ => Some(format!("{count} {noun}s")),
        };
        let chinese = |count: u32, noun: &str| (count > 0).then(|| format!("{count} 项{noun}"));
        let (parts, verb) = match self.tongue {
            Tongue::English => {
                let verb = if line_count.saturating_add(check_count) == 1 { " differs." } else { " differ." };
                ([english(line_count, "line"), english(check_count, "check")], verb)
            }
            Tongue::Chinese => ([chinese(line_count, "收费"), chinese(check_count, "检查")], "有变化。"),
        };
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        (!parts.is_empty()).then(|| parts.join(self.tongue.separator()) + verb)
    }
}
