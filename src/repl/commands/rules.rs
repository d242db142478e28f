//! Commands that list, run, test, compare, undo and profile rules.

use crate::pack::PROMPT;
use crate::repl::command::usage;
use crate::repl::refusal::Refusal;
use crate::repl::reply::Reply;
use crate::repl::session::Session;
use crate::repl::show::examples::failures;
use crate::repl::show::{counted, flush_right, number, table, wrapped};
use crate::repl::surface::Tone;
use crate::script::console::TypedRule;
use crate::script::edit;
use crate::sink::safe;
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

/// `:rules [RULE | KIND | TEXT]`
pub fn rules(session: &mut Session, line: &str) -> Result<Reply, Refusal> {
    if let Ok(id) = session.rule_id(line) {
        return show_source(session, &id);
    }
    let mut live = session.corpus.live.borrow_mut();
    let tallies = live.tally()?;
    let events: BTreeMap<&str, (usize, usize)> =
        tallies.iter().map(|tally| (tally.rule.as_str(), (tally.events, tally.articles))).collect();
    let mut table =
        table(&session.view.surface, &["rule", "kind", "status", "events", "articles", "at"]);
    let mut count = 0;
    for rule in live.coder().rules() {
        if !(line.is_empty() || rule.kind == line || rule.id.contains(line)) {
            continue;
        }
        count += 1;
        let (events, articles) = events.get(rule.id.as_str()).copied().unwrap_or_default();
        let kind =
            rule.mode.as_ref().map_or(rule.kind.clone(), |mode| format!("{} {mode}", rule.kind));
        let place = match rule.pack == PROMPT {
            true => "typed, not saved".to_owned(),
            false => format!("{}/{}:{}", rule.pack, rule.file, rule.line),
        };
        table.add_row([
            safe(&rule.id),
            safe(&kind),
            safe(&rule.status),
            number(events),
            number(articles),
            safe(&place),
        ]);
    }
    drop(live);
    if count == 0 {
        let symbols = session.symbols();
        let help = match crate::suggest::suggest(line, symbols.rules.iter().map(String::as_str)) {
            Some(near) => format!("did you mean {near}?"),
            None => "no rule's id or kind contains that; :rules lists all".to_owned(),
        };
        return match symbols.rules.is_empty() {
            true => Ok(Reply::fine("no rule yet: type one, or :load a pack")),
            false => Err(Refusal::new(format!("no rule {line:?}"), help)),
        };
    }
    flush_right(&mut table, &[3, 4]);
    let note = session.view.surface.paint(Tone::Faint, counted(count, "rule"));
    Ok(Reply::fine(format!("{}\n{note}", table.trim_fmt())))
}

/// The source of a rule.
fn show_source(session: &mut Session, id: &str) -> Result<Reply, Refusal> {
    let live = session.corpus.live.borrow();
    let rules = live.coder().rules();
    let Some(rule) = rules.iter().find(|rule| rule.id == id) else {
        return Err(Refusal::new(format!("no rule {id:?}"), ":rules lists them"));
    };
    let is_typed = |typed: &&TypedRule| rule.pack == PROMPT && typed.id == rule.file;
    let typed = session.rules.current.typed().iter().find(is_typed);
    let (place, source) = match typed {
        Some(typed) => ("typed, not saved".to_owned(), Some(typed.text.clone())),
        None => {
            let pack =
                session.rules.current.packs().iter().find(|pack| pack.manifest.name == rule.pack);
            let file =
                pack.and_then(|pack| pack.scripts.rules.iter().find(|file| file.path == rule.file));
            let place = format!("{}/{}:{}", rule.pack, rule.file, rule.line);
            (place, file.and_then(|file| edit::source(&file.text, &rule.name)))
        }
    };
    let mut text = format!(
        "{}  {}\n",
        session.view.surface.paint(Tone::Strong, safe(id)),
        session
            .view
            .surface
            .paint(Tone::Faint, format!("{}, {}", safe(&place), safe(&rule.status)))
    );
    if !rule.about.is_empty() {
        text.push_str(&wrapped(&session.view.surface, 2, &safe(&rule.about)));
    }
    text.push('\n');
    match source {
        Some(source) => text.push_str(&crate::repl::highlight::painted(
            &source,
            &session.symbols(),
            usize::MAX,
            &session.view.surface,
        )),
        None => text.push_str("its source cannot be found in its file\n"),
    }
    Ok(Reply::fine(text))
}

