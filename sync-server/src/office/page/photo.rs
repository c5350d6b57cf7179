//! The photos of a job: small pictures as soon as their facts are here, with what people drew over them.

use doorstep_report::{legend, marked_picture};

use super::job::View;
use crate::office::Photo;
use crate::office::words;

impl View<'_, '_> {
    pub(super) fn photos(&mut self) {
        let job = self.job;
        if job.photos.is_empty() {
            return;
        }
        let title = format!("{} · {}", words::PHOTOS.say(self.page.language), job.photos.len());
        self.card(&title, |view| {
            view.page.h.markup("<div class=\"photos\">\n");
            for photo in &job.photos {
                view.photo(photo);
            }
            view.page.h.markup("</div>");
        });
    }

    fn photo(&mut self, photo: &Photo) {
        let caption = format!("{} · {}", self.clock.moment(photo.at_ms), photo.who);
        let language = self.page.language;
        self.page.h.markup("<figure>");
        let whole = format!("/jobs/{}/photos/{}", self.job.row.case, photo.blob);
        if photo.held {
            self.page.h.markup("<a").attr("href", &whole).markup(">");
        }
        self.small_picture(photo, &whole, &caption);
        if photo.held {
            self.page.h.markup("</a>");
        }
        self.page.h.markup("<figcaption class=\"muted\">").leaf("span", "", &caption);
        for (number, text) in (1..).zip(legend(&photo.overlay)) {
            self.page.h.leaf("b", "", &format!("{number} {text}"));
        }
        if !photo.held && photo.size.is_some() {
            self.page.h.leaf("span", "attention", words::ON_ITS_WAY.say(language));
        }
        self.page.h.markup("</figcaption></figure>\n");
    }

    fn small_picture(&mut self, photo: &Photo, whole: &str, caption: &str) {
        let small = photo.thumbnail.filter(|_| photo.size.is_some());
        let small = small.map(|small| format!("/jobs/{}/thumbnails/{small}", self.job.row.case));
        let h = &mut self.page.h;
        match (small, photo.held) {
            (Some(small), _) if !photo.overlay.is_empty() => {
                marked_picture(h, &small, caption, photo.size, &photo.overlay);
            }
            (Some(small), _) => {
                h.markup("<img loading=\"lazy\"").attr("src", &small).attr("alt", caption).markup(">");
            }
            (None, true) => {
                h.markup("<img loading=\"lazy\"").attr("src", whole).attr("alt", caption).markup(">");
            }
            (None, false) => h.leaf("div", "blank", words::NOT_HERE.say(self.page.language)),
        }
    }
}
