//! What people agreed to, thought and signed.

use super::head::person;
use super::{Page, Tone};
use crate::figure;
use crate::model::{Consent, Currency, Marks, Rating, Signature, Since};
use crate::words;
use doorstep_domain::money::Money;
use doorstep_domain::signature::Strokes;

impl Page<'_> {
    pub(super) fn consents(&mut self) {
        let consents = &self.report.consents;
        if consents.is_empty() {
            return;
        }
        self.section(words::CONSENTS, |page| {
            page.h.markup("<ul class=\"consents\">\n");
            for consent in consents {
                page.consent(consent);
            }
            page.h.markup("</ul>\n");
        });
    }

    fn consent(&mut self, consent: &Consent) {
        let (tone, word) =
            if consent.accepted { (Tone::Good, words::AGREED) } else { (Tone::Quiet, words::DECLINED) };
        let what = self.say(words::consent(consent.what));
        let at = self.clock.minute(consent.at_ms);
        self.h.markup("<li>");
        self.chip(tone, self.say(word));
        self.h.markup("<div>");
        self.h.leaf("b", "", what);
        self.aside(&[consent.step.as_deref().unwrap_or_default(), &person(&consent.by), &at]);
        if let Some(reason) = &consent.reason {
            self.h.leaf("blockquote", "", reason);
        }
        self.h.markup("</div></li>\n");
    }

    pub(super) fn ratings(&mut self) {
        let ratings = &self.report.ratings;
        if ratings.is_empty() {
            return;
        }
        self.section(words::RATING, |page| {
            for rating in ratings {
                page.rating(rating);
            }
        });
    }

    fn rating(&mut self, rating: &Rating) {
        let at = self.clock.minute(rating.at_ms);
        let opinion_label = self.say(words::OPINION);
        self.h.el("div", "rating", |h| {
            h.el("p", "", |h| {
                if let Some(Marks { given, best }) = rating.marks {
                    h.markup("<span class=\"marks\" aria-hidden=\"true\">");
                    for mark in 1..=best {
                        h.markup(if mark <= given { "<i class=\"on\"></i>" } else { "<i></i>" });
                    }
                    h.markup("</span> ");
                }
                h.leaf("b", "", &rating.grade);
                h.markup(" ").leaf("span", "muted", &at);
            });
            if let Some(opinion) = &rating.opinion {
                h.leaf("p", "muted", opinion_label);
                h.leaf("blockquote", "", opinion);
            }
        });
    }

    pub(super) fn signatures(&mut self) {
        let report = self.report;
        self.section(words::SIGNATURES, |page| {
            if report.signatures.is_empty() && report.unsigned.is_empty() {
                return page.h.leaf("p", "empty", page.tongue.say(words::NOBODY_SIGNED));
            }
            page.h.markup("<div class=\"signatures\">\n");
            for signature in &report.signatures {
                page.signature(signature);
            }
            for role in &report.unsigned {
                page.unsigned(role);
            }
            page.h.markup("</div>\n");
        });
    }

    fn signature(&mut self, signature: &Signature) {
        let own_word = self.say(words::signature_role(signature.role));
        let title = signature.role_title.as_deref().unwrap_or(own_word);
        self.h.markup("<figure class=\"signature\">");
        self.h.leaf("h3", "", title);
        match &signature.strokes {
            Some(strokes) => self.strokes(strokes, &signature.signer.name),
            None => self.h.leaf("div", "pad", self.tongue.say(words::STROKES_ELSEWHERE)),
        }
        self.h.markup("<figcaption>");
        let at = self.clock.second(signature.at_ms);
        self.h.el("p", "", |h| {
            h.leaf("b", "", &person(&signature.signer));
            h.markup(" ").leaf("span", "muted", &at);
        });
        self.stand_in(signature);
        self.h.markup("<div class=\"chips\">");
        self.since(&signature.since);
        if signature.provisional {
            self.chip(Tone::Attention, self.say(words::PROVISIONAL));
        }
        if signature.unconfirmed {
            self.chip(Tone::Attention, self.say(words::UNCONFIRMED));
        }
        self.h.markup("</div>");
        self.what_changed(&signature.since);
        let digest = format!("{} {}", self.say(words::DIGEST), figure::short_digest(&signature.digest));
        self.h.leaf("p", "digest", &digest);
        self.h.markup("</figcaption></figure>\n");
    }

    fn stand_in(&mut self, signature: &Signature) {
        let Some(stand_in) = &signature.stand_in else { return };
        let mut text = format!("{}: {}", self.say(words::IN_PLACE), stand_in.reason);
        if let Some(witness) = &stand_in.witness {
            text.push_str(&format!(" · {} {witness}", self.say(words::WITNESS)));
        }
        self.h.leaf("p", "", &text);
    }

    fn strokes(&mut self, strokes: &Strokes, signer: &str) {
        let Some(view) = strokes.view_box() else { return self.h.leaf("div", "pad", "") };
        let view_box = format!("{} {} {} {}", view.x, view.y, view.width, view.height);
        self.h.markup("<svg class=\"pad\" role=\"img\"").attr("aria-label", signer);
        self.h.attr("viewBox", &view_box).markup(">");
        for path in strokes.to_svg_paths() {
            self.h.markup("<path").attr("stroke-width", &path.width.to_string());
            self.h.attr("d", &path.data).markup("/>");
        }
        self.h.markup("</svg>");
    }

    fn since(&mut self, since: &Since) {
        match since {
            Since::Same => self.chip(Tone::Good, self.say(words::SAME)),
            Since::Changed { .. } => self.chip(Tone::Attention, self.say(words::CHANGED)),
            Since::Unknown => self.chip(Tone::Quiet, self.say(words::UNKNOWN_SINCE)),
            Since::Broken => self.chip(Tone::Bad, self.say(words::BROKEN)),
        }
    }

    fn what_changed(&mut self, since: &Since) {
        let Since::Changed { signed, now, currency, line_count, check_count } = since else { return };
        let mut story = self.totals(*signed, *now, currency);
        story.extend(self.counts(*line_count, *check_count));
        self.h.leaf("p", "", &story.join(" "));
    }

    /// "Signed for 180.00, now 215.00 (+35.00)."
    fn totals(&self, signed: Option<Money>, now: Option<Money>, currency: &Currency) -> Vec<String> {
        if signed == now {
            return Vec::new();
        }
        let show = |money: Option<Money>| {
            let none = || self.say(words::NO_PRICE_THEN).to_owned();
            money.map_or_else(none, |money| figure::amount_with_currency(money, currency))
        };
        let delta = signed.zip(now).and_then(|(signed, now)| figure::difference(signed, now, currency));
        let delta = delta.map(|delta| self.tongue.in_brackets(&delta)).unwrap_or_default();
        let (then, today) = (self.say(words::SIGNED_FOR), self.say(words::NOW));
        vec![match self.tongue {
            words::Tongue::English => format!("{then} {}, {today} {}{delta}.", show(signed), show(now)),
            words::Tongue::Chinese => format!("{then} {}，{today} {}{delta}。", show(signed), show(now)),
        }]
    }

    fn counts(&self, line_count: u32, check_count: u32) -> Option<String> {
        let english = |count: u32, noun: &str| match count {
            0 => None,
            1 => Some(format!("1 {noun}")),
            _ => Some(format!("{count} {noun}s")),
        };
        let chinese = |count: u32, noun: &str| (count > 0).then(|| format!("{count} 项{noun}"));
        let (parts, verb) = match self.tongue {
            words::Tongue::English => {
                let verb = if line_count + check_count == 1 { " differs." } else { " differ." };
                ([english(line_count, "line"), english(check_count, "check")], verb)
            }
            words::Tongue::Chinese => {
                ([chinese(line_count, "收费"), chinese(check_count, "检查")], "有变化。")
            }
        };
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        (!parts.is_empty()).then(|| parts.join(self.tongue.separator()) + verb)
    }

    /// An empty box, to be signed on paper.
    fn unsigned(&mut self, role: &str) {
        self.h.markup("<figure class=\"signature\">");
        self.h.leaf("h3", "", role);
        self.h.markup("<div class=\"pad\"></div><figcaption><p>");
        self.chip(Tone::Waiting, self.say(words::NOT_SIGNED));
        self.h.markup("</p></figcaption></figure>\n");
    }
}
