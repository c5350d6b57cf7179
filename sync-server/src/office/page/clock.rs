//! Times as a dispatcher reads them: by the clocks of the place, with the day only where it is not today.

use doorstep_domain::text::Language;
use doorstep_domain::zone::Zone;

use crate::office::words;

const MINUTE_MS: i64 = 60_000;
const DAY_MS: i64 = 24 * 60 * MINUTE_MS;

/// The clock of a place.
pub(super) struct Clock<'a> {
    zone: Zone,
    language: &'a Language,
    now_ms: i64,
}

impl<'a> Clock<'a> {
    /// A zone that is not understood is shown as UTC.
    pub(super) fn new(time_zone: &str, language: &'a Language, now_ms: i64) -> Self {
        Self { zone: Zone::parse(time_zone).unwrap_or_else(|_| Zone::utc()), language, now_ms }
    }

    /// `14:05`
    pub(super) fn time(&self, at_ms: i64) -> String {
        self.zone.local(at_ms).format("%H:%M").to_string()
    }

    /// `2026-03-02T14:05`, as forms have it.
    pub(super) fn field(&self, at_ms: i64) -> String {
        self.zone.local(at_ms).format("%Y-%m-%dT%H:%M").to_string()
    }

    /// The moment of such a field.
    pub(super) fn read(&self, field: &str) -> Option<i64> {
        let minute = field.get(..16)?;
        format!("{minute}:00").parse().ok().map(|local| self.zone.instant(local))
    }

    /// `Today`, `Tue 3 Mar`, `3月3日 周二`
    pub(super) fn day(&self, at_ms: i64) -> String {
        let near = [(0, words::TODAY), (DAY_MS, words::TOMORROW), (-DAY_MS, words::YESTERDAY)];
        let near = near.into_iter().find(|(away, _)| self.date(at_ms) == self.date(self.now_ms + away));
        near.map_or_else(|| self.far_day(at_ms), |(_, word)| word.say(self.language).to_owned())
    }

    fn far_day(&self, at_ms: i64) -> String {
        let local = self.zone.local(at_ms);
        let is_this_year = self.date(at_ms).get(..4) == self.date(self.now_ms).get(..4);
        if !self.language.is_chinese() {
            let pattern = if is_this_year { "%a %-d %b" } else { "%-d %b %Y" };
            return local.format(pattern).to_string();
        }
        let weekday = match local.format("%u").to_string().as_str() {
            "1" => "周一",
            "2" => "周二",
            "3" => "周三",
            "4" => "周四",
            "5" => "周五",
            "6" => "周六",
            _ => "周日",
        };
        let pattern = if is_this_year { "%-m月%-d日" } else { "%Y年%-m月%-d日" };
        format!("{} {weekday}", local.format(pattern))
    }

    /// `14:05`, or with its day if that is not today.
    pub(super) fn moment(&self, at_ms: i64) -> String {
        if self.is_today(at_ms) {
            return self.time(at_ms);
        }
        format!("{} {}", self.day(at_ms), self.time(at_ms))
    }

    /// `14:00–16:00`, with days where they are needed.
    pub(super) fn window(&self, start_ms: i64, end_ms: Option<i64>) -> String {
        let start = self.moment(start_ms);
        match end_ms {
            None => start,
            Some(end_ms) if self.date(start_ms) == self.date(end_ms) => {
                format!("{start}–{}", self.time(end_ms))
            }
            Some(end_ms) => format!("{start} – {} {}", self.day(end_ms), self.time(end_ms)),
        }
    }

    pub(super) fn is_today(&self, at_ms: i64) -> bool {
        self.date(at_ms) == self.date(self.now_ms)
    }

    /// `UTC+8`
    pub(super) fn label(&self, at_ms: i64) -> String {
        self.zone.label(at_ms)
    }

    /// `2026-03-02`
    pub(super) fn date(&self, at_ms: i64) -> String {
        self.zone.local(at_ms).format("%Y-%m-%d").to_string()
    }
}

/// `25 min`, `1 h 05 min`, `3 days`
pub(super) fn stretch(ms: i64, language: &Language) -> String {
    let minutes = ms.max(0) / MINUTE_MS;
    let (hours, days) = (minutes / 60, minutes / 60 / 24);
    let is_chinese = language.is_chinese();
    match (days, hours) {
        (2.., _) if is_chinese => format!("{days} 天"),
        (2.., _) => format!("{days} days"),
        (_, 1..) if is_chinese => format!("{hours} 小时 {:02} 分", minutes % 60),
        (_, 1..) => format!("{hours} h {:02} min", minutes % 60),
        _ if is_chinese => format!("{minutes} 分钟"),
        _ => format!("{minutes} min"),
    }
}

/// `5 min ago`
pub(super) fn ago(ms: i64, language: &Language) -> String {
    match (ms < MINUTE_MS, language.is_chinese()) {
        (true, true) => "刚刚".to_owned(),
        (true, false) => "just now".to_owned(),
        (false, true) => format!("{}前", rough(ms, language)),
        (false, false) => format!("{} ago", rough(ms, language)),
    }
}

/// The greatest unit alone.
fn rough(ms: i64, language: &Language) -> String {
    let hours = ms / MINUTE_MS / 60;
    match (hours, language.is_chinese()) {
        (1..48, true) => format!("{hours} 小时"),
        (1..48, false) => format!("{hours} h"),
        _ => stretch(ms, language),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-03-02, a Monday, 08:00 in China.
    const NOW: i64 = 1_772_409_600_000;
    const HOUR: i64 = 3_600_000;

    #[test]
    fn the_day_stands_where_it_is_not_today() {
        let english = Language::english();
        let clock = Clock::new("CST-8", &english, NOW);
        assert_eq!(clock.window(NOW + 6 * HOUR, Some(NOW + 8 * HOUR)), "14:00–16:00");
        assert_eq!(clock.moment(NOW + 17 * HOUR), "Tomorrow 01:00");
        assert_eq!(clock.moment(NOW - 9 * HOUR), "Yesterday 23:00");
        assert_eq!(clock.moment(NOW + 48 * HOUR), "Wed 4 Mar 08:00");
        assert_eq!(clock.moment(NOW - 365 * 24 * HOUR), "2 Mar 2025 08:00");
        let chinese = Language::chinese();
        let clock = Clock::new("CST-8", &chinese, NOW);
        assert_eq!(clock.window(NOW + 48 * HOUR, None), "3月4日 周三 08:00");
        assert_eq!(clock.moment(NOW + 24 * HOUR), "明天 08:00");
    }

    #[test]
    fn what_a_form_shows_is_what_it_reads() {
        let english = Language::english();
        let clock = Clock::new("CET-1CEST,M3.5.0,M10.5.0/3", &english, NOW);
        assert_eq!(clock.read(&clock.field(NOW)), Some(NOW));
        assert_eq!(clock.read("2026-03-02T01:00:30"), Some(NOW), "browsers may add seconds");
        for wrong in ["", "tomorrow", "2026-13-02T01:00", "2026-03-02 01:00x"] {
            assert_eq!(clock.read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn stretches_are_words() {
        let (english, chinese) = (Language::english(), Language::chinese());
        assert_eq!(stretch(40 * 60_000, &english), "40 min");
        assert_eq!(stretch(HOUR + 5 * 60_000, &chinese), "1 小时 05 分");
        assert_eq!(ago(3 * 24 * HOUR, &english), "3 days ago");
        assert_eq!(ago(5 * HOUR + 60_000, &chinese), "5 小时前");
        assert_eq!(ago(-5, &english), "just now");
    }
}
