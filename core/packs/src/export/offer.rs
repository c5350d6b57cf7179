//! `choice_filter`: options that are offered only sometimes.
//!
//! Each option says in a column of its own what it depends on, and the filter reads that column beside the answers.

use std::collections::BTreeMap;

use doorstep_domain::checklist::{Offer, Step};
use doorstep_domain::expr::{Expr, Name, Node, Op, Scalar};

use super::names::parts;
use super::rows::Rows;
use super::sheet::Cells;
use super::xpath::XPath;

/// A column of the sheet `choices`, and what the options have in it.
#[derive(Debug, Clone, Default)]
pub(super) struct Filtered {
    pub(super) column: String,
    /// By the id of the option; those that are always offered have nothing.
    pub(super) values: BTreeMap<String, String>,
}

/// The column of filters that no single answer decides.
const COLUMN: &str = "offered";

/// Columns that mean something else.
const TAKEN: [&str; 8] = ["list_name", "name", "label", "image", "audio", "video", "media", COLUMN];

impl<'a> Rows<'a> {
    /// Writes the filter of a step, and says what its options have in their column.
    pub(super) fn filtered(&mut self, step: &'a Step<Expr>, cells: &mut Cells) -> Option<Filtered> {
        if step.offered.is_empty() {
            return None;
        }
        let written = match self.by_one_answer(step) {
            Some(written) => Ok(written),
            None => self.by_number(step),
        };
        match written {
            Ok((filter, filtered)) => {
                cells.insert("choice_filter".to_owned(), filter.to_string());
                self.parts.understood(&step.id, "offered");
                Some(filtered)
            }
            Err(reason) => {
                self.parts.unknown(&step.id, "offered", "", format!("{reason}; every choice is offered"));
                None
            }
        }
    }

    /// `country = ${country}`, where one answer decides about all of them.
    fn by_one_answer(&self, step: &'a Step<Expr>) -> Option<(XPath, Filtered)> {
        let equals: Vec<(&Name, &str)> = step.offered.iter().map(equality).collect::<Option<_>>()?;
        let (name, _) = equals.first()?;
        let entry = self.names.read(name).filter(|entry| !TAKEN.contains(&entry.name.as_str()))?;
        if equals.iter().any(|(other, text)| other != name || text.is_empty()) {
            return None;
        }
        let answer = self.writer(step, false).named(name).ok()?;
        let values = step.offered.iter().zip(&equals).flat_map(|(offer, (_, text))| {
            let text = entry.option(text).to_owned();
            offer.options.iter().map(move |id| (id.clone(), text.clone()))
        });
        let values: BTreeMap<String, String> = values.collect();
        let column = XPath::atom(entry.name.as_str());
        let filter = column.clone().binary("=", answer);
        let always = step.kind.options().iter().any(|option| !values.contains_key(&option.id));
        let unnamed = always.then(|| column.binary("=", XPath::atom("''")));
        Some((
            XPath::any([filter].into_iter().chain(unnamed)),
            Filtered { column: entry.name.clone(), values },
        ))
    }

    /// `offered = '1' and ... or offered = '2' and ...`, each with a condition of its own.
    fn by_number(&self, step: &'a Step<Expr>) -> Result<(XPath, Filtered), String> {
        let numbered = |number: String| XPath::atom(COLUMN).binary("=", XPath::atom(format!("'{number}'")));
        let mut filtered = Filtered { column: COLUMN.to_owned(), ..Filtered::default() };
        let mut cases = vec![numbered(String::new())];
        for (number, offer) in (1_u32..).zip(&step.offered) {
            let when = self.writer(step, false).said(&offer.when)?;
            cases.push(XPath::all([numbered(number.to_string()), when]));
            filtered.values.extend(offer.options.iter().map(|id| (id.clone(), number.to_string())));
        }
        Ok((XPath::any(cases), filtered))
    }
}

/// The answer and the text of `answers.x == "text"`, also where `has(answers.x)` stands before it.
fn equality(offer: &Offer<Expr>) -> Option<(&Name, &str)> {
    let both = match parts(offer.when.root(), Op::And).as_slice() {
        [Node::Has(name), equal] => (Some(name), *equal),
        [equal] => (None, *equal),
        _ => return None,
    };
    let (has, Node::Call(Op::Eq, sides)) = both else { return None };
    let (name, text) = match sides.as_slice() {
        [Node::Read(name), Node::Literal(Scalar::Str(text))]
        | [Node::Literal(Scalar::Str(text)), Node::Read(name)] => (name, text.as_str()),
        _ => return None,
    };
    has.is_none_or(|has| has == name).then_some((name, text))
}
