//! How many: figures linked to the words of killing, wounding, holding, driving out or cutting off in one sentence.
//! Reading numbers is `text::number`'s, the words of tolls are `toll`'s. The coder calls [`counts`].

use super::toll::{Form, What, cue, is_auxiliary, is_people, is_thing};
use crate::event::{Bound, Count};
use crate::text::Document;
use crate::text::calendar;
use crate::text::number::{bound_before, scan};
use crate::text::run::Run;
use std::ops::Range;

/// The figures that sentence `sentence` (an index into [`Document::sentences`]) tells for the toll word at `trigger`
/// (document tokens), in order.
///
/// A trigger of killing or wounding gets the figures of dead, wounded and casualties alike; one of arrest or abduction
/// the detained; of flight the displaced; of siege the besieged. Parts ("including three children") are counts of
/// their own. A lone victim is 1, "no casualties" 0. A trigger that tells no toll gets nothing. `source` is left to the
/// coder.
pub fn counts(doc: &Document, sentence: usize, trigger: Range<usize>) -> Vec<Count> {
    let Some(told) = doc.sentences().get(sentence) else { return Vec::new() };
    let run = Run::new(doc, told.tokens.clone());
    let base = told.tokens.start;
    let own = trigger.start.saturating_sub(base)..trigger.end.saturating_sub(base).min(run.len());
    let figures = linked(&run);
    let Some(asked) = asked(&run, &own, &figures) else { return Vec::new() };
    let mut found: Vec<Count> = Vec::new();
    for figure in &figures {
        let Some(what) = figure.what.filter(|what| what.is_akin(asked)) else { continue };
        let whom = figure.whom.clone().map(|range| run.span(range).cut(doc.text()).to_owned());
        let whom = match whom.as_deref() {
            Some("others" | "more" | "other") => {
                found.last().and_then(|count| count.whom.clone()).or(whom)
            }
            _ => whom,
        };
        found.push(Count {
            what: what.name().into(),
            value: figure.value,
            low: figure.low,
            high: figure.high,
            bound: figure.bound,
            whom,
            source: None,
        });
    }
    found
}

/// What the trigger asks for: by its own words, else by the figure it holds.
fn asked(run: &Run, trigger: &Range<usize>, figures: &[Figure]) -> Option<What> {
    let by_words = trigger.clone().find_map(|at| match run.word(at) {
        "toll" => Some(What::Killed),
        "took" | "left" | "holding" | "released" | "release" => None, // said of much else
        word => cue(word).map(|(what, _)| what),
    });
    let by_figure = || {
        let holds = |figure: &&Figure| {
            figure.at.start < trigger.end && trigger.start < figure.noun.end.max(figure.at.end)
        };
        figures.iter().filter(holds).find_map(|figure| figure.what)
    };
    let by_weak_word = || trigger.clone().find_map(|at| cue(run.word(at)).map(|(what, _)| what));
    by_words.or_else(by_figure).or_else(by_weak_word)
}

/// A figure that may count people, with what it was linked to.
#[derive(Clone, Debug)]
struct Figure {
    /// Its words.
    at: Range<usize>,
    /// The words after it that belong to its noun phrase; may be empty.
    noun: Range<usize>,
    /// Of whom: a part of `noun` and what extends it.
    whom: Option<Range<usize>>,
    what: Option<What>,
    /// The cue stands before the figure, as its verb.
    by_object: bool,
    value: u64,
    low: u64,
    high: Option<u64>,
    bound: Bound,
}

/// The sentence's figures, in order, each with what it counts.
fn linked(run: &Run) -> Vec<Figure> {
    let mut figures = candidates(run);
    for at in 0..figures.len() {
        let what = link(run, &figures, at);
        (figures[at].what, figures[at].by_object) =
            what.map_or((None, false), |(what, object)| (Some(what), object));
    }
    inherit(run, &mut figures);
    let named = named_victims(run, &figures);
    figures.extend(named);
    figures.extend(none_hurt(run));
    figures.sort_by_key(|figure| figure.at.start);
    figures
}

