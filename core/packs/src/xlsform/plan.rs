//! Which questions become which steps: ids, phases, and what each name stands for.

use super::id::Ids;
use super::survey::{Asks, Group, Item, Question};
use super::translate::{Entry, Names, Of, Reads};
use super::types::plain;

/// A form, laid out as a checklist.
#[derive(Debug, Default)]
pub(super) struct Plan<'a> {
    pub(super) phases: Vec<Phase<'a>>,
    pub(super) steps: Vec<Planned<'a>>,
    pub(super) names: Names,
    /// Groups that are neither a phase nor a repeat, and repeats inside of repeats, by the groups around them and their own name.
    pub(super) inner: Vec<(String, &'a Group)>,
    ids: Ids,
    phase_ids: Ids,
}

/// A phase: a group of the form, or the questions outside of groups.
#[derive(Debug)]
pub(super) struct Phase<'a> {
    pub(super) id: String,
    pub(super) group: Option<&'a Group>,
}

/// One step to be.
#[derive(Debug)]
pub(super) struct Planned<'a> {
    pub(super) id: String,
    pub(super) phase: String,
    pub(super) what: What<'a>,
    /// The repeat around it, by the id of its step.
    pub(super) each: Option<String>,
    /// The groups around it and its own name, with `/` between them.
    pub(super) column: String,
    /// The name under which conditions know it.
    pub(super) name: &'a str,
    /// The conditions that decide whether it is asked, each with the column or the group that it belongs to.
    pub(super) relevant: Vec<(String, String)>,
}

