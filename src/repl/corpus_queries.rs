//! Answers the prompt's queries from the corpus in memory and the current rules.

use crate::coder::ExplainedArticle;
use crate::event::Event;
use crate::live::search::SearchError;
use crate::live::{LiveCorpus, Stopped};
use crate::pattern::Pattern;
use crate::script::console::{
    ArticleSelector, ArticleSummary, ConcordanceLine, CorpusAccess, EventFilter, NumberedSentence,
    QueryError, Tally,
};
use crate::script::ids::{self, RuleLookup};
use crate::suggest::suggest;
use crate::text::tokens::fold;
use crate::text::{Article, Document};
use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;
use std::sync::Arc;

/// Answers from a corpus in memory.
pub struct CorpusQueries {
    live: Rc<RefCell<LiveCorpus>>,
    /// The article ids, in corpus order; of equal ids the first article is meant.
    ids: Vec<String>,
    index_of: HashMap<String, usize>,
    /// The text that was coded last, until an article of the corpus is shown.
    typed: Option<Article>,
}

/// The id of the text that was coded last, in its events and in `ARTICLE:SENTENCE`.
pub const TYPED_TEXT: &str = "text";
/// The path of its events; no article of a corpus has it.
const TYPED_PATH: &str = "typed text";

fn stopped(_: Stopped) -> QueryError {
    QueryError { message: "stopped".to_owned(), help: String::new() }
}

fn search_error(error: SearchError) -> QueryError {
    QueryError { message: error.to_string(), help: String::new() }
}

impl CorpusQueries {
    /// Answers from `live` as it is loaded now.
    pub fn new(live: Rc<RefCell<LiveCorpus>>) -> Result<CorpusQueries, Stopped> {
        let ids = live
            .borrow_mut()
            .each(|shard, number| shard.documents()[number as usize].article.id.clone())?;
        let mut index_of = HashMap::new();
        for (index, id) in ids.iter().enumerate() {
            index_of.entry(id.clone()).or_insert(index);
        }
        Ok(CorpusQueries { live, ids, index_of, typed: None })
    }

    /// The article ids, in corpus order.
    pub fn ids(&self) -> &[String] {
        &self.ids
    }

    /// Codes `text` with the current rules, and remembers it.
    pub fn code_text(&mut self, text: &str) -> Result<ExplainedArticle, QueryError> {
        if text.trim().is_empty() {
            return Err(QueryError {
                message: "the text is empty".to_owned(),
                help: "write the sentences to code: :code Jets bombed a market in Aleppo."
                    .to_owned(),
            });
        }
        let built = Article::builder(TYPED_TEXT, text).path(TYPED_PATH).build();
        let article = built.map_err(|error| QueryError {
            message: error.to_string(),
            help: "load long articles from a file: :load FILE".to_owned(),
        })?;
        self.typed = Some(article.clone());
        Ok(self.live.borrow_mut().code(article))
    }

    /// The text that was coded last, if no article of the corpus was shown since.
    pub fn typed(&self) -> Option<&Article> {
        self.typed.as_ref()
    }

    /// Forgets the text that was coded last.
    pub fn forget_typed(&mut self) {
        self.typed = None;
    }

    /// Whether an event is one of a text that was typed, and not of the corpus.
    pub fn is_typed(event: &Event) -> bool {
        event.article.path == TYPED_PATH
    }

    /// The index of the article meant.
    pub fn index(&self, which: &ArticleSelector) -> Result<usize, QueryError> {
        let count = self.ids.len();
        match which {
            ArticleSelector::Number(number) if (1..=count).contains(number) => Ok(number - 1),
            ArticleSelector::Number(number) => Err(QueryError {
                message: format!("there is no article {number}: the corpus has {count}"),
                help: "articles() lists them".to_owned(),
            }),
            ArticleSelector::Id(id) => self.index_of.get(id).copied().ok_or_else(|| QueryError {
                message: format!("there is no article {id:?}"),
                help: did_you_mean(id, &self.ids),
            }),
        }
    }
}

