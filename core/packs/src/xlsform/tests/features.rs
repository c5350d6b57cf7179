//! The features of XLSForm, one by one.

use doorstep_domain::checklist::{Kind, Must};
use doorstep_domain::text::Language;

use super::{Workbook, cell, checklist, imported, published, reason, step, xlsx};
use crate::xlsform::{Form, Options, Verdict, import};

const BOILER: Workbook<'static> = &[
    (
        "survey",
        &[
            &["type", "name", "label", "hint", "required", "relevant", "constraint", "constraint_message"],
            &["start", "start", "", "", "", "", "", ""],
            &["begin_group", "Arrival", "On arrival", "", "", "", "", ""],
            &["text", "customer", "Who let you in?", "First and last name", "yes", "", "", ""],
            &["select_one yes_no", "gas_smell", "Do you smell gas?", "", "yes", "", "", ""],
            &[
                "note",
                "leave",
                "Leave the house and call the emergency line",
                "",
                "",
                "${gas_smell} = 'yes'",
                "",
                "",
            ],
            &["end_group", "", "", "", "", "", "", ""],
            &["begin_group", "readings", "Readings", "", "", "${gas_smell} = 'no'", "", ""],
            &["decimal", "co", "CO in ppm", "", "yes", "", ". >= 0 and . <= 1000", "Between 0 and 1000"],
            &["integer", "pressure", "Pressure in mbar", "", "${co} > 10", "", "", ""],
            &["image", "flame", "Photo of the flame", "", "yes", "${co} > 30", "", ""],
            &["end_group", "", "", "", "", "", "", ""],
        ],
    ),
    ("choices", &[&["list_name", "name", "label"], &["yes_no", "yes", "Yes"], &["yes_no", "no", "No"]]),
    ("settings", &[&["form_title", "form_id", "version"], &["Boiler check", "Boiler_Check", "2024010100"]]),
];

#[test]
fn a_form_becomes_a_pack_that_lints() {
    let (checklist, imported) = published(BOILER);
    let pack = imported.published.unwrap().pack;
    assert_eq!((pack.id.as_str(), pack.version), ("boiler-check", 2_024_010_100));
    let phases: Vec<&str> = checklist.phases.iter().map(|phase| phase.id.as_str()).collect();
    assert_eq!(phases, ["arrival", "readings"]);
    assert_eq!(
        step(&checklist, "customer").help.as_ref().unwrap().get(&Language::english()),
        "First and last name"
    );
    assert_eq!(step(&checklist, "customer").must, Must::Must);
    assert_eq!(step(&checklist, "leave").kind, Kind::Guidance);
    let (understood, approximated, unknown) = imported.cells.counts();
    assert_eq!((approximated, unknown), (1, 0), "{}", imported.cells);
    assert!(understood > 40, "{understood}");
    assert_eq!(
        reason(&imported_again(), "survey!A2"),
        "recorded by itself with every entry, without a question"
    );
}

fn imported_again() -> crate::xlsform::Imported {
    imported(BOILER)
}

#[test]
fn the_condition_of_a_group_holds_for_what_is_in_it() {
    let (checklist, _) = published(BOILER);
    let inside = r#"has(answers.gas_smell) && answers.gas_smell == "no""#;
    assert_eq!(step(&checklist, "co").when.as_deref(), Some(inside));
    assert_eq!(step(&checklist, "co").must, Must::Conditional);
    let flame = format!("{inside} && has(answers.co) && answers.co > 30");
    assert_eq!(step(&checklist, "flame").when.as_deref(), Some(flame.as_str()));
}

#[test]
fn what_is_required_under_a_condition_and_what_an_answer_must_satisfy_come_along() {
    let (checklist, _) = published(BOILER);
    let pressure = step(&checklist, "pressure");
    let required =
        r#"has(answers.gas_smell) && answers.gas_smell == "no" && has(answers.co) && answers.co > 10"#;
    assert_eq!(pressure.required.as_deref(), Some(required));
    let constraint = step(&checklist, "co").constraint.as_ref().unwrap();
    assert_eq!(constraint.check, "answers.co >= 0 && answers.co <= 1000");
    assert_eq!(constraint.message.get(&Language::english()), "Between 0 and 1000");
}

