//! `GET /phones`: who has one, and the buttons for one that was lost.

use doorstep_domain::rejected::Rejected;
use doorstep_domain::text::Language;

use super::clock::Clock;
use super::form::Form;
use super::frame::{Page, in_other_language};
use super::new::usual_zone;
use super::read_form;
use super::state::{Icon, Tone};
use crate::office::api::device_id;
use crate::office::words::{self, Word};
use crate::office::{DeviceSummary, Office, OfficeError, WipeSummary, session};
use crate::request::{Request, Response};
use crate::wipe::WipeWanted;

pub(super) fn show(
    office: &Office<'_>,
    request: &Request,
    language: &Language,
) -> Result<Response, OfficeError> {
    check_office(office)?;
    let devices = office.devices()?;
    let zone = usual_zone(office.node)?;
    let mut page = Page::new(office, language)?;
    let clock = Clock::new(&zone, language, page.now_ms);
    page.begin(words::PHONES.say(language), true);
    page.bar(&office.counts()?, "phones", None, &in_other_language(request, language));
    page.h.markup("<main>\n");
    if devices.is_empty() {
        page.nothing(words::NO_PHONES, words::NO_PEOPLE);
    } else {
        page.h.markup("<section class=\"card\"><ul class=\"due\">\n");
        let key = session::form_key_of(office);
        devices.iter().for_each(|device| page.phone(device, &clock, &key));
        page.h.markup("</ul></section>\n");
    }
    page.h.markup("</main>\n");
    Ok(page.finish(200))
}

/// `POST /phones/{device}/{command}`.
pub(super) fn post(
    office: &Office<'_>,
    request: &mut Request,
    (device, command): (&str, &str),
) -> Result<Response, OfficeError> {
    check_office(office)?;
    let device = device_id(device)?;
    let form = read_form(office, request)?;
    match command {
        "revoke" => office.revoke(device)?,
        "wipe" => office.wipe(device, &wanted(&form)?)?,
        _ => return Err(OfficeError::NotFound("command")),
    }
    Ok(Response::new(303).header("location", "/phones"))
}

/// Letting phones in and out is for the office itself, as in the API.
fn check_office(office: &Office<'_>) -> Result<(), OfficeError> {
    match office.acting {
        None => Ok(()),
        Some(_) => Err(Rejected::Role { needed: vec!["office".to_owned()] }.into()),
    }
}

fn wanted(form: &Form) -> Result<WipeWanted, OfficeError> {
    if form.get("sure") != "yes" {
        return Err(OfficeError::invalid("sure", "confirm it: this cannot be undone"));
    }
    Ok(WipeWanted { force: form.get("force") == "yes", ..WipeWanted::default() })
}

impl Page<'_> {
    fn phone(&mut self, device: &DeviceSummary, clock: &Clock<'_>, key: &str) {
        let language = self.language;
        self.h.markup("<li><div><p>").leaf("b", "", &device.name);
        self.h.markup(" ").leaf("span", "muted", &device.label);
        self.h.markup("</p>");
        let since = clock.moment(device.enrolled_at_ms);
        self.h.leaf("p", "muted small", &format!("{} · {} · {since}", device.code, device.roles.join(", ")));
        if let Some(wipe) = &device.wipe {
            self.wipe_told(wipe, clock);
        }
        self.phone_form(device, key, "revoke", words::TAKE_OUT, |_| ());
        self.phone_form(device, key, "wipe", words::WIPE, |page| {
            page.h.leaf("p", "muted", words::WIPE_MEANS.say(language));
            page.tick("force", words::WIPE_FORCE);
            page.tick("sure", words::WIPE_SURE);
        });
        self.h.markup("</div><div><p>");
        let (tone, icon, word) = standing(device);
        self.chip(tone, icon, word.say(language));
        self.h.markup("</p></div></li>\n");
    }

    /// What the phone said about the order.
    fn wipe_told(&mut self, wipe: &WipeSummary, clock: &Clock<'_>) {
        let language = self.language;
        let ordered = format!("{} {}", words::WIPE_ORDERED.say(language), clock.moment(wipe.ordered_at_ms));
        self.h.leaf("p", "muted small", &ordered);
        let Some(heard_at_ms) = wipe.heard_at_ms else { return };
        let gone = format!("{} {}", wipe.purged_count, words::WIPE_GONE.say(language));
        let mut parts = vec![clock.moment(heard_at_ms), gone];
        if !wipe.left.is_empty() {
            parts.push(format!("{} {}", wipe.left.len(), words::WIPE_LEFT.say(language)));
        }
        for (is_encrypted, word) in [(true, words::RESCUED_SEALED), (false, words::RESCUED_OPEN)] {
            let count = wipe.rescued.iter().filter(|file| file.is_encrypted == is_encrypted).count();
            if count > 0 {
                parts.push(format!("{count} {}", word.say(language)));
            }
        }
        self.h.leaf("p", "muted small", &parts.join(" · "));
    }

    fn phone_form(
        &mut self,
        device: &DeviceSummary,
        key: &str,
        command: &str,
        title: Word,
        fields: impl FnOnce(&mut Self),
    ) {
        let action = format!("/phones/{}/{command}", device.device);
        self.h.markup("<details><summary>").text(title.say(self.language)).markup("</summary>");
        self.h.markup("<form method=\"post\"").attr("action", &action).markup(">");
        self.hidden("key", key);
        self.h.markup("<div class=\"fields\">");
        fields(self);
        self.h.markup("<p class=\"wide\"><button class=\"grave\">").text(title.say(self.language));
        self.h.markup("</button></p></div></form></details>\n");
    }

    fn tick(&mut self, name: &'static str, label: Word) {
        self.h.markup("<p class=\"wide\"><label class=\"check\"><input type=\"checkbox\" value=\"yes\"");
        self.h.attr("name", name).markup(">").text(label.say(self.language)).markup("</label></p>");
    }
}

fn standing(device: &DeviceSummary) -> (Tone, Icon, Word) {
    match (&device.wipe, device.revoked_at_ms) {
        (Some(wipe), _) if wipe.is_done => (Tone::Good, Icon::Done, words::WIPED),
        (Some(wipe), _) if wipe.heard_at_ms.is_some() => (Tone::Attention, Icon::Alert, words::WIPED_PARTLY),
        (Some(_), _) => (Tone::Attention, Icon::Clock, words::WIPE_NOT_HEARD),
        (None, Some(_)) => (Tone::Quiet, Icon::Cross, words::TAKEN_OUT),
        (None, None) => (Tone::Good, Icon::Person, words::WORKS),
    }
}
