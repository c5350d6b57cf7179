//! Scores: what they are made of, and where each mark comes from.

use doorstep_domain::score::{Grade, Score, ScorePart, ScorePeriod, ScoreSource, Worth};

use super::Book;

impl<'a> Book<'a> {
    /// Scores beside any wage.
    pub(super) fn scores(&mut self) {
        if self.pack.scores.is_empty() {
            return;
        }
        let heading = self.say("Scores", "得分");
        self.section("scores", heading, |book| {
            book.pack.scores.values().for_each(|score| book.one_score(score));
        });
    }

    fn one_score(&mut self, score: &'a Score) {
        let period = match score.period {
            ScorePeriod::Month => self.say("for a month", "每月"),
            ScorePeriod::Year => self.say("for a year", "每年"),
        };
        let title = format!("{} ({period})", self.read(&score.title));
        self.h.leaf("h3", "", &title);
        self.parts(&score.parts);
        self.grades(&score.grades);
    }

    /// The parts of a score.
    pub(super) fn parts(&mut self, parts: &'a [ScorePart]) {
        if parts.is_empty() {
            return;
        }
        let heads = [
            self.say("Score", "得分项目"),
            self.say("Weight", "权重"),
            self.say("Marks", "评分来自"),
            self.say("Comes from", "来源"),
        ];
        self.table("", &heads, |book| {
            for part in parts {
                let weight = Self::configured(&part.weight, |weight| format!("{} %", weight.trimmed()));
                let source = book.source(part.from.as_ref());
                book.h.markup("<tr>");
                book.h.leaf("td", "strong", part.title.get(book.language));
                book.cell(&weight);
                book.h.leaf("td", "", &source);
                book.h.leaf("td", "muted", part.origin.as_deref().unwrap_or_default());
                book.h.markup("</tr>\n");
            }
        });
    }

    /// The names of scores.
    pub(super) fn grades(&mut self, grades: &'a [Grade]) {
        if grades.is_empty() {
            return;
        }
        let heads = [self.say("Called", "等级"), self.say("From", "不低于")];
        self.table("", &heads, |book| {
            for grade in grades {
                book.h.markup("<tr>");
                book.h.leaf("td", "strong", grade.title.get(book.language));
                book.h.leaf("td", "", &grade.at_least.trimmed().to_string());
                book.h.markup("</tr>\n");
            }
        });
    }

    fn source(&self, source: Option<&'a ScoreSource>) -> String {
        let (what, worth) = match source {
            None => return self.say("entered by hand", "人工填写").to_owned(),
            Some(ScoreSource::Declared(declared)) => {
                let service = self.pack.services.get(&declared.service);
                let title = service.map_or(declared.service.as_str(), |service| self.read(&service.title));
                (format!("{}{title}", self.say("declared in: ", "考核单：")), Some(&declared.worth))
            }
            Some(ScoreSource::Rated(asked)) => {
                (self.say("customers' ratings of the visit", "客户当场评价").to_owned(), Some(&asked.worth))
            }
            Some(ScoreSource::FollowedUp(asked)) => {
                (self.say("what customers say afterwards", "事后回访").to_owned(), Some(&asked.worth))
            }
            Some(ScoreSource::Deductions(_)) => {
                (self.say("deductions that were swiped rightly", "刷卡无差错的扣费").to_owned(), None)
            }
        };
        match worth.and_then(|worth| self.worth(worth)) {
            Some(worth) => format!("{what} ({worth})"),
            None => what,
        }
    }

    fn worth(&self, worth: &Worth) -> Option<String> {
        if let Some(best) = worth.best {
            return Some(format!("{} = 100", best.trimmed()));
        }
        let points = worth.points.iter().map(|(answer, points)| format!("{answer} = {}", points.trimmed()));
        let points: Vec<String> = points.collect();
        (!points.is_empty()).then(|| points.join(self.comma()))
    }
}
