//! Days and months that are parts of names: "the Sunday Telegraph", "the March 14 alliance", "the 17 November group",
//! "Black September", "the Mail on Sunday". They date nothing. Also days that recur ("every Friday") and the year of
//! what an anniversary remembers.

use super::expression::{DateExpression, Occurrence, PeriodPart};
use crate::text::calendar;
use crate::text::tokens::token_window::TokenWindow;
use std::ops::Range;

/// Whether the phrase at `at` (positions of the window) is part of a name, or names a day that recurs.
pub(super) fn is_no_date(run: &TokenWindow, at: &Range<usize>, when: &DateExpression) -> bool {
    let core = core(run, at);
    match when {
        DateExpression::Date { year: None, month: Some(_), .. } => {
            names_group(run, at, core) || names_site(run, at.end)
        }
        DateExpression::Weekday { which: Occurrence::Bare, .. } => {
            recurs(run, core)
                || is_titled(run, core)
                || has_epithet(run, core)
                || names_outlet(run, at, core)
                || names_site(run, at.end)
        }
        DateExpression::Month {
            year: None,
            which: Occurrence::Bare,
            edge: PeriodPart::Whole,
            ..
        } => {
            recurs(run, core)
                || is_titled(run, core)
                || has_epithet(run, core)
                || names_site(run, at.end)
                || is_person_or_war(run, at, core)
        }
        _ => false,
    }
}

/// Where the day or month itself begins, after preposition and article.
fn core(run: &TokenWindow, at: &Range<usize>) -> usize {
    let mut core = at.start;
    while core + 1 < at.end
        && matches!(
            run.word(core),
            "on" | "in"
                | "at"
                | "of"
                | "the"
                | "by"
                | "since"
                | "until"
                | "during"
                | "for"
                | "over"
        )
    {
        core += 1;
    }
    core
}

/// Whether the word after a phrase belongs to it: only a space between.
fn adjoins(run: &TokenWindow, end: usize) -> bool {
    end > 0 && end < run.len() && run.gap(end - 1) == " "
}

fn has_the(run: &TokenWindow, core: usize) -> bool {
    run.before(core, 1) == "the"
}

/// "The March 14 alliance", "the 17 November group", "February 23 Brigade", "Revolutionary Organization 17 November".
fn names_group(run: &TokenWindow, at: &Range<usize>, core: usize) -> bool {
    let head = run.word(at.end);
    let capital = run.is_capital(at.end);
    let on = run.word(at.start) == "on" && core == at.start + 1;
    let follows = adjoins(run, at.end)
        && !on
        && (is_group(head) || is_groups(head) && (capital || has_the(run, core)));
    // Also over one word between: "the March 14 political alliance", "the 17 November Martyrs Brigade".
    let over = adjoins(run, at.end)
        && adjoins(run, at.end + 1)
        && (has_the(run, core) || capital && run.is_capital(at.end + 1) && !is_shouted(run))
        && !on
        && (is_group(run.word(at.end + 1)) || is_groups(run.word(at.end + 1)));
    let leads = at.start == core
        && core > 0
        && run.is_capital(core - 1)
        && adjoins(run, core)
        && (is_group(run.before(core, 1)) || is_groups(run.before(core, 1)));
    follows || over || leads
}

/// Nouns for one group, which no sentence goes on with after a date without an article.
fn is_group(word: &str) -> bool {
    matches!(
        word,
        "alliance"
            | "group"
            | "movement"
            | "brigade"
            | "coalition"
            | "bloc"
            | "party"
            | "front"
            | "battalion"
            | "regiment"
            | "faction"
            | "organisation"
            | "organization"
            | "militia"
            | "network"
            | "foundation"
            | "association"
            | "committee"
            | "union"
            | "club"
            | "cell"
            | "legion"
            | "camp"
            | "revolution"
            | "uprising"
            | "intifada"
            | "accord"
            | "squad"
            | "column"
            | "commando"
            | "gang"
            | "army"
            | "council"
    )
}

/// Nouns for several, which may also begin the next clause: "on March 14 forces entered".
fn is_groups(word: &str) -> bool {
    matches!(
        word,
        "forces"
            | "brigades"
            | "martyrs"
            | "battalions"
            | "groups"
            | "accords"
            | "movements"
            | "militias"
            | "units"
            | "youth"
            | "activists"
            | "protocols"
            | "leaders"
            | "politicians"
    )
}

/// "The 6 October Bridge", "26 July Street", "the Friday Mosque", "April 7 University".
fn names_site(run: &TokenWindow, end: usize) -> bool {
    adjoins(run, end)
        && run.is_capital(end)
        && !is_shouted(run)
        && matches!(
            run.word(end),
            "bridge"
                | "street"
                | "square"
                | "avenue"
                | "road"
                | "boulevard"
                | "university"
                | "hospital"
                | "school"
                | "stadium"
                | "airport"
                | "dam"
                | "mosque"
                | "market"
                | "bazaar"
                | "city"
                | "district"
                | "park"
                | "prison"
                | "barracks"
                | "base"
                | "camp"
                | "hall"
                | "museum"
                | "tunnel"
                | "corridor"
                | "neighbourhood"
                | "neighborhood"
                | "quarter"
                | "refinery"
                | "club"
                | "movement"
                | "brigade"
                | "battalion"
                | "revolution"
                | "martyrs"
                | "brigades"
        )
}

