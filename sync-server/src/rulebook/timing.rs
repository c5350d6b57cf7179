//! What must happen by when: timers, duties, clocks, seasons and windows, in words.

use doorstep_domain::calendar::Span;
use doorstep_domain::expr::Expr;
use doorstep_domain::fact::SignatureRole;
use doorstep_domain::pack::{Audience, Configured};
use doorstep_domain::timer::{
    By, Duty, Event, Every, FirstPeriod, Hours, Length, Limit, MonthDay, Outside, Per, Season, Timer, Timing,
    Weekday, Window,
};
use doorstep_report::named;

use super::condition::Words;
use super::{Book, Titles};

impl<'a> Book<'a> {
    /// Everything that a service says about time.
    pub(super) fn timing(&mut self, timing: &'a Timing<Expr>, titles: &Titles<'a>) {
        if timing.is_empty() {
            return;
        }
        let heading = self.say("What must happen by when", "时限");
        self.h.leaf("h3", "", heading);
        self.timers(timing, titles);
        self.duties(timing, titles);
        for clock in timing.clocks.values() {
            let means = if clock.breach {
                self.say("missing it is a breach", "超时即违约")
            } else {
                self.say("missing it is only a warning", "超时仅提醒")
            };
            let title = clock.title.get(self.language);
            let colon = self.say(": ", "：");
            let line = format!("{}{title}{colon}{means}", self.say("Clock: ", "计时标准："));
            self.h.leaf("p", "", &line);
        }
        for (name, season) in &timing.seasons {
            let colon = self.say(": ", "：");
            let line = format!("{}{name}{colon}{}", self.say("Season: ", "季节："), self.season(season));
            self.h.leaf("p", "", &line);
        }
        for window in timing.windows.values() {
            let line = format!("{}{}", self.say("Hours of service: ", "服务时间："), self.window(window));
            self.h.leaf("p", "", &line);
        }
    }

    fn timers(&mut self, timing: &'a Timing<Expr>, titles: &Titles<'a>) {
        if timing.timers.is_empty() {
            return;
        }
        let heads = [
            self.say("What", "事项"),
            self.say("From, until", "起止"),
            self.say("Limit", "时限"),
            self.say("Rules", "规则"),
            self.say("Comes from", "来源"),
        ];
        self.table("timers", &heads, |book| {
            for timer in &timing.timers {
                book.timer(timer, timing, titles);
            }
        });
    }

    fn timer(&mut self, timer: &'a Timer<Expr>, timing: &'a Timing<Expr>, titles: &Titles<'a>) {
        let words = Words { titles, language: self.language };
        let owner = self.owner(timing, timer.clock.as_deref(), timer.role.as_deref());
        let span = [
            format!("{}{}", self.say("from: ", "从："), self.event(&timer.from, titles)),
            format!("{}{}", self.say("until: ", "到："), self.events(&timer.until, titles)),
        ];
        let limits: Vec<Configured<String>> =
            timer.limits.iter().enumerate().map(|limit| self.limit(limit, timing, &words)).collect();
        let rules = self.timer_rules(timer, timing, titles);
        self.h.markup("<tr><td>").leaf("b", "", timer.title.get(self.language));
        self.h.leaf("p", "muted", &owner);
        self.h.markup("</td><td>");
        for line in &span {
            self.h.leaf("p", "", line);
        }
        self.h.markup("</td><td>");
        for limit in &limits {
            self.line(limit);
        }
        self.h.markup("</td><td>");
        for rule in &rules {
            self.h.leaf("p", "", rule);
        }
        self.h.markup("</td>");
        self.h.leaf("td", "muted", timer.origin.as_deref().unwrap_or_default());
        self.h.markup("</tr>\n");
    }

    /// Whose clock it is, and who has to act.
    fn owner(&self, timing: &'a Timing<Expr>, clock: Option<&str>, role: Option<&str>) -> String {
        let clock = clock.and_then(|name| timing.clocks.get(name)).map(|clock| self.read(&clock.title));
        let role = role.map(|role| self.role(role));
        let parts: Vec<&str> = clock.into_iter().chain(role).collect();
        parts.join(" · ")
    }

