//! Coverages that are not published.

use super::super::{CHECKLIST, findings, lamp_with};
use super::warranty;
use crate::compile_sources;

const PACK: &str = "pack.yaml";
const PRICES: &str = "prices/standard.yaml";
const UNIT: &str = "checklists/unit.yaml";

/// Publishing with one replacement finds exactly this.
#[track_caller]
fn refuses(file: &str, from: &str, to: &str, expected: &[&str]) {
    let mut sources = warranty();
    let text = String::from_utf8(sources[file].clone()).unwrap();
    assert!(text.contains(from), "{file} has no {from}");
    sources.insert(file.to_owned(), text.replacen(from, to, 1).into_bytes());
    assert_eq!(findings(compile_sources(&sources)), expected, "{from} -> {to}");
}

#[test]
fn expressions_have_the_type_of_their_place() {
    refuses(
        PACK,
        "date: answers.bought_on",
        "date: answers.product",
        &[
            "pack.yaml: services.warranty.coverage.starts.purchase.date: `answers.product` is Str, but Date is needed here",
        ],
    );
    refuses(
        PACK,
        "concerns: answers.faulty",
        "concerns: answers.papers",
        &[
            "pack.yaml: services.warranty.coverage.concerns: `answers.papers` is Bool, but Str or List of Str is needed here",
        ],
    );
    refuses(
        PACK,
        "when: answers.product == \"dryer\"",
        "when: quote.paid",
        &["pack.yaml: services.warranty.coverage.periods[0].when: `quote.paid` unknown name `quote.paid`"],
    );
    refuses(
        PACK,
        "when: answers.product == \"dryer\"",
        "when: coverage.compressor == \"paid\"",
        &[
            "pack.yaml: services.warranty.coverage.periods[0].when: `coverage.compressor == \"paid\"` unknown name `coverage.compressor`",
        ],
    );
}

#[test]
fn names_of_components_are_checked_where_they_are_read() {
    refuses(
        UNIT,
        "coverage.result == \"paid\"",
        "coverage.result == \"free\"",
        &[
            "checklists/unit.yaml: steps[11].when: `coverage.result == \"free\"` compares coverage.result with `free`, which it can never be (covered, paid, refused)",
        ],
    );
    refuses(
        PRICES,
        "coverage.whole_unit",
        "coverage.compressor",
        &[
            "prices/standard.yaml: items.unit.when: `coverage.compressor == \"paid\"` unknown name `coverage.compressor`",
        ],
    );
    refuses(
        PACK,
        "{ id: controller,",
        "{ id: board,",
        &[
            "pack.yaml: services.warranty.coverage.groups.main.include: there is no component `controller`",
            "pack.yaml: services.warranty.coverage.concerns: answers.faulty can be `controller`, and no component has that id",
        ],
    );
}

#[test]
fn what_can_never_apply_or_has_no_words_is_refused() {
    refuses(
        PACK,
        "          when: answers.product == \"dryer\"\n",
        "",
        &[
            "pack.yaml: services.warranty.coverage.periods[1]: `commercial` can never apply: periods before it decide",
            "pack.yaml: services.warranty.coverage.periods[2]: `compressor_new` can never apply: periods before it decide",
            "pack.yaml: services.warranty.coverage.periods[3]: `compressor_old` can never apply: periods before it decide",
            "pack.yaml: services.warranty.coverage.periods[4]: `main` can never apply: periods before it decide",
            "pack.yaml: services.warranty.coverage.periods[5]: `unit` can never apply: periods before it decide",
        ],
    );
    refuses(
        PACK,
        "en: The installer is liable. }",
        "}",
        &["pack.yaml: services.warranty.coverage.exclusions[1].reason: has no text in en"],
    );
    refuses(
        PACK,
        "          reason: { zh-CN: 由安装单位负责。, en: The installer is liable. }\n",
        "",
        &["pack.yaml: services.warranty.coverage.exclusions[1]: missing field `reason`"],
    );
}

#[test]
fn a_step_asks_for_a_coverage_only_where_there_is_one() {
    let sources = lamp_with(CHECKLIST, "kind: yes_no", "kind: coverage");
    let found = findings(compile_sources(&sources));
    assert!(
        found.contains(
            &"pack.yaml: services.lamp-home: step `ladder` of its checklist asks for a coverage, and it has none"
                .to_owned()
        ),
        "{found:?}"
    );
}
