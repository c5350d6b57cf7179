//! The price list of a service, as its pack has it.

use doorstep_domain::expr::Expr;
use doorstep_domain::id::PackId;
use doorstep_domain::pack::Pack;
use doorstep_domain::price::{Item, ItemKind, Price, PriceBook};
use doorstep_domain::text::Language;

use crate::figure;
use crate::model::{Company, Currency, PriceGroup, PriceRow, PriceSheet};
use crate::words::{self, Tongue, Word};

/// A price book that is being told.
struct Teller<'a> {
    book: &'a PriceBook<Expr>,
    language: &'a Language,
    tongue: Tongue,
    currency: Currency,
}

impl PriceSheet {
    /// The prices of a service; `None` if the pack does not have the service or it charges nothing.
    #[must_use]
    pub fn of(
        (id, pack): (PackId, &Pack),
        service: &str,
        language: &Language,
        company: &Company,
    ) -> Option<Self> {
        let parts = pack.service(service)?;
        let book = parts.price_book?;
        let name = book.currency.name.get(language).to_owned();
        let currency = Currency { name, minor_digits: book.currency.minor_digits };
        let teller = Teller { book, language, tongue: Tongue::of(language), currency };
        Some(Self {
            company: company.clone(),
            title: book.title.get(language).to_owned(),
            service: parts.service.title.get(language).to_owned(),
            valid_from: book.valid_from.clone(),
            groups: teller.groups(),
            terms: teller.terms(),
            pack: format!("{} {} · {id}", pack.title.get(language), pack.version),
        })
    }
}

/// The kinds of items with their headings, in the order of the sheet.
const GROUPS: [(Word, &[ItemKind]); 4] = [
    (words::LABOUR, &[ItemKind::Labour]),
    (words::FEES, &[ItemKind::PerVisit, ItemKind::Fee, ItemKind::Formula]),
    (words::MATERIALS, &[ItemKind::Material]),
    (words::CREDITS, &[ItemKind::Credit]),
];

impl Teller<'_> {
    fn groups(&self) -> Vec<PriceGroup> {
        let group = |(title, kinds): (Word, &[ItemKind])| {
            let items = self.book.items.values().filter(|item| kinds.contains(&item.kind));
            let mut rows: Vec<PriceRow> = items.map(|item| self.row(item)).collect();
            rows.sort_by(|one, other| one.name.cmp(&other.name));
            PriceGroup { title: self.tongue.say(title).to_owned(), rows }
        };
        GROUPS.into_iter().map(group).filter(|group| !group.rows.is_empty()).collect()
    }

    fn row(&self, item: &Item<Expr>) -> PriceRow {
        let formula = item.formula.as_ref().map(|formula| formula.get(self.language).to_owned());
        let price = item.price.map(|price| self.price(price));
        let free = self.tongue.say(words::FREE);
        let cases = item.prices.iter().map(|case| {
            let price = self.price(case.price);
            case.title
                .as_ref()
                .map_or(price.clone(), |title| format!("{}: {price}", title.get(self.language)))
        });
        let free = item.free.iter().map(|case| format!("{free}: {}", case.title.get(self.language)));
        PriceRow {
            name: item.title.get(self.language).to_owned(),
            unit: item.unit.get(self.language).to_owned(),
            price: price.or(formula).unwrap_or_else(|| self.tongue.say(words::BY_AGREEMENT).to_owned()),
            notes: cases.chain(free).collect(),
        }
    }

    fn price(&self, price: Price) -> String {
        match price {
            Price::Configured(price) => figure::amount_with_currency(price, &self.currency),
            Price::Between { min, max } => {
                let min = figure::amount(min, &self.currency);
                format!("{min} – {}", figure::amount_with_currency(max, &self.currency))
            }
            Price::NotConfigured => self.tongue.say(words::NOT_CONFIGURED).to_owned(),
        }
    }

    fn terms(&self) -> Vec<String> {
        let labour = self.book.labour.as_ref().map(|rule| {
            let minutes = figure::minutes(u64::from(rule.period_minutes), self.tongue);
            match self.tongue {
                Tongue::English => format!(
                    "Time is charged by every {minutes} begun, at least {}; of several kinds of work in the same time \
                     only the dearest is charged.",
                    rule.min_units
                ),
                Tongue::Chinese => format!(
                    "工时每 {minutes}计一次，不足一次按一次计，至少 {} 次；同一时段内多项作业就高不就低，不重复收费。",
                    rule.min_units
                ),
            }
        });
        let unlisted = self.book.unlisted.as_ref().map(|_| self.tongue.say(words::UNLISTED_TERMS).to_owned());
        let named = |word: Word, title: &str| format!("{}: {title}", self.tongue.say(word));
        let surcharges = self.book.surcharges.values();
        let titles = surcharges.filter_map(|rule| rule.title.as_ref());
        let surcharges = titles.map(|title| named(words::SURCHARGE, title.get(self.language)));
        let discounts = self.book.discounts.values();
        let discounts = discounts.map(|rule| named(words::DISCOUNT, rule.title.get(self.language)));
        let consent = self.tongue.say(words::QUOTE_FIRST).to_owned();
        labour.into_iter().chain(unlisted).chain(surcharges).chain(discounts).chain([consent]).collect()
    }
}
