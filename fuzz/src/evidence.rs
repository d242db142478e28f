//! Whether the text of an article leads back to the bytes it was read from.

use dateline::Article;
use dateline::corpus::evidence_from_raw;
use dateline::text::Span;

/// From how many places of a line all that follows is decoded again, besides each single piece.
const STRETCHES: usize = 8;

/// Checks that each character of `article` lies inside `raw`, and that the raw bytes of each piece that may be cut out,
/// decoded again, are that piece.
pub fn leads_back(article: &Article, raw: &[u8]) {
    for (at, letter) in article.text.char_indices() {
        let span = Span::new(at, at + letter.len_utf8());
        assert!(
            cut(article, raw, span).is_some(),
            "{span:?} of {} leads out of the file",
            article.id
        );
    }
    let mut start = 0;
    // A title of its own is a line, and is elsewhere in the file.
    for line in article.text.split('\n') {
        check_line(article, raw, start, start + line.len());
        start += line.len() + 1;
    }
    let mut packed = article.clone();
    packed.shrink();
    for (at, _) in article.text.char_indices() {
        let (open, packed) = (&article.origin.offsets, &packed.origin.offsets);
        let both = |at| {
            (open.raw_start(at), open.raw_end(at)) == (packed.raw_start(at), packed.raw_end(at))
        };
        assert!(both(at as u32), "packing moves offset {at} of {}", article.id);
    }
}

/// Where the raw bytes of `span` are; `None` where they are not inside `raw`.
pub fn cut<'r>(article: &Article, raw: &'r [u8], span: Span) -> Option<&'r [u8]> {
    let range = article.origin.offsets.raw(span);
    raw.get(usize::try_from(range.start).ok()?..usize::try_from(range.end).ok()?)
}

fn check_line(article: &Article, raw: &[u8], start: usize, end: usize) {
    let offsets = &article.origin.offsets;
    let cuts: Vec<usize> = (start..=end)
        .filter(|&at| article.text.is_char_boundary(at) && offsets.is_cut(at as u32))
        .collect();
    let step = cuts.len().div_ceil(STRETCHES).max(1);
    let pieces = cuts.windows(2).map(|pair| (pair[0], pair[1]));
    let stretches = cuts.iter().step_by(step).map(|&from| (from, cuts[cuts.len() - 1]));
    for (from, to) in pieces.chain(stretches).filter(|(from, to)| from < to) {
        let span = Span::new(from, to);
        let bytes = cut(article, raw, span).expect("each character is inside the file");
        let again = evidence_from_raw(bytes, article.origin.decoding);
        assert_eq!(
            again.as_deref(),
            Some(span.cut(&article.text)),
            "{span:?} of {:?}, from {bytes:?}",
            article.text
        );
    }
}
