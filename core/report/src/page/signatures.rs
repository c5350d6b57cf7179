//! What people agreed to, thought and signed.

use doorstep_domain::signature::Strokes;

use super::{Page, Tone};
use crate::model::{Consent, Marks, Rating, Signature};
use crate::tell::{joined, person};
use crate::words;

impl Page<'_> {
    pub(super) fn consents(&mut self) {
        let consents = &self.tell.report.consents;
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
        let what = self.tell.say(words::consent(consent.what));
        let at = self.tell.clock.minute(consent.at_ms);
        self.h.markup("<li>");
        self.chip(tone, self.tell.say(word));
        self.h.markup("<div>");
        self.h.leaf("b", "", what);
        self.aside(&joined(&[consent.step.as_deref().unwrap_or_default(), &person(&consent.by), &at]));
        if let Some(reason) = &consent.reason {
            self.h.leaf("blockquote", "", reason);
        }
        self.h.markup("</div></li>\n");
    }

    pub(super) fn ratings(&mut self) {
        let ratings = &self.tell.report.ratings;
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
        let at = self.tell.clock.minute(rating.at_ms);
        let opinion_label = self.tell.say(words::OPINION);
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
        let report = self.tell.report;
        self.section(words::SIGNATURES, |page| {
            if report.signatures.is_empty() && report.unsigned.is_empty() {
                return page.h.leaf("p", "empty", page.tell.tongue.say(words::NOBODY_SIGNED));
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
        let title = self.tell.signature_title(signature);
        self.h.markup("<figure class=\"signature\">");
        self.h.leaf("h3", "", title);
        match &signature.strokes {
            Some(strokes) => self.strokes(strokes, &signature.signer.name),
            None => self.h.leaf("div", "pad", self.tell.tongue.say(words::STROKES_ELSEWHERE)),
        }
        self.h.markup("<figcaption>");
        let at = self.tell.clock.second(signature.at_ms);
        self.h.el("p", "", |h| {
            h.leaf("b", "", &person(&signature.signer));
            h.markup(" ").leaf("span", "muted", &at);
        });
        if let Some(stand_in) = self.tell.stand_in(signature) {
            self.h.leaf("p", "", &stand_in);
        }
        self.h.markup("<div class=\"chips\">");
        for (tone, remark) in self.tell.remarks(signature) {
            self.chip(tone, remark);
        }
        self.h.markup("</div>");
        if let Some(story) = self.tell.what_changed(&signature.since) {
            self.h.leaf("p", "", &story.headline);
            self.h.markup("<ul class=\"since\">");
            for detail in &story.details {
                self.h.leaf("li", "", detail);
            }
            self.h.markup("</ul>");
        }
        let digest = self.tell.short_digest(signature);
        self.h.leaf("p", "digest", &digest);
        self.h.markup("</figcaption></figure>\n");
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

    /// An empty box, to be signed on paper.
    fn unsigned(&mut self, role: &str) {
        self.h.markup("<figure class=\"signature\">");
        self.h.leaf("h3", "", role);
        self.h.markup("<div class=\"pad\"></div><figcaption><p>");
        self.chip(Tone::Waiting, self.tell.say(words::NOT_SIGNED));
        self.h.markup("</p></figcaption></figure>\n");
    }
}