/// The help for a name that is not among `known`.
fn did_you_mean(name: &str, known: &[String]) -> String {
    match suggest(name, known.iter().map(String::as_str)) {
        Some(best) => format!("did you mean {best:?}?"),
        _ => "articles() lists them".to_owned(),
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn line(document: &Document, sentence: usize, tokens: std::ops::Range<usize>) -> ConcordanceLine {
    let text = document.text();
    let around = document.sentences()[sentence].span;
    let found = document.tokens_span(tokens);
    let raw = |start: u32, end: u32| &text[start as usize..end as usize];
    // The text is quoted as written, including whether there is a space between the match and the text beside it.
    let (before, after) =
        (raw(around.start, found.start), raw(found.end, around.end.max(found.end)));
    let gap = |there: bool| if there { " " } else { "" };
    ConcordanceLine {
        article: document.article.id.clone(),
        sentence: sentence + 1,
        before: one_line(before) + gap(before.ends_with(char::is_whitespace)),
        found: one_line(raw(found.start, found.end)),
        after: gap(after.starts_with(char::is_whitespace)).to_owned() + one_line(after).as_str(),
    }
}

/// The one-line description of an article; its number is not known here and set to 0.
pub(super) fn headline(document: &Document) -> ArticleSummary {
    let article = crate::coder::article_ref(&document.article);
    ArticleSummary {
        number: 0,
        id: article.id,
        published: article.published,
        outlet: article.outlet,
        title: article.title.map(|title| one_line(&title)),
        count: document.sentences().len(),
    }
}

impl CorpusAccess for CorpusQueries {
    fn concordance(&mut self, pattern: &Pattern) -> Result<Vec<ConcordanceLine>, QueryError> {
        let found = self.live.borrow_mut().search(pattern, line).map_err(search_error)?;
        Ok(found.into_iter().flat_map(|(_, lines)| lines).collect())
    }

    fn tally(&mut self, pattern: &Pattern) -> Result<Tally, QueryError> {
        let found = self.live.borrow_mut().search(pattern, |_, sentence, _| sentence);
        let found = found.map_err(search_error)?;
        let mut tally = Tally { articles: found.len(), ..Tally::default() };
        for (_, mut sentences) in found {
            tally.matches += sentences.len();
            sentences.dedup();
            tally.sentences += sentences.len();
        }
        Ok(tally)
    }

    fn frequencies(&mut self, pattern: &Pattern) -> Result<Vec<(String, usize)>, QueryError> {
        let spelling = |document: &Document, _: usize, tokens: std::ops::Range<usize>| {
            let words = tokens.map(|token| fold::fold(document.surface(token)).into_owned());
            words.collect::<Vec<_>>().join(" ")
        };
        let found = self.live.borrow_mut().search(pattern, spelling).map_err(search_error)?;
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for spelling in found.into_iter().flat_map(|(_, spellings)| spellings) {
            *counts.entry(spelling).or_default() += 1;
        }
        let mut counts: Vec<(String, usize)> = counts.into_iter().collect();
        counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        Ok(counts)
    }

    fn articles(&mut self, pattern: Option<&Pattern>) -> Result<Vec<ArticleSummary>, QueryError> {
        let mut live = self.live.borrow_mut();
        let mut all = live
            .each(|shard, number| headline(&shard.documents()[number as usize]))
            .map_err(stopped)?;
        for (index, headline) in all.iter_mut().enumerate() {
            headline.number = index + 1;
        }
        let Some(pattern) = pattern else { return Ok(all) };
        let found = live.search(pattern, |_, _, _| ()).map_err(search_error)?;
        let counted = |(index, places): (usize, Vec<()>)| ArticleSummary {
            count: places.len(),
            ..all[index].clone()
        };
        Ok(found.into_iter().map(counted).collect())
    }

    fn events(&mut self, wanted: &EventFilter) -> Result<Vec<Arc<Event>>, QueryError> {
        let mut live = self.live.borrow_mut();
        let rule = self.resolve_rule(&live, wanted)?;
        let kind = wanted.kind.clone();
        let fits = move |of_kind: &str, of_rule: &str| {
            kind.as_deref().is_none_or(|kind| of_kind == kind)
                && rule.as_deref().is_none_or(|rule| of_rule == rule)
        };
        let wanted_of_all = fits.clone();
        live.find_repeats().map_err(stopped)?;
        let events = match &wanted.article {
            Some(which) => {
                let index = self.index(which)?;
                vec![live.at(index, move |shard, number| shard.events(number))]
            }
            None => live
                .each(move |shard, number| shard.events_if(number, &wanted_of_all))
                .map_err(stopped)?,
        };
        let fitting = events.into_iter().flatten().filter(|event| fits(&event.kind, &event.rule));
        Ok(fitting.map(Arc::new).collect())
    }

    fn code(&mut self, text: &str) -> Result<Vec<Arc<Event>>, QueryError> {
        let coded = self.code_text(text)?;
        Ok(coded.events.into_iter().map(Arc::new).collect())
    }

    fn sentences(
        &mut self,
        article: &ArticleSelector,
        only: Option<usize>,
    ) -> Result<Vec<NumberedSentence>, QueryError> {
        let index = self.index(article)?;
        self.forget_typed();
        let sentences = self.live.borrow_mut().at(index, |shard, number| {
            let document = &shard.documents()[number as usize];
            let numbered = document.sentences().iter().enumerate();
            numbered
                .map(|(index, sentence)| NumberedSentence {
                    article: document.article.id.clone(),
                    number: index + 1,
                    text: one_line(sentence.span.cut(document.text())),
                    furniture: !sentence.kind.is_coded(),
                })
                .collect::<Vec<_>>()
        });
        let count = sentences.len();
        match only {
            None => Ok(sentences),
            Some(number) if (1..=count).contains(&number) => {
                Ok(sentences.into_iter().skip(number - 1).take(1).collect())
            }
            Some(number) => Err(QueryError {
                message: format!("there is no sentence {number}: the article has {count}"),
                help: String::new(),
            }),
        }
    }

    fn rules(&mut self) -> Vec<String> {
        self.live.borrow().coder().rules().iter().map(|rule| rule.id.clone()).collect()
    }
}

impl CorpusQueries {
    /// An error for a kind or rule that no current rule has; else the id of the rule meant, if one is named.
    fn resolve_rule(
        &self,
        live: &LiveCorpus,
        wanted: &EventFilter,
    ) -> Result<Option<String>, QueryError> {
        let missing = |what: &str, name: &str, known: Vec<String>| -> Result<(), QueryError> {
            let help = match did_you_mean(name, &known).as_str() {
                "articles() lists them" => format!("these exist: {}", first_names(&known)),
                near => near.to_owned(),
            };
            Err(QueryError { message: format!("no {what} {name:?}"), help })
        };
        if let Some(kind) = &wanted.kind {
            let kinds = live.coder().kinds();
            if !kinds.contains(kind) {
                missing("kind", kind, kinds)?;
            }
        }
        let Some(rule) = &wanted.rule else { return Ok(None) };
        match ids::lookup(live.coder().rules(), rule) {
            RuleLookup::One(id) => Ok(Some(id.to_owned())),
            RuleLookup::Several(ids) => {
                Err(QueryError { message: ids::several(rule, &ids), help: String::new() })
            }
            RuleLookup::Nothing => {
                let rules = live.coder().rules().iter().map(|rule| rule.id.clone()).collect();
                missing("rule", rule, rules)?;
                Ok(None)
            }
        }
    }
}

/// The first few names, and how many more there are.
fn first_names(names: &[String]) -> String {
    let shown: Vec<&str> = names.iter().take(12).map(String::as_str).collect();
    match names.len() - shown.len() {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}
