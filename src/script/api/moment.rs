//! Handles to what was found. They are read-only and have only methods, no fields and nothing that can be indexed,
//! since Rhai silently ignores a write such as `m.tokens[0] = 1`.

use crate::event::{Count, Counted};
use crate::frame::ArticleContext;
use crate::frame::place::PlaceScope;
use crate::pattern::eval::Unit;
use crate::pattern::{Pattern, Scope};
use crate::script::error::{ScriptResult, fail, unknown};
use crate::script::meter;
use crate::script::view::{Moment, View};
use crate::text::temporal::duration::durations;
use rhai::{Array, Dynamic, Engine};
use std::ops::Range;
use std::rc::Rc;

/// A range of an article's tokens, as a script sees it.
#[derive(Clone)]
pub struct Words {
    view: Rc<View>,
    /// The tokens, as indices into the document.
    pub tokens: Range<usize>,
}

impl Words {
    /// The words as written, without white space at the ends.
    pub fn text(&self) -> String {
        let document = self.view.document();
        let text = document.tokens_span(self.tokens.clone()).cut(document.text());
        meter::add(text.len() / 64);
        text.to_owned()
    }

    /// Canonical name and code, as an event would get them; `()` where unknown.
    fn known(&self) -> (Dynamic, Dynamic) {
        let given = |text: Option<String>| text.map_or(Dynamic::UNIT, Dynamic::from);
        let span = self.view.document().tokens_span(self.tokens.clone());
        match self.view.notes.canonical(Some(span), &self.text()) {
            Some((name, code)) => (given(Some(name)), given(code)),
            None => (Dynamic::UNIT, Dynamic::UNIT),
        }
    }
}

/// An article, as a script sees it.
#[derive(Clone)]
struct ArticleHandle(Rc<View>);

impl Moment {
    fn words(&self, tokens: Range<usize>) -> Words {
        Words { view: self.view.clone(), tokens }
    }

    fn given(&self, tokens: Option<Range<usize>>) -> Dynamic {
        tokens.map_or(Dynamic::UNIT, |tokens| Dynamic::from(self.words(tokens)))
    }

    fn list(&self, found: Vec<Range<usize>>) -> Array {
        found.into_iter().map(|tokens| Dynamic::from(self.words(tokens))).collect()
    }

    /// The token ranges where a captured pattern is found in the unit of this match.
    fn spans_of(&self, pattern: &Pattern) -> ScriptResult<Vec<Range<usize>>> {
        let reading = self.view.reading();
        self.search(pattern);
        match self.view.matcher.find(pattern) {
            Some(node) => Ok(reading.spans(node, &self.unit)),
            None => Err(fail(
                "this pattern is created inside the closure; patterns must be created when the file is \
                 loaded",
                "name it with `let` at the top of the file and use the name in the closure",
            )),
        }
    }

    /// Counts the search for a pattern as work: it looks at each of its parts, and at the hits in the unit.
    fn search(&self, pattern: &Pattern) {
        meter::add(pattern.size() / 4 + self.unit.tokens.len() / 64);
    }

    fn named(&self, name: &str) -> Vec<Range<usize>> {
        let plan = &self.view.matcher.plans()[self.plan];
        self.search(&self.view.matcher.node(plan.when).pattern);
        self.view.reading().named_in(plan, name, &self.unit)
    }

    fn sentence_tokens(&self) -> Range<usize> {
        let tokens = self.view.document().sentences()[self.sentence].tokens.clone();
        meter::add(tokens.len() / 16);
        tokens
    }

    /// What the article says around this sentence. To ask counts as work, since it reads the sentence.
    fn notes(&self) -> &ArticleContext {
        meter::add(10 + self.sentence_tokens().len() / 4);
        &self.view.notes
    }
}

/// Registers the handles.
pub fn register(engine: &mut Engine) {
    words(engine);
    moment_text(engine);
    moment_patterns(engine);
    moment_frames(engine);
    article(engine);
}

fn words(engine: &mut Engine) {
    engine
        .register_fn("text", |words: &mut Words| words.text())
        .register_fn("to_string", |words: &mut Words| words.text())
        .register_fn("to_debug", |words: &mut Words| format!("{:?}", words.text()))
        .register_fn("name", |words: &mut Words| words.known().0)
        .register_fn("code", |words: &mut Words| words.known().1)
        .register_fn("len", |words: &mut Words| words.tokens.len() as i64)
        .register_fn("==", |words: &mut Words, text: &str| words.text() == text)
        .register_fn("!=", |words: &mut Words, text: &str| words.text() != text)
        .register_fn("==", |words: &mut Words, other: Words| words.tokens == other.tokens)
        .register_fn("!=", |words: &mut Words, other: Words| words.tokens != other.tokens)
        .register_fn("+", |text: &str, words: Words| format!("{text}{}", words.text()))
        .register_fn("+", |words: Words, text: &str| format!("{}{text}", words.text()))
        .register_fn("to_lower", |words: &mut Words| words.text().to_lowercase())
        .register_fn("contains", |words: &mut Words, text: &str| words.text().contains(text))
        .register_fn("is_before", |words: &mut Words, other: Words| {
            words.tokens.end <= other.tokens.start
        })
        .register_fn("is_after", |words: &mut Words, other: Words| {
            words.tokens.start >= other.tokens.end
        });
}

