//! What cells mean: numbers, amounts, days and moments as people write them. What could mean two things is not guessed:
//! whoever brings the list says which.

use std::str::FromStr;

use chrono::{Days, NaiveDate, NaiveDateTime, NaiveTime};
use doorstep_domain::decimal::Decimal;
use doorstep_domain::money::Money;
use doorstep_domain::price::Currency;

use super::table::Cell;

/// In which order a day is written with three numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateOrder {
    /// Day, month, year.
    Dmy,
    /// Month, day, year.
    Mdy,
    /// Year, month, day.
    Ymd,
}

impl FromStr for DateOrder {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "dmy" => Ok(Self::Dmy),
            "mdy" => Ok(Self::Mdy),
            "ymd" => Ok(Self::Ymd),
            _ => Err("one of dmy, mdy, ymd".to_owned()),
        }
    }
}

/// What stands before the digits below one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DecimalMark {
    /// `1,234.50`
    Point,
    /// `1.234,50`
    Comma,
}

impl FromStr for DecimalMark {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "point" => Ok(Self::Point),
            "comma" => Ok(Self::Comma),
            _ => Err("one of point, comma".to_owned()),
        }
    }
}

/// How numbers and days are written, where they could mean two things.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Formats {
    /// Of days such as 03/04/2026.
    pub dates: Option<DateOrder>,
    /// Of numbers such as 1.234.
    pub decimal: Option<DecimalMark>,
}

/// Signs and names of currencies; a sign may be that of several.
const SIGNS: [(&str, &[&str]); 16] = [
    ("人民币", &["CNY"]),
    ("RMB", &["CNY"]),
    ("HK$", &["HKD"]),
    ("US$", &["USD"]),
    ("NT$", &["TWD"]),
    ("CNY", &["CNY"]),
    ("EUR", &["EUR"]),
    ("USD", &["USD"]),
    ("GBP", &["GBP"]),
    ("元", &["CNY", "HKD", "TWD"]),
    ("圆", &["CNY"]),
    ("¥", &["CNY", "JPY"]),
    ("€", &["EUR"]),
    ("£", &["GBP"]),
    ("$", &["USD", "AUD", "CAD", "HKD", "NZD", "SGD", "TWD"]),
    ("円", &["JPY"]),
];

impl Formats {
    /// An exact number.
    pub(super) fn number(self, cell: &Cell) -> Result<Decimal, String> {
        let text = match cell {
            Cell::Number(text) => text.clone(),
            Cell::Text(text) => self.plain_number(&folded(text), 0)?,
            _ => return Err("expected a number".to_owned()),
        };
        text.parse::<Decimal>().map(Decimal::trimmed).map_err(|_| "the number has too many digits".to_owned())
    }

    /// An amount in minor units; `None` is a price that is not configured: `▒`, `未配置` or nothing at all. It is never 0.
    pub(super) fn money(self, cell: &Cell, currency: &Currency) -> Result<Option<Money>, String> {
        let number = match cell {
            Cell::Empty => return Ok(None),
            Cell::Text(text) if is_not_configured(&folded(text)) => return Ok(None),
            Cell::Text(text) => {
                let text = without_sign(&folded(text), currency)?;
                self.plain_number(&text, currency.minor_digits)?
            }
            Cell::Number(text) => text.clone(),
            Cell::Moment(_) => return Err("a day stands where a price should".to_owned()),
            Cell::Broken(_) => return Err("the formula of this cell has no value".to_owned()),
        };
        let amount: Decimal = number.parse().map_err(|_| "the price has too many digits".to_owned())?;
        let (amount, digits) = (amount.trimmed(), currency.minor_digits);
        if amount.unscaled() < 0 {
            return Err("a price is never below zero".to_owned());
        }
        let more = digits.checked_sub(amount.scale()).ok_or_else(|| {
            format!("{} has {digits} digits after the point, the price has {}", currency.code, amount.scale())
        })?;
        let minor =
            10_i64.checked_pow(u32::from(more)).and_then(|factor| amount.unscaled().checked_mul(factor));
        minor.map(|minor| Some(Money(minor))).ok_or_else(|| "the price is too large".to_owned())
    }

