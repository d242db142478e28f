//! Gold of a session: what was coded by people, and how the rules of the moment stand against it.

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

/// A gold file, and the events beside it.
pub struct SessionGold {
    ledger: Ledger,
    /// Articles by id, of those that gold names.
    index_of: BTreeMap<String, usize>,
    compared: BTreeMap<usize, ComparedArticle>,
}

impl SessionGold {
    /// Opens the gold file at `path`, or begins one. `ids` are the articles' ids, in the corpus' order.
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

    /// Joins gold to the articles anew, by their ids, after the corpus changed.
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

    /// The lines that break off, from 1.
    pub fn torn(&self) -> &[usize] {
        &self.ledger.gold().torn
    }

    /// What people coded.
    pub fn mentions(&self) -> &[GoldMention] {
        self.ledger.mentions()
    }

    /// What people refused.
    pub fn rejected(&self) -> &[GoldMention] {
        self.ledger.rejected()
    }

    /// How many articles of the corpus have gold.
    pub fn articles(&self) -> usize {
        self.compared.len()
    }

    /// The articles, events beside gold.
    pub fn compared(&self) -> impl Iterator<Item = &ComparedArticle> {
        self.compared.values()
    }

    /// The kinds that the gold codes; of others it says nothing.
    pub fn kinds(&self) -> BTreeSet<String> {
        let all = self.mentions().iter().chain(self.rejected());
        all.map(|mention| mention.kind.clone()).collect()
    }

    /// All articles together.
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

    /// How many events of the kinds in gold, in articles that have gold, nobody has judged.
    pub fn unjudged(&self) -> usize {
        let kinds = self.kinds();
        let rejected = |event: &Event| {
            self.rejected().iter().any(|refused| refused.event.as_ref() == Some(&event.id))
        };
        let spurious = self.compared.values().flat_map(|compared| &compared.spurious);
        spurious.filter(|event| kinds.contains(&event.kind) && !rejected(event)).count()
    }

    /// Compares the articles `touched` anew; all that have gold where `None`.
    pub fn score(&mut self, live: &mut LiveCorpus, touched: Option<&BTreeSet<usize>>) {
        let mut gold: BTreeMap<usize, Vec<GoldMention>> = BTreeMap::new();
        for mention in self.rejected() {
            // An article with nothing but refusals is coded, too.
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

    /// Writes a mention, durable once this returns.
    pub fn add(
        &mut self,
        mention: &GoldMention,
        live: &mut LiveCorpus,
    ) -> Result<Added, GoldError> {
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

    /// Takes up what others wrote meanwhile; how many lines.
    pub fn refresh(&mut self, live: &mut LiveCorpus) -> Result<usize, GoldError> {
        let Refreshed { others, anew } = self.ledger.refresh()?;
        if others > 0 || anew {
            self.score(live, None);
        }
        Ok(others)
    }
}
