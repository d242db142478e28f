//! When a sentence was written: with the article, with its block of a live blog, or in a post quoted with its date
//! below it. Only `date` calls this.

use crate::text::temporal::date_phrase::{DateExpression, Direction, phrases, resolve as date_of};
use crate::text::{Document, Span};
use jiff::civil::{Date, Time};
use memchr::{memchr, memrchr};
use std::cell::OnceCell;

/// When a sentence was written.
pub(super) struct Anchor {
    /// The day, where known.
    pub date: Option<Date>,
    /// The time stamp of the sentence's block in a live blog.
    pub update: Option<Time>,
    /// For a sentence in a quoted post: the date printed below the post, as written.
    pub post: Option<String>,
    /// In an article without a date: the day of its latest quoted post, which gives the year.
    pub latest_post: Option<Date>,
}

/// A quoted post with handle and date below it: "— The Herald (@herald) May 3, 2015".
pub(super) struct SocialPost {
    /// The lines of the post, without the line of the date.
    span: Span,
    date: Date,
    /// The date as written.
    written: String,
}

impl Anchor {
    pub fn of(doc: &Document, posts: &OnceCell<SocialPosts>, sentence: Span) -> Anchor {
        let layout = &doc.article.layout;
        let block = layout.block_at(sentence);
        let posts = posts.get_or_init(|| SocialPosts::of(doc));
        let post = posts.holding(sentence);
        let published = layout.published.map(|published| published.date);
        Anchor {
            date: post.map(|post| post.date).or(published),
            update: block.and_then(|block| block.time),
            post: post.map(|post| post.written.clone()),
            latest_post: posts.latest,
        }
    }
}

/// The posts quoted in a text.
pub(super) struct SocialPosts {
    /// In order of the text; each is a line.
    all: Vec<SocialPost>,
    /// The day of the latest.
    latest: Option<Date>,
}

impl SocialPosts {
    fn of(doc: &Document) -> SocialPosts {
        let handles = memchr::memmem::find_iter(doc.text().as_bytes(), b"(@");
        let all: Vec<SocialPost> = handles.filter_map(|at| post(doc, at)).collect();
        SocialPosts { latest: all.iter().map(|post| post.date).max(), all }
    }

    fn holding(&self, sentence: Span) -> Option<&SocialPost> {
        let at = self.all.partition_point(|post| post.span.end < sentence.end);
        self.all.get(at).filter(|post| post.span.contains(sentence))
    }
}

/// A line with author and date has no more bytes than this before its handle, and after it.
const SIGNATURE: usize = 400;

/// The post whose line of author and date contains a handle at byte `at`.
fn post(doc: &Document, at: usize) -> Option<SocialPost> {
    let text = doc.text();
    let bytes = text.as_bytes();
    let line = match memrchr(b'\n', &bytes[at.saturating_sub(SIGNATURE)..at]) {
        Some(end) => at.saturating_sub(SIGNATURE) + end + 1,
        None if at <= SIGNATURE => 0,
        None => return None, // running text, in which each handle would read the whole line
    };
    let limit = text.len().min(at + SIGNATURE);
    let end = match memchr(b'\n', &bytes[at..limit]) {
        Some(len) => at + len,
        None if limit == text.len() => limit,
        None => return None,
    };
    let dated = phrases(doc, doc.tokens_in(Span::new(at, end)));
    let phrase = dated.into_iter().find(|phrase| is_absolute(&phrase.when))?;
    let found = date_of(&phrase.when, Date::default(), true, Direction::Past)?;
    let (first, last) = (found.start.date(), found.end.date());
    let body = text[..line].trim_end();
    let start = body.rfind('\n').map_or(0, |end| end + 1);
    (first == last).then(|| SocialPost {
        span: Span::new(start, line.max(start)),
        date: first,
        written: phrase.span.cut(text).to_owned(),
    })
}

/// Whether the phrase includes its year, so that it needs no anchor. "Since 2012" needs one for its end.
pub(super) fn is_absolute(when: &DateExpression) -> bool {
    match when {
        DateExpression::Date { year: Some(_), month: Some(_), .. }
        | DateExpression::Month { year: Some(_), .. }
        | DateExpression::Season { year: Some(_), .. }
        | DateExpression::Feast { year: Some(_), .. }
        | DateExpression::Year { .. }
        | DateExpression::Decade { .. } => true,
        DateExpression::Between(first, last) => is_absolute(first) && is_absolute(last),
        DateExpression::Nth { of, .. } => is_absolute(of),
        DateExpression::Clock { day: Some(day), .. } => is_absolute(day),
        _ => false,
    }
}
