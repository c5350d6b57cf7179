//! `GET /`: the jobs, those first that cannot wait.

use std::collections::{BTreeMap, BTreeSet};

use doorstep_domain::fact::CaseKind;
use doorstep_domain::text::Language;

use super::clock::{Clock, ago};
use super::frame::{Page, in_other_language};
use super::state::{self, Going, Icon, Tone};
use super::timer::{due_text, due_tone, loudest};
use crate::office::words::{self, Word};
use crate::office::{Due, DueState, JobPage, ListedJob, Office, OfficeError};
use crate::request::{Request, Response};
use crate::store::{DueFilter, JobCounts, JobRow, JobState, JobsWanted};

/// Rows on the page.
const ROWS: u32 = 500;

/// Rows that need attention, wherever they stand in the list.
const ATTENTION_ROWS: u32 = 100;

pub(super) fn show(
    office: &Office<'_>,
    request: &Request,
    language: &Language,
) -> Result<Response, OfficeError> {
    let asked = crate::office::api::wanted(request)?;
    let is_home = request.parameter("state").is_none() && asked.due.is_none();
    let state = if is_home { JobState::Open } else { asked.state };
    let mut page = office.jobs(JobsWanted { state, limit: ROWS, ..asked })?;
    if state == JobState::Open && asked.after.is_none() && asked.due.is_none() && asked.kind.is_none() {
        add(&mut page, office.jobs(JobsWanted { state: JobState::Attention, ..wherever() })?.jobs);
        add(&mut page, office.jobs(JobsWanted { due: Some(DueFilter::Overdue), ..wherever() })?.jobs);
    }
    let names = office.devices()?.into_iter().map(|device| (device.user, device.name)).collect();
    let usual_zone = usual_zone(page.jobs.iter().map(|job| &job.row));
    let mut html = Page::new(office, language)?;
    html.begin(words::JOBS.say(language), true);
    let as_of = Clock::new(&usual_zone, language, html.now_ms).time(html.now_ms);
    let as_of = (!page.jobs.is_empty()).then_some(as_of.as_str());
    let here = if asked.due.is_some() { "due" } else { here(state) };
    html.bar(&page.counts, here, as_of, &in_other_language(request, language));
    html.h.markup("<main>\n");
    if state == JobState::Archived {
        html.kept_places("archived");
    }
    kinds(&mut html, self::here(state), asked.kind);
    let mut list = List { page: &mut html, names, usual_zone };
    match asked.due {
        Some(due) => list.of_due(&page, due),
        None => list.body(&page, state),
    }
    html.h.markup("</main>\n");
    Ok(html.finish(200))
}

fn wherever() -> JobsWanted {
    JobsWanted { limit: ATTENTION_ROWS, ..JobsWanted::default() }
}

/// Narrows the list to one kind of case.
fn kinds(page: &mut Page<'_>, state: &str, chosen: Option<CaseKind>) {
    let language = page.language;
    page.h.markup("<form class=\"kinds\" method=\"get\" action=\"/\">");
    page.hidden("state", state);
    page.h
        .markup("<label>")
        .text(words::KIND.say(language))
        .markup(" <select name=\"kind\"><option value=\"\">");
    page.h.text(words::EVERY_KIND.say(language)).markup("</option>");
    for kind in CaseKind::ALL {
        let word = words::kind(kind.name()).unwrap_or(words::JOB_KIND);
        page.h.markup("<option").attr("value", kind.name());
        page.h.markup(if chosen == Some(*kind) { " selected>" } else { ">" });
        page.h.text(word.say(language)).markup("</option>");
    }
    page.h.markup("</select></label> <button>").text(words::SHOW.say(language)).markup("</button></form>\n");
}

fn add(page: &mut JobPage, jobs: Vec<ListedJob>) {
    let held: BTreeSet<_> = page.jobs.iter().map(|job| job.row.case).collect();
    page.jobs.extend(jobs.into_iter().filter(|job| !held.contains(&job.row.case)));
}

pub(super) fn here(state: JobState) -> &'static str {
    match state {
        JobState::Open | JobState::All => "open",
        JobState::Attention => "attention",
        JobState::Closed => "closed",
        JobState::Archived => "archived",
    }
}

