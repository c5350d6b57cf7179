//! What a visit wrote into the columns of its checklist.

use std::collections::BTreeMap;

use chrono::{NaiveDateTime, TimeDelta};

use super::column::{Column, Content, Stamp};
use super::instance::{Inside, Instance, InstanceRef, value_of};
use super::kind::Kind;
use super::progress::Progress;
use crate::expr::{Context, Expr, ExprValue, Scalar};
use crate::id::BlobId;
use crate::zone::Zone;

use super::answer::DAY_AND_TIME;

/// What is known of a visit beside its answers.
#[derive(Debug, Clone)]
pub(crate) struct Stamps {
    /// What is recorded by itself.
    pub(crate) recorded: Vec<(Stamp, String)>,
    /// The strokes of each signature, by the role of the signer.
    pub(crate) strokes: BTreeMap<String, BlobId>,
    /// The time zone of the site.
    pub(crate) zone: Zone,
}

/// The columns of one visit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filled {
    /// The row of the visit.
    pub row: FilledRow,
    /// The rows of its things, group by group, each as they were added.
    pub things: Vec<FilledThing>,
}

/// The row of one of several things.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilledThing {
    /// The step of kind `repeat`.
    pub group: String,
    /// Its row.
    pub row: FilledRow,
}

/// What stands in a row, by the index of the column; what is not there is empty.
pub type FilledRow = BTreeMap<usize, FilledCell>;

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FilledCell {
    /// Words, a number, a day.
    Text(String),
    /// The chosen options, as the column writes them, in the order of the checklist.
    Options(Vec<String>),
    /// Photos, or the strokes of a signature.
    Files(Vec<BlobId>),
}

impl Progress<'_> {
    /// What stands in the columns. What does not apply is empty, whatever was answered before.
    pub(crate) fn fill(&self, columns: &[Column<Expr>], stamps: &Stamps) -> Filled {
        let row = self.row(columns, stamps, None);
        let mut groups: Vec<&str> = Vec::new();
        for group in columns.iter().filter_map(|column| column.each.as_deref()) {
            if !groups.contains(&group) {
                groups.push(group);
            }
        }
        let things = groups.into_iter().flat_map(|group| self.things_of(group));
        let things = things.map(|thing| {
            let row = self.row(columns, stamps, Some(&thing.is));
            FilledThing { group: thing.is.group, row }
        });
        Filled { row, things: things.collect() }
    }

    fn things_of(&self, group: &str) -> Vec<Instance> {
        let (checklist, inputs) = (self.against.checklist, self.against.inputs);
        let Some(group) = checklist.step(group).filter(|_| self.applies(group)) else { return Vec::new() };
        let all = checklist.instances(group, &inputs.answers, inputs.visits()).into_iter();
        all.filter(|thing| !thing.removed).collect()
    }

    fn row(&self, columns: &[Column<Expr>], stamps: &Stamps, thing: Option<&InstanceRef>) -> FilledRow {
        let group = thing.map(|thing| thing.group.as_str());
        let own = columns.iter().enumerate().filter(|(_, column)| column.each.as_deref() == group);
        own.filter_map(|(i, column)| Some((i, self.cell(column, stamps, thing)?))).collect()
    }

    /// What is worked out for a column, as it is written there.
    pub(super) fn worked_out(&self, column: &Column<Expr>, thing: Option<&InstanceRef>) -> Option<String> {
        let thing = thing.filter(|thing| column.each.as_ref() == Some(&thing.group));
        let Content::Value(value) = &column.is else { return None };
        match self.value_in(column, value, thing)? {
            FilledCell::Text(text) => Some(text),
            FilledCell::Options(options) => Some(options.join(" ")),
            FilledCell::Files(_) => None,
        }
    }

    fn value_in(
        &self,
        column: &Column<Expr>,
        value: &Expr,
        thing: Option<&InstanceRef>,
    ) -> Option<FilledCell> {
        if !self.is_filled(column, thing) {
            return None;
        }
        self.in_context(thing, |context| Some(written(column, value.eval(context).ok()?)))
    }

    /// Whether a column has anything to say here.
    fn is_filled(&self, column: &Column<Expr>, thing: Option<&InstanceRef>) -> bool {
        let holds = |when: &Expr| self.in_context(thing, |context| when.eval_bool(context) == Ok(true));
        column.when.as_ref().is_none_or(holds)
    }

    /// Reads with the names as conditions of a thing, or outside of all, know them.
    fn in_context<T>(&self, thing: Option<&InstanceRef>, read: impl FnOnce(&dyn Context) -> T) -> T {
        let (checklist, inputs) = (self.against.checklist, self.against.inputs);
        let (answers, visits, outside) = (&inputs.answers, inputs.visits(), self.against.context);
        match thing {
            Some(instance) => read(&Inside { checklist, answers, visits, instance, outside }),
            None => read(outside),
        }
    }

    fn cell(
        &self,
        column: &Column<Expr>,
        stamps: &Stamps,
        thing: Option<&InstanceRef>,
    ) -> Option<FilledCell> {
        if !self.is_filled(column, thing) {
            return None;
        }
        match &column.is {
            Content::Nothing => None,
            Content::Recorded(stamp) => {
                let said = stamps.recorded.iter().find(|(known, _)| known == stamp);
                said.map(|(_, text)| FilledCell::Text(text.clone()))
            }
            Content::Value(value) => self.value_in(column, value, thing),
            Content::Step(id) => self.cell_of_step(column, id, stamps, thing),
        }
    }

    fn cell_of_step(
        &self,
        column: &Column<Expr>,
        id: &str,
        stamps: &Stamps,
        thing: Option<&InstanceRef>,
    ) -> Option<FilledCell> {
        let inputs = self.against.inputs;
        let step = self.against.checklist.step(id)?;
        let path = thing.map_or_else(|| id.to_owned(), |thing| thing.path(id));
        if !self.applies(&path) {
            return None;
        }
        let files = |files: Vec<BlobId>| (!files.is_empty()).then_some(FilledCell::Files(files));
        match &step.kind {
            Kind::Repeat { .. } => None,
            Kind::Photo => {
                let taken = inputs.recorded.photos.iter().filter(|photo| photo.step == path);
                files(taken.map(|photo| photo.blob).collect())
            }
            Kind::Signature { role, instead } => {
                let signed = std::iter::once(role).chain(instead).find_map(|role| stamps.strokes.get(role));
                files(signed.copied().into_iter().collect())
            }
            kind => {
                let value = value_of(&inputs.answers, inputs.answered_in(step), &path, kind)?;
                Some(match (kind, value) {
                    (Kind::DateTime, ExprValue::Scalar(Scalar::Str(text))) => {
                        FilledCell::Text(day_and_time(&text, &stamps.zone))
                    }
                    (_, value) => written(column, value),
                })
            }
        }
    }

    /// Whether what stands at a path may count: it applies, or nobody knows yet whether it does.
    fn applies(&self, path: &str) -> bool {
        self.index(path).is_some_and(|i| self.standings[i].applies != Some(false))
    }
}

