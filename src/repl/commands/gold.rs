//! Commands about gold: write verdicts, and score the rules against them.

use crate::check::confusion::{Confusion, confusions};
use crate::check::figures::tables;
use crate::check::gold::{GoldMention, Verdict};
use crate::check::locate::Locator;
use crate::check::score::{ComparedArticle, Score};
use crate::repl::command::{usage, words};
use crate::repl::corpus_queries::CorpusQueries;
use crate::repl::paths::expand_home;
use crate::repl::paths::shown_path;
use crate::repl::refusal::Refusal;
use crate::repl::reply::Reply;
use crate::repl::session::Session;
use crate::repl::session::gold::SessionGold;
use crate::repl::show::figures::figures;
use crate::repl::show::{counted, wrapped};
use crate::repl::surface::Tone;
use crate::sink::safe;
use std::sync::Arc;

fn no_gold() -> Refusal {
    Refusal::new("no gold is in use", ":gold FILE reads a gold file, or creates one")
}

/// `:gold [FILE | off]`
pub fn gold(session: &mut Session, line: &str) -> Result<Reply, Refusal> {
    let names = words(line)?;
    match &names[..] {
        [] => summary(session),
        [off] if off == "off" => {
            session.gold.file = None;
            Ok(Reply::fine("no gold is in use"))
        }
        [path] => {
            let path = &expand_home(path);
            session.refuse_as_gold(path)?;
            let ids = session.corpus.queries.borrow().ids().to_vec();
            let gold = SessionGold::open(path, &ids, &mut session.corpus.live.borrow_mut())
                .map_err(|error| Refusal::new(error.to_string(), ""))?;
            session.gold.file = Some(gold);
            summary(session)
        }
        _ => Err(usage("gold")),
    }
}

fn summary(session: &Session) -> Result<Reply, Refusal> {
    let gold = session.gold.file.as_ref().ok_or_else(no_gold)?;
    let mut text = format!(
        "{}: {}, {} rejected, on {} of this corpus\n",
        shown_path(gold.path()),
        counted(gold.mentions().len(), "mention"),
        gold.rejected().len(),
        counted(gold.articles(), "article"),
    );
    if gold.mentions().is_empty() && gold.rejected().is_empty() {
        text.push_str("  nothing coded yet: :accept, :reject and :miss write to it\n");
    } else if gold.articles() > 0 {
        text.push_str(&format!("{}\n", figures(&session.view.surface, None, gold.counts())));
        text.push_str(&unjudged(session, gold));
    }
    let empty = gold.mentions().is_empty() && gold.rejected().is_empty();
    for line in gold.incomplete_lines() {
        let note = format!("line {line} left out: it is incomplete, its writer was stopped\n");
        text.push_str(&session.view.surface.paint(Tone::Changed, note));
    }
    if !empty && !gold.path().exists() {
        let gone = format!(
            "{} was removed: its lines are still in memory here, and nothing can be added\n",
            shown_path(gold.path())
        );
        text.push_str(&session.view.surface.paint(Tone::Removed, gone));
    }
    Ok(Reply::fine(text))
}

/// `:accept EVENT...`
pub fn accept(session: &mut Session, line: &str) -> Result<Reply, Refusal> {
    judge(session, line, Verdict::Accept)
}

/// `:reject EVENT...`
pub fn reject(session: &mut Session, line: &str) -> Result<Reply, Refusal> {
    judge(session, line, Verdict::Reject)
}

fn judge(session: &mut Session, line: &str, verdict: Verdict) -> Result<Reply, Refusal> {
    let names = words(line)?;
    let command = if verdict == Verdict::Accept { "accept" } else { "reject" };
    if names.is_empty() {
        return Err(usage(command));
    }
    if session.gold.file.is_none() {
        return Err(no_gold());
    }
    // All are looked up before one is written: a list with a wrong number writes nothing.
    let names = ranges(&names, session.view.listed.len())?;
    let events: Vec<_> = names.iter().map(|name| session.event(name)).collect::<Result<_, _>>()?;
    if events.iter().any(|event| CorpusQueries::is_typed(event)) {
        let help = "gold is about articles of the corpus: save the text as a file, and :load it";
        return Err(Refusal::new("this event is of the text given to :code", help));
    }
    let mut text = String::new();
    for event in events {
        let (by, at) = session.signature();
        let index = session.article(&event.article.id)?;
        let own = event.clone();
        let mention = session.corpus.live.borrow_mut().at(index, move |shard, number| {
            let article = &shard.documents()[number as usize].article;
            GoldMention::of_event(&own, article, verdict, &by, &at)
        });
        let what = format!(
            "{} in {}:{}",
            safe(&event.kind),
            safe(&event.article.id),
            event.evidence.sentence
        );
        text.push_str(&write(session, &mention, command, &what)?);
        session.gold.judged.push((verdict == Verdict::Accept, Arc::unwrap_or_clone(event)));
    }
    finish(session, text)
}

