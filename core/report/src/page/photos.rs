//! The photos, whole and never cut: they are evidence. Pairs stand beside each other.

use super::Page;
use crate::figure;
use crate::html::base64;
use crate::model::{Image, Photo};
use crate::overlay::{legend, marked_picture};
use crate::picture;
use crate::words;

impl Page<'_> {
    pub(super) fn photos(&mut self) {
        let photos = &self.tell.report.photos;
        if photos.is_empty() {
            return;
        }
        self.section(words::PHOTOS, |page| {
            page.h.markup("<div class=\"photos\">\n");
            for spot in photos.chunk_by(|_, next| next.again) {
                page.spot(spot);
            }
            page.h.markup("</div>\n");
        });
    }

    fn spot(&mut self, photos: &[Photo]) {
        let is_pair = photos.len() > 1;
        if is_pair {
            self.h.markup("<div class=\"pair\">\n");
        }
        photos.iter().for_each(|photo| self.photo(photo));
        if is_pair {
            self.h.markup("</div>\n");
        }
    }

    fn photo(&mut self, photo: &Photo) {
        let taken = self.tell.clock.minute(photo.at_ms);
        self.h.markup("<figure>");
        match &photo.thumbnail {
            Some(image) => self.picture(photo, image),
            None => self.h.leaf("div", "blank", self.tell.say(words::PHOTO_ELSEWHERE)),
        }
        self.h.el("figcaption", "", |h| {
            h.leaf("b", "", &photo.caption);
            for (number, text) in (1..).zip(legend(&photo.marks)) {
                h.leaf("span", "mark", &format!("{number} {text}"));
            }
            h.leaf("span", "muted", &format!("{} · {taken}", photo.by));
            h.leaf("span", "digest", &figure::short_digest(&photo.hash));
        });
        self.h.markup("</figure>\n");
    }

    fn picture(&mut self, photo: &Photo, image: &Image) {
        let source = format!("data:{};base64,{}", image.kind.media_type(), base64(&image.bytes));
        if photo.marks.is_empty() {
            self.h.markup("<img").attr("alt", &photo.caption).attr("src", &source).markup(">");
        } else {
            let size = picture::size_of(&image.bytes);
            marked_picture(&mut self.h, &source, &photo.caption, size, &photo.marks);
        }
    }
}