    /// `1,234.50` and `1.234,50` as `1234.50`. `whole_below`: with how many digits after the mark a number can end, 0 if
    /// that is not known; `1,234` cannot be an amount in yuan and fen, so there it is a thousand.
    fn plain_number(self, text: &str, whole_below: u8) -> Result<String, String> {
        let (sign, digits) = match text.strip_prefix(['-', '−']) {
            Some(rest) => ("-", rest.trim()),
            None => ("", text.strip_prefix('+').unwrap_or(text)),
        };
        let is_digits = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | ' ' | '\'' | '’');
        if digits.is_empty()
            || !digits.chars().all(is_digits)
            || !digits.contains(|c: char| c.is_ascii_digit())
        {
            return Err("expected a number".to_owned());
        }
        let mark = self.mark_of(digits, whole_below)?;
        let (whole, fraction) = match mark.and_then(|mark| digits.rsplit_once(mark)) {
            Some((whole, fraction)) => (whole, fraction),
            None => (digits, ""),
        };
        if !fraction.chars().all(|c| c.is_ascii_digit()) {
            return Err("the digits are grouped in a way that is not understood".to_owned());
        }
        let whole = ungrouped(whole)?;
        Ok(if fraction.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") })
    }

    /// What stands before the digits below one in this number, if anything does.
    fn mark_of(self, digits: &str, whole_below: u8) -> Result<Option<char>, String> {
        let chosen = self.decimal.map(|mark| if mark == DecimalMark::Point { '.' } else { ',' });
        let (points, commas) = (digits.matches('.').count(), digits.matches(',').count());
        let (mark, count) = match (points, commas) {
            (0, 0) => return Ok(None),
            (0, count) => (',', count),
            (count, 0) => ('.', count),
            _ if digits.rfind('.') > digits.rfind(',') => ('.', points),
            _ => (',', commas),
        };
        if let Some(chosen) = chosen {
            let agrees = mark == chosen || points == 0 || commas == 0;
            return if agrees {
                Ok(digits.contains(chosen).then_some(chosen))
            } else {
                Err(other_mark(mark))
            };
        }
        if points > 0 && commas > 0 {
            return Ok(Some(mark));
        }
        let after = digits.rsplit(mark).next().map_or(0, str::len);
        let before = digits.find(mark).unwrap_or(0);
        let could_group = after == 3 && (1..=3).contains(&before) && !digits.starts_with('0');
        match (count, could_group) {
            (1, true) if mark == ',' && (1..3).contains(&whole_below) => Ok(None),
            (1, true) => Err(format!(
                "`{mark}` may group thousands or stand before digits below one: choose with --decimal point or --decimal comma"
            )),
            (1, false) => Ok(Some(mark)),
            _ => Ok(None),
        }
    }

    /// A day.
    pub(super) fn date(self, cell: &Cell) -> Result<NaiveDate, String> {
        let moment = self.moment(cell)?;
        if moment.time() == NaiveTime::MIN {
            Ok(moment.date())
        } else {
            Err("expected a day without a time".to_owned())
        }
    }

    /// A day with a time of day by the clocks of the place; midnight if none is written.
    pub(super) fn moment(self, cell: &Cell) -> Result<NaiveDateTime, String> {
        match cell {
            Cell::Moment(moment) => Ok(*moment),
            Cell::Number(text) => serial(text).ok_or_else(not_a_day),
            Cell::Text(text) => self.moment_of_text(&folded(text)),
            Cell::Empty | Cell::Broken(_) => Err(not_a_day()),
        }
    }

    fn moment_of_text(self, text: &str) -> Result<NaiveDateTime, String> {
        if let Some(moment) = is_serial(text).then(|| serial(text)).flatten() {
            return Ok(moment);
        }
        let (day, time) = match text.find(':') {
            None => (text, None),
            Some(colon) => {
                let digits = text[..colon].trim_end_matches(|c: char| c.is_ascii_digit()).len();
                (&text[..digits], Some(&text[digits..]))
            }
        };
        let (day, is_afternoon) = half_of_day(day.trim_end_matches(['T', 't']).trim());
        let date = self.day_of_text(day.trim())?;
        let time = time.map_or(Some(NaiveTime::MIN), |time| time_of(time.trim(), is_afternoon));
        Ok(date.and_time(time.ok_or_else(|| "the time of day is not understood: write 14:30".to_owned())?))
    }

