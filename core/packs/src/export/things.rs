//! Groups of steps for each of several things: `begin_repeat` and how many there are.

use doorstep_domain::checklist::{Column, Kind, Step};
use doorstep_domain::expr::{Expr, Name, Node, Op};

use super::names::parts as parts_of;
use super::rows::Rows;
use super::sheet::Cells;

impl<'a> Rows<'a> {
    /// The group of a step of kind `repeat`.
    pub(super) fn repeat(&mut self, step: &'a Step<Expr>, cells: &mut Cells) {
        let Kind::Repeat { item, at_least, at_most, .. } = &step.kind else { return };
        self.said(step, cells);
        if *item != step.title {
            self.parts.approximated(&step.id, "item", "", "one thing is called as all of them are");
        }
        let counted = counted(step);
        let mut known = Vec::new();
        match (at_least, at_most, counted.map(|count| self.writer(step, false).count(count))) {
            (_, _, Some(Ok(count))) => {
                cells.insert("repeat_count".to_owned(), count);
                known.push("constraint");
                self.parts.understood(&step.id, "kind");
            }
            (least, most, _) if least == most => {
                cells.insert("repeat_count".to_owned(), least.to_string());
                self.parts.understood(&step.id, "kind");
            }
            (0, 64, _) => self.parts.understood(&step.id, "kind"),
            _ => {
                let reason = "as many as somebody adds: a form has no bounds for them";
                self.parts.approximated(&step.id, "kind", "repeat", reason);
            }
        }
        if step.constraint.is_some() && known.is_empty() {
            let reason = "only the number of things can be said of a group";
            self.parts.unknown(&step.id, "constraint", "", reason);
        }
        // That there are any is said by their number.
        let any = counted.map(|count| {
            let zero = Node::Literal(doorstep_domain::expr::Scalar::Int(0));
            Node::Call(Op::Gt, vec![count.clone(), zero])
        });
        if let Some(when) = &step.when {
            let parts: Vec<&Node> = parts_of(when.root(), Op::And);
            let parts: Vec<&Node> = parts.into_iter().filter(|part| Some(*part) != any.as_ref()).collect();
            match self.writer(step, false).conditions(&parts) {
                Ok(condition) if !parts.is_empty() => {
                    cells.insert("relevant".to_owned(), condition);
                    self.parts.understood(&step.id, "when");
                }
                Ok(_) => self.parts.understood(&step.id, "when"),
                Err(reason) => {
                    self.parts.unknown(&step.id, "when", "", format!("{reason}; it is always asked"));
                }
            }
        }
        self.left_out(step);
    }

    /// Whether this is the number of things that a group was to have, which comes with the group.
    pub(super) fn is_count(&self, column: &Column<Expr>) -> bool {
        let is_fixed = |step: &Step<Expr>| matches!(&step.kind, Kind::Repeat { at_least, at_most, .. } if at_least == at_most);
        let groups = self.checklist.steps.iter().filter(|step| is_fixed(step) || counted(step).is_some());
        let mut columns = groups.filter_map(|step| self.names.get(&step.id)?.column);
        columns.any(|group| column.name == format!("{}_count", group.name))
    }
}

/// What the number of things is checked against.
fn counted(step: &Step<Expr>) -> Option<&Node> {
    let check = step.constraint.as_ref()?.check.root();
    let own = |node: &Node| matches!(node, Node::Call(Op::Size, inner) if matches!(inner.as_slice(), [Node::Read(name)] if is_of(name, &step.id)));
    match check {
        Node::Call(Op::Eq, sides) => match sides.as_slice() {
            [size, count] if own(size) => Some(count),
            [count, size] if own(size) => Some(count),
            _ => None,
        },
        _ => None,
    }
}

fn is_of(name: &Name, id: &str) -> bool {
    name.within("answers") == Some(id)
}
