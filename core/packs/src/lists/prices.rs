//! A price list into the price book of a pack.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use doorstep_domain::money::Money;
use doorstep_domain::pack::Sources;
use doorstep_domain::price::{Currency, Item, ItemKind, Price, PriceBook};
use doorstep_domain::text::{Language, Text};

use super::book::{BookError, NewItem, quoted, texts, with_items, with_prices};
use super::mapping::{Columns, Field, Mapping};
use super::record::Record;
use super::rejects::Rejects;
use super::table::{ListError, Reading, Row};
use super::values::Formats;
use crate::lint::is_token;
use crate::report::LintReport;
use crate::source::{MAX_SOURCE_FILE, PACK, PRICES, PackHead, parse};

/// What a price list says.
pub const PRICE_FIELDS: [Field; 8] = [
    Field::required(
        "code",
        &["编码", "编号", "项目编号", "项目编码", "商品编码", "代码", "sku", "item code", "code", "no"],
    ),
    Field::required("price", &["价格", "单价", "收费标准", "收费", "金额", "价钱", "unit price", "amount"]),
    Field::optional(
        "title",
        &["名称", "项目", "项目名称", "品名", "服务项目", "name", "item", "description"],
    ),
    Field::optional("title_zh", &["中文名称", "中文", "chinese"]),
    Field::optional("title_en", &["英文名称", "英文", "english", "english name"]),
    Field::optional("unit", &["单位", "计量单位", "计价单位", "uom", "per"]),
    Field::optional("kind", &["类别", "类型", "种类", "收费方式", "type", "category"]),
    Field::optional("origin", &["来源", "依据", "文号", "source", "reference"]),
];

/// What people call the ways of charging.
const KINDS: [(&str, ItemKind); 16] = [
    ("labour", ItemKind::Labour),
    ("labor", ItemKind::Labour),
    ("人工", ItemKind::Labour),
    ("工时", ItemKind::Labour),
    ("人工费", ItemKind::Labour),
    ("material", ItemKind::Material),
    ("part", ItemKind::Material),
    ("材料", ItemKind::Material),
    ("材料费", ItemKind::Material),
    ("配件", ItemKind::Material),
    ("fee", ItemKind::Fee),
    ("费用", ItemKind::Fee),
    ("服务费", ItemKind::Fee),
    ("per_visit", ItemKind::PerVisit),
    ("上门费", ItemKind::PerVisit),
    ("每次上门", ItemKind::PerVisit),
];

/// How a price list is brought.
#[derive(Debug, Clone, Default)]
pub struct PriceOptions {
    /// The name of the price book: `prices/<book>.yaml`.
    pub book: String,
    /// Currency and first day of a book that is not there yet.
    pub new_book: Option<(String, String)>,
    /// How the file is read.
    pub reading: Reading,
    /// How numbers are written in it.
    pub formats: Formats,
    /// What its columns are.
    pub mapping: Mapping,
}

/// One price as it was and as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PriceChange {
    /// The code of the item.
    pub code: String,
    /// Before; `None` if the item is new.
    pub was: Option<Option<Money>>,
    /// Now; `None` is not configured.
    pub is: Option<Money>,
}

/// What a price list comes to.
#[derive(Debug)]
pub struct Priced {
    /// The pack with the price book as it would be.
    pub sources: Sources,
    /// Whether anything in it differs.
    pub is_changed: bool,
    /// Prices that are new or differ, by row.
    pub changes: Vec<PriceChange>,
    /// How many rows say what the book says already.
    pub unchanged: u64,
    /// Codes whose price the list leaves open: they are not configured, never 0.
    pub not_configured: Vec<String>,
    /// Codes of the book that are not in the list; they stay as they are.
    pub kept: Vec<String>,
    /// New items whose texts the list has in one language only, which stands for all.
    pub in_one_language: Vec<String>,
    /// Columns that nothing was read from.
    pub unread: Vec<String>,
    /// The currency of the book.
    pub currency: Currency,
}

/// Why a price list comes to nothing.
#[derive(Debug, thiserror::Error)]
pub enum PriceListError {
    /// The list cannot be read.
    #[error(transparent)]
    List(#[from] ListError),
    /// The report cannot be written.
    #[error("the report cannot be written: {0}")]
    Report(#[from] std::io::Error),
    /// The folder is no pack that can be read.
    #[error("{0}")]
    Pack(String),
    /// The book is not there, and nobody said in which currency a new one is.
    #[error("the pack has no price book `{0}`; for a new one name its currency and its first day")]
    NoBook(String),
    /// The pack would not be sound with these prices.
    #[error("the pack would not be sound:\n{0}")]
    Unsound(LintReport),
    /// The pack's own limit: of the new items so many fit, and the row of the first that does not.
    #[error(
        "a price book has at most {} KiB, and {fit} of the {} new items of the list fit, those above row {row}: bring these, and the others into the price book of another service",
        MAX_SOURCE_FILE >> 10, .new
    )]
    TooLarge {
        /// New items that fit.
        fit: usize,
        /// New items of the list.
        new: usize,
        /// The row of the first that does not fit.
        row: u64,
    },
}

