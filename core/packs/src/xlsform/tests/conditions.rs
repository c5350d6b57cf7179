//! XPath and the CEL that means the same.

use doorstep_domain::checklist::Content;

use super::{Workbook, imported, reason, step};
use crate::xlsform::Imported;

/// A form with a question of each kind, and `relevant` at the last.
fn with(relevant: &str) -> Imported {
    let survey: Vec<Vec<&str>> = vec![
        vec!["type", "name", "label", "relevant", "calculation"],
        vec!["integer", "n", "A number", "", ""],
        vec!["decimal", "d", "A decimal", "", ""],
        vec!["text", "t", "A text", "", ""],
        vec!["date", "day", "A day", "", ""],
        vec!["select_one list", "one", "One", "", ""],
        vec!["select_multiple list", "many", "Many", "", ""],
        vec!["acknowledge", "ok", "Agreed", "", ""],
        vec!["integer", "only", "If n is 1", "${n} = 1", ""],
        vec!["calculate", "twice", "", "", "${n} * 2"],
        vec!["calculate", "round_about", "", "", "${round_about} + 1"],
        vec!["note", "last", "The last", relevant, ""],
        vec!["note", "tail", "Behind it", "", ""],
    ];
    let survey: Vec<&[&str]> = survey.iter().map(Vec::as_slice).collect();
    let sheets: Workbook<'_> = &[
        ("survey", &survey),
        (
            "choices",
            &[&["list_name", "name", "label"], &["list", "a", "A"], &["list", "b", "B"], &["list", "3", "3"]],
        ),
    ];
    imported(sheets)
}

fn cel(relevant: &str) -> String {
    let imported = with(relevant);
    let checklist = super::checklist(&imported);
    let when = step(&checklist, "last").when.clone();
    when.unwrap_or_else(|| format!("refused: {}", reason(&imported, "survey!D12")))
}

/// What becomes of a calculation that reads what the things of a repeat answered.
fn of_things(calculation: &str) -> String {
    let rows: Vec<Vec<&str>> = vec![
        vec!["type", "name", "label", "relevant", "calculation"],
        vec!["select_one list", "one", "Parts?", "", ""],
        vec!["begin_repeat", "parts", "Part", "${one} = 'a'", ""],
        vec!["text", "part", "Name", "", ""],
        vec!["decimal", "price", "Price", "", ""],
        vec!["integer", "spare", "Spares", "${price} > 1", ""],
        vec!["select_multiple list", "marks", "Marks", "", ""],
        vec!["calculate", "twice", "", "", "${price} * 2"],
        vec!["end_repeat", "", "", "", ""],
        vec!["calculate", "q", "", "", calculation],
        vec!["note", "seen", "Seen", "${q} != ''", ""],
    ];
    let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
    let list: &[&[&str]] = &[&["list_name", "name", "label"], &["list", "a", "A"], &["list", "b", "B"]];
    let imported = imported(&[("survey", &rows), ("choices", list)]);
    assert!(imported.published.is_ok());
    let checklist = super::checklist(&imported);
    let column = checklist.columns.iter().find(|column| column.name == "q");
    match column.map(|column| &column.is) {
        Some(Content::Value(value)) => match column.and_then(|column| column.when.as_ref()) {
            Some(when) => format!("{value}, when {when}"),
            None => value.clone(),
        },
        _ => reason(&imported, "survey!E10"),
    }
}