    /// One of the limits, the first that applies decides: `1 May to 31 Aug: within 24 h`, `otherwise: within 8 h`.
    fn limit(
        &self,
        (index, limit): (usize, &'a Limit<Expr>),
        timing: &'a Timing<Expr>,
        words: &Words<'_>,
    ) -> Configured<String> {
        let mut when = Vec::new();
        if index > 0 && limit.season.is_none() && limit.when.is_none() {
            when.push(self.say("otherwise", "其他情况").to_owned());
        }
        if let Some(name) = &limit.season {
            let season = timing.seasons.get(name).map_or_else(|| name.clone(), |season| self.season(season));
            when.push(season);
        }
        if let Some(condition) = &limit.when {
            when.push(format!("{}{}", self.say("if ", "如果"), words.of(condition)));
        }
        let length = |length: &Length| format!("{}{}", self.say("within ", ""), self.length(*length));
        let limit = match (&limit.within, &limit.by) {
            (Some(within), _) => Self::configured(within, length),
            (None, Some(by)) => Self::configured(by, |by| self.by(*by)),
            (None, None) => Configured::NotConfigured,
        };
        Self::configured(&limit, |limit| match when.is_empty() {
            true => limit.clone(),
            false => format!("{}{}{limit}", when.join(self.comma()), self.say(": ", "：")),
        })
    }

    /// Everything that decides whether it runs, and when it stands still.
    fn timer_rules(
        &self,
        timer: &'a Timer<Expr>,
        timing: &'a Timing<Expr>,
        titles: &Titles<'a>,
    ) -> Vec<String> {
        let words = Words { titles, language: self.language };
        let mut rules = Vec::new();
        if let Some(when) = &timer.when {
            rules.push(format!("{}{}", self.say("Only if ", "仅当"), words.of(when)));
        }
        if timer.per == Per::Visit {
            rules.push(self.say("For every visit", "每次上门分别计时").to_owned());
        }
        if timer.restarts {
            rules.push(self.say("Starts anew each time", "每次发生时重新计时").to_owned());
        }
        if let Some(served) = &timer.window {
            let title =
                timing.windows.get(&served.name).map_or(served.name.as_str(), |w| self.read(&w.title));
            let outside = match served.outside {
                Outside::NextOpen => self.say("begins at the next opening", "在下次开始服务时起算"),
                Outside::NotCovered => self.say("promises nothing outside", "服务时间以外不作承诺"),
            };
            rules.push(format!("{title}{}{outside}", self.say(": ", "：")));
            if served.stop_at_close {
                rules.push(self.say("Stands still while it is closed", "非服务时间暂停计时").to_owned());
            }
        }
        if !timer.pauses.is_empty() {
            let during = self.events(&timer.pauses, titles);
            rules.push(format!("{}{during}", self.say("Stands still: ", "暂停计时：")));
        }
        if !timer.extended_by.is_empty() {
            let by = self.events(&timer.extended_by, titles);
            rules.push(format!(
                "{}{by}",
                self.say("A later agreed time counts instead: ", "约定更晚时间则顺延：")
            ));
        }
        rules.extend(timer.warn_before.map(|ahead| self.warns(ahead)));
        rules
    }

    fn warns(&self, ahead: Length) -> String {
        format!("{}{}", self.say("Warns before: ", "提前提醒："), self.length(ahead))
    }

    fn duties(&mut self, timing: &'a Timing<Expr>, titles: &Titles<'a>) {
        if timing.duties.is_empty() {
            return;
        }
        let heads = [
            self.say("Again and again", "定期事项"),
            self.say("How often", "次数"),
            self.say("Counts", "计入"),
            self.say("From, until", "起止"),
            self.say("Comes from", "来源"),
        ];
        self.table("timers", &heads, |book| {
            for duty in &timing.duties {
                book.duty(duty, timing, titles);
            }
        });
    }

    fn duty(&mut self, duty: &'a Duty<Expr>, timing: &'a Timing<Expr>, titles: &Titles<'a>) {
        let words = Words { titles, language: self.language };
        let owner = self.owner(timing, duty.clock.as_deref(), duty.role.as_deref());
        let often =
            Self::configured(&duty.at_least, |count| match (duty.every, self.language.is_chinese()) {
                (Every::Week, true) => format!("每周至少 {count} 次"),
                (Every::Month, true) => format!("每月至少 {count} 次"),
                (Every::Week, false) => format!("at least {count} a week"),
                (Every::Month, false) => format!("at least {count} a month"),
            });
        let counts = self.events(&duty.counts, titles);
        let mut span = vec![format!("{}{}", self.say("from: ", "从："), self.event(&duty.from, titles))];
        if !duty.until.is_empty() {
            span.push(format!("{}{}", self.say("until: ", "到："), self.events(&duty.until, titles)));
        }
        if duty.first_period == FirstPeriod::Due {
            span.push(
                self.say("The part of a period left at the start counts", "起始当期也须完成").to_owned(),
            );
        }
        span.extend(
            duty.when.as_ref().map(|when| format!("{}{}", self.say("Only if ", "仅当"), words.of(when))),
        );
        span.extend(duty.warn_before.map(|ahead| self.warns(ahead)));
        self.h.markup("<tr><td>").leaf("b", "", duty.title.get(self.language));
        self.h.leaf("p", "muted", &owner);
        self.h.markup("</td>");
        self.cell(&often);
        self.h.leaf("td", "", &counts);
        self.h.markup("<td>");
        for line in &span {
            self.h.leaf("p", "", line);
        }
        self.h.markup("</td>");
        self.h.leaf("td", "muted", duty.origin.as_deref().unwrap_or_default());
        self.h.markup("</tr>\n");
    }

    fn events(&self, events: &'a [Event], titles: &Titles<'a>) -> String {
        let events: Vec<String> = events.iter().map(|event| self.event(event, titles)).collect();
        events.join(self.say(" or ", "或"))
    }

    fn event(&self, event: &'a Event, titles: &Titles<'a>) -> String {
        let words = match event {
            Event::Reported => self.say("the report", "报修或提出"),
            Event::Created => self.say("the order is made", "建单"),
            Event::Assigned => self.say("it is given to somebody", "派工"),
            Event::Appointed => self.say("a time is agreed", "约定时间"),
            Event::Contacted => self.say("the customer was reached by phone", "电话联系上客户"),
            Event::SetOut => self.say("somebody sets out", "出发"),
            Event::Arrived => self.say("arrival", "到达"),
            Event::WorkStarted => self.say("work begins", "开始作业"),
            Event::WorkStopped => self.say("work stops", "停止作业"),
            Event::VisitEnded => self.say("the visit ends", "上门结束"),
            Event::Completed => self.say("completion", "完工"),
            Event::Declined => self.say("the customer declines", "客户放弃维修"),
            Event::Cancelled => self.say("cancellation", "取消"),
            Event::Coordinated => self.say("it becomes a coordination order", "转协调单"),
            Event::Archived => self.say("archiving", "归档"),
            Event::WaitingForPart => self.say("waiting for a part", "等待配件"),
            Event::Resumed => self.say("it can go on", "恢复处理"),
            Event::CustodyOut => self.say("something is taken along", "带走物品"),
            Event::CustodyExtended => self.say("a later return is agreed", "约定延期归还"),
            Event::CustodyBack => self.say("everything is back", "全部归还"),
            Event::FollowedUp => self.say("the customer was asked afterwards", "回访到客户"),
            Event::Entry => self.say("an entry", "协调记录"),
            Event::Signed(role) => return self.signed(*role),
            Event::Step(step) | Event::Answer(step) => {
                return titles.steps.get(step.as_str()).map_or(step.as_str(), |(title, _)| title).to_owned();
            }
            Event::Linked(rule) => return self.linked(rule),
            Event::Delivered(audience) => match audience {
                Audience::Desk => self.say("the desk has its copy", "前台收到单据"),
                Audience::Team => self.say("the team has its copy", "班组收到单据"),
                Audience::Archive => self.say("the archive has its copy", "存档处收到单据"),
                Audience::Customer => self.say("the customer has a copy", "客户收到单据"),
            },
        };
        words.to_owned()
    }

    fn signed(&self, role: SignatureRole) -> String {
        let own = self.pack.signers.get(role.name()).map(|signer| self.read(&signer.title));
        let own = own.unwrap_or_else(|| named::signature_role(role).say(self.language));
        format!("{}{own}", self.say("signature: ", "签字："))
    }

    fn linked(&self, rule: &str) -> String {
        let what = match rule {
            "coordination" => self.say("a coordination order", "协调单"),
            other => other,
        };
        format!("{}{what}", self.say("another case follows: ", "产生关联单："))
    }

    fn by(&self, by: By) -> String {
        let length = |span: Span| span.message(self.language);
        match by {
            By::SameDay => self.say("the same day", "当天").to_owned(),
            By::BeforeAnniversary(span) if self.language.is_chinese() => {
                format!("{}内（不含满期当日）", length(span))
            }
            By::ThroughAnniversary(span) if self.language.is_chinese() => {
                format!("{}后当日结束前", length(span))
            }
            By::OnAnniversary(span) if self.language.is_chinese() => format!("满 {} 的当日", length(span)),
            By::Ahead(ahead) if self.language.is_chinese() => format!("约定时间前 {}", self.length(ahead)),
            By::BeforeAnniversary(span) => format!("{}, the last day not included", length(span)),
            By::ThroughAnniversary(span) => format!("until the end of the day {} later", length(span)),
            By::OnAnniversary(span) => format!("on the day {} later", length(span)),
            By::Ahead(ahead) => format!("{} before the agreed time", self.length(ahead)),
        }
    }

    /// `24 h`, `30 min`, `1 h 30 min`
    fn length(&self, length: Length) -> String {
        let seconds = length.millis() / 1_000;
        let parts = [
            (seconds / 3_600, self.say("h", "小时")),
            (seconds / 60 % 60, self.say("min", "分钟")),
            (seconds % 60, self.say("s", "秒")),
        ];
        let parts = parts.into_iter().filter(|(count, _)| *count > 0);
        parts.map(|(count, unit)| format!("{count} {unit}")).collect::<Vec<_>>().join(" ")
    }

    fn season(&self, season: &Season) -> String {
        format!("{}{}{}", self.month_day(season.from), self.say(" to ", "至"), self.month_day(season.to))
    }

    /// `1 May`, `5月1日`
    fn month_day(&self, day: MonthDay) -> String {
        const MONTHS: [&str; 12] =
            ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
        let text = day.to_string();
        let numbers = text
            .split_once('-')
            .and_then(|(month, day)| Some((month.parse::<usize>().ok()?, day.parse::<u32>().ok()?)));
        let Some((month, day)) = numbers else { return text };
        match MONTHS.get(month.wrapping_sub(1)) {
            _ if self.language.is_chinese() => format!("{month}月{day}日"),
            Some(name) => format!("{day} {name}"),
            None => text,
        }
    }

    fn window(&self, window: &'a Window) -> String {
        let hours: Vec<String> = window.hours.iter().map(|hours| self.hours(hours)).collect();
        format!("{}{}{}", self.read(&window.title), self.say(": ", "："), hours.join(self.say("; ", "；")))
    }

    fn hours(&self, hours: &Hours) -> String {
        let days: Vec<&str> = hours.days.iter().map(|day| self.weekday(*day)).collect();
        let (open, close): (String, String) = (hours.open.into(), hours.close.into());
        format!("{} {open}–{close}", days.join(self.comma()))
    }

    fn weekday(&self, day: Weekday) -> &'static str {
        match day {
            Weekday::Mon => self.say("Mon", "周一"),
            Weekday::Tue => self.say("Tue", "周二"),
            Weekday::Wed => self.say("Wed", "周三"),
            Weekday::Thu => self.say("Thu", "周四"),
            Weekday::Fri => self.say("Fri", "周五"),
            Weekday::Sat => self.say("Sat", "周六"),
            Weekday::Sun => self.say("Sun", "周日"),
        }
    }
}