/// Every number and every single person told with an article.
fn candidates(run: &Run) -> Vec<Figure> {
    let mut found: Vec<Figure> = Vec::new();
    for (number, at) in scan(run) {
        if number.ordinal {
            continue;
        }
        let noun = noun_phrase(run, at.end);
        found.push(Figure {
            whom: whom(run, &noun),
            at,
            noun,
            what: None,
            by_object: false,
            value: number.value,
            low: number.low,
            high: number.high,
            bound: number.bound,
        });
    }
    for at in 0..run.len() {
        let free = !found.iter().any(|figure| figure.at.contains(&at));
        if free && let Some((at, noun)) = single(run, at) {
            let (start, bound) = bound_before(run, at.start, 0);
            let mut figure = exactly(run, start.min(at.start)..at.end, noun, 1);
            if bound == Some(Bound::AtLeast) {
                (figure.high, figure.bound) = (None, Bound::AtLeast);
            }
            found.push(figure);
        }
    }
    found.sort_by_key(|figure| figure.at.start);
    found
}

fn exactly(run: &Run, at: Range<usize>, noun: Range<usize>, value: u64) -> Figure {
    Figure {
        whom: whom(run, &noun),
        at,
        noun,
        what: None,
        by_object: false,
        value,
        low: value,
        high: Some(value),
        bound: Bound::Exact,
    }
}

/// "A child", "one person", "another man", "a second boy", "his brother": one person.
fn single(run: &Run, at: usize) -> Option<(Range<usize>, Range<usize>)> {
    let kin = matches!(run.word(at), "my" | "his" | "her" | "its" | "their" | "our");
    let described = matches!(run.before(at, 1), "them" | "whom"); // "one of them a nurse"
    if described || !kin && !matches!(run.word(at), "a" | "an" | "one" | "another") {
        return None;
    }
    let noun = noun_phrase(run, at + 1);
    let head = head(run, &noun);
    let alone = run.word(at) == "one"
        && run.before(at, 1) != "no"
        && (noun.is_empty() || run.word(at + 1) == "of")
        && !run.is_hyphened(at);
    let person = is_people(head)
        && (!head.ends_with('s') || head == "boss")
        && !matches!(
            head,
            "people"
                | "men"
                | "women"
                | "children"
                | "troops"
                | "police"
                | "family"
                | "staff"
                | "crew"
                | "personnel"
                | "dead"
                | "wounded"
        );
    let fits = alone || person && (!kin || is_kin(head));
    (fits && run.is_joined(at)).then_some((at..at + 1, noun))
}

fn is_kin(word: &str) -> bool {
    matches!(
        word,
        "father"
            | "mother"
            | "brother"
            | "sister"
            | "son"
            | "daughter"
            | "wife"
            | "husband"
            | "uncle"
            | "cousin"
            | "grandmother"
            | "grandfather"
            | "child"
            | "baby"
            | "pilot"
            | "bodyguard"
            | "driver"
    )
}

/// The noun phrase that begins at `start`, up to its verb, its next preposition but "of", or a pause.
fn noun_phrase(run: &Run, start: usize) -> Range<usize> {
    const LONGEST: usize = 14;
    let start = start + usize::from(run.word(start) == "more" && is_people(run.word(start + 1)));
    let mut end = start;
    let mut after_of = false;
    if start == 0 || !run.is_joined(start - 1) && !run.gap(start - 1).starts_with(['+', '-']) {
        return start..start;
    }
    while end < run.len() && end < start + LONGEST {
        let word = run.word(end);
        let determiner = matches!(word, "a" | "an" | "the" | "its" | "his" | "their" | "said")
            && end > start
            && !after_of;
        let renamed = end > start
            && run.is_capital(end)
            && !run.is_capital(end - 1)
            && is_people(run.word(end - 1));
        if determiner || renamed {
            break; // "killing 11 people the mayor said", "kill 25 civilians Monitor"
        }
        let joins = word == "and"
            && end > start
            && is_people(run.word(end - 1))
            && is_people(run.word(end + 1));
        if !joins && ends_noun_phrase(run, end, end == start || after_of) {
            break;
        }
        after_of = word == "of";
        end += 1;
        if !run.is_joined(end - 1)
            && !run.is_hyphened(end - 1)
            && !run.gap(end - 1).starts_with(". ")
        {
            break;
        }
        if run.gap(end - 1).contains('.') {
            break;
        }
    }
    while end > start && matches!(run.word(end - 1), "of" | "the" | "and") {
        end -= 1;
    }
    start..end
}

