//! What the expressions of one file may read.

use std::collections::{BTreeMap, BTreeSet};

use doorstep_domain::checklist::{Checklist, DAY, Kind};
use doorstep_domain::coverage::{self, Coverage, Slot, Verdict};
use doorstep_domain::expr::{Expr, Name, Scalar, Type};
use doorstep_domain::fact::Area;
use doorstep_domain::pack::{CONTEXT, Service, type_of_answer};
use doorstep_domain::price;
use doorstep_domain::timer::{Per, TimerState, Timing};

use crate::compile::{Environment, Expected, compile};
use crate::lint::{Options, strangers, unknown_options};
use crate::report::LintReport;
use crate::source::{Draft, PACK};

/// The typed names of one file, and the possible values of those that have a fixed set.
#[derive(Debug, Clone, Default)]
pub(crate) struct Scope {
    environment: Environment,
    options: Options,
    /// What steps inside a group read otherwise: the answers of the thing at hand, not the list of all.
    inside: BTreeMap<String, Vec<(String, Type)>>,
}

impl Scope {
    /// A checklist reads its own answers, everything about the job, and the windows and covered components that
    /// every service has by which it is used.
    pub(crate) fn of_checklist(draft: &Draft, name: &str, checklist: &Checklist<String>) -> Self {
        let mut scope = Self::of_jobs(draft, |_| true);
        let services = draft.head.services.values().filter(|service| service.checklist == name);
        let windows = services.map(|service| service.timing.windows.keys().collect::<BTreeSet<_>>());
        for window in windows.reduce(|all, more| &all & &more).into_iter().flatten() {
            scope.declare(&format!("windows.{window}"), Type::BOOL);
        }
        scope.declare_coverage(draft, |service| service.checklist == name);
        scope.declare_timers(draft, name);
        for step in &checklist.steps {
            let name = format!("answers.{}", step.id);
            if let Some(declared) = checklist.type_of(step, None) {
                scope.declare(&name, declared);
            }
            if let Some((group, own)) = step.each.as_ref().zip(type_of_answer(&step.kind)) {
                scope.inside.entry(group.clone()).or_default().push((name.clone(), own));
            }
            if let Kind::Choice { options } | Kind::Multi { options, .. } = &step.kind {
                scope.options.insert(name, options.iter().map(|option| option.id.clone()).collect());
            }
        }
        scope
    }

    /// What the steps inside a group read.
    pub(crate) fn inside(&self, group: &str) -> Self {
        let mut scope = self.clone();
        for (name, declared) in self.inside.get(group).into_iter().flatten() {
            scope.declare(name, *declared);
        }
        scope
    }

    /// A price book reads everything about the job but the quote, which is made from it, the answers and windows
    /// that every checklist has with which it is used, and the covered components that every service has by which
    /// it is used.
    pub(crate) fn of_prices(draft: &Draft, book: &str, checklists: &BTreeMap<String, Self>) -> Self {
        let mut scope = Self::of_jobs(draft, |name| !name.starts_with("quote."));
        let is_used_by =
            |service: &Service<String>| service.price_book.get().is_some_and(|name| name == book);
        scope.declare_coverage(draft, is_used_by);
        let used_with = draft.head.services.values().filter(|service| is_used_by(service));
        let mut scopes = used_with.filter_map(|service| checklists.get(&service.checklist));
        let Some(first) = scopes.next() else { return scope };
        let others: Vec<&Self> = scopes.collect();
        let is_shared =
            |name: &Name| ["answers", "windows", "timers"].iter().any(|of| name.within(of).is_some());
        for (name, declared) in first.environment.iter().filter(|(name, _)| is_shared(name)) {
            if others.iter().all(|other| other.environment.get(name.as_str()) == Some(declared)) {
                scope.declare(name.as_str(), declared);
                if let Some(options) =
                    first.options.get(name.as_str()).filter(|_| name.within("timers").is_some())
                {
                    scope.options.insert(name.as_str().to_owned(), options.clone());
                }
            }
        }
        scope
    }

    /// The timers of a service read what its checklist reads, and all of its windows, but not what became of
    /// timers, nor whether a quote charges anything or the coverage comes to: that takes prices and a visit. Those that run for a job as a whole read nothing about a visit.
    pub(crate) fn of_timers(&self, timing: &Timing<String>, per: Per) -> Self {
        let mut scope = Self { options: self.options.clone(), ..Self::default() };
        let is_known = |name: &Name| {
            name.as_str() != "quote.paid"
                && name.within("coverage").is_none()
                && name.within("timers").is_none()
                && (per == Per::Visit || name.within("visit").is_none())
        };
        for (name, declared) in self.environment.iter().filter(|(name, _)| is_known(name)) {
            scope.declare(name.as_str(), declared);
        }
        for window in timing.windows.keys() {
            scope.declare(&format!("windows.{window}"), Type::BOOL);
        }
        scope
    }

    /// The coverage of a service reads what its checklist reads, and all windows of the service, but neither the
    /// quote, which may depend on the coverage, nor itself.
    pub(crate) fn of_coverage(&self, timing: &Timing<String>) -> Self {
        let mut scope = Self { options: self.options.clone(), ..Self::default() };
        let is_known = |name: &Name| name.within("quote").is_none() && name.within("coverage").is_none();
        for (name, declared) in self.environment.iter().filter(|(name, _)| is_known(name)) {
            scope.declare(name.as_str(), declared);
        }
        for window in timing.windows.keys() {
            scope.declare(&format!("windows.{window}"), Type::BOOL);
        }
        scope
    }

