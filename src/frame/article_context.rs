//! What `frame` finds in one article, for rules and for the coder. Caches what is asked for repeatedly: the parties of
//! a sentence, and the frame of a trigger.

mod basis;

use super::attribution::{self, Attribution};
use super::party::PartyHit;
use super::place::{self, PlaceScope};
use super::realis::governing::GoverningView;
use super::syntax::{SyntaxView, VerbParts};
use super::word_class::PhraseWords;
use super::{agent, count, date, naming, party_phrase, realis, state_body};
use crate::analysis::{grammar, quote};
use crate::event::{
    Count, Counted, DateBasis, EventDate, Place, PlaceBasis, PlacePrecision, Realis,
};
use crate::gazetteer::{Entry, EntryKind, Gazetteer, NameHit, Reading};
use crate::pattern::eval::Entities;
use crate::text::numbers::number;
use crate::text::temporal::date_phrase as phrase;
use crate::text::{Document, Sentence, Span};
use jiff::civil::Date;
use rustc_hash::FxHashMap;
use std::cell::RefCell;
use std::ops::Range;
use std::rc::Rc;
use std::sync::Arc;

type TokenRange = Range<usize>;

/// Actors and recipients, as token ranges.
type PartyTokens = Rc<(Vec<TokenRange>, Vec<TokenRange>)>;

/// The findings for one article. Sentences are indices into [`Document::sentences`], tokens are indices into the whole
/// document.
pub struct ArticleContext {
    /// The article.
    pub document: Rc<Document>,
    /// The known names.
    pub gazetteer: Arc<Gazetteer>,
    names: RefCell<FxHashMap<usize, Rc<Vec<NameHit>>>>,
    parties: RefCell<FxHashMap<usize, Rc<Vec<PartyHit>>>>,
    agents: RefCell<FxHashMap<TokenRange, PartyTokens>>,
    grammars: RefCell<FxHashMap<usize, Rc<grammar::Sentence>>>,
    attributions: RefCell<FxHashMap<TokenRange, Attribution>>,
    full_name_of: RefCell<FxHashMap<(TokenRange, bool), Option<naming::NameAndCode>>>,
    places: place::PlaceCache,
    dates: date::DateCache,
}

impl ArticleContext {
    /// A context with empty caches.
    pub fn new(document: Rc<Document>, gazetteer: Arc<Gazetteer>) -> ArticleContext {
        ArticleContext {
            document,
            gazetteer,
            names: RefCell::default(),
            parties: RefCell::default(),
            agents: RefCell::default(),
            grammars: RefCell::default(),
            attributions: RefCell::default(),
            full_name_of: RefCell::default(),
            places: place::PlaceCache::default(),
            dates: date::DateCache::default(),
        }
    }

    fn sentence_at(&self, sentence: usize) -> &Sentence {
        &self.document.sentences()[sentence]
    }

    /// The gazetteer's names in a sentence.
    fn names(&self, sentence: usize) -> Rc<Vec<NameHit>> {
        let known = self.names.borrow().get(&sentence).cloned();
        known.unwrap_or_else(|| {
            let tokens = self.sentence_at(sentence).tokens.clone();
            let found = Rc::new(self.gazetteer.scan(&self.document, tokens));
            self.names.borrow_mut().insert(sentence, found.clone());
            found
        })
    }

    /// Whether tokens of a sentence are part of a longer proper name of a party: "Slaughtered" in "Raqqa is Being
    /// Slaughtered Silently". Such words report no event.
    pub fn is_inside_name(&self, sentence: usize, tokens: &TokenRange) -> bool {
        if !self.gazetteer.knows_words(&self.document, tokens.clone()) {
            return false; // no names need to be found in most sentences of a text in capitals
        }
        self.names(sentence).iter().any(|name| {
            let covers = name.tokens.start <= tokens.start && tokens.end <= name.tokens.end;
            covers
                && name.tokens.len() > tokens.len()
                && name.reading == Reading::Actor
                && !self.gazetteer.entry(name.entry()).generic
        })
    }

    fn hits(&self, sentence: usize) -> Rc<Vec<PartyHit>> {
        let known = self.parties.borrow().get(&sentence).cloned();
        known.unwrap_or_else(|| {
            let words = PhraseWords::new(&self.document, self.sentence_at(sentence).tokens.clone());
            let names = self.names(sentence);
            let found = Rc::new(party_phrase::party_phrases_with(&self.gazetteer, &words, &names));
            self.parties.borrow_mut().insert(sentence, found.clone());
            found
        })
    }

    /// The parties of a sentence, in order.
    pub fn parties_in(&self, sentence: usize) -> Vec<TokenRange> {
        self.hits(sentence).iter().map(|hit| hit.tokens.clone()).collect()
    }

