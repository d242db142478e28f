//! The parts of a text that a database printed: where each article's title and body are, and what is said of it.

use super::several::told_several;
use crate::text::Span;

/// A part of a text from a database.
#[derive(Clone, Debug)]
pub enum Part {
    /// An article.
    Article(Draft),
    /// So many things that are no article, named in the plural.
    PassedOver(&'static str, u64),
}

impl Part {
    /// A text that is one article as a whole, as far as is known.
    pub(in crate::corpus) fn whole(text: &str) -> Self {
        let body = vec![Span::new(0, text.len())];
        let odd = told_several(text).into_iter().collect();
        Part::Article(Draft { body, odd, is_whole: true, ..Draft::default() })
    }

    /// A text that is one article as a whole, with its title and its body.
    pub(in crate::corpus) fn titled(title: Span, body: Span) -> Self {
        let (title, body) = (Some(title), vec![body]);
        Part::Article(Draft { title, body, is_whole: true, ..Draft::default() })
    }
}

/// An article, as spans of the text that it is in.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    /// Where it begins, in bytes.
    pub at: usize,
    /// Its number in the database.
    pub id: Option<String>,
    /// The outlet.
    pub outlet: Option<String>,
    /// The date of publication, as written or in ISO form.
    pub date: Option<String>,
    /// The title.
    pub title: Option<Span>,
    /// The body, in one stretch or several, in order.
    pub body: Vec<Span>,
    /// Why it cannot be used, if it cannot.
    pub fault: Option<Fault>,
    /// Whether it is all of its file.
    pub is_whole: bool,
    /// What is odd about it; sentences for people.
    pub odd: Vec<String>,
}

/// Marks the last of these articles as broken off if all but it are closed: exports end each of their articles alike.
pub fn mark_broken_off(drafts: &mut [Draft], is_closed: &[bool]) {
    if let [before @ .., false] = is_closed
        && !before.is_empty()
        && before.iter().all(|is_closed| *is_closed)
        && let Some(last) = drafts.last_mut()
    {
        last.fault = last.fault.or(Some(Fault::BrokenOff));
    }
}

/// Why an article of a file of many cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The file ends inside it.
    BrokenOff,
    /// The database printed a message in its place.
    NotShown,
}

impl Fault {
    /// What is wrong and what to do.
    pub fn reason(self) -> &'static str {
        match self {
            Fault::BrokenOff => "the file ends inside it; export it again",
            Fault::NotShown => "the database printed a message instead; look it up there",
        }
    }
}
