//! The features of the XLSForm specification one by one: what becomes of each is a page that people read.
//!
//! `docs/xlsform-features.md` is written from what the importer says of these examples, and this test holds it to that.

use std::fmt::Write as _;

use super::{cell, xlsx};
use crate::xlsform::{Options, Verdict, import};

const PAGE: &str = include_str!("../../../../../docs/xlsform-features.md");

/// Whole workbooks, by where they are.
const WORKBOOKS: [(&str, &[u8]); 6] = [
    ("docs/examples/boiler-check.xlsx", include_bytes!("../../../../../docs/examples/boiler-check.xlsx")),
    (
        "tests/scenarios/packs/meter-exchange.xlsx",
        include_bytes!("../../../../../tests/scenarios/packs/meter-exchange.xlsx"),
    ),
    (
        "tests/scenarios/packs/meter-round.xlsx",
        include_bytes!("../../../../../tests/scenarios/packs/meter-round.xlsx"),
    ),
    (
        "tests/scenarios/packs/unit-check.xlsx",
        include_bytes!("../../../../../tests/scenarios/packs/unit-check.xlsx"),
    ),
    ("core/packs/src/xlsform/tests/files/meter-check.xls", include_bytes!("files/meter-check.xls")),
    ("core/packs/src/xlsform/tests/files/meter-check.ods", include_bytes!("files/meter-check.ods")),
];