/// The zone that most jobs are in: only other zones are named.
pub(super) fn usual_zone<'r>(rows: impl Iterator<Item = &'r JobRow>) -> String {
    let mut counts: BTreeMap<&str, u32> = BTreeMap::new();
    for row in rows {
        *counts.entry(&row.time_zone).or_default() += 1;
    }
    let most = counts.into_iter().max_by_key(|(_, count)| *count);
    most.map(|(zone, _)| zone.to_owned()).unwrap_or_else(|| "UTC0".to_owned())
}

/// A part of the list, in the order of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Group {
    Urgent,
    Decision,
    UnderWay,
    Today,
    Later,
    Coordination,
    Desk,
    NoTime,
    Closed,
}

impl Group {
    const ALL: [(Self, Word); 9] = [
        (Self::Urgent, words::LATE_AND_AT_RISK),
        (Self::Decision, words::NEED_DECISION),
        (Self::UnderWay, words::UNDER_WAY),
        (Self::Today, words::TODAY),
        (Self::Later, words::LATER),
        (Self::Coordination, words::COORDINATION_ORDERS),
        (Self::Desk, words::AT_THE_DESK),
        (Self::NoTime, words::NO_TIME),
        (Self::Closed, words::CLOSED),
    ];
}

/// The rows on their way to the page.
struct List<'p, 'a> {
    page: &'p mut Page<'a>,
    /// User ids to names.
    names: BTreeMap<String, String>,
    usual_zone: String,
}

impl List<'_, '_> {
    fn body(&mut self, page: &JobPage, state: JobState) {
        if page.jobs.is_empty() {
            return self.empty(state, page);
        }
        let mut groups: BTreeMap<Group, Vec<&ListedJob>> = BTreeMap::new();
        for job in &page.jobs {
            groups.entry(self.group(job)).or_default().push(job);
        }
        if let Some(urgent) = groups.get_mut(&Group::Urgent) {
            urgent.sort_by_key(|job| loudness(job, self.page.now_ms));
        }
        let is_calm = !groups.contains_key(&Group::Urgent) && !groups.contains_key(&Group::Decision);
        if state == JobState::Open && is_calm {
            self.page.h.markup("<p class=\"calm\">");
            self.page.icon(Icon::Done);
            self.page.h.text(words::ALL_CALM.say(self.page.language)).markup("</p>\n");
        }
        self.columns();
        for (group, title) in Group::ALL {
            if let Some(rows) = groups.get(&group) {
                let title = if state == JobState::Archived { words::ARCHIVED } else { title };
                self.group_of(title, rows);
            }
        }
        self.page.h.markup("</table></div>\n");
        if let Some(next) = page.next {
            self.more(&format!("/?state={}&after={next}", here(state)));
        }
    }

    /// Jobs in which something is due, the earliest first, whatever else there is to say about them.
    fn of_due(&mut self, page: &JobPage, due: DueFilter) {
        self.due_places(&page.counts, due);
        if page.jobs.is_empty() {
            self.page.h.markup("<p class=\"calm\">");
            self.page.icon(Icon::Done);
            self.page.h.text(words::NOTHING_DUE.say(self.page.language)).markup("</p>\n");
            return;
        }
        let is_late = due == DueFilter::Overdue;
        let wanted = |job: &ListedJob| {
            let mut due = job.due.iter().filter(|due| (due.state == DueState::Overdue) == is_late);
            due.next().map(|due| due.alarm.due_at_ms)
        };
        let mut jobs: Vec<&ListedJob> = page.jobs.iter().collect();
        jobs.sort_by_key(|job| wanted(job));
        self.columns();
        self.group_of(if is_late { words::OVERDUE } else { words::DUE_TODAY }, &jobs);
        self.page.h.markup("</table></div>\n");
        if let Some(next) = page.next {
            self.more(&format!("/?due={}&after={next}", if is_late { "overdue" } else { "today" }));
        }
    }

    /// The two views of what is due, with their numbers.
    fn due_places(&mut self, counts: &JobCounts, here: DueFilter) {
        self.page.h.markup("<nav class=\"places\">");
        for (href, filter, word, count) in [
            ("/?due=overdue", DueFilter::Overdue, words::OVERDUE, counts.overdue),
            ("/?due=today", DueFilter::Today, words::DUE_TODAY, counts.due_today),
        ] {
            self.page.place(href, filter == here, word, Some(count));
        }
        self.page.h.markup("</nav>\n");
    }