    /// The actors and recipients of what the trigger says.
    pub fn actor_of(
        &self,
        sentence: usize,
        trigger: &TokenRange,
    ) -> (Vec<TokenRange>, Vec<TokenRange>) {
        let known = self.agents.borrow().get(trigger).cloned();
        let found = known.unwrap_or_else(|| {
            let (actors, recipients) =
                agent::roles(&self.document, sentence, trigger.clone(), &|nth| self.hits(nth));
            let tokens = |hits: Vec<PartyHit>| -> Vec<TokenRange> {
                hits.into_iter().map(|hit| hit.tokens).collect()
            };
            let (actors, mut recipients) = (tokens(actors), tokens(recipients));
            let (doers, undergoers) = self.parties_by_syntax(sentence, trigger);
            let (actors, doers) = self.without_others(sentence, trigger, actors, doers);
            let actors = if actors.is_empty() { doers } else { actors };
            if recipients.is_empty() {
                recipients = undergoers;
                recipients.retain(|tokens| !actors.contains(tokens));
            }
            let found: PartyTokens = Rc::new((actors, recipients));
            self.agents.borrow_mut().insert(trigger.clone(), found.clone());
            found
        });
        (*found).clone()
    }

    /// The analysis of a sentence.
    pub fn grammar(&self, sentence: usize) -> Rc<grammar::Sentence> {
        let known = self.grammars.borrow().get(&sentence).cloned();
        known.unwrap_or_else(|| {
            let tokens = self.sentence_at(sentence).tokens.clone();
            let found = Rc::new(grammar::analyse(&self.document, tokens));
            self.grammars.borrow_mut().insert(sentence, found.clone());
            found
        })
    }

    /// The subject, object and agent of the trigger's verb.
    pub fn verb_parts(&self, sentence: usize, trigger: &TokenRange) -> VerbParts {
        let grammar = self.grammar(sentence);
        let is_place = |_: &TokenRange| false;
        SyntaxView { document: &self.document, sentence: &grammar, is_place: &is_place }
            .verb_parts(trigger)
    }

    /// The actors and recipients that the analysis of the sentence gives, whether a gazetteer knows them or not.
    fn parties_by_syntax(
        &self,
        sentence: usize,
        trigger: &TokenRange,
    ) -> (Vec<TokenRange>, Vec<TokenRange>) {
        let names = self.names(sentence);
        let is_place = |tokens: &TokenRange| {
            names.iter().any(|name| name.reading == Reading::Place && name.tokens.end == tokens.end)
        };
        let grammar = self.grammar(sentence);
        let view = SyntaxView { document: &self.document, sentence: &grammar, is_place: &is_place };
        (view.actors(trigger), view.recipients(trigger))
    }

    /// Of `actors`, found around the trigger, and `doers`, found by the analysis of the sentence, those that the analysis
    /// does not show to do something else: "The army, which rebels attacked, shelled it", "Police foiled a plot to bomb
    /// it". Where that leaves no actor, the doers are the actors, named as the gazetteer knows them.
    fn without_others(
        &self,
        sentence: usize,
        trigger: &TokenRange,
        actors: Vec<TokenRange>,
        doers: Vec<TokenRange>,
    ) -> (Vec<TokenRange>, Vec<TokenRange>) {
        let grammar = self.grammar(sentence);
        let view =
            SyntaxView { document: &self.document, sentence: &grammar, is_place: &|_| false };
        let thwarts = |tokens: &TokenRange| view.thwarts(trigger, tokens);
        let kept =
            |tokens: &TokenRange| !thwarts(tokens) && !view.does_another_act(trigger, tokens);
        let before = actors.len();
        let actors = match actors.iter().any(kept) {
            true => actors.into_iter().filter(|tokens| !thwarts(tokens)).collect(),
            false => Vec::new(),
        };
        let doers: Vec<_> = doers.into_iter().filter(|tokens| !thwarts(tokens)).collect();
        if !actors.is_empty() || before == 0 {
            return (actors, doers);
        }
        let known = |doer: &TokenRange| {
            let overlaps =
                |hit: &&PartyHit| hit.tokens.start < doer.end && doer.start < hit.tokens.end;
            self.hits(sentence).iter().find(overlaps).map_or(doer.clone(), |hit| hit.tokens.clone())
        };
        (actors, doers.iter().map(known).collect())
    }

    /// Who was killed or hurt in a sentence, whatever else it reports.
    pub fn victims(&self, sentence: usize) -> Vec<TokenRange> {
        let found = agent::victims(&self.document, sentence, &|nth| self.hits(nth));
        found.into_iter().map(|hit| hit.tokens).collect()
    }

    /// The kind of the party at exactly these tokens, if there is one.
    pub fn kind_of(&self, tokens: &TokenRange) -> Option<EntryKind> {
        let sentence = self.document.sentence_of(tokens.start)?;
        self.hits(sentence).iter().find(|hit| hit.tokens == *tokens)?.kind
    }

