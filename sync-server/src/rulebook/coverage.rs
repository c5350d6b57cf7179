//! What is covered, for how long, and what never is, in words.

use doorstep_domain::calendar::{Ends, Span};
use doorstep_domain::coverage::{Coverage, Period, Unpaid, Which};
use doorstep_domain::expr::Expr;
use doorstep_domain::pack::Configured;

use super::condition::Words;
use super::{Book, Titles};

impl<'a> Book<'a> {
    /// The coverage of a service. The first entry that applies decides: so the order is told.
    pub(super) fn coverage(&mut self, coverage: &'a Coverage<Expr>, titles: &Titles<'a>) {
        let title = coverage.title.get(self.language);
        let heading = format!("{}{title}", self.say("Coverage: ", "保障范围："));
        self.h.leaf("h3", "", &heading);
        let otherwise = if coverage.offers_paid {
            self.say("What is not covered is done for a fee.", "不在保障范围内的收费服务。")
        } else {
            self.say("What is not covered is not done.", "不在保障范围内的不受理。")
        };
        let how = self.say(
            "The first line that applies decides: documents, then exclusions, then periods, from top to bottom. ",
            "按单据、除外情况、保障期的顺序自上而下，先符合者为准。",
        );
        let origin = coverage.origin.as_deref().unwrap_or_default();
        self.h.leaf("p", "", &format!("{how}{otherwise}"));
        self.h.leaf("p", "muted", origin);
        self.components(coverage, titles);
        self.documents(coverage, titles);
        self.exclusions(coverage, titles);
        self.periods(coverage, titles);
    }

