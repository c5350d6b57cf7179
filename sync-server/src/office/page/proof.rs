//! `/verify`: what a job file is worth that somebody brings; `/jobs/{case}/file`: a job as a file.

use doorstep_domain::jobfile::MAX_BYTES;
use doorstep_domain::text::Language;
use doorstep_domain::verify::{Finding, Standing, Verdict};

use super::frame::{self, Page, in_other_language};
use super::state::{Icon, Tone};
use crate::office::api::case_id;
use crate::office::words;
use crate::office::{Office, OfficeError};
use crate::reply;
use crate::request::{Request, Response};

/// Room for the form around a file of the greatest length.
const FORM_BYTES: usize = 4096;

/// The file of a job.
pub(super) fn download(office: &Office<'_>, case: &str) -> Result<Response, OfficeError> {
    let file = office.job_file(case_id(case)?)?;
    let response = Response::new(200).bytes("application/octet-stream", file.bytes);
    let name = format!("attachment; filename=\"{}\"", file.name);
    Ok(frame::guarded(response).header("content-disposition", name))
}

/// The form, and after it was sent the verdict.
pub(super) fn show(
    office: &Office<'_>,
    request: &mut Request,
    language: &Language,
    is_sent: bool,
) -> Result<Response, OfficeError> {
    let verdict = if is_sent { Some(office.verify_job_file(&uploaded(request)?)) } else { None };
    let mut page = Page::new(office, language)?;
    page.begin(words::VERIFY.say(language), false);
    page.bar(&office.counts()?, "verify", None, &in_other_language(request, language));
    page.h.markup("<main><section class=\"card\">").leaf("h1", "", words::VERIFY.say(language));
    page.h.leaf("p", "muted", words::VERIFY_HINT.say(language));
    page.h.markup("<form method=\"post\" action=\"/verify\" enctype=\"multipart/form-data\">");
    page.h.markup("<input type=\"file\" name=\"file\" accept=\".dsjob\" required>");
    page.h.markup(" <button>").text(words::VERIFY_FILE.say(language)).markup("</button></form></section>\n");
    if let Some(verdict) = &verdict {
        tell(&mut page, verdict);
    }
    page.h.markup("</main>\n");
    Ok(page.finish(200))
}

fn tell(page: &mut Page<'_>, verdict: &Verdict) {
    let language = page.language;
    page.h.markup("<section class=\"card\">");
    let title = verdict.number.as_deref().unwrap_or("–");
    page.h.leaf("h2", "", title);
    chip(page, verdict.standing());
    page.h.leaf("p", "", &verdict.text(language));
    page.h.leaf("p", "muted small", &format!("SHA-256 {}", verdict.sha256));
    page.h.markup("<ul class=\"findings\">");
    for finding in &verdict.findings {
        told(page, finding);
    }
    page.h.markup("</ul></section>\n");
}

/// A finding; the parts of one that holds are folded away.
fn told(page: &mut Page<'_>, finding: &Finding) {
    page.h.markup("<li>");
    if finding.standing != Standing::Holds {
        chip(page, finding.standing);
        page.h.text(" ");
    }
    let text = finding.text(page.language);
    if finding.parts.is_empty() {
        page.h.text(&text);
    } else {
        let is_open = finding.standing != Standing::Holds || finding.is_signature();
        page.h.markup(if is_open { "<details open><summary>" } else { "<details><summary>" });
        page.h.text(&text).markup("</summary><ul>");
        for part in &finding.parts {
            told(page, part);
        }
        page.h.markup("</ul></details>");
    }
    page.h.markup("</li>");
}

fn chip(page: &mut Page<'_>, standing: Standing) {
    let (tone, icon) = match standing {
        Standing::Holds => (Tone::Good, Icon::Done),
        Standing::Note => (Tone::Quiet, Icon::Dash),
        Standing::Missing => (Tone::Attention, Icon::Alert),
        Standing::Broken => (Tone::Bad, Icon::Cross),
    };
    page.chip(tone, icon, standing.text(page.language));
}

/// The first file of a form.
fn uploaded(request: &mut Request) -> Result<Vec<u8>, OfficeError> {
    let none = || OfficeError::invalid("file", "no file was sent");
    let boundary = request.get("content-type").and_then(|form| form.split("boundary=").nth(1));
    let boundary = boundary.map(|text| format!("--{}", text.trim_matches('"'))).ok_or_else(none)?;
    let body = reply::read_up_to(request, MAX_BYTES + FORM_BYTES);
    let body = body.map_err(|_| OfficeError::invalid("file", "is longer than a job file can be"))?;
    file_in(&body, boundary.as_bytes()).map(<[u8]>::to_vec).ok_or_else(none)
}

/// What stands between the head of the first part and the boundary after it.
fn file_in<'b>(body: &'b [u8], boundary: &[u8]) -> Option<&'b [u8]> {
    let head = find(body, b"\r\n\r\n")? + 4;
    let rest = body.get(head..)?;
    let end = find(rest, &[b"\r\n", boundary].concat())?;
    rest.get(..end)
}

fn find(within: &[u8], what: &[u8]) -> Option<usize> {
    within.windows(what.len()).position(|window| window == what)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_of_a_form_is_what_was_chosen_byte_for_byte() {
        let form =
            b"--x1\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\n\x00\r\n\xff--\r\n--x1--\r\n";
        assert_eq!(file_in(form, b"--x1"), Some(&b"\x00\r\n\xff--"[..]));
        assert_eq!(file_in(b"--x1\r\n\r\nnever ends", b"--x1"), None);
    }
}
