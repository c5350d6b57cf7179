//! Scores and what is behind them: every part opens into its marks.

use doorstep_domain::decimal::Decimal;
use doorstep_domain::pack::Configured;
use doorstep_domain::score::{ScoreError, Tally, TallyPart};

use super::frame::Page;
use super::state::{Icon, Tone};
use crate::office::words;
use crate::office::{ScoreRow, ScoresOfPeriod};

impl Page<'_> {
    /// One score of everybody.
    pub(super) fn scores(&mut self, list: &ScoresOfPeriod) {
        let language = self.language;
        self.h.markup("<section class=\"card\"><header>").leaf("h2", "", list.title.get(language));
        self.h.leaf("span", "end muted small", &list.period);
        self.h.markup("</header>\n");
        if list.rows.is_empty() {
            self.h.leaf("p", "none muted", words::NO_MARKS.say(language));
        } else {
            self.h.markup("<table><thead><tr>");
            self.h.leaf("th", "", words::ABOUT_WHOM.say(language));
            self.h.leaf("th", "number", words::SCORE.say(language));
            self.h.markup("</tr></thead><tbody>\n");
            list.rows.iter().for_each(|row| self.score_row(row));
            self.h.markup("</tbody></table>\n");
        }
        self.h.markup("</section>\n");
    }

    fn score_row(&mut self, row: &ScoreRow) {
        let language = self.language;
        self.h.markup("<tr><td>").text(&row.name);
        self.tally(&row.tally);
        self.h.markup("</td><td class=\"number\">");
        match &row.tally.score {
            Ok(score) => {
                self.h.leaf("b", "", &number(*score));
                if let Some(grade) = &row.grade_title {
                    self.h.markup(" ").text(grade.get(language));
                }
            }
            Err(error) => {
                let why = why(error, &row.tally, self);
                self.chip(Tone::Attention, Icon::Alert, &why);
            }
        }
        self.h.markup("</td></tr>\n");
    }

    /// How a score came about: its parts with their weights, and the marks of each.
    pub(super) fn tally(&mut self, tally: &Tally) {
        tally.parts.iter().filter(|part| part.percent.is_some()).for_each(|part| self.tally_part(part));
    }

    fn tally_part(&mut self, part: &TallyPart) {
        let language = self.language;
        let given = part.percent.map_or_else(|| "–".to_owned(), number);
        let weight = match part.weight {
            Configured::Value(weight) => format!("{} %", number(weight)),
            Configured::NotConfigured => words::NO_WEIGHT.say(language).to_owned(),
        };
        let head = format!("{} {given} × {weight}", part.title.get(language));
        if part.by_hand || part.marks.is_empty() {
            let head = format!("{head} · {}", words::ENTERED.say(language));
            self.h.leaf("div", "muted small", &head);
            return;
        }
        self.h.markup("<details class=\"small\"><summary class=\"muted\">").text(&head);
        self.h.markup("</summary><ul>");
        for mark in &part.marks {
            let said = match number(mark.percent) == mark.said {
                true => mark.said.clone(),
                false => format!("{} = {}", mark.said, number(mark.percent)),
            };
            let line = [mark.day.to_string(), mark.number.clone(), said, mark.by.clone()];
            let line: Vec<String> = line.into_iter().filter(|word| !word.is_empty()).collect();
            self.h.leaf("li", "", &line.join(" · "));
        }
        self.h.markup("</ul></details>");
    }
}

/// Why there is no score, with the part as people read it.
fn why(error: &ScoreError, tally: &Tally, page: &Page<'_>) -> String {
    let title = |id: &str| {
        let part = tally.parts.iter().find(|part| part.id == *id);
        part.map_or_else(|| id.to_owned(), |part| part.title.get(page.language).to_owned())
    };
    match error {
        ScoreError::NotGiven => words::NO_MARKS.say(page.language).to_owned(),
        ScoreError::PartMissing { part } => {
            format!("{}: {}", words::MARK_MISSING.say(page.language), title(part))
        }
        ScoreError::NotConfigured { part } => {
            format!("{}: {}", words::WEIGHT_MISSING.say(page.language), title(part))
        }
        ScoreError::OutOfRange { score } => score.to_string(),
    }
}

/// A number without zeros at its end.
pub(super) fn number(number: Decimal) -> String {
    number.trimmed().to_string()
}