/// Whether no noun phrase goes on over the word at `at`. `opening`: where an adjective may stand ("injured civilians").
fn ends_noun_phrase(run: &Run, at: usize, opening: bool) -> bool {
    let word = run.word(at);
    if let Some((_, form)) = cue(word) {
        let adjective = matches!(form, Form::Participle | Form::Adjective);
        return form != Form::Noun && !(adjective && opening && is_people(run.word(at + 1)));
    }
    is_auxiliary(word)
        || is_saying(word)
        || calendar::weekday(word, false).is_some()
        || calendar::month(word).is_some() && run.is_capital(at)
        || word.starts_with(|c: char| c.is_ascii_digit())
        || matches!(
            word,
            "in" | "on"
                | "at"
                | "by"
                | "from"
                | "with"
                | "near"
                | "during"
                | "under"
                | "for"
                | "to"
                | "into"
                | "across"
                | "since"
                | "after"
                | "before"
                | "around"
                | "between"
                | "within"
                | "inside"
                | "outside"
                | "through"
                | "throughout"
                | "over"
                | "amid"
                | "along"
                | "among"
                | "against"
                | "without"
                | "and"
                | "or"
                | "but"
                | "as"
                | "while"
                | "when"
                | "where"
                | "who"
                | "whom"
                | "which"
                | "that"
                | "whose"
                | "including"
                | "mostly"
                | "most"
                | "have"
                | "has"
                | "had"
                | "will"
                | "would"
                | "could"
                | "may"
                | "might"
                | "can"
                | "also"
                | "more"
                | "because"
                | "two"
                | "three"
                | "four"
                | "five"
                | "six"
                | "seven"
                | "eight"
                | "nine"
                | "ten"
                | "yesterday"
                | "today"
                | "late"
                | "early"
                | "last"
                | "not"
                | "remain"
                | "remained"
                | "live"
                | "living"
                | "seek"
                | "trying"
        )
}

fn is_saying(word: &str) -> bool {
    matches!(
        word,
        "said"
            | "says"
            | "say"
            | "told"
            | "announced"
            | "stated"
            | "added"
            | "reporting"
            | "according"
            | "reports"
            | "claimed"
            | "claims"
    )
}

/// The head of a noun phrase: the last word before an "of", or of all.
fn head<'a>(run: &'a Run, noun: &Range<usize>) -> &'a str {
    let inner = noun.start + usize::from(run.word(noun.start) == "of");
    let end = (inner..noun.end).find(|&at| run.word(at) == "of").unwrap_or(noun.end);
    if end > inner { run.word(end - 1) } else { "" }
}

/// Of whom a figure is, as written: its noun phrase and a part told of it without a figure ("including aid workers").
fn whom(run: &Run, noun: &Range<usize>) -> Option<Range<usize>> {
    let mut start = noun.start;
    while start < noun.end
        && (matches!(run.word(start), "of" | "more" | "them" | "whom" | "a" | "an")
            || cue(run.word(start)).is_some_and(|(_, form)| form != Form::Noun)
            || run.word(start).ends_with("ly"))
    {
        start += 1;
    }
    let nominal = noun.len() <= 2
        && matches!(
            run.before(noun.end, 1),
            "deaths" | "fatalities" | "injuries" | "casualties" | "killings"
        );
    if start >= noun.end || nominal {
        return None;
    }
    let next = run.word(noun.end);
    let part = match next {
        "including" => noun.end + 1,
        "most" | "mostly" if run.word(noun.end + 1) != "of" => noun.end + 1,
        "most" if run.word(noun.end + 2) == "them" => noun.end + 3,
        _ => return Some(start..noun.end),
    };
    let part = noun_phrase(run, part);
    Some(if part.is_empty() { start..noun.end } else { start..part.end })
}

