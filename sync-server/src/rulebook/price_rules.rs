//! The rules of a price book beside its items, a sentence each.

use doorstep_domain::decimal::Decimal;
use doorstep_domain::expr::Expr;
use doorstep_domain::money::{Money, Rounding, RoundingMode};
use doorstep_domain::pack::Configured;
use doorstep_domain::price::{Class, Pick, Price, PriceBook, TaxMode};

use super::condition::Words;
use super::{Book, Titles};

impl<'a> Book<'a> {
    /// The rules of the book beside its items, a sentence each.
    pub(super) fn price_rules(&self, book: &'a PriceBook<Expr>, titles: &Titles<'a>) -> Vec<String> {
        let mut rules = Vec::new();
        if let Some(labour) = &book.labour {
            let Pick::Highest = labour.pick;
            let (minutes, least) = (labour.period_minutes, labour.min_units);
            rules.push(if self.language.is_chinese() {
                format!("工时合计后按每 {minutes} 分钟一个单位计费，至少 {least} 个单位；同一单位内有多项时只收最高的一项。")
            } else {
                format!(
                    "Time is added up over all visits and charged in units of {minutes} minutes, at least {least}. \
                     Of several items worked in one unit only the dearest is charged."
                )
            });
        }
        if let Some(unlisted) = &book.unlisted {
            let rounding = book.roundings.get(&unlisted.rounding);
            let rounding = rounding.map(|rounding| self.rounding(*rounding, book)).unwrap_or_default();
            let markup = unlisted.markup;
            rules.push(if self.language.is_chinese() {
                format!("表外材料按进价的 {markup} 倍计价，{rounding}。")
            } else {
                format!("Material that is not on the list costs {markup} times what the warehouse paid, {rounding}.")
            });
        }
        let words = Words { titles, language: self.language };
        rules.extend(self.surcharges(book, &words));
        rules.extend(self.discounts(book, &words));
        rules.extend(self.tax(book));
        rules.extend(self.payment(book, &words));
        rules
    }

    fn surcharges(&self, book: &'a PriceBook<Expr>, words: &Words<'_>) -> Vec<String> {
        let sentence = |rule: &doorstep_domain::price::Surcharge<Expr>| {
            let item =
                book.items.get(&rule.item).map_or(rule.item.as_str(), |item| item.title.get(self.language));
            let why = rule.title.as_ref().map(|title| format!(" ({})", title.get(self.language)));
            let quantity = rule.quantity.as_ref().map(|quantity| format!(" × {}", words.of(quantity)));
            let (why, quantity) = (why.unwrap_or_default(), quantity.unwrap_or_default());
            format!(
                "{} {item}{quantity}{why}: {}",
                self.say("Added by itself:", "自动计入："),
                words.of(&rule.when)
            )
        };
        book.surcharges.values().map(sentence).collect()
    }

    fn discounts(&self, book: &'a PriceBook<Expr>, words: &Words<'_>) -> Vec<String> {
        let sentence = |discount: &doorstep_domain::price::Discount<Expr>| {
            let amount = self.share(discount.percent.as_ref(), discount.amount, book);
            let of: Vec<&str> = discount.of.iter().map(|class| self.class(*class)).collect();
            let when = discount.when.as_ref().map(|when| format!(": {}", words.of(when))).unwrap_or_default();
            let approval =
                if discount.needs_approval { self.say(", needs approval", "，需批准") } else { "" };
            let (title, of) = (discount.title.get(self.language), of.join(", "));
            format!("{} {title} {amount} ({of}){approval}{when}", self.say("Discount:", "优惠："))
        };
        book.discounts.values().map(sentence).collect()
    }

    fn tax(&self, book: &'a PriceBook<Expr>) -> Option<String> {
        let rule = book.tax.as_ref()?;
        let rates: Vec<String> =
            rule.rates.iter().map(|(id, rate)| format!("{id} {}", self.percent(rate))).collect();
        let mode = match rule.mode {
            TaxMode::Inclusive => self.say("contained in the prices", "含在价格内"),
            TaxMode::Exclusive => self.say("added to the prices", "另加"),
        };
        Some(format!("{} ({mode}): {}", rule.title.get(self.language), rates.join(", ")))
    }

    fn payment(&self, book: &'a PriceBook<Expr>, words: &Words<'_>) -> Vec<String> {
        let mut rules = Vec::new();
        if let Some(rule) = &book.deposit {
            let when = rule.when.as_ref().map(|when| format!(": {}", words.of(when))).unwrap_or_default();
            let amount = self.share(rule.percent.as_ref(), rule.amount, book);
            rules.push(format!("{} {amount}{when}", self.say("To pay before the work:", "施工前需付：")));
        }
        if let Some(rule) = &book.payment {
            let confirmed = self.say(" (pending until the office confirms)", "（办公室确认前为待确认）");
            let methods = rule.methods.values().map(|method| {
                let pending = if method.confirmed_by_office { confirmed } else { "" };
                format!("{}{pending}", method.title.get(self.language))
            });
            let methods: Vec<String> = methods.collect();
            rules.push(format!("{} {}", self.say("Ways to pay:", "付款方式："), methods.join(", ")));
            if rule.refund_needs_approval {
                rules.push(self.say("Refunds need approval.", "退款需批准。").to_owned());
            }
        }
        rules
    }

    fn share(
        &self,
        percent: Option<&Configured<Decimal>>,
        amount: Option<Price>,
        book: &PriceBook<Expr>,
    ) -> String {
        match (percent, amount) {
            (Some(percent), _) => self.percent(percent),
            (None, Some(Price::Configured(amount))) => amount.display(book.currency.minor_digits),
            (None, _) => self.say("not configured", "未配置").to_owned(),
        }
    }

    fn percent(&self, percent: &Configured<Decimal>) -> String {
        match percent.get() {
            Some(percent) => format!("{} %", percent.trimmed()),
            None => self.say("not configured", "未配置").to_owned(),
        }
    }

    fn class(&self, class: Class) -> &'static str {
        match class {
            Class::Labour => self.say("labour", "工费"),
            Class::Material => self.say("material", "材料"),
            Class::Fee => self.say("fees", "费用"),
            Class::PerVisit => self.say("visits", "上门费"),
            Class::Credit => self.say("credits", "退还"),
            Class::Discount => self.say("discounts", "优惠"),
        }
    }

    fn rounding(&self, rounding: Rounding, book: &'a PriceBook<Expr>) -> String {
        let step = Money(i64::from(rounding.step_minor)).display(book.currency.minor_digits);
        match rounding.mode {
            RoundingMode::HalfUp => format!("{} {step}", self.say("rounded half up to", "四舍五入到")),
            RoundingMode::Ceil => format!("{} {step}", self.say("rounded up to", "向上取整到")),
            RoundingMode::Floor => format!("{} {step}", self.say("rounded down to", "向下取整到")),
        }
    }
}
