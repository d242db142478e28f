//! The place-and-date line that opens a report: "BEIRUT (AP) —", "GENEVA, Oct 3 (Reuters) -", "Beirut: Amid ...", "SAN
//! SALVADOR, 3 JAN 90 -- \[TEXT\]". Reads at a given offset; `layout`, its only caller, decides where.

use super::published::{self, DateOrder};
use crate::text::Span;
use jiff::civil::Date;

/// A dateline read from a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dateline {
    /// The place, without punctuation.
    pub place: Span,
    /// The date and its position, where one is printed.
    pub date: Option<(Date, Span)>,
    /// Where the report itself begins.
    pub end: usize,
}

/// Towns from which wars and diplomacy are often reported; only these open a report without a dash, a date or an
/// agency.
#[rustfmt::skip]
const TOWNS: &[&str] = &[
    "abu dhabi", "aden", "aleppo", "algiers", "amman", "ankara", "antakya", "astana", "athens",
    "baghdad", "bangkok", "beijing", "beirut", "belgrade", "benghazi", "berlin", "bogota",
    "brussels", "budapest", "buenos aires", "cairo", "caracas", "colombo", "damascus",
    "deir al-zor", "deir ezzor", "delhi", "dhaka", "doha", "donetsk", "dubai", "erbil", "gaza",
    "gaza city", "gaziantep", "geneva", "guatemala city", "havana", "homs", "idlib", "irbil",
    "islamabad", "istanbul", "jakarta", "jerusalem", "kabul", "karachi", "khan sheikhun",
    "khartoum", "kiev", "kobane", "kuwait city", "kyiv", "lagos", "latakia", "lima", "london",
    "madrid", "managua", "manama", "manila", "mexico city", "mogadishu", "moscow", "mosul",
    "muscat", "nairobi", "new delhi", "new york", "nicosia", "oslo", "paris", "peshawar",
    "qamishli", "ramallah", "raqqa", "riyadh", "rome", "san salvador", "sanaa", "seoul", "sirte",
    "sofia", "stockholm", "suruc", "tegucigalpa", "tehran", "tel aviv", "the hague", "tokyo",
    "tripoli", "tunis", "united nations", "vienna", "warsaw", "washington", "yerevan", "zurich",
];

/// Reads a dateline at byte `at`. `year` is used where it prints a day and a month without a year; `stamped` says that
/// a publication date comes right before, so that a town in capitals needs no punctuation after it.
pub fn dateline_at(text: &str, at: usize, year: Option<i16>, stamped: bool) -> Option<Dateline> {
    let bytes = text.as_bytes();
    let mut end = place_end(text, at)?;
    let place = Span::new(at, end);
    let name = place.cut(text);
    let capitals = !name.contains(|c: char| c.is_lowercase());
    let town = TOWNS.binary_search(&name.to_lowercase().as_str()).is_ok();
    end = parenthesis(bytes, end, 24); // the country: "CARACAS (VENEZUELA)"
    if bytes.get(end) == Some(&b',')
        && let Some(country) = place_end(text, spaces(bytes, end + 1))
        && published::day_at(text, spaces(bytes, end + 1)).is_none()
    {
        end = country;
    }
    let mut date = None;
    let mut dated = false;
    if bytes.get(end) == Some(&b',') {
        let from = spaces(bytes, end + 1);
        if let Some((day, to)) = published::date_at(text, from, DateOrder::Dmy) {
            date = Some((day, Span::new(from, to)));
            (end, dated) = (to, true);
        } else if let Some((month, day, to)) = published::day_at(text, from) {
            let day = year.and_then(|year| Date::new(year, month, day).ok());
            date = day.map(|day| (day, Span::new(from, to)));
            (end, dated) = (to, true);
        }
    }
    let agency = parenthesis(bytes, end, 48);
    dated |= agency > end;
    end = agency;
    if let Some(to) = dash(text, end) {
        return ((capitals || town || dated) && opens_a_report(text, to)).then_some(Dateline {
            place,
            date,
            end: brackets(text, to),
        });
    }
    if bytes.get(end) == Some(&b':') && (town || dated) {
        let to = spaces(bytes, end + 1);
        return opens_a_report(text, to).then_some(Dateline { place, date, end: to });
    }
    let bare = stamped
        && capitals
        && town
        && text[end..].starts_with(' ')
        && opens_a_report(text, spaces(bytes, end));
    bare.then(|| Dateline { place, date, end: spaces(bytes, end) })
}