    /// The last party before `token` in its sentence.
    pub fn party_before(&self, sentence: usize, token: usize) -> Option<TokenRange> {
        agent::before(&self.hits(sentence), token).map(|hit| hit.tokens.clone())
    }

    /// The first party after `token` in its sentence.
    pub fn party_after(&self, sentence: usize, token: usize) -> Option<TokenRange> {
        agent::after(&self.hits(sentence), token).map(|hit| hit.tokens.clone())
    }

    /// The attribution of the mention.
    pub fn attribution(&self, sentence: usize, trigger: &TokenRange) -> Attribution {
        let known = self.attributions.borrow().get(trigger).cloned();
        known.unwrap_or_else(|| {
            let found = attribution::attribute(&self.document, sentence, trigger.clone());
            self.attributions.borrow_mut().insert(trigger.clone(), found.clone());
            found
        })
    }

    /// The tokens of the claimant.
    pub fn claimant_of(&self, sentence: usize, trigger: &TokenRange) -> Option<TokenRange> {
        let span = self.attribution(sentence, trigger).claimant?;
        Some(self.document.tokens_in(span)).filter(|tokens| !tokens.is_empty())
    }

    /// Whether it happened, where the words around the trigger decide that alone.
    pub fn realis_of_words(&self, sentence: usize, trigger: &TokenRange) -> Option<Realis> {
        let governed = self.governed_realis(sentence, trigger).map(|(realis, _)| realis);
        let by_words = || realis::of_words(&self.document, sentence, trigger.clone());
        match governed {
            // "No sign of leaving": its own words say that they did not.
            Some(Realis::Hypothetical) if by_words() == Some(Realis::Negated) => {
                Some(Realis::Negated)
            }
            Some(realis) => Some(realis),
            None => by_words(),
        }
    }

    /// The realis that a clause above the trigger's gives it, and the tokens that say so.
    fn governed_realis(
        &self,
        sentence: usize,
        trigger: &TokenRange,
    ) -> Option<(Realis, Vec<usize>)> {
        if !realis::may_be_governed(&self.document, sentence) {
            return None;
        }
        let grammar = self.grammar(sentence);
        GoverningView { document: &self.document, sentence: &grammar, trigger }.realis()
    }

    /// Whether it happened, where [`ArticleContext::realis_of_words`] leaves that to the date; `start` is the day the
    /// event is thought to have begun, where known.
    pub fn realis_of_time(
        &self,
        sentence: usize,
        trigger: &TokenRange,
        start: Option<Date>,
    ) -> Realis {
        let published = self.document.article.layout.published.map(|published| published.date);
        realis::of_time(&self.document, sentence, trigger.clone(), published, start)
    }

    /// When it happened; `future` where the passage is about a plan or promise.
    pub fn date_of(&self, sentence: usize, trigger: &TokenRange, future: bool) -> EventDate {
        self.dates.resolve(&self.document, sentence, trigger.clone(), future)
    }

    /// The date that the words `text` of the sentence mean.
    pub fn date_of_words(&self, sentence: usize, text: &str, future: bool) -> EventDate {
        let span = self.document.sentences()[sentence].span;
        let at = span.cut(self.document.text()).find(text);
        let tokens = at.map(|at| {
            let start = span.start as usize + at;
            self.document.tokens_in(Span::new(start, start + text.len()))
        });
        match tokens.filter(|tokens| !tokens.is_empty()) {
            Some(tokens) => self.date_of(sentence, &tokens, future),
            None => EventDate::unknown(DateBasis::of(text)),
        }
    }

    /// Where it happened, searched as far as `scope` allows.
    pub fn place_of(
        &self,
        sentence: usize,
        trigger: &TokenRange,
        scope: PlaceScope,
    ) -> Option<Place> {
        let sentence_at = self.sentence_at(sentence);
        self.places.locate(&self.document, &self.gazetteer, sentence_at, trigger.clone(), scope)
    }

    /// The place of that name, where the gazetteer knows one.
    pub fn place_named(&self, text: &str, basis: PlaceBasis) -> Option<Place> {
        let entry = self.gazetteer.entry(self.gazetteer.find_as(text, Reading::Place)?);
        let precision = match entry.kind {
            EntryKind::Site => PlacePrecision::Site,
            EntryKind::Town => PlacePrecision::Town,
            EntryKind::Area => PlacePrecision::Area,
            EntryKind::Region => PlacePrecision::Region,
            EntryKind::Country => PlacePrecision::Country,
            _ => PlacePrecision::Unknown,
        };
        Some(Place {
            text: text.to_owned(),
            name: Some(entry.name.clone()),
            admin1: entry.admin1.clone(),
            country: entry
                .country
                .as_deref()
                .and_then(|code| self.gazetteer.country_name(code))
                .map(str::to_owned),
            lat: entry.lat,
            lon: entry.lon,
            geonames_id: entry.geonames_id,
            precision,
            basis,
        })
    }

