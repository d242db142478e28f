//! Dates as databases print them, in the languages of their interfaces: "August 12, 2016 Friday", "12. August 2016",
//! "vendredi 12 août 2016".

use crate::text::calendar;
use crate::text::layout::{DateOrder, can_read_date};

/// The months in the languages of the interfaces, in lower case; English names are in `calendar`.
const MONTHS: [&[&str]; 12] = [
    &["januar", "jänner", "janvier", "enero", "gennaio", "januari", "janeiro"],
    &["februar", "février", "fevrier", "febrero", "febbraio", "februari", "fevereiro"],
    &["märz", "maerz", "mars", "marzo", "maart", "março", "marco"],
    &["avril", "abril", "aprile"],
    &["mai", "mayo", "maggio", "mei", "maio"],
    &["juni", "juin", "junio", "giugno", "junho"],
    &["juli", "juillet", "julio", "luglio", "julho"],
    &["août", "aout", "agosto", "augustus"],
    &["septembre", "septiembre", "setiembre", "settembre", "setembro"],
    &["oktober", "octobre", "octubre", "ottobre", "outubro"],
    &["novembre", "noviembre", "novembro"],
    &["dezember", "décembre", "decembre", "diciembre", "dicembre", "dezembro"],
];

/// The days of the week in these languages, in lower case.
#[rustfmt::skip]
const WEEKDAYS: &[&str] = &[
    "montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonnabend", "sonntag",
    "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche",
    "lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo",
    "lunedì", "martedì", "mercoledì", "giovedì", "venerdì", "sabato", "domenica",
    "maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag",
    "segunda", "terça", "quarta", "quinta", "sexta", "feira",
];

/// The longest line that a date is looked for in, in bytes.
const LONGEST: usize = 120;

/// The date that a line begins with, after a day of the week: as written if it can be read so, else in ISO form.
pub fn date_line(line: &str) -> Option<String> {
    if line.len() > LONGEST {
        return None;
    }
    let mut words = line.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let mut found = Found::default();
    for word in words.by_ref().take(7) {
        if !found.take(&word.to_lowercase()) {
            break;
        }
    }
    let iso = found.iso()?;
    Some(if can_read_date(line, DateOrder::Dmy) { line.to_owned() } else { iso })
}

/// A date anywhere on a short line, as written if it can be read so, else in ISO form.
pub fn date_in(line: &str) -> Option<String> {
    if line.len() > 2 * LONGEST {
        return None;
    }
    if can_read_date(line, DateOrder::Dmy) && line.bytes().any(|byte| byte.is_ascii_digit()) {
        return Some(line.to_owned());
    }
    let starts = line.char_indices().filter(|&(at, letter)| {
        letter.is_alphanumeric() && !line[..at].ends_with(char::is_alphanumeric)
    });
    starts.map(|(at, _)| &line[at..]).find_map(date_line)
}

/// The parts of a date found so far.
#[derive(Default)]
struct Found {
    day: Option<i8>,
    month: Option<i8>,
    year: Option<i16>,
}

impl Found {
    /// Takes a word in lower case; false if it is no part of a date, or the date is complete.
    fn take(&mut self, word: &str) -> bool {
        if self.iso().is_some() {
            return false;
        }
        if let Some(month) = month(word) {
            return self.month.replace(month).is_none();
        }
        if is_weekday(word) || matches!(word, "de" | "del" | "le") {
            return true;
        }
        let digits = word.trim_end_matches(|c: char| c.is_alphabetic());
        let is_ordinal = matches!(&word[digits.len()..], "" | "st" | "nd" | "rd" | "th" | "er");
        match digits.parse::<i16>() {
            Ok(day @ 1..=31) if is_ordinal && self.day.is_none() => {
                self.day = i8::try_from(day).ok();
                true
            }
            Ok(year @ 1800..=2199) if digits.len() == word.len() => {
                self.month.is_some() && self.year.replace(year).is_none()
            }
            _ => false,
        }
    }

    fn iso(&self) -> Option<String> {
        let date = jiff::civil::Date::new(self.year?, self.month?, self.day?).ok()?;
        Some(date.to_string())
    }
}

fn month(word: &str) -> Option<i8> {
    let other = MONTHS.iter().position(|names| names.contains(&word));
    calendar::month(word).or_else(|| i8::try_from(other? + 1).ok())
}

fn is_weekday(word: &str) -> bool {
    calendar::weekday(word, true).is_some() || WEEKDAYS.contains(&word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_of_several_languages_are_read() {
        for (line, date) in [
            ("August 12, 2016 Friday 5:40 PM GMT", "August 12, 2016 Friday 5:40 PM GMT"),
            ("12 August 2016", "12 August 2016"),
            ("Freitag 12. Oktober 2016", "2016-10-12"),
            ("vendredi 12 août 2016", "2016-08-12"),
            ("1er février 2017", "2017-02-01"),
            ("12 de mayo de 2016 jueves", "2016-05-12"),
            ("9 Januar 1993", "1993-01-09"),
        ] {
            assert_eq!(date_line(line).as_deref(), Some(date), "{line}");
        }
        for line in
            ["May 2016 was calm", "The truce of 12 August 2016", "12 people", "", "1203 words"]
        {
            assert_eq!(date_line(line), None, "{line}");
        }
        assert_eq!(
            date_in("International, vendredi 12 août 2016, p. 5").as_deref(),
            Some("2016-08-12")
        );
    }
}
