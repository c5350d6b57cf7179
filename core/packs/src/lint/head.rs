//! `pack.yaml`: roles, permissions, signers, services and the parts that they name.

use std::collections::{BTreeMap, BTreeSet};

use doorstep_domain::checklist::{Choice, Kind};
use doorstep_domain::fact::CaseKind;
use doorstep_domain::fold::Authority;
use doorstep_domain::pack::{Acceptance, Configured, Dissatisfied, Keep, Link, Retention, Service, SignedBy};
use doorstep_domain::privacy::{Private, ShownFrom};

use super::checklist::scale_problems;
use super::{is_kebab, is_snake, is_token};
use crate::report::LintReport;
use crate::source::{Draft, GUIDANCE, PACK, checklist_file, price_file};

pub(super) fn check(draft: &Draft, report: &mut LintReport) {
    ids(draft, report);
    languages(draft, report);
    roles(draft, report);
    parts(draft, report);
    for (id, service) in &draft.head.services {
        Services { draft, report, id, service }.check();
    }
    unused(draft, report);
}

fn ids(draft: &Draft, report: &mut LintReport) {
    let head = &draft.head;
    let mut kebab = |file: &str, path: String, id: &str| {
        if !is_kebab(id) {
            report.add(file, path, format!("`{id}` is not an id such as my-service"));
        }
    };
    kebab(PACK, "id".into(), &head.id);
    head.services.keys().for_each(|id| kebab(PACK, format!("services.{id}"), id));
    draft.checklists.keys().for_each(|name| kebab(&checklist_file(name), String::new(), name));
    draft.price_books.keys().for_each(|name| kebab(&price_file(name), String::new(), name));

    let named: [(&str, &str, Vec<&String>); 7] = [
        (PACK, "roles", head.roles.keys().collect()),
        (PACK, "signers", head.signers.keys().collect()),
        (PACK, "words", head.words.keys().collect()),
        (PACK, "scales", head.scales.keys().collect()),
        (PACK, "forms", head.forms.keys().collect()),
        (PACK, "reasons", head.reasons.keys().collect()),
        (GUIDANCE, "", draft.guidance.keys().collect()),
    ];
    for (file, group, ids) in named {
        for id in ids.into_iter().filter(|id| !is_snake(id)) {
            report.add(file, format!("{group}.{id}").trim_start_matches('.'), not_snake(id));
        }
    }
    for (name, value) in [("version", head.version), ("lineage", head.lineage)] {
        if value == 0 {
            report.add(PACK, name, "starts at 1");
        }
    }
}

pub(super) fn not_snake(id: &str) -> String {
    format!("`{id}` is not an id such as pipe_plan: a small letter, then small letters, digits and _")
}

fn languages(draft: &Draft, report: &mut LintReport) {
    let languages = &draft.head.languages;
    if languages.is_empty() {
        report.add(PACK, "languages", "names no language");
    }
    for (index, language) in languages.iter().enumerate() {
        let path = format!("languages[{index}]");
        let is_tag = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric());
        if !language.0.split('-').all(is_tag) {
            report.add(PACK, path, format!("`{language}` is not a language tag such as zh-CN"));
        } else if languages[..index].contains(language) {
            report.add(PACK, path, format!("`{language}` is there twice"));
        }
    }
}

fn roles(draft: &Draft, report: &mut LintReport) {
    let head = &draft.head;
    let mut known = |path: String, role: &str| {
        if !head.roles.contains_key(role) {
            report.add(PACK, path, format!("there is no role `{role}`"));
        }
    };
    for (action, roles) in &head.permissions {
        roles.iter().for_each(|role| known(format!("permissions.{}", word(action)), role));
    }
    for (id, signer) in &head.signers {
        if let SignedBy::Roles(roles) = &signer.by {
            roles.iter().for_each(|role| known(format!("signers.{id}.by.roles"), role));
        }
    }
}

