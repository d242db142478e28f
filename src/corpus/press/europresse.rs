//! Europresse as text: each article ends, or begins, with its certificate, such as "news·20160812·LM·4123456", which has
//! the date.

use super::date::{date_in, stated_date};
use super::draft::{Draft, Part};
use super::label::is_copyright;
use super::lines::{Line, lines, stretch, value};

/// Whether a text, or the beginning of one, is from Europresse.
pub fn is(lines: &[Line<'_>]) -> bool {
    lines.iter().any(|line| certificate(line.text).is_some())
}

/// A certificate: its whole, and the day in it in ISO form.
pub fn certificate(line: &str) -> Option<(String, String)> {
    if line.len() > 80 {
        return None;
    }
    let word = line.rsplit([' ', '\u{a0}', ':', '\u{a9}']).next()?;
    let mut parts = word.split(['\u{b7}', '\u{b0}', '\u{2022}']);
    let (kind, day, source, number) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    let is_kind = !kind.is_empty() && kind.bytes().all(|byte| byte.is_ascii_lowercase());
    let is_code =
        |code: &str| !code.is_empty() && code.chars().all(|c| c.is_alphanumeric() || c == '_');
    if !is_kind || day.len() != 8 || !day.is_ascii() || !is_code(source) || !is_code(number) {
        return None;
    }
    let iso = format!("{}-{}-{}", &day[..4], &day[4..6], &day[6..]);
    iso.parse::<jiff::civil::Date>().ok()?;
    Some((word.to_owned(), iso))
}

/// The parts of a text from Europresse.
pub fn parts(text: &str) -> Vec<Part> {
    let lines = lines(text);
    let marks: Vec<usize> =
        (0..lines.len()).filter(|&at| certificate(lines[at].text).is_some()).collect();
    let Some((&first, &last)) = marks.first().zip(marks.last()) else { return Vec::new() };
    let is_shown = |line: &&Line<'_>| !line.is_blank();
    let before = lines[..first].iter().filter(is_shown).count();
    let after = lines[last + 1..].iter().filter(is_shown).count();
    // In some forms of the export the certificate is above the article.
    let is_above = before < 3 && after > before;
    let mut parts = Vec::new();
    let mut from = 0;
    for (index, &mark) in marks.iter().enumerate() {
        let next = marks.get(index + 1).copied().unwrap_or(lines.len());
        let own = if is_above { &lines[mark + 1..next] } else { &lines[from..mark] };
        let mut draft = article(own);
        if let Some((id, day)) = certificate(lines[mark].text) {
            draft.id = Some(id);
            draft.date = Some(day);
        }
        parts.push(Part::Article(draft));
        from = mark + 1;
    }
    if !is_above && after > 3 {
        let mut draft = article(&lines[from..]);
        draft.fault = Some(super::draft::Fault::BrokenOff);
        parts.push(Part::Article(draft));
    }
    parts
}

/// Labels above an article in newer exports, each with its value on the next line; in lower case.
#[rustfmt::skip]
const LABELS: &[&str] = &[
    "nom de la source", "type de source", "périodicité", "couverture géographique", "provenance", "pays", "éditeur",
    "source name", "source type", "periodicity", "geographical coverage", "origin", "country", "publisher",
];

/// Whether a line is a label above an article.
fn is_label(line: &str) -> bool {
    line.len() <= 30 && LABELS.contains(&line.to_lowercase().as_str())
}

/// Whether a line says when an article was published, in the last resort by its page: "International, p. 5".
fn is_dated(line: &str) -> bool {
    let mut pieces = line.split([',', '\u{2022}']).map(str::trim);
    date_in(line).is_some()
        || line.len() < 120
            && pieces.any(|piece| piece.starts_with("p. ") || stated_date(piece).is_some())
}

/// An article: the outlet, a line with section, date and page, the title, the author, the text, the notice of rights.
fn article(lines: &[Line<'_>]) -> Draft {
    let mut draft = Draft::default();
    let mut shown: Vec<usize> = (0..lines.len()).filter(|&at| !lines[at].is_blank()).collect();
    let Some(&first) = shown.first() else { return draft };
    draft.at = lines[first].start;
    let labels = shown.chunks(2).take_while(|pair| is_label(lines[pair[0]].text)).count();
    let has_labels = labels > 0;
    let named = shown.get(1).filter(|_| has_labels).map(|&at| lines[at].text);
    shown.drain(..(2 * labels).min(shown.len()));
    let mut head = 0;
    if let Some(at) = shown.iter().take(6).position(|&at| is_dated(lines[at].text)) {
        draft.date = date_in(lines[shown[at]].text);
        draft.outlet = shown[..at].first().and_then(|&at| value(outlet(lines[at].text)));
        head = at + 1;
    }
    if let Some(name) = named {
        draft.outlet = value(outlet(name));
        // "Le Courrier • p. 5 • 300 mots", and more about the issue.
        let is_issue = |at: &&usize| {
            let line = lines[**at].text;
            line.starts_with(name) && line.contains('\u{2022}') || line.starts_with("p. ")
        };
        head += shown.iter().skip(head).take_while(is_issue).count();
    }
    let Some(&title) = shown.get(head) else { return draft };
    draft.title = Some(lines[title].span());
    let mut from = title + 1;
    if let Some(&next) = shown.get(head + 1)
        && is_author(lines[next].text)
        && shown.len() > head + 2
    {
        from = next + 1;
    }
    let rights = (from..lines.len()).rev().find(|&at| is_copyright(lines[at].text));
    let end = rights.unwrap_or(lines.len());
    draft.body = stretch(&lines[from..end]).into_iter().collect();
    draft
}

/// An outlet without the number of its issue: "Le Monde, no. 22222".
pub fn outlet(line: &str) -> &str {
    let end = [", no.", ", n°", ", no "].iter().filter_map(|mark| line.find(mark)).min();
    &line[..end.unwrap_or(line.len())]
}

/// Whether a line is the name of an author: a few words without a stop.
fn is_author(line: &str) -> bool {
    line.split_whitespace().count() <= 6 && !line.ends_with(['.', '!', '?', '»', '"', '”'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn certificates_have_the_day() {
        let read = |line| certificate(line).map(|(_, day)| day);
        assert_eq!(read("news·20160812·LM·4123456").as_deref(), Some("2016-08-12"));
        assert_eq!(read("Certificat : news·20160812·LM·4123456").as_deref(), Some("2016-08-12"));
        assert_eq!(read("news·20161312·LM·4123456"), None);
        assert_eq!(read("PUBLI-©news·20160812·LM·4123456").as_deref(), Some("2016-08-12"));
        assert_eq!(read("a · b · c"), None);
    }
}
