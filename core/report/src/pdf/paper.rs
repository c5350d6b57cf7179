//! A report on its way to the pages: columns of text become strips, strips become pages.

use krilla::image::Image;

use super::face::Face;
use super::sheet::{Mark, POINT, Shape, Strip, WIDTH};
use super::text::{self, Ink, Inline, Style};
use super::tree::{Kind, NodeId, Tree};
use crate::model::WorkReport;
use crate::tell::{Teller, Tone};
use crate::words::Word;

/// Where the text of a column stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Align {
    Left,
    Right,
}

/// The height of a line for text of a size: half as much again, for Chinese as for English.
const fn line_height(size: i32) -> i32 {
    size * 3 / 2
}

/// How far below the upper edge of a line its letters stand.
pub(super) const fn base_line(size: i32) -> i32 {
    size / 4 + size * 7 / 8
}

/// How far below the upper edge of a line the middle of its digits stands.
pub(super) const fn middle(size: i32) -> i32 {
    base_line(size) - size * 37 / 100
}

/// What is written below each other in one column.
#[derive(Debug)]
pub(super) struct Column {
    x: i32,
    width: i32,
    align: Align,
    /// How far it is filled.
    pub(super) y: i32,
    marks: Vec<Mark>,
}

impl Column {
    pub(super) const fn new(x: i32, width: i32) -> Self {
        Self { x, width, align: Align::Left, y: 0, marks: Vec::new() }
    }

    pub(super) fn aligned(self, align: Align) -> Self {
        Self { align, ..self }
    }

    pub(super) fn from(self, y: i32) -> Self {
        Self { y, ..self }
    }

    pub(super) const fn gap(&mut self, height: i32) {
        self.y += height;
    }

    /// A paragraph.
    pub(super) fn text(&mut self, face: &Face<'_>, node: NodeId, paragraph: &[Inline]) {
        for line in text::lines(face, paragraph, self.width) {
            let height = line_height(line.size);
            let start = match self.align {
                Align::Left => self.x,
                Align::Right => self.x + (self.width - line.width).max(0),
            };
            for run in line.runs {
                let x = start + run.x;
                self.marks.push(match run.what {
                    Inline::Text(text, style) => {
                        // Smaller text stands on the base line of the largest.
                        let y = self.y + base_line(line.size) - base_line(style.size);
                        let shape = Shape::Text { text, style };
                        Mark { x, y, height: line_height(style.size), node: Some(node), shape }
                    }
                    Inline::Icon(tone, size) => {
                        let y = self.y + (height - size) / 2;
                        Mark { x, y, height: size, node: None, shape: Shape::Icon { tone, size } }
                    }
                });
            }
            self.y = self.y.saturating_add(height);
        }
    }

    /// Something drawn, as wide as it says, below what is there.
    pub(super) fn draw(&mut self, node: Option<NodeId>, height: i32, shape: Shape) {
        self.marks.push(Mark { x: self.x, y: self.y, height, node, shape });
        self.y += height;
    }

    /// Something drawn beside what follows: the column does not move down.
    pub(super) fn draw_at(&mut self, (dx, dy): (i32, i32), height: i32, shape: Shape) {
        self.marks.push(Mark { x: self.x + dx, y: self.y + dy, height, node: None, shape });
    }

    /// A narrower column inside, from where this one has come to.
    pub(super) fn inner(&self, padding: i32) -> Self {
        Self::new(self.x + padding, self.width - 2 * padding).from(self.y + padding)
    }

    /// Takes over what another column holds; it goes on below the lower of both.
    pub(super) fn take(&mut self, other: Self) {
        self.marks.extend(other.marks);
        self.y = self.y.max(other.y);
    }

    pub(super) const fn width(&self) -> i32 {
        self.width
    }
}

/// Columns beside each other as one strip.
pub(super) fn strip(columns: Vec<Column>) -> Strip {
    let height = columns.iter().map(|column| column.y).max().unwrap_or_default();
    let marks = columns.into_iter().flat_map(|column| column.marks).collect();
    Strip { height, marks, ..Strip::default() }
}