/// A value as the word that a pack writes for it.
pub(super) fn word(value: impl serde::Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

fn parts(draft: &Draft, report: &mut LintReport) {
    for (id, form) in &draft.head.forms {
        if form.copies.is_empty() && !form.is_blank() {
            report.add(PACK, format!("forms.{id}.copies"), "a form has at least one copy");
        }
    }
    for (id, list) in &draft.head.reasons {
        if list.reasons.is_empty() && !list.free_text {
            report.add(PACK, format!("reasons.{id}"), "has no reasons and does not allow free text");
        }
        different_choices(PACK, &format!("reasons.{id}.reasons"), &list.reasons, report);
    }
    for (id, scale) in &draft.head.scales {
        scale_problems(PACK, &format!("scales.{id}"), scale, report);
    }
    for (id, card) in &draft.guidance {
        if card.lines.is_empty() {
            report.add(GUIDANCE, format!("{id}.lines"), "a card has at least one line");
        }
    }
}

/// Ids of options: well-formed.
pub(super) fn ids_of_choices(file: &str, path: &str, choices: &[Choice], report: &mut LintReport) {
    for (index, choice) in choices.iter().enumerate().filter(|(_, choice)| !is_token(&choice.id)) {
        let reason = format!("`{}` is not an id of letters, digits, -, _ and .", choice.id);
        report.add(file, format!("{path}[{index}].id"), reason);
    }
}

/// Ids of options: well-formed and different.
pub(super) fn different_choices(file: &str, path: &str, choices: &[Choice], report: &mut LintReport) {
    ids_of_choices(file, path, choices, report);
    let mut seen = BTreeSet::new();
    for (index, choice) in choices.iter().enumerate().filter(|(_, choice)| !seen.insert(&choice.id)) {
        report.add(file, format!("{path}[{index}].id"), format!("`{}` is there twice", choice.id));
    }
}

fn unused(draft: &Draft, report: &mut LintReport) {
    let services = || draft.head.services.values();
    for name in draft.checklists.keys().filter(|name| !services().any(|s| s.checklist == **name)) {
        report.add(&checklist_file(name), "", "is not used by any service");
    }
    for name in draft.price_books.keys().filter(|name| !services().any(|s| s.price_book.get() == Some(*name)))
    {
        report.add(&price_file(name), "", "is not used by any service");
    }
    for (id, form) in &draft.head.forms {
        match (services().any(|service| service.form == *id), form.is_blank()) {
            (false, false) => report.add(PACK, format!("forms.{id}"), "is not used by any service"),
            (true, true) => {
                let reason = "its fields are unknown: no service can use it before somebody says them";
                report.add(PACK, format!("forms.{id}.fields"), reason);
            }
            (true, false) | (false, true) => {}
        }
    }
    if draft.head.services.is_empty() {
        report.add(PACK, "services", "a pack has at least one service");
    }
}

/// The checks of one service.
struct Services<'a> {
    draft: &'a Draft,
    report: &'a mut LintReport,
    id: &'a str,
    service: &'a Service<String>,
}

