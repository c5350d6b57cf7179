//! Tables: columns as wide as their content or a share of what is left, a head that is repeated on every page.

use super::paper::{Align, Column, Paper, strip};
use super::sheet::{POINT, WIDTH};
use super::text::{Ink, Inline, Style, natural_width};
use super::tree::{Kind, NodeId};

/// A column of a table.
pub(super) struct Col {
    title: String,
    align: Align,
    /// Parts of the width that is left; 0 for a column as wide as its content.
    share: i32,
}

impl Col {
    /// A column that takes so many parts of the width that is left.
    pub(super) fn share(title: impl Into<String>, share: i32) -> Self {
        Self { title: title.into(), align: Align::Left, share }
    }

    /// A column as wide as its content.
    pub(super) fn fit(title: impl Into<String>) -> Self {
        Self::share(title, 0)
    }

    pub(super) fn right(self) -> Self {
        Self { align: Align::Right, ..self }
    }
}

/// Paragraphs of one cell.
pub(super) type Content = Vec<Vec<Inline>>;

/// A row of a table.
pub(super) enum Row {
    /// A cell for each column.
    Cells(Vec<Content>),
    /// A title over all columns, which stays with the row below it.
    Group(String),
    /// A name over all columns but the last, and an amount; the strong one stands between lines.
    Sum { title: String, amount: String, is_strong: bool },
}

/// Space between columns.
const GAP: i32 = 10 * POINT;
/// A column as wide as its content takes at most this.
const FIT_MAX: i32 = WIDTH / 4;

impl Paper<'_> {
    pub(super) fn table(&mut self, columns: &[Col], rows: Vec<Row>) {
        let places = self.places(columns, &rows);
        self.inside(Kind::Table, |paper| {
            let head = paper.table_head(columns, &places);
            paper.inside(Kind::Rows, |paper| {
                let mut rows = rows.into_iter().peekable();
                while let Some(row) = rows.next() {
                    let stays = matches!(rows.peek(), Some(Row::Sum { .. }));
                    paper.table_row(columns, &places, row, (head, stays));
                }
            });
        });
    }

    /// Where each column begins and how wide it is.
    fn places(&self, columns: &[Col], rows: &[Row]) -> Vec<(i32, i32)> {
        let fitted: Vec<i32> = columns
            .iter()
            .enumerate()
            .map(|(index, column)| if column.share > 0 { 0 } else { self.fitted(index, column, rows) })
            .collect();
        let gaps = GAP * i32::try_from(columns.len().saturating_sub(1)).unwrap_or(0);
        let left = (WIDTH - gaps - fitted.iter().sum::<i32>()).max(0);
        let shares = columns.iter().map(|column| column.share).sum::<i32>().max(1);
        let mut x = 0;
        let mut places = Vec::new();
        for (column, fitted) in columns.iter().zip(fitted) {
            let width = if column.share > 0 { left / shares * column.share } else { fitted };
            places.push((x, width));
            x += width + GAP;
        }
        places
    }

    fn fitted(&self, index: usize, column: &Col, rows: &[Row]) -> i32 {
        let last_amount = |row: &Row| match row {
            Row::Sum { amount, .. } => vec![vec![Inline::new(amount.as_str(), SUM)]],
            _ => Vec::new(),
        };
        let title = vec![vec![Inline::new(column.title.as_str(), HEAD)]];
        let widest = |content: &Content| {
            content.iter().map(|paragraph| natural_width(&self.face, paragraph)).max().unwrap_or(0)
        };
        let cells = rows.iter().map(|row| match row {
            Row::Cells(cells) => cells.get(index).map_or(0, widest),
            _ => widest(&last_amount(row)),
        });
        // A little more than is needed: what just fits must not break for a rounded thousandth.
        (cells.max().unwrap_or(0).max(widest(&title)) + POINT).min(FIT_MAX)
    }

    /// The head: written once for those who listen, repeated for those who look.
    fn table_head(&mut self, columns: &[Col], places: &[(i32, i32)]) -> usize {
        let row = self.node(Kind::Row);
        let mut cells = Vec::new();
        for (column, (x, width)) in columns.iter().zip(places) {
            let node = self.tree.add(row, Kind::ColumnHead(1));
            let mut cell = Column::new(*x, *width).aligned(column.align);
            cell.text(&self.face, node, &[Inline::new(column.title.as_str(), HEAD)]);
            cells.push(cell);
        }
        let head = strip(cells).padded(2 * POINT).ruled(POINT / 2, Ink::Frame);
        let mut repeated = head.clone();
        repeated.marks.iter_mut().for_each(|mark| mark.node = None);
        self.heads.push(repeated);
        self.push(head.spaced(2 * POINT).with_next());
        self.heads.len() - 1
    }

    fn table_row(&mut self, columns: &[Col], places: &[(i32, i32)], row: Row, (head, stays): (usize, bool)) {
        let node = self.node(Kind::Row);
        let mut strip = match row {
            Row::Cells(cells) => {
                let mut set = Vec::new();
                for ((column, (x, width)), content) in columns.iter().zip(places).zip(cells) {
                    let node = self.tree.add(node, Kind::Cell);
                    set.push(self.cell(node, Column::new(*x, *width).aligned(column.align), &content));
                }
                strip(set).padded(5 * POINT / 2).ruled(POINT / 4, Ink::Rule)
            }
            Row::Group(title) => {
                let over = u32::try_from(columns.len()).unwrap_or(1);
                let node = self.tree.add(node, Kind::RowHead(over));
                let column = Column::new(0, WIDTH).from(4 * POINT);
                let title = vec![vec![Inline::new(title, Style::STRONG)]];
                strip(vec![self.cell(node, column, &title)]).ruled(POINT / 4, Ink::Rule).with_next()
            }
            Row::Sum { title, amount, is_strong } => self.sum_row(node, places, (&title, &amount), is_strong),
        };
        strip.head = Some(head);
        strip.with_next |= stays;
        self.push(strip);
    }

    fn cell(&self, node: NodeId, mut column: Column, content: &Content) -> Column {
        column.gap(5 * POINT / 2);
        for paragraph in content {
            column.text(&self.face, node, paragraph);
        }
        column
    }

    fn sum_row(
        &mut self,
        row: NodeId,
        places: &[(i32, i32)],
        (title, amount): (&str, &str),
        is_strong: bool,
    ) -> super::sheet::Strip {
        let style = if is_strong { SUM } else { Style::PLAIN };
        let (x, width) = places.last().copied().unwrap_or((0, WIDTH));
        let over = u32::try_from(places.len().saturating_sub(1)).unwrap_or(1);
        let title_node = self.tree.add(row, Kind::RowHead(over));
        let amount_node = self.tree.add(row, Kind::Cell);
        let name = Column::new(0, (x - GAP).max(0));
        let name = self.cell(title_node, name, &vec![vec![Inline::new(title, style)]]);
        let figure = Column::new(x, width).aligned(Align::Right);
        let figure = self.cell(amount_node, figure, &vec![vec![Inline::new(amount, style)]]);
        let row = strip(vec![name, figure]).padded(5 * POINT / 2);
        if is_strong { row.ruled(POINT, Ink::Black) } else { row.ruled(POINT / 4, Ink::Rule) }
    }
}

const HEAD: Style = Style { bold: true, ..Style::FINE };
const SUM: Style = Style { size: 10_500, ..Style::STRONG };
