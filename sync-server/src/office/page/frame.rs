//! What every page has: head, style, the rules that a browser keeps, and the small parts.

use doorstep_domain::text::Language;
use doorstep_report::Html;

use super::state::{Icon, Tone};
use crate::error::Error;
use crate::office::Office;
use crate::office::words::{self, Word};
use crate::request::{Request, Response};
use crate::store::JobCounts;

/// The look, in one place: tokens for light and dark, then the parts.
const STYLE: &str = include_str!("style.css");
/// The icons, drawn once and used by reference within the page.
const ICONS: &str = include_str!("icons.svg");

/// Keeps a page fresh, but never under somebody's hands: not while a form is open or being filled in.
const REFRESH: &str = "setInterval(function(){var e=document.activeElement;\
    if(document.visibilityState==='visible'&&!document.querySelector('details[open]')\
    &&!(e&&e.matches('input,textarea,select')))location.reload()},15000)";

/// A page in the making.
pub(super) struct Page<'a> {
    pub(super) h: Html,
    pub(super) office: &'a Office<'a>,
    pub(super) language: &'a Language,
    pub(super) now_ms: i64,
    /// What style and script of this one answer are known by.
    nonce: String,
}

impl<'a> Page<'a> {
    pub(super) fn new(office: &'a Office<'a>, language: &'a Language) -> Result<Self, Error> {
        let nonce = doorstep_domain::id::hex(&office.node.options.random::<16>()?);
        Ok(Self { h: Html::default(), office, language, now_ms: office.node.now_ms(), nonce })
    }

    /// Everything before the content.
    pub(super) fn begin(&mut self, title: &str, refreshes: bool) {
        let nonce = self.nonce.clone();
        self.h.markup("<!doctype html>\n<html").attr("lang", &self.language.0).markup(concat!(
            ">\n<head>\n<meta charset=\"utf-8\">\n",
            "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n",
            "<meta name=\"color-scheme\" content=\"light dark\">\n",
        ));
        self.h.leaf("title", "", &format!("{title} · Doorstep"));
        self.begin_style();
        self.h.markup(STYLE).markup("</style>\n");
        if refreshes {
            self.h.markup("<script").attr("nonce", &nonce).markup(">").markup(REFRESH).markup("</script>\n");
            self.h.markup("<noscript><meta http-equiv=\"refresh\" content=\"30\"></noscript>\n");
        }
        self.h.markup("</head>\n<body>\n").markup(ICONS);
    }

    /// A style that the browser is told to heed.
    pub(super) fn begin_style(&mut self) {
        let nonce = self.nonce.clone();
        self.h.markup("\n<style").attr("nonce", &nonce).markup(">\n");
    }

    /// The bar with the places. `here` is the chosen one.
    pub(super) fn bar(&mut self, counts: &JobCounts, here: &str, as_of: Option<&str>, other_language: &str) {
        self.h.markup("<header class=\"bar\"><div><a class=\"mark\" href=\"/\">");
        let company = self.office.company().to_owned();
        self.h.text(if company.is_empty() { "Doorstep" } else { &company }).markup("</a>\n");
        self.h.markup("<nav class=\"tabs\">");
        let loud = |count: u64, word: Word| (count > 0).then_some((count, word));
        self.tab("/", here == "open", words::OPEN, (counts.open, ""), loud(counts.late, words::LATE));
        let overdue = loud(counts.overdue, words::OVERDUE_COUNT);
        let due = if overdue.is_some() { "/?due=overdue" } else { "/?due=today" };
        self.tab(due, here == "due", words::DUE_TODAY, (counts.due_today, ""), overdue);
        let tone = if counts.attention > 0 { "attention" } else { "" };
        self.tab("/?state=attention", here == "attention", words::NEEDS_YOU, (counts.attention, tone), None);
        self.tab("/follow-ups", here == "follow-ups", words::FOLLOW_UPS, (counts.follow_ups, ""), None);
        self.place("/vans", here == "vans", words::VANS, None);
        self.place("/verify", here == "verify", words::VERIFY, None);
        if self.office.check_leads().is_ok() {
            self.place("/wages", here == "wages", words::WAGES, None);
            self.place("/figures", here == "figures", words::FIGURES, None);
        }
        if self.office.acting.is_none() {
            self.place("/phones", here == "phones", words::PHONES, None);
        }
        self.tab("/?state=closed", here == "closed", words::CLOSED, (counts.closed, ""), None);
        self.tab("/?state=archived", here == "archived", words::ARCHIVED, (counts.archived, ""), None);
        self.h.markup("</nav><div class=\"aside\">");
        if let Some(as_of) = as_of {
            self.h.markup("<span>").text(words::AS_OF.say(self.language)).markup(" ");
            self.h.leaf("time", "figure", as_of);
            self.h.markup("</span>");
        }
        if let Some(acting) = &self.office.acting {
            self.h.leaf("b", "", &acting.name);
        }
        self.h.markup("<a").attr("href", other_language).markup(">");
        self.h.text(words::OTHER_LANGUAGE.say(self.language));
        self.h
            .markup("</a><a class=\"button main\" href=\"/jobs/new\">")
            .text(words::NEW_JOB.say(self.language));
        self.h.markup("</a></div></div></header>\n");
    }