/// Expands ranges of numbers (`2-5`) and `all` (of `count` listed); names may be separated by commas.
fn ranges(names: &[String], count: usize) -> Result<Vec<String>, Refusal> {
    let mut all = Vec::new();
    for name in names.iter().flat_map(|name| name.split(',')).filter(|name| !name.is_empty()) {
        let bounds = name.split_once('-').or_else(|| name.split_once(".."));
        let numbers = bounds.and_then(|(first, last)| {
            Some((first.parse::<usize>().ok()?, last.parse::<usize>().ok()?))
        });
        match (name, numbers) {
            ("all", _) => all.extend((1..=count).map(|number| number.to_string())),
            (_, Some((first, last))) if first > last || last > count => {
                let message = format!("{name} is not a range of the last list, which has {count}");
                return Err(Refusal::new(message, ""));
            }
            (_, Some((first, last))) => all.extend((first..=last).map(|number| number.to_string())),
            (name, None) => all.push(name.to_owned()),
        }
    }
    Ok(all)
}

fn write(
    session: &mut Session,
    mention: &GoldMention,
    command: &str,
    what: &str,
) -> Result<String, Refusal> {
    let gold = session.gold.file.as_mut().ok_or_else(no_gold)?;
    let added = gold
        .add(mention, &mut session.corpus.live.borrow_mut())
        .map_err(|error| Refusal::new(error.to_string(), ""))?;
    let mut text = match added.duplicate {
        true => format!("{what}: gold has this already\n"),
        false => format!("{command}ed {what}\n"),
    };
    if added.others > 0 {
        let others = counted(added.others, "line");
        text.push_str(&format!("{others} written by another session read\n"));
    }
    Ok(text)
}

fn finish(session: &Session, mut text: String) -> Result<Reply, Refusal> {
    let gold = session.gold.file.as_ref().ok_or_else(no_gold)?;
    text.push_str(&format!("{}\n", figures(&session.view.surface, None, gold.counts())));
    text.push_str(&unjudged(session, gold));
    if session.signature().0 == "unknown" {
        text.push_str(
            "gold names the coder as \"unknown\": :set coder NAME changes that for later lines\n",
        );
    }
    Ok(Reply::fine(text))
}

/// The note on events of the kinds in gold, in articles with gold, that nobody has judged: they count as false
/// alarms.
fn unjudged(session: &Session, gold: &SessionGold) -> String {
    let open = gold.unjudged();
    if open == 0 {
        return String::new();
    }
    let note = format!(
        "{} of these kinds in these articles not judged: they count as false alarms (:misses lists them)\n",
        counted(open, "event")
    );
    session.view.surface.paint(Tone::Faint, note)
}

/// `:miss ARTICLE:SENTENCE KIND [MODE]`
pub fn miss(session: &mut Session, line: &str) -> Result<Reply, Refusal> {
    let names = words(line)?;
    let (place, kind, mode) = match &names[..] {
        [place, kind] => (place, kind, None),
        [place, kind, mode] => (place, kind, Some(mode.clone())),
        _ => return Err(usage("miss")),
    };
    if session.gold.file.is_none() {
        return Err(no_gold());
    }
    let (index, sentence) = session.sentence(place)?;
    let symbols = session.symbols();
    if !symbols.kinds.contains(kind) {
        let help = match crate::suggest::suggest(kind, symbols.kinds.iter().map(String::as_str)) {
            Some(near) => format!("did you mean {near}?"),
            None => format!("kinds are {}", symbols.kinds.join(", ")),
        };
        return Err(Refusal::new(format!("no kind {kind:?}"), help));
    }
    let (by, at) = session.signature();
    let own = kind.clone();
    let mention = session.corpus.live.borrow_mut().at(index, move |shard, number| {
        let document = &shard.documents()[number as usize];
        GoldMention::missed(document, sentence, &own, &by, &at)
    });
    let mention = mention.ok_or_else(|| Refusal::new(format!("no sentence {place}"), ""))?;
    let mention = GoldMention { mode, ..mention };
    let text = write(session, &mention, "miss", &format!("{} in {place}", safe(kind)))?;
    finish(session, text)
}

