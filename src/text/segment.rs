//! Sentences of an article.
use super::{Article, Span};
/// Sentences in order, each with the index of its region.
pub fn sentences(article: &Article) -> Vec<(Span, usize)> {
    article.layout.regions.iter().enumerate().map(|(i, r)| (r.span, i)).collect()
}