/// What a step is made of.
#[derive(Debug, Clone, Copy)]
pub(super) enum What<'a> {
    Question(&'a Question),
    /// The words behind `other`.
    Other(&'a Question),
    /// Worked out: no step, but cells that somebody wants to know about.
    Calculated(&'a Question),
    Repeat(&'a Group),
}

/// What is around a question.
#[derive(Clone, Default)]
struct Around {
    phase: String,
    relevant: Vec<(String, String)>,
    repeat: Option<String>,
    /// The groups, with `/` behind each.
    path: String,
}

impl Around {
    fn inside(&mut self, group: &Group) {
        if !group.name.is_empty() {
            self.path.push_str(&group.name);
            self.path.push('/');
        }
    }

    fn column(&self, name: &str) -> String {
        format!("{}{name}", self.path)
    }
}

impl<'a> Plan<'a> {
    pub(super) fn of(items: &'a [Item]) -> Self {
        let mut plan = Self::default();
        for item in items {
            match item {
                Item::Group(group) if !group.repeats => {
                    let id = plan.phase_ids.snake(&group.name);
                    plan.phases.push(Phase { id: id.clone(), group: Some(group) });
                    let relevant = own_relevant(group.name.clone(), group);
                    let mut around = Around { phase: id, relevant, ..Around::default() };
                    around.inside(group);
                    plan.add(&group.items, &around);
                }
                item => {
                    let around = Around { phase: plan.outside(), ..Around::default() };
                    plan.add(std::slice::from_ref(item), &around);
                }
            }
        }
        plan
    }

    /// Whether a question takes its choices from a list.
    pub(super) fn asks_for(&self, list: &str) -> bool {
        self.steps.iter().any(|step| match step.what {
            What::Question(question) => match &question.asks {
                Asks::One { list: own, .. } | Asks::Several { list: own, .. } | Asks::Rank { list: own } => {
                    own == list
                }
                _ => false,
            },
            _ => false,
        })
    }

    /// The phase of what stands outside of groups, at this place of the form.
    fn outside(&mut self) -> String {
        match self.phases.last() {
            Some(phase) if phase.group.is_none() => phase.id.clone(),
            _ => {
                let id = self.phase_ids.snake("form");
                self.phases.push(Phase { id: id.clone(), group: None });
                id
            }
        }
    }

    fn add(&mut self, items: &'a [Item], around: &Around) {
        for item in items {
            match item {
                Item::Question(question) => self.question(question, around),
                Item::Group(group) => {
                    let mut inside = around.clone();
                    inside.relevant.extend(own_relevant(around.column(&group.name), group));
                    inside.inside(group);
                    if group.repeats && !group.is_never && around.repeat.is_none() {
                        inside.repeat = Some(self.repeat(group, around));
                    } else {
                        self.inner.push((around.column(&group.name), group));
                    }
                    self.add(&group.items, &inside);
                }
            }
        }
    }

    fn repeat(&mut self, group: &'a Group, around: &Around) -> String {
        let id = self.ids.snake(&group.name);
        self.names.add_repeat(&group.name, &id);
        let own = own_relevant(around.column(&group.name), group);
        let relevant = around.relevant.iter().cloned().chain(own).collect();
        self.steps.push(Planned {
            id: id.clone(),
            phase: around.phase.clone(),
            what: What::Repeat(group),
            each: None,
            column: around.column(&group.name),
            name: &group.name,
            relevant,
        });
        id
    }

    fn question(&mut self, question: &'a Question, around: &Around) {
        let id = self.ids.snake(&question.name);
        let mut relevant = around.relevant.clone();
        let column = around.column(&question.name);
        relevant.extend(question.row.get("relevant").map(|cell| (column.clone(), cell.text.clone())));
        // A signature belongs to the visit, not to one of several things.
        let repeat = around.repeat.clone().filter(|_| question.asks != Asks::Signature);
        let (list, reads) = reads(question);
        let entry =
            Entry { id: id.clone(), column, reads, list, relevant: relevant.clone(), repeat: repeat.clone() };
        self.names.add(&question.name, entry);
        let step = |id: String, what, own: &str| Planned {
            id,
            phase: around.phase.clone(),
            what,
            each: repeat.clone(),
            column: around.column(own),
            name: &question.name,
            relevant: relevant.clone(),
        };
        match &question.asks {
            Asks::Calculated | Asks::Metadata | Asks::Unrecorded | Asks::Never => {
                self.steps.push(step(id, What::Calculated(question), &question.name));
            }
            Asks::One { or_other: true, .. } | Asks::Several { or_other: true, .. } => {
                self.steps.push(step(id, What::Question(question), &question.name));
                let other = self.ids.snake(&format!("{}_other", question.name));
                let reads = Reads::Answer(Of::Text);
                let name = format!("{}_other", question.name);
                let entry = Entry {
                    id: other.clone(),
                    column: around.column(&name),
                    reads,
                    list: None,
                    relevant: relevant.clone(),
                    repeat: repeat.clone(),
                };
                self.steps.push(step(other, What::Other(question), &name));
                self.names.add(&name, entry);
            }
            _ => self.steps.push(step(id, What::Question(question), &question.name)),
        }
    }
}

fn own_relevant(path: String, group: &Group) -> Vec<(String, String)> {
    group.row.get("relevant").map(|cell| (path, cell.text.clone())).into_iter().collect()
}

/// The list of a question, and what conditions read under its name.
fn reads(question: &Question) -> (Option<String>, Reads) {
    let answer = |of| (None, Reads::Answer(of));
    match &question.asks {
        Asks::Text | Asks::Rank { .. } | Asks::Time | Asks::DateTime | Asks::Barcode => answer(Of::Text),
        Asks::Place | Asks::File | Asks::Unknown => answer(Of::Text),
        Asks::Integer => answer(Of::Whole),
        Asks::Decimal => answer(Of::Decimal),
        Asks::Range => answer(if super::range::is_whole(&question.row) { Of::Whole } else { Of::Decimal }),
        Asks::One { list, .. } => (Some(list.clone()), Reads::Answer(Of::Text)),
        Asks::Several { list, .. } => (Some(list.clone()), Reads::Answer(Of::Several)),
        Asks::Date => answer(Of::Day),
        Asks::Acknowledge => answer(Of::Truth),
        Asks::Note => (None, Reads::Nothing("the note")),
        Asks::Photo => (None, Reads::Nothing("the photo")),
        Asks::Signature => (None, Reads::Nothing("the signature")),
        Asks::Calculated => {
            let text = question.row.get("calculation").or_else(|| question.row.get("default"));
            let reads = text.map(|cell| Reads::Calculation(cell.text.clone()));
            (None, reads.unwrap_or(Reads::Nothing("the hidden question")))
        }
        Asks::Never => (None, Reads::Nothing("the left out")),
        Asks::Unrecorded => (None, Reads::Nothing("what is not recorded here,")),
        Asks::Metadata => {
            let is_today = question.row.get("type").is_some_and(|kind| plain(&kind.text) == "today");
            (None, if is_today { Reads::Today } else { Reads::Nothing("what is recorded as") })
        }
    }
}
