use std::collections::BTreeMap;

use super::*;

/// Named values, as a test writes them.
struct Values(BTreeMap<&'static str, ExprValue>);

impl Context for Values {
    fn get(&self, name: &Name) -> Option<ExprValue> {
        self.0.get(name.as_str()).cloned()
    }
}

fn values<const N: usize>(pairs: [(&'static str, ExprValue); N]) -> Values {
    Values(BTreeMap::from(pairs))
}

/// Reads the stored form, as a phone does.
fn expr(json: &str) -> Expr {
    serde_json::from_str(json).unwrap()
}

fn eval(json: &str) -> Result<ExprValue, EvalError> {
    expr(json).eval(&values([]))
}

fn refusal(json: &str) -> String {
    serde_json::from_str::<Expr>(json).unwrap_err().to_string()
}

fn unanswered(name: &str) -> EvalError {
    EvalError::Unanswered(Name::new(name).unwrap())
}

#[test]
fn the_stored_form_reads_back_as_it_was_written() {
    for json in [
        r#"["&&",["get","answers.wet"],["==",["get","job.area"],"public"]]"#,
        r#"["?:",["has","answers.voucher"],["*",["dec","1.30"],2],["neg",3]]"#,
        r#"["exists",["list",1,2],[">",["item"],["ms",28800000]]]"#,
        r#"[">=",["get","job.bought"],["date","2020-01-10"]]"#,
        r#"["in","ladder",["get","answers.tools"]]"#,
        r#"["matches",["get","answers.serial"],"^[A-Z]{2}-\\d{4}$"]"#,
        r#"["round",["quotient",["number",["slice",["get","answers.serial"],-4]],3,6],2]"#,
        r#"["+",["string",["int",["dec","2.5"]]],["formatDate",["get","visit.date"],"%d.%m.%Y"]]"#,
        r#"["+",["join",["get","answers.names"],", "],["string",["sum",["get","answers.prices"]]]]"#,
        r#"[">",["max",["get","answers.prices"]],["min",["list",1,["dec","2.5"]]]]"#,
        "true",
    ] {
        assert_eq!(serde_json::to_string(&expr(json)).unwrap(), json);
    }
}

#[test]
fn a_deciding_value_absorbs_an_error_on_either_side() {
    let read = r#"["get","answers.a"]"#;
    assert_eq!(eval(&format!(r#"["&&",false,{read}]"#)), Ok(false.into()));
    assert_eq!(eval(&format!(r#"["&&",{read},false]"#)), Ok(false.into()));
    assert_eq!(eval(&format!(r#"["||",true,{read}]"#)), Ok(true.into()));
    assert_eq!(eval(&format!(r#"["||",{read},true]"#)), Ok(true.into()));
    assert_eq!(eval(&format!(r#"["&&",true,{read}]"#)), Err(unanswered("answers.a")));
    assert_eq!(eval(&format!(r#"["||",{read},false]"#)), Err(unanswered("answers.a")));
    let list = r#"["list",0,1]"#;
    let divides = r#"["==",["/",1,["item"]],1]"#;
    assert_eq!(eval(&format!(r#"["exists",{list},{divides}]"#)), Ok(true.into()));
    assert_eq!(eval(&format!(r#"["all",{list},{divides}]"#)), Err(EvalError::DivisionByZero));
    assert_eq!(eval(&format!(r#"["filter",{list},{divides}]"#)), Err(EvalError::DivisionByZero));
}

#[test]
fn only_the_chosen_branch_is_evaluated() {
    assert_eq!(eval(r#"["?:",true,1,["get","answers.a"]]"#), Ok(1.into()));
    assert_eq!(eval(r#"["?:",["get","answers.a"],1,2]"#), Err(unanswered("answers.a")));
    assert_eq!(eval(r#"["?:",["has","answers.a"],["get","answers.a"],2]"#), Ok(2.into()));
}

#[test]
fn arithmetic_without_a_result_is_an_error() {
    assert_eq!(eval(&format!(r#"["+",{},1]"#, i64::MAX)), Err(EvalError::Overflow));
    assert_eq!(eval(&format!(r#"["neg",{}]"#, i64::MIN)), Err(EvalError::Overflow));
    assert_eq!(eval(&format!(r#"["/",{},-1]"#, i64::MIN)), Err(EvalError::Overflow));
    assert_eq!(eval(r#"["/",1,0]"#), Err(EvalError::DivisionByZero));
    assert_eq!(eval(r#"["%",1,0]"#), Err(EvalError::DivisionByZero));
    assert_eq!(
        eval(r#"["/",["dec","1.0"],2]"#),
        Err(EvalError::Type { expected: "an operation on decimals" })
    );
    assert_eq!(
        eval(r#"["+",["date","2020-01-10"],["ms",86400001]]"#).unwrap_err().to_string(),
        "expected whole days"
    );
}

#[test]
fn decimals_dates_and_durations_compute_exactly() {
    let dec = |text: &str| ExprValue::from(text.parse::<crate::decimal::Decimal>().unwrap());
    assert_eq!(eval(r#"["*",["dec","12.34"],["dec","1.30"]]"#), Ok(dec("16.042")));
    assert_eq!(eval(r#"["+",["dec","0.1"],["dec","0.2"]]"#), Ok(dec("0.3")));
    assert_eq!(eval(r#"["==",2,["dec","2.00"]]"#), Ok(true.into()));
    assert_eq!(eval(r#"["<",["dec","1.99"],2]"#), Ok(true.into()));
    assert_eq!(
        eval(r#"["-",["date","2020-03-01"],["date","2020-02-28"]]"#),
        Ok(Scalar::Duration(2 * 86_400_000).into())
    );
    assert_eq!(eval(r#"["+",["date","2020-02-28"],["ms",172800000]]"#).unwrap().to_string(), "2020-03-01");
    assert_eq!(parse_duration("1h30m"), Some(5_400_000));
    assert_eq!(parse_duration("-90s"), Some(-90_000));
    for bad in ["", "h", "1", "1m1h", "1h1h", "1.5h", "-", "99999999999999999h"] {
        assert_eq!(parse_duration(bad), None, "{bad}");
    }
}

#[test]
fn dates_move_by_days_months_and_years() {
    let moved = |json: &str| eval(json).unwrap().to_string();
    assert_eq!(moved(r#"["addDays",["date","2020-02-28"],2]"#), "2020-03-01");
    assert_eq!(moved(r#"["addMonths",["date","2024-01-31"],1]"#), "2024-02-29");
    assert_eq!(moved(r#"["addMonths",["date","2023-01-01"],18]"#), "2024-07-01");
    assert_eq!(moved(r#"["addYears",["date","2024-02-29"],-1]"#), "2023-02-28");
    assert_eq!(moved(r#"["daysBetween",["date","2024-02-28"],["date","2024-03-01"]]"#), "2");
    assert_eq!(moved(r#"["daysBetween",["date","2024-03-01"],["date","2024-02-28"]]"#), "-2");
    assert_eq!(moved(r#"["days",["-",["date","2024-03-01"],["date","2024-01-01"]]]"#), "60");
    assert_eq!(moved(r#"["days",["ms",-172799999]]"#), "-1", "towards zero");
    for op in ["addDays", "addMonths", "addYears"] {
        let beyond = format!(r#"["{op}",["date","2024-01-01"],{}]"#, i64::MAX);
        assert_eq!(eval(&beyond), Err(EvalError::Overflow));
        assert!(matches!(eval(&format!(r#"["{op}",1,1]"#)), Err(EvalError::Type { .. })));
    }
    assert_eq!(eval(r#"["days",1]"#), Err(EvalError::Type { expected: "a duration" }));
    assert!(matches!(eval(r#"["daysBetween",["date","2024-01-01"],1]"#), Err(EvalError::Type { .. })));
}

#[test]
fn texts_are_counted_in_characters() {
    assert_eq!(eval(r#"["size","电梯A"]"#), Ok(3.into()));
    assert_eq!(eval(r#"["startsWith","电梯A","电"]"#), Ok(true.into()));
    assert_eq!(eval(r#"["endsWith",["+","a","b"],"b"]"#), Ok(true.into()));
    assert_eq!(eval(r#"["contains","abc","x"]"#), Ok(false.into()));
}

#[test]
fn an_expression_names_what_it_reads() {
    let condition = expr(
        r#"["||",["has","answers.b"],["exists",["get","answers.tools"],["==",["item"],["get","job.area"]]]]"#,
    );
    let names: Vec<String> = condition.reads().iter().map(ToString::to_string).collect();
    assert_eq!(names, ["answers.b", "answers.tools", "job.area"]);
    let context = values([
        ("answers.tools", ExprValue::List(vec![Scalar::Str("ladder".into()), Scalar::Str("saw".into())])),
        ("job.area", "saw".into()),
    ]);
    assert_eq!(condition.eval_bool(&context), Ok(true));
}

#[test]
fn a_context_of_the_wrong_type_is_an_error_not_a_guess() {
    let context = values([("answers.a", 1.into())]);
    assert_eq!(
        expr(r#"["get","answers.a"]"#).eval_bool(&context),
        Err(EvalError::Type { expected: "a Bool" })
    );
    assert_eq!(
        expr(r#"["==",["get","answers.a"],"1"]"#).eval(&context),
        Err(EvalError::Type { expected: "two values of one type" })
    );
    let long = values([("answers.a", ExprValue::List(vec![Scalar::Int(1); LIST_CAP + 1]))]);
    assert_eq!(expr(r#"["size",["get","answers.a"]]"#).eval(&long), Err(EvalError::Overflow));
}

#[test]
fn hostile_trees_are_refused_before_they_run() {
    let nested = |levels: usize| format!("{}true{}", r#"["!","#.repeat(levels), "]".repeat(levels));
    assert!(serde_json::from_str::<Expr>(&nested(MAX_DEPTH - 1)).is_ok());
    assert!(refusal(&nested(MAX_DEPTH)).contains("nested deeper than 24 levels"));
    assert!(refusal(&nested(100_000)).contains("nested deeper than 24 levels"));
    let wide = format!(r#"["==",["list"{}],["list"]]"#, ",1".repeat(LIST_CAP + 1));
    assert!(refusal(&wide).contains("too many parts"));
    let row = format!(r#"["list"{}]"#, ",1".repeat(LIST_CAP));
    let many = format!(r#"["list"{}]"#, format!(",{row}").repeat(16));
    assert!(refusal(&many).contains("more than 1000 parts"));
    let inner = r#"["all",["list",true],["item"]]"#;
    assert!(refusal(&format!(r#"["all",["list",true],{inner}]"#)).contains("cannot stand inside each other"));
    let costly = (0..5).fold("1".to_owned(), |sum, _| format!(r#"["+",{sum},["item"]]"#));
    let costly = format!(r#"["map",["list",1],{costly}]"#);
    assert!(refusal(&costly).contains("steps, more than 10000"), "{}", refusal(&costly));
}

#[test]
fn malformed_trees_are_refused() {
    for (json, reason) in [
        (r#"["item"]"#, "outside of it"),
        (r#"["&&",true]"#, "wrong number of operands"),
        (r#"["&&",true,true,true]"#, "too many parts"),
        (r#"["has","answers.a",1]"#, "too many parts"),
        (r#"["get"]"#, "lacks its parts"),
        (r#"["get","a b"]"#, "is not a name"),
        (r#"["eval","x"]"#, "unknown operation"),
        (r#"["map",["list",1]]"#, "wrong number of operands"),
        (r#"["fly","x"]"#, "unknown operation `fly`: update the app"),
        (r#"["matches","x"]"#, "lacks its parts"),
        (r#"["matches","x","a","b"]"#, "too many parts"),
        (r#"["matches","x","(a"]"#, "the pattern cannot be read"),
        (r#"["matches","x","(?:a{99}){99}"]"#, "the pattern is too large"),
        (r#"["matches","x",["get","answers.a"]]"#, "invalid type: sequence"),
        (r#"["slice","x"]"#, "wrong number of operands"),
        (r#"["join",["list","x"]]"#, "wrong number of operands"),
        (r#"["round",1,["get","answers.a"]]"#, "written out, from 0 to 9"),
        (r#"["round",1,10]"#, "written out, from 0 to 9"),
        (r#"["quotient",1,2,-1]"#, "written out, from 0 to 9"),
        (r#"["formatDate",["date","2024-01-01"],"%b"]"#, "`%b` is no part of a date"),
        (r#"["formatDate",["date","2024-01-01"],"%"]"#, "takes a format"),
        (r#"["date","2020-13-01"]"#, "out of range"),
        ("1.5", "invalid type: floating point"),
        ("9223372036854775808", "out of range"),
        ("null", "invalid type: null"),
        (r#"{"a":1}"#, "invalid type: map"),
    ] {
        assert!(refusal(json).contains(reason), "{json}: {}", refusal(json));
    }
}

#[test]
fn a_text_matches_a_pattern() {
    let plate = |text: &str| eval(&format!(r#"["matches","{text}","^[A-Z]{{2}}-[0-9]{{4}}$"]"#));
    assert_eq!(plate("AB-1234"), Ok(true.into()));
    assert_eq!(plate("xAB-1234"), Ok(false.into()));
    assert_eq!(plate(&"a".repeat(Pattern::MAX_MATCHED + 1)), Err(EvalError::Overflow));
    assert_eq!(eval(r#"["matches",1,"a"]"#), Err(EvalError::Type { expected: "a text" }));
    let some = r#"["exists",["get","answers.tools"],["matches",["item"],"^l"]]"#;
    let tools = ExprValue::List(vec![Scalar::Str("saw".into()), Scalar::Str("ladder".into())]);
    assert_eq!(expr(some).eval_bool(&values([("answers.tools", tools)])), Ok(true));
    assert_eq!(expr(some).reads().len(), 1);
    let three = r#"["matches",["item"],"a"]"#;
    let costly = format!(r#"["exists",["list","a"],["||",{three},{three}]]"#);
    assert!(refusal(&costly).contains("more than 10000"), "matching in a macro is bounded");
}

#[test]
fn what_several_things_answered_is_added_up_compared_and_joined() {
    let shown = |json: &str| eval(json).map(|value| value.to_string());
    assert_eq!(shown(r#"["sum",["list",2,3]]"#), Ok("5".to_owned()));
    assert_eq!(shown(r#"["sum",["list",["dec","1.50"],3]]"#), Ok("4.50".to_owned()));
    assert_eq!(shown(r#"["sum",["list"]]"#), Ok("0".to_owned()));
    assert_eq!(eval(&format!(r#"["sum",["list",{},1]]"#, i64::MAX)), Err(EvalError::Overflow));
    assert_eq!(shown(r#"["max",["list",2,["dec","7.5"],3]]"#), Ok("7.5".to_owned()));
    assert_eq!(shown(r#"["min",["list","b","a","c"]]"#), Ok("a".to_owned()));
    assert_eq!(shown(r#"["join",["list","a","b"]," + "]"#), Ok("a + b".to_owned()));
    assert_eq!(shown(r#"["join",["list"]," + "]"#), Ok(String::new()));
    let none = values([("answers.prices", ExprValue::List(Vec::new()))]);
    let largest = expr(r#"[">",["max",["get","answers.prices"]],1]"#).eval_bool(&none);
    assert_eq!(largest, Err(unanswered("answers.prices")), "nothing is the largest of none");
    assert!(eval(r#"["max",["list"]]"#).is_err());
    assert!(eval(r#"["sum",["list","a"]]"#).is_err());
    let long = format!(r#"["join",["list",{0},{0}],""]"#, serde_json::json!("x".repeat(MAX_TEXT / 2 + 1)));
    assert_eq!(eval(&long), Err(EvalError::Overflow));
}

#[test]
fn a_slice_counts_characters_and_never_leaves_the_text() {
    let slice = |rest: &str| eval(&format!(r#"["slice","\u7535\u68af-1",{rest}]"#)).unwrap().to_string();
    assert_eq!(slice("0,2"), "\u{7535}\u{68af}");
    assert_eq!(slice("2"), "-1");
    assert_eq!(slice("-1"), "1");
    assert_eq!(slice("-3,-1"), "\u{68af}-");
    for empty in ["2,1", "4", "9,12", &format!("{0}", i64::MAX), &format!("0,{}", i64::MIN)] {
        assert_eq!(slice(empty), "", "{empty}");
    }
    assert_eq!(slice(&format!("{},{}", i64::MIN, i64::MAX)), "\u{7535}\u{68af}-1");
}

#[test]
fn numbers_are_read_rounded_and_divided() {
    let shown = |json: &str| eval(json).map(|value| value.to_string());
    assert_eq!(shown(r#"["number","-12.50"]"#), Ok("-12.50".to_owned()));
    for none in ["", "x", "1e3", "1,5", " 1", "99999999999999999999", "0.1234567890"] {
        let read = eval(&format!(r#"["number","{none}"]"#));
        assert_eq!(read, Err(EvalError::Type { expected: "a number" }), "{none}");
    }
    assert_eq!(shown(r#"["int",["dec","-2.9"]]"#), Ok("-2".to_owned()));
    assert_eq!(shown(r#"["int",7]"#), Ok("7".to_owned()));
    assert_eq!(shown(r#"["round",["dec","2.345"],2]"#), Ok("2.35".to_owned()));
    assert_eq!(shown(r#"["round",["dec","-2.5"],0]"#), Ok("-3".to_owned()), "away from zero");
    assert_eq!(shown(r#"["round",7,2]"#), Ok("7.00".to_owned()));
    assert_eq!(shown(r#"["quotient",1,3,6]"#), Ok("0.333333".to_owned()));
    assert_eq!(shown(r#"["quotient",2,-3,1]"#), Ok("-0.7".to_owned()));
    assert_eq!(shown(r#"["quotient",1,["dec","0.0"],2]"#), Err(EvalError::DivisionByZero));
    let large = format!(r#"["quotient",{},["dec","0.000000001"],9]"#, i64::MAX);
    assert_eq!(eval(&large), Err(EvalError::Overflow));
    assert_eq!(eval(&format!(r#"["quotient",{},-1,0]"#, i64::MIN)), Err(EvalError::Overflow));
    assert_eq!(eval(&format!(r#"["round",{},9]"#, i64::MAX)), Err(EvalError::Overflow));
    assert!(matches!(eval(r#"["round","1",0]"#), Err(EvalError::Type { .. })));
    assert!(matches!(eval(r#"["int",["list",1]]"#), Err(EvalError::Type { .. })));
}

#[test]
fn numbers_and_dates_are_written_as_texts() {
    let shown = |json: &str| eval(json).map(|value| value.to_string());
    assert_eq!(shown(r#"["string",["dec","2.50"]]"#), Ok("2.5".to_owned()));
    assert_eq!(shown(r#"["string",-3]"#), Ok("-3".to_owned()));
    assert_eq!(shown(r#"["string",["date","2024-02-05"]]"#), Ok("2024-02-05".to_owned()));
    assert!(matches!(eval(r#"["string",true]"#), Err(EvalError::Type { .. })));
    let day = |format: &str| shown(&format!(r#"["formatDate",["date","2024-02-05"],"{format}"]"#)).unwrap();
    assert_eq!(day("%Y-%m-%d"), "2024-02-05");
    assert_eq!(day("%e.%n.%y at 100%%"), "5.2.24 at 100%");
    assert_eq!(day(""), "");
}
