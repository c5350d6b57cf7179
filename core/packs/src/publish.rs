//! From sources to a published pack.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::path::Path;

use doorstep_domain::checklist::{Checklist, Kind};
use doorstep_domain::expr::Expr;
use doorstep_domain::id::PackId;
use doorstep_domain::pack::{self, Pack, PackFile, RULES_VERSION, Service, Sources};
use doorstep_domain::price::PriceBook;
use doorstep_domain::timer::Per;

use crate::lint;
use crate::locate::locate;
use crate::report::LintReport;
use crate::scope::Scope;
use crate::source::{Draft, PACK, checklist_file, price_file, read_folder};

/// A pack, ready to be handed out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    /// The hash of the file.
    pub id: PackId,
    /// The file.
    pub bytes: Vec<u8>,
    /// What it says.
    pub pack: Pack,
}

/// Reads, checks and compiles the folder of a pack.
///
/// # Errors
/// [`LintReport`] with everything that is wrong.
pub fn compile_folder(folder: &Path) -> Result<Published, LintReport> {
    compile_sources(&read_folder(folder)?)
}

/// Checks and compiles a pack. The same sources give the same bytes.
///
/// # Errors
/// [`LintReport`] with everything that is wrong.
pub fn compile_sources(sources: &Sources) -> Result<Published, LintReport> {
    compile(sources).map_err(|mut report| {
        locate(&mut report, sources);
        report
    })
}

fn compile(sources: &Sources) -> Result<Published, LintReport> {
    let draft = Draft::parse(sources)?;
    let mut report = LintReport::default();
    lint::texts(&draft, &mut report);
    let draft = draft.self_contained();
    lint::lint(&draft, &mut report);
    let pack = compiled(draft, &mut report);
    report.into_result()?;
    let bytes = pack::write(sources, &pack).map_err(|error| LintReport::of(PACK, error.to_string()))?;
    Ok(Published { id: pack::pack_id(&bytes), bytes, pack })
}

/// Whether the compiled part of a pack file is what its own sources give. A file whose parts disagree
/// was not made by this compiler.
///
/// # Errors
/// [`LintReport`] if the file cannot be read, if its sources do not compile, or if they differ.
pub fn verify(file: &[u8]) -> Result<Published, LintReport> {
    let opened = PackFile::open(file).map_err(|error| LintReport::of("", error.to_string()))?;
    let published = compile_sources(&opened.sources)?;
    if published.bytes == file {
        Ok(published)
    } else {
        Err(LintReport::of("", "the compiled pack is not what its sources give"))
    }
}

fn compiled(draft: Draft, report: &mut LintReport) -> Pack {
    let scopes: BTreeMap<String, Scope> = (draft.checklists.iter())
        .map(|(name, checklist)| (name.clone(), Scope::of_checklist(&draft, name, checklist)))
        .collect();
    let price_books = draft.price_books.iter().map(|(name, book)| {
        let scope = Scope::of_prices(&draft, name, &scopes);
        (name.clone(), compile_prices(name, book.clone(), &scope, report))
    });
    let price_books: BTreeMap<String, PriceBook<Expr>> = price_books.collect();
    let services = draft.head.services.iter().map(|(id, service)| {
        let checklist = scopes.get(&service.checklist);
        (id.clone(), compile_service(id, service.clone(), checklist, report))
    });
    let services: BTreeMap<String, Service> = services.collect();
    let Draft { head, checklists, guidance, .. } = draft;
    let checklists: BTreeMap<String, Checklist<Expr>> = checklists
        .into_iter()
        .zip(scopes.values())
        .map(|((name, checklist), scope)| {
            let checklist = compile_checklist(&name, checklist, scope, report);
            (name, checklist)
        })
        .collect();
    if report.findings.is_empty() {
        for (name, checklist) in &checklists {
            lint::defaults(&services, name, checklist, report);
            lint::offers(name, checklist, report);
        }
    }
    if report.findings.is_empty() {
        for (id, service) in &services {
            if let Some(checklist) = checklists.get(&service.checklist) {
                lint::completing_path(id, &service.checklist, checklist, &service.timing, report);
            }
        }
    }
    if report.findings.is_empty() {
        for (name, checklist) in &checklists {
            lint::reachable_steps(&services, name, checklist, report);
        }
    }
    Pack {
        id: head.id,
        version: head.version,
        lineage: head.lineage,
        title: head.title,
        languages: head.languages,
        rules_version: RULES_VERSION,
        roles: head.roles,
        permissions: head.permissions,
        signers: head.signers,
        services,
        checklists,
        price_books,
        forms: head.forms,
        guidance,
        reasons: head.reasons,
        rates: head.rates,
        wages: head.wages,
        scores: head.scores,
    }
}

