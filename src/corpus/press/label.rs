//! Labels of the databases: words with a colon at the beginning of a line, such as "LENGTH: 355 words" or "Full text:".

/// The number of an article of Factiva in "Document NYTF000020160812ec8c0001x".
pub fn accession(line: &str) -> Option<String> {
    let (head, number) = line.trim().split_once(' ')?;
    let is_known = matches!(head, "Document" | "Dokument" | "Documento" | "documento" | "document");
    let number = number.trim();
    let is_number = number.len() >= 16
        && number.len() <= 40
        && number.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && number.bytes().take(2).all(|byte| byte.is_ascii_uppercase())
        && number.bytes().any(|byte| byte.is_ascii_digit());
    // In another language: one word, and a number that holds the day.
    let is_head =
        is_known || head.len() <= 24 && head.chars().all(char::is_alphabetic) && has_day(number);
    (is_head && is_number).then(|| number.to_owned())
}

/// Whether the number of an article of Factiva holds a day, as "20160812" in "NYTF000020160812ec8c0001x".
fn has_day(number: &str) -> bool {
    let digits = number.trim_start_matches(|c: char| c.is_ascii_uppercase());
    let zeros = digits.trim_start_matches('0');
    matches!(zeros.get(..2), Some("18" | "19" | "20" | "21"))
        && zeros.get(..8).is_some_and(|day| day.bytes().all(|byte| byte.is_ascii_digit()))
}

/// The label that a line begins with, and what follows it; `None` if it is none of `known`. ASCII case counts only if
/// `is_exact`.
pub fn labelled<'l>(line: &'l str, known: &[&str], is_exact: bool) -> Option<(&'l str, &'l str)> {
    let colon = line.find(':').filter(|&at| at <= LONGEST)?;
    let label = line[..colon].trim_end();
    let is_known = known.iter().any(|name| match is_exact {
        true => *name == label,
        false => name.eq_ignore_ascii_case(label),
    });
    is_known.then(|| (label, line[colon + 1..].trim_start()))
}

/// The longest label, in bytes.
const LONGEST: usize = 40;

/// Whether a line says how many words an article has, and nothing else: "877 words", "1.684 Wörter".
pub fn is_word_count(line: &str) -> bool {
    let (number, word) = match line.split_once(' ') {
        Some((number, word)) => (number, word.trim()),
        None => return false,
    };
    let is_number = number.starts_with(|c: char| c.is_ascii_digit())
        && number.chars().all(|c| c.is_ascii_digit() || matches!(c, ',' | '.'));
    is_number && WORDS.iter().any(|known| word.eq_ignore_ascii_case(known))
}

/// "Words" in the languages of the interfaces.
const WORDS: [&str; 10] =
    ["words", "word", "mots", "wörter", "palabras", "parole", "palavras", "woorden", "слов", "字"];

/// Whether a line says who has the rights to an article.
pub fn is_copyright(line: &str) -> bool {
    let line = line.trim_start();
    let head =
        ["copyright", "(c)", "(c )", "©", "copr.", "all rights reserved", "tous droits réservés"];
    head.iter().any(|head| line.get(..head.len()).is_some_and(|own| own.to_lowercase() == *head))
}
