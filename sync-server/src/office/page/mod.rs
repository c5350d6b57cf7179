//! What a dispatcher looks at: `/`, `/jobs/{case}`, and the buttons on them.
//!
//! Pages are made on the server, work without scripts and load nothing from elsewhere. Whatever comes from a
//! case is escaped where it is written, and the browser is told to run and load nothing else.

mod account;
mod act;
mod around;
mod clock;
mod copies;
mod coverage;
mod desk;
mod erased;
mod figures;
mod follow_up;
mod form;
mod frame;
mod job;
mod keep;
mod known;
mod linked;
mod list;
mod login;
mod month;
mod new;
mod panel;
mod past;
mod phones;
mod photo;
mod proof;
mod record;
mod scores;
mod settle;
mod state;
mod timer;
mod van;
mod wages;

use doorstep_domain::id::BlobId;
use doorstep_domain::text::Language;
use doorstep_report::ImageKind;

use super::{Office, OfficeError, language, session, words};
use crate::blob;
use crate::node::Node;
use crate::reply::Problem;
use crate::request::{Method, Request, Response};
use crate::vault;
use form::Form;
use frame::Page;

/// Answers a request for a page; `path` are its segments.
pub(crate) fn handle(node: &Node, request: &mut Request, path: &[&str]) -> Result<Response, Problem> {
    let language = language::of(request);
    let office = session::of_cookie(node, request);
    let answer = match (request.method, path, &office) {
        (Method::Post, ["login"], _) => login::post(node, request, &language),
        (Method::Get, [""], _) if request.parameter("token").is_some() => {
            login::link(node, request, &language)
        }
        (_, _, None) => login::show(node, &language, false),
        (Method::Get, ["jobs", case, "photos", photo], _) => return picture(node, case, photo),
        (Method::Get, ["jobs", case, "thumbnails", small], _) => return small_picture(node, case, small),
        (_, _, Some(office)) => of_office(office, request, path, &language),
    };
    let answer = answer.or_else(|error| problem(node, &language, &error))?;
    Ok(login::remember_language(request, answer))
}

/// A page for somebody who is in.
fn of_office(
    office: &Office<'_>,
    request: &mut Request,
    path: &[&str],
    language: &Language,
) -> Result<Response, OfficeError> {
    match (request.method, path) {
        (Method::Get, [""]) => list::show(office, request, language),
        (Method::Get, ["wages"]) => wages::show(office, request, language),
        (Method::Get, ["figures"]) => figures::show(office, request, language),
        (Method::Get, ["follow-ups"]) => follow_up::show(office, request, language),
        (Method::Get, ["vans"]) => van::show(office, request, language),
        (Method::Get, ["erased"]) => erased::show(office, request, language),
        (Method::Get, ["phones"]) => phones::show(office, request, language),
        (Method::Post, ["phones", device, command]) => phones::post(office, request, (device, command)),
        (Method::Get, ["verify"]) => proof::show(office, request, language, false),
        (Method::Post, ["verify"]) => proof::show(office, request, language, true),
        (Method::Get, ["jobs", case, "file"]) => proof::download(office, case),
        (Method::Get, ["jobs", "new"]) => new::show(office, request, language, None),
        (Method::Post, ["jobs", "new"]) => new::post(office, request, language),
        (Method::Get, ["jobs", case]) => job::show(office, request, language, case, None),
        (Method::Get, ["jobs", case, "history"]) => past::show(office, request, language, case),
        (Method::Get, ["jobs", case, "report"]) => report(office, request, language, case),
        (Method::Get, ["jobs", case, "report.pdf"]) => report_pdf(office, request, language, case),
        (Method::Get, ["jobs", case, "prices"]) => prices(office, language, case),
        (Method::Get, ["jobs", case, "prices.pdf"]) => {
            Ok(pdf_of(office.price_list_pdf(super::api::case_id(case)?, language)?))
        }
        (Method::Post, ["jobs", case, command]) => act::post(office, request, language, (case, command)),
        _ => Err(OfficeError::NotFound("page")),
    }
}

