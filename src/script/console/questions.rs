//! The functions of the prompt that ask the corpus, and handles to what it answers.

use super::answer::{Desk, Headline, Line, Numbered, Tally, Unanswered, Wanted, Which};
use crate::event::{Counted, Event, Party};
use crate::script::error::{fail, unknown};
use crate::script::host::pattern_of;
use rhai::{Array, Dynamic, Engine, EvalAltResult, INT};
use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

/// The corpus behind a prompt, shared with the functions that ask it.
pub type SharedDesk = Rc<RefCell<dyn Desk>>;

type Answered<T> = Result<T, Box<EvalAltResult>>;

fn answered<T>(answer: Result<T, Unanswered>) -> Answered<T> {
    answer.map_err(|why| fail(&why.message, &why.help))
}

/// Places where a pattern was found. Such lists stay out of a script's reach: shown whole, asked for their length.
#[derive(Clone)]
pub struct Concordance(pub Arc<Vec<Line>>);
/// Spellings, each with how often it was found.
#[derive(Clone)]
pub struct Frequencies(pub Arc<Vec<(String, usize)>>);
/// Articles.
#[derive(Clone)]
pub struct Articles(pub Arc<Vec<Headline>>);
/// Sentences of an article.
#[derive(Clone)]
pub struct Sentences(pub Arc<Vec<Numbered>>);
/// An event, read by methods.
#[derive(Clone)]
pub struct EventHandle(pub Arc<Event>);

/// Registers the questions, which `desk` answers.
pub fn register(engine: &mut Engine, desk: &SharedDesk) {
    patterns(engine, desk);
    articles(engine, desk);
    events(engine, desk);
    lists(engine);
    event_methods(engine);
}

fn patterns(engine: &mut Engine, desk: &SharedDesk) {
    let asked = desk.clone();
    engine.register_fn("kwic", move |pattern: Dynamic| -> Answered<Concordance> {
        let lines = answered(asked.borrow_mut().concordance(&pattern_of(&pattern)?))?;
        Ok(Concordance(Arc::new(lines)))
    });
    let asked = desk.clone();
    engine.register_fn("count", move |pattern: Dynamic| -> Answered<Tally> {
        answered(asked.borrow_mut().tally(&pattern_of(&pattern)?))
    });
    let asked = desk.clone();
    engine.register_fn("freq", move |pattern: Dynamic| -> Answered<Frequencies> {
        let found = answered(asked.borrow_mut().frequencies(&pattern_of(&pattern)?))?;
        Ok(Frequencies(Arc::new(found)))
    });
}

fn articles(engine: &mut Engine, desk: &SharedDesk) {
    let asked = desk.clone();
    engine.register_fn("articles", move || -> Answered<Articles> {
        Ok(Articles(Arc::new(answered(asked.borrow_mut().articles(None))?)))
    });
    let asked = desk.clone();
    engine.register_fn("articles", move |pattern: Dynamic| -> Answered<Articles> {
        let pattern = pattern_of(&pattern)?;
        Ok(Articles(Arc::new(answered(asked.borrow_mut().articles(Some(&pattern)))?)))
    });
    let asked = desk.clone();
    engine.register_fn("article", move |article: Dynamic| -> Answered<Sentences> {
        let found = answered(asked.borrow_mut().sentences(&which(&article)?, None))?;
        Ok(Sentences(Arc::new(found)))
    });
    let asked = desk.clone();
    engine.register_fn("sentence", move |article: Dynamic, number: INT| -> Answered<Sentences> {
        let number = positive(number, "a sentence's number")?;
        let found = answered(asked.borrow_mut().sentences(&which(&article)?, Some(number)))?;
        Ok(Sentences(Arc::new(found)))
    });
}

/// An article by its place in the corpus or by its id.
fn which(article: &Dynamic) -> Answered<Which> {
    if let Ok(number) = article.as_int() {
        return Ok(Which::Number(positive(number, "an article's number")?));
    }
    match article.clone().into_string() {
        Ok(id) => Ok(Which::Id(id)),
        Err(_) => Err(fail(
            "an article is named by its number or its id",
            "article(3), article(\"seed-000\"); articles() lists both",
        )),
    }
}

fn positive(number: INT, what: &str) -> Answered<usize> {
    match usize::try_from(number) {
        Ok(number) if number > 0 => Ok(number),
        _ => Err(fail(&format!("{what} counts from 1, and this is {number}"), "")),
    }
}

fn events(engine: &mut Engine, desk: &SharedDesk) {
    let list = |found: Vec<Arc<Event>>| -> Array {
        found.into_iter().map(|event| Dynamic::from(EventHandle(event))).collect()
    };
    let asked = desk.clone();
    engine.register_fn("events", move || -> Answered<Array> {
        Ok(list(answered(asked.borrow_mut().events(&Wanted::default()))?))
    });
    let asked = desk.clone();
    engine.register_fn("events", move |wanted: &str| -> Answered<Array> {
        // A rule's id has a topic before a slash; a kind is one word.
        let name = Some(wanted.to_owned());
        let wanted = match wanted.contains('/') {
            true => Wanted { rule: name, ..Wanted::default() },
            false => Wanted { kind: name, ..Wanted::default() },
        };
        Ok(list(answered(asked.borrow_mut().events(&wanted))?))
    });
    let asked = desk.clone();
    engine.register_fn("rules", move || -> Array {
        asked.borrow_mut().rules().into_iter().map(Dynamic::from).collect()
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
        .register_fn("count", |event: &mut EventHandle, what: &str| -> Answered<Dynamic> {
            let what = Counted::parse(what).map_err(|word| unknown(&word))?;
            let found = event.0.counts.iter().find(|count| count.what == what);
            Ok(found.map_or(Dynamic::UNIT, |count| Dynamic::from(count.value as INT)))
        })
        .register_fn("to_string", |event: &mut EventHandle| event.0.id.clone());
}