    fn group(&self, job: &ListedJob) -> Group {
        let row = &job.row;
        if job.due.iter().any(Due::is_breached) && !row.archived {
            return Group::Urgent;
        }
        let clock = Clock::new(&row.time_zone, self.page.language, self.page.now_ms);
        match state::going(row, self.page.now_ms) {
            Going::Late(_) | Going::AtRisk(_) => Group::Urgent,
            _ if row.needs_attention() => Group::Decision,
            Going::UnderWay => Group::UnderWay,
            Going::Closed => Group::Closed,
            Going::Planned => match row.visit_start_ms.filter(|_| row.phase != "ended") {
                Some(start) if clock.is_today(start) => Group::Today,
                Some(_) => Group::Later,
                None if row.kind == "coordination" => Group::Coordination,
                None if row.kind != "job" => Group::Desk,
                None => Group::NoTime,
            },
        }
    }

    fn empty(&mut self, state: JobState, page: &JobPage) {
        let is_new = page.counts.open + page.counts.closed + page.counts.archived == 0;
        let has_pack = self.page.office.node.read(|read| read.packs()).is_ok_and(|packs| !packs.is_empty());
        let (title, text) = match (is_new, has_pack, state) {
            (true, false, _) => (words::EMPTY, words::EMPTY_PACKS),
            (true, true, _) => (words::EMPTY, words::EMPTY_NEXT),
            (false, ..) => (words::NOTHING_HERE, words::NOTHING_HERE_NEXT),
        };
        let language = self.page.language;
        let (title, text, button) = (title.say(language), text.say(language), words::NEW_JOB.say(language));
        self.page.h.el("div", "empty", |h| {
            h.leaf("h2", "", title);
            h.leaf("p", "muted", text);
            if is_new && has_pack {
                h.markup("<a class=\"button main\" href=\"/jobs/new\">").text(button).markup("</a>");
            }
        });
    }

    fn more(&mut self, href: &str) {
        self.page.h.markup("<a class=\"more\"").attr("href", href).markup(">");
        self.page.h.text(words::MORE.say(self.page.language)).markup("</a> ");
    }

    fn columns(&mut self) {
        self.page.h.markup("<div class=\"list\"><table class=\"jobs\"><thead><tr>");
        for (class, word) in [
            ("c-state", words::STATE),
            ("c-when", words::WHEN),
            ("c-due", words::DEADLINE),
            ("c-number", words::NUMBER),
            ("c-customer", words::CUSTOMER),
            ("c-where", words::WHERE),
            ("c-who", words::WHO),
            ("c-total", words::TOTAL),
            ("c-news", words::NEWS),
        ] {
            self.page.h.markup("<th scope=\"col\"").attr("class", class).markup(">");
            self.page.h.text(word.say(self.page.language)).markup("</th>");
        }
        self.page.h.markup("</tr></thead>\n");
    }

    fn group_of(&mut self, title: Word, jobs: &[&ListedJob]) {
        let (title, count) = (title.say(self.page.language), jobs.len().to_string());
        self.page.h.markup("<tbody><tr class=\"group\"><th scope=\"rowgroup\">").text(title);
        self.page.h.markup(" ").leaf("span", "figure", &count);
        self.page.h.markup("</th></tr>\n");
        for job in jobs {
            self.row(job);
        }
        self.page.h.markup("</tbody>\n");
    }

