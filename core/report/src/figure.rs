//! Figures as people read them: amounts, minutes, digests.

use doorstep_domain::money::Money;

use crate::model::Currency;
use crate::words::Tongue;

/// `12,345.00`
pub(crate) fn amount(money: Money, currency: &Currency) -> String {
    grouped(&money.display(currency.minor_digits))
}

/// `12,345.00 yuan`
pub(crate) fn amount_with_currency(money: Money, currency: &Currency) -> String {
    format!("{} {}", amount(money, currency), currency.name)
}

/// Whole minutes of a time in milliseconds, cut off (catalogue rule CH-05: minutes are never rounded up).
pub(crate) fn whole_minutes(millis: i64) -> u64 {
    u64::try_from(millis / 60_000).unwrap_or(0)
}

/// `29 min`, `1 h 05 min`
pub(crate) fn minutes(minutes: u64, tongue: Tongue) -> String {
    let (hour, minute) = match tongue {
        Tongue::English => (" h ", " min"),
        Tongue::Chinese => (" 小时 ", " 分钟"),
    };
    match (minutes / 60, minutes % 60) {
        (0, rest) => format!("{rest}{minute}"),
        (hours, rest) => format!("{hours}{hour}{rest:02}{minute}"),
    }
}

/// The first digits of a digest in groups of four, for eyes that compare.
pub(crate) fn short_digest(digest: &str) -> String {
    grouped_by_four(digest.get(..16).unwrap_or(digest))
}

/// All digits of a digest in groups of four.
pub(crate) fn grouped_by_four(digest: &str) -> String {
    let digits: Vec<char> = digest.chars().collect();
    digits.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}

fn grouped(number: &str) -> String {
    let (sign, digits) = number.strip_prefix('-').map_or(("", number), |digits| ("-", digits));
    let (whole, rest) = digits.split_at(digits.find('.').unwrap_or(digits.len()));
    let mut text = String::from(sign);
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_have_their_digits_and_groups() {
        let yuan = Currency { name: "yuan".into(), minor_digits: 2 };
        let shown = [0, 5, -500, 99_999, 123_456_789, -100_000].map(|minor| amount(Money(minor), &yuan));
        assert_eq!(shown, ["0.00", "0.05", "-5.00", "999.99", "1,234,567.89", "-1,000.00"]);
        let yen = Currency { name: "yen".into(), minor_digits: 0 };
        assert_eq!(amount_with_currency(Money(1_000), &yen), "1,000 yen");
    }

    #[test]
    fn durations_are_words() {
        assert_eq!(whole_minutes(29 * 60_000 + 59_999), 29);
        assert_eq!(minutes(29, Tongue::English), "29 min");
        assert_eq!(minutes(65, Tongue::Chinese), "1 小时 05 分钟");
    }

    #[test]
    fn digests_are_grouped() {
        assert_eq!(short_digest("0123456789abcdef0123"), "0123 4567 89ab cdef");
        assert_eq!(grouped_by_four("01234"), "0123 4");
    }
}
