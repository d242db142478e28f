//! Texts of a page that are not shown, such as the lines of a mail that only its preview shows.

use super::outline::Outline;
use super::token::{Token, Tokens};
use std::borrow::Cow;

/// The page without the texts of its hidden elements; all of it, where nothing else would be left.
pub(in crate::corpus) fn without_hidden(page: &str) -> Cow<'_, str> {
    let tokens: Vec<Token> = Tokens::new(page).collect();
    let outline = Outline::of(page, &tokens);
    let mut hidden: Vec<bool> = Vec::with_capacity(outline.elements.len());
    for element in &outline.elements {
        // Each element is behind the one that it is in.
        let is_in_one = hidden.get(element.parent).copied().unwrap_or_default();
        hidden.push(is_in_one || element.signs.is_hidden);
    }
    let (gone, shown): (Vec<_>, Vec<_>) =
        outline.blocks.iter().partition(|block| hidden[block.inner]);
    if gone.is_empty() || shown.is_empty() {
        return Cow::Borrowed(page);
    }
    let (mut kept, mut at) = (String::with_capacity(page.len()), 0);
    for block in gone {
        let (first, last) = (block.tokens.start, block.tokens.end - 1);
        kept.push_str(&page[at..tokens[first].range.start]);
        at = tokens[last].range.end;
    }
    kept.push_str(&page[at..]);
    Cow::Owned(kept)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_shown_is_kept() {
        for (page, kept) in [
            ("<p>a</p><div style='display: none'><b>x</b><p>y</p></div><p>b", "a|b"),
            ("<p>a <span hidden>x</span>b</p>", "a |x|b"),
            ("<div hidden>only</div>", "only"),
            ("plain", "plain"),
        ] {
            let left = without_hidden(page);
            let texts: Vec<&str> = Tokens::new(&left)
                .filter(|token| token.kind == super::super::token::TokenKind::Text)
                .map(|token| &left[token.range.clone()])
                .collect();
            assert_eq!(texts.join("|"), kept, "{page}");
        }
    }
}