#[test]
fn what_several_things_answered_is_read_from_outside_of_them() {
    let asked = "has(answers.one) && answers.one == \"a\"";
    let some = format!("{asked} && has(answers.price) && size(answers.price) > 0");
    for (xpath, expected) in [
        ("sum(${price})", format!("{asked} ? sum(answers.price) : dec(\"0\"), when has(answers.price)")),
        ("min(${price})", format!("min(answers.price), when {some}")),
        (
            "max(${price}, 3)",
            format!("max(answers.price) >= dec(\"3\") ? max(answers.price) : dec(\"3\"), when {some}"),
        ),
        (
            "count-non-empty(${part})",
            format!("{asked} ? sum(answers.part.map(each, 1)) : 0, when has(answers.part)"),
        ),
        (
            "join('-', ${part}, ${one})",
            format!(
                "({asked} ? join(answers.part, \"-\") : \"\") + \"-\" + (has(answers.one) ? answers.one : \"\"), when \
                 has(answers.part)"
            ),
        ),
        ("sum(${spare})", format!("{asked} ? sum(answers.spare) : 0, when has(answers.spare)")),
    ] {
        assert_eq!(of_things(xpath), expected, "{xpath}");
    }
    for (xpath, reason) in [
        ("sum(${twice})", "`twice` is worked out for each thing, and only answers are kept of all"),
        ("sum(${part})", "`sum` is for numbers"),
        ("join(${part}, ${part})", "`join`: what stands between the texts has to be written out in quotes"),
        ("count-non-empty(${marks})", "`marks` has several answers for each thing"),
    ] {
        assert_eq!(of_things(xpath), format!("{reason}; its column stays empty"), "{xpath}");
    }
}

#[test]
fn comparisons_hold_only_where_there_is_an_answer() {
    for (xpath, expected) in [
        ("${n} > 5", "has(answers.n) && answers.n > 5"),
        ("${n} != 5", "!has(answers.n) || answers.n != 5"),
        ("${d} <= 1.5", "has(answers.d) && answers.d <= dec(\"1.5\")"),
        ("${t} = ''", "!has(answers.t)"),
        ("'' != ${t}", "has(answers.t)"),
        ("${t} = 'x'", "has(answers.t) && answers.t == \"x\""),
        ("not(${t} = 'x')", "!(has(answers.t) && answers.t == \"x\")"),
        ("${one} = 'a'", "has(answers.one) && answers.one == \"a\""),
        ("${one} = 3", "has(answers.one) && answers.one == \"3\""),
        ("${day} >= '2026-05-01'", "has(answers.day) && answers.day >= date(\"2026-05-01\")"),
        ("${day} < today()", "has(answers.day) && answers.day < visit.date"),
        ("${ok} = 'OK'", "has(answers.ok) && answers.ok == true"),
        ("${many} = 'a'", "has(answers.many) && size(answers.many) == 1 && \"a\" in answers.many"),
        (
            "${n} = ${d}",
            "!has(answers.n) && !has(answers.d) || has(answers.n) && has(answers.d) && answers.n == answers.d",
        ),
        // What is reckoned with a missing answer is no number, which equals nothing.
        ("${n} + 1 = ${d}", "has(answers.n) && has(answers.d) && answers.n + 1 == answers.d"),
        ("-${n} != ${n} + 0", "!has(answers.n) || -answers.n != answers.n + 0"),
        ("${n}", "has(answers.n) && answers.n != 0"),
        ("${t}", "has(answers.t)"),
    ] {
        assert_eq!(cel(xpath), expected, "{xpath}");
    }
}

#[test]
fn a_question_that_is_not_asked_has_no_answer() {
    let expected = "has(answers.n) && answers.n == 1 && has(answers.only) && answers.only > 2";
    assert_eq!(cel("${only} > 2"), expected);
}