impl Services<'_> {
    fn check(mut self) {
        let (draft, service) = (self.draft, self.service);
        self.known("checklist", "checklist", &service.checklist, &draft.checklists);
        if let Configured::Value(name) = &service.price_book {
            self.known("price_book", "price book", name, &draft.price_books);
        }
        self.known("form", "form", &service.form, &draft.head.forms);
        for (used_for, list) in &service.reasons {
            self.known(&format!("reasons.{}", word(used_for)), "list of reasons", list, &draft.head.reasons);
        }
        for (index, card) in service.guidance.iter().enumerate() {
            self.known(&format!("guidance[{index}]"), "guidance card", card, &draft.guidance);
        }
        self.retention();
        self.privacy();
        self.links();
        self.follow_ups();
        self.acceptance(&service.acceptance);
    }

    fn add(&mut self, path: &str, reason: String) {
        self.report.add(PACK, format!("services.{}.{path}", self.id), reason);
    }

    fn known<T>(&mut self, path: &str, what: &str, name: &str, parts: &BTreeMap<String, T>) {
        if !parts.contains_key(name) {
            self.add(path, format!("there is no {what} `{name}`"));
        }
    }

    /// A link leads to a service of the pack, of the kind that its rule makes.
    fn links(&mut self) {
        for (rule, link) in &self.service.links {
            let path = format!("links.{rule}");
            if !is_snake(rule) {
                self.add(&path, not_snake(rule));
            }
            self.known(&format!("{path}.service"), "service", &link.service, &self.draft.head.services);
            if rule == Link::COORDINATION {
                self.link_of_unfinished_jobs(&path, link);
            } else {
                self.link(&path, link);
            }
        }
        self.coordination();
    }

    fn link_of_unfinished_jobs(&mut self, path: &str, link: &Link) {
        if self.service.case != CaseKind::Job {
            self.add(path, format!("a {} does not become a coordination order", self.service.case.name()));
        }
        let kind = self.draft.head.services.get(&link.service).map(|linked| linked.case);
        if kind.is_some_and(|kind| kind != CaseKind::Coordination) {
            let reason = format!("`{}` is not a service with `case: coordination`", link.service);
            self.add(&format!("{path}.service"), reason);
        }
    }

    /// Somebody can follow it, knows what it is, and what it copies is in both checklists.
    fn link(&mut self, path: &str, link: &Link) {
        if link.title.is_none() {
            self.add(path, "has no title to be read on its button".to_owned());
        }
        for (index, role) in link.who.iter().enumerate() {
            self.known(&format!("{path}.who[{index}]"), "role", role, &self.draft.head.roles);
        }
        let Some(linked) = self.draft.head.services.get(&link.service) else { return };
        if linked.case == CaseKind::Coordination {
            let reason = format!("coordination orders are made under the rule `{}`", Link::COORDINATION);
            self.add(&format!("{path}.service"), reason);
        }
        let checklists =
            [&self.service.checklist, &linked.checklist].map(|name| self.draft.checklists.get(name));
        let [Some(here), Some(there)] = checklists else { return };
        for (index, id) in link.copy.iter().enumerate() {
            let kinds = [here, there].map(|checklist| checklist.step(id).map(|step| &step.kind));
            let reason = match kinds {
                [Some(from), Some(to)] if !from.is_answered() || !is_copyable(from, to) => {
                    format!("`{id}` is not answered alike in both checklists")
                }
                [Some(_), Some(_)] => continue,
                [None, _] => format!("there is no step `{id}` in this checklist"),
                [_, None] => format!("there is no step `{id}` in the checklist of `{}`", link.service),
            };
            self.add(&format!("{path}.copy[{index}]"), reason);
        }
    }

    /// A rule about coordination orders and the service that they follow stand together.
    fn coordination(&mut self) {
        let has_rule = self.service.parameters.coordination.get().is_some();
        match (has_rule, self.service.links.contains_key(Link::COORDINATION)) {
            (true, false) => self.add(
                "links",
                "`parameters.coordination` has figures, but no service for coordination orders".to_owned(),
            ),
            (false, true) => self.add(
                "links.coordination",
                "there is a service for coordination orders, but `parameters.coordination` has no figures"
                    .to_owned(),
            ),
            (true, true) | (false, false) => {}
        }
    }

    /// Something is hidden, from roles that exist and that do not lead: whoever leads answers for the visits.
    fn privacy(&mut self) {
        let Some(privacy) = &self.service.privacy else { return };
        if privacy.hide.is_empty() {
            self.add("privacy.hide", "names nothing that is hidden".to_owned());
        }
        if privacy.from.is_empty() {
            self.add("privacy.from", "names no role from which it is hidden".to_owned());
        }
        for role in &privacy.from {
            self.known("privacy.from", "role", role, &self.draft.head.roles);
            if Authority::of([role.as_str()]) == Authority::Lead {
                self.add("privacy.from", format!("`{role}` leads and must see whom the visits are for"));
            }
        }
        for private in privacy.always.difference(&privacy.hide) {
            self.add("privacy.always", format!("`{}` is not among what is hidden", private.name()));
        }
        if privacy.always.contains(&Private::Phone) && privacy.relay_number.get().is_none() {
            let reason = "hides every number to call: `relay_number` names the company's".to_owned();
            self.add("privacy.always", reason);
        }
        if privacy.shown_from == ShownFrom::MinutesBefore(0) {
            self.add("privacy.shown_from", "shows the address only when somebody should be there".to_owned());
        }
        if privacy.relay_number.get().is_some_and(|number| number.trim().is_empty()) {
            self.add("privacy.relay_number", "is empty: write `not_configured`, or the number".to_owned());
        }
    }

    /// A period of no years would erase a record on the day on which it is archived.
    fn retention(&mut self) {
        let Retention { free, paid, coordination } = self.service.retention;
        for (class, keep) in [("free", free), ("paid", paid), ("coordination", coordination)] {
            if keep == Configured::Value(Keep::Years(0)) {
                let reason = "is no time at all: write `not_configured`, or how many years".to_owned();
                self.add(&format!("retention.{class}"), reason);
            }
        }
    }

    fn follow_ups(&mut self) {
        let service = self.service;
        let mut seen = BTreeSet::new();
        for (index, follow_up) in service.follow_ups.iter().enumerate() {
            let at = |field: &str| format!("follow_ups[{index}].{field}");
            if !is_snake(&follow_up.id) {
                self.add(&at("id"), not_snake(&follow_up.id));
            } else if !seen.insert(&follow_up.id) {
                self.add(&at("id"), format!("`{}` is there twice", follow_up.id));
            }
            self.known(&at("role"), "role", &follow_up.role, &self.draft.head.roles);
            let has_authority = !self.draft.head.roles.contains_key(&follow_up.role)
                || Authority::of([follow_up.role.as_str()]) == Authority::Lead;
            if follow_up.dissatisfied == Dissatisfied::Rework && !has_authority {
                let reason = format!("`{}` has not the authority to plan the rework", follow_up.role);
                self.add(&at("role"), reason);
            }
            if follow_up.sample_percent.get().is_some_and(|percent| *percent > 100) {
                self.add(&at("sample_percent"), "is more than 100".to_owned());
            }
        }
    }

    /// Somebody can accept the work, and the checklist asks every one of them.
    fn acceptance(&mut self, acceptance: &Acceptance) {
        let groups = [
            ("indoor", &acceptance.indoor, true),
            ("public", &acceptance.public, true),
            ("special_case", &acceptance.special_case, false),
        ];
        for (group, signers, needed) in groups {
            // What is only filled in at the desk needs nobody's signature.
            if needed && signers.is_empty() && !self.service.case.is_desk() {
                self.add(&format!("acceptance.{group}"), "names nobody who can accept the work".to_owned());
            }
            for (index, signer) in signers.iter().enumerate() {
                let path = format!("acceptance.{group}[{index}]");
                if !self.draft.head.signers.contains_key(signer) {
                    self.add(&path, format!("there is no signer `{signer}`"));
                } else if !self.is_asked(signer) {
                    let checklist = &self.service.checklist;
                    self.add(
                        &path,
                        format!("no signature step of the checklist `{checklist}` asks `{signer}`"),
                    );
                }
            }
        }
    }

    /// Whether the checklist has a signature step for this signer; a checklist that is not there is
    /// reported elsewhere.
    fn is_asked(&self, signer: &str) -> bool {
        self.draft.checklists.get(&self.service.checklist).is_none_or(|checklist| {
            checklist.steps.iter().any(|step| match &step.kind {
                Kind::Signature { role, instead } => {
                    role == signer || instead.iter().any(|other| other == signer)
                }
                _ => false,
            })
        })
    }
}

/// Whether every answer of one step is one of the other's too.
fn is_copyable(from: &Kind, to: &Kind) -> bool {
    match (from, to) {
        (Kind::Choice { options: from }, Kind::Choice { options: to })
        | (Kind::Multi { options: from, .. }, Kind::Multi { options: to, .. }) => {
            from.iter().all(|option| to.iter().any(|other| other.id == option.id))
        }
        (from, to) => from.name() == to.name(),
    }
}