/// Whether the words of the window are all in capitals, so that capitals mark no name.
fn is_shouted(run: &TokenWindow) -> bool {
    (0..run.len()).all(|at| !run.surface(at).contains(char::is_lowercase))
}

/// "The Sunday Telegraph", "a Sunday newspaper", "the Mail on Sunday".
fn names_outlet(run: &TokenWindow, at: &Range<usize>, core: usize) -> bool {
    let head = run.word(at.end);
    let bare = at.start == core || has_the(run, core) && core == at.start + 1;
    let titled = adjoins(run, at.end)
        && run.is_capital(at.end)
        && !is_shouted(run)
        && (bare || run.word(at.start) != "on")
        && is_outlet(head);
    let described = adjoins(run, at.end)
        && bare
        && matches!(
            head,
            "newspaper"
                | "newspapers"
                | "paper"
                | "papers"
                | "tabloid"
                | "tabloids"
                | "broadsheet"
                | "school"
                | "schools"
                | "league"
                | "supplement"
        );
    let on = run.word(at.start) == "on"
        && core == at.start + 1
        && at.start > 0
        && run.is_capital(at.start - 1)
        && matches!(run.before(at.start, 1), "mail" | "independent");
    titled || described || on
}

/// Titles of newspapers and programmes that a weekday precedes.
fn is_outlet(word: &str) -> bool {
    matches!(
        word,
        "telegraph"
            | "times"
            | "mirror"
            | "express"
            | "mail"
            | "herald"
            | "independent"
            | "post"
            | "star"
            | "sun"
            | "tribune"
            | "observer"
            | "world"
            | "business"
            | "magazine"
            | "review"
            | "people"
            | "standard"
            | "nation"
            | "monitor"
            | "mercury"
            | "age"
            | "politics"
            | "programme"
            | "program"
            | "show"
            | "vision"
            | "punch"
            | "leader"
            | "bulletin"
            | "gazette"
            | "chronicle"
            | "news"
            | "life"
            | "sport"
            | "evening"
            | "trust"
            | "tide"
            | "guardian"
            | "examiner"
    )
}

/// "Every Friday", "each October".
fn recurs(run: &TokenWindow, core: usize) -> bool {
    matches!(run.before(core, 1), "every" | "each" | "any" | "most" | "alternate")
}

/// "Mr Friday": a person.
fn is_titled(run: &TokenWindow, core: usize) -> bool {
    matches!(run.before(core, 1), "mr" | "mrs" | "ms" | "dr")
}

/// "Bloody Sunday", "Black September": days and months of history.
fn has_epithet(run: &TokenWindow, core: usize) -> bool {
    core > 0
        && run.is_capital(core - 1)
        && adjoins(run, core)
        && !is_shouted(run)
        && matches!(
            run.before(core, 1),
            "bloody" | "black" | "red" | "white" | "blue" | "super" | "cyber" | "fat" | "arab"
        )
}

/// "August Hanning said", "the October War": a month with a name after it and no preposition before it.
fn is_person_or_war(run: &TokenWindow, at: &Range<usize>, core: usize) -> bool {
    let bare = at.start == core && !follows_preposition(run, core) && !has_the(run, core);
    let person = bare && is_name(run, at.end) && core + 1 == at.end;
    let war = has_the(run, core)
        && adjoins(run, at.end)
        && matches!(
            run.word(at.end),
            "war" | "revolution" | "uprising" | "accord" | "accords" | "intifada" | "group"
        );
    person || war
}

fn follows_preposition(run: &TokenWindow, core: usize) -> bool {
    matches!(
        run.before(core, 1),
        "in" | "of"
            | "since"
            | "until"
            | "during"
            | "by"
            | "from"
            | "to"
            | "and"
            | "mid"
            | "early"
            | "late"
            | "last"
            | "this"
            | "next"
            | "or"
            | "before"
            | "after"
            | "between"
            | "through"
    )
}

/// Whether a capitalised word adjoins that no headline explains: other words of the window begin in lower case.
fn is_name(run: &TokenWindow, end: usize) -> bool {
    let long = |at: &usize| run.word(*at).len() > 3 && !run.word(*at).starts_with(char::is_numeric);
    let headline = (0..run.len()).filter(long).filter(|&at| !run.is_capital(at)).count() < 2;
    adjoins(run, end)
        && run.is_capital(end)
        && !headline
        && calendar::month(run.word(end)).is_none()
}

/// What an anniversary on a day with a year means: the day of another year ("on the fifth anniversary of the 15 March
/// 2011 protests"). `None` where no anniversary is before the phrase; `Some(None)` where only the year was given.
pub(super) fn on_anniversary(
    run: &TokenWindow,
    start: usize,
    when: &DateExpression,
) -> Option<Option<DateExpression>> {
    const REACH: usize = 8;
    let mut at = start;
    let led = loop {
        at = at.checked_sub(1).filter(|&at| start - at <= REACH)?;
        if run.gap(at).contains([',', ';', ':', '(']) {
            return None;
        }
        if matches!(run.word(at), "anniversary" | "anniversaries") {
            break run.word(at + 1) == "of";
        }
    };
    if !led {
        return None;
    }
    match *when {
        DateExpression::Date { year: Some(_), month, day, part } => {
            Some(Some(DateExpression::Date { year: None, month, day, part }))
        }
        DateExpression::Month { year: Some(_), month, which, edge } => {
            Some(Some(DateExpression::Month { year: None, month, which, edge }))
        }
        DateExpression::Year { .. } => Some(None),
        _ => None,
    }
}
