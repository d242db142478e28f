//! The title of a page: its headline, without the name of the site that is often written behind it.

use super::super::field::{CleanedField, clean};
use super::head::Head;
use super::plain::{text_of, words};
use crate::text::OffsetMap;
use std::ops::Range;

/// The title, with offsets to the file; `at` maps the page to it.
pub(super) fn title_of<'a>(page: &'a str, head: &Head, at: &OffsetMap) -> Option<CleanedField<'a>> {
    let read = |range: &Range<usize>| read(page, range.clone(), at);
    let shared = head.shared_title.as_ref().and_then(read);
    let window = head.window_title.as_ref().and_then(read);
    // The heading that the page's own titles repeat is the headline, and not the name of the site.
    let is_repeated = |heading: &CleanedField| {
        let words = words(&heading.text);
        let titles = [shared.as_ref(), window.as_ref()].into_iter().flatten();
        words.len() > 1
            && titles.into_iter().any(|title| super::plain::words(&title.text).starts_with(&words))
    };
    if let Some(heading) = head.headings.iter().filter_map(read).find(is_repeated) {
        return Some(heading);
    }
    let outlet = head.outlet.as_deref();
    let only = match head.headings.as_slice() {
        [only] => read(only).filter(|title| words(&title.text).len() > 2),
        _ => None,
    };
    let described = head.described.headline.as_deref().and_then(|headline| {
        let start = page.find(headline)?;
        read(&(start..start + headline.len()))
    });
    shared
        .map(|title| without_site(title, outlet, false))
        .or(only)
        .or(described)
        .or(window.map(|title| without_site(title, outlet, true)))
}

/// The text at `range` of the page, without white space at its ends; `None` if it is blank.
fn read<'a>(page: &'a str, range: Range<usize>, at: &OffsetMap) -> Option<CleanedField<'a>> {
    let (text, offsets) = text_of(page[range.clone()].into());
    let offsets = offsets.compose(&OffsetMap::shifted(range.start as u64)).compose(at);
    let mut field = clean(text, crate::text::Escape::None, &offsets);
    let lead = field.text.len() - field.text.trim_start().len();
    let trimmed = field.text.trim().to_owned();
    // A heading of several lines is one title.
    if trimmed.is_empty() || trimmed.contains('\n') {
        return None;
    }
    field.offsets = field.offsets.from_clean(lead as u32);
    field.text = trimmed.into();
    Some(field)
}

/// What is written between a headline and the name of a site.
const MARKS: [&str; 9] = [" | ", " - ", " – ", " — ", " :: ", " » ", " « ", " · ", " • "];

/// The title up to the name of its site. Where the name is not known, a short last part is one if `is_guessed`.
fn without_site<'a>(
    mut title: CleanedField<'a>,
    outlet: Option<&str>,
    is_guessed: bool,
) -> CleanedField<'a> {
    let text = title.text.as_ref();
    let last =
        MARKS.iter().filter_map(|mark| text.rfind(mark).map(|at| (at, at + mark.len()))).max();
    let Some((end, start)) = last else { return title };
    let (headline, site) = (words(&text[..end]), words(&text[start..]));
    let outlet = outlet.map(words).unwrap_or_default();
    let is_named = !site.is_empty()
        && (outlet.starts_with(&site) || (!outlet.is_empty() && site.starts_with(&outlet)));
    let is_short = is_guessed && site.len() <= 4 && headline.len() > site.len();
    if is_named || is_short {
        title.text = text[..end].trim_end().to_owned().into();
    }
    title
}

#[cfg(test)]
mod tests {
    use super::super::token::Tokens;
    use super::*;
    use crate::text::Span;

    fn title(page: &str) -> Option<String> {
        let head = Head::of(page, &Tokens::new(page).collect::<Vec<_>>());
        let title = title_of(page, &head, &OffsetMap::default())?;
        let raw = title.offsets.raw(Span::new(0, title.text.len()));
        let slice = &page[raw.start as usize..raw.end as usize];
        assert_eq!(read(slice, 0..slice.len(), &OffsetMap::default()).unwrap().text, title.text);
        Some(title.text.into_owned())
    }

    #[test]
    fn the_headline_is_found_without_the_site() {
        let outlet = "<meta property=og:site_name content='The Daily Example'>";
        for (page, found) in [
            (
                "<title>Truce holds &ndash; for now | The Daily Example</title>",
                "Truce holds – for now",
            ),
            (
                "<title>\n Truce   holds in two towns - The Daily\n</title>",
                "Truce holds in two towns",
            ),
            ("<meta property=og:title content='Truce holds - for now'>", "Truce holds - for now"),
            (
                "<meta property=og:title content='Truce holds'><h1>The Daily Example</h1><h1>Truce <b>holds</b></h1>",
                "Truce holds",
            ),
            ("<h1>Truce holds in two towns</h1><title>Example</title>", "Truce holds in two towns"),
            (
                "<title>Example</title><script type='application/ld+json'>{\"@type\":\"NewsArticle\",\"headline\":\"Truce holds\"}</script>",
                "Truce holds",
            ),
        ] {
            assert_eq!(title(&format!("{outlet}{page}")).as_deref(), Some(found), "{page}");
        }
        assert_eq!(title("<title> &nbsp; </title><h1></h1><p>Shells fell."), None);
    }
}