#[test]
fn functions_have_their_counterparts() {
    for (xpath, expected) in [
        ("selected(${many}, 'a')", "has(answers.many) && \"a\" in answers.many"),
        ("selected(${one}, 'b')", "has(answers.one) && answers.one == \"b\""),
        ("count-selected(${many}) >= 2", "(has(answers.many) ? size(answers.many) : 0) >= 2"),
        ("string-length(${t}) > 3", "(has(answers.t) ? size(answers.t) : 0) > 3"),
        ("contains(${t}, 'ab')", "has(answers.t) && answers.t.contains(\"ab\")"),
        ("starts-with(${t}, 'ab')", "has(answers.t) && answers.t.startsWith(\"ab\")"),
        ("coalesce(${n}, 0) = 0", "(has(answers.n) ? answers.n : 0) == 0"),
        ("floor(${d}) = 2", "has(answers.d) && int(answers.d) - (answers.d < int(answers.d) ? 1 : 0) == 2"),
        ("floor(${n}) = 2", "has(answers.n) && answers.n == 2"),
        ("if(${ok} = 'OK', 1, 2) = 2", "(has(answers.ok) && answers.ok == true ? 1 : 2) == 2"),
        ("${n} + 2 * 3 > 7", "has(answers.n) && answers.n + 2 * 3 > 7"),
        ("${n} mod 2 = 0", "has(answers.n) && answers.n % 2 == 0"),
        ("${n} div 4 > 1", "has(answers.n) && answers.n * dec(\"0.25\") > 1"),
        ("${n} div 100 > 0.5", "has(answers.n) && answers.n * dec(\"0.01\") > dec(\"0.5\")"),
        ("-${n} < 0", "has(answers.n) && -answers.n < 0"),
        ("today() - ${day} > 30", "has(answers.day) && daysBetween(answers.day, visit.date) > 30"),
        ("date(${day} + 30) < today()", "has(answers.day) && addDays(answers.day, 30) < visit.date"),
        (
            "sum(${n}, ${d}) > 1",
            "(has(answers.n) ? answers.n : 0) + (has(answers.d) ? answers.d : dec(\"0\")) > 1",
        ),
        ("max(${n}, 3) = 3", "has(answers.n) && (answers.n >= 3 ? answers.n : 3) == 3"),
        ("count-non-empty(${n}, ${t}) = 2", "(has(answers.n) ? 1 : 0) + (has(answers.t) ? 1 : 0) == 2"),
        ("concat(${t}, 'x') = 'yx'", "(has(answers.t) ? answers.t : \"\") + \"x\" == \"yx\""),
        ("regex(${t}, '[A-Z]{2}')", "has(answers.t) && answers.t.matches(\"^(?:[A-Z]{2})$\")"),
        ("regex(${t}, '^\\d+$')", "has(answers.t) && answers.t.matches(\"^\\\\d+$\")"),
        ("regex(${t}, '^a|b$')", "has(answers.t) && answers.t.matches(\"^(?:^a|b$)$\")"),
        ("regex(${t}, 'a*')", "!has(answers.t) || answers.t.matches(\"^(?:a*)$\")"),
        ("regex(${n}, '[0-9]{4}')", "has(answers.n) && string(answers.n).matches(\"^(?:[0-9]{4})$\")"),
        ("substr(${t}, 0, 2) = 'ab'", "slice(has(answers.t) ? answers.t : \"\", 0, 2) == \"ab\""),
        ("substr(${t}, -1) != ''", "size(slice(has(answers.t) ? answers.t : \"\", -1)) > 0"),
        ("${n} div 3 > 1", "has(answers.n) && quotient(answers.n, 3, 6) > 1"),
        (
            "${n} div ${d} > 1",
            "has(answers.n) && has(answers.d) && answers.d != 0 && quotient(answers.n, answers.d, 6) > 1",
        ),
        ("round(${n} div 3, 2) = 1.67", "has(answers.n) && quotient(answers.n, 3, 2) == dec(\"1.67\")"),
        ("round(${d}) = 2", "has(answers.d) && int(round(answers.d, 0)) == 2"),
        ("int(${d}) = 2", "has(answers.d) && int(answers.d) == 2"),
        (
            "number(${t}) > 2",
            "has(answers.t) && answers.t.matches(\"^(?:-?(?:[0-9]{1,18}|[0-9]{1,9}[.][0-9]{1,9}))$\") && \
             number(answers.t) > 2",
        ),
        (
            "format-date(${day}, '%Y') = '2026'",
            "has(answers.day) && formatDate(answers.day, \"%Y\") == \"2026\"",
        ),
        ("concat(${n}, '-') = '5-'", "(has(answers.n) ? string(answers.n) : \"\") + \"-\" == \"5-\""),
        ("${twice} > 4", "has(answers.n) && answers.n * 2 > 4"),
        (
            "(${n} > 1 or ${n} < -1) and ${ok} = 'OK'",
            "(has(answers.n) && answers.n > 1 || has(answers.n) && answers.n < -1) && has(answers.ok) && answers.ok == true",
        ),
    ] {
        assert_eq!(cel(xpath), expected, "{xpath}");
    }
}

