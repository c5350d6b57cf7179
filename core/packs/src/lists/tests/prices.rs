//! Price lists into price books.

use doorstep_domain::money::Money;
use doorstep_domain::pack::Sources;

use super::super::{Mapping, PriceListError, PriceOptions, Priced, Rejects, price_list};
use super::file;

fn lamp() -> Sources {
    let files = [
        ("pack.yaml", include_str!("../../tests/lamp/pack.yaml")),
        ("guidance.yaml", include_str!("../../tests/lamp/guidance.yaml")),
        ("checklists/lamp.yaml", include_str!("../../tests/lamp/checklists/lamp.yaml")),
        ("prices/standard.yaml", include_str!("../../tests/lamp/prices/standard.yaml")),
    ];
    files.map(|(name, text)| (name.to_owned(), text.as_bytes().to_vec())).into()
}

fn options(mapping: &str) -> PriceOptions {
    let mapping = Mapping::parse(mapping.as_bytes()).unwrap();
    PriceOptions { book: "standard".to_owned(), mapping, ..PriceOptions::default() }
}

fn priced(
    list: &str,
    sources: &Sources,
    options: &PriceOptions,
) -> (Result<Priced, PriceListError>, Rejects) {
    let (path, _dir) = file(list.as_bytes());
    let mut rejects = Rejects::new();
    (price_list(&path, sources, options, &mut rejects), rejects)
}

fn book(sources: &Sources) -> &str {
    std::str::from_utf8(&sources["prices/standard.yaml"]).unwrap()
}

const LIST: &str = "编码,名称,单位,单价（元）,类别\n\
    change_bulb,换灯泡,半小时,6.50,人工\n\
    wiring,修线路,半小时,▒▒,人工\n\
    E27,LED 灯泡,个,\"¥1,012.00\",材料\n";

#[test]
fn only_what_changes_is_written_and_twice_changes_nothing() {
    let (first, rejects) = priced(LIST, &lamp(), &options(""));
    let first = first.unwrap();
    assert_eq!(rejects.count(), 0, "{rejects}");
    let before = book(&lamp()).to_owned();
    let expected = before.replace("price: 500\n", "price: 650\n").replace(
        "    price: not_configured\n",
        "    price: not_configured\n  \"E27\":\n    title: {zh-CN: \"LED 灯泡\", en: \"LED 灯泡\"}\n    kind: material\n    \
         unit: {zh-CN: \"个\", en: \"个\"}\n    price: 101200\n",
    );
    assert_eq!(book(&first.sources), expected);
    let changes: Vec<_> = first.changes.iter().map(|c| (c.code.as_str(), c.was, c.is)).collect();
    assert_eq!(
        changes,
        [("change_bulb", Some(Some(Money(500))), Some(Money(650))), ("E27", None, Some(Money(101_200)))]
    );
    assert_eq!((first.unchanged, first.not_configured.as_slice()), (1, ["wiring".to_owned()].as_slice()));
    assert_eq!(first.in_one_language, ["E27"]);
    let (second, _) = priced(LIST, &first.sources, &options(""));
    let second = second.unwrap();
    assert!(!second.is_changed && second.changes.is_empty() && second.sources == first.sources);
}

#[test]
fn rows_that_are_not_understood_are_rejected_each_with_all_reasons() {
    let list =
        "code,price,kind,title,unit\nchange_bulb,$7,,,\nwiring,7,,,\nwiring,8,,,\nnew one,x,whatever,,\n";
    let (priced, rejects) = priced(list, &lamp(), &options(""));
    assert_eq!(priced.unwrap().changes.len(), 1, "the good row counts in what would be written");
    let shown: Vec<String> = rejects.shown().iter().map(|(row, why)| format!("{row}: {why}")).collect();
    assert_eq!(
        shown,
        [
            "2: price `$7`: the price is in $, the price book in CNY",
            "4: code `wiring`: row 3 has the same code",
            "5: code `new one`: a code has 1 to 48 letters, digits, `-`, `_` and `.`",
            "5: price `x`: expected a number",
            "5: kind `whatever`: expected one of labour, labor, 人工, 工时, 人工费, material, part, 材料, 材料费, 配件, fee, 费用, 服务费, per_visit, 上门费, 每次上门",
            "5: title: the item is new: it needs a title",
            "5: unit: it is empty",
        ]
    );
    assert_eq!(rejects.count(), 3);
}

