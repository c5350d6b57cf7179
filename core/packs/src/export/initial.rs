//! The column `default`: what a question is answered with from the beginning.

use doorstep_domain::checklist::{Kind, Step};
use doorstep_domain::expr::{Expr, Node, Scalar};

use super::rows::Rows;
use super::sheet::Cells;

impl<'a> Rows<'a> {
    /// Writes the answer with which a step begins: one that is written down as it is, others as expressions.
    pub(super) fn initial(&mut self, step: &'a Step<Expr>, cells: &mut Cells) {
        let Some(default) = &step.default else { return };
        let written = match self.written_down(step, default.root()) {
            Some(written) => Ok(written),
            None => self.writer(step, false).calculation(default).map(|(calculation, _)| calculation),
        };
        match written {
            Ok(written) => {
                cells.insert("default".to_owned(), written);
                self.parts.understood(&step.id, "default");
            }
            Err(reason) => self.parts.unknown(&step.id, "default", "", reason),
        }
    }

    fn written_down(&self, step: &Step<Expr>, value: &Node) -> Option<String> {
        let option = |id: &str| self.names.get(&step.id).map_or(id, |entry| entry.option(id)).to_owned();
        Some(match value {
            Node::Literal(Scalar::Bool(yes)) => match (&step.kind, yes) {
                (Kind::Tick, true) => "OK".to_owned(),
                (Kind::YesNo, true) => "yes".to_owned(),
                (Kind::YesNo, false) => "no".to_owned(),
                _ => return None,
            },
            Node::Literal(Scalar::Str(text)) => option(text),
            Node::Literal(Scalar::Int(number)) => number.to_string(),
            Node::Literal(Scalar::Decimal(number)) => number.to_string(),
            Node::Literal(Scalar::Date(day)) => day.to_string(),
            Node::List(chosen) => {
                let names = chosen.iter().map(|chosen| self.written_down(step, chosen));
                names.collect::<Option<Vec<_>>>()?.join(" ")
            }
            _ => return None,
        })
    }
}