#[test]
fn every_type_of_question_has_its_kind() {
    let rows: &[(&str, &str)] = &[
        ("text", "text"),
        ("integer", "number"),
        ("decimal", "number"),
        ("range", "number"),
        ("select_one tools", "choice"),
        ("select one from tools", "choice"),
        ("select_multiple tools", "multi"),
        ("rank tools", "text"),
        ("date", "date"),
        ("time", "text"),
        ("dateTime", "date_time"),
        ("note", "guidance"),
        ("acknowledge", "tick"),
        ("image", "photo"),
        ("barcode", "scan"),
        ("geopoint", "text"),
        ("audio", "text"),
        ("file", "text"),
        ("mystery", "text"),
    ];
    let names: Vec<String> = (0..rows.len()).map(|i| format!("q{i}")).collect();
    let mut survey: Vec<Vec<&str>> = vec![vec!["type", "name", "label"]];
    survey.extend(rows.iter().zip(&names).map(|((kind, _), name)| vec![*kind, name.as_str(), "A question"]));
    let survey: Vec<&[&str]> = survey.iter().map(Vec::as_slice).collect();
    let choices: &[&[&str]] =
        &[&["list_name", "name", "label"], &["tools", "saw", "Saw"], &["tools", "axe", "Axe"]];
    let (checklist, imported) = published(&[("survey", &survey), ("choices", choices)]);
    for ((written, kind), name) in rows.iter().zip(&names) {
        assert_eq!(step(&checklist, name).kind.name(), *kind, "{written}");
    }
    assert!(matches!(cell(&imported, "survey!A18").verdict, Verdict::NotUnderstood(_)), "audio");
    assert!(matches!(cell(&imported, "survey!A20").verdict, Verdict::NotUnderstood(_)), "mystery");
}

#[test]
fn a_repeat_becomes_a_group_of_steps_for_each_of_several_things() {
    let (checklist, imported) = published(&[(
        "survey",
        &[
            &["type", "name", "label", "relevant", "repeat_count"],
            &["integer", "rooms_said", "How many rooms?", "", ""],
            &["begin_repeat", "room", "Room", "", "${rooms_said}"],
            &["text", "room_name", "Name", "", ""],
            &["integer", "windows", "Windows", "", ""],
            &["note", "many", "Many windows", "${windows} > 4", ""],
            &["end_repeat", "", "", "", ""],
            &["note", "all", "All rooms seen", "count(${room}) > 0", ""],
            &["note", "wrong", "Wide open", "${windows} > 4", ""],
        ],
    )]);
    let room = step(&checklist, "room");
    assert!(matches!(&room.kind, Kind::Repeat { name: Some(name), .. } if name == "room_name"));
    let count = room.constraint.as_ref().unwrap();
    assert_eq!(count.check, "size(answers.room) == (has(answers.rooms_said) ? answers.rooms_said : 0)");
    assert_eq!(room.when.as_deref(), Some("(has(answers.rooms_said) ? answers.rooms_said : 0) > 0"));
    assert_eq!(step(&checklist, "many").each.as_deref(), Some("room"));
    assert_eq!(step(&checklist, "many").when.as_deref(), Some("has(answers.windows) && answers.windows > 4"));
    assert_eq!(
        step(&checklist, "all").when.as_deref(),
        Some("(has(answers.room) ? size(answers.room) : 0) > 0")
    );
    assert!(reason(&imported, "survey!D9").starts_with("`windows` is asked for each of several things"));
    assert_eq!(step(&checklist, "wrong").must, Must::Should);
}

#[test]
fn or_other_asks_what_it_is() {
    let (checklist, _) = published(&[
        (
            "survey",
            &[
                &["type", "name", "label"],
                &["select_one fuel or_other", "fuel", "Fuel"],
                &["select_multiple fuel or_other", "fuels", "Fuels"],
            ],
        ),
        ("choices", &[&["list_name", "name", "label"], &["fuel", "gas", "Gas"], &["fuel", "oil", "Oil"]]),
    ]);
    let when = r#"has(answers.fuel) && answers.fuel == "other""#;
    assert_eq!(step(&checklist, "fuel_other").when.as_deref(), Some(when));
    let when = r#"has(answers.fuels) && "other" in answers.fuels"#;
    assert_eq!(step(&checklist, "fuels_other").when.as_deref(), Some(when));
}