impl Strip {
    pub(super) fn spaced(self, space: i32) -> Self {
        Self { space, ..self }
    }

    pub(super) fn with_next(self) -> Self {
        Self { with_next: true, ..self }
    }

    /// Room below the content.
    pub(super) fn padded(self, below: i32) -> Self {
        Self { height: self.height + below, ..self }
    }

    /// A line along the lower edge.
    pub(super) fn ruled(mut self, weight: i32, ink: Ink) -> Self {
        let shape = Shape::Rule { width: WIDTH, weight, ink };
        self.marks.insert(0, Mark { x: 0, y: self.height - weight, height: weight, node: None, shape });
        self
    }

    /// A frame around a part of it, behind what is written there.
    pub(super) fn framed(mut self, (x, width): (i32, i32), ink: Ink, fill: Option<Ink>) -> Self {
        let shape = Shape::Frame { width, weight: POINT / 2, ink, fill, dashed: false };
        self.marks.insert(0, Mark { x, y: 0, height: self.height, node: None, shape });
        self
    }
}

/// The report as far as it is laid out.
pub(super) struct Paper<'a> {
    pub(super) tell: Teller<'a>,
    pub(super) face: Face<'a>,
    pub(super) tree: Tree,
    pub(super) strips: Vec<Strip>,
    /// Heads of tables, as they are repeated.
    pub(super) heads: Vec<Strip>,
    /// The part of the report that is being written.
    pub(super) here: NodeId,
    /// The pictures of the photos, where there is one that can be drawn.
    pub(super) pictures: &'a [Option<Image>],
}

impl<'a> Paper<'a> {
    pub(super) fn new(tell: Teller<'a>, face: Face<'a>, pictures: &'a [Option<Image>]) -> Self {
        let (tree, here) = (Tree::new(), Tree::ROOT);
        Self { tell, face, tree, strips: Vec::new(), heads: Vec::new(), here, pictures }
    }