#[test]
fn what_has_no_counterpart_says_why() {
    for (xpath, expected) in [
        ("${m} > 1", "there is no question `m`; did you mean `d`?"),
        ("${one} = 'z'", "the list `list` has no choice `z`"),
        ("${t} > 'a'", "texts have no order in XPath"),
        ("${n} div 0 > 1", "a division by 0 has no value"),
        ("${n} > '2026-01-01'", "`2026-01-01` is compared with a number and is none"),
        ("now() > 1", "`now`: conditions do not read the time of day"),
        ("regex(${t}, '(?=a)b')", "`regex`: the pattern cannot be read: lookaround"),
        ("regex(${t}, ${t})", "`regex`: the pattern has to be written out in quotes"),
        ("regex(${many}, 'a')", "only texts, numbers and days are written as texts"),
        ("round(${d}, ${n}) > 1", "`round` takes its number of digits written out, from 0 to 9"),
        ("round(${d}, -1) > 1", "`round` takes its number of digits written out, from 0 to 9"),
        (
            "format-date(${day}, '%b') = 'Mai'",
            "`format-date`: names of months and days (`%b`) are not written",
        ),
        ("format-date(${day}, '%H') = '09'", "`format-date`: a day has no time (`%H`)"),
        ("format-date(${t}, '%Y') = '2026'", "`format-date` takes a day"),
        ("selected-at(${many}, 0) = 'a'", "`selected-at`: chosen options have no order"),
        ("position(..) > 1", "a path without a name: of a repeat only `count` is known"),
        ("indexed-repeat(${t}, ${t}, 1) = 'a'", "`indexed-repeat`: things have no number"),
        ("substring-before(${t}, '-') = 'a'", "`substring-before`: texts are taken apart by places"),
        ("frobnicate(${t})", "the function `frobnicate` with 1 arguments has no counterpart"),
        ("${tail} = 'x'", "the note `tail` cannot be read in a condition"),
        ("${round_about} > 1", "the calculation of `round_about`: `round_about` leads back to itself"),
        ("${n} > ", "it ends too early"),
        ("${day} > '01/05/2026'", "`01/05/2026` is no day such as 2026-05-01"),
    ] {
        let refused = cel(xpath);
        assert!(refused.starts_with(&format!("refused: {expected}")), "{xpath}: {refused}");
    }
}

#[test]
fn today_is_the_day_of_the_visit_and_the_report_says_so() {
    assert_eq!(reason(&with("${day} < today()"), "survey!D12"), "`today()` is the day of the visit");
}

#[test]
fn no_condition_that_can_hold_keeps_a_form_out() {
    for relevant in [
        "starts-with(${t}, 'x') and ends-with(${t}, 'y')",
        "starts-with(${t}, 'ab') and contains(${t}, 'cd') and string-length(${t}) > 12",
        "${day} + 30 < today()",
        "${day} - 45 > today()",
        "today() - ${day} > 365",
        "${d} > 1 and ${d} < 2",
        "${n} > 2.5 and ${n} < 3.5",
        "${n} - 50 > 100",
        "${n} mod 7 = 3 and ${n} > 500",
        "string-length(${t}) = 17",
        // Nothing that is tried satisfies it, and the linter cannot prove that nothing does.
        "${n} * ${n} = 961",
    ] {
        let imported = with(relevant);
        assert!(imported.published.is_ok(), "{relevant}: {:?}", imported.published.err());
    }
}