/// What figure `at` counts, by a cue before it or after it; and whether it is a verb's object.
fn link(run: &Run, figures: &[Figure], at: usize) -> Option<(What, bool)> {
    let figure = &figures[at];
    if is_thing(head(run, &figure.noun)) && !is_people(head(run, &figure.noun)) {
        return None;
    }
    let people = (figure.noun.start..figure.noun.end)
        .any(|token| is_people(run.word(token)) || is_nationality(run, token));
    let fits = |what: What| {
        !what.needs_people() || people || figure.value >= 1_000 || figure.noun.is_empty()
    };
    let next = beside(run, figure);
    if let Some((what, shared)) = object_of(run, figures, at)
        && fits(what)
        && !(shared && next.is_some())
    {
        return Some((what, true));
    }
    if let Some(what) = next {
        return Some((what, false));
    }
    subject_of(run, figures, at)
        .filter(|&what| fits(what))
        .map(|what| (what, false))
        .or_else(|| toll_before(run, figures, at).map(|what| (what, false)))
}

/// "Syrians", "600 Alawites": a plural with a capital names a people.
fn is_nationality(run: &Run, at: usize) -> bool {
    run.is_capital(at) && run.word(at).ends_with('s') && !is_thing(run.word(at))
}

/// A cue at the figure itself: "700 injured", "53 deaths", "hundreds of badly injured civilians", "20 lives".
fn beside(run: &Run, figure: &Figure) -> Option<What> {
    let mut at = figure.at.end;
    while at < figure.at.end + 4
        && (matches!(run.word(at), "of" | "more" | "other" | "the" | "others")
            || run.word(at).ends_with("ly"))
    {
        at += 1;
    }
    if at == figure.noun.end
        && (run.word(at) == "more" || is_auxiliary(run.word(at)) && cue(run.word(at + 1)).is_some())
    {
        at += 1; // "20 more wounded", "700 got injured", "hundreds reported dead"
    }
    let pair = both(run, at);
    if pair.is_some() && joined_to(run, at) {
        return pair;
    }
    if let Some((what, form)) = cue(run.word(at))
        && matches!(form, Form::Participle | Form::Adjective)
        && joined_to(run, at)
        && !what.needs_people()
        && !takes_object(run, at)
    {
        return Some(what);
    }
    let last = figure.noun.end.checked_sub(1)?;
    match head(run, &figure.noun) {
        "lives" => {
            let verb = (1..=4).map(|back| run.before(figure.at.start, back)).any(|word| {
                matches!(
                    word,
                    "claimed"
                        | "claims"
                        | "claiming"
                        | "cost"
                        | "costs"
                        | "costing"
                        | "took"
                        | "taken"
                        | "takes"
                        | "taking"
                        | "lost"
                )
            });
            verb.then_some(What::Killed)
        }
        "" => None,
        head => match cue(head) {
            Some((what, Form::Noun)) if last >= figure.at.end => Some(what),
            _ => None,
        },
    }
}

/// "Killed or wounded", "dead and injured" at `at`: casualties not told apart.
fn both(run: &Run, at: usize) -> Option<What> {
    let first = cue(run.word(at))?.0;
    let second = match run.word(at + 1) {
        "or" | "and" => cue(run.word(at + 2))?.0,
        _ => return None,
    };
    let differ =
        matches!((first, second), (What::Killed, What::Wounded) | (What::Wounded, What::Killed));
    differ.then_some(What::Casualties)
}

/// Whether nothing but space stands before `at`.
fn joined_to(run: &Run, at: usize) -> bool {
    at > 0 && at < run.len() && run.is_joined(at - 1)
}

/// Whether a noun phrase with an article follows the verb at `at`, so that it is active ("fighters killed the mayor").
fn takes_object(run: &Run, at: usize) -> bool {
    matches!(
        run.word(at + 1),
        "the" | "a" | "an" | "his" | "their" | "its" | "him" | "them" | "another" | "one"
    ) && run.is_joined(at)
}