    pub(super) const fn report(&self) -> &'a WorkReport {
        self.tell.report
    }

    pub(super) fn say(&self, word: Word) -> &'static str {
        self.tell.say(word)
    }

    pub(super) fn push(&mut self, strip: Strip) {
        self.strips.push(strip);
    }

    pub(super) fn node(&mut self, kind: Kind) -> NodeId {
        self.tree.add(self.here, kind)
    }

    /// Writes something inside a new part.
    pub(super) fn inside(&mut self, kind: Kind, content: impl FnOnce(&mut Self)) {
        let outside = self.here;
        self.here = self.node(kind);
        content(self);
        self.here = outside;
    }

    /// A section with its heading.
    pub(super) fn section(&mut self, title: Word, content: impl FnOnce(&mut Self)) {
        let title = self.say(title);
        self.inside(Kind::Section, |paper| {
            let style = Style { size: 11_000, bold: true, ink: Ink::Accent };
            paper.heading(2, title, &[Inline::new(title, style)], 14 * POINT);
            content(paper);
        });
    }

    /// A heading, which stays with what follows.
    pub(super) fn heading(&mut self, level: u16, title: &str, text: &[Inline], space: i32) {
        let node = self.node(Kind::Heading(level, title.to_owned()));
        let mut column = Column::new(0, WIDTH);
        column.text(&self.face, node, text);
        self.push(strip(vec![column]).padded(2 * POINT).spaced(space).with_next());
    }

    /// A paragraph as wide as the page.
    pub(super) fn paragraph(&mut self, text: &[Inline], space: i32) {
        let node = self.node(Kind::Paragraph);
        let mut column = Column::new(0, WIDTH);
        column.text(&self.face, node, text);
        self.push(strip(vec![column]).spaced(space));
    }

    /// Lines with a label on the left and a value on the right.
    pub(super) fn rows(&mut self, rows: Vec<(Word, Vec<Vec<Inline>>)>) {
        if rows.is_empty() {
            return;
        }
        let last = rows.len() - 1;
        self.inside(Kind::List, |paper| {
            for (index, (label, value)) in rows.into_iter().enumerate() {
                paper.row(label, &value, index < last);
            }
        });
    }

    fn row(&mut self, label: Word, value: &[Vec<Inline>], is_ruled: bool) {
        const LABEL: i32 = 104 * POINT;
        let label = self.say(label);
        let item = self.node(Kind::Item);
        let (label_node, value_node) = (self.tree.add(item, Kind::Label), self.tree.add(item, Kind::Value));
        let mut left = Column::new(0, LABEL - 8 * POINT).from(POINT);
        left.text(&self.face, label_node, &[Inline::new(label, Style::MUTED)]);
        let mut right = Column::new(LABEL, WIDTH - LABEL).from(POINT);
        for paragraph in value {
            right.text(&self.face, value_node, paragraph);
        }
        let row = strip(vec![left, right]).padded(3 * POINT / 2);
        self.push(if is_ruled { row.ruled(POINT / 4, Ink::Rule) } else { row });
    }

    /// Ruled fields of a form: the wide ones alone, three of the others beside each other.
    pub(super) fn fields(&mut self, fields: Vec<Field>) {
        let first = self.strips.len();
        self.inside(Kind::List, |paper| {
            let mut row: Vec<Field> = Vec::new();
            for field in fields {
                if field.is_wide || row.len() == 3 {
                    paper.field_row(std::mem::take(&mut row));
                }
                let is_wide = field.is_wide;
                row.push(field);
                if is_wide {
                    paper.field_row(std::mem::take(&mut row));
                }
            }
            paper.field_row(row);
        });
        if let Some(strip) = self.strips.get_mut(first) {
            strip.space = 4 * POINT;
        }
    }

    fn field_row(&mut self, fields: Vec<Field>) {
        const PADDING: i32 = 5 * POINT;
        let Ok(count) = i32::try_from(fields.len()) else { return };
        if count == 0 {
            return;
        }
        let width = WIDTH / count;
        let mut columns = Vec::new();
        let mut frames = Vec::new();
        for (x, field) in (0..).map(|index| index * width).zip(fields) {
            let item = self.node(Kind::Item);
            let (label, value) = (self.tree.add(item, Kind::Label), self.tree.add(item, Kind::Value));
            let mut column = Column::new(x + PADDING, width - 2 * PADDING).from(2 * POINT);
            column.text(&self.face, label, &[Inline::new(field.label, Style::FINE)]);
            column.text(&self.face, value, &field.value);
            columns.push(column);
            frames.push((x, width));
        }
        let row = strip(columns).padded(3 * POINT);
        self.push(frames.into_iter().fold(row, |row, frame| row.framed(frame, Ink::Frame, None)));
    }

    /// A status in a strip of its own, to be seen first.
    pub(super) fn warning(&mut self, tone: Tone, text: &str) {
        let node = self.node(Kind::Paragraph);
        let mut column = Column::new(6 * POINT, WIDTH - 12 * POINT).from(3 * POINT);
        column.text(&self.face, node, &Inline::chip(tone, text));
        let strip = strip(vec![column]).padded(3 * POINT).framed((0, WIDTH), Ink::Tone(tone), None);
        self.push(strip.spaced(4 * POINT));
    }
}

/// A ruled field of a form.
pub(super) struct Field {
    label: &'static str,
    value: Vec<Inline>,
    is_wide: bool,
}

impl Field {
    /// An empty value is shown as a dash.
    pub(super) fn new(label: &'static str, value: &str) -> Self {
        let value = if value.is_empty() { "—" } else { value };
        Self { label, value: vec![Inline::new(value, Style::PLAIN)], is_wide: false }
    }

    pub(super) fn wide(self) -> Self {
        Self { is_wide: true, ..self }
    }

    pub(super) fn of(label: &'static str, value: Vec<Inline>) -> Self {
        Self { label, value, is_wide: false }
    }
}
