//! Buttons for what stands around the work: answering what was asked, and what the customer said afterwards.

use super::job::View;
use crate::office::after::Request;
use crate::office::words;

impl View<'_, '_> {
    /// What waits for the office's answer, with both answers beside it.
    pub(super) fn requests(&mut self) {
        let pending = self.job.around.requests.iter().filter(|request| request.answer.is_none());
        for request in pending.cloned().collect::<Vec<_>>() {
            self.request(&request);
        }
    }

    fn request(&mut self, request: &Request) {
        let language = self.page.language;
        self.page.h.markup("<div class=\"pad\">");
        self.page.h.leaf("b", "", &format!("{}: {}", words::ASKED_FOR.say(language), request.title));
        self.page.h.leaf("p", "", &format!("{} ({})", request.detail, request.who));
        for (word, accepted) in [(words::APPROVE, "yes"), (words::REFUSE, "no")] {
            self.begin_form("approve");
            self.page
                .h
                .markup("<input type=\"hidden\" name=\"what\"")
                .attr("value", &request.what)
                .markup(">");
            self.page.h.markup("<input type=\"hidden\" name=\"accepted\"").attr("value", accepted);
            self.page.h.markup("><button>").text(word.say(language)).markup("</button></form>");
        }
        self.page.h.markup("</div>\n");
    }

    /// Whom to ask afterwards.
    pub(super) fn follow_ups(&mut self) {
        let open = self.job.around.follow_ups.iter().filter(|task| !task.is_done);
        for task in open.cloned().collect::<Vec<_>>() {
            let language = self.page.language;
            self.page.h.markup("<details><summary>").text(task.title.get(language)).markup("</summary>");
            self.begin_form("follow-up");
            let (visit, key) = (task.visit.to_string(), task.task.clone());
            self.page.follow_up_fields(&visit, &key);
            self.page.h.markup("</form></details>\n");
        }
    }
}
