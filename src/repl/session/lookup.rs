//! Looks up articles, sentences, rules and events by the names that a user types.

use super::state::Session;
use crate::coder::ExplainedArticle;
use crate::event::Event;
use crate::repl::corpus_queries::CorpusQueries;
use crate::repl::refusal::Refusal;
use crate::repl::show;
use crate::script::console::ArticleSelector;
use crate::script::ids::{self, RuleLookup};
use crate::suggest::suggest;
use std::sync::Arc;

impl Session {
    /// An article by its number or id.
    pub(in crate::repl) fn article(&self, name: &str) -> Result<usize, Refusal> {
        let queries = self.corpus.queries.borrow();
        // An id may be a number; then the number means the id.
        if let Ok(index) = queries.index(&ArticleSelector::Id(name.to_owned())) {
            return Ok(index);
        }
        let which = match name.parse() {
            Ok(number) => ArticleSelector::Number(number),
            Err(_) => ArticleSelector::Id(name.to_owned()),
        };
        Ok(queries.index(&which)?)
    }

    /// A sentence as `ARTICLE:SENTENCE`: the article's index, the sentence's number from 1.
    pub(in crate::repl) fn sentence(&self, name: &str) -> Result<(usize, usize), Refusal> {
        let wrong = || {
            let help = "write ARTICLE:SENTENCE, both as shown in lists: seed-003:12, or 4:12";
            Refusal::new(format!("{name:?} names no sentence"), help)
        };
        let (article, number) = name.rsplit_once(':').ok_or_else(wrong)?;
        let number: usize = number.parse().map_err(|_| wrong())?;
        let index = self.article(article)?;
        let count = self
            .corpus
            .live
            .borrow_mut()
            .at(index, |shard, at| shard.documents()[at as usize].sentences().len());
        match (1..=count).contains(&number) {
            true => Ok((index, number)),
            false => {
                let message = format!("there is no sentence {number} in {article}: it has {count}");
                Err(Refusal::new(message, ""))
            }
        }
    }

    /// A rule's id, typed as it is shown, as `pack:id`, or as the plain id if only one pack has it.
    pub(in crate::repl) fn rule_id(&self, name: &str) -> Result<String, Refusal> {
        let live = self.corpus.live.borrow();
        match ids::lookup(live.coder().rules(), name) {
            RuleLookup::One(id) => return Ok(id.to_owned()),
            RuleLookup::Several(ids) => return Err(Refusal::new(ids::several(name, &ids), "")),
            RuleLookup::Nothing => {}
        }
        let symbols = &self.names.symbols.rules;
        let help = match suggest(name, symbols.iter().map(String::as_str)) {
            Some(near) => format!("did you mean {near}?"),
            None => ":rules lists them".to_owned(),
        };
        Err(Refusal::new(format!("no rule {name:?}"), help))
    }

    /// The current version of an event, named by its number in the list shown last, by its id or a prefix of it, or
    /// by its sentence if that has only one event.
    pub(in crate::repl) fn event(&mut self, name: &str) -> Result<Arc<Event>, Refusal> {
        let bare = name.trim_start_matches('[').trim_end_matches(']');
        if let Ok(number) = bare.parse::<usize>() {
            let listed = number.checked_sub(1).and_then(|at| self.view.listed.get(at)).cloned();
            return match listed {
                Some(event) => self.current(&event),
                None if self.view.listed.is_empty() => Err(Refusal::new(
                    format!("there is no event {number}: no list was shown yet"),
                    ":events or events(\"ceasefire\") shows one; then its numbers name events",
                )),
                None => Err(Refusal::new(
                    format!(
                        "there is no event {number}: the last list has {}",
                        self.view.listed.len()
                    ),
                    "",
                )),
            };
        }
        if bare.contains(':') && self.sentence(bare).is_ok() {
            return self.event_at(bare);
        }
        self.event_by_id(bare)
    }

    fn event_at(&mut self, name: &str) -> Result<Arc<Event>, Refusal> {
        let (index, number) = self.sentence(name)?;
        let events = self.corpus.live.borrow_mut().at(index, |shard, at| shard.events(at));
        let mut here: Vec<Event> =
            events.into_iter().filter(|event| event.evidence.sentence as usize == number).collect();
        match here.len() {
            0 => Err(Refusal::new(
                format!("no event in sentence {name}"),
                format!(":whynot RULE {name} shows what a rule lacks there"),
            )),
            1 => Ok(Arc::new(here.remove(0))),
            count => {
                let list: Vec<Arc<Event>> = here.into_iter().map(Arc::new).collect();
                let text = show::events::events(&self.view.surface, &list, 1);
                self.view.listed = list;
                Err(Refusal::new(
                    format!("sentence {name} has {count} events"),
                    format!("name one by its number:\n{text}"),
                ))
            }
        }
    }

    fn event_by_id(&mut self, id: &str) -> Result<Arc<Event>, Refusal> {
        let is = |event: &Event| id.len() >= 4 && event.id.starts_with(id);
        if let Some(event) = self.view.listed.iter().find(|event| is(event)).cloned() {
            return self.current(&event);
        }
        if id.len() >= 4 && id.chars().all(|c| c.is_ascii_hexdigit()) {
            let all = self.corpus.live.borrow_mut().events()?;
            if let Some(event) = all.into_iter().flatten().find(|event| is(event)) {
                return Ok(Arc::new(event));
            }
        }
        Err(Refusal::new(
            format!("{id:?} names no event"),
            "an event is named by its number in the last list, its id, or ARTICLE:SENTENCE",
        ))
    }

    /// The text coded last, coded again with the current rules; `None` if an article of the corpus was shown since.
    pub(in crate::repl) fn typed_text(&mut self) -> Option<ExplainedArticle> {
        let article = self.corpus.queries.borrow().typed().cloned()?;
        Some(self.corpus.live.borrow_mut().code(article))
    }

    /// The event as the current rules give it: a list may be out of date.
    fn current(&mut self, listed: &Event) -> Result<Arc<Event>, Refusal> {
        let events = match CorpusQueries::is_typed(listed) {
            true => self.typed_text().map_or_else(Vec::new, |coded| coded.events),
            false => {
                let index = self.article(&listed.article.id)?;
                self.corpus.live.borrow_mut().at(index, |shard, at| shard.events(at))
            }
        };
        let same = |event: &&Event| {
            event.rule == listed.rule
                && event.evidence.start == listed.evidence.start
                && (listed.id.is_empty() || event.id == listed.id)
        };
        let exact =
            events.iter().find(|event| same(event) && event.trigger.start == listed.trigger.start);
        match exact.or_else(|| events.iter().find(same)) {
            Some(event) => Ok(Arc::new(event.clone())),
            None => {
                let (id, sentence) = (&listed.article.id, listed.evidence.sentence);
                Err(Refusal::new(
                    "that event was removed since the list was shown",
                    format!(":whynot {} {id}:{sentence} explains why", listed.rule),
                ))
            }
        }
    }
}