/// The verb or noun before a figure that takes it: "killing at least 20", "the deaths of 43", "leaving injured about
/// 50"; and whether that verb may have a figure before it as its own ("100 civilians killed 700 injured").
fn object_of(run: &Run, figures: &[Figure], at: usize) -> Option<(What, bool)> {
    const REACH: usize = 4;
    let start = figures[at].at.start;
    let mut back = start;
    while back > 0 && start - back < REACH {
        back -= 1;
        if !run.is_joined(back) {
            return None;
        }
        let word = run.word(back);
        if word == "of" || word == "for" {
            return nominal(run, back).map(|what| (what, false));
        }
        if let Some((what, form)) = cue(word) {
            let verb = matches!(form, Form::Participle | Form::Active);
            if !verb || passive(run, back) {
                return None;
            }
            if back >= 2 && both(run, back - 2).is_some() {
                return Some((What::Casualties, false));
            }
            // So does a bare noun in a headline: "civilian killed 3 injured".
            let own = figures[..at].iter().any(|other| other.noun.end.max(other.at.end) == back)
                || form == Form::Participle && is_people(run.before(back, 1));
            return Some((what, own));
        }
        let skipped = matches!(
            word,
            "another"
                | "also"
                | "up"
                | "to"
                | "the"
                | "a"
                | "an"
                | "some"
                | "as"
                | "many"
                | "further"
                | "other"
                | "only"
                | "just"
                | "all"
                | "total"
                | "about"
                | "around"
                | "possibly"
                | "perhaps"
                | "dead"
        ) || word.ends_with("ly");
        if !skipped {
            return None;
        }
    }
    None
}

/// The noun before the "of" at `of`: "deaths of", "killing of", "toll of".
fn nominal(run: &Run, of: usize) -> Option<What> {
    if run.word(of) == "for" {
        return run.before(of, 1).starts_with("evacuation").then_some(What::Displaced);
    }
    match run.before(of, 1) {
        "toll" | "loss" | "death" | "murder" | "murders" | "massacre" | "execution"
        | "executions" | "assassination" => Some(What::Killed),
        "wounding" | "maiming" => Some(What::Wounded),
        "arrest" | "arrests" | "detention" | "capture" | "abduction" | "kidnapping" | "release" => {
            Some(What::Detained)
        }
        word => match cue(word) {
            Some((what, Form::Noun | Form::Active)) => Some(what),
            _ => None,
        },
    }
}

/// Whether the participle at `at` has an auxiliary before it, an adverb or two between.
fn passive(run: &Run, at: usize) -> bool {
    let mut back = 1;
    while back <= 3
        && (run.before(at, back).ends_with("ly")
            || matches!(
                run.before(at, back),
                "also" | "not" | "all" | "since" | "so" | "far" | "still"
            ))
    {
        back += 1;
    }
    let word = run.before(at, back);
    // "Left injured 50" has its object after it; "was left dead" has not.
    is_auxiliary(word) && !matches!(word, "left" | "reported" | "confirmed" | "found")
}

/// The predicate after a figure: "were killed", "died", "lost their lives", "among the dead", "under siege".
fn subject_of(run: &Run, figures: &[Figure], at: usize) -> Option<What> {
    const REACH: usize = 28;
    let from = figures[at].noun.end.max(figures[at].at.end);
    let mut token = from;
    let mut aside_end = None; // where the last figure told in passing ended: "a woman and two children"
    while token < run.len() && token < from + REACH {
        let word = run.word(token);
        if token > 0 && token > from && run.gap(token - 1).contains(';')
            || is_saying(word) && word != "say"
        {
            return None;
        }
        if let Some(other) = figures.iter().skip(at + 1).find(|other| other.at.start == token) {
            let listed = aside_end.is_some_and(|end| token <= end + 1);
            if !listed && !is_aside(run, other) {
                return None;
            }
            token = other.noun.end.max(other.at.end);
            aside_end = Some(token);
            continue;
        }
        if run.has(token, &["lost", "their", "lives"])
            || run.has(token, &["lost", "his", "life"])
            || run.has(token, &["lost", "her", "life"])
        {
            return Some(What::Killed);
        }
        if word == "among" {
            let told = (token + 1..token + 9).find_map(|at| cue(run.word(at)));
            if let Some((what, _)) = told {
                return Some(what);
            }
            token += 3;
            continue;
        }
        if let Some((what, form)) = cue(word) {
            let near = token <= from + 1;
            match form {
                Form::Participle => {
                    let object = figures.iter().any(|other| other.at.start == token + 1)
                        || takes_object(run, token);
                    if is_auxiliary(run.before(token, 1)) || passive(run, token) {
                        return Some(both(run, token).unwrap_or(what));
                    }
                    // "100 civilians killed 700 injured": what looks like an object has a cue of its own.
                    let own = |other: &Figure| {
                        other.at.start == token + 1 && beside(run, other).is_none()
                    };
                    if object && (!near || figures.iter().any(own)) {
                        return None;
                    }
                    if (token == from && joined_to(run, token))
                        || (near && is_auxiliary(run.before(token, 1)))
                    {
                        return Some(both(run, token).unwrap_or(what))
                            .filter(|_| !takes_object(run, token) || what.needs_people());
                    }
                    if !what.needs_people() {
                        return None;
                    }
                }
                Form::Subject if word == "left" => {
                    let leaves = !figures.iter().any(|other| other.at.start == token + 1)
                        && !matches!(
                            run.word(token + 1),
                            "dead" | "homeless" | "injured" | "wounded"
                        )
                        && !is_auxiliary(run.before(token, 1));
                    if leaves {
                        return Some(what);
                    }
                }
                Form::Subject => return Some(what),
                Form::Adjective => {
                    let said = token == from
                        || is_auxiliary(run.before(token, 1))
                        || matches!(what, What::Besieged | What::Detained);
                    if said {
                        return Some(what);
                    }
                }
                Form::Active | Form::Noun => {}
            }
        }
        token += 1;
    }
    None
}