/// The coverage, and the conditions of timers. Those of a timer that runs for the whole job know nothing of a visit.
fn compile_service(
    id: &str,
    service: Service<String>,
    checklist: Option<&Scope>,
    report: &mut LintReport,
) -> Service {
    let timers = service.timing.timers.iter().enumerate();
    let of_visit = timers.filter(|(_, timer)| timer.per == Per::Visit);
    let of_visit: Vec<String> = of_visit.map(|(index, _)| format!("timing.timers[{index}].")).collect();
    let scope_of = |per| checklist.map(|scope| scope.of_timers(&service.timing, per)).unwrap_or_default();
    let (visit_scope, job_scope) = (scope_of(Per::Visit), scope_of(Per::Job));
    let coverage_scope = checklist.map(|scope| scope.of_coverage(&service.timing)).unwrap_or_default();
    let Ok(compiled) = service.try_map::<_, Infallible>(|path, slot, text| {
        let knows_visit = of_visit.iter().any(|timer| path.starts_with(timer));
        let scope = match path.starts_with("coverage.") {
            true => &coverage_scope,
            false if knows_visit => &visit_scope,
            false => &job_scope,
        };
        Ok(scope.compile_slot(slot, &format!("services.{id}.{path}"), &text, report))
    });
    if let Some(coverage) = &compiled.coverage {
        coverage_scope.check_concerns(&format!("services.{id}.coverage"), coverage, report);
    }
    compiled
}

fn compile_prices(
    name: &str,
    book: PriceBook<String>,
    scope: &Scope,
    report: &mut LintReport,
) -> PriceBook<Expr> {
    let file = price_file(name);
    let Ok(compiled) = book.try_map::<_, Infallible>(|path, slot, text| {
        Ok(scope.compile_price(slot, &file, path, &text, report))
    });
    compiled
}

fn compile_checklist(
    name: &str,
    checklist: Checklist<String>,
    scope: &Scope,
    report: &mut LintReport,
) -> Checklist<Expr> {
    let file = checklist_file(name);
    let steps: Vec<(String, Kind)> = checklist
        .steps
        .iter()
        .enumerate()
        .map(|(i, step)| (format!("steps[{i}].default"), step.kind.clone()))
        .collect();
    let numbered = checklist.steps.iter().enumerate();
    let repeated =
        numbered.filter_map(|(index, step)| Some((format!("steps[{index}]."), step.each.as_ref()?)));
    let columns = checklist.columns.iter().enumerate();
    let tables = columns.filter_map(|(index, of)| Some((format!("columns[{index}]."), of.each.as_ref()?)));
    let repeated = repeated.chain(tables);
    let inside: Vec<(String, Scope)> = repeated.map(|(path, group)| (path, scope.inside(group))).collect();
    let Ok(compiled) = checklist.try_map::<_, Infallible>(|path, text| {
        let of_group = inside.iter().find(|(step, _)| path.starts_with(step.as_str()));
        let scope = of_group.map_or(scope, |(_, inside)| inside);
        Ok(if let Some(step) = step_with_default(&steps, path) {
            Scope::of_default().compile_answer(step, &file, path, &text, report)
        } else if path.ends_with(".is.value") {
            scope.compile_value(&file, path, &text, report)
        } else {
            scope.compile(&file, path, &text, report)
        })
    });
    compiled
}

/// The kind of the step whose default stands at a path.
fn step_with_default<'a>(steps: &'a [(String, Kind)], path: &str) -> Option<&'a Kind> {
    steps.iter().find(|(default, _)| default == path).map(|(_, kind)| kind)
}
