//! Signing in: by the link that the server printed, or by its token.

use doorstep_domain::text::Language;

use super::form::{Form, decoded};
use super::frame::Page;
use crate::node::Node;
use crate::office::session::{self, LANGUAGE_COOKIE};
use crate::office::{OfficeError, words};
use crate::reply;
use crate::request::{Request, Response};

/// How long somebody stays signed in, in seconds: a shift.
const SESSION_S: u32 = 12 * 3_600;

/// How long a chosen language is remembered, in seconds: a year.
const LANGUAGE_S: u32 = 365 * 24 * 3_600;

/// The page that asks for the token.
pub(super) fn show(node: &Node, language: &Language, wrong: bool) -> Result<Response, OfficeError> {
    let office = node.office();
    let mut page = Page::new(&office, language)?;
    page.begin(words::SIGN_IN.say(page.language), false);
    page.h.markup("<main class=\"login\">").leaf("h1", "", words::SIGN_IN.say(language));
    page.h.leaf("p", "muted", words::SIGN_IN_HOW.say(language));
    page.h.markup("<form method=\"post\" action=\"/login\"><label for=\"token\">");
    page.h.text(words::TOKEN.say(language)).markup("</label>");
    page.h.markup(
        "<input id=\"token\" name=\"token\" type=\"password\" autocomplete=\"current-password\" required autofocus>",
    );
    if wrong {
        page.h.leaf("p", "problems", words::WRONG_TOKEN.say(language));
    }
    page.h
        .markup("<button class=\"main\">")
        .text(words::ENTER.say(language))
        .markup("</button></form></main>\n");
    Ok(page.finish(if wrong { 403 } else { 401 }))
}

/// The link that the server printed.
pub(super) fn link(node: &Node, request: &Request, language: &Language) -> Result<Response, OfficeError> {
    let token = decoded(request.parameter("token").unwrap_or_default());
    enter(node, request, language, &token)
}

/// The form.
pub(super) fn post(node: &Node, request: &mut Request, language: &Language) -> Result<Response, OfficeError> {
    let body = reply::read_body(request).map_err(|problem| OfficeError::invalid("body", problem.detail))?;
    let form = Form::read(&body);
    enter(node, request, language, form.get("token"))
}

fn enter(node: &Node, request: &Request, language: &Language, token: &str) -> Result<Response, OfficeError> {
    let Some(office) = session::of_token(node, token) else { return show(node, language, true) };
    // TLS ends in front of this process, which then says so.
    let is_secure = request.get("x-forwarded-proto") == Some("https");
    let secure = if is_secure { "; Secure" } else { "" };
    let value = session::cookie_for(&office, token);
    let cookie = format!(
        "{}={value}; Path=/; Max-Age={SESSION_S}; HttpOnly; SameSite=Strict{secure}",
        session::COOKIE
    );
    Ok(Response::new(303)
        .header("location", "/")
        .header("set-cookie", cookie)
        .header("cache-control", "no-store"))
}

/// A language chosen by a link stays chosen.
pub(super) fn remember_language(request: &Request, response: Response) -> Response {
    let Some(tag) = request.parameter("lang").filter(|tag| matches!(*tag, "en" | "zh" | "zh-CN")) else {
        return response;
    };
    let cookie = format!("{LANGUAGE_COOKIE}={tag}; Path=/; Max-Age={LANGUAGE_S}; SameSite=Strict");
    response.header("set-cookie", cookie)
}
