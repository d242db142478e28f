//! Dates as databases print them, in the languages of their interfaces: "August 12, 2016 Friday", "12. August 2016",
//! "vendredi 12 août 2016", "2016-08-12", and the days of a weekly paper, "Aug 12-Aug 18, 2016", of which the first counts.

use crate::text::calendar;
use crate::text::layout::{DateOrder, can_read_date};

/// The months in the languages of the interfaces, in lower case; English names are in `calendar`.
#[rustfmt::skip]
const MONTHS: [&[&str]; 12] = [
    &["januar", "jänner", "janvier", "enero", "gennaio", "januari", "janeiro", "января", "январь"],
    &["februar", "février", "fevrier", "febrero", "febbraio", "februari", "fevereiro", "февраля", "февраль"],
    &["märz", "maerz", "mars", "marzo", "maart", "março", "marco", "марта", "март"],
    &["avril", "abril", "aprile", "апреля", "апрель"],
    &["mai", "mayo", "maggio", "mei", "maio", "мая", "май"],
    &["juni", "juin", "junio", "giugno", "junho", "июня", "июнь"],
    &["juli", "juillet", "julio", "luglio", "julho", "июля", "июль"],
    &["août", "aout", "agosto", "augustus", "августа", "август"],
    &["septembre", "septiembre", "setiembre", "settembre", "setembro", "сентября", "сентябрь"],
    &["oktober", "octobre", "octubre", "ottobre", "outubro", "октября", "октябрь"],
    &["novembre", "noviembre", "novembro", "ноября", "ноябрь"],
    &["dezember", "décembre", "decembre", "diciembre", "dicembre", "dezembro", "декабря", "декабрь"],
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
    "понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье",
];

/// The longest line that a date is looked for in, in bytes.
const LONGEST: usize = 120;

/// The date that a line begins with, after a day of the week: as written if it can be read so, else in ISO form. Of
/// several days ("Aug 12-18, 2016") it is the first.
pub fn date_line(line: &str) -> Option<String> {
    if line.len() > LONGEST {
        return None;
    }
    if let Some(figures) = in_figures(line) {
        return Some(figures);
    }
    let found = Found::in_line(line)?;
    let iso = found.iso()?;
    let is_plain = !found.is_range && can_read_date(line, DateOrder::Dmy);
    Some(if is_plain { line.to_owned() } else { iso })
}

/// A date anywhere on a short line, as written if it can be read so, else in ISO form.
pub fn date_in(line: &str) -> Option<String> {
    if line.len() > 2 * LONGEST {
        return None;
    }
    let starts = || {
        let begins = |&(at, letter): &(usize, char)| {
            letter.is_alphanumeric() && !line[..at].ends_with(char::is_alphanumeric)
        };
        line.char_indices().filter(begins).map(|(at, _)| &line[at..])
    };
    // Read as written, two days with one year give a date that is neither.
    let range = || starts().filter_map(Found::in_line).find(|found| found.is_range);
    if let Some(first) = range().and_then(|found| found.iso()) {
        return Some(first);
    }
    if can_read_date(line, DateOrder::Dmy) && line.bytes().any(|byte| byte.is_ascii_digit()) {
        return Some(line.to_owned());
    }
    starts().find_map(date_line)
}

/// The date on a line as [`date_line`] gives it; or, where the line is a date that is not read, such as "August 2016" or
/// one in another language, the line as written, so that it is told.
pub fn stated_date(line: &str) -> Option<String> {
    date_line(line).or_else(|| is_unread_date(line).then(|| line.to_owned()))
}

/// Whether a line is a date and nothing else, though perhaps one without a day or in a language that is not known.
fn is_unread_date(line: &str) -> bool {
    if line.len() > LONGEST / 2 {
        return false;
    }
    let (mut years, mut named, mut days, mut unknown) = (0, 0, 0, 0);
    for word in words(line) {
        let lower = word.to_lowercase();
        match word.parse::<u16>() {
            Ok(1800..=2199) => years += 1,
            Ok(1..=31) => days += 1,
            Ok(_) => return false,
            Err(_) if month(&lower).is_some() || SEASONS.contains(&lower.as_str()) => named += 1,
            Err(_) if is_weekday(&lower) || matches!(&*lower, "de" | "del" | "le" | "of") => {}
            Err(_) => unknown += 1,
        }
    }
    // "12 серпня 2016": a word between a day and a year is a month.
    years == 1 && (unknown == 0 && (named > 0 || days > 1) || unknown == 1 && days == 1)
}

/// What quarterly papers are dated by, in lower case.
const SEASONS: [&str; 9] =
    ["spring", "summer", "autumn", "fall", "winter", "printemps", "été", "automne", "hiver"];

/// The words of a line; the characters that count year, month and day in Chinese and Japanese part them.
fn words(line: &str) -> impl Iterator<Item = &str> {
    let is_between = |c: char| !c.is_alphanumeric() || matches!(c, '年' | '月' | '日');
    line.split(is_between).filter(|word| !word.is_empty())
}

