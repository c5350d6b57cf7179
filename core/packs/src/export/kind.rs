//! The type of a question, from what a step asks for.

use doorstep_domain::checklist::{Choice, Kind, Scale, Step};
use doorstep_domain::decimal::Decimal;
use doorstep_domain::expr::{Expr, Node, Op, Scalar};
use doorstep_domain::text::Text;

use super::rows::{Listed, Rows};
use super::sheet::Cells;
use crate::xlsform::SIGNERS;

/// What texts can have that come from a form.
const WORDS: u32 = 1000;
/// What somebody writes behind `other`.
const OTHER: (u32, &str, &str) = (200, "其他，请说明", "Other: what is it?");
/// The most steps of a range that people are given to slide over.
const STEPS: i64 = 1000;
/// Beyond so many steps they choose from a wheel.
const SLIDES: i64 = 20;

/// The type of a question, with the checks that its kind comes to.
#[derive(Default)]
pub(super) struct Asked {
    pub(super) kind: String,
    pub(super) checks: Vec<String>,
    /// Nothing is asked: it is there in words only.
    pub(super) is_note: bool,
}

impl Asked {
    fn of(kind: impl Into<String>) -> Self {
        Self { kind: kind.into(), ..Self::default() }
    }

    fn note() -> Self {
        Self { kind: "note".to_owned(), checks: Vec::new(), is_note: true }
    }
}

impl<'a> Rows<'a> {
    /// What a step asks for.
    pub(super) fn asked(&mut self, step: &'a Step<Expr>, is_needed: bool, cells: &mut Cells) -> Asked {
        let id = &step.id;
        match &step.kind {
            Kind::Guidance => self.exact(id, Asked::note()),
            Kind::Tick => self.exact(id, Asked::of("acknowledge")),
            Kind::Date => self.exact(id, Asked::of("date")),
            Kind::DateTime => self.exact(id, Asked::of("dateTime")),
            Kind::Scan => self.exact(id, Asked::of("barcode")),
            Kind::Photo => self.exact(id, Asked::of("image")),
            Kind::YesNo => {
                self.nearly(id, "yes_no", "asked as a choice of yes and no");
                let options = [("yes", "是", "Yes"), ("no", "否", "No")];
                let options = options.map(|(name, zh, en)| Listed {
                    name: name.to_owned(),
                    title: self.ours(zh, en),
                    column: None,
                });
                Asked::of(format!("select_one {}", self.list("yes_no", options.to_vec())))
            }
            Kind::Choice { options } => {
                let asked = self.options(step, "select_one", options, cells);
                self.exact(id, asked)
            }
            Kind::Multi { options, at_least } => {
                let mut asked = self.options(step, "select_multiple", options, cells);
                if *at_least > 1 {
                    asked.checks.push(format!("count-selected(.) >= {at_least}"));
                    self.nearly(id, "multi", "how many are needed becomes a check");
                } else if *at_least == u32::from(is_needed) {
                    self.parts.understood(id, "kind");
                } else {
                    self.nearly(id, "multi", "an answer of none of them is no answer in a form");
                }
                asked
            }
            Kind::Number { unit, scale, min, max } => {
                self.number(step, unit.as_ref(), *scale, *min, *max, cells)
            }
            Kind::Text { max_chars } => self.words(step, *max_chars),
            Kind::Signature { role, instead } => {
                let usual = SIGNERS.get(self.signatures).copied().unwrap_or(SIGNERS[SIGNERS.len() - 1]);
                self.signatures += 1;
                cells.insert("appearance".to_owned(), "signature".to_owned());
                if role != usual || !instead.is_empty() {
                    self.nearly(id, "signature", &format!("a form does not say that `{role}` signs"));
                } else {
                    self.parts.understood(id, "kind");
                }
                Asked::of("image")
            }
            Kind::Rating { scale } => self.rating(step, scale),
            other => {
                let what = other.name();
                let reason = "a form asks for answers and photos: it is there as a note in words";
                self.parts.unknown(id, "kind", what, reason);
                Asked::note()
            }
        }
    }

    fn exact(&mut self, id: &str, asked: Asked) -> Asked {
        self.parts.understood(id, "kind");
        asked
    }

    fn nearly(&mut self, id: &str, what: &str, reason: &str) {
        self.parts.approximated(id, "kind", what, reason);
    }

    /// A question with options.
    fn options(&mut self, step: &'a Step<Expr>, kind: &str, options: &[Choice], cells: &mut Cells) -> Asked {
        let filtered = self.filtered(step, cells);
        let entry = self.names.get(&step.id);
        let named = |choice: &Choice| Listed {
            name: entry.map_or(choice.id.as_str(), |entry| entry.option(&choice.id)).to_owned(),
            title: choice.title.clone(),
            column: filtered.as_ref().and_then(|filtered| {
                Some((filtered.column.clone(), filtered.values.get(&choice.id)?.clone()))
            }),
        };
        let list = self.list(&step.id, options.iter().map(named).collect());
        let with_other = self.checklist.steps.iter().any(|other| self.is_other(other, step));
        Asked::of(format!("{kind} {list}{}", if with_other { " or_other" } else { "" }))
    }