/// The page of what went wrong.
fn problem(node: &Node, language: &Language, error: &OfficeError) -> Result<Response, Problem> {
    let (status, _) = error.code();
    if status >= 500 {
        tracing::error!(%error, "a page failed");
    }
    let title = if status == 404 { words::NOT_FOUND } else { words::NOT_DONE };
    let office = node.office();
    let mut page = Page::new(&office, language)?;
    page.begin(title.say(page.language), false);
    page.h.markup("<main class=\"login\">").leaf("h1", "", title.say(language));
    if status < 500 && status != 404 {
        page.h.leaf("p", "muted", &error.to_string());
    }
    page.h.markup("<p class=\"more\"><a class=\"button\" href=\"/\">").text(words::BACK.say(language));
    page.h.markup("</a></p></main>\n");
    Ok(page.finish(status))
}

fn report(
    office: &Office<'_>,
    request: &Request,
    language: &Language,
    case: &str,
) -> Result<Response, OfficeError> {
    let (case, copy) = (super::api::case_id(case)?, super::api::copy(request)?);
    Ok(page_of(match super::api::moment(request)? {
        Some(moment) => office.report_at(case, language, &moment)?,
        None => office.report(case, language, copy)?,
    }))
}

/// The price list of a job's service.
fn prices(office: &Office<'_>, language: &Language, case: &str) -> Result<Response, OfficeError> {
    Ok(page_of(office.price_list(super::api::case_id(case)?, language)?))
}

/// A page that is complete in itself and may nothing.
fn page_of(html: String) -> Response {
    let response = Response::new(200).bytes("text/html; charset=utf-8", html.into_bytes());
    let policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'";
    frame::guarded(response).header("content-security-policy", policy)
}

fn report_pdf(
    office: &Office<'_>,
    request: &Request,
    language: &Language,
    case: &str,
) -> Result<Response, OfficeError> {
    let case = super::api::case_id(case)?;
    let copy = super::api::copy(request)?;
    Ok(pdf_of(office.report_pdf(case, language, copy)?))
}

fn pdf_of(pdf: super::Pdf) -> Response {
    let response = Response::new(200).bytes("application/pdf", pdf.bytes);
    let name = format!("inline; filename=\"{}.pdf\"", pdf.name);
    frame::guarded(response).header("content-disposition", name)
}

/// A photo, if its bytes are those of a picture: nothing else is ever shown inside the office.
fn picture(node: &Node, case: &str, photo: &str) -> Result<Response, Problem> {
    let ids = case.parse().ok().zip(photo.parse::<BlobId>().ok());
    let (case, photo) = ids.ok_or_else(Problem::not_found)?;
    node.read(|read| read.blob(case, photo))?.ok_or_else(Problem::not_found)?;
    let bytes = vault::whole(&*node.vault, case, photo, blob::MAX_BLOB_BYTES)?;
    shown(bytes.ok_or_else(Problem::not_found)?)
}

/// The small picture of a photo.
fn small_picture(node: &Node, case: &str, small: &str) -> Result<Response, Problem> {
    let ids = case.parse().ok().zip(small.parse::<BlobId>().ok());
    let (case, small) = ids.ok_or_else(Problem::not_found)?;
    let bytes = node.read(|read| super::case::small_blob(read, case, small))?;
    shown(bytes.ok_or_else(Problem::not_found)?)
}

/// Bytes that are shown only if they are those of a picture.
fn shown(bytes: Vec<u8>) -> Result<Response, Problem> {
    let kind = ImageKind::of_bytes(&bytes).ok_or_else(Problem::not_found)?;
    Ok(frame::guarded(Response::new(200).bytes(kind.media_type(), bytes))
        .header("content-security-policy", "default-src 'none'; sandbox"))
}

/// Reads a form that came from one of our pages.
fn read_form(office: &Office<'_>, request: &mut Request) -> Result<Form, OfficeError> {
    let bytes =
        crate::reply::read_body(request).map_err(|problem| OfficeError::invalid("body", problem.detail))?;
    let form = Form::read(&bytes);
    if session::is_form_key(office, form.get("key")) {
        Ok(form)
    } else {
        Err(OfficeError::invalid("key", "open the page again and repeat it there"))
    }
}
