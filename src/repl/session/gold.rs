//! Gold of a session: what people coded, compared with the events of the current rules.

use crate::check::gold::{AddOutcome, GoldError, GoldMention, Ledger, RefreshOutcome};
use crate::check::score::{ComparedArticle, compare};
use crate::check::tally::Counts;
use crate::event::Event;
use crate::live::LiveCorpus;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// The gold of a session.
#[derive(Default)]
pub struct GoldState {
    /// The gold file in use.
    pub file: Option<SessionGold>,
    /// Events accepted (true) and rejected in this session.
    pub judged: Vec<(bool, Event)>,
}

/// A gold file, and its comparison with the events.
pub struct SessionGold {
    ledger: Ledger,
    /// The index of each article, by id.
    index_of: BTreeMap<String, usize>,
    compared: BTreeMap<usize, ComparedArticle>,
}

impl SessionGold {
    /// Opens the gold file at `path`, or creates one. `ids` are the article ids, in corpus order.
    pub fn open(
        path: &Path,
        ids: &[String],
        live: &mut LiveCorpus,
    ) -> Result<SessionGold, GoldError> {
        let ledger = Ledger::open(path)?;
        let mut gold = SessionGold { ledger, index_of: BTreeMap::new(), compared: BTreeMap::new() };
        gold.rejoin(ids, live);
        Ok(gold)
    }

    /// Joins gold to the articles again, by their ids, after the corpus changed.
    pub fn rejoin(&mut self, ids: &[String], live: &mut LiveCorpus) {
        self.index_of.clear();
        for (index, id) in ids.iter().enumerate() {
            self.index_of.entry(id.clone()).or_insert(index);
        }
        self.score(live, None);
    }

    /// The file.
    pub fn path(&self) -> &Path {
        self.ledger.path()
    }

    /// The numbers of incomplete lines, from 1.
    pub fn incomplete_lines(&self) -> &[usize] {
        &self.ledger.gold().torn
    }

    /// The mentions that people coded.
    pub fn mentions(&self) -> &[GoldMention] {
        self.ledger.mentions()
    }

    /// The events that people rejected.
    pub fn rejected(&self) -> &[GoldMention] {
        self.ledger.rejected()
    }

    /// How many articles of the corpus have gold.
    pub fn articles(&self) -> usize {
        self.compared.len()
    }

    /// The compared articles.
    pub fn compared(&self) -> impl Iterator<Item = &ComparedArticle> {
        self.compared.values()
    }

    /// The kinds that the gold codes; events of other kinds are not scored.
    pub fn kinds(&self) -> BTreeSet<String> {
        let all = self.mentions().iter().chain(self.rejected());
        all.map(|mention| mention.kind.clone()).collect()
    }

    /// The counts of all articles together.
    pub fn counts(&self) -> Counts {
        let kinds = self.kinds();
        let one = |compared: &ComparedArticle| Counts {
            right: compared.right.len() as u32,
            missed: compared.missed.len() as u32,
            spurious: compared.spurious.iter().filter(|event| kinds.contains(&event.kind)).count()
                as u32,
        };
        self.compared.values().map(one).sum()
    }

    /// How many events were not judged, among those of the kinds in gold in articles that have gold.
    pub fn unjudged(&self) -> usize {
        let kinds = self.kinds();
        let rejected = |event: &Event| {
            self.rejected().iter().any(|refused| refused.event.as_ref() == Some(&event.id))
        };
        let spurious = self.compared.values().flat_map(|compared| &compared.spurious);
        spurious.filter(|event| kinds.contains(&event.kind) && !rejected(event)).count()
    }

    /// Compares the articles `touched` again; `None`: all that have gold.
    pub fn score(&mut self, live: &mut LiveCorpus, touched: Option<&BTreeSet<usize>>) {
        let mut gold: BTreeMap<usize, Vec<GoldMention>> = BTreeMap::new();
        for mention in self.rejected() {
            // An article that has only rejections counts as coded, too.
            if let Some(&index) = self.index_of.get(&mention.article) {
                gold.entry(index).or_default();
            }
        }
        for mention in self.mentions() {
            if let Some(&index) = self.index_of.get(&mention.article) {
                gold.entry(index).or_default().push(mention.clone());
            }
        }
        if touched.is_none() {
            self.compared.clear();
        }
        for (index, mentions) in gold {
            if touched.is_some_and(|touched| !touched.contains(&index)) {
                continue;
            }
            let compared = live.at(index, move |shard, number| {
                let events = shard.events(number);
                compare(
                    &shard.documents()[number as usize],
                    events,
                    &mentions.iter().collect::<Vec<_>>(),
                )
            });
            self.compared.insert(index, compared);
        }
    }

    /// Writes a mention; it is on disk when this returns.
    pub fn add(
        &mut self,
        mention: &GoldMention,
        live: &mut LiveCorpus,
    ) -> Result<AddOutcome, GoldError> {
        let added = self.ledger.add(mention)?;
        match added.others {
            0 if !added.reread => {
                let touched = self.index_of.get(&mention.article).copied().into_iter().collect();
                self.score(live, Some(&touched));
            }
            _ => self.score(live, None),
        }
        Ok(added)
    }

    /// Reads what other sessions wrote since; returns the number of lines.
    pub fn refresh(&mut self, live: &mut LiveCorpus) -> Result<usize, GoldError> {
        let RefreshOutcome { others, reread } = self.ledger.refresh()?;
        if others > 0 || reread {
            self.score(live, None);
        }
        Ok(others)
    }
}