/// "More than half of them", "two of them children", "including three women": a figure told in passing.
fn is_aside(run: &Run, figure: &Figure) -> bool {
    let after = figure.at.end;
    run.has(after, &["of", "them"])
        || run.has(after, &["of", "whom"])
        || (1..=3).any(|back| {
            matches!(run.before(figure.at.start, back), "including" | "among" | "included")
        })
}

/// A toll told before the figure: "the death toll rose to 12", "the number of wounded stood at 40".
fn toll_before(run: &Run, figures: &[Figure], at: usize) -> Option<What> {
    const REACH: usize = 24;
    let start = figures[at].at.start;
    let floor = start.saturating_sub(REACH);
    let linked = matches!(
        run.before(start, 1),
        "to" | "at"
            | "is"
            | "was"
            | "stands"
            | "stood"
            | "reached"
            | "hit"
            | "exceeded"
            | "passed"
            | "topped"
            | "reaching"
            | "of"
    );
    if !linked {
        return None;
    }
    (floor..start).rev().find_map(|token| match run.word(token) {
        "toll" if matches!(run.before(token, 1), "injury" | "casualty" | "injured") => {
            Some(What::Casualties)
        }
        "toll" => Some(What::Killed),
        "number" if run.word(token + 1) == "of" => {
            (token + 2..start).find_map(|at| cue(run.word(at)).map(|(what, _)| what))
        }
        _ => None,
    })
}

/// Figures joined to one that is linked: "24 civilians were killed, along with six others", "including 13 children",
/// "two villagers and three soldiers were killed".
fn inherit(run: &Run, figures: &mut [Figure]) {
    for at in 0..figures.len() {
        if figures[at].what.is_some() || !may_inherit(run, &figures[at]) {
            continue;
        }
        let before = (0..at).rev().find_map(|other| figures[other].what.map(|what| (other, what)));
        let Some((other, what)) = before else { continue };
        let between = figures[other].noun.end.max(figures[other].at.end)..figures[at].at.start;
        let part = is_aside(run, &figures[at])
            || between.clone().any(|token| {
                matches!(run.word(token), "including" | "along" | "among" | "plus" | "besides")
            })
            || between.clone().any(|token| run.has(token, &["as", "well", "as"]));
        let listed = between.len() <= 1 && matches!(run.word(between.start), "and" | "or")
            || between.len() == 2 && matches!(run.word(between.start + 1), "their" | "his" | "her")
            || between.is_empty();
        let rest = matches!(head(run, &figures[at].noun), "others")
            && run.before(figures[at].at.start, 1) == "the";
        let enumerated = listed
            && (figures[other].by_object
                || figures[other].at.end > 0 && part_of_list(run, figures, other));
        if part || rest || enumerated {
            figures[at].what = Some(what);
            figures[at].by_object = figures[other].by_object;
        }
    }
    for at in (0..figures.len().saturating_sub(1)).rev() {
        let (this, next) = (&figures[at], &figures[at + 1]);
        let between = this.noun.end.max(this.at.end)..next.at.start;
        let listed = between.is_empty()
            || between.len() == 1 && matches!(run.word(between.start), "and" | "or");
        if this.what.is_none()
            && listed
            && !next.by_object
            && may_inherit(run, this)
            && !this.noun.is_empty()
        {
            figures[at].what = next.what;
        }
    }
}

