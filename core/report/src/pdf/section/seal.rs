//! The foot: what identifies this state of the record, for whoever wants to check.

use std::rc::Rc;

use super::super::paper::{Column, Paper, strip};
use super::super::sheet::{POINT, Shape, WIDTH};
use super::super::text::{Ink, Inline, Style};
use super::super::tree::Kind;
use crate::code::Code;
use crate::figure;
use crate::words;

/// The side of the code, quiet zone included: 30 mm, so that a cell is wider than half a millimetre.
const CODE: i32 = 85 * POINT;

impl Paper<'_> {
    pub(super) fn seal(&mut self) {
        let report = self.report();
        self.section(words::SEAL, |paper| {
            paper.code();
            let fine = |text: &str| vec![Inline::new(text, Style::FINE)];
            let digests = report.signatures.iter().map(|signature| {
                let mut line = fine(&figure::grouped_by_four(&signature.digest));
                line.push(Inline::new(format!(" {}", signature.signer.name), Style::FINE));
                (words::DIGEST, vec![line])
            });
            let heads = report.seal.heads.iter();
            let heads = heads.map(|head| (words::STATE_OF, vec![fine(&figure::grouped_by_four(head))]));
            let rules = (words::RULES, vec![fine(&paper.tell.rules())]);
            let as_of = (words::AS_OF, vec![fine(&paper.tell.as_of())]);
            paper.rows(digests.chain(heads).chain([rules, as_of]).collect());
            if !report.signatures.is_empty() {
                paper.paragraph(&fine(paper.say(words::VERIFY)), 4 * POINT);
            }
            // Last, when everything else has been set in type.
            if paper.face.is_short_of_letters() {
                let note = Inline::new(paper.say(words::LETTERS_MISSING), Style::FINE);
                paper.paragraph(&[note], 4 * POINT);
            }
        });
    }

    /// Case and state in words, and as a code for a camera.
    fn code(&mut self) {
        let seal = &self.report().seal;
        let text = seal.code_text();
        let (words_node, figure) = (self.node(Kind::Paragraph), self.node(Kind::Figure(text.clone())));
        let code = Code::of(&text);
        let left = if code.is_some() { CODE + 10 * POINT } else { 0 };
        let mut right = Column::new(left, WIDTH - left).from(4 * POINT);
        for (label, value) in
            [(words::CASE, seal.case.clone()), (words::STATE_OF, figure::grouped_by_four(&seal.state))]
        {
            right.text(&self.face, words_node, &[Inline::new(self.say(label), Style::FINE)]);
            right.text(&self.face, words_node, &[Inline::new(value, Style::PLAIN)]);
        }
        right.text(&self.face, words_node, &[Inline::new(self.say(words::CODE_SAYS), Style::FINE)]);
        let mut columns = vec![right];
        if let Some(code) = code {
            let mut square = Column::new(0, CODE);
            square.draw(Some(figure), CODE, Shape::Code { code: Rc::new(code), size: CODE });
            columns.push(square);
        }
        self.push(strip(columns).padded(4 * POINT).ruled(POINT / 4, Ink::Rule));
    }
}