    fn tab(
        &mut self,
        href: &str,
        is_here: bool,
        word: Word,
        count: (u64, &'static str),
        loud: Option<(u64, Word)>,
    ) {
        self.h.markup("<a").attr("href", href);
        if is_here {
            self.h.markup(" aria-current=\"page\"");
        }
        self.h.markup(">").text(word.say(self.language)).markup(" ");
        self.count(count.1, &count.0.to_string());
        if let Some((count, word)) = loud {
            let text = format!("{count} {}", word.say(self.language));
            self.h.markup(" ");
            self.count("bad", &text);
        }
        self.h.markup("</a>");
    }

    /// A link to another view of the same place.
    pub(super) fn place(&mut self, href: &str, is_here: bool, word: Word, count: Option<u64>) {
        self.h.markup("<a").attr("href", href);
        if is_here {
            self.h.markup(" aria-current=\"page\"");
        }
        self.h.markup(">").text(word.say(self.language));
        if let Some(count) = count {
            self.h.markup(" ");
            self.count("", &count.to_string());
        }
        self.h.markup("</a>");
    }

    fn count(&mut self, tone: &'static str, text: &str) {
        let class = match tone {
            "bad" => "count bad",
            "attention" => "count attention",
            _ => "count",
        };
        self.h.leaf("span", class, text);
    }

    /// A status: icon and word.
    pub(super) fn chip(&mut self, tone: Tone, icon: Icon, text: &str) {
        self.h.markup(match tone {
            Tone::Good => "<span class=\"chip good\">",
            Tone::Attention => "<span class=\"chip attention\">",
            Tone::Bad => "<span class=\"chip bad\">",
            Tone::Waiting => "<span class=\"chip waiting\">",
            Tone::Quiet => "<span class=\"chip quiet\">",
        });
        self.icon(icon);
        self.h.text(text).markup("</span>");
    }

    pub(super) fn icon(&mut self, icon: Icon) {
        self.h.markup("<svg class=\"icon\" aria-hidden=\"true\"><use href=\"#").markup(match icon {
            Icon::Done => "done",
            Icon::Alert => "alert",
            Icon::Cross => "cross",
            Icon::Clock => "clock",
            Icon::Dash => "dash",
            Icon::Way => "way",
            Icon::Door => "door",
            Icon::Work => "work",
            Icon::Person => "person",
            Icon::Fork => "fork",
            Icon::Flag => "flag",
        });
        self.h.markup("\"/></svg>");
    }

    /// A field that nobody sees.
    pub(super) fn hidden(&mut self, name: &'static str, value: &str) {
        self.h.markup("<input type=\"hidden\"").attr("name", name).attr("value", value).markup(">");
    }

    /// The finished answer, with what a browser may do with it.
    pub(super) fn finish(mut self, status: u16) -> Response {
        self.h.markup("</body>\n</html>\n");
        let nonce = &self.nonce;
        let policy = format!(
            "default-src 'none'; style-src 'nonce-{nonce}'; script-src 'nonce-{nonce}'; img-src 'self'; \
             form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
        );
        guarded(Response::new(status).bytes("text/html; charset=utf-8", self.h.into_string().into_bytes()))
            .header("content-security-policy", policy)
    }
}

/// Headers of everything that shows a customer's name.
pub(super) fn guarded(response: Response) -> Response {
    response
        .header("x-content-type-options", "nosniff")
        .header("referrer-policy", "no-referrer")
        .header("cache-control", "no-store")
}

/// This page in the other language.
pub(super) fn in_other_language(request: &Request, language: &Language) -> String {
    let other = if language.is_chinese() { "en" } else { "zh-CN" };
    let rest = request.query.split('&').filter(|pair| !pair.is_empty() && !pair.starts_with("lang="));
    let rest: String = rest.map(|pair| format!("{pair}&")).collect();
    format!("{}?{rest}lang={other}", request.path)
}
