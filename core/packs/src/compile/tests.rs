use doorstep_domain::expr::{Context, Expr, ExprValue, Name, ScalarType, Type};

use super::*;

struct NoAnswers;

impl Context for NoAnswers {
    fn get(&self, _: &Name) -> Option<ExprValue> {
        None
    }
}

fn environment() -> Environment {
    let mut environment = Environment::default();
    for (name, declared) in [
        ("answers.voucher", Type::BOOL),
        ("answers.tools", Type::List(ScalarType::Str)),
        ("answers.wall_length", Type::DECIMAL),
        ("answers.bought", Type::DATE),
        ("job.area", Type::STR),
        ("visit.number", Type::INT),
    ] {
        environment.declare(name, declared).unwrap();
    }
    environment
}

fn compiled(text: &str) -> Result<Expr, CompileError> {
    compile(text, &environment(), Expected::Any)
}

fn stored(text: &str) -> String {
    serde_json::to_string(&compiled(text).unwrap()).unwrap()
}

fn refusal(text: &str) -> String {
    compiled(text).map(|expr| format!("compiled to {expr:?}")).unwrap_err().to_string()
}

#[test]
fn cel_becomes_the_stored_tree() {
    assert_eq!(
        stored("answers.voucher && job.area == 'public'"),
        r#"["&&",["get","answers.voucher"],["==",["get","job.area"],"public"]]"#
    );
    assert_eq!(
        stored("has(answers.bought) && answers.bought >= date('2020-01-10')"),
        r#"["&&",["has","answers.bought"],[">=",["get","answers.bought"],["date","2020-01-10"]]]"#
    );
    assert_eq!(
        stored("answers.tools.exists(tool, tool.startsWith('l'))"),
        r#"["exists",["get","answers.tools"],["startsWith",["item"],"l"]]"#
    );
    assert_eq!(stored("visit.number > 1 ? duration('8h') : duration('24h')").matches("ms").count(), 2);
    assert_eq!(
        stored("job.area.size() + size(answers.tools) - -3"),
        r#"["-",["+",["size",["get","job.area"]],["size",["get","answers.tools"]]],-3]"#
    );
    assert_eq!(
        stored("addYears(answers.bought, 2) > date('2020-01-10')"),
        r#"[">",["addYears",["get","answers.bought"],2],["date","2020-01-10"]]"#
    );
    assert_eq!(
        stored("daysBetween(answers.bought, addDays(answers.bought, visit.number)) == days(duration('48h'))"),
        r#"["==",["daysBetween",["get","answers.bought"],["addDays",["get","answers.bought"],["get","visit.number"]]],["days",["ms",172800000]]]"#
    );
    assert_eq!(
        stored(r#"job.area.matches("^a\\d$") && int(number(slice(job.area, 0, 2))) > 1"#),
        r#"["&&",["matches",["get","job.area"],"^a\\d$"],[">",["int",["number",["slice",["get","job.area"],0,2]]],1]]"#
    );
    assert_eq!(
        stored("string(round(quotient(visit.number, 3, 4), 2)) + formatDate(answers.bought, '%Y')"),
        r#"["+",["string",["round",["quotient",["get","visit.number"],3,4],2]],["formatDate",["get","answers.bought"],"%Y"]]"#
    );
    assert_eq!(stored("dec('1.30') * visit.number"), r#"["*",["dec","1.30"],["get","visit.number"]]"#);
}

#[test]
fn every_refusal_says_why() {
    for (text, reason) in [
        ("answers.vouchr", "unknown name `answers.vouchr`; did you mean `answers.voucher`?"),
        ("weather.rain", "unknown name `weather.rain`"),
        ("answers", "unknown name `answers`"),
        ("1.3 * visit.number > 2", "there are no floats: write dec(\"1.3\")"),
        ("visit.number == 1.0", "there are no floats: write dec(\"1\")"),
        (
            "answers.wall_length / 2",
            "`/` cannot take Decimal and Int (only + - * and comparisons join decimals; quotient(a, b, 2) divides them)",
        ),
        ("job.area && true", "`&&` cannot take Str and Bool"),
        ("job.area == 1", "`==` cannot take Str and Int"),
        ("true < false", "`<` cannot take Bool and Bool"),
        ("visit.number in answers.tools", "`in` cannot take Int and List of Str"),
        ("answers.voucher ? 1 : 'a'", "`?:` cannot take Bool and Int and Str"),
        ("answers.tools.all(t, t)", "`all` cannot take Str"),
        ("job.area.exists(t, true)", "`exists` cannot take Str"),
        ("answers.tools.map(job, job)", "the variable `job` hides a name; choose another"),
        ("answers.tools == []", "an empty list has no type; use size(x) == 0"),
        ("[1, 'a']", "a list of several types is not part of the subset of CEL that packs may use"),
        ("answers.tools[0]", "an index is not part of the subset of CEL that packs may use"),
        ("{'a': 1}", "a map is not part of the subset of CEL that packs may use"),
        ("null", "null is not part of the subset of CEL that packs may use"),
        ("1u", "an unsigned number is not part of the subset of CEL that packs may use"),
        (
            "answers.tools.exists_one(t, true)",
            "`exists_one` is not part of the subset of CEL that packs may use",
        ),
        ("addDays(answers.bought, dec('1.5'))", "`addDays` cannot take Date and Decimal"),
        ("addMonths(visit.number, 1)", "`addMonths` cannot take Int and Int"),
        ("addYears(answers.bought)", "`addYears` cannot take Date"),
        ("addYears(answers.voucher, 1, 1)", "`addYears` cannot take Bool and Int and Int"),
        ("days(1, 2)", "`days` cannot take Int and Int"),
        ("days(answers.bought)", "`days` cannot take Date"),
        ("daysBetween(answers.bought, 1)", "`daysBetween` cannot take Date and Int"),
        ("answers.bought.addDays(1)", "`addDays` is not part of the subset of CEL that packs may use"),
        ("dec(visit.number)", "`dec` takes a text such as dec(\"1.30\")"),
        ("date('2020-1-1') > answers.bought", "`date` takes a text such as date(\"2020-01-10\")"),
        ("duration('1.5h')", "`duration` takes a text such as duration(\"1h30m\")"),
        ("has(true)", "`has` takes a text such as has(answers.voucher)"),
        (
            "answers.tools.all(a, answers.tools.all(b, a == b))",
            "all, exists, map and filter cannot stand inside each other",
        ),
    ] {
        assert_eq!(refusal(text), reason, "{text}");
    }
    assert!(refusal("answers.voucher &&").starts_with("is not CEL: line 1, column"));
    assert!(refusal("").starts_with("is not CEL: "));
}

#[test]
fn functions_say_what_they_take() {
    for (text, reason) in [
        ("visit.number.matches('a*')", "`matches` cannot take Int"),
        ("job.area.matches(job.area)", "`matches` takes a text such as job.area.matches(\"^[a-z]+$\")"),
        (
            "job.area.matches('(?=a)')",
            "the pattern cannot be read: lookaround such as `(?=a)` is not supported: say each part in a condition of \
             its own and join them",
        ),
        ("matches(job.area, 'a')", "`matches` is not part of the subset of CEL that packs may use"),
        ("int('1')", "`int` cannot take Str"),
        ("number(visit.number)", "`number` cannot take Int"),
        ("slice(job.area)", "`slice` cannot take Str"),
        ("slice(job.area, '1')", "`slice` cannot take Str and Str"),
        (
            "round(visit.number, visit.number)",
            "`round` takes its number of digits last, written out, from 0 to 9",
        ),
        (
            "quotient(visit.number, 3, 10)",
            "`quotient` takes its number of digits last, written out, from 0 to 9",
        ),
        ("quotient(visit.number, job.area, 2)", "`quotient` cannot take Int and Str and Int"),
        ("string(answers.voucher)", "`string` cannot take Bool"),
        (
            "formatDate(answers.bought, '%H')",
            "`%H` is no part of a date: a format has %Y, %y, %m, %n, %d, %e and %%",
        ),
        (
            "formatDate(answers.bought, job.area)",
            "`formatDate` takes a format such as \"%Y-%m-%d\", written out",
        ),
    ] {
        assert_eq!(refusal(text), reason, "{text}");
    }
}

#[test]
fn the_place_of_an_expression_decides_its_type() {
    let wrong = |expected| compile("visit.number", &environment(), expected).unwrap_err().to_string();
    assert_eq!(wrong(Expected::Is(Type::BOOL)), "is Int, but Bool is needed here");
    assert!(compile("visit.number", &environment(), Expected::Number).is_ok());
    assert!(compile("dec('1.5')", &environment(), Expected::Number).is_ok());
    assert!(compile("job.area", &environment(), Expected::Number).is_err());
}

#[test]
fn limits_hold_for_what_an_author_can_write() {
    let sum = |terms: usize| vec!["1"; terms].join("+");
    assert_eq!(refusal(&sum(300)), "nested deeper than 24 levels");
    assert_eq!(refusal(&sum(4_001)), "is longer than 8000 bytes");
    assert!(compiled(&sum(20)).is_ok());
    let nested = format!("{}1{}", "(".repeat(400), ")".repeat(400));
    assert!(refusal(&nested).contains("ecursion limit"), "{}", refusal(&nested));
    // As deep as a text can be is still no danger to the stack.
    for deep in ["!", "-", "(", "[", "1+(", "true?1:", "size(", "a."] {
        let text = deep.repeat(7_900 / deep.len());
        assert!(compiled(&text).is_err(), "{deep}");
        // With an end as well, whatever that comes to.
        let _ = compiled(&format!("{text}1"));
    }
    let many = format!("{} == 1", vec!["[1,1,1,1,1,1,1,1,1,1] == [1]"; 30].join(" || "));
    assert!(compiled(&many).is_err());
    assert_eq!(compiled("true && true").unwrap().eval_bool(&NoAnswers), Ok(true));
}
