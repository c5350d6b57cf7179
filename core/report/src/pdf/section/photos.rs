//! Photos in a grid, whole and never cut: they are evidence. Pairs stand beside each other under one line.

use super::super::paper::{Column, Paper, strip};
use super::super::sheet::{POINT, Shape, WIDTH};
use super::super::text::{Ink, Inline, SMALL, Style};
use super::super::tree::Kind;
use crate::figure;
use crate::model::Photo;
use crate::overlay::legend;
use crate::tell::Tone;
use crate::words;

const COLUMNS: usize = 4;
const GAP: i32 = 8 * POINT;
const CELL: i32 = (WIDTH - 3 * GAP) / 4;
const PICTURE: i32 = CELL * 3 / 4;

/// A photo in its row.
struct Cell {
    index: usize,
    /// How many photos of its spot stand beside each other.
    pair: usize,
    /// The place of the first of them.
    first: usize,
}

impl Paper<'_> {
    pub(super) fn photos(&mut self) {
        let photos = &self.report().photos;
        if photos.is_empty() {
            return;
        }
        self.section(words::PHOTOS, |paper| {
            let mut row = Vec::new();
            let mut start = 0;
            for spot in photos.chunk_by(|_, next| next.again) {
                for part in spot.chunks(COLUMNS) {
                    if row.len() + part.len() > COLUMNS {
                        paper.photo_row(std::mem::take(&mut row));
                    }
                    let first = row.len();
                    row.extend((start..).zip(part).map(|(index, _)| Cell { index, pair: part.len(), first }));
                    start += part.len();
                }
            }
            paper.photo_row(row);
        });
    }

    fn photo_row(&mut self, cells: Vec<Cell>) {
        let photos = &self.report().photos;
        let has_pair = cells.iter().any(|cell| cell.pair > 1);
        let mut row = Vec::new();
        for (place, cell) in (0..).zip(cells) {
            let mut column = Column::new(place * (CELL + GAP), CELL);
            if cell.pair > 1 && i32::try_from(cell.first) == Ok(place) {
                let width = i32::try_from(cell.pair).unwrap_or(1) * (CELL + GAP) - GAP;
                column.draw_at((0, 0), POINT, Shape::Rule { width, weight: POINT, ink: Ink::Accent });
            }
            column.gap(if has_pair { 3 * POINT } else { 0 });
            row.push(self.photo(cell.index, &photos[cell.index], column));
        }
        if !row.is_empty() {
            self.push(strip(row).spaced(4 * POINT));
        }
    }

    fn photo(&mut self, index: usize, photo: &Photo, mut column: Column) -> Column {
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
            if !photo.marks.is_empty() {
                let shape = Shape::Marks { photo: index, marks: photo.marks.as_slice().into(), width: CELL };
                column.draw_at((0, -PICTURE), PICTURE, shape);
            }
        } else {
            let node = self.node(Kind::Paragraph);
            let word = match photo.thumbnail {
                Some(_) => words::PHOTO_UNREADABLE,
                None => words::PHOTO_ELSEWHERE,
            };
            let bottom = column.y + PICTURE;
            let mut note = column.inner(4 * POINT);
            note.text(&self.face, node, &[Inline::new(self.say(word), Style::FINE)]);
            column.take(note);
            column.y = column.y.max(bottom);
        }
        column.gap(2 * POINT);
        let caption = self.node(Kind::Caption);
        column.text(&self.face, caption, &[Inline::new(photo.caption.as_str(), Style::STRONG.sized(SMALL))]);
        let red = Style { ink: Ink::Tone(Tone::Bad), ..Style::STRONG.sized(SMALL) };
        for (number, text) in (1..).zip(legend(&photo.marks)) {
            column.text(&self.face, caption, &[Inline::new(format!("{number} {text}"), red)]);
        }
        let taken = format!("{} · {}", photo.by, self.tell.clock.minute(photo.at_ms));
        for text in [taken, figure::short_digest(&photo.hash)] {
            column.text(&self.face, caption, &[Inline::new(text, Style::FINE)]);
        }
        column
    }
}