fn written(column: &Column<Expr>, value: ExprValue) -> FilledCell {
    let word = |scalar: Scalar| column.written(&text_of(scalar)).to_owned();
    match value {
        ExprValue::Scalar(scalar) => FilledCell::Text(word(scalar)),
        ExprValue::List(items) => FilledCell::Options(items.into_iter().map(word).collect()),
    }
}

fn text_of(scalar: Scalar) -> String {
    match scalar {
        Scalar::Bool(value) => value.to_string(),
        Scalar::Int(value) | Scalar::Duration(value) => value.to_string(),
        Scalar::Decimal(value) => value.trimmed().to_string(),
        Scalar::Str(text) => text,
        Scalar::Date(day) => day.to_string(),
    }
}

/// An answer of the kind `date_time`, with the offset of the site.
fn day_and_time(text: &str, zone: &Zone) -> String {
    let local = NaiveDateTime::parse_from_str(text, DAY_AND_TIME);
    local.map_or_else(|_| text.to_owned(), |local| moment(zone.instant(local), zone))
}

/// An instant by the clocks of the site, as ISO 8601: `2026-05-01T09:30:00.000+08:00`.
pub(crate) fn moment(at_ms: i64, zone: &Zone) -> String {
    let ahead = TimeDelta::milliseconds(zone.ahead_ms(at_ms)).num_minutes();
    let sign = if ahead < 0 { '-' } else { '+' };
    let (hours, minutes) = (ahead.unsigned_abs() / 60, ahead.unsigned_abs() % 60);
    format!("{}{sign}{hours:02}:{minutes:02}", zone.local(at_ms).format("%Y-%m-%dT%H:%M:%S%.3f"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_says_the_offset_of_its_site() {
        let at = |zone: &str| moment(1_772_409_600_000, &Zone::parse(zone).unwrap());
        assert_eq!(at("CST-8"), "2026-03-02T08:00:00.000+08:00");
        assert_eq!(at("NST3:30"), "2026-03-01T20:30:00.000-03:30");
        let beijing = Zone::parse("CST-8").unwrap();
        assert_eq!(day_and_time("2026-03-02T08:00", &beijing), "2026-03-02T08:00:00.000+08:00");
        assert_eq!(day_and_time("soon", &beijing), "soon");
    }
}
