//! `GET /`: one page that says what is late, what needs a decision, and where everything stands.
//!
//! It is made from the projector's rows alone, works without scripts, and reloads itself.

use std::fmt::Write as _;

use doorstep_domain::fact::Decided;
use doorstep_domain::id::FactId;
use doorstep_domain::text::Language;
use doorstep_domain::zone::Zone;

use super::Story;
use super::command::Desk;
use super::session;
use super::words::{self, Word};
use crate::node::Node;
use crate::reply::{self, Problem};
use crate::request::{Request, Response};
use crate::store::JobRow;

/// Rows on the page.
const ROWS_MAX: u32 = 500;

/// How often the page reloads, in seconds.
const RELOAD_S: u32 = 20;

/// A visit that begins this soon, and nobody on the way, is at risk (catalogue rule CH-04: dispatch within half
/// an hour).
const AT_RISK_MS: i64 = 30 * 60_000;

/// `GET /`, with a sign-in by the link that the server printed.
pub(crate) fn jobs_page(node: &Node, request: &Request) -> Result<Response, Problem> {
    let language = language_of(request);
    if let Some(cookie) = session::cookie_of_link(node, request) {
        return Ok(Response::new(303).header("location", "/").header("set-cookie", cookie));
    }
    if !session::has_cookie(node, request) {
        let word = Word::SignIn.in_language(&language);
        return Ok(page(401, &language, &format!("<main><p class=\"empty\">{word}</p></main>")));
    }
    let rows = node.read(|read| read.jobs(ROWS_MAX))?;
    let desk = View { language: &language, now_ms: node.now_ms(), usual_zone: usual_zone(&rows) };
    Ok(page(200, &language, &desk.body(&rows)))
}

/// `POST /office/decide`: the button under a story.
pub(crate) fn decide(node: &Node, request: &mut Request) -> Result<Response, Problem> {
    if !session::has_cookie(node, request) {
        return Err(Problem::unauthorized());
    }
    let body = String::from_utf8(reply::read_body(request)?).map_err(|_| Problem::malformed("not a form"))?;
    let field = |name: &str| {
        let pairs = body.split('&').filter_map(|pair| pair.split_once('='));
        let value = pairs.into_iter().find(|(key, _)| *key == name).map(|(_, value)| value);
        value.ok_or_else(|| Problem::malformed(format!("`{name}` is missing")))
    };
    let case = field("case")?.parse().map_err(|_| Problem::malformed("`case` is no id"))?;
    let chosen: FactId = field("chosen")?.parse().map_err(|_| Problem::malformed("`chosen` is no id"))?;
    node.record(&Desk::office(), case, Decided { chosen }.into())?;
    Ok(Response::new(303).header("location", "/"))
}

/// `?lang=`, or else what the browser prefers: Chinese, or else English.
fn language_of(request: &Request) -> Language {
    let preferred = request.get("accept-language").unwrap_or_default();
    let tag = request.parameter("lang").unwrap_or(preferred);
    let position = |base: &str| tag.to_ascii_lowercase().find(base).unwrap_or(usize::MAX);
    if position("zh") < position("en") { Language::chinese() } else { Language::english() }
}

fn page(status: u16, language: &Language, body: &str) -> Response {
    let title = Word::Jobs.in_language(language);
    let html = format!(
        "<!doctype html>\n<html lang=\"{language}\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <meta http-equiv=\"refresh\" content=\"{RELOAD_S}\"><title>{title} · Doorstep</title>\
         <style>{}</style></head><body>{body}</body></html>\n",
        include_str!("style.css")
    );
    Response::new(status)
        .bytes("text/html; charset=utf-8", html.into_bytes())
        .header(
            "content-security-policy",
            "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'",
        )
        .header("x-content-type-options", "nosniff")
        .header("referrer-policy", "no-referrer")
        .header("cache-control", "no-store")
}

/// The zone that most jobs are in: only other zones are named.
fn usual_zone(rows: &[JobRow]) -> String {
    let count = |zone: &String| rows.iter().filter(|row| row.time_zone == *zone).count();
    rows.iter().map(|row| &row.time_zone).max_by_key(|zone| count(zone)).cloned().unwrap_or_default()
}

/// How a row is going, the loudest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Going {
    /// The visit should have begun, this many milliseconds ago.
    Late(i64),
    /// The visit begins soon and nobody is on the way.
    AtRisk(i64),
    Open,
    Closed,
}

