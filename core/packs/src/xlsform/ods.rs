//! How large the sheets of an `.ods` are once their repetitions are written out: a few bytes can stand for billions of
//! cells, and the reader writes out every one.

use super::workbook::WorkbookError;

/// The most cells, empty ones included, between the first and the last of a sheet.
const MAX_AREA: u64 = 4_000_000;

/// Refuses a sheet that is larger than any list or form.
pub(super) fn check(content: &str) -> Result<(), WorkbookError> {
    for table in content.split("<table:table ").skip(1) {
        let name = attribute(head(table), "table:name").unwrap_or_default();
        if area(table.split("</table:table>").next().unwrap_or(table)) > MAX_AREA {
            return Err(WorkbookError::TooManyCells(name.into()));
        }
    }
    Ok(())
}

/// Rows up to the last with anything in it, times columns up to the last with anything in it.
fn area(table: &str) -> u64 {
    let (mut row, mut rows, mut columns) = (0_u64, 0, 0);
    for part in table.split("<table:table-row").skip(1) {
        row = row.saturating_add(repeated(head(part), "table:number-rows-repeated"));
        let width = width(part.split("</table:table-row>").next().unwrap_or(part));
        if width > 0 {
            rows = row;
            columns = columns.max(width);
        }
    }
    rows.saturating_mul(columns)
}

/// Columns of a row up to the last with anything in it; 0 if nothing is.
fn width(row: &str) -> u64 {
    let (mut column, mut width) = (0_u64, 0);
    let mut parts = row.split("table-cell");
    let mut before = parts.next().unwrap_or_default();
    for cell in parts {
        // The tag that ends a cell is cut at the same word; it repeats nothing.
        let ends = before.ends_with("</table:") || before.ends_with("</table:covered-");
        before = cell;
        if ends {
            continue;
        }
        column = column.saturating_add(repeated(head(cell), "table:number-columns-repeated"));
        if ["office:value", "table:formula", "<text:"].iter().any(|sign| cell.contains(sign)) {
            width = column;
        }
    }
    width
}

/// What stands in a tag whose beginning was cut off.
fn head(tag: &str) -> &str {
    tag.split('>').next().unwrap_or(tag)
}

fn repeated(tag: &str, name: &str) -> u64 {
    attribute(tag, name).and_then(|count| count.parse().ok()).unwrap_or(1)
}

fn attribute<'t>(tag: &'t str, name: &str) -> Option<&'t str> {
    let (_, behind) = tag.split_once(name)?;
    behind.strip_prefix("=\"")?.split('"').next()
}

#[cfg(test)]
mod tests {
    use super::{area, check};

    fn table(rows: &str) -> String {
        format!("<table:table table:name=\"survey\">{rows}</table:table>")
    }

    #[test]
    fn empty_rows_and_columns_at_the_end_are_free() {
        let cell = "<table:table-cell office:value-type=\"string\"><text:p>a</text:p></table:table-cell>";
        let rows = format!(
            "<table:table-row>{cell}{cell}<table:table-cell table:number-columns-repeated=\"16382\"/></table:table-row>\
             <table:table-row table:number-rows-repeated=\"1048574\"><table:table-cell/></table:table-row>"
        );
        assert!(check(&table(&rows)).is_ok());
        assert!((2..=4).contains(&area(&rows)), "{}", area(&rows));
    }

    #[test]
    fn what_is_repeated_without_end_is_refused_before_it_is_written_out() {
        for rows in [
            "<table:table-row table:number-rows-repeated=\"1048576\"><table:table-cell table:number-columns-repeated=\"16384\" office:value=\"1\"/></table:table-row>",
            "<table:table-row table:number-rows-repeated=\"1048575\"><table:table-cell/></table:table-row><table:table-row><table:table-cell table:number-columns-repeated=\"99\"/><table:table-cell office:value-type=\"string\"><text:p>a</text:p></table:table-cell></table:table-row>",
        ] {
            assert!(check(&table(rows)).is_err(), "{rows}");
        }
    }
}