/// A date in figures that a line begins with: "2016-08-12", "12.08.2016" as written, "2016年8月12日" in ISO form.
fn in_figures(line: &str) -> Option<String> {
    let of_date = |c: char| c.is_ascii_digit() || matches!(c, '-' | '/' | '.' | '年' | '月' | '日');
    let end = line.find(|c: char| !of_date(c)).unwrap_or(line.len());
    let (figures, rest) = line.split_at(end);
    let figures = figures.trim_end_matches(['.', '-']);
    // A moment: "2016-08-12T14:30:00Z".
    let is_moment = rest.starts_with('T') && rest[1..].starts_with(|c: char| c.is_ascii_digit());
    if rest.starts_with(char::is_alphabetic) && !is_moment {
        return None;
    }
    let numbers: Vec<i16> = words(figures).map(str::parse).collect::<Result<_, _>>().ok()?;
    let &[first, middle, last] = &numbers[..] else { return None };
    if first >= 1800 {
        let (month, day) = (i8::try_from(middle).ok()?, i8::try_from(last).ok()?);
        return jiff::civil::Date::new(first, month, day).ok().map(|date| date.to_string());
    }
    let is_whole = last >= 1800 && can_read_date(figures, DateOrder::Dmy);
    is_whole.then(|| figures.to_owned())
}

/// The parts of a date found so far.
#[derive(Default)]
struct Found {
    day: Option<i8>,
    month: Option<i8>,
    year: Option<i16>,
    /// The last of several days, or the month of it.
    last_day: Option<i8>,
    last_month: Option<i8>,
    /// Whether there are several days.
    is_range: bool,
}

impl Found {
    /// The date that a line begins with, if it is whole.
    fn in_line(line: &str) -> Option<Self> {
        if line.len() > 2 * LONGEST {
            return None;
        }
        let mut found = Found::default();
        let mut end = 0;
        for word in words(line).take(9) {
            if !found.take(&word.to_lowercase()) {
                break;
            }
            end = word.as_ptr() as usize - line.as_ptr() as usize;
        }
        found.iso()?;
        found.is_range = found.last_day.is_some() || found.last_month.is_some();
        let until = [" to ", " bis ", " au ", " al ", " and "];
        let is_joined = line[..end].contains(['-', '\u{2013}', '\u{2014}', '/', '&'])
            || until.iter().any(|word| line[..end].contains(word));
        (is_joined || !found.is_range).then_some(found)
    }

    /// Takes a word in lower case; false if it is no part of a date, or the date is complete.
    fn take(&mut self, word: &str) -> bool {
        if self.iso().is_some() {
            return false;
        }
        if let Some(month) = month(word) {
            return match self.month {
                None => self.month.replace(month).is_none(),
                Some(_) => self.day.is_some() && self.last_month.replace(month).is_none(),
            };
        }
        if is_weekday(word)
            || matches!(word, "de" | "del" | "le" | "to" | "bis" | "au" | "al" | "and")
        {
            return true;
        }
        let digits = word.trim_end_matches(|c: char| c.is_alphabetic());
        let is_ordinal = matches!(&word[digits.len()..], "" | "st" | "nd" | "rd" | "th" | "er");
        match digits.parse::<i16>() {
            Ok(day @ 1..=31) if is_ordinal => {
                let day = i8::try_from(day).ok();
                match self.day {
                    None => self.day = day,
                    Some(_) if self.last_day.is_none() => self.last_day = day,
                    Some(_) => return false,
                }
                true
            }
            Ok(year @ 1800..=2199) if digits.len() == word.len() => {
                self.month.is_some() && self.year.replace(year).is_none()
            }
            _ => false,
        }
    }

    fn iso(&self) -> Option<String> {
        let (month, mut year) = (self.month?, self.year?);
        // "Dec 30-Jan 5, 2017": the year is that of the last day.
        if self.last_month.is_some_and(|last| last < month) {
            year -= 1;
        }
        let date = jiff::civil::Date::new(year, month, self.day?).ok()?;
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

    #[test]
    fn the_first_of_several_days_counts() {
        for (line, date) in [
            ("Aug 12-18, 2016", "2016-08-12"),
            ("Aug 12-Aug 18, 2016", "2016-08-12"),
            ("12 Aug-18 Aug 2016", "2016-08-12"),
            ("Aug 9-Aug 15, 1999", "1999-08-09"),
            ("Aug 12-Sep 2, 2016", "2016-08-12"),
            ("August 12 - August 18, 2016", "2016-08-12"),
            ("12–18 août 2016", "2016-08-12"),
            ("Dec 30-Jan 5, 2017", "2016-12-30"),
        ] {
            assert_eq!(date_line(line).as_deref(), Some(date), "{line}");
            assert_eq!(date_in(line).as_deref(), Some(date), "{line}");
        }
    }

    #[test]
    fn dates_in_figures_and_dates_that_are_not_read_are_known() {
        for (line, date) in [
            ("2016-08-12", "2016-08-12"),
            ("2016-08-12T14:30:00Z", "2016-08-12"),
            ("2016年8月12日", "2016-08-12"),
            ("12.08.2016", "12.08.2016"),
            ("08/12/2016", "08/12/2016"),
            ("12 августа 2016", "2016-08-12"),
        ] {
            assert_eq!(date_line(line).as_deref(), Some(date), "{line}");
        }
        for line in ["August 2016", "Summer 2016", "août 2016", "12 серпня 2016", "May-June 2016"]
        {
            assert_eq!((date_line(line), is_unread_date(line)), (None, true), "{line}");
        }
        for line in ["The Gullhaven Post", "Talks in August", "2016", "12 people killed in 2016"] {
            assert_eq!(stated_date(line), None, "{line}");
        }
    }
}
