//! What the frames found in one article, kept so that no two rules make them look twice.

use crate::event::{Count, Place};
use crate::gazetteer::Gazetteer;
use crate::pattern::eval::Entities;
use crate::text::Document;
use std::ops::Range;
use std::rc::Rc;
use std::sync::Arc;

/// One article's findings. All token ranges are of `document`.
pub struct Notes {
    /// The article.
    pub document: Rc<Document>,
    /// The names known.
    pub gazetteer: Arc<Gazetteer>,
}

#[derive(Clone)]
pub struct Attribution { pub stance: crate::event::Stance, pub claimant: Option<crate::text::Span>, pub cue: Option<crate::text::Span>, pub via: Vec<crate::text::Span> }
#[allow(missing_docs)]
impl Notes {
    pub fn new(document: Rc<Document>, gazetteer: Arc<Gazetteer>) -> Notes { Notes { document, gazetteer } }
    pub fn attribution(&self, _: usize, _: &Range<usize>) -> Attribution { Attribution { stance: crate::event::Stance::Asserted, claimant: None, cue: None, via: vec![] } }
    pub fn realis(&self, _: usize, _: &Range<usize>, _: Option<&str>) -> crate::event::Realis { crate::event::Realis::Actual }
    pub fn date_of(&self, _: usize, _: &Range<usize>, _: bool) -> crate::event::EventDate { self.date_of_words(0, "", false) }
    pub fn date_of_words(&self, _: usize, _: &str, _: bool) -> crate::event::EventDate { crate::event::EventDate { start: None, end: None, precision: crate::event::DatePrecision::Unknown, basis: "none".into() } }
    pub fn canonical(&self, _: &str) -> Option<(String, Option<String>)> { None }
    pub fn place_named(&self, _: &str) -> Option<Place> { None }
    pub fn quote_tokens(&self, tokens: &Range<usize>) -> Vec<Range<usize>> { let _ = tokens; Vec::new() }
    pub fn actor_of(&self, sentence: usize, trigger: &Range<usize>) -> (Vec<Range<usize>>, Vec<Range<usize>>) { let _ = (sentence, trigger); Default::default() }
    pub fn parties_in(&self, sentence: usize) -> Vec<Range<usize>> { let _ = sentence; Vec::new() }
    pub fn party_before(&self, sentence: usize, token: usize) -> Option<Range<usize>> { let _ = (sentence, token); None }
    pub fn party_after(&self, sentence: usize, token: usize) -> Option<Range<usize>> { let _ = (sentence, token); None }
    pub fn place_of(&self, sentence: usize, trigger: &Range<usize>) -> Option<Place> { let _ = (sentence, trigger); None }
    pub fn claimant_of(&self, sentence: usize, trigger: &Range<usize>) -> Option<Range<usize>> { let _ = (sentence, trigger); None }
    pub fn counts_of(&self, sentence: usize, trigger: &Range<usize>) -> Vec<Count> { let _ = (sentence, trigger); Vec::new() }
}
impl Entities for Notes {
    fn actors(&self, _: &Range<usize>) -> Vec<Range<usize>> { Vec::new() }
    fn places(&self, _: &Range<usize>) -> Vec<Range<usize>> { Vec::new() }
    fn numbers(&self, _: &Range<usize>) -> Vec<Range<usize>> { Vec::new() }
    fn dates(&self, _: &Range<usize>) -> Vec<Range<usize>> { Vec::new() }
    fn quotes(&self, _: &Range<usize>) -> Vec<Range<usize>> { Vec::new() }
}
