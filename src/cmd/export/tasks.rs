//! Writes events as tasks of annotation tools, with the articles that they were coded from.

use super::{ExportArgs, Exported, Output};
use crate::cmd::event_file::{self, Articles};
use crate::cmd::messages::{OddArticles, OmittedItems};
use crate::cmd::setup;
use anyhow::{anyhow, bail};
use dateline::annotation::{self, TaskArticle, Tool};
use dateline::event::{Event, OffsetUnit, count_in};
use dateline::sink::Loss;
use dateline::text::Article;
use std::collections::{BTreeSet, HashMap, VecDeque};
use std::io::Write;
use std::path::PathBuf;

/// What was written.
pub struct Tasks {
    /// Events written and left out.
    pub exported: Exported,
    /// The file of the labelling interface, to be committed with the output.
    pub interface: Option<Output>,
}

/// Writes the tasks, in the order of the articles.
pub fn export<'a>(
    args: &ExportArgs,
    paths: impl Iterator<Item = &'a PathBuf>,
    tool: Tool,
    output: &mut Output,
    mut interface: Option<Output>,
) -> anyhow::Result<Tasks> {
    let mut left_out = OmittedItems::default();
    let mut waiting = WaitingEvents::default();
    for path in paths {
        let mut articles = Articles::default();
        event_file::read(path, |line| {
            match line.event {
                Ok(event) => articles.add(event).into_iter().for_each(|whole| waiting.add(whole)),
                Err(why) => {
                    left_out.add(format!("{why}; give the JSONL that `dateline run` wrote"));
                }
            }
            Ok(())
        })?;
        waiting.add(articles.last());
    }
    let kinds: Vec<String> = waiting.kinds.iter().cloned().collect();
    let mut loss = Loss::default();
    let mut writer = annotation::writer(tool, &mut *output, &kinds).map_err(|why| anyhow!(why))?;
    let mut odd = OddArticles::default();
    for chunk in setup::open(&args.corpus, &args.reading.options()?)?.chunks {
        let chunk = match chunk {
            Ok(chunk) => chunk,
            Err(why) => {
                left_out.add(why.to_string());
                continue;
            }
        };
        for article in chunk.articles(&args.reading.options()?) {
            match article {
                Ok(article) => {
                    if let Some(events) = waiting.take(&article) {
                        odd.add(&article);
                        let task = TaskArticle { article: &article, events: &events };
                        writer.article(&task, &mut loss).map_err(|why| anyhow!(why))?;
                    }
                }
                Err(why) => left_out.add(why.to_string()),
            }
        }
    }
    writer.finish().map_err(|why| anyhow!("cannot write the end of the output: {why}"))?;
    odd.show();
    let incomplete = waiting.rest(&mut loss);
    if loss.events().0 == 0 && incomplete {
        bail!(
            "no article of these events is in the corpus with the same text, and nothing was written: name with --corpus \
             what `dateline run` coded, with the same --field and --date-order"
        );
    }
    if let Some(file) = &mut interface {
        file.write_all(annotation::label_studio_interface(&kinds).as_bytes())?;
    }
    Ok(Tasks { exported: Exported { loss, left_out, incomplete }, interface })
}

/// The events whose articles are still to come.
#[derive(Default)]
struct WaitingEvents {
    /// By the id of the article, the events of each article of this id.
    by_id: HashMap<String, VecDeque<Vec<Event>>>,
    /// The ids, in the order of the events.
    ids: Vec<String>,
    /// The ids of articles that were in the corpus, with whatever text.
    seen: BTreeSet<String>,
    kinds: BTreeSet<String>,
}

impl WaitingEvents {
    fn add(&mut self, events: Vec<Event>) {
        let Some(id) = events.first().map(|event| event.article.id.clone()) else { return };
        self.kinds.extend(events.iter().map(|event| event.kind.clone()));
        if !self.by_id.contains_key(&id) {
            self.ids.push(id.clone());
        }
        self.by_id.entry(id).or_default().push_back(events);
    }

    /// The events of an article: those of its id whose passages are at their places in its text.
    fn take(&mut self, article: &Article) -> Option<Vec<Event>> {
        let groups = self.by_id.get_mut(&article.id)?;
        self.seen.insert(article.id.clone());
        let fits = |events: &mut Vec<Event>| {
            count_in(events, &article.text, OffsetUnit::Bytes).is_ok()
                && events.iter().all(|event| is_of(event, article))
        };
        let at = groups.iter_mut().position(fits);
        groups.remove(at?)
    }

    /// Counts the events whose article did not come; whether there are any.
    fn rest(&self, loss: &mut Loss) -> bool {
        let mut any = false;
        for id in &self.ids {
            let reason = match self.seen.contains(id) {
                true => "the article in the corpus has another text than was coded",
                false => "no such article in the corpus",
            };
            for event in self.by_id.get(id).into_iter().flatten().flatten() {
                loss.left_out(reason, &event.id);
                any = true;
            }
        }
        any
    }
}

/// Whether an event was coded from this text.
fn is_of(event: &Event, article: &Article) -> bool {
    let evidence = &event.evidence;
    let words = article.text.get(evidence.start as usize..evidence.end as usize);
    words == Some(evidence.text.as_str())
}
