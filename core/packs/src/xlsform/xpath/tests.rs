use super::{Operator, XPath, parse};

fn answer(name: &str) -> XPath {
    XPath::Answer(name.to_owned())
}

fn number(digits: &str) -> XPath {
    XPath::Number(digits.to_owned())
}

fn binary(operator: Operator, left: XPath, right: XPath) -> XPath {
    XPath::Binary(operator, Box::new(left), Box::new(right))
}

#[test]
fn multiplication_binds_more_tightly_than_addition_and_comparison_less() {
    let sum = binary(Operator::Add, number("1"), binary(Operator::Multiply, answer("a"), number("2")));
    let whole = binary(Operator::Less, sum, answer("b"));
    assert_eq!(parse("1 + ${a} * 2 < ${b}"), Ok(whole));
}

#[test]
fn operators_of_one_level_are_read_from_the_left() {
    let left = binary(Operator::Subtract, answer("a"), answer("b"));
    assert_eq!(parse("${a} - ${b} - ${c}"), Ok(binary(Operator::Subtract, left, answer("c"))));
}

#[test]
fn a_word_is_an_operator_only_behind_an_operand() {
    let both = binary(Operator::And, answer("../and"), answer("../div"));
    assert_eq!(parse("../and and ../div"), Ok(both));
}

#[test]
fn names_may_contain_a_dash_and_functions_a_prefix() {
    let call = XPath::Call("jr:choice-name".to_owned(), vec![answer("a"), XPath::Text("${a}".to_owned())]);
    assert_eq!(parse("jr:choice-name(${a}, '${a}')"), Ok(call));
}

#[test]
fn curled_quotes_are_quotes() {
    assert_eq!(parse("${a} = ‘yes’"), parse("${a} = 'yes'"));
    assert_eq!(parse("${a} = “yes”"), parse("${a} = \"yes\""));
}

#[test]
fn paths_mean_the_question_that_they_end_in() {
    for (path, means) in [
        ("${age}", "age"),
        ("./age", "age"),
        ("../age", "../age"),
        ("current()/../age", "../age"),
        ("../person/../age", "../age"),
        ("../../age", "../../age"),
        ("../person/age", "../person/age"),
        ("current()/../person/age", "../person/age"),
        ("../person/${age}", "../person/age"),
    ] {
        assert_eq!(parse(path), Ok(answer(means)), "{path}");
    }
    assert_eq!(parse("/data/person/age"), Ok(answer("data/person/age")));
    assert_eq!(parse("."), Ok(XPath::Current));
}

#[test]
fn what_cannot_be_read_says_why() {
    for (text, reason) in [
        ("${a", "`${` is not closed by `}`"),
        ("'a", "a text in quotes is not closed"),
        ("(1 + 2", "`)` is missing"),
        ("1 +", "it ends too early"),
        ("1 2", "it goes on where it should end"),
        ("${a}[1]", "parts of lists are not picked with `[…]`: there are no tables beside the form"),
        ("instance('ctx')/ctx/age > 1", "`instance(…)/…`: there are no tables beside the form"),
        ("${a} ; 1", "`;` has no meaning here"),
    ] {
        assert_eq!(parse(text), Err(reason.to_owned()), "{text}");
    }
    assert!(parse(&"(".repeat(10_000)).is_err());
    assert!(parse(&"-".repeat(10_000)).is_err());
}

#[test]
fn a_path_leads_up_from_where_it_stands() {
    for (at, path, leads) in [
        ("a/b/c", "../d", Some("a/b/d")),
        ("a/b/c", "../../d/e", Some("a/d/e")),
        ("c", "../d", Some("d")),
        ("c", "../../d", None),
        ("a/b", "b", None),
    ] {
        assert_eq!(super::resolved(at, path).as_deref(), leads, "{path} from {at}");
    }
}
