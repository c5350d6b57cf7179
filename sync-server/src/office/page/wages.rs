//! `GET /wages?month=2026-05`: what everybody earned, with how it came about, and the same as a table.

use doorstep_domain::decimal::Decimal;
use doorstep_domain::score::Scores;
use doorstep_domain::text::Language;
use doorstep_domain::wage::WageMonth;

use super::frame::{Page, guarded};
use super::month::{OfMonth, month_of};
use super::scores::number;
use super::state::{Icon, Tone};
use crate::office::words;
use crate::office::{ErrorRate, Office, OfficeError, ScoresOfPeriod, WageRow, WagesOfMonth};
use crate::request::{Request, Response};

pub(super) fn show(
    office: &Office<'_>,
    request: &Request,
    language: &Language,
) -> Result<Response, OfficeError> {
    office.check_leads()?;
    let month = month_of(office.node, request)?;
    let lists = office.wages(month, &|user| score(request, user))?;
    if request.parameter("format") == Some("csv") {
        let table: Vec<String> = lists.iter().map(WagesOfMonth::csv).collect();
        let name = format!("attachment; filename=\"wages-{month}.csv\"");
        let table = format!("\u{feff}{}", table.join("\r\n"));
        let response = Response::new(200).bytes("text/csv; charset=utf-8", table.into_bytes());
        return Ok(guarded(response).header("content-disposition", name));
    }
    let (rates, scores) = (office.error_rates(month)?, office.scores(month)?);
    let frame = OfMonth { request, title: words::WAGES, place: "wages", month };
    frame.page(office, language, |page| {
        Wages { page, frame: &frame }.body(&lists, &scores, &rates);
    })
}

/// `score.<user>` of the query; what is no number was not given.
fn score(request: &Request, user: &str) -> Scores {
    let given = request.parameter(&format!("score.{user}")).filter(|text| !text.is_empty());
    given.and_then(|text| text.parse::<Decimal>().ok()).map(Scores::of).unwrap_or_default()
}

/// The page in the making.
struct Wages<'p, 'a> {
    page: &'p mut Page<'a>,
    frame: &'p OfMonth<'p>,
}

impl Wages<'_, '_> {
    fn body(&mut self, lists: &[WagesOfMonth], scores: &[ScoresOfPeriod], rates: &[ErrorRate]) {
        let language = self.page.language;
        self.frame.begin_form(self.page);
        self.page.h.markup("<button class=\"main\">").text(words::COMPUTE.say(language));
        self.page.h.markup("</button> <button name=\"format\" value=\"csv\">");
        self.page.h.text(words::AS_TABLE.say(language)).markup("</button></p>\n");
        if lists.is_empty() {
            self.page.h.leaf("p", "none muted", words::NO_WAGES.say(language));
        }
        for list in lists {
            self.list(list);
        }
        self.page.h.markup("</form>\n");
        scores.iter().for_each(|list| self.page.scores(list));
        self.errors(rates);
    }

    fn list(&mut self, list: &WagesOfMonth) {
        let language = self.page.language;
        self.page.h.markup("<section class=\"card\"><header>");
        self.page.h.leaf("h2", "", list.title.get(language));
        self.page.h.leaf("span", "end muted small", &list.currency);
        self.page.h.markup("</header>\n");
        if list.rows.is_empty() {
            self.page.h.leaf("p", "none muted", words::NO_HOURS.say(language));
        } else {
            self.table(list);
        }
        self.page.h.markup("</section>\n");
    }

    fn table(&mut self, list: &WagesOfMonth) {
        let language = self.page.language;
        self.page.h.markup("<table><thead><tr>");
        let heads = [
            words::WORKER,
            words::VISITS,
            words::HOURS,
            words::BASE_PART,
            words::SCORE,
            words::PERFORMANCE_PART,
            words::TOTAL,
        ];
        for (i, head) in heads.into_iter().enumerate() {
            self.page.h.leaf("th", if i == 0 { "" } else { "number" }, head.say(language));
        }
        self.page.h.markup("</tr></thead><tbody>\n");
        for row in &list.rows {
            self.row(list, row);
        }
        self.page.h.markup("</tbody></table>\n");
    }

    fn row(&mut self, list: &WagesOfMonth, row: &WageRow) {
        let amount = |amount: Option<doorstep_domain::money::Money>| {
            amount.map_or_else(|| "–".to_owned(), |amount| amount.display(list.minor_digits))
        };
        let paid = row.paid.as_ref();
        self.page.h.markup("<tr><td>").text(&row.name);
        if let Some(missing) = &row.missing {
            self.page.h.markup(" ");
            self.page.chip(Tone::Attention, Icon::Alert, missing);
        }
        if let Some(paid) = paid {
            self.page.h.leaf("div", "muted small", &trace(paid, list.minor_digits));
        }
        self.page.tally(&row.score);
        self.page.h.markup("</td>").leaf("td", "number", &row.visits.to_string());
        self.page.h.leaf("td", "number", &hours(row.minutes));
        self.page.h.leaf("td", "number", &amount(paid.map(|paid| paid.base)));
        self.page.h.markup("<td class=\"number\"><input size=\"5\" inputmode=\"decimal\"");
        self.page.h.attr("name", &format!("score.{}", row.user));
        let given =
            self.frame.request.parameter(&format!("score.{}", row.user)).unwrap_or_default().to_owned();
        let marked = row.score.score.as_ref().map(|score| number(*score)).unwrap_or_default();
        self.page.h.attr("value", &given).attr("placeholder", &marked).markup("></td>");
        self.page.h.leaf("td", "number", &amount(paid.and_then(|paid| paid.performance)));
        self.page.h.leaf("td", "number", &amount(paid.and_then(|paid| paid.total)));
        self.page.h.markup("</tr>\n");
    }

    /// How often cards were swiped wrongly.
    fn errors(&mut self, rates: &[ErrorRate]) {
        if rates.is_empty() {
            return;
        }
        let language = self.page.language;
        self.page.h.markup("<section class=\"card\"><header>");
        self.page.h.leaf("h2", "", words::SWIPE_ERRORS.say(language));
        self.page.h.markup("</header><table><tbody>\n");
        for rate in rates {
            self.page.h.markup("<tr>").leaf("td", "", &rate.name);
            self.page.h.leaf("td", "number", &format!("{} / {}", rate.reversed, rate.deducted));
            self.page.h.markup("</tr>\n");
        }
        self.page.h.markup("</tbody></table></section>\n");
    }
}

/// Hours and minutes, as exact as they were recorded.
fn hours(minutes: i64) -> String {
    format!("{}:{:02}", minutes / 60, minutes % 60)
}

/// How the amounts came about: `179:00 × (16.00 + 6.40 × 80 %)`.
fn trace(paid: &WageMonth, minor_digits: u8) -> String {
    let score = paid.score.as_ref().map_or_else(|_| "–".to_owned(), |score| score.trimmed().to_string());
    let parts = paid.rates.iter().map(|rate| {
        let (base, scored) = (rate.base.display(minor_digits), rate.performance.display(minor_digits));
        format!("{} × ({base} + {scored} × {score} %)", hours(rate.minutes))
    });
    parts.collect::<Vec<_>>().join(" + ")
}
