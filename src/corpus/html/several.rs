//! Whether a page holds several articles, one after the other: pages that load the next article as readers go on, and front
//! pages with whole articles. A page has one date, which would be that of all.

use super::outline::Outline;
use super::tag::Tag;

/// An article has at least so many bytes of text, white space left out.
const LEAST: usize = 200;

/// The articles among what was chosen of a page.
#[derive(Debug, Default)]
pub(super) struct Several {
    /// How many `<article>` elements with a heading and running text there are.
    count: usize,
    /// The number of the token with which the second begins, where both have headings of the first rank.
    second: Option<usize>,
}

impl Several {
    /// Finds them; `chosen` are the numbers of the blocks that were chosen.
    pub fn of(outline: &Outline, chosen: &[usize]) -> Several {
        let mut found: Vec<(usize, bool)> = Vec::new();
        let mut end = 0;
        let mut chosen = chosen.iter().map(|&at| &outline.blocks[at]).peekable();
        let mut headings = outline
            .elements
            .iter()
            .filter(|element| matches!(element.tag, Tag::H1 | Tag::H2 | Tag::H3))
            .peekable();
        for element in outline.elements.iter().filter(|element| element.tag == Tag::Article) {
            let tokens = &element.tokens;
            // One that is in another is a part of it.
            if tokens.start < end {
                continue;
            }
            end = tokens.end;
            let mut len = 0;
            while let Some(block) = chosen.next_if(|block| block.tokens.start < end) {
                len += if tokens.contains(&block.tokens.start) { block.len } else { 0 };
            }
            let (mut has_heading, mut is_first_rank) = (false, false);
            while let Some(heading) = headings.next_if(|heading| heading.tokens.start < end) {
                let is_inside = tokens.contains(&heading.tokens.start);
                has_heading |= is_inside;
                is_first_rank |= is_inside && heading.tag == Tag::H1;
            }
            if has_heading && len >= LEAST {
                found.push((tokens.start, is_first_rank));
            }
        }
        let second = match found.as_slice() {
            [(_, true), (start, true), ..] => Some(*start),
            _ => None,
        };
        Several { count: found.len(), second }
    }

    /// Leaves out the blocks of the second and later articles where it is plain that they are others.
    pub fn keep_first(&self, outline: &Outline, chosen: &mut Vec<usize>) {
        if let Some(second) = self.second {
            chosen.retain(|&at| outline.blocks[at].tokens.start < second);
        }
    }

    /// What is told of it.
    pub fn told(&self) -> Option<String> {
        let count = self.count;
        match self.second {
            Some(_) => Some(format!(
                "{count} articles are in it, one after the other, and the first is read; save the pages of the others"
            )),
            None if count > 1 => Some(format!(
                "{count} articles are in it, and they are read as one with one date; save the page of each"
            )),
            None => None,
        }
    }
}
