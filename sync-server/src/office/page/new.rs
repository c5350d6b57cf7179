//! `/jobs/new`: a job as somebody reports it by telephone.

use std::collections::BTreeMap;
use std::sync::Arc;

use doorstep_domain::fact::{Area, CaseKind};
use doorstep_domain::pack::Pack;
use doorstep_domain::text::Language;

use super::act::users;
use super::clock::Clock;
use super::form::Form;
use super::frame::{Page, in_other_language};
use super::state::Icon;
use super::{known, read_form};
use crate::node::Node;
use crate::office::words::{self, Word};
use crate::office::{Given, NewCustomer, NewJob, NewSite, Office, OfficeError, session};
use crate::request::{Request, Response};

/// The form; `problem` says why the job was not made, with what was typed.
pub(super) fn show(
    office: &Office<'_>,
    request: &Request,
    language: &Language,
    problem: Option<(&OfficeError, &Form)>,
) -> Result<Response, OfficeError> {
    let mut page = Page::new(office, language)?;
    page.begin(words::NEW_JOB.say(page.language), false);
    page.bar(&office.counts()?, "", None, &in_other_language(request, language));
    page.h.markup("<main>").leaf("h1", "", words::NEW_JOB.say(language));
    if let Some((error, _)) = problem {
        page.h.markup("<div class=\"strip bad\" role=\"alert\">");
        page.icon(Icon::Alert);
        page.h.markup("<span>").text(words::NOT_DONE.say(language)).markup(": ").text(&error.to_string());
        page.h.markup("</span></div>");
    }
    let empty = Form::default();
    let typed = problem.map_or(&empty, |(_, form)| form);
    fields(&mut page, typed)?;
    page.h.markup("</main>\n");
    Ok(page.finish(problem.map_or(200, |(error, _)| error.code().0)))
}

fn fields(page: &mut Page<'_>, typed: &Form) -> Result<(), OfficeError> {
    page.h.markup("<form class=\"card\" method=\"post\" action=\"/jobs/new\"><div class=\"fields\">");
    page.hidden("key", &session::form_key_of(page.office));
    service(page, typed)?;
    input(page, ("customer", words::CUSTOMER_NAME, "text"), typed.get("customer"), true);
    input(page, ("phone", words::PHONE, "tel"), typed.get("phone"), false);
    input(page, ("address", words::WHERE, "text"), typed.get("address"), true);
    let zone =
        typed.filled("zone").map_or_else(|| usual_zone(page.office.node), |zone| Ok(zone.to_owned()))?;
    input(page, ("zone", words::TIME_ZONE, "text"), &zone, true);
    page.h.markup("<p class=\"wide\"><label for=\"report\">").text(words::WHAT_REPORTED.say(page.language));
    page.h.markup("</label><textarea id=\"report\" name=\"report\" rows=\"3\" required maxlength=\"2000\">");
    page.h.text(typed.get("report")).markup("</textarea></p>");
    input(page, ("start", words::FROM, "datetime-local"), typed.get("start"), false);
    input(page, ("end", words::UNTIL, "datetime-local"), typed.get("end"), false);
    people(page, typed)?;
    known_fields(page, typed)?;
    page.h.markup(
        "<p class=\"wide\"><label class=\"check\"><input type=\"checkbox\" name=\"emergency\" value=\"yes\">",
    );
    page.h.text(words::EMERGENCY.say(page.language));
    page.h.markup("</label><label class=\"check\"><input type=\"checkbox\" name=\"public\" value=\"yes\">");
    page.h.text(words::PUBLIC_AREA.say(page.language)).markup("</label></p>");
    page.h.markup("<p class=\"wide\"><button class=\"main\">").text(words::MAKE.say(page.language));
    page.h.markup("</button></p></div></form>");
    Ok(())
}

/// The services of all published packs, the newest first, and what the office may know already for each.
fn service(page: &mut Page<'_>, typed: &Form) -> Result<(), OfficeError> {
    let services = services(page.office.node)?;
    page.h.markup("<p><label for=\"service\">").text(words::SERVICE.say(page.language));
    page.h.markup("</label><select id=\"service\" name=\"service\" required>");
    for (id, pack) in &services {
        let title = pack.services.get(id).map_or(id.as_str(), |service| service.title.get(page.language));
        page.h.markup("<option").attr("value", id);
        if typed.get("service") == id {
            page.h.markup(" selected");
        }
        page.h.markup(">").text(title).markup("</option>");
    }
    page.h.markup("</select></p>");
    Ok(())
}