#[test]
fn a_condition_that_holds_never_keeps_a_form_out() {
    for relevant in [
        "${n} > 5 and ${n} < 3",
        "${d} > 1.5 and ${d} < 1.5000001",
        "${one} = 'a' and ${one} = 'b'",
        "selected(${many}, 'a') and not(selected(${many}, 'a'))",
        "${t} = 'x' and ${t} = 'y'",
        "${day} > '2026-05-01' and ${day} < '2026-05-02'",
    ] {
        let findings = with(relevant).published.expect_err(relevant);
        assert!(findings.iter().any(|(_, finding)| finding.reason.contains("is never asked")), "{relevant}");
    }
}

#[test]
fn an_answer_that_has_to_be_of_some_length_stands_in_no_way() {
    for constraint in [
        "string-length(.) >= 17",
        "starts-with(., 'SN') and string-length(.) = 10",
        "contains(., '-') and not(starts-with(., '-'))",
    ] {
        let imported = imported(&[(
            "survey",
            &[
                &["type", "name", "label", "required", "constraint"],
                &["text", "serial", "Serial", "yes", constraint],
            ],
        )]);
        assert!(imported.published.is_ok(), "{constraint}: {:?}", imported.published.err());
    }
}

#[test]
fn a_condition_may_read_what_is_asked_below_it() {
    let (checklist, imported) = super::published(&[
        (
            "survey",
            &[
                &["type", "name", "label", "relevant"],
                &["integer", "years", "Years", "selected(${how}, 'guess')"],
                &["select_multiple hows", "how", "How is it known?", ""],
            ],
        ),
        ("choices", &[&["list_name", "name", "label"], &["hows", "guess", "Guessed"]]),
    ]);
    assert_eq!(
        step(&checklist, "years").when.as_deref(),
        Some("has(answers.how) && \"guess\" in answers.how")
    );
    assert_eq!(imported.cells.counts().2, 0, "{}", imported.cells);
}

#[test]
fn what_is_never_asked_is_left_out_and_said_so() {
    let (checklist, imported) = super::published(&[
        (
            "survey",
            &[
                &["type", "name", "label", "relevant", "required", "constraint"],
                &["begin_group", "inputs", "Inputs", "FALSE", "", ""],
                &["begin_group", "user", "", "", "", ""],
                &["text", "user_id", "User", "", "yes", ". != ''"],
                &["end_group", "", "", "", "", ""],
                &["begin_repeat", "pages", "Pages", "", "", ""],
                &["text", "page", "Page", "", "", ""],
                &["end_repeat", "", "", "", "", ""],
                &["end_group", "", "", "", "", ""],
                &["select_one yn", "debug", "Debug", "false()", "", ""],
                &["text", "serial", "Serial", "", "yes", ""],
                &["note", "hello", "Hello", "${user_id} = 'x'", "", ""],
            ],
        ),
        ("choices", &[&["list_name", "name", "label"], &["yn", "yes", "Yes"]]),
    ]);
    let ids: Vec<&str> = checklist.steps.iter().map(|step| step.id.as_str()).collect();
    assert_eq!(ids, ["serial", "hello"]);
    assert_eq!(reason(&imported, "survey!A4"), "never asked, and so left out");
    assert_eq!(reason(&imported, "survey!F4"), "nobody sees it: the question is never asked");
    assert!(reason(&imported, "survey!D12").starts_with("the left out `user_id` cannot be read"));
    assert!(super::sources(&imported).contains("inputs/user/user_id"), "its column is there and stays empty");
}