/// Whether figure `at` itself came by a list or a part, so that the list goes on.
fn part_of_list(run: &Run, figures: &[Figure], at: usize) -> bool {
    (1..=3).any(|back| {
        matches!(run.before(figures[at].at.start, back), "including" | "among" | "with")
    })
}

/// Whether a figure may take its meaning from a neighbour: of people, or bare.
fn may_inherit(run: &Run, figure: &Figure) -> bool {
    let head = head(run, &figure.noun);
    if is_thing(head) && !is_people(head) {
        return false;
    }
    is_aside(run, figure)
        || figure.noun.is_empty() && !matches!(run.word(figure.at.start), "one" | "a" | "an")
        || run.has(figure.at.end, &["of", "them"])
        || run.has(figure.at.end, &["of", "whom"])
        || (figure.noun.start..figure.noun.end)
            .any(|token| is_people(run.word(token)) || is_nationality(run, token))
}

/// "Omar Khalil was killed": one person, told by name and a singular verb, where no figure has that cue.
fn named_victims(run: &Run, figures: &[Figure]) -> Vec<Figure> {
    let mut found = Vec::new();
    for at in 2..run.len() {
        let Some((what, form)) = cue(run.word(at)) else { continue };
        let aux = match form {
            Form::Participle if run.before(at, 1) == "was" => at - 1,
            Form::Participle
                if run.has_before(at, &["has", "been"]) || run.has_before(at, &["had", "been"]) =>
            {
                at - 2
            }
            Form::Participle
                if run.before(at, 2) == "was"
                    && (run.before(at, 1).ends_with("ly") || run.before(at, 1) == "also") =>
            {
                at - 2
            }
            _ => continue,
        };
        let mut start = aux;
        while start > 0 && run.is_capital(start - 1) && run.is_joined(start - 1) && aux - start < 5
        {
            start -= 1;
        }
        let taken = figures.iter().any(|figure| figure.at.start < aux && figure.noun.end >= start);
        let upper = (start..aux).all(|token| run.surface(token).chars().all(|c| !c.is_lowercase()));
        let name = aux - start >= 2
            && !upper
            && !taken
            && !is_thing(run.before(aux, 1))
            && run.before(start, 1) != "the";
        if name && !what.needs_people()
            || name
                && matches!(
                    run.word(at),
                    "arrested" | "detained" | "kidnapped" | "abducted" | "jailed"
                )
        {
            let mut figure = exactly(run, start..aux, start..aux, 1);
            figure.what = Some(what);
            found.push(figure);
        }
    }
    found
}