    fn day_of_text(self, text: &str) -> Result<NaiveDate, String> {
        if let Some(day) = compact(text) {
            return Ok(day);
        }
        let numbers: Vec<&str> =
            text.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty()).collect();
        let words: Vec<&str> =
            text.split(|c: char| !c.is_alphabetic()).filter(|part| !part.is_empty()).collect();
        let months: Vec<u32> = words.iter().filter_map(|word| month(word)).collect();
        let strange =
            words.iter().any(|word| month(word).is_none() && !matches!(*word, "年" | "月" | "日" | "号"));
        let [year, month, day] = match (numbers.as_slice(), months.as_slice()) {
            _ if strange => return Err(not_a_day()),
            ([a, b, c], []) => self.ordered([a, b, c])?,
            ([day, year], [month]) if year.len() == 4 => [number(year), *month, number(day)],
            _ => return Err(not_a_day()),
        };
        let date = i32::try_from(year).ok().and_then(|year| NaiveDate::from_ymd_opt(year, month, day));
        date.ok_or_else(|| "there is no such day".to_owned())
    }

    /// Year, month and day of three numbers.
    fn ordered(self, [a, b, c]: [&str; 3]) -> Result<[u32; 3], String> {
        let (x, y, z) = (number(a), number(b), number(c));
        if a.len() == 4 {
            return Ok([x, y, z]);
        }
        let year = match (c.len(), self.dates) {
            (4, _) => z,
            (2, Some(DateOrder::Ymd)) if a.len() == 2 => return Ok([2000 + x, y, z]),
            (2, Some(_)) => 2000 + z,
            _ => return Err("the year has two digits: write four, or choose with --dates".to_owned()),
        };
        match self.dates {
            Some(DateOrder::Dmy) => Ok([year, y, x]),
            Some(DateOrder::Mdy) => Ok([year, x, y]),
            _ if x > 12 || x == y => Ok([year, y, x]),
            _ if y > 12 => Ok([year, x, y]),
            _ => Err("it may be day or month first: choose with --dates dmy or --dates mdy".to_owned()),
        }
    }

    /// A yes or a no.
    pub(super) fn yes_no(cell: &Cell) -> Result<bool, String> {
        match folded(&cell.shown()).to_lowercase().as_str() {
            "1" | "yes" | "y" | "true" | "x" | "是" | "√" | "✓" => Ok(true),
            "" | "0" | "no" | "n" | "false" | "否" | "×" => Ok(false),
            _ => Err("expected yes or no".to_owned()),
        }
    }
}

fn not_a_day() -> String {
    "expected a day such as 2026-05-01".to_owned()
}

fn other_mark(mark: char) -> String {
    format!("the number is written with `{mark}` before the digits below one, and something else was chosen")
}

fn number(digits: &str) -> u32 {
    digits.parse().unwrap_or(u32::MAX)
}

/// Full-width letters and signs as those that machines read, one kind of space, nothing around.
pub(super) fn folded(text: &str) -> String {
    let letter = |c: char| match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '\u{ffe5}' => '¥',
        '\u{ffe1}' => '£',
        '\u{3000}' | '\u{a0}' | '\u{202f}' | '\u{2009}' => ' ',
        other => other,
    };
    text.chars().map(letter).collect::<String>().trim().to_owned()
}

/// What people write for a price that nobody has decided or may see. Zero is a price and none of these.
fn is_not_configured(text: &str) -> bool {
    text.contains('▒')
        || matches!(
            text.to_lowercase().as_str(),
            "" | "not_configured" | "not configured" | "未配置" | "未定" | "待定" | "面议" | "tbd"
        )
}

/// The amount without its currency, which has to be that of the price book.
fn without_sign(text: &str, currency: &Currency) -> Result<String, String> {
    let mut rest = text.trim();
    loop {
        let found = SIGNS.iter().find_map(|(sign, codes)| {
            let inner = rest.strip_prefix(sign).or_else(|| rest.strip_suffix(sign))?;
            Some((inner, *sign, *codes))
        });
        let Some((inner, sign, codes)) = found else { return Ok(rest.to_owned()) };
        if !codes.contains(&currency.code.as_str()) {
            return Err(format!("the price is in {sign}, the price book in {}", currency.code));
        }
        rest = inner.trim();
    }
}