/// `:run [RULE]`
pub fn run(session: &mut Session, line: &str) -> Result<Reply, Refusal> {
    let rule = match line {
        "" => None,
        id => Some(session.rule_id(id)?),
    };
    let begun = Instant::now();
    let outcome = session.corpus.live.borrow_mut().recode()?;
    let took = begun.elapsed();
    let faults = session.view.faults(&outcome.shown);
    session.rescore_all();
    let rows: Vec<(String, usize, usize)> = match &rule {
        Some(rule) => {
            let tallies = session.corpus.live.borrow_mut().tally()?;
            let own = tallies.into_iter().filter(|tally| tally.rule == *rule);
            own.map(|tally| (tally.rule, tally.events, tally.articles)).collect()
        }
        None => {
            let tallies = session.corpus.live.borrow_mut().tally_kinds()?;
            let found = tallies.into_iter().filter(|tally| tally.events > 0);
            found.map(|tally| (tally.kind, tally.events, tally.articles)).collect()
        }
    };
    let head = if rule.is_some() { "rule" } else { "kind" };
    let mut table = table(&session.view.surface, &[head, "events", "articles"]);
    for (name, events, articles) in &rows {
        table.add_row([safe(name), number(*events), number(*articles)]);
    }
    flush_right(&mut table, &[1, 2]);
    let sum: usize = rows.iter().map(|row| row.1).sum();
    let note = format!(
        "{}, {} in {:.0} ms",
        counted(outcome.run.len(), "rule"),
        counted(sum, "event"),
        took.as_secs_f64() * 1e3
    );
    Ok(Reply::fine(format!(
        "{faults}{}\n{}",
        table.trim_fmt(),
        session.view.surface.paint(Tone::Faint, note)
    )))
}

/// `:test [RULE]`
pub fn test(session: &mut Session, line: &str) -> Result<Reply, Refusal> {
    let rule = match line {
        "" => None,
        id => Some(session.rule_id(id)?),
    };
    let examined = session.examine(rule.as_deref());
    let mut text = failures(&session.view.surface, &examined);
    if examined.examples == 0 {
        let note =
            "no example to test: write .example(\"...\") and .counterexample(\"...\") in a rule";
        return Ok(Reply::fine(note));
    }
    let note = format!(
        "{} of {}, {}",
        counted(examined.examples, "example"),
        counted(examined.rules, "rule"),
        match examined.failures.len() {
            0 => "all as expected".to_owned(),
            count => format!("{count} not as expected"),
        }
    );
    text.push_str(&session.view.surface.paint(Tone::Faint, note));
    match examined.failures.is_empty() {
        true => Ok(Reply::fine(text)),
        false => Ok(Reply::fault(text)),
    }
}

/// `:diff [RULE]`
pub fn diff(session: &mut Session, line: &str) -> Result<Reply, Refusal> {
    let rule = match line {
        "" => None,
        // A rule that no longer exists may still have removed events to show.
        id if session.rules.baseline.mentions_rule(id) => Some(id.to_owned()),
        id => Some(session.rule_id(id)?),
    };
    session.compare_with_baseline(rule.as_deref())
}

/// `:baseline`
pub fn baseline(session: &mut Session, _: &str) -> Result<Reply, Refusal> {
    session.rules.baseline = session.rules.current.clone();
    let count = session.corpus.live.borrow().coder().rules().len();
    Ok(Reply::fine(format!(
        "the {} in force now are what :diff compares with",
        counted(count, "rule")
    )))
}

/// `:undo`
pub fn undo(session: &mut Session, line: &str) -> Result<Reply, Refusal> {
    if !line.is_empty() {
        return Err(usage("undo"));
    }
    let Some((rules, why)) = session.rules.earlier.pop() else {
        return Ok(Reply::fine("nothing to undo: the rules are those the session started with"));
    };
    let applied = match session.apply(rules.clone(), "undone") {
        Ok(applied) => applied,
        Err(refusal) => {
            session.rules.earlier.push((rules, why));
            return Err(refusal);
        }
    };
    // `apply` recorded the undo itself, which is not to be undone.
    session.rules.earlier.pop();
    let mut text = applied.whole(&format!("undone: {why}"));
    if why.ends_with("saved") {
        let note = "the files on disk are unchanged: saving one again brings its rules back\n";
        text.push_str(&session.view.surface.paint(Tone::Faint, note));
    }
    Ok(Reply::fine(text))
}

/// `:profile`
pub fn profile(session: &mut Session, _: &str) -> Result<Reply, Refusal> {
    let costs = session.corpus.live.borrow_mut().profile()?;
    let header = ["rule", "ms", "units judged", "held", "calls", "ms in calls", "skipped for"];
    let mut table = table(&session.view.surface, &header);
    let ms = |time: Duration| format!("{:.1}", time.as_secs_f64() * 1e3);
    for cost in costs.iter().take(session.view.settings.rows) {
        let skips: Vec<String> = cost
            .reasons
            .iter()
            .map(|(why, count)| format!("{} {}", number(*count), safe(why)))
            .collect();
        table.add_row([
            safe(&cost.rule),
            ms(cost.total()),
            number(cost.units),
            number(cost.held),
            number(cost.calls),
            ms(cost.calling),
            skips.join("; "),
        ]);
    }
    flush_right(&mut table, &[1, 2, 3, 4, 5]);
    let all: Duration = costs.iter().map(|cost| cost.total()).sum();
    let note = format!("{}, {} ms in all threads together", counted(costs.len(), "rule"), ms(all));
    Ok(Reply::fine(format!(
        "{}\n{}",
        table.trim_fmt(),
        session.view.surface.paint(Tone::Faint, note)
    )))
}