    fn components(&mut self, coverage: &'a Coverage<Expr>, titles: &Titles<'a>) {
        let titles_of = coverage.components.iter().map(|component| component.title.get(self.language));
        let all = titles_of.collect::<Vec<_>>().join(self.comma());
        self.h.leaf("p", "", &format!("{}{all}", self.say("Decided about: ", "判定对象：")));
        if let Some(concerns) = &coverage.concerns {
            let words = Words { titles, language: self.language };
            let line =
                format!("{}{}", self.say("The job is about: ", "本单涉及："), words.value_of(concerns));
            self.h.leaf("p", "", &line);
        }
        for group in coverage.groups.values() {
            let of = |ids: &'a [String]| {
                let titles = ids.iter().map(|id| self.component(coverage, id));
                titles.collect::<Vec<_>>().join(self.comma())
            };
            let without = match group.exclude.is_empty() {
                true => String::new(),
                false => format!("{}{}", self.say("; not: ", "；不含："), of(&group.exclude)),
            };
            let title = group.title.get(self.language);
            let line = format!("{title}{}{}{without}", self.say(": ", "："), of(&group.include));
            self.h.leaf("p", "", &line);
        }
    }

    fn component(&self, coverage: &'a Coverage<Expr>, id: &'a str) -> &'a str {
        let group = coverage.groups.get(id).map(|group| &group.title);
        let title = coverage.component(id).map(|component| &component.title).or(group);
        title.map_or(id, |title| title.get(self.language))
    }

    fn which(&self, coverage: &'a Coverage<Expr>, which: &'a Which) -> String {
        match which {
            Which::All(_) => self.say("everything", "全部").to_owned(),
            Which::Named(ids) => {
                let titles = ids.iter().map(|id| self.component(coverage, id));
                titles.collect::<Vec<_>>().join(self.comma())
            }
        }
    }

    fn unpaid(&self, result: Unpaid) -> &'static str {
        match result {
            Unpaid::Paid => self.say("to be paid", "收费"),
            Unpaid::Refused => self.say("not done", "不受理"),
        }
    }

    fn documents(&mut self, coverage: &'a Coverage<Expr>, titles: &Titles<'a>) {
        if coverage.documents.is_empty() {
            return;
        }
        let usual = if coverage.offers_paid { Unpaid::Paid } else { Unpaid::Refused };
        let heads = [
            self.say("Must be there", "所需单据"),
            self.say("Must hold", "须符合"),
            self.say("Otherwise", "否则"),
            self.say("Comes from", "来源"),
        ];
        self.table("coverage", &heads, |book| {
            let words = Words { titles, language: book.language };
            for document in &coverage.documents {
                let mut check = words.of(&document.check);
                if let Some(when) = &document.when {
                    let when = words.of(when);
                    check = format!("{check} ({}{when})", book.say("asked for if ", "仅当"));
                }
                let then = book.unpaid(document.result.unwrap_or(usual));
                let then = format!("{then}{}{}", book.say(": ", "："), book.read(&document.reason));
                book.row_of(&document.title, &[&check, &then], document.origin.as_deref());
            }
        });
    }

    fn exclusions(&mut self, coverage: &'a Coverage<Expr>, titles: &Titles<'a>) {
        if coverage.exclusions.is_empty() {
            return;
        }
        let heads = [
            self.say("Never covered", "除外情况"),
            self.say("When", "条件"),
            self.say("For", "适用"),
            self.say("Then", "结果"),
            self.say("Comes from", "来源"),
        ];
        self.table("coverage", &heads, |book| {
            let words = Words { titles, language: book.language };
            for exclusion in &coverage.exclusions {
                let (when, which) = (words.of(&exclusion.when), book.which(coverage, &exclusion.components));
                let then = book.unpaid(exclusion.result);
                let then = format!("{then}{}{}", book.say(": ", "："), book.read(&exclusion.reason));
                book.row_of(&exclusion.title, &[&when, &which, &then], exclusion.origin.as_deref());
            }
        });
    }

    fn periods(&mut self, coverage: &'a Coverage<Expr>, titles: &Titles<'a>) {
        let heads = [
            self.say("Covered", "保障期"),
            self.say("For", "适用"),
            self.say("How long", "期限"),
            self.say("Only if", "条件"),
            self.say("Comes from", "来源"),
        ];
        self.table("coverage", &heads, |book| {
            let words = Words { titles, language: book.language };
            for period in &coverage.periods {
                let which = book.which(coverage, &period.components);
                let long = book.how_long(coverage, period, &words);
                let when = period.when.as_ref().map(|when| words.of(when)).unwrap_or_default();
                book.h.markup("<tr><td>").leaf("b", "", period.title.get(book.language));
                if let Some(reason) = &period.reason {
                    book.h.leaf("p", "muted", reason.get(book.language));
                }
                book.h.markup("</td>");
                book.h.leaf("td", "", &which);
                book.cell(&long);
                book.h.leaf("td", "", &when);
                book.h.leaf("td", "muted", period.origin.as_deref().unwrap_or_default());
                book.h.markup("</tr>\n");
            }
        });
    }

    /// `5 years from the purchase, the anniversary no longer included`
    fn how_long(
        &self,
        coverage: &'a Coverage<Expr>,
        period: &'a Period<Expr>,
        words: &Words<'_>,
    ) -> Configured<String> {
        if let Some(through) = &period.through {
            let day = words.value_of(through);
            return Configured::Value(format!("{}{day}", self.say("through ", "至（含）")));
        }
        let Some(lasts) = &period.lasts else {
            return Configured::Value(self.say("as long as it holds", "条件成立期间").to_owned());
        };
        let start = period.from.as_ref().and_then(|name| coverage.starts.get(name));
        let start = start.map(|start| self.read(&start.title)).unwrap_or_default();
        Self::configured(lasts, |span| self.lasting(*span, start, period.end))
    }

    fn lasting(&self, span: Span, start: &str, end: Option<Ends>) -> String {
        let ends = match end {
            Some(Ends::BeforeAnniversary) => {
                self.say("through the day before the anniversary", "到期日前一天止")
            }
            Some(Ends::ThroughAnniversary) => self.say("through the anniversary", "含到期当日"),
            Some(Ends::OnAnniversary) => self.say("until the anniversary", "到期当日起不再保障"),
            None => "",
        };
        let span = span.message(self.language);
        if self.language.is_chinese() {
            format!("自{start}起 {span}，{ends}")
        } else {
            format!("{span} from {start}, {ends}")
        }
    }

    fn row_of(&mut self, title: &'a doorstep_domain::text::Text, cells: &[&String], origin: Option<&str>) {
        self.h.markup("<tr>").leaf("td", "strong", title.get(self.language));
        for cell in cells {
            self.h.leaf("td", "", cell);
        }
        self.h.leaf("td", "muted", origin.unwrap_or_default());
        self.h.markup("</tr>\n");
    }
}