/// Thousands without what groups them.
fn ungrouped(whole: &str) -> Result<String, String> {
    let groups: Vec<&str> = whole.split(['.', ',', ' ', '\'', '’']).collect();
    let Some((first, rest)) = groups.split_first() else { return Ok(String::new()) };
    let fits = rest.is_empty() || (1..=3).contains(&first.len()) && rest.iter().all(|group| group.len() == 3);
    let separators: Vec<char> = whole.chars().filter(|c| !c.is_ascii_digit()).collect();
    let is_one_kind = separators.windows(2).all(|pair| pair[0] == pair[1]);
    if fits && is_one_kind {
        return Ok(if whole.is_empty() { "0".to_owned() } else { groups.concat() });
    }
    Err("the digits are grouped in a way that is not understood".to_owned())
}

/// `20260501`
fn compact(text: &str) -> Option<NaiveDate> {
    let is_compact = text.len() == 8 && text.chars().all(|c| c.is_ascii_digit());
    is_compact.then(|| NaiveDate::parse_from_str(text, "%Y%m%d").ok()).flatten()
}

/// Whether a text is the number of a day as spreadsheets count them: of a year between 1954 and 2119.
fn is_serial(text: &str) -> bool {
    let (days, fraction) = text.split_once('.').unwrap_or((text, ""));
    days.len() == 5 && days.chars().chain(fraction.chars()).all(|c| c.is_ascii_digit())
}

/// Days since 1899-12-30, with the time of day behind the point.
fn serial(text: &str) -> Option<NaiveDateTime> {
    if !is_serial(text) {
        return compact(text).map(|day| day.and_time(NaiveTime::MIN));
    }
    let (days, fraction) = text.split_once('.').unwrap_or((text, ""));
    let days: u64 = days.parse().ok().filter(|days| (20_000..=80_000).contains(days))?;
    let date = NaiveDate::from_ymd_opt(1899, 12, 30)?.checked_add_days(Days::new(days))?;
    let digits: String = fraction.chars().chain(std::iter::repeat('0')).take(9).collect();
    let billionths: u64 = digits.parse().ok()?;
    // Rounded to the second: spreadsheets keep half past nine as 0.395833333.
    let seconds = (billionths * 86_400 + 500_000_000) / 1_000_000_000;
    date.and_time(NaiveTime::MIN).checked_add_signed(chrono::TimeDelta::seconds(i64::try_from(seconds).ok()?))
}

/// 上午 and 下午 stand before the time.
fn half_of_day(text: &str) -> (&str, Option<bool>) {
    for (word, is_afternoon) in [("上午", false), ("下午", true), ("晚上", true)] {
        if let Some(rest) = text.strip_suffix(word) {
            return (rest, Some(is_afternoon));
        }
    }
    (text, None)
}

/// `14:30`, `14:30:00`, `2:30 PM`
fn time_of(text: &str, is_afternoon: Option<bool>) -> Option<NaiveTime> {
    let lower = text.to_lowercase();
    let halves = [("am", false), ("pm", true)];
    let half = halves.into_iter().find_map(|(word, pm)| Some((lower.strip_suffix(word)?, pm)));
    let (digits, is_afternoon) = half.map_or((lower.as_str(), is_afternoon), |(rest, pm)| (rest, Some(pm)));
    let parts: Vec<&str> = digits.trim().split(':').collect();
    let (hour, minute, second) = match parts.as_slice() {
        [hour, minute] => (*hour, *minute, "0"),
        [hour, minute, second] => (*hour, *minute, *second),
        _ => return None,
    };
    let mut hour: u32 = hour.parse().ok()?;
    match is_afternoon {
        Some(true) if hour < 12 => hour += 12,
        Some(false) if hour == 12 => hour = 0,
        _ => {}
    }
    let second = second.split('.').next()?;
    NaiveTime::from_hms_opt(hour, minute.parse().ok()?, second.parse().ok()?)
}

/// A month by its English name, or the first three letters of it.
fn month(word: &str) -> Option<u32> {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let word = word.to_lowercase();
    let found = MONTHS.iter().position(|month| word.len() >= 3 && month.starts_with(&word));
    u32::try_from(found? + 1).ok()
}