/// Where one to four capitalised words end; a town is cut from a longer run ("BEIRUT At least ...").
fn place_end(text: &str, at: usize) -> Option<usize> {
    let rest = text.get(at..)?;
    let mut end = None;
    let mut from = 0;
    for _ in 0..4 {
        let word = rest[from..].split([' ', ',', ':', '(', '\n', '—', '–']).next().unwrap_or("");
        let shaped = word.starts_with(char::is_uppercase)
            && word.chars().all(|c| c.is_alphabetic() || matches!(c, '-' | '.' | '\'' | '’'));
        if !shaped || word.len() > 24 {
            break;
        }
        from += word.len();
        let glued = word.ends_with('-');
        end = Some(at + from - usize::from(glued));
        let capitals = !word.contains(|c: char| c.is_lowercase());
        let next = rest[from..].strip_prefix(' ').unwrap_or("");
        // "BEIRUT At": the run of capitals ends where other words begin.
        let turns =
            capitals && next.chars().take_while(|c| c.is_alphabetic()).any(char::is_lowercase);
        if glued || turns || next.is_empty() {
            break;
        }
        from += 1;
    }
    end.filter(|&end| end > at + 2)
}

fn spaces(bytes: &[u8], at: usize) -> usize {
    at + bytes.get(at..).unwrap_or_default().iter().take_while(|b| b.is_ascii_whitespace()).count()
}

/// The offset after "(AP)" following `at`, if there is one of at most `most` bytes.
fn parenthesis(bytes: &[u8], at: usize, most: usize) -> usize {
    let open = spaces(bytes, at);
    if bytes.get(open) != Some(&b'(') {
        return at;
    }
    let inside = bytes[open..].iter().take(most).position(|&b| b == b')');
    inside.map_or(at, |to| open + to + 1)
}

/// The offset after a dash following `at`.
fn dash(text: &str, at: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let from = spaces(bytes, at);
    let rest = text.get(from..)?;
    let marks = ["—", "–", "--", "- ", "_ "];
    let mark = marks.iter().find(|mark| rest.starts_with(**mark))?;
    Some(spaces(bytes, from + mark.len()))
}

/// The offset after "[REPORT] [TEXT]" following a news agency's dash.
fn brackets(text: &str, mut at: usize) -> usize {
    let bytes = text.as_bytes();
    while bytes.get(at) == Some(&b'[') {
        match bytes[at..].iter().take(90).position(|&b| b == b']') {
            Some(to) => at = spaces(bytes, at + to + 1),
            None => break,
        }
    }
    at
}

fn opens_a_report(text: &str, at: usize) -> bool {
    text.get(at..).and_then(|rest| rest.chars().next()).is_some_and(|c| {
        c.is_uppercase() || c.is_ascii_digit() || matches!(c, '[' | '"' | '“' | '\'' | '‘' | '$')
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    fn read(text: &str) -> Option<(&str, &str)> {
        dateline_at(text, 0, Some(2016), false).map(|d| (d.place.cut(text), &text[d.end..]))
    }

    #[test]
    fn towns_are_sorted() {
        assert!(TOWNS.is_sorted());
    }

    #[test]
    fn datelines_in_their_usual_forms() {
        for (text, place) in [
            ("BEIRUT (AP) — Rebels left.", "BEIRUT"),
            ("GENEVA, Oct 3 (Reuters) - Rebels left.", "GENEVA"),
            ("DAMASCUS — Rebels left.", "DAMASCUS"),
            ("Amman: Rebels left.", "Amman"),
            ("AMMAN, Jordan — Rebels left.", "AMMAN"),
            ("CARACAS (VENEZUELA), 30 AUG 89 (DPA) -- [TEXT] Rebels left.", "CARACAS"),
            ("Beirut- Rebels left.", "Beirut"),
        ] {
            assert_eq!(read(text), Some((place, "Rebels left.")), "{text}");
        }
        let dated = dateline_at("LIMA, 8 MAY 89 -- [TEXT] X", 0, None, false);
        assert_eq!(dated.and_then(|d| d.date).map(|d| d.0), Some(date(1989, 5, 8)));
        assert!(dateline_at("BEIRUT At least ten died.", 0, None, true).is_some());
    }

    #[test]
    fn speakers_and_running_text_are_no_dateline() {
        for text in [
            "Russia: Rebels broke the truce.",
            "Reports: Rebels left.",
            "Assad — who spoke on Monday — left.",
            "Assad – Russia's ally – left.",
            "Damascus is calm.",
            "BEIRUT At least ten died.",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn nothing_panics(text in "[A-Z]?[a-zA-Z,.() :—–é\\[\\]-]{0,40}", at in 0usize..5) {
            if let Some(found) = dateline_at(&text, at, None, true) {
                prop_assert!(text.is_char_boundary(found.end));
            }
        }
    }
}