    /// What became of the timers that every service has by which a checklist is used.
    fn declare_timers(&mut self, draft: &Draft, checklist: &str) {
        let services = draft.head.services.values().filter(|service| service.checklist == checklist);
        let timers = services.map(|service| {
            service.timing.timers.iter().map(|timer| format!("timers.{}", timer.id)).collect::<BTreeSet<_>>()
        });
        let words = TimerState::SETTLED.map(|state| state.name().to_owned());
        for name in timers.reduce(|all, more| &all & &more).into_iter().flatten() {
            self.declare(&name, Type::STR);
            self.options.insert(name, words.to_vec());
        }
    }

    /// The components that all of some services cover, and what their coverages come to.
    fn declare_coverage(&mut self, draft: &Draft, is_meant: impl Fn(&Service<String>) -> bool) {
        let services = draft.head.services.values().filter(|service| is_meant(service));
        let components = services.map(|service| {
            let coverage = service.coverage.iter();
            let components = coverage.clone().flat_map(|coverage| &coverage.components);
            let components = components.map(|component| format!("coverage.{}", component.id));
            components.chain(coverage.map(|_| coverage::RESULT.to_owned())).collect::<BTreeSet<_>>()
        });
        let words = Verdict::DECIDED.map(|verdict| verdict.name().to_owned());
        for name in components.reduce(|all, more| &all & &more).into_iter().flatten() {
            self.declare(&name, Type::STR);
            self.options.insert(name, words.to_vec());
        }
    }

    fn of_jobs(draft: &Draft, keep: impl Fn(&str) -> bool) -> Self {
        let mut scope = Self::default();
        for entry in CONTEXT.iter().filter(|entry| keep(entry.name)) {
            scope.declare(entry.name, entry.value);
        }
        scope
            .options
            .insert("job.area".to_owned(), Area::ALL.iter().map(|area| area.name().to_owned()).collect());
        scope.options.insert("job.service".to_owned(), draft.head.services.keys().cloned().collect());
        scope
    }

    /// A name that expressions cannot write is reported by the linter, where it is defined.
    fn declare(&mut self, name: &str, declared: Type) {
        let _ = self.environment.declare(name, declared);
    }

    /// Compiles a condition; what is wrong goes to the report, and a stand-in to the pack that will
    /// not be published.
    pub(crate) fn compile(&self, file: &str, path: &str, text: &str, report: &mut LintReport) -> Expr {
        self.compile_as(Expected::Is(Type::BOOL), file, path, text, report)
    }

    /// Compiles a value of any type, as [`Scope::compile`] does.
    pub(crate) fn compile_value(&self, file: &str, path: &str, text: &str, report: &mut LintReport) -> Expr {
        self.compile_as(Expected::Any, file, path, text, report)
    }

    /// What the defaults of steps read: the day.
    pub(crate) fn of_default() -> Self {
        let mut scope = Self::default();
        scope.declare(DAY, Type::DATE);
        scope
    }

    /// Compiles an expression of the type that the answers to a kind of step have, as [`Scope::compile`] does.
    pub(crate) fn compile_answer(
        &self,
        kind: &Kind,
        file: &str,
        path: &str,
        text: &str,
        report: &mut LintReport,
    ) -> Expr {
        let expected = type_of_answer(kind).map_or(Expected::Any, Expected::Is);
        self.compile_as(expected, file, path, text, report)
    }

    /// Compiles an expression of a service, as [`Scope::compile`] does.
    pub(crate) fn compile_slot(&self, slot: Slot, path: &str, text: &str, report: &mut LintReport) -> Expr {
        let expected = match slot {
            Slot::Condition => Expected::Is(Type::BOOL),
            Slot::Day => Expected::Is(Type::DATE),
            Slot::Components => Expected::Words,
        };
        self.compile_as(expected, PACK, path, text, report)
    }

    /// Reports what a coverage could be asked about and does not know.
    pub(crate) fn check_concerns(&self, path: &str, coverage: &Coverage<Expr>, report: &mut LintReport) {
        let components: Vec<String> = coverage.components.iter().map(|entry| entry.id.clone()).collect();
        let strangers = coverage.concerns.iter().flat_map(|e| strangers(e, &components, &self.options));
        for reason in strangers {
            report.add(PACK, format!("{path}.concerns"), reason);
        }
    }

    /// Compiles an expression of a price book, as [`Scope::compile`] does.
    pub(crate) fn compile_price(
        &self,
        slot: price::Slot,
        file: &str,
        path: &str,
        text: &str,
        report: &mut LintReport,
    ) -> Expr {
        let expected = match slot {
            price::Slot::Condition => Expected::Is(Type::BOOL),
            price::Slot::Number => Expected::Number,
        };
        self.compile_as(expected, file, path, text, report)
    }

    fn compile_as(
        &self,
        expected: Expected,
        file: &str,
        path: &str,
        text: &str,
        report: &mut LintReport,
    ) -> Expr {
        match compile(text, &self.environment, expected) {
            Ok(expr) => {
                for reason in unknown_options(&expr, &self.options) {
                    report.add_expression(file, path, text, reason);
                }
                expr
            }
            Err(error) => {
                report.add_expression(file, path, text, error);
                Expr::constant(Scalar::Bool(false))
            }
        }
    }
}