#[test]
fn a_filter_of_choices_offers_only_what_it_shows() {
    let (checklist, imported) = published(&[
        (
            "survey",
            &[
                &["type", "name", "label", "choice_filter"],
                &["select_one brand", "brand", "Brand", ""],
                &["select_one model", "model", "Model", "brand = ${brand}"],
            ],
        ),
        (
            "choices",
            &[
                &["list_name", "name", "label", "brand"],
                &["brand", "acme", "Acme", ""],
                &["brand", "bolt", "Bolt", ""],
                &["model", "a1", "A1", "acme"],
                &["model", "a2", "A2", "acme"],
                &["model", "b1", "B1", "bolt"],
            ],
        ),
    ]);
    let model = step(&checklist, "model");
    let offered: Vec<_> =
        model.offered.iter().map(|offer| (offer.options.join(" "), offer.when.as_str())).collect();
    let acme = ("a1 a2".to_owned(), r#"has(answers.brand) && answers.brand == "acme""#);
    let bolt = ("b1".to_owned(), r#"has(answers.brand) && answers.brand == "bolt""#);
    assert_eq!(offered, [acme, bolt]);
    assert_eq!(model.constraint, None);
    assert_eq!(reason(&imported, "survey!D3"), "understood");
}

#[test]
fn a_filter_reads_any_column_and_folds_what_no_answer_decides() {
    let (checklist, imported) = published(&[
        (
            "survey",
            &[
                &["type", "name", "label", "choice_filter"],
                &["select_one brand", "brand", "Brand", ""],
                &["integer", "size", "Size", ""],
                &["select_multiple model", "seen", "Seen", ""],
                &["select_one model", "model", "Model", "sold = 'yes' and (brand = ${brand} or brand = '')"],
                &["select_one model", "broken", "Broken", "selected(${seen}, name)"],
                &["select_one model", "fits", "Fits", "size <= ${size}"],
                &["select_one model", "lost", "Lost", "colour = ${brand}"],
                &["select_one model", "named", "Named", "selected(${brand}, brand)"],
            ],
        ),
        (
            "choices",
            &[
                &["list_name", "name", "label", "brand", "sold", "size"],
                &["brand", "acme", "Acme", "", "", ""],
                &["brand", "bolt", "Bolt", "", "", ""],
                &["model", "a1", "A1", "acme", "yes", "2"],
                &["model", "a2", "A2", "acme", "no", "3"],
                &["model", "b1", "B1", "bolt", "yes", "2"],
                &["model", "c1", "C1", "cord", "yes", "4"],
                &["model", "any", "Any", "", "yes", "0"],
            ],
        ),
    ]);
    let offered = |id: &str| -> Vec<String> {
        let offers = step(&checklist, id).offered.iter();
        offers.map(|offer| format!("{}: {}", offer.options.join(" "), offer.when)).collect()
    };
    let options = |id: &str| -> Vec<&str> {
        step(&checklist, id).kind.options().iter().map(|option| option.id.as_str()).collect()
    };
    // Of a brand that nobody can choose there is nothing to offer, nor of what is not sold.
    assert_eq!(options("model"), ["a1", "b1", "any"]);
    assert_eq!(
        offered("model"),
        [
            r#"a1: has(answers.brand) && answers.brand == "acme""#,
            r#"b1: has(answers.brand) && answers.brand == "bolt""#
        ]
    );
    assert_eq!(offered("broken")[1], r#"a2: has(answers.seen) && "a2" in answers.seen"#);
    assert_eq!(offered("fits")[0], "a1 b1: has(answers.size) && answers.size >= 2");
    // No brand is called cord, and none has no name.
    assert_eq!(options("named"), ["a1", "a2", "b1"]);
    assert_eq!(
        reason(&imported, "survey!D8"),
        "no choice of the list has anything in a column `colour`; every choice is offered"
    );
    for row in 5..=7 {
        assert_eq!(reason(&imported, &format!("survey!D{row}")), "understood");
    }
}

#[test]
fn a_long_list_is_offered_by_what_its_choices_depend_on() {
    let cities: Vec<[String; 4]> = (0..1_000)
        .map(|n| ["city".to_owned(), format!("c{n}"), format!("City {n}"), format!("p{}", n % 30)])
        .collect();
    let provinces: Vec<[String; 4]> = (0..30)
        .map(|n| ["province".to_owned(), format!("p{n}"), format!("Province {n}"), String::new()])
        .collect();
    let rows: Vec<Vec<&str>> =
        provinces.iter().chain(&cities).map(|row| row.iter().map(String::as_str).collect()).collect();
    let head: &[&str] = &["list_name", "name", "label", "province"];
    let choices: Vec<&[&str]> = std::iter::once(head).chain(rows.iter().map(Vec::as_slice)).collect();
    let survey: &[&[&str]] = &[
        &["type", "name", "label", "choice_filter"],
        &["select_one province", "province", "Province", ""],
        &["select_one city", "city", "City", "province = ${province}"],
    ];
    let (checklist, _) = published(&[("survey", survey), ("choices", &choices)]);
    let city = step(&checklist, "city");
    assert_eq!((city.kind.options().len(), city.offered.len()), (1_000, 30));
}

#[test]
fn choices_come_from_a_file_beside_the_form() {
    let survey: &[&[&str]] = &[
        &["type", "name", "label", "choice_filter"],
        &["select_one_from_file brands.csv", "brand", "Brand", "country = 'cn'"],
        &["select_one_from_file lost.csv", "lost", "Lost", ""],
    ];
    let bytes = xlsx(&[("survey", survey)]);
    assert_eq!(Form::read(&bytes).unwrap().files(), ["brands.csv", "lost.csv"]);
    let file = "\u{feff}name,label,country\nacme,\"Acme, Ltd\",cn\nbolt,Bolt,de\ncord,Cord,cn\n";
    let files = [("brands.csv".to_owned(), file.as_bytes().to_vec())].into();
    let imported = import(&bytes, &Options { files, ..Options::default() }).unwrap();
    let checklist = checklist(&imported);
    let brand = step(&checklist, "brand");
    let Kind::Choice { options } = &brand.kind else { panic!("no choice") };
    assert_eq!(options[0].title.get(&Language::english()), "Acme, Ltd");
    // What no answer brings up is left out, and nothing is left to decide.
    assert_eq!((options.len(), brand.offered.len()), (2, 0));
    assert_eq!(
        reason(&imported, "survey!A3"),
        "the file `lost.csv` was not given: it is asked as a note in words"
    );
    assert_eq!(reason(&imported, "brands.csv!B2"), "understood");
    assert!(imported.published.is_ok());
}

#[test]
fn translations_become_languages_and_a_missing_one_is_said() {
    let (checklist, imported) = published(&[
        (
            "survey",
            &[
                &["type", "name", "label::English (en)", "label::Français (fr)", "hint::Français (fr)"],
                &["text", "who", "Who?", "Qui ?", "Nom et prénom"],
                &["text", "why", "Why?", "", ""],
            ],
        ),
        ("settings", &[&["default_language"], &["English (en)"]]),
    ]);
    let french = Language("fr".to_owned());
    assert_eq!(step(&checklist, "who").title.get(&french), "Qui ?");
    assert_eq!(step(&checklist, "why").title.get(&french), "Why?");
    assert_eq!(reason(&imported, "survey!C3"), "there is none in fr, where this one stands");
    assert_eq!(reason(&imported, "survey!E2"), "there is none in en, where this one stands");
}

#[test]
fn what_the_customer_signs_the_customer_accepts() {
    let (checklist, imported) = published(&[(
        "survey",
        &[
            &["type", "name", "label", "appearance", "required"],
            &["text", "done", "What was done?", "multiline", "yes"],
            &["image", "signed", "The customer signs", "signature", "yes"],
        ],
    )]);
    let role = "customer_accept".to_owned();
    assert_eq!(step(&checklist, "signed").kind, Kind::Signature { role, instead: Vec::new() });
    assert_eq!(reason(&imported, "survey!D2"), "how a step looks is the matter of the app");
    assert_eq!(reason(&imported, "survey!D3"), "understood");
    let pack = imported.published.unwrap().pack;
    let accepted: Vec<String> =
        pack.services["form"].acceptance.indoor.iter().map(ToString::to_string).collect();
    assert_eq!(accepted, ["customer_accept"]);
}

#[test]
fn a_range_has_bounds_and_steps() {
    let (checklist, _) = published(&[(
        "survey",
        &[
            &["type", "name", "label", "parameters"],
            &["range", "warmth", "How warm?", "start=10 end=30 step=5"],
            &["range", "exact", "How exactly?", "start=0.5 end=2 step=0.5"],
        ],
    )]);
    assert_eq!(
        step(&checklist, "warmth").constraint.as_ref().unwrap().check,
        "(answers.warmth - 10) % 5 == 0"
    );
    assert!(matches!(&step(&checklist, "exact").kind, Kind::Number { scale: 6, .. }));
}

#[test]
fn what_has_no_counterpart_is_listed_with_its_reason_and_never_required() {
    let imported = imported(&[(
        "survey",
        &[
            &["type", "name", "label", "required", "relevant", "default", "read_only", "my column"],
            &["text", "phone", "Phone", "yes", "regex(${other}, '(?=1)[0-9]+')", "110", "yes", "mine"],
            &["text", "other", "Other", "", "", "", "", ""],
        ],
    )]);
    let place = |column: &str| reason(&imported, &format!("survey!{column}2"));
    assert!(place("E").starts_with("`regex`: the pattern cannot be read: lookaround"), "{}", place("E"));
    assert_eq!(place("F"), "understood");
    assert_eq!(place("H"), "nothing of a pack corresponds to the column `my column`");
    assert_eq!(step(&checklist(&imported), "phone").must, Must::Should);
    let text = imported.cells.to_string();
    assert!(text.contains("survey!E2 (relevant) `regex(${other}, '(?=1)[0-9]+')`"), "{text}");
    assert!(imported.published.is_ok());
}

#[test]
fn a_default_is_the_answer_from_the_beginning() {
    let survey: &[&[&str]] = &[
        &["type", "name", "label", "default", "parameters"],
        &["text", "remark", "Remark", "none (yet)", ""],
        &["text", "code", "Code", "concat('A', '-', '1')", ""],
        &["integer", "count", "Count", "2", ""],
        &["integer", "more", "More", "2 + 3", ""],
        &["decimal", "width", "Width", "1.50", ""],
        &["range", "grade", "Grade", "5", "start=1 end=9 step=2"],
        &["date", "day", "Day", "today()", ""],
        &["date", "due", "Due", "today() + 7", ""],
        &["date", "fixed", "Fixed", "2026-05-01", ""],
        &["dateTime", "moment", "Moment", "2026-05-01T09:30:00", ""],
        &["select_one tools", "tool", "Tool", "saw", ""],
        &["select_multiple tools", "tools", "Tools", "saw Big_Drill", ""],
        &["acknowledge", "ok", "Agreed", "OK", ""],
        &["text", "copy", "Copy", "${code}", ""],
        &["integer", "half", "Half", "0.5", ""],
        &["select_one tools", "none", "None", "hammer", ""],
        &["dateTime", "moment_2", "Moment", "now()", ""],
        &["image", "photo", "Photo", "a.png", ""],
    ];
    let choices: &[&[&str]] =
        &[&["list_name", "name", "label"], &["tools", "saw", "Saw"], &["tools", "Big_Drill", "Drill"]];
    let (checklist, imported) = published(&[("survey", survey), ("choices", choices)]);
    let default = |id: &str| step(&checklist, id).default.clone().unwrap_or_else(|| "-".to_owned());
    for (id, expected) in [
        ("remark", "\"none (yet)\""),
        ("code", "\"A\" + \"-\" + \"1\""),
        ("count", "2"),
        ("more", "2 + 3"),
        ("width", "dec(\"1.5\")"),
        ("grade", "5"),
        ("day", "visit.date"),
        ("due", "addDays(visit.date, 7)"),
        ("fixed", "date(\"2026-05-01\")"),
        ("moment", "\"2026-05-01T09:30\""),
        ("tool", "\"saw\""),
        ("tools", "[\"saw\", \"Big_Drill\"]"),
        ("ok", "true"),
        ("copy", "-"),
        ("half", "-"),
        ("none", "-"),
        ("moment_2", "-"),
        ("photo", "-"),
    ] {
        assert_eq!(default(id), expected, "{id}");
    }
    assert_eq!(reason(&imported, "survey!D8"), "understood");
    for (row, expected) in [
        (15, "it is worked out once, before anything is answered"),
        (16, "the question takes whole numbers"),
        (17, "the list `tools` has no choice `hammer`"),
        (18, "a day with a time from the beginning"),
        (19, "only what is answered in words"),
    ] {
        let said = reason(&imported, &format!("survey!D{row}"));
        assert!(said.starts_with(expected), "{said}");
    }
}
