//! What is deducted from accounts, and how workers are paid.

use doorstep_domain::money::Money;
use doorstep_domain::pack::Configured;
use doorstep_domain::rate::RateTable;
use doorstep_domain::settle::{Settlement, SettlementCharge};
use doorstep_domain::wage::Wage;

use super::Book;

impl<'a> Book<'a> {
    /// The accounts of a service, and its rules.
    pub(super) fn settlement(&mut self, settlement: &'a Settlement) {
        let heading = self.say("Taken from an account on completion", "完成后扣费");
        self.h.leaf("h3", "", heading);
        let accounts: Vec<String> = (settlement.accounts.values())
            .map(|account| match account.until {
                Some(until) => {
                    format!("{} ({} {until})", self.read(&account.title), self.say("until", "截止"))
                }
                None => self.read(&account.title).to_owned(),
            })
            .collect();
        let line = format!("{}{}", self.say("Accounts: ", "账户："), accounts.join(self.comma()));
        self.h.leaf("p", "", &line);
        let heads = [self.say("What", "项目"), self.say("How much", "金额"), self.say("Comes from", "来源")];
        self.table("", &heads, |book| {
            for rule in &settlement.rules {
                let amount = match rule.charge {
                    SettlementCharge::Quotes => {
                        book.say("the total of the accepted quotes", "客户同意的报价合计").to_owned()
                    }
                    SettlementCharge::Hours => {
                        let rate = rule.rate.as_ref().and_then(|rate| book.pack.rates.get(rate));
                        let rate = rate.map_or("", |rate| book.read(&rate.title));
                        format!("{} × {rate}", book.say("hours worked", "工时"))
                    }
                };
                book.h.markup("<tr>");
                book.h.leaf("td", "strong", rule.title.get(book.language));
                book.h.leaf("td", "", &amount);
                book.h.leaf("td", "muted", rule.origin.as_deref().unwrap_or_default());
                book.h.markup("</tr>\n");
            }
        });
    }

    /// Rates by their days, then the wages that rest on them.
    pub(super) fn wages(&mut self) {
        if self.pack.rates.is_empty() {
            return;
        }
        let heading = self.say("Rates and wages", "单价与工资");
        self.section("wages", heading, |book| {
            for table in book.pack.rates.values() {
                book.rates(table);
            }
            for wage in book.pack.wages.values() {
                book.wage(wage);
            }
        });
    }

    fn rates(&mut self, table: &'a RateTable) {
        self.h.leaf("h3", "", table.title.get(self.language));
        let heads = [self.say("From", "起"), self.say("Through", "止"), self.say("An hour", "每小时")];
        self.table("", &heads, |book| {
            for period in &table.periods {
                let amount = Self::configured(&period.per_hour, |amount| {
                    let amount = Money(*amount).display(table.currency.minor_digits);
                    format!("{amount} {}", table.currency.name.get(book.language))
                });
                let until = period.until.map_or_else(
                    || book.say("until further notice", "另行通知为止").to_owned(),
                    |until| until.to_string(),
                );
                book.h.markup("<tr>");
                book.h.leaf("td", "", &period.from.to_string());
                book.h.leaf("td", "", &until);
                book.cell(&amount);
                book.h.markup("</tr>\n");
            }
        });
    }

    fn wage(&mut self, wage: &'a Wage) {
        self.h.leaf("h3", "", wage.title.get(self.language));
        let rate = |id: &'a String| {
            self.pack.rates.get(id).map_or_else(|| id.as_str(), |table| self.read(&table.title))
        };
        let services = wage.services.iter().filter_map(|id| self.pack.services.get(id));
        let services: Vec<&str> = services.map(|service| self.read(&service.title)).collect();
        let share = format!("{} % × {}", wage.share.trimmed(), rate(&wage.rate));
        let mut fields = vec![
            (self.say("Completed jobs of", "计入服务"), Configured::Value(services.join(self.comma()))),
            (self.say("Wage for an hour", "每小时工资"), Configured::Value(share)),
        ];
        if let Some(base) = &wage.base {
            let name = self.say("Of that never scored", "其中不计得分");
            fields.push((name, Configured::Value(rate(base).to_owned())));
        }
        if let Some(percent) = &wage.withheld {
            let name = self.say("Kept back until the end of the year", "年底考核后发放");
            fields.push((name, Self::configured(percent, |percent| format!("{} %", percent.trimmed()))));
        }
        self.fields(&fields);
        self.parts(&wage.score);
        self.grades(&wage.grades);
    }
}