/// What a price list makes of a pack. Nothing is written; rows that are not understood are in `rejects`, and the result
/// holds the others.
///
/// # Errors
/// [`PriceListError`].
pub fn price_list(
    path: &Path,
    sources: &Sources,
    options: &PriceOptions,
    rejects: &mut Rejects,
) -> Result<Priced, PriceListError> {
    let mut list = PriceList::of(sources, options)?;
    let columns = Columns::read(path, &options.reading, &PRICE_FIELDS, &options.mapping, |columns, row| {
        let mut record = Record::new(row, columns, options.formats);
        let read = list.read(row, &mut record);
        match record.finish(read) {
            Ok(read) => list.take(row, read),
            Err(rejected) => rejects.add(columns, row, rejected)?,
        }
        Ok::<(), PriceListError>(())
    })?;
    list.finish(sources, columns.unread, &options.book)
}

/// A row as it was understood.
enum Read {
    Known { code: String, price: Option<Money> },
    New(NewItem),
}

struct PriceList {
    text: String,
    book: PriceBook<String>,
    languages: Vec<Language>,
    seen: BTreeMap<String, u64>,
    prices: Vec<(String, Option<Money>)>,
    items: Vec<NewItem>,
    changes: Vec<PriceChange>,
    unchanged: u64,
    not_configured: Vec<String>,
}

impl PriceList {
    fn of(sources: &Sources, options: &PriceOptions) -> Result<Self, PriceListError> {
        let head = sources.get(PACK).ok_or_else(|| PriceListError::Pack(format!("there is no {PACK}")))?;
        let head: PackHead = parsed(PACK, head)?;
        let text = match (sources.get(&file_of(&options.book)), &options.new_book) {
            (Some(bytes), _) => String::from_utf8_lossy(bytes).into_owned(),
            (None, Some((currency, from))) => new_book(&options.book, &head.languages, currency, from),
            (None, None) => return Err(PriceListError::NoBook(options.book.clone())),
        };
        let book: PriceBook<String> = parsed(&file_of(&options.book), text.as_bytes())?;
        Ok(Self {
            text,
            book,
            languages: head.languages,
            seen: BTreeMap::new(),
            prices: Vec::new(),
            items: Vec::new(),
            changes: Vec::new(),
            unchanged: 0,
            not_configured: Vec::new(),
        })
    }

    fn read(&self, row: &Row, record: &mut Record<'_>) -> Read {
        let code = record.key("code");
        if !code.is_empty() && !is_token(&code) {
            record.reject("code", "a code has 1 to 48 letters, digits, `-`, `_` and `.`");
        }
        if let Some(earlier) = self.seen.get(&code).filter(|earlier| **earlier != row.number) {
            record.reject("code", format!("row {earlier} has the same code"));
        }
        let price = record.money("price", &self.book.currency);
        match self.book.items.get(&code) {
            Some(item) => {
                if !matches!(item.price, Some(Price::Configured(_) | Price::NotConfigured)) {
                    record.reject("price", BookError::NoPrice.to_string());
                }
                Read::Known { code, price }
            }
            None => Read::New(self.new_item(code, price, record)),
        }
    }

    fn new_item(&self, code: String, price: Option<Money>, record: &mut Record<'_>) -> NewItem {
        let kind = record.one_of("kind", &KINDS);
        if kind.is_none() && !record.has("kind") {
            record
                .reject("kind", "the item is new: say how it is charged, for all rows with `--set kind=fee`");
        }
        let titles = self.titles(record);
        let unit = record.text("unit");
        let units = self.languages.iter().map(|language| (language.clone(), unit.clone())).collect();
        let origin = record.optional_text("origin");
        NewItem { code, titles, units, kind: kind.unwrap_or(ItemKind::Fee), price, origin }
    }

    /// The title in every language of the pack; where the list lacks one, the title that it has.
    fn titles(&self, record: &mut Record<'_>) -> Vec<(Language, String)> {
        let [plain, chinese, english] =
            ["title", "title_zh", "title_en"].map(|field| record.optional_text(field));
        let Some(any) = plain.clone().or_else(|| chinese.clone()).or_else(|| english.clone()) else {
            record.reject("title", "the item is new: it needs a title");
            return Vec::new();
        };
        let of = |language: &Language| match () {
            () if language.is_chinese() => chinese.clone(),
            () if language.0.starts_with("en") => english.clone(),
            () => None,
        };
        let title =
            |language: &Language| of(language).or_else(|| plain.clone()).unwrap_or_else(|| any.clone());
        self.languages.iter().map(|language| (language.clone(), title(language))).collect()
    }