fn going(row: &JobRow, now_ms: i64) -> Going {
    if row.outcome != "open" && row.outcome != "waiting_for_part" {
        return Going::Closed;
    }
    let is_under_way = row.phase != "planned" && row.phase != "travelling";
    match row.visit_start_ms {
        Some(start) if !is_under_way && start < now_ms => Going::Late(now_ms - start),
        Some(start) if row.phase == "planned" && start - now_ms <= AT_RISK_MS => {
            Going::AtRisk(start - now_ms)
        }
        _ => Going::Open,
    }
}

/// What the page is drawn for.
struct View<'a> {
    language: &'a Language,
    now_ms: i64,
    usual_zone: String,
}

impl View<'_> {
    fn word(&self, word: Word) -> &'static str {
        word.in_language(self.language)
    }

    fn body(&self, rows: &[JobRow]) -> String {
        let mut html = self.header();
        html.push_str("<main>");
        if rows.is_empty() {
            let (empty, next) = (self.word(Word::Empty), self.word(Word::EmptyNext));
            html.push_str(&format!("<div class=\"empty\"><p>{empty}</p><p class=\"quiet\">{next}</p></div>"));
        } else {
            self.sections(rows, &mut html);
        }
        html.push_str("</main>");
        html
    }

    fn header(&self) -> String {
        let zone = Zone::parse(&self.usual_zone).unwrap_or_else(|_| Zone::utc());
        let (jobs, updated) = (self.word(Word::Jobs), self.word(Word::Updated));
        let now = words::moment(self.now_ms, &zone);
        let other = if self.language.is_chinese() { ("en", "English") } else { ("zh", "中文") };
        format!(
            "<header><h1>{jobs}</h1><span class=\"quiet\">{updated} {now} · \
             <a href=\"/?lang={}\">{}</a></span></header>",
            other.0, other.1
        )
    }

    fn sections(&self, rows: &[JobRow], html: &mut String) {
        let mut urgent: Vec<_> = rows.iter().filter(|row| self.urgency(row).is_some()).collect();
        urgent.sort_by_key(|row| (self.urgency(row), row.number.clone()));
        let of = |wanted: Going| {
            let rows = rows.iter().filter(move |row| going(row, self.now_ms) == wanted);
            rows.collect::<Vec<_>>()
        };
        let stories = self.stories(rows);
        if urgent.is_empty() && stories.is_empty() {
            html.push_str(&format!("<p class=\"calm\">✓ {}</p>", self.word(Word::AllCalm)));
        }
        self.section(Word::LateAndAtRisk, &urgent, html);
        if !stories.is_empty() {
            html.push_str(&format!("<h2>{}</h2>{stories}", self.word(Word::NeedDecision)));
        }
        self.section(Word::Open, &of(Going::Open), html);
        self.section(Word::Closed, &of(Going::Closed), html);
    }

    /// Late ones by how late they are, then those at risk by how soon they begin; the least is first.
    fn urgency(&self, row: &JobRow) -> Option<i64> {
        match going(row, self.now_ms) {
            Going::Late(by) => Some(-by),
            Going::AtRisk(within) => Some(within),
            Going::Open | Going::Closed => None,
        }
    }

    fn section(&self, title: Word, rows: &[&JobRow], html: &mut String) {
        if rows.is_empty() {
            return;
        }
        let head =
            [Word::Number, Word::Where, Word::Visit, Word::Customer, Word::Place, Word::Who, Word::LastNews];
        let head: String = head.map(|word| format!("<th>{}</th>", self.word(word))).concat();
        let body: String = rows.iter().map(|row| self.row(row)).collect();
        html.push_str(&format!(
            "<h2>{} <span class=\"count\">{}</span></h2><div class=\"list\"><table><thead><tr>{head}</tr>\
             </thead><tbody>{body}</tbody></table></div>",
            self.word(title),
            rows.len()
        ));
    }

    fn row(&self, row: &JobRow) -> String {
        let who = if row.assigned.is_empty() {
            format!("<span class=\"attention\">{}</span>", self.word(Word::NotAssigned))
        } else {
            escape(&row.assigned.join(", "))
        };
        format!(
            "<tr><td class=\"number\">{}</td><td>{}</td><td class=\"when\">{}</td>\
             <td>{}</td><td>{}</td><td>{who}</td>\
             <td class=\"when quiet\">{}</td></tr>",
            escape(&row.number),
            self.chips(row),
            self.when(row),
            escape(&row.customer),
            escape(&row.address),
            words::stretch(self.now_ms - row.changed_at_ms, self.language),
        )
    }

    fn when(&self, row: &JobRow) -> String {
        let Some(start) = row.visit_start_ms else {
            return format!("<span class=\"muted\">{}</span>", self.word(Word::NotAppointed));
        };
        let zone = Zone::parse(&row.time_zone).unwrap_or_else(|_| Zone::utc());
        let mut when = words::window(start, row.visit_end_ms, &zone);
        if row.time_zone != self.usual_zone {
            when = format!("{when} {}", zone.label(start));
        }
        escape(&when)
    }

    /// State as icon, word and colour; then what makes this job unlike others.
    fn chips(&self, row: &JobRow) -> String {
        let (class, icon, word) = state(row);
        let mut chips = chip(class, icon, self.word(word));
        match going(row, self.now_ms) {
            Going::Late(by) => {
                let by = words::stretch(by, self.language);
                chips = chip("bad", "▲", &format!("{} {by}", self.word(Word::LateBy)));
            }
            Going::AtRisk(within) => {
                let within = words::stretch(within, self.language);
                chips = chip("attention", "◔", &format!("{} {within}", self.word(Word::DueIn)));
            }
            Going::Open | Going::Closed => {}
        }
        if row.emergency {
            chips.push_str(&chip("bad", "!", self.word(Word::Emergency)));
        }
        let to_look_at = row.exception_count + row.flag_count;
        if to_look_at > 0 {
            let word = format!("{to_look_at} {}", self.word(Word::ToLookAt));
            chips.push_str(&chip("attention", "⚑", &word));
        }
        chips
    }

    fn stories(&self, rows: &[JobRow]) -> String {
        let mut html = String::new();
        for row in rows.iter().filter(|row| row.decision_count > 0) {
            let Ok(stories) = serde_json::from_str::<Vec<Story>>(&row.decisions) else { continue };
            html.extend(stories.iter().map(|story| self.story(row, story)));
        }
        html
    }

    fn story(&self, row: &JobRow, story: &Story) -> String {
        let mut html = format!(
            "<div class=\"story\"><p><b>{}</b> {} · {}<br>{}</p><ul>",
            escape(&row.number),
            escape(&row.customer),
            escape(story.question.get(self.language)),
            self.word(Word::BothKept),
        );
        for candidate in &story.candidates {
            // Writing to a String cannot fail.
            let _ = write!(
                html,
                "<li><b>{}</b><span class=\"quiet\">{} ({}) · {}</span>\
                 <form method=\"post\" action=\"/office/decide\">\
                 <input type=\"hidden\" name=\"case\" value=\"{}\">\
                 <input type=\"hidden\" name=\"chosen\" value=\"{}\"><button>{}</button></form></li>",
                escape(candidate.value.get(self.language)),
                escape(&candidate.who),
                escape(words::role(&candidate.role, self.language)),
                escape(&candidate.at),
                row.case,
                candidate.fact,
                self.word(Word::ThisCounts),
            );
        }
        html.push_str("</ul></div>");
        html
    }
}

fn chip(class: &str, icon: &str, word: &str) -> String {
    format!("<span class=\"chip {class}\">{icon} {word}</span> ")
}

fn state(row: &JobRow) -> (&'static str, &'static str, Word) {
    match (row.outcome.as_str(), row.phase.as_str()) {
        ("completed", _) => ("good", "✓", Word::Completed),
        ("declined", _) => ("muted", "✕", Word::Declined),
        ("cancelled", _) => ("muted", "✕", Word::Cancelled),
        ("coordinated", _) => ("attention", "⇄", Word::Coordinated),
        ("waiting_for_part", _) => ("attention", "◫", Word::WaitingForPart),
        (_, "travelling") => ("waiting", "→", Word::Travelling),
        (_, "arrived") => ("waiting", "⌂", Word::Arrived),
        (_, "working") => ("good", "●", Word::Working),
        (_, "ended") => ("attention", "◑", Word::VisitEnded),
        _ => ("waiting", "○", Word::Planned),
    }
}

/// Text between tags or inside a quoted attribute.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}
