//! The functions of the prompt that query the corpus, and handles to their results.

use super::answer::{
    ArticleSelector, ArticleSummary, ConcordanceLine, CorpusAccess, EventFilter, NumberedSentence,
    QueryError, Tally,
};
use crate::event::{Counted, Event, Party};
use crate::script::error::{ScriptResult, fail, unknown};
use crate::script::host::pattern_of;
use rhai::{Array, Dynamic, Engine, INT};
use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

/// The corpus of a prompt, shared with the functions that query it.
pub type SharedCorpusAccess = Rc<RefCell<dyn CorpusAccess>>;

fn to_script<T>(answer: Result<T, QueryError>) -> ScriptResult<T> {
    answer.map_err(|why| fail(&why.message, &why.help))
}

/// The matches of a pattern. A script cannot index such a list: it can only show it or ask for its length.
#[derive(Clone)]
pub struct Concordance(pub Arc<Vec<ConcordanceLine>>);
/// Spellings, each with its number of matches.
#[derive(Clone)]
pub struct Frequencies(pub Arc<Vec<(String, usize)>>);
/// Articles.
#[derive(Clone)]
pub struct Articles(pub Arc<Vec<ArticleSummary>>);
/// Sentences of an article.
#[derive(Clone)]
pub struct Sentences(pub Arc<Vec<NumberedSentence>>);
/// An event, which scripts read by methods.
#[derive(Clone)]
pub struct EventHandle(pub Arc<Event>);

/// Registers the functions that query `access`, and the methods of their results.
pub fn register(engine: &mut Engine, access: &SharedCorpusAccess) {
    patterns(engine, access);
    articles(engine, access);
    events(engine, access);
    lists(engine);
    event_methods(engine);
}

fn patterns(engine: &mut Engine, access: &SharedCorpusAccess) {
    let corpus = access.clone();
    engine.register_fn("kwic", move |pattern: Dynamic| -> ScriptResult<Concordance> {
        let lines = to_script(corpus.borrow_mut().concordance(&pattern_of(&pattern)?))?;
        Ok(Concordance(Arc::new(lines)))
    });
    let corpus = access.clone();
    engine.register_fn("count", move |pattern: Dynamic| -> ScriptResult<Tally> {
        to_script(corpus.borrow_mut().tally(&pattern_of(&pattern)?))
    });
    let corpus = access.clone();
    engine.register_fn("freq", move |pattern: Dynamic| -> ScriptResult<Frequencies> {
        let found = to_script(corpus.borrow_mut().frequencies(&pattern_of(&pattern)?))?;
        Ok(Frequencies(Arc::new(found)))
    });
}

fn articles(engine: &mut Engine, access: &SharedCorpusAccess) {
    let corpus = access.clone();
    engine.register_fn("articles", move || -> ScriptResult<Articles> {
        Ok(Articles(Arc::new(to_script(corpus.borrow_mut().articles(None))?)))
    });
    let corpus = access.clone();
    engine.register_fn("articles", move |pattern: Dynamic| -> ScriptResult<Articles> {
        let pattern = pattern_of(&pattern)?;
        Ok(Articles(Arc::new(to_script(corpus.borrow_mut().articles(Some(&pattern)))?)))
    });
    let corpus = access.clone();
    engine.register_fn("article", move |article: Dynamic| -> ScriptResult<Sentences> {
        let found = to_script(corpus.borrow_mut().sentences(&article_selector(&article)?, None))?;
        Ok(Sentences(Arc::new(found)))
    });
    let corpus = access.clone();
    engine.register_fn(
        "sentence",
        move |article: Dynamic, number: INT| -> ScriptResult<Sentences> {
            let number = positive(number, "a sentence's number")?;
            let found = to_script(
                corpus.borrow_mut().sentences(&article_selector(&article)?, Some(number)),
            )?;
            Ok(Sentences(Arc::new(found)))
        },
    );
}

/// Reads an argument that names an article: its number in the corpus, or its id.
fn article_selector(article: &Dynamic) -> ScriptResult<ArticleSelector> {
    if let Ok(number) = article.as_int() {
        return Ok(ArticleSelector::Number(positive(number, "an article's number")?));
    }
    match article.clone().into_string() {
        Ok(id) => Ok(ArticleSelector::Id(id)),
        Err(_) => Err(fail(
            "an article is named by its number or its id",
            "article(3), article(\"seed-000\"); articles() lists both",
        )),
    }
}

fn positive(number: INT, what: &str) -> ScriptResult<usize> {
    match usize::try_from(number) {
        Ok(number) if number > 0 => Ok(number),
        _ => Err(fail(&format!("{what} counts from 1, and this is {number}"), "")),
    }
}