    fn take(&mut self, row: &Row, read: Read) {
        let (code, is) = match &read {
            Read::Known { code, price } => (code.clone(), *price),
            Read::New(item) => (item.code.clone(), item.price),
        };
        self.seen.insert(code.clone(), row.number);
        if is.is_none() {
            self.not_configured.push(code.clone());
        }
        match read {
            Read::Known { code, price } => {
                let was = self.book.items.get(&code).and_then(configured);
                if was == price {
                    self.unchanged += 1;
                } else {
                    self.changes.push(PriceChange { code: code.clone(), was: Some(was), is });
                    self.prices.push((code, price));
                }
            }
            Read::New(item) => {
                self.changes.push(PriceChange { code, was: None, is });
                self.items.push(item);
            }
        }
    }

    /// Why a book with all new items of the list in it cannot be: `priced` has none of them yet.
    fn too_large(&self, priced: &str) -> PriceListError {
        let fits = |count: usize| {
            with_items(priced, &self.items[..count]).is_ok_and(|text| text.len() as u64 <= MAX_SOURCE_FILE)
        };
        let (mut fit, mut beyond) = (0, self.items.len());
        while fit + 1 < beyond {
            let middle = fit.midpoint(beyond);
            if fits(middle) { fit = middle } else { beyond = middle }
        }
        let row = self.items.get(fit).and_then(|item| self.seen.get(&item.code)).copied();
        PriceListError::TooLarge { fit, new: self.items.len(), row: row.unwrap_or_default() }
    }

    /// Writes the book and asks whether the pack is sound with it.
    fn finish(self, sources: &Sources, unread: Vec<String>, name: &str) -> Result<Priced, PriceListError> {
        let refused = |error: BookError| PriceListError::Pack(format!("{}: {error}", file_of(name)));
        let priced = with_prices(&self.text, &self.prices).map_err(refused)?;
        let text = with_items(&priced, &self.items).map_err(refused)?;
        if text.len() as u64 > MAX_SOURCE_FILE {
            return Err(self.too_large(&priced));
        }
        let is_changed = sources.get(&file_of(name)).is_none_or(|before| before != text.as_bytes());
        let mut sources = sources.clone();
        sources.insert(file_of(name), text.into_bytes());
        crate::publish::compile_sources(&sources).map_err(PriceListError::Unsound)?;
        let kept = self.book.items.keys().filter(|code| !self.seen.contains_key(*code)).cloned().collect();
        let in_one_language = self.items.iter().filter(|item| is_in_one_language(&item.titles));
        Ok(Priced {
            in_one_language: in_one_language.map(|item| item.code.clone()).collect(),
            sources,
            is_changed,
            changes: self.changes,
            unchanged: self.unchanged,
            not_configured: self.not_configured,
            kept,
            unread,
            currency: self.book.currency,
        })
    }
}

/// A file of the pack, or what is wrong with it.
fn parsed<T: serde::de::DeserializeOwned>(file: &str, bytes: &[u8]) -> Result<T, PriceListError> {
    let mut report = LintReport::default();
    parse(file, bytes, &mut report).ok_or(PriceListError::Unsound(report))
}

fn is_in_one_language(titles: &[(Language, String)]) -> bool {
    titles.len() > 1 && titles.iter().map(|(_, title)| title).collect::<BTreeSet<_>>().len() == 1
}

fn configured(item: &Item<String>) -> Option<Money> {
    match item.price {
        Some(Price::Configured(price)) => Some(price),
        _ => None,
    }
}

fn file_of(book: &str) -> String {
    format!("{PRICES}{book}.yaml")
}

/// A price book with nothing in it yet.
fn new_book(name: &str, languages: &[Language], currency: &str, from: &str) -> String {
    let title = Text(languages.iter().map(|language| (language.clone(), name.to_owned())).collect());
    let titles: Vec<(Language, String)> = title.0.into_iter().collect();
    let digits = if matches!(currency, "JPY" | "KRW" | "VND") { 0 } else { 2 };
    let code: Vec<(Language, String)> =
        languages.iter().map(|language| (language.clone(), currency_name(currency, language))).collect();
    format!(
        "title: {}\ncurrency: {{code: {currency}, minor_digits: {digits}, name: {}}}\nvalid_from: {}\n\nroundings:\n  \
         smallest: {{mode: half_up, step_minor: 1}}\nrounding: smallest\n\nitems: {{}}\n",
        texts(&titles),
        texts(&code),
        quoted(from)
    )
}

fn currency_name(code: &str, language: &Language) -> String {
    match (code, language.is_chinese()) {
        ("CNY", true) => "元",
        ("CNY", false) => "yuan",
        (other, _) => other,
    }
    .to_owned()
}