fn moment_text(engine: &mut Engine) {
    engine
        .register_fn("trigger", |m: &mut Moment| m.words(m.trigger.clone()))
        .register_fn("text", |m: &mut Moment| m.words(m.sentence_tokens()).text())
        .register_fn("sentence", |m: &mut Moment| m.words(m.sentence_tokens()))
        .register_get("sentence", |m: &mut Moment| m.words(m.sentence_tokens()))
        .register_fn("sentence_number", |m: &mut Moment| m.sentence as i64 + 1)
        .register_fn("article", |m: &mut Moment| ArticleHandle(m.view.clone()))
        .register_get("article", |m: &mut Moment| ArticleHandle(m.view.clone()))
        .register_fn("in_title", |m: &mut Moment| {
            let kind = m.view.document().sentences()[m.sentence].kind;
            kind == crate::text::RegionKind::Title
        })
        .register_fn("in_quote", |m: &mut Moment| {
            let inside = |q: &Range<usize>| q.start <= m.trigger.start && m.trigger.end <= q.end;
            m.view.notes.quote_tokens(&m.unit.tokens).iter().any(inside)
        })
        .register_fn("previous", |m: &mut Moment| {
            let before =
                m.sentence.checked_sub(1).map(|index| &m.view.document().sentences()[index]);
            m.given(before.map(|sentence| sentence.tokens.clone()))
        });
}

fn moment_patterns(engine: &mut Engine) {
    engine
        .register_fn("spans", |m: &mut Moment, name: &str| {
            let found = m.named(name);
            m.list(found)
        })
        .register_fn("span", |m: &mut Moment, name: &str| {
            let first = m.named(name).into_iter().next();
            m.given(first)
        })
        .register_fn("has", |m: &mut Moment, pattern: Pattern| -> ScriptResult<bool> {
            let reading = m.view.reading();
            m.search(&pattern);
            match m.view.matcher.find(&pattern) {
                Some(node) => Ok(reading.holds(node, &m.unit)),
                None => m.spans_of(&pattern).map(|found| !found.is_empty()),
            }
        })
        .register_fn("find", |m: &mut Moment, pattern: Pattern| -> ScriptResult<Dynamic> {
            let first = m.spans_of(&pattern)?.into_iter().next();
            Ok(m.given(first))
        })
        .register_fn("find_all", |m: &mut Moment, pattern: Pattern| -> ScriptResult<Array> {
            let found = m.spans_of(&pattern)?;
            Ok(m.list(found))
        })
        .register_fn("has_earlier", |m: &mut Moment, pattern: Pattern| -> ScriptResult<bool> {
            let Some(node) = m.view.matcher.find(&pattern) else {
                return m.spans_of(&pattern).map(|found| !found.is_empty());
            };
            let reading = m.view.reading();
            m.search(&pattern);
            let whole = reading.unit(m.sentence, Scope::Article);
            let earlier = Unit {
                sentences: 0..m.sentence,
                tokens: whole.tokens.start..m.sentence_tokens().start,
            };
            Ok(m.sentence > 0 && reading.holds(node, &earlier))
        });
}