#[test]
fn of_questions_with_one_name_a_path_tells_which() {
    let imported = imported(&[(
        "survey",
        &[
            &["type", "name", "label", "relevant"],
            &["begin_group", "mother", "Mother", ""],
            &["integer", "fever", "Fever", ""],
            &["end_group", "", "", ""],
            &["begin_group", "baby", "Baby", ""],
            &["integer", "fever", "Fever", "../../mother/fever > 37"],
            &["note", "own", "Own", "/data/baby/fever > 38"],
            &["note", "which", "Which", "${fever} > 38"],
            &["end_group", "", "", ""],
        ],
    )]);
    let checklist = super::checklist(&imported);
    assert_eq!(step(&checklist, "fever_2").when.as_deref(), Some("has(answers.fever) && answers.fever > 37"));
    assert!(step(&checklist, "own").when.as_deref().unwrap().ends_with("answers.fever_2 > 38"));
    assert!(reason(&imported, "survey!D8").starts_with("several questions are called `fever`"));
}

#[test]
fn a_path_from_a_question_tells_which_of_several_with_one_name_is_meant() {
    let survey: Workbook<'_> = &[(
        "survey",
        &[
            &["type", "name", "label", "relevant", "constraint", "calculation"],
            &["begin_group", "first", "First", "", "", ""],
            &["integer", "n", "How many?", "", ". > 1", ""],
            &["text", "why", "Why so many?", "../n > 5", "", ""],
            &["calculate", "twice", "", "", "", "../n * 2"],
            &["end_group", "", "", "", "", ""],
            &["begin_group", "second", "Second", "../first/n > 3", "", ""],
            &["integer", "n", "How many?", "", ". > 2", ""],
            &["text", "why", "Why so many?", "../n > 5 and ../../first/twice > 4", "", ""],
            &["end_group", "", "", "", "", ""],
            &["text", "which", "Which?", "${n} > 1", "", ""],
        ],
    )];
    let imported = imported(survey);
    let checklist = super::checklist(&imported);
    let when = |id: &str| step(&checklist, id).when.clone().unwrap_or_default();
    let check = |id: &str| step(&checklist, id).constraint.as_ref().unwrap().check.clone();
    assert_eq!(when("why"), "has(answers.n) && answers.n > 5");
    assert_eq!(check("n"), "answers.n > 1");
    assert_eq!(when("n_2"), "has(answers.n) && answers.n > 3");
    assert_eq!(check("n_2"), "answers.n_2 > 2");
    assert!(when("why_2").contains("answers.n_2 > 5"), "{}", when("why_2"));
    assert!(when("why_2").contains("answers.n * 2 > 4"), "{}", when("why_2"));
    assert!(reason(&imported, "survey!D11").starts_with("several questions are called `n`"));
}

#[test]
fn days_have_numbers_and_numbers_are_days() {
    for (xpath, expected) in [
        (
            "decimal-date-time(today()) - decimal-date-time(${day}) > 30",
            r#"has(answers.day) && daysBetween(date("1970-01-01"), visit.date) - daysBetween(date("1970-01-01"), answers.day) > 30"#,
        ),
        (
            "date-time(decimal-date-time(${day}) + 280) < today()",
            r#"has(answers.day) && addDays(date("1970-01-01"), daysBetween(date("1970-01-01"), answers.day) + 280) < visit.date"#,
        ),
        (
            "format-date(decimal-date-time(${day}) + 1, '%Y') = '2026'",
            r#"has(answers.day) && formatDate(addDays(date("1970-01-01"), daysBetween(date("1970-01-01"), answers.day) + 1), "%Y") == "2026""#,
        ),
    ] {
        assert_eq!(cel(xpath), expected, "{xpath}");
    }
    assert_eq!(
        reason(&with("decimal-date-time(today()) > 20000"), "survey!D12"),
        "`today()` is the day of the visit; days are counted whole, without the time of day"
    );
    assert!(cel("decimal-date-time(now()) > 1").contains("write `today()`"));
    assert!(cel("date(${d}) > today()").contains("`date` takes a day"));
}
