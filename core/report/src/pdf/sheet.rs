//! What is drawn where: marks on strips, strips on pages. All lengths are whole thousandths of a point, so that every
//! machine computes the same layout.

use std::rc::Rc;

use doorstep_domain::fact::PhotoMark;
use doorstep_domain::signature::Strokes;

use super::text::{Ink, Style};
use super::tree::NodeId;
use crate::code::Code;
use crate::tell::Tone;

/// A point in the lengths of this layout.
pub(super) const POINT: i32 = 1_000;
/// A4, 210 by 297 mm.
pub(super) const PAGE: (i32, i32) = (595_276, 841_890);
/// Left and right margin, 16 mm.
pub(super) const SIDE: i32 = 45_354;
/// Upper margin, 14 mm.
pub(super) const TOP: i32 = 39_685;
/// Where the content ends; below it stand the foot and a margin of 10 mm.
pub(super) const BOTTOM: i32 = PAGE.1 - 56_693;
/// Width of the content.
pub(super) const WIDTH: i32 = PAGE.0 - 2 * SIDE;
/// Height of the content of a page.
pub(super) const HEIGHT: i32 = BOTTOM - TOP;

/// Something that is drawn.
#[derive(Debug, Clone)]
pub(super) enum Shape {
    Text {
        text: String,
        style: Style,
    },
    Icon {
        tone: Tone,
        size: i32,
    },
    Rule {
        width: i32,
        weight: i32,
        ink: Ink,
    },
    Frame {
        width: i32,
        weight: i32,
        ink: Ink,
        fill: Option<Ink>,
        dashed: bool,
    },
    Dot {
        size: i32,
        full: bool,
    },
    Strokes {
        strokes: Rc<Strokes>,
        width: i32,
    },
    Picture {
        photo: usize,
        width: i32,
    },
    /// What people drew over a picture, in the same box.
    Marks {
        photo: usize,
        marks: Rc<[PhotoMark]>,
        width: i32,
    },
    Code {
        code: Rc<Code>,
        size: i32,
    },
}

/// Something that is drawn, with its place.
#[derive(Debug, Clone)]
pub(super) struct Mark {
    pub(super) x: i32,
    /// Upper edge, from the top of the strip.
    pub(super) y: i32,
    pub(super) height: i32,
    /// What it is part of, for those who have the page read to them; `None` for decoration.
    pub(super) node: Option<NodeId>,
    pub(super) shape: Shape,
}

impl Mark {
    const fn bottom(&self) -> i32 {
        self.y + self.height
    }
}

/// A piece of content as wide as the page, which stays together if it fits on one.
#[derive(Debug, Clone, Default)]
pub(super) struct Strip {
    /// Space above, unless it begins a page.
    pub(super) space: i32,
    pub(super) height: i32,
    pub(super) marks: Vec<Mark>,
    /// Stays on the page of the next strip, as a heading does.
    pub(super) with_next: bool,
    /// The head of the table that it belongs to, to be repeated on a new page.
    pub(super) head: Option<usize>,
}

impl Strip {
    /// The part that fits into a height, and the rest. Text and pictures go whole to either side; frames are cut.
    fn split(self, height: i32) -> (Self, Self) {
        let Self { space, marks, with_next, head, height: whole } = self;
        let (mut upper, mut lower) = (Vec::new(), Vec::new());
        for mut mark in marks {
            match mark.shape {
                Shape::Frame { .. } if mark.y < height && mark.bottom() > height => {
                    let rest = mark.bottom() - height;
                    lower.push(Mark { y: height, height: rest, ..mark.clone() });
                    mark.height -= rest;
                    upper.push(mark);
                }
                _ if mark.bottom() <= height => upper.push(mark),
                _ => lower.push(mark),
            }
        }
        let start = lower.iter().map(|mark| mark.y).min().unwrap_or(height).min(height);
        lower.iter_mut().for_each(|mark| mark.y -= start);
        let upper = Self { space, height, marks: upper, with_next: false, head };
        (upper, Self { space: 0, height: whole - start, marks: lower, with_next, head })
    }
}

/// A mark on a page, `y` from the top of the page.
pub(super) type Page = Vec<Mark>;

/// Strips set one below the other on as many pages as they need.
pub(super) fn pages(strips: Vec<Strip>, heads: &[Strip]) -> Vec<Page> {
    let mut setter = Setter { pages: vec![Page::new()], y: 0, is_fresh: true, heads };
    let mut rest = strips.into_iter().peekable();
    while rest.peek().is_some() {
        let mut group = Vec::new();
        while let Some(strip) = rest.next() {
            let goes_on = strip.with_next && rest.peek().is_some();
            group.push(strip);
            if !goes_on {
                break;
            }
        }
        setter.group(group);
    }
    setter.pages
}

struct Setter<'a> {
    pages: Vec<Page>,
    /// How far the page is filled.
    y: i32,
    /// Whether the page is empty but for a repeated head.
    is_fresh: bool,
    heads: &'a [Strip],
}

impl Setter<'_> {
    /// Strips that stay together, if a page can hold them.
    fn group(&mut self, group: Vec<Strip>) {
        let height = group.iter().fold(0i32, |sum, strip| sum.saturating_add(strip.space + strip.height));
        let first_space = group.first().map_or(0, |strip| strip.space);
        if height > HEIGHT - self.y && height - first_space <= HEIGHT {
            self.turn(group.first().and_then(|strip| strip.head));
        }
        for strip in group {
            self.strip(strip);
        }
    }

    fn strip(&mut self, mut strip: Strip) {
        loop {
            let space = if self.is_fresh { 0 } else { strip.space };
            let room = HEIGHT - self.y - space;
            if strip.height <= room {
                return self.set(strip, space);
            }
            // What fits on no page at all is split where it stands; the rest goes to the next page whole.
            let fits_on_a_page = strip.height <= HEIGHT - self.head_height(strip.head);
            if fits_on_a_page && !self.is_fresh {
                self.turn(strip.head);
                continue;
            }
            let (upper, lower) = strip.split(room.max(0));
            let made_no_progress = upper.marks.is_empty() || lower.height <= 0;
            if made_no_progress && self.is_fresh {
                // Higher than a page and in one piece: nothing of that kind is ever made.
                return self.set(lower, 0);
            }
            let head = upper.head;
            if !made_no_progress {
                self.set(upper, space);
            }
            self.turn(head);
            strip = lower;
        }
    }

    fn head_height(&self, head: Option<usize>) -> i32 {
        head.and_then(|head| self.heads.get(head)).map_or(0, |head| head.height)
    }

    fn turn(&mut self, head: Option<usize>) {
        if !self.pages.last().is_some_and(|page| page.is_empty()) {
            self.pages.push(Page::new());
        }
        self.y = 0;
        if let Some(head) = head.and_then(|head| self.heads.get(head)) {
            self.set(head.clone(), 0);
        }
        self.is_fresh = true;
    }

    fn set(&mut self, strip: Strip, space: i32) {
        let top = TOP + self.y + space;
        if let Some(page) = self.pages.last_mut() {
            page.extend(strip.marks.into_iter().map(|mark| Mark { y: mark.y + top, ..mark }));
        }
        self.y = self.y.saturating_add(space).saturating_add(strip.height);
        self.is_fresh = false;
    }
}