/// `:score`
pub fn score(session: &mut Session, _: &str) -> Result<Reply, Refusal> {
    let gold = session.gold.file.as_ref().ok_or_else(no_gold)?;
    if gold.articles() == 0 {
        return Err(Refusal::new(
            "no article of this corpus has gold",
            "articles are joined to gold by their ids",
        ));
    }
    let compared: Vec<ComparedArticle> = gold.compared().cloned().collect();
    let score = Score::new(&compared, &gold.kinds());
    let mut text = tables(&score, true);
    if score.articles < 10 {
        let few = format!(
            "{} only; the interval shows how uncertain the score is\n",
            counted(score.articles, "article")
        );
        text.push_str(&session.view.surface.paint(Tone::Faint, few));
    }
    let others: u32 = score.uncoded.values().sum();
    if others > 0 {
        let kinds = counted(score.uncoded.len(), "other kind");
        let note = format!(
            "{} of {kinds} left out: this gold does not code them\n",
            counted(others as usize, "event")
        );
        text.push_str(&session.view.surface.paint(Tone::Faint, note));
    }
    if !score.unlocated.is_empty() {
        let count = counted(score.unlocated.len(), "gold passage");
        text.push_str(&format!("{count} not found in the text, counted as missed\n"));
    }
    Ok(Reply::fine(text))
}

/// The number, from 1, of the sentence in which a missed passage begins.
fn sentence_of(session: &Session, missed: &Confusion) -> Option<usize> {
    let index = session.article(&missed.article).ok()?;
    let mention = session.gold.file.as_ref()?.mentions().iter().find(|mention| {
        mention.article == missed.article
            && mention.kind == missed.kind
            && mention.evidence == missed.text
    })?;
    let mention = mention.clone();
    session.corpus.live.borrow_mut().at(index, move |shard, number| {
        let document = &shard.documents()[number as usize];
        let span = Locator::new(&document.article).find(&mention)?;
        let sentences = document.sentences();
        let at = sentences.partition_point(|sentence| sentence.span.end <= span.start);
        (at < sentences.len()).then_some(at + 1)
    })
}

/// `:misses [KIND]`
pub fn misses(session: &mut Session, line: &str) -> Result<Reply, Refusal> {
    let gold = session.gold.file.as_ref().ok_or_else(no_gold)?;
    let kinds = gold.kinds();
    let compared: Vec<ComparedArticle> = gold.compared().cloned().collect();
    let wanted =
        |one: &Confusion| kinds.contains(&one.kind) && (line.is_empty() || one.kind == line);
    let list: Vec<Confusion> = confusions(&compared).into_iter().filter(wanted).collect();
    if list.is_empty() {
        return Ok(Reply::fine("no miss and no false alarm"));
    }
    // False alarms are events: they get numbers, so that :why can explain them.
    let events = || compared.iter().flat_map(|one| &one.spurious);
    let mut listed = Vec::new();
    let mut text = String::new();
    let mut kind = String::new();
    let surface = session.view.surface;
    for one in &list {
        if one.kind != kind {
            kind.clone_from(&one.kind);
            let count = list.iter().filter(|other| other.kind == kind).count();
            text.push_str(&format!("{} {count}\n", surface.paint(Tone::Strong, safe(&kind))));
        }
        let event = events().find(|event| {
            one.rule.as_ref() == Some(&event.rule)
                && event.article.id == one.article
                && event.evidence.text == one.text
                && event.trigger.text == one.trigger
                && event.kind == one.kind
        });
        let head = match (&one.rule, event) {
            (Some(rule), Some(event)) => {
                listed.push(Arc::new(event.clone()));
                let place = format!("{}:{}", safe(&one.article), event.evidence.sentence);
                format!("[{}] false alarm in {place} by {}", listed.len(), safe(rule))
            }
            (Some(rule), None) => {
                format!("false alarm in {} by {}", safe(&one.article), safe(rule))
            }
            (None, _) => match sentence_of(session, one) {
                Some(number) => format!("missed in {}:{number}", safe(&one.article)),
                None => format!("missed in {}", safe(&one.article)),
            },
        };
        let tone = if one.rule.is_some() { Tone::Removed } else { Tone::Changed };
        let trigger = if one.trigger.is_empty() {
            String::new()
        } else {
            format!("  {:?}", safe(&one.trigger))
        };
        text.push_str(&format!("  {}{trigger}\n", surface.paint(tone, head)));
        text.push_str(&wrapped(&surface, 4, &safe(&one.text)));
    }
    if !listed.is_empty() {
        session.view.listed = listed;
    }
    Ok(Reply::fine(text))
}
