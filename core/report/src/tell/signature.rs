//! A signature in words: who stood in, and what was signed against what stands now.

use doorstep_domain::signature::ToldChange;

use super::{Teller, Tone};
use crate::figure;
use crate::model::{Currency, Signature, Since};
use crate::words;

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
            Since::Changed(_) => (Tone::Attention, words::CHANGED),
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

    /// The story of a change since signing: in one line, then part by part.
    pub(crate) fn what_changed(&self, since: &Since) -> Option<ToldChange> {
        let Since::Changed(difference) = since else { return None };
        let language = self.tongue.language();
        let name = difference.currency.as_ref().map_or("", |currency| currency.name.get(&language));
        let minor_digits = difference.currency.as_ref().map_or(2, |currency| currency.minor_digits);
        let currency = Currency { name: name.to_owned(), minor_digits };
        let plain = |amount| figure::amount(amount, &currency);
        let full = |amount| figure::amount_with_currency(amount, &currency).trim_end().to_owned();
        Some(difference.told_with(&language, &plain, &full))
    }
}