fn events(engine: &mut Engine, access: &SharedCorpusAccess) {
    let list = |found: Vec<Arc<Event>>| -> Array {
        found.into_iter().map(|event| Dynamic::from(EventHandle(event))).collect()
    };
    let corpus = access.clone();
    engine.register_fn("events", move || -> ScriptResult<Array> {
        Ok(list(to_script(corpus.borrow_mut().events(&EventFilter::default()))?))
    });
    let corpus = access.clone();
    engine.register_fn("events", move |wanted: &str| -> ScriptResult<Array> {
        // A rule's id has a topic before a slash; a kind is one word.
        let name = Some(wanted.to_owned());
        let wanted = match wanted.contains('/') {
            true => EventFilter { rule: name, ..EventFilter::default() },
            false => EventFilter { kind: name, ..EventFilter::default() },
        };
        Ok(list(to_script(corpus.borrow_mut().events(&wanted))?))
    });
    let corpus = access.clone();
    engine.register_fn("code", move |text: &str| -> ScriptResult<Array> {
        Ok(list(to_script(corpus.borrow_mut().code(text))?))
    });
    let corpus = access.clone();
    engine.register_fn("rules", move || -> Array {
        corpus.borrow_mut().rules().into_iter().map(Dynamic::from).collect()
    });
}

fn lists(engine: &mut Engine) {
    engine
        .register_fn("len", |list: &mut Concordance| list.0.len() as INT)
        .register_fn("len", |list: &mut Frequencies| list.0.len() as INT)
        .register_fn("len", |list: &mut Articles| list.0.len() as INT)
        .register_fn("len", |list: &mut Sentences| list.0.len() as INT)
        .register_fn("ids", |list: &mut Articles| -> Array {
            list.0.iter().map(|article| Dynamic::from(article.id.clone())).collect()
        })
        .register_fn("text", |list: &mut Sentences| -> String {
            let texts: Vec<&str> = list.0.iter().map(|sentence| sentence.text.as_str()).collect();
            texts.join("\n")
        })
        .register_fn("matches", |tally: &mut Tally| tally.matches as INT)
        .register_fn("sentences", |tally: &mut Tally| tally.sentences as INT)
        .register_fn("articles", |tally: &mut Tally| tally.articles as INT);
}

fn event_methods(engine: &mut Engine) {
    fn given(text: Option<&str>) -> Dynamic {
        text.map_or(Dynamic::UNIT, |text| Dynamic::from(text.to_owned()))
    }
    fn names(parties: &[Party]) -> Array {
        let name = |party: &Party| party.name.clone().unwrap_or_else(|| party.text.clone());
        parties.iter().map(|party| Dynamic::from(name(party))).collect()
    }
    engine
        .register_fn("id", |event: &mut EventHandle| event.0.id.clone())
        .register_fn("kind", |event: &mut EventHandle| event.0.kind.clone())
        .register_fn("mode", |event: &mut EventHandle| given(event.0.mode.as_deref()))
        .register_fn("rule", |event: &mut EventHandle| event.0.rule.clone())
        .register_fn("article", |event: &mut EventHandle| event.0.article.id.clone())
        .register_fn("outlet", |event: &mut EventHandle| given(event.0.article.outlet.as_deref()))
        .register_fn("sentence", |event: &mut EventHandle| INT::from(event.0.evidence.sentence))
        .register_fn("text", |event: &mut EventHandle| event.0.evidence.text.clone())
        .register_fn("trigger", |event: &mut EventHandle| event.0.trigger.text.clone())
        .register_fn("stance", |event: &mut EventHandle| event.0.stance.name())
        .register_fn("realis", |event: &mut EventHandle| event.0.realis.name())
        .register_fn("claimant", |event: &mut EventHandle| {
            given(event.0.claimant.as_ref().map(|c| c.name.as_deref().unwrap_or(&c.text)))
        })
        .register_fn("actors", |event: &mut EventHandle| names(&event.0.actor))
        .register_fn("recipients", |event: &mut EventHandle| names(&event.0.recipient))
        .register_fn("place", |event: &mut EventHandle| {
            given(event.0.place.as_ref().map(|p| p.name.as_deref().unwrap_or(&p.text)))
        })
        .register_fn("date", |event: &mut EventHandle| {
            given(event.0.date.start.map(|start| start.to_string()).as_deref())
        })
        .register_fn("count", |event: &mut EventHandle, what: &str| -> ScriptResult<Dynamic> {
            let what = Counted::parse(what).map_err(|word| unknown(&word))?;
            let found = event.0.counts.iter().find(|count| count.what == what);
            Ok(found.map_or(Dynamic::UNIT, |count| Dynamic::from(count.value as INT)))
        })
        .register_fn("to_string", |event: &mut EventHandle| event.0.id.clone());
}
