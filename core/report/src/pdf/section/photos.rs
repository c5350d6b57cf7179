//! Photos in a grid, whole and never cut: they are evidence.

use super::super::paper::{Column, Paper, strip};
use super::super::sheet::{POINT, Shape, WIDTH};
use super::super::text::{Ink, Inline, SMALL, Style};
use super::super::tree::Kind;
use crate::figure;
use crate::model::Photo;
use crate::words;

const COLUMNS: i32 = 4;
const GAP: i32 = 8 * POINT;
const CELL: i32 = (WIDTH - (COLUMNS - 1) * GAP) / COLUMNS;
const PICTURE: i32 = CELL * 3 / 4;

impl Paper<'_> {
    pub(super) fn photos(&mut self) {
        let photos = &self.report().photos;
        if photos.is_empty() {
            return;
        }
        self.section(words::PHOTOS, |paper| {
            let mut cells = photos.iter().enumerate().peekable();
            while cells.peek().is_some() {
                let mut row = Vec::new();
                for x in (0..COLUMNS).map(|column| column * (CELL + GAP)) {
                    row.extend(cells.next().map(|(index, photo)| paper.photo(index, photo, x)));
                }
                paper.push(strip(row).spaced(4 * POINT));
            }
        });
    }

    fn photo(&mut self, index: usize, photo: &Photo, x: i32) -> Column {
        let mut column = Column::new(x, CELL);
        let is_drawn = self.pictures.get(index).is_some_and(Option::is_some);
        let shape = Shape::Frame {
            width: CELL,
            weight: POINT / 4,
            ink: Ink::Rule,
            fill: Some(Ink::Tint),
            dashed: !is_drawn,
        };
        column.draw_at((0, 0), PICTURE, shape);
        if is_drawn {
            let node = self.node(Kind::Figure(photo.caption.clone()));
            column.draw(Some(node), PICTURE, Shape::Picture { photo: index, width: CELL });
        } else {
            let node = self.node(Kind::Paragraph);
            let word = match photo.thumbnail {
                Some(_) => words::PHOTO_UNREADABLE,
                None => words::PHOTO_ELSEWHERE,
            };
            let mut note = Column::new(x + 4 * POINT, CELL - 8 * POINT).from(4 * POINT);
            note.text(&self.face, node, &[Inline::new(self.say(word), Style::FINE)]);
            column.take(note);
            column.y = column.y.max(PICTURE);
        }
        column.gap(2 * POINT);
        let caption = self.node(Kind::Caption);
        let taken = format!("{} · {}", photo.by, self.tell.clock.minute(photo.at_ms));
        for (text, style) in [
            (photo.caption.as_str(), Style::STRONG.sized(SMALL)),
            (&taken, Style::FINE),
            (&figure::short_digest(&photo.hash), Style::FINE),
        ] {
            column.text(&self.face, caption, &[Inline::new(text, style)]);
        }
        column
    }
}