    /// Whether a step asks what `other` is, as `or_other` does by itself.
    pub(super) fn is_other(&self, step: &Step<Expr>, of: &Step<Expr>) -> bool {
        let (Some(entry), Some(base)) = (self.names.get(&step.id), self.names.get(&of.id)) else {
            return false;
        };
        let (most, zh, en) = OTHER;
        let is_plain = step.kind == Kind::Text { max_chars: most }
            && step.title == self.ours(zh, en)
            && (step.help.is_none() && step.constraint.is_none() && step.required.is_none())
            && step.each == of.each;
        let chosen = |node: &Node| {
            let other = Node::Literal(Scalar::Str("other".to_owned()));
            let is_answer = |node: &Node| matches!(node, Node::Read(name) if name.within("answers") == Some(of.id.as_str()));
            match node {
                Node::Call(Op::Eq, sides) => {
                    matches!(sides.as_slice(), [a, b] if is_answer(a) && *b == other)
                }
                Node::Call(Op::In, sides) => {
                    matches!(sides.as_slice(), [a, b] if *a == other && is_answer(b))
                }
                _ => false,
            }
        };
        is_plain
            && matches!(&of.kind, Kind::Choice { options } | Kind::Multi { options, .. } if options.iter().any(|o| o.id == "other"))
            && entry.name == format!("{}_other", base.name)
            && entry.conditions().into_iter().any(chosen)
    }

    fn words(&mut self, step: &Step<Expr>, most: u32) -> Asked {
        let column = self.names.get(&step.id).and_then(|entry| entry.column);
        if column.is_some_and(|column| column.parts.iter().any(|part| part == "Latitude")) {
            return self.exact(&step.id, Asked::of("geopoint"));
        }
        if most == WORDS {
            return self.exact(&step.id, Asked::of("text"));
        }
        self.nearly(&step.id, "text", "how long it may be becomes a check");
        Asked { checks: vec![format!("string-length(.) <= {most}")], ..Asked::of("text") }
    }

    fn number(
        &mut self,
        step: &Step<Expr>,
        unit: Option<&Text>,
        scale: u8,
        min: Option<Decimal>,
        max: Option<Decimal>,
        cells: &mut Cells,
    ) -> Asked {
        if let Some(unit) = unit {
            self.parts.approximated(&step.id, "unit", "", "it stands behind the question");
            self.texts(cells, "label", &behind(&self.mentioning(&step.title), unit));
        }
        let whole = |bound: Option<Decimal>| bound.and_then(|bound| bound.to_string().parse::<i64>().ok());
        if let (0, Some(from), Some(to)) = (scale, whole(min), whole(max))
            && to.saturating_sub(from) <= STEPS
        {
            cells.insert("parameters".to_owned(), format!("start={from} end={to} step=1"));
            if to - from > SLIDES {
                cells.insert("appearance".to_owned(), "picker".to_owned());
            }
            return self.exact(&step.id, Asked::of("range"));
        }
        let bounds = [(">=", min), ("<=", max)];
        let bounds = bounds.into_iter().filter_map(|(sign, bound)| Some(format!(". {sign} {}", bound?)));
        let checks: Vec<String> = bounds.collect();
        let kind = if scale == 0 { "integer" } else { "decimal" };
        if !checks.is_empty() {
            self.nearly(&step.id, "number", "its bounds become a check");
        } else if matches!(scale, 0 | 6) {
            self.parts.understood(&step.id, "kind");
        } else {
            self.nearly(&step.id, "number", "how many digits it may have is not said");
        }
        Asked { checks, ..Asked::of(kind) }
    }

    fn rating(&mut self, step: &Step<Expr>, scale: &str) -> Asked {
        self.nearly(&step.id, "rating", "asked as a question like others, which staff can answer too");
        match self.checklist.scales.get(scale) {
            Some(Scale::Grades { grades }) => {
                let listed = |grade: &Choice| Listed {
                    name: grade.id.clone(),
                    title: grade.title.clone(),
                    column: None,
                };
                let options = grades.iter().map(listed).collect();
                Asked::of(format!("select_one {}", self.list(scale, options)))
            }
            Some(Scale::Score { min, max }) => {
                Asked { checks: vec![format!(". >= {min} and . <= {max}")], ..Asked::of("integer") }
            }
            None => Asked::of("text"),
        }
    }
}

/// A text with the unit behind it.
fn behind(title: &Text, unit: &Text) -> Text {
    let with = |(code, text): (&_, &String)| (Clone::clone(code), format!("{text} ({})", unit.get(code)));
    Text(title.0.iter().map(with).collect())
}
