//! Agreement of stance, claimant and realis with the gold; and whether the layout excludes any coded passage.

use super::{HELD_BACK, rows};
use crate::frame::{attribution, realis};
use crate::text::layout::{DateOrder, Hints, analyse};
use crate::text::testing::laid_out;
use crate::text::{Article, Document, Span, Vocabulary};
use serde_json::Value;
use std::collections::{HashMap, HashSet};
use std::ops::Range;

/// The hand-coded articles of the development data, and what was coded in them.
struct Gold {
    documents: HashMap<String, (Document, usize)>,
    mentions: Vec<Value>,
}

/// A coded mention located in its article.
struct Found<'a> {
    doc: &'a Document,
    passage: Span,
    trigger: Option<(usize, Range<usize>)>,
    mention: &'a Value,
}

impl Gold {
    fn read() -> Option<Gold> {
        let mut vocabulary = Vocabulary::new();
        let articles = rows("dev_articles.jsonl")?;
        let documents = articles.iter().map(|row| {
            let article = article(row);
            let (id, before) = (article.id.clone(), article.text.len() - field(row, "text").len());
            (id, (Document::new(article, &mut vocabulary), before))
        });
        let documents = documents.collect();
        Some(Gold { documents, mentions: rows("dev_gold.jsonl")? })
    }

    /// Each coded passage, and whether the layout excludes all of it from coding.
    fn passages(&self) -> Vec<(String, bool)> {
        let lost = |found: &Found| {
            let regions = &found.doc.article.layout.regions;
            !regions
                .iter()
                .any(|region| region.kind.is_coded() && region.span.overlaps(found.passage))
        };
        self.found()
            .iter()
            .map(|found| (field(found.mention, "article").to_string(), lost(found)))
            .collect()
    }

    fn found(&self) -> Vec<Found<'_>> {
        self.mentions.iter().map(|mention| self.locate(mention)).collect()
    }

    fn locate<'a>(&'a self, mention: &'a Value) -> Found<'a> {
        let (doc, before) = &self.documents[field(mention, "article")];
        let text = doc.text();
        let from = if mention["in"] == "title" { 0 } else { *before };
        let byte = |key: &str| {
            let count = mention[key].as_u64().unwrap_or(0) as usize;
            from + text[from..].char_indices().nth(count).map_or(text.len() - from, |(at, _)| at)
        };
        let passage = Span::new(byte("start"), byte("end"));
        let words = field(mention, "trigger");
        let trigger = passage.cut(text).find(words).and_then(|at| {
            let start = passage.start as usize + at;
            let tokens = doc.tokens_in(Span::new(start, start + words.len()));
            doc.sentence_of(tokens.start).map(|sentence| (sentence, tokens))
        });
        Found { doc, passage, trigger, mention }
    }
}

fn field<'a>(row: &'a Value, key: &str) -> &'a str {
    row[key].as_str().unwrap_or("")
}

fn article(row: &Value) -> Article {
    let (title, body) = (field(row, "title"), field(row, "text"));
    let seed = field(row, "id").starts_with("seed");
    let titled = !title.is_empty() && !seed;
    let text = if titled { format!("{title}\n\n{body}") } else { body.to_string() };
    let order = if seed { DateOrder::Dmy } else { DateOrder::Mdy };
    let hints = Hints {
        title: titled.then(|| Span::new(0, title.len())),
        date: row["date"].as_str(),
        order,
        ..Hints::default()
    };
    let layout = analyse(&text, &hints);
    let mut article = laid_out("").article;
    article.id = field(row, "id").to_string();
    article.layout = layout;
    article.text = text;
    article
}

/// The number of right answers, and of all.
#[derive(Default)]
struct Tally(usize, usize);

impl Tally {
    fn add(&mut self, right: bool) {
        self.0 += usize::from(right);
        self.1 += 1;
    }

    fn share(&self) -> f64 {
        self.0 as f64 / self.1.max(1) as f64
    }
}

/// Kinds and modes whose stance and claimant the coder sets itself (ruling 5).
fn is_speech_act(mention: &Value) -> bool {
    matches!(
        field(mention, "kind"),
        "accusation" | "denial" | "demand" | "threat" | "investigation"
    ) || matches!(
        field(mention, "mode"),
        "proposed" | "planned" | "offered" | "declared" | "requested" | "demanded" | "rejected"
    )
}

fn same_party(gold: &str, said: &str) -> bool {
    let words = |text: &str| -> HashSet<String> {
        let folded = text.to_lowercase();
        let words = folded.split(|c: char| !c.is_alphanumeric());
        words
            .filter(|w| {
                w.len() > 1 && !matches!(*w, "the" | "of" | "an" | "for" | "in" | "and" | "to")
            })
            .map(String::from)
            .collect()
    };
    let (gold, said) = (words(gold), words(said));
    let common = gold.intersection(&said).count();
    common > 0 && common * 2 >= gold.len().min(said.len())
}

#[test]
fn voices_agree_with_gold() {
    let Some(gold) = Gold::read() else { return };
    let mut tallies: [[Tally; 3]; 2] = Default::default();
    for found in gold.found() {
        let Some((sentence, tokens)) = found.trigger else { continue };
        let held = usize::from(HELD_BACK.contains(&field(found.mention, "article")));
        let [stance, claimant, realis] = &mut tallies[held];
        if !is_speech_act(found.mention) {
            let read = attribution::attribute(found.doc, sentence, tokens.clone());
            let name = format!("{:?}", read.stance).to_lowercase();
            let want = field(found.mention, "stance");
            // An actor's own account is confirmed by the coder, which knows the actor.
            stance.add(want == name || (want == "confirmed" && name == "attributed"));
            if let Some(want) = found.mention["claimant"].as_str() {
                let said = read.claimant.map_or("", |span| span.cut(found.doc.text()));
                claimant.add(same_party(want, said));
            }
        }
        let published = found.doc.article.layout.published.map(|published| published.date);
        let read = realis::judge(found.doc, sentence, tokens, published, None);
        realis.add(field(found.mention, "realis") == format!("{read:?}").to_lowercase());
    }
    for (name, tallies) in ["worked with", "held back"].iter().zip(&tallies) {
        for (what, tally) in ["stance", "claimant", "realis"].iter().zip(tallies) {
            println!("{name}: {what} {}/{} {:.3}", tally.0, tally.1, tally.share());
            assert!(tally.share() >= 0.75, "{name}: {what}");
        }
    }
}

#[test]
fn the_layout_excludes_no_coded_passage() {
    let Some(gold) = Gold::read() else { return };
    for (passage, lost) in gold.passages() {
        assert!(!lost, "not coded: {passage}");
    }
}
