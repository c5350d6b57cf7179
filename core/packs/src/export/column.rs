//! Columns that no step stands behind: what is worked out, and what is recorded by itself.

use doorstep_domain::checklist::{Column, Content, Stamp};
use doorstep_domain::expr::{Expr, Node, Op};

use super::condition::{Here, Writer};
use super::names::parts as parts_of;
use super::rows::{Rows, row};

impl Rows<'_> {
    /// A column that no step stands behind.
    pub(super) fn column(&mut self, column: &Column<Expr>, name: &str) {
        if self.is_count(column) {
            return self.parts.understood(&column.name, "column");
        }
        let group = column.each.as_deref();
        let writer = Writer::new(self.names, Here { own: None, group });
        let mut cells = row("hidden", name);
        let kind = match &column.is {
            Content::Recorded(stamp) => Ok(match stamp {
                Stamp::Began => "start",
                Stamp::Ended => "end",
                Stamp::Day => "today",
                Stamp::Device => "deviceid",
                Stamp::User | Stamp::Key => "username",
            }),
            Content::Value(value) => writer.calculation(value).and_then(|(calculation, needs)| {
                let is_needed = |part: &&Node| !matches!(part, Node::Has(name) if needs.contains(name));
                let when =
                    column.when.as_ref().map(|when| parts_of(when.root(), Op::And)).unwrap_or_default();
                let when: Vec<&Node> = when.into_iter().filter(is_needed).collect();
                if !when.is_empty() {
                    cells.insert("relevant".to_owned(), writer.conditions(&when)?);
                }
                cells.insert("calculation".to_owned(), calculation);
                Ok("calculate")
            }),
            Content::Nothing | Content::Step(_) => Ok("hidden"),
        };
        match kind {
            Ok(kind) => {
                cells.insert("type".to_owned(), kind.to_owned());
                self.parts.understood(&column.name, "column");
            }
            Err(reason) => {
                self.parts.unknown(&column.name, "column", "", format!("{reason}; it stays empty"));
            }
        }
        self.survey.rows.push(cells);
    }
}
