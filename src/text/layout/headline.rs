//! What a headline looks like, and whether a text begins with one repeated. Only `layout` calls this.

/// Whether a line ends without a sentence-ending mark.
pub(super) fn ends_open(line: &str) -> bool {
    let bare = line.trim_end_matches(['"', '”', '\'', '’', ')']);
    !bare.ends_with(['.', '!', ':', ';', ',', '…', '-'])
}

/// Whether a line could be a headline: short, and not punctuated like a sentence.
pub(super) fn is_headline(line: &str) -> bool {
    line.len() <= 140
        && ends_open(line)
        && line.chars().any(char::is_alphabetic)
        && !line.starts_with(char::is_lowercase)
}

/// Whether most of a line's longer words begin with a capital.
pub(super) fn is_title_case(line: &str) -> bool {
    let words = || line.split_whitespace().filter(|word| word.len() > 3);
    let capital = words()
        .filter(|word| word.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit()))
        .count();
    capital >= 3 && capital * 10 >= words().count() * 7
}

/// Where in `text` the words of `title` end, if it begins with them; case and punctuation are ignored. What an outlet
/// appends to its title (" | The Herald") may be missing.
pub(super) fn same_words(title: &str, text: &str) -> Option<usize> {
    let whole = same_prefix(title, text);
    whole.or_else(|| {
        let at = [" | ", " - ", " – ", " — "].iter().filter_map(|mark| title.rfind(mark)).max()?;
        same_prefix(&title[..at], text)
    })
}

fn same_prefix(title: &str, text: &str) -> Option<usize> {
    let mut rest = text.char_indices().filter(|(_, c)| c.is_alphanumeric());
    let mut end = 0;
    let mut count = 0;
    for want in title.chars().filter(|c| c.is_alphanumeric()) {
        let (at, found) = rest.next()?;
        if found != want && !found.to_lowercase().eq(want.to_lowercase()) {
            return None;
        }
        end = at + found.len_utf8();
        count += 1;
    }
    (count >= 12 && !text[end..].starts_with(char::is_alphanumeric)).then_some(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_headline_is_recognised_despite_case_and_punctuation() {
        let title = "Ten die as shells hit market | The Herald";
        let text = "Ten Die as Shells Hit Market. Ten people died.";
        assert_eq!(
            same_words(title, text).map(|end| &text[..end]),
            Some("Ten Die as Shells Hit Market")
        );
        assert_eq!(same_words(title, "Ten die as shells hit marketplace"), None);
        assert!(is_headline("Ten die as shells hit market") && !is_headline("Ten died."));
        assert!(
            is_title_case("Ten Die As Shells Strike Market")
                && !is_title_case("Ten die as shells strike market")
        );
    }
}