/// "No casualties", "no one was hurt", "without injuries": none.
fn none_hurt(run: &Run) -> Vec<Figure> {
    let mut found = Vec::new();
    for at in 0..run.len() {
        let what = match run.word(at) {
            "no" | "without" | "zero" => (at + 1..at + 5)
                .take_while(|&token| {
                    joined_to(run, token)
                        && !matches!(run.word(token), "longer" | "doubt" | "more" | "to" | "of")
                })
                .find_map(|token| match cue(run.word(token)) {
                    Some((what @ (What::Killed | What::Wounded | What::Casualties), form)) => {
                        let passive = form == Form::Participle
                            && (is_auxiliary(run.before(token, 1)) || token <= at + 2);
                        (form == Form::Noun || passive).then_some(both(run, token).unwrap_or(what))
                    }
                    _ => None,
                }),
            "nobody" | "none" => (at + 1..at + 4).find_map(|token| match cue(run.word(token)) {
                Some((what @ (What::Killed | What::Wounded), Form::Participle | Form::Subject)) => {
                    Some(what)
                }
                _ => None,
            }),
            _ => None,
        };
        if let Some(what) = what {
            let mut figure = exactly(run, at..at + 1, at + 1..at + 1, 0);
            figure.what = Some(what);
            found.push(figure);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::testing::{document, tokens};
    use proptest::prelude::*;

    fn told(text: &str, trigger: &str) -> Vec<(String, u64, Bound)> {
        let doc = document(text, None);
        let trigger = tokens(&doc, trigger);
        counts(&doc, 0, trigger)
            .into_iter()
            .map(|count| (count.what, count.value, count.bound))
            .collect()
    }

    fn check(text: &str, trigger: &str, wanted: &[(&str, u64)]) {
        let found = told(text, trigger);
        let found: Vec<(&str, u64)> =
            found.iter().map(|(what, value, _)| (what.as_str(), *value)).collect();
        assert_eq!(found, wanted, "{text}");
    }

    #[test]
    fn active_and_passive() {
        check(
            "The raid killed at least 12 farmers and wounded dozens more.",
            "killed",
            &[("killed", 12), ("wounded", 12)],
        );
        check(
            "Nine villagers were killed, along with three others.",
            "killed",
            &[("killed", 9), ("killed", 3)],
        );
        check(
            "More than 30 miners have been killed and 70 injured in the valley.",
            "killed",
            &[("killed", 30), ("wounded", 70)],
        );
        check("Three gunmen killed two clerks.", "killed", &[("killed", 2)]);
        check(
            "Six shells hit the market, killing 14 and leaving injured about 50.",
            "killing",
            &[("killed", 14), ("wounded", 50)],
        );
        check(
            "Two people, one of them a nurse, died in the fire.",
            "died",
            &[("killed", 2), ("killed", 1)],
        );
    }

    #[test]
    fn headlines_and_capitals() {
        check("Jets kill 7 in border town", "kill", &[("killed", 7)]);
        check("15 Nurses Killed in Raid on Clinic", "Killed", &[("killed", 15)]);
        check(
            "40 civilians killed 90 injured in shelling",
            "killed",
            &[("killed", 40), ("wounded", 90)],
        );
        check(
            "TEN PEASANTS WERE MURDERED AND FIVE OTHERS WERE WOUNDED",
            "MURDERED",
            &[("killed", 10), ("wounded", 5)],
        );
    }

    #[test]
    fn nouns_of_death() {
        check("Doctors recorded the deaths of 43 people.", "deaths", &[("killed", 43)]);
        check(
            "The centre counted 53 deaths, including 14 women and 13 children.",
            "deaths",
            &[("killed", 53), ("killed", 14), ("killed", 13)],
        );
        check("The death toll rose to 61 overnight.", "toll", &[("killed", 61)]);
        check("The blast claimed 20 lives.", "lives", &[("killed", 20)]);
        check("The war has cost the lives of 136 civilians.", "lives", &[("killed", 136)]);
        check("The clashes left 13 people dead.", "dead", &[("killed", 13)]);
        check("At least 15 were killed or wounded.", "killed", &[("casualties", 15)]);
    }

    #[test]
    fn one_and_none() {
        check("A child was killed.", "killed", &[("killed", 1)]);
        check("The journalist Rami Haddad was killed at the gate.", "killed", &[("killed", 1)]);
        check("There were no casualties.", "casualties", &[("casualties", 0)]);
        check("No one was hurt.", "hurt", &[("wounded", 0)]);
    }

    #[test]
    fn the_held_the_displaced_and_the_besieged() {
        check("Police arrested 30 protesters on Friday.", "arrested", &[("detained", 30)]);
        check("Some 40,000 people are living under siege.", "siege", &[("besieged", 40_000)]);
        check(
            "Hundreds of thousands of people have fled the city.",
            "fled",
            &[("displaced", 100_000)],
        );
        check("Rebels captured three villages.", "captured", &[]);
    }

    #[test]
    fn things_and_times_are_no_people() {
        check(
            "Four barrel bombs killed six people 20 km from here in a three-hour raid.",
            "killed",
            &[("killed", 6)],
        );
        check("Helicopters dropped four barrel bombs.", "dropped", &[]);
        check("The strike killed 18 people in 2015.", "killed", &[("killed", 18)]);
    }

    proptest! {
        #[test]
        fn any_text_and_any_trigger_are_counted(
            text in "\\PC{0,60}|((killed|wounded|were|was|no|a|child|deaths|of|20|two|and|including|people|left|dead|among|toll|to|[,;.-])[ ]?){0,24}",
            start in 0usize..40, len in 0usize..6,
        ) {
            let doc = document(&text, None);
            for count in counts(&doc, 0, start..start + len) {
                prop_assert!(count.high.is_none_or(|high| high >= count.low));
            }
        }
    }
}