    fn row(&mut self, job: &ListedJob) {
        let row = &job.row;
        let is_breached = job.due.iter().any(Due::is_breached) && !row.archived;
        self.page.h.markup(match state::going(row, self.page.now_ms) {
            _ if is_breached => "<tr class=\"late\">",
            Going::Late(_) => "<tr class=\"late\">",
            Going::AtRisk(_) => "<tr class=\"soon\">",
            _ => "<tr>",
        });
        self.page.h.markup("<td class=\"c-state\"><span class=\"tags\">");
        self.chips(row);
        self.page.h.markup("</span></td>");
        let (when, who) = (self.when(row), self.who(row));
        self.page.h.leaf("td", "c-when figure", &when);
        self.next_due(job);
        self.page.h.leaf("td", "c-number figure muted", &row.number);
        self.page.h.markup("<td class=\"c-customer\"><a class=\"open line\"");
        let href = format!("/jobs/{}", row.case);
        self.page.h.attr("href", &href).markup(">").leaf("b", "", &row.customer);
        self.page.h.markup(" <span class=\"muted\">").text(&row.report).markup("</span></a></td>");
        self.page.h.markup("<td class=\"c-where\">").leaf("span", "line muted", &row.address);
        self.page.h.markup("</td><td class=\"c-who\">").leaf("span", "line", &who);
        self.page.h.markup("</td>");
        let total = row.total.as_ref().map(|total| {
            let amount = doorstep_domain::money::Money(total.minor).display(total.minor_digits);
            format!("{amount} {}", total.currency)
        });
        self.page.h.leaf("td", "c-total figure", &total.unwrap_or_default());
        let news = ago(self.page.now_ms - row.changed_at_ms, self.page.language);
        self.page.h.leaf("td", "c-news small muted", &news);
        self.page.h.markup("</tr>\n");
    }

    /// State as icon, word and colour; then what makes this job unlike others.
    fn chips(&mut self, row: &JobRow) {
        let (tone, icon, text) = state::chip(row, self.page.now_ms, self.page.language);
        self.page.chip(tone, icon, &text);
        if let Some(kind) = words::kind(&row.kind).filter(|_| row.kind != "coordination") {
            self.page.chip(Tone::Quiet, Icon::Fork, kind.say(self.page.language));
        }
        if row.emergency && row.is_open() {
            self.page.chip(Tone::Bad, Icon::Alert, words::EMERGENCY.say(self.page.language));
        }
        if row.waits_for_acceptance {
            self.page.chip(Tone::Waiting, Icon::Person, words::WAITS_FOR_ACCEPTANCE.say(self.page.language));
        }
        let decisions = row.decision_count + row.conflict_count;
        if decisions > 0 {
            let text = format!("{decisions} {}", words::TO_DECIDE.say(self.page.language));
            self.page.chip(Tone::Attention, Icon::Fork, &text);
        }
        if row.exception_count > 0 {
            let text = format!("{} {}", row.exception_count, words::TO_LOOK_AT.say(self.page.language));
            self.page.chip(Tone::Attention, Icon::Flag, &text);
        }
    }

    /// The broken promise, else the earliest thing that waits for somebody: when, and below it what.
    fn next_due(&mut self, job: &ListedJob) {
        self.page.h.markup("<td class=\"c-due\">");
        if let Some(due) = loudest(&job.due).filter(|_| !job.row.archived) {
            let clock = Clock::new(&job.row.time_zone, self.page.language, self.page.now_ms);
            let text = due_text(due, &clock, self.page.now_ms, self.page.language);
            let (tone, icon) = due_tone(due);
            self.page.chip(tone, icon, &text);
            self.page.h.markup(" ").leaf("span", "line small muted", due.alarm.title.get(self.page.language));
        }
        self.page.h.markup("</td>");
    }

    fn when(&self, row: &JobRow) -> String {
        let Some(start) = row.visit_start_ms else { return "—".to_owned() };
        let clock = Clock::new(&row.time_zone, self.page.language, self.page.now_ms);
        let when = clock.window(start, row.visit_end_ms);
        if row.time_zone == self.usual_zone { when } else { format!("{when} {}", clock.label(start)) }
    }

    fn who(&self, row: &JobRow) -> String {
        let name = |user: &String| self.names.get(user).unwrap_or(user).clone();
        let names: Vec<String> = row.assigned.iter().map(name).collect();
        match names.is_empty() {
            true => "—".to_owned(),
            false => names.join(if self.page.language.is_chinese() { "、" } else { ", " }),
        }
    }
}

/// Late ones by how late they are, then those at risk by how soon they begin; the least is first.
fn loudness(job: &ListedJob, now_ms: i64) -> (u8, i64) {
    let breached = job.due.iter().find(|due| due.is_breached()).map(|due| now_ms - due.alarm.due_at_ms);
    match (state::going(&job.row, now_ms), breached) {
        (Going::Late(by), breached) => (0, -by.max(breached.unwrap_or(by))),
        (_, Some(by)) => (0, -by),
        (Going::AtRisk(within), None) => (1, within),
        (Going::UnderWay | Going::Planned | Going::Closed, None) => (2, 0),
    }
}