fn moment_frames(engine: &mut Engine) {
    engine
        .register_fn("actor", |m: &mut Moment| {
            let found = m.notes().actor_of(m.sentence, &m.trigger).0.into_iter().next();
            m.given(found)
        })
        .register_fn("actors", |m: &mut Moment| {
            let found = m.notes().actor_of(m.sentence, &m.trigger).0;
            m.list(found)
        })
        .register_fn("recipient", |m: &mut Moment| {
            let found = m.notes().actor_of(m.sentence, &m.trigger).1.into_iter().next();
            m.given(found)
        })
        .register_fn("recipients", |m: &mut Moment| {
            let found = m.notes().actor_of(m.sentence, &m.trigger).1;
            m.list(found)
        })
        .register_fn("subject", |m: &mut Moment| {
            let found = m.notes().verb_parts(m.sentence, &m.trigger).subject;
            m.given(found)
        })
        .register_fn("object", |m: &mut Moment| {
            let found = m.notes().verb_parts(m.sentence, &m.trigger).object;
            m.given(found)
        })
        .register_fn("agent", |m: &mut Moment| {
            let found = m.notes().verb_parts(m.sentence, &m.trigger).agent;
            m.given(found)
        })
        .register_fn("parties", |m: &mut Moment| {
            let found = m.notes().parties_in(m.sentence);
            m.list(found)
        })
        .register_fn("actor_before", |m: &mut Moment, pattern: Pattern| -> ScriptResult<Dynamic> {
            let at = m.spans_of(&pattern)?.first().map(|span| span.start);
            let found = at.and_then(|at| m.notes().party_before(m.sentence, at));
            Ok(m.given(found))
        })
        .register_fn("actor_after", |m: &mut Moment, pattern: Pattern| -> ScriptResult<Dynamic> {
            let at = m.spans_of(&pattern)?.first().map(|span| span.end - 1);
            let found = at.and_then(|at| m.notes().party_after(m.sentence, at));
            Ok(m.given(found))
        })
        .register_fn("actor_before", |m: &mut Moment, words: Words| {
            let found = m.notes().party_before(m.sentence, words.tokens.start);
            m.given(found)
        })
        .register_fn("actor_after", |m: &mut Moment, words: Words| {
            let found = m.notes().party_after(m.sentence, words.tokens.end.saturating_sub(1));
            m.given(found)
        })
        .register_fn("actor_of", |m: &mut Moment, words: Words| {
            let found = m.notes().actor_of(m.sentence, &words.tokens).0;
            m.list(found)
        })
        .register_fn("recipient_of", |m: &mut Moment, words: Words| {
            let found = m.notes().actor_of(m.sentence, &words.tokens).1;
            m.list(found)
        })
        .register_fn("place", |m: &mut Moment| {
            let place = m.notes().place_of(m.sentence, &m.trigger, PlaceScope::Act);
            place.map_or(Dynamic::UNIT, |place| Dynamic::from(place.text))
        })
        .register_fn("date", |m: &mut Moment| {
            let found = crate::pattern::eval::Entities::dates(m.notes(), &m.sentence_tokens());
            m.given(found.into_iter().next())
        })
        .register_fn("duration", |m: &mut Moment| {
            let found = durations(m.view.document(), m.sentence_tokens()).into_iter().next();
            m.given(found)
        })
        .register_fn("claimant", |m: &mut Moment| {
            let found = m.notes().claimant_of(m.sentence, &m.trigger);
            m.given(found)
        })
        .register_fn("counts", |m: &mut Moment| -> Array {
            m.notes()
                .counts_of(m.sentence, &m.trigger, None)
                .into_iter()
                .map(Dynamic::from)
                .collect()
        })
        .register_fn("count", |m: &mut Moment, what: &str| -> ScriptResult<Dynamic> {
            let what = Counted::parse(what).map_err(|word| unknown(&word))?;
            let counts = m.notes().counts_of(m.sentence, &m.trigger, None);
            let count = counts.iter().find(|count| count.what == what);
            Ok(count.map_or(Dynamic::UNIT, |count| Dynamic::from_int(count.value as i64)))
        })
        .register_fn("what", |count: &mut Count| count.what.name())
        .register_fn("value", |count: &mut Count| i64::try_from(count.value).unwrap_or(i64::MAX))
        .register_fn("whom", |count: &mut Count| {
            count.whom.clone().map_or(Dynamic::UNIT, Dynamic::from)
        });
}

fn article(engine: &mut Engine) {
    fn optional(text: Option<&str>) -> Dynamic {
        text.map_or(Dynamic::UNIT, |text| Dynamic::from(text.to_owned()))
    }
    engine
        .register_fn("id", |a: &mut ArticleHandle| a.0.document().article.id.clone())
        .register_fn("outlet", |a: &mut ArticleHandle| {
            optional(a.0.document().article.outlet.as_deref())
        })
        .register_fn("title", |a: &mut ArticleHandle| {
            let article = &a.0.document().article;
            optional(article.layout.title.map(|title| title.cut(&article.text)))
        })
        .register_fn("dateline", |a: &mut ArticleHandle| {
            let article = &a.0.document().article;
            optional(article.layout.dateline.map(|place| place.cut(&article.text)))
        })
        .register_fn("published", |a: &mut ArticleHandle| {
            let published = a.0.document().article.layout.published;
            optional(published.map(|published| published.date.to_string()).as_deref())
        })
        .register_fn("sentences", |a: &mut ArticleHandle| a.0.document().sentences().len() as i64)
        .register_fn("to_string", |a: &mut ArticleHandle| a.0.document().article.id.clone());
}
