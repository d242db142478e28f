//! Chooses which blocks of a page are its article, by where its long, unlinked sentences are close together. Nothing is
//! learned and no outlet is known: the figures below were set on 76 of the 181 pages of a public collection, and
//! measured on the others (`benches/pages`).

use super::outline::{Block, Element, Outline};
use super::tag::Tag;

/// A block of running text has at least so many bytes that are in no link.
const SENTENCE: usize = 60;

/// A paragraph at either end of the article has at least so many bytes, or it is a date or a name.
const SHORT: usize = 24;

/// A longer block counts for no more bytes than this.
const LONG: usize = 800;

/// How much of its worth a block element hands on to the element it is in.
const HANDED_ON: f64 = 0.6;

/// How much worse a page's choice becomes for each byte of a block of links.
const LINKED: f64 = 0.2;

/// A neighbour of the best element is a part of the article if it has this share of its score.
const NEIGHBOUR: f64 = 0.25;

/// In how many elements around the best one neighbours are looked for.
const AROUND: usize = 6;

/// The numbers of the blocks of the article, in order. Only a page without any text has none.
pub(super) fn choose(outline: &Outline) -> Vec<usize> {
    let pass = Pass::new(outline);
    let inside = pass.inside(&pass.picked());
    let those = |fits: &dyn Fn(&Block) -> bool| -> Vec<usize> {
        (0..outline.blocks.len()).filter(|&at| fits(&outline.blocks[at])).collect()
    };
    let mut blocks = those(&|block| pass.is_kept(block, &inside));
    // Comments of readers stand behind the article.
    let comments = outline.blocks.iter().enumerate().find(|(at, block)| {
        block.is_comments
            && blocks.iter().any(|kept| kept < at && pass.is_running(&outline.blocks[*kept]))
    });
    if let Some((first, _)) = comments {
        blocks.retain(|&at| at < first);
    }
    if blocks.is_empty() {
        blocks = those(&|block| !pass.is_dropped[block.inner]);
    }
    if blocks.is_empty() {
        blocks = those(&|_| true);
    }
    // What is printed around the text: dates, names of authors and buttons.
    let is_running = |&at: &usize| pass.is_running(&outline.blocks[at]);
    let ends = blocks.iter().position(is_running).zip(blocks.iter().rposition(is_running));
    if let Some((first, last)) = ends {
        // Short paragraphs with sentences, such as a first one with a place and a day, are no such print.
        let is_short = |&at: &usize| pass.is_short_sentence(&outline.blocks[at]);
        let before = blocks[..first].iter().rev().take_while(|at| is_short(at)).count();
        let after = blocks[last + 1..].iter().take_while(|at| is_short(at)).count();
        blocks.truncate(last + 1 + after);
        blocks.drain(..first - before);
    }
    blocks
}

struct Pass<'a> {
    elements: &'a [Element],
    blocks: &'a [Block],
    /// Whether each element is beside the article, or in one that is.
    is_dropped: Vec<bool>,
    /// Whether a headline is in each element.
    has_headline: Vec<bool>,
    /// How many bytes of text are in each element, without what is dropped.
    len: Vec<usize>,
    /// How much running text is in each element or near below it, less its links.
    worth: Vec<f64>,
    /// `worth`, weighed by what the element is and by the share of its text that is in no link.
    score: Vec<f64>,
}

impl<'a> Pass<'a> {
    fn new(outline: &'a Outline) -> Self {
        let Outline { elements, blocks } = outline;
        let is_dropped = dropped(elements, blocks);
        let mut has_headline: Vec<bool> = elements
            .iter()
            .map(|element| matches!(element.tag, Tag::H1 | Tag::H2 | Tag::H3))
            .collect();
        for at in (1..elements.len()).rev() {
            has_headline[elements[at].parent] |= has_headline[at];
        }
        let mut pass = Pass {
            elements,
            blocks,
            is_dropped,
            has_headline,
            len: Vec::new(),
            worth: Vec::new(),
            score: Vec::new(),
        };
        pass.weigh();
        pass
    }

    /// Whether a block is running text that may be of the article.
    fn is_running(&self, block: &Block) -> bool {
        !self.is_dropped[block.inner] && is_running(block)
    }

    /// Whether a block is a paragraph with a short sentence and without links, or the term of a definition.
    fn is_short_sentence(&self, block: &Block) -> bool {
        let is_sentence = match self.elements[block.element].tag {
            Tag::P | Tag::Dd => block.is_ended && block.len >= SHORT,
            Tag::Dt => true,
            _ => false,
        };
        is_sentence && block.linked == 0 && !self.is_dropped[block.inner]
    }

    fn weigh(&mut self) {
        let (elements, blocks) = (self.elements, self.blocks);
        let mut worth = vec![0.0; elements.len()];
        let mut text = vec![(0, 0); elements.len()];
        for block in blocks.iter().filter(|block| !self.is_dropped[block.inner]) {
            let at = block.element;
            let is_paragraph =
                matches!(elements[at].tag, Tag::P | Tag::Pre | Tag::Blockquote | Tag::Li);
            let holder = if is_paragraph { elements[at].parent } else { at };
            worth[holder] += match () {
                () if is_running(block) => block.len.min(LONG) as f64,
                () if block.linked * 2 > block.len => -LINKED * block.len as f64,
                () => 0.0,
            };
            text[at] = (text[at].0 + block.len, text[at].1 + block.linked);
        }
        for at in (1..elements.len()).rev() {
            let up = elements[at].parent;
            worth[up] += worth[at] * if elements[at].tag.is_block() { HANDED_ON } else { 1.0 };
            text[up] = (text[up].0 + text[at].0, text[up].1 + text[at].1);
        }
        let score = |at: usize| {
            let weight = match elements[at].tag {
                _ if elements[at].signs.is_body => 1.5,
                Tag::Article | Tag::Main => 1.15,
                _ => 1.0,
            };
            let (len, linked) = text[at];
            worth[at] * weight * (1.0 - linked as f64 / len.max(1) as f64)
        };
        self.score = (0..elements.len()).map(score).collect();
        self.worth = worth;
        self.len = text.into_iter().map(|(len, _)| len).collect();
    }