    /// How many were killed, wounded, detained, displaced; figures of `otherwise` where the trigger's words name no
    /// toll.
    pub fn counts_of(
        &self,
        sentence: usize,
        trigger: &TokenRange,
        otherwise: Option<Counted>,
    ) -> Vec<Count> {
        count::counts(&self.document, sentence, trigger.clone(), otherwise)
    }

    /// Canonical name and code of the party that `text` names: by the whole text, else by the party found in it.
    pub fn canonical(&self, span: Option<Span>, text: &str) -> Option<(String, Option<String>)> {
        let known = |entry: &Entry| (entry.name.clone(), entry.code.clone());
        let whole = self.gazetteer.find_as(text, Reading::Actor);
        if let Some(entry) = whole.map(|id| self.gazetteer.entry(id)).filter(|entry| !entry.generic)
        {
            return Some(known(entry));
        }
        let tokens = self.document.tokens_in(span?);
        let sentence = self.document.sentence_of(tokens.start)?;
        let inside =
            |hit: &&PartyHit| hit.tokens.start < tokens.end && tokens.start < hit.tokens.end;
        let hits = self.hits(sentence);
        let hit = hits.iter().filter(inside).find(|hit| hit.name.is_some());
        match hit {
            Some(hit) => Some((hit.name.clone()?, hit.code.clone())),
            None => state_body::of_state(&self.gazetteer, text),
        }
    }

    /// The full name and code used earlier in the article for the party named at `span`. `speaks` where the party is a
    /// claimant.
    pub fn full_name_of(&self, span: Span, speaks: bool) -> Option<(String, Option<String>)> {
        let tokens = self.document.tokens_in(span);
        let known = self.full_name_of.borrow().get(&(tokens.clone(), speaks)).cloned();
        known.unwrap_or_else(|| {
            let found = naming::full_name(&self.document, &tokens, speaks, &|nth| self.hits(nth));
            self.full_name_of.borrow_mut().insert((tokens, speaks), found.clone());
            found
        })
    }

    /// Quotations that overlap `tokens`, as token ranges of the document.
    pub fn quote_tokens(&self, tokens: &TokenRange) -> Vec<TokenRange> {
        if tokens.is_empty() {
            return Vec::new();
        }
        let span = self.document.tokens_span(tokens.clone());
        let near = quote::quotes_near(&self.document, span).iter();
        let quotes = near.map(|quote| self.document.tokens_in(quote.inner));
        quotes.filter(|quote| quote.start < tokens.end && tokens.start < quote.end).collect()
    }
}

impl Entities for ArticleContext {
    fn grammar(&self, sentence: usize) -> Option<Rc<grammar::Sentence>> {
        Some(self.grammar(sentence))
    }

    fn actors(&self, tokens: &TokenRange) -> Vec<TokenRange> {
        let sentences = self.document.sentences();
        let first = sentences.partition_point(|sentence| sentence.tokens.end <= tokens.start);
        let touching = (first..sentences.len())
            .take_while(|&index| sentences[index].tokens.start < tokens.end);
        let all = touching.flat_map(|index| self.parties_in(index));
        all.filter(|hit| tokens.start <= hit.start && hit.end <= tokens.end).collect()
    }

    fn places(&self, tokens: &TokenRange) -> Vec<TokenRange> {
        let hits = self.gazetteer.scan(&self.document, tokens.clone());
        hits.into_iter().filter(|hit| hit.reading == Reading::Place).map(|hit| hit.tokens).collect()
    }

    fn numbers(&self, tokens: &TokenRange) -> Vec<TokenRange> {
        number::numbers(&self.document, tokens.clone()).into_iter().map(|n| n.tokens).collect()
    }

    fn dates(&self, tokens: &TokenRange) -> Vec<TokenRange> {
        phrase::phrases(&self.document, tokens.clone()).into_iter().map(|d| d.tokens).collect()
    }

    fn quotes(&self, tokens: &TokenRange) -> Vec<TokenRange> {
        self.quote_tokens(tokens)
    }

    fn is_named(&self, tokens: &TokenRange) -> bool {
        // The significant words of a name are capitalised; most triggers are not, which saves the lookup.
        let capital = self.document.surface(tokens.start).starts_with(char::is_uppercase);
        let sentence = self.document.sentence_of(tokens.start).filter(|_| capital);
        sentence.is_some_and(|sentence| self.is_inside_name(sentence, tokens))
            || quote::is_left(&self.document, tokens)
    }
}