#[test]
fn what_was_rejected_can_be_mended_and_fed_in_again() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("rejects.csv");
    let (list, _dir) = file("code,price\nchange_bulb,$7\nwiring,8\n".as_bytes());
    let mut rejects = Rejects::into_file(&path).unwrap();
    price_list(&list, &lamp(), &options(""), &mut rejects).unwrap();
    rejects.finish().unwrap();
    let written = std::fs::read_to_string(&path).unwrap();
    assert_eq!(
        written,
        "\u{feff}code,price,doorstep: row,doorstep: reason\nchange_bulb,$7,2,\"price `$7`: the price is in $, the price \
         book in CNY\"\n"
    );
    let mended = written.replace("$7", "7");
    let (again, rejects) = priced(&mended, &lamp(), &options(""));
    let again = again.unwrap();
    assert_eq!((again.changes.len(), rejects.count(), again.unread.len()), (1, 0, 0));
}

#[test]
fn a_new_book_needs_its_currency_and_its_first_day() {
    let other = PriceOptions { book: "other".to_owned(), ..options("values: {kind: fee}") };
    let (refused, _) = priced(LIST, &lamp(), &other);
    assert!(matches!(refused, Err(PriceListError::NoBook(_))));
    let list = "code,price,title,unit\nlamp,5,Lamp,piece\n";
    let mut sources = lamp();
    sources.remove("prices/standard.yaml");
    let pack = String::from_utf8(sources["pack.yaml"].clone()).unwrap();
    let pack = pack.replace("price_book: standard", "price_book: other");
    sources.insert("pack.yaml".to_owned(), pack.into_bytes());
    let new = PriceOptions { new_book: Some(("EUR".to_owned(), "2026-01-01".to_owned())), ..other };
    let (made, rejects) = priced(list, &sources, &new);
    let made = made.unwrap();
    assert_eq!(
        (rejects.count(), made.changes.len(), made.currency.code.as_str()),
        (0, 1, "EUR"),
        "{rejects}"
    );
    let (again, _) = priced(list, &made.sources, &new);
    assert!(!again.unwrap().is_changed);
}

/// As many rows as the refusal names do fit, and not one more.
#[test]
fn a_list_that_is_too_long_says_how_many_of_its_rows_fit() {
    let row = |n: u32| format!("part-{n},5,Part {n},piece,material\n");
    let list = |rows: u32| {
        format!("code,price,title,unit,kind\nchange_bulb,6,,,\n{}", (0..rows).map(row).collect::<String>())
    };
    let refused = priced(&list(20_000), &lamp(), &options("")).0.unwrap_err();
    let PriceListError::TooLarge { fit, new, row } = &refused else { panic!("{refused}") };
    assert_eq!((*new, *row), (20_000, *fit as u64 + 3), "below the header and one item that is there");
    assert!(
        refused.to_string().contains(&format!("{fit} of the 20000 new items of the list fit")),
        "{refused}"
    );
    let fit = u32::try_from(*fit).unwrap();
    assert!(fit > 1_000, "{fit}");
    assert!(priced(&list(fit), &lamp(), &options("")).0.is_ok());
    assert!(priced(&list(fit + 1), &lamp(), &options("")).0.is_err());
}

#[test]
fn a_list_without_prices_is_refused() {
    let (refused, _) = priced("code,title\nlamp,Lamp\n", &lamp(), &options(""));
    assert!(matches!(refused, Err(PriceListError::List(_))));
}