    /// The elements that hold the article: the best one, and its neighbours that go on with it.
    fn picked(&self) -> Vec<bool> {
        let mut best = 0;
        for at in 0..self.elements.len() {
            if self.score[at] > self.score[best] {
                best = at;
            }
        }
        if self.score[best] <= 0.0 {
            best = self.likely().unwrap_or_default();
        }
        let mut picked = vec![false; self.elements.len()];
        picked[best] = true;
        let mut within = best;
        for _ in 0..AROUND {
            let this = &self.elements[within];
            let is_other_article = |at: usize| {
                this.tag == Tag::Article
                    && self.has_headline[at]
                    && self.elements[at].tag == Tag::Article
            };
            for (at, other) in self.elements.iter().enumerate().skip(1) {
                if other.parent != this.parent || at == within || is_other_article(at) {
                    continue;
                }
                let is_alike = this.signs.class != 0
                    && (other.tag, other.signs.class) == (this.tag, this.signs.class);
                picked[at] |= self.score[at] >= NEIGHBOUR * self.score[best].max(1.0)
                    || (is_alike && self.worth[at] > 0.0);
            }
            within = this.parent;
        }
        picked
    }

    /// The first element that should hold the article by its name, in a page without running text.
    fn likely(&self) -> Option<usize> {
        let first = |fits: fn(&Element) -> bool| {
            (1..self.elements.len()).find(|&at| fits(&self.elements[at]) && self.len[at] > 0)
        };
        first(|element| element.signs.is_body)
            .or_else(|| first(|element| element.tag == Tag::Article))
            .or_else(|| first(|element| element.tag == Tag::Main))
    }

    /// Whether each element is picked or in one that is.
    fn inside(&self, picked: &[bool]) -> Vec<bool> {
        let mut inside: Vec<bool> = Vec::with_capacity(picked.len());
        for (at, element) in self.elements.iter().enumerate() {
            let is_in_one = inside.get(element.parent).copied().unwrap_or_default();
            inside.push(picked[at] || is_in_one);
        }
        inside
    }

    fn is_kept(&self, block: &Block, inside: &[bool]) -> bool {
        let is_sentence = block.marks > 0 && block.len >= 100;
        inside[block.element]
            && !self.is_dropped[block.inner]
            && (block.linked * 2 < block.len || is_sentence)
    }
}

/// Whether a block is running text: sentences, most of them in no link.
fn is_running(block: &Block) -> bool {
    block.len - block.linked >= SENTENCE && block.linked * 2 < block.len && block.marks > 0
}

/// Whether each element is beside the article or in one that is. An element with half of the running text is not: its name
/// may be that of a page with a menu.
fn dropped(elements: &[Element], blocks: &[Block]) -> Vec<bool> {
    let mut text = vec![0; elements.len()];
    for block in blocks.iter().filter(|block| is_running(block)) {
        text[block.element] += block.len;
    }
    for at in (1..elements.len()).rev() {
        text[elements[at].parent] += text[at];
    }
    let mut dropped: Vec<bool> = Vec::with_capacity(elements.len());
    for (at, element) in elements.iter().enumerate() {
        use Tag::*;
        let is_frame = matches!(element.tag, Html | Body | Article | Main);
        let is_beside = element.signs.is_hidden
            || (element.signs.is_beside && !element.signs.is_body)
            || matches!(element.tag, Nav | Footer | Aside | Button | Form | Figcaption);
        let is_in_one = dropped.get(element.parent).copied().unwrap_or_default();
        dropped.push(is_in_one || (is_beside && !is_frame && text[at] * 2 < text[0]));
    }
    if let Some(frame) = frame(elements, blocks, &dropped) {
        let mut inside = vec![false; elements.len()];
        for at in 0..elements.len() {
            inside[at] = at == frame || (at > 0 && inside[elements[at].parent]);
        }
        let mut around = frame;
        while around != 0 {
            around = elements[around].parent;
            inside[around] = true;
        }
        dropped.iter_mut().zip(inside).for_each(|(dropped, inside)| *dropped |= !inside);
    }
    dropped
}

/// The innermost element that says that it is the article, or the main part of the page, and that holds its only headline and
/// at least two paragraphs of running text: then nothing else is the article, however long it is.
fn frame(elements: &[Element], blocks: &[Block], dropped: &[bool]) -> Option<usize> {
    let mut found = vec![(0, 0); elements.len()];
    for block in blocks.iter().filter(|block| !dropped[block.inner]) {
        let (headlines, running) = &mut found[block.element];
        *headlines += usize::from(elements[block.element].tag == Tag::H1);
        *running += usize::from(is_running(block));
    }
    for at in (1..elements.len()).rev() {
        let (headlines, running) = found[at];
        let up = &mut found[elements[at].parent];
        *up = (up.0 + headlines, up.1 + running);
    }
    let is_frame = |tag: Tag| {
        (0..elements.len()).rev().find(|&at| {
            elements[at].tag == tag && found[at].0 == 1 && found[0].0 == 1 && found[at].1 >= 2
        })
    };
    is_frame(Tag::Article).or_else(|| is_frame(Tag::Main))
}