/// Each service with the newest pack that has it.
fn services(node: &Node) -> Result<Vec<(String, Arc<Pack>)>, OfficeError> {
    let mut services: Vec<(String, Arc<Pack>)> = Vec::new();
    for row in node.read(|read| read.packs())? {
        let Some(pack) = node.shelf.pack(row.pack)? else { continue };
        let of_jobs = pack.services.iter().filter(|(_, service)| service.case != CaseKind::Coordination);
        for (id, _) in of_jobs {
            if !services.iter().any(|(known, _)| known == id) {
                services.push((id.clone(), Arc::clone(&pack)));
            }
        }
    }
    Ok(services)
}

/// The fields of every service for what is known already; only those of the chosen one are seen.
fn known_fields(page: &mut Page<'_>, typed: &Form) -> Result<(), OfficeError> {
    let services = services(page.office.node)?;
    let ids: Vec<&str> = services.iter().map(|(id, _)| id.as_str()).collect();
    page.show_only_chosen(&ids);
    for (id, pack) in &services {
        let steps = known::steps(pack, id);
        if !steps.is_empty() {
            page.known(id, &steps, typed);
        }
    }
    Ok(())
}

fn people(page: &mut Page<'_>, typed: &Form) -> Result<(), OfficeError> {
    let devices = page.office.devices()?.into_iter().filter(|device| device.revoked_at_ms.is_none());
    let people: BTreeMap<String, String> = devices.map(|device| (device.user, device.name)).collect();
    page.h
        .markup("<div class=\"wide\"><label>")
        .text(words::TECHNICIANS.say(page.language))
        .markup("</label>");
    if people.is_empty() {
        page.h.leaf("p", "muted", words::NO_PEOPLE.say(page.language));
    }
    for (user, name) in &people {
        page.h.markup("<label class=\"check\"><input type=\"checkbox\" name=\"users\"").attr("value", user);
        if typed.all("users").any(|chosen| chosen == user) {
            page.h.markup(" checked");
        }
        page.h.markup(">").text(name).markup("</label>");
    }
    page.h.markup("</div>");
    Ok(())
}

fn input(page: &mut Page<'_>, (name, label, kind): (&'static str, Word, &str), value: &str, required: bool) {
    page.h.markup("<p><label").attr("for", name).markup(">").text(label.say(page.language));
    page.h
        .markup("</label><input")
        .attr("type", kind)
        .attr("id", name)
        .attr("name", name)
        .attr("value", value);
    page.h.markup(if required { " required></p>" } else { "></p>" });
}

/// The zone of the newest job: most companies work in one.
pub(super) fn usual_zone(node: &Node) -> Result<String, OfficeError> {
    let wanted = crate::store::JobsWanted { limit: 1, ..Default::default() };
    let newest = node.read(|read| read.jobs(wanted, node.now_ms()))?.into_iter().next();
    Ok(newest.map_or_else(|| "CST-8".to_owned(), |row| row.time_zone))
}

/// Makes the job, and shows it.
pub(super) fn post(
    office: &Office<'_>,
    request: &mut Request,
    language: &Language,
) -> Result<Response, OfficeError> {
    let form = read_form(office, request)?;
    match new_job(office.node, &form).and_then(|new| office.create_job(&new)) {
        Ok(made) => Ok(Response::new(303).header("location", format!("/jobs/{}", made.case))),
        Err(error) => show(office, request, language, Some((&error, &form))),
    }
}

fn new_job(node: &Node, form: &Form) -> Result<NewJob, OfficeError> {
    let text = |name: &str| form.get(name).to_owned();
    let english = Language::english();
    let clock = Clock::new(form.get("zone"), &english, node.now_ms());
    let moment = |name: &'static str| match form.filled(name) {
        None => Ok(None),
        Some(field) => {
            clock.read(field).map(Some).ok_or_else(|| OfficeError::invalid(name, "a day and a time"))
        }
    };
    Ok(NewJob {
        pack: None,
        service: text("service"),
        report: text("report"),
        customer: NewCustomer {
            card: None,
            name: text("customer"),
            phone: form.filled("phone").map(str::to_owned),
        },
        site: NewSite { card: None, address: text("address"), time_zone: text("zone") },
        area: if form.filled("public").is_some() { Area::Public } else { Area::Indoor },
        emergency: form.filled("emergency").is_some(),
        reported_at_ms: None,
        reporter: None,
        start_ms: moment("start")?,
        end_ms: moment("end")?,
        users: users(form),
        answers: answers(node, form)?,
    })
}

/// What was typed for the chosen service, as its newest pack understands it.
fn answers(node: &Node, form: &Form) -> Result<BTreeMap<String, Given>, OfficeError> {
    let service = form.get("service");
    let found = services(node)?.into_iter().find(|(id, _)| id == service);
    Ok(found.map(|(_, pack)| known::read(form, &pack, service)).unwrap_or_default())
}
