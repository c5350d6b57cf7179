//! Tables for other programs: fields between commas, lines that end as spreadsheets expect.

use doorstep_domain::decimal::Decimal;

/// A text as one field. What a table program would run as a formula stays a text; a number stays a number.
pub(super) fn field(text: &str) -> String {
    let is_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']) && text.parse::<Decimal>().is_err();
    let text = if is_formula { format!("'{text}") } else { text.to_owned() };
    if text.contains([',', '"', '\r', '\n']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}

/// A line of fields.
pub(super) fn line<'a>(fields: impl IntoIterator<Item = &'a str>) -> String {
    let fields: Vec<String> = fields.into_iter().map(field).collect();
    fields.join(",") + "\r\n"
}

#[cfg(test)]
mod tests {
    use super::line;

    #[test]
    fn what_could_run_or_break_a_line_is_a_text() {
        assert_eq!(
            line(["a", "-3.5", "=SUM(A1)", "two, \"three\"", ""]),
            "a,-3.5,'=SUM(A1),\"two, \"\"three\"\"\",\r\n"
        );
    }
}