/// An example of a feature, and where in it the feature stands.
enum Example {
    /// A type of question.
    Type(&'static str),
    /// A cell of a question of some type.
    Cell(&'static str, &'static str, &'static str),
    /// A value that is worked out.
    Worked(&'static str),
    /// A condition under which a question is asked.
    Asked(&'static str),
    /// A check of an answer, by the type of the question.
    Checked(&'static str, &'static str),
    /// A column of the sheet `choices`.
    Choice(&'static str, &'static str),
    /// A column of the sheet `settings`.
    Setting(&'static str, &'static str),
    /// Rows of the sheet `survey`, of which the first is looked at.
    Rows(&'static [&'static [&'static str]]),
}

use Example::{Asked, Cell, Checked, Choice, Rows, Setting, Type, Worked};

const HEADER: [&str; 3] = ["type", "name", "label"];

/// What every example stands below, so that expressions have something to read.
const ABOVE: [[&str; 3]; 7] = [
    ["text", "word", "A word"],
    ["integer", "n", "A number"],
    ["decimal", "x", "A decimal"],
    ["date", "day", "A day"],
    ["select_one colour", "one", "A colour"],
    ["select_multiple colour", "some", "Colours"],
    ["calculate", "sum", ""],
];

/// What stands below examples that read all of several things.
const PARTS: [[&str; 3]; 4] = [
    ["begin_repeat", "parts", "Part"],
    ["text", "part", "Its name"],
    ["decimal", "price", "Its price"],
    ["end_repeat", "", ""],
];

const FEATURES: &[(&str, &[Example])] = &[
    (
        "Types of questions",
        &[
            Type("text"),
            Type("integer"),
            Type("decimal"),
            Type("range"),
            Type("select_one colour"),
            Type("select_multiple colour"),
            Type("select_one colour or_other"),
            Type("select_multiple colour or_other"),
            Type("select_one_from_file colours.csv"),
            Type("rank colour"),
            Type("note"),
            Type("date"),
            Type("time"),
            Type("dateTime"),
            Type("geopoint"),
            Type("geotrace"),
            Type("geoshape"),
            Type("image"),
            Cell("image", "appearance", "signature"),
            Type("audio"),
            Type("background-audio"),
            Type("video"),
            Type("file"),
            Type("barcode"),
            Type("calculate"),
            Type("acknowledge"),
            Type("hidden"),
            Type("xml-external"),
            Type("csv-external"),
        ],
    ),
    (
        "Metadata",
        &[
            Type("start"),
            Type("end"),
            Type("today"),
            Type("deviceid"),
            Type("username"),
            Type("phonenumber"),
            Type("email"),
            Type("audit"),
            Type("start-geopoint"),
        ],
    ),
    (
        "Groups and repeats",
        &[
            Rows(&[&["begin_group", "g", "Group"], &["text", "a", "A"], &["end_group"]]),
            Rows(&[&["begin_repeat", "r", "Thing"], &["text", "a", "A"], &["end_repeat"]]),
            Cell("integer", "repeat_count", "3"),
        ],
    ),
    (
        "Columns of a question",
        &[
            Cell("text", "label", "What of ${n}?"),
            Cell("text", "hint", "Look behind the flap"),
            Cell("text", "guidance_hint", "For the training of staff"),
            Cell("text", "label::Deutsch (de)", "Nummer"),
            Cell("text", "required", "yes"),
            Cell("text", "required", "${n} > 1"),
            Cell("text", "required_message", "It is needed"),
            Cell("text", "default", "none"),
            Cell("date", "default", "today()"),
            Cell("select_multiple colour", "default", "red green"),
            Cell("integer", "default", "${n} + 1"),
            Cell("dateTime", "default", "now()"),
            Cell("text", "read_only", "yes"),
            Cell("text", "appearance", "multiline"),
            Cell("range", "parameters", "start=0 end=10 step=2"),
            Cell("image", "parameters", "max-pixels=640"),
            Cell("text", "media::image", "plate.png"),
            Cell("calculate", "trigger", "${n}"),
            Cell("select_one colour", "choice_filter", "shade = ${word}"),
        ],
    ),
    (
        "Checks",
        &[
            Checked("integer", ". > 0 and . < 100"),
            Checked("text", "string-length(.) >= 4"),
            Checked("text", "regex(., '[A-Z]{2}[0-9]+')"),
            Checked("date", ". <= today()"),
            Checked("select_multiple colour", "count-selected(.) <= 2"),
            Checked("select_multiple colour", "not(selected(., 'red') and selected(., 'green'))"),
        ],
    ),
    (
        "Conditions",
        &[
            Asked("${n} = 1"),
            Asked("${n} != 1 or ${x} >= 0.5"),
            Asked("${word} = ''"),
            Asked("${one} = 'red'"),
            Asked("selected(${some}, 'red')"),
            Asked("selected-at(${some}, 0) = 'red'"),
            Asked("contains(${word}, 'a')"),
            Asked("starts-with(${word}, 'a') and ends-with(${word}, 'b')"),
            Asked("not(${n} > 1)"),
            Asked("${day} > date('2026-05-01')"),
            Asked("${day} + 30 < today()"),
            Asked("now() > ${day}"),
            Asked("true()"),
            Asked("../n = 1"),
            Asked("/data/n = 1"),
        ],
    ),
    (
        "Values that are worked out",
        &[
            Worked("${n} + 1"),
            Worked("${n} * ${x} - 2"),
            Worked("${n} mod 2"),
            Worked("${n} div 4"),
            Worked("${n} div 3"),
            Worked("if(${n} > 1, 'many', 'one')"),
            Worked("coalesce(${n}, ${x}, 0)"),
            Worked("concat(${word}, '-', ${one})"),
            Worked("string-length(${word})"),
            Worked("substr(${word}, 0, 2)"),
            Worked("number(${n})"),
            Worked("int(${x})"),
            Worked("floor(${x}) + ceiling(${x})"),
            Worked("round(${x}, 1)"),
            Worked("min(${n}, ${x})"),
            Worked("max(${n}, 3)"),
            Worked("sum(${n}, ${x})"),
            Worked("count-selected(${some})"),
            Worked("count-non-empty(${word}, ${n})"),
            Worked("jr:choice-name(${one}, '${one}')"),
            Worked("once(uuid())"),
            Worked("position(..)"),
            Worked("sum(${price})"),
            Worked("max(${price})"),
            Worked("count-non-empty(${part})"),
            Worked("join(', ', ${part})"),
            Worked("indexed-repeat(${part}, ${parts}, 1)"),
            Worked("selected-at(${some}, 0)"),
            Worked("format-date(${day}, '%d.%m.%Y')"),
            Worked("format-date-time(${day}, '%Y-%m-%d')"),
            Worked("decimal-date-time(${day})"),
            Worked("random()"),
            Worked("pulldata('prices', 'price', 'code', ${word})"),
        ],
    ),
    (
        "Choices",
        &[
            Choice("label", "Red"),
            Choice("label::Deutsch (de)", "Rot"),
            Choice("media::image", "red.png"),
            Choice("shade", "warm"),
        ],
    ),
    (
        "Settings",
        &[
            Setting("form_title", "Yearly check"),
            Setting("form_id", "yearly_check"),
            Setting("version", "2026010100"),
            Setting("default_language", "English (en)"),
            Setting("instance_name", "concat(${word}, ${n})"),
            Setting("allow_choice_duplicates", "yes"),
            Setting("style", "pages"),
            Setting("public_key", "MIIB"),
            Setting("submission_url", "https://example.org/submit"),
            Setting("auto_send", "true"),
        ],
    ),
];

/// The rows of a sheet.
type Sheet = Vec<Vec<&'static str>>;

/// The three sheets of an example, and the place of the cell that is looked at.
fn workbook(example: &Example) -> (Sheet, [Sheet; 2], &'static str) {
    let mut header = HEADER.to_vec();
    let mut survey: Vec<Vec<&str>> = ABOVE.iter().map(|row| row.to_vec()).collect();
    let mut choices = vec![
        vec!["list_name", "name", "label"],
        vec!["colour", "red", "Red"],
        vec!["colour", "green", "Green"],
    ];
    let mut settings = Vec::new();
    let mut at = "survey!D9";
    let mut question = |kind, column, text| {
        header.push(column);
        survey.push(vec![kind, "q", "Question", text]);
    };
    match *example {
        Type(kind) => {
            question(kind, "hint", "");
            at = "survey!A9";
        }
        Cell("integer", "repeat_count", count) => {
            header.push("repeat_count");
            survey.push(vec!["begin_repeat", "r", "Thing", count]);
            survey.extend([vec!["text", "a", "A"], vec!["end_repeat"]]);
        }
        Cell(kind, "choice_filter", filter) => {
            question(kind, "choice_filter", filter);
            choices[0].push("shade");
            choices[1].push("warm");
        }
        Cell(kind, column, text) => question(kind, column, text),
        Worked(text) => question("calculate", "calculation", text),
        Asked(text) => question("text", "relevant", text),
        Checked(kind, text) => question(kind, "constraint", text),
        Choice("label", _) => at = "choices!C2",
        Choice(column, text) => {
            choices[0].push(column);
            choices[1].push(text);
            at = "choices!D2";
        }
        Setting(column, text) => {
            settings = vec![vec![column], vec![text]];
            at = "settings!A2";
        }
        Rows(rows) => {
            survey.extend(rows.iter().map(|row| row.to_vec()));
            at = "survey!A9";
        }
    }
    if matches!(example, Worked(text) if text.contains("${p")) {
        survey.extend(PARTS.map(|row| row.to_vec()));
    }
    survey.insert(0, header);
    (survey, [choices, settings], at)
}

fn named(example: &Example) -> String {
    match example {
        Type(kind) => format!("`{kind}`"),
        Cell(_, column, text) => format!("`{column}`: `{text}`"),
        Worked(text) | Asked(text) => format!("`{text}`"),
        Checked(kind, text) => format!("`{text}` of `{kind}`"),
        Choice(column, text) | Setting(column, text) => format!("`{column}`: `{text}`"),
        Rows(rows) => rows.iter().map(|row| format!("`{}`", row[0])).collect::<Vec<_>>().join(", "),
    }
}

/// What becomes of an example, as a line of the page.
fn judged(example: &Example) -> (usize, String) {
    let (survey, [choices, settings], at) = workbook(example);
    let sheets = [("survey", &survey), ("choices", &choices), ("settings", &settings)];
    let sheets: Vec<(&str, Vec<&[&str]>)> = sheets
        .into_iter()
        .filter(|(_, rows)| !rows.is_empty())
        .map(|(name, rows)| (name, rows.iter().map(Vec::as_slice).collect()))
        .collect();
    let sheets: Vec<(&str, &[&[&str]])> =
        sheets.iter().map(|(name, rows)| (*name, rows.as_slice())).collect();
    let files = [("colours.csv".to_owned(), b"name,label\nred,Red\ngreen,Green\n".to_vec())].into();
    let imported = import(&xlsx(&sheets), &Options { files, ..Options::default() });
    let imported = imported.unwrap_or_else(|error| panic!("{}: {error}", named(example)));
    if let Ok(published) = &imported.published {
        crate::export::tests::assert_comes_back(&published.pack);
    }
    if let Err(findings) = &imported.published {
        let reasons: Vec<String> = findings.iter().map(|(_, finding)| finding.reason.clone()).collect();
        return (2, format!("| {} | keeps the form out: {} |", named(example), reasons.join("; ")));
    }
    let (rank, verdict) = match cell(&imported, at).verdict {
        Verdict::Understood => (0, "understood".to_owned()),
        Verdict::Approximated(reason) => (1, format!("approximated: {reason}")),
        Verdict::NotUnderstood(reason) => (2, format!("not understood: {reason}")),
    };
    (rank, format!("| {} | {} |", named(example).replace('|', "\\|"), verdict.replace('|', "\\|")))
}

/// How many cells of whole workbooks are understood, as the command says it.
fn workbooks() -> String {
    let mut table = String::from(
        "\n## Whole workbooks\n\n| Workbook | Cells understood of those met | Approximated | Not understood |\n|---|---|---|---|\n",
    );
    for (name, bytes) in WORKBOOKS {
        let imported = import(bytes, &Options::default()).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert!(imported.published.is_ok(), "{name}: {:?}", imported.published.err());
        let (yes, nearly, no) = imported.cells.counts();
        let all = yes + nearly + no;
        let line = format!("{yes} of {all} cells understood, {nearly} approximated, {no} not understood");
        assert!(imported.cells.to_string().starts_with(&line), "{name}");
        writeln!(table, "| `{name}` | {yes} of {all} | {nearly} | {no} |").unwrap();
    }
    table
}

fn page() -> String {
    let (mut counts, mut body) = ([0_usize; 3], String::new());
    for (part, examples) in FEATURES {
        writeln!(body, "\n## {part}\n\n| Feature | What becomes of it |\n|---|---|").unwrap();
        for example in *examples {
            let (rank, line) = judged(example);
            counts[rank] += 1;
            writeln!(body, "{line}").unwrap();
        }
    }
    body.push_str(&workbooks());
    let [understood, approximated, unknown] = counts;
    format!(
        "# What of XLSForm is understood\n\nOf {} features {understood} are understood, {approximated} approximated, {unknown} \
         not understood. A form that uses the latter is imported all the same: the report names each such cell, and nothing is \
         guessed. This page is written from what the importer says of an example of each (`core/packs/src/xlsform/tests/table.rs`, \
         with `DOORSTEP_BLESS=1`); how a form becomes a pack is told in [xlsform.md](xlsform.md).\n{body}",
        understood + approximated + unknown
    )
}

#[test]
fn the_page_of_features_says_what_the_importer_says() {
    let page = page();
    if std::env::var_os("DOORSTEP_BLESS").is_some() {
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/xlsform-features.md");
        return std::fs::write(file, page).unwrap();
    }
    for (says, is) in PAGE.lines().zip(page.lines()) {
        assert_eq!(says, is, "write docs/xlsform-features.md anew with DOORSTEP_BLESS=1");
    }
    assert_eq!(PAGE.lines().count(), page.lines().count());
}
