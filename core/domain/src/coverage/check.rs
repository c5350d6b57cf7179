//! What a coverage must keep to before it is published, as far as no expression is concerned.

use std::collections::BTreeSet;

use super::definition::{Coverage, Period, Which};
use crate::pack::Configured;

/// A mistake in a coverage.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{path}: {reason}")]
pub struct CoverageProblem {
    /// Where, such as `periods[3].from`.
    pub path: String,
    /// What is wrong.
    pub reason: String,
}

/// The names that expressions read beside those of the components.
const RESERVED: &str = "result";

impl<E> Coverage<E> {
    /// Every mistake that does not depend on an expression: names of nothing, names given twice, components that
    /// nothing decides about, periods that can never apply.
    #[must_use]
    pub fn problems(&self) -> Vec<CoverageProblem> {
        let mut found = Found::default();
        self.ids(&mut found);
        self.groups(&mut found);
        self.which(&mut found);
        self.undecided(&mut found);
        for (i, period) in self.periods.iter().enumerate() {
            self.period(&format!("periods[{i}]"), period, &mut found);
        }
        self.overshadowed(&mut found);
        for name in self.starts.keys() {
            if !self.periods.iter().any(|period| period.from.as_ref() == Some(name)) {
                found.add(format!("starts.{name}"), "no period runs from it");
            }
        }
        found.0
    }

    fn ids(&self, found: &mut Found) {
        if self.components.is_empty() {
            found.add("components", "names no component");
        }
        if self.periods.is_empty() {
            found.add("periods", "covers nothing");
        }
        let mut seen = BTreeSet::new();
        for (i, component) in self.components.iter().enumerate() {
            let path = format!("components[{i}].id");
            if component.id == RESERVED {
                found.add(&path, "`result` stands for the coverage as a whole");
            }
            if !seen.insert(component.id.as_str()) {
                found.add(&path, format!("`{}` is there already", component.id));
            }
        }
        for group in self.groups.keys().filter(|group| seen.contains(group.as_str())) {
            found.add(format!("groups.{group}"), "a component has that name");
        }
        let mut rules = BTreeSet::new();
        let documents = self.documents.iter().map(|entry| ("documents", &entry.id)).enumerate();
        let exclusions = self.exclusions.iter().map(|entry| ("exclusions", &entry.id)).enumerate();
        let periods = self.periods.iter().map(|entry| ("periods", &entry.id)).enumerate();
        for (i, (list, id)) in documents.chain(exclusions).chain(periods) {
            if !rules.insert(id) {
                found.add(format!("{list}[{i}].id"), format!("`{id}` is there already"));
            }
        }
    }

    fn groups(&self, found: &mut Found) {
        for (name, group) in &self.groups {
            for (list, ids) in [("include", &group.include), ("exclude", &group.exclude)] {
                for id in ids.iter().filter(|id| self.component(id).is_none()) {
                    found.add(format!("groups.{name}.{list}"), format!("there is no component `{id}`"));
                }
            }
            for id in group.exclude.iter().filter(|id| group.include.contains(id)) {
                found.add(format!("groups.{name}.exclude"), format!("`{id}` is included as well"));
            }
            if group.include.is_empty() {
                found.add(format!("groups.{name}.include"), "names no component");
            }
            let is_used = self.lists().any(|(_, which)| match which {
                Which::All(_) => false,
                Which::Named(names) => names.contains(name),
            });
            if !is_used {
                found.add(format!("groups.{name}"), "is not used");
            }
        }
    }

    /// What entries are about, with their paths.
    fn lists(&self) -> impl Iterator<Item = (String, &Which)> {
        let exclusions = self.exclusions.iter().map(|entry| &entry.components).enumerate();
        let periods = self.periods.iter().map(|entry| &entry.components).enumerate();
        let exclusions = exclusions.map(|(i, which)| (format!("exclusions[{i}].components"), which));
        exclusions.chain(periods.map(|(i, which)| (format!("periods[{i}].components"), which)))
    }

    fn which(&self, found: &mut Found) {
        for (path, which) in self.lists() {
            let Which::Named(names) = which else { continue };
            if names.is_empty() {
                found.add(&path, "names no component");
            }
            let is_known = |name: &str| self.component(name).is_some() || self.groups.contains_key(name);
            for name in names.iter().filter(|name| !is_known(name)) {
                found.add(&path, format!("there is no component or group `{name}`"));
            }
        }
    }

    fn undecided(&self, found: &mut Found) {
        for (i, component) in self.components.iter().enumerate() {
            if !self.lists().any(|(_, which)| self.is_about(which, &component.id)) {
                let reason = format!("no period and no exclusion is about `{}`", component.id);
                found.add(format!("components[{i}]"), reason);
            }
        }
    }

    fn period(&self, path: &str, period: &Period<E>, found: &mut Found) {
        match (&period.lasts, &period.through) {
            (Some(_), Some(_)) => found.add(path, "`lasts` and `through` say two ends; keep one"),
            (Some(lasts), None) => {
                if let Configured::Value(span) = lasts
                    && span.is_empty()
                {
                    found.add(format!("{path}.lasts"), "must be above zero");
                }
                if period.from.is_none() {
                    found.add(path, "`lasts` needs a `from`: the start that it counts from");
                }
                if period.end.is_none() {
                    let reason =
                        "`lasts` needs an `end`: before_anniversary, through_anniversary or on_anniversary";
                    found.add(path, reason);
                }
            }
            (None, _) => {
                if period.from.is_some() || period.end.is_some() {
                    found.add(path, "`from` and `end` belong to `lasts`");
                }
            }
        }
        if let Some(from) = period.from.as_ref().filter(|from| !self.starts.contains_key(*from)) {
            found.add(format!("{path}.from"), format!("there is no start `{from}`"));
        }
    }

    /// A period can never apply if every component of it is decided by unconditional ones before it.
    fn overshadowed(&self, found: &mut Found) {
        let decided_before = |i: usize, component: &str| {
            let before = self.periods.iter().take(i).filter(|period| period.when.is_none());
            before.into_iter().any(|period| self.is_about(&period.components, component))
        };
        for (i, period) in self.periods.iter().enumerate() {
            let mut about =
                self.components.iter().filter(|c| self.is_about(&period.components, &c.id)).peekable();
            if about.peek().is_some() && about.all(|component| decided_before(i, &component.id)) {
                let reason = format!("`{}` can never apply: periods before it decide", period.id);
                found.add(format!("periods[{i}]"), reason);
            }
        }
    }
}

#[derive(Default)]
struct Found(Vec<CoverageProblem>);

impl Found {
    fn add(&mut self, path: impl Into<String>, reason: impl Into<String>) {
        self.0.push(CoverageProblem { path: path.into(), reason: reason.into() });
    }
}
