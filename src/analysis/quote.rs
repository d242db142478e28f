//! Quotations and their speakers: between straight or curly marks, across sentences and paragraphs, with a mark
//! missing, and the unmarked block quotations of live blogs. Called by `frame::attribution`.

use super::coreference::named;
use super::{signature, speech, speech_verb};
use crate::text::tokens::memo::Quote;
use crate::text::{Document, RegionKind, Span};
use memchr::memchr3;

/// The quotations of `doc` in order of their start, block quotations included. A single-quoted phrase counts where it
/// is outside double marks. Computed on first use.
#[cfg(test)]
pub fn quotes(doc: &Document) -> &[Quote] {
    doc.memo().quotes(|| find(doc)).all()
}

/// The quotations that may touch `span`, in order of their start; all that do are among them.
pub fn quotes_near(doc: &Document, span: Span) -> &[Quote] {
    doc.memo().quotes(|| find(doc)).near(span)
}

/// Whether tokens run from the end of a quotation over the words that say whose it is: "ten were killed,” said a displaced".
/// They are no phrase.
pub fn is_left(doc: &Document, tokens: &std::ops::Range<usize>) -> bool {
    (tokens.start + 1..tokens.end).any(|at| {
        doc.gap_after(at - 1).contains(['”', '"']) && speech_verb::is_unambiguous(&doc.folded(at))
    })
}

fn find(doc: &Document) -> Vec<Quote> {
    let mut found = marked(doc);
    found.extend(blocks(doc, &found));
    found.sort_by_key(|quote| (quote.span.start, quote.span.end));
    attribute(doc, &mut found);
    found
}

/// A phrase in single marks is at most this many bytes long; marks further apart are apostrophes.
const PHRASE: usize = 160;

/// Quotations between marks, still without speakers.
fn marked(doc: &Document) -> Vec<Quote> {
    let mut found = Vec::new();
    for region in doc.article.layout.regions.iter().filter(|region| region.kind.is_coded()) {
        scan(doc.text(), region.span, &mut found);
    }
    end_unclosed(doc, &mut found);
    for at in 0..found.len() {
        if found[at].inner.start == found[at].span.start {
            found[at] = reach_back(doc, found[at], at.checked_sub(1).map(|before| found[before]));
        }
    }
    found
}

/// A quotation whose closing mark is missing ends with the first sentence that says who speaks, unless the next paragraph
/// goes on with a mark of its own: what follows such a sentence is the outlet's own text as often as not.
fn end_unclosed(doc: &Document, found: &mut [Quote]) {
    let sentences = doc.sentences();
    for at in 0..found.len() {
        let quote = found[at];
        let goes_on = found.get(at + 1).is_some_and(|next| is_blank(doc, quote.span, next.span));
        if !quote.open || goes_on {
            continue;
        }
        let first = sentences.partition_point(|sentence| sentence.span.end <= quote.span.start);
        let within = sentences[first..].iter().take_while(|one| one.span.end <= quote.span.end);
        let speaks = within.clone().find(|sentence| {
            let found = speech::of_sentence(doc, sentence);
            found.iter().any(|speech| !speech.speaker.is_empty())
        });
        if let Some(sentence) = speaks.filter(|sentence| sentence.span.end > quote.inner.start) {
            found[at].span.end = sentence.span.end;
            found[at].inner.end = sentence.span.end;
        }
    }
}

/// Whether only blanks are between two spans, in this order.
fn is_blank(doc: &Document, before: Span, after: Span) -> bool {
    let between = doc.text().get(before.end as usize..after.start as usize);
    between.is_some_and(|between| between.trim().is_empty())
}

/// A quotation mark in the text.
#[derive(Clone, Copy, PartialEq, Eq)]
enum QuoteMark {
    Opens,
    Closes,
    OpensSingle,
}

fn scan(text: &str, region: Span, found: &mut Vec<Quote>) {
    let bytes = text.as_bytes();
    let end = region.end as usize;
    let mut at = region.start as usize;
    let mut open: Option<(usize, usize)> = None; // where the mark is, where the words begin
    while let Some(step) = memchr3(b'"', b'\'', 0xE2, &bytes[at..end]) {
        let here = at + step;
        let (mark, width) = read_mark(text, here, region, open.is_some());
        at = here + width;
        match (mark, open) {
            (Some(QuoteMark::Opens), None) => open = Some((here, at)),
            (Some(QuoteMark::Closes), Some((start, inner))) => {
                found.push(quote(start..at, inner..here, false));
                open = None;
            }
            (Some(QuoteMark::Closes), None) => {
                // The opening mark is missing; where the quotation begins is decided later.
                found.push(quote(here..at, here..here, false));
            }
            (Some(QuoteMark::Opens), Some((start, inner))) => {
                found.push(quote(start..here, inner..here, false));
                open = Some((here, at));
            }
            (Some(QuoteMark::OpensSingle), None) => {
                if let Some(close) = single_end(text, at, end) {
                    found.push(quote(here..close.1, at..close.0, false));
                    at = close.1;
                }
            }
            _ => {}
        }
    }
    if let Some((start, inner)) = open {
        found.push(quote(start..end, inner.min(end)..end, true));
    }
}

fn quote(span: std::ops::Range<usize>, inner: std::ops::Range<usize>, open: bool) -> Quote {
    Quote {
        span: Span::new(span.start, span.end),
        inner: Span::new(inner.start, inner.end),
        speaker: None,
        cue: None,
        open,
    }
}

/// What kind of mark the byte at `at` is, and its width in bytes.
fn read_mark(text: &str, at: usize, region: Span, inside: bool) -> (Option<QuoteMark>, usize) {
    let rest = text.get(at..).unwrap_or("");
    let Some(mark) = rest.chars().next() else { return (None, 1) };
    let width = mark.len_utf8();
    let before = text[region.start as usize..at].chars().next_back();
    let after = text[at + width..region.end as usize].chars().next();
    let free_before = before.is_none_or(|c| {
        c.is_whitespace() || matches!(c, '(' | '[' | '—' | '–' | '-' | '/' | '‘' | '\'')
    });
    let word_after = after.is_some_and(|c| !c.is_whitespace());
    let found = match mark {
        '“' | '„' => Some(QuoteMark::Opens),
        '”' => Some(QuoteMark::Closes),
        '"' if inside
            && before.is_some_and(char::is_whitespace)
            && word_after
            && !after.is_some_and(is_stop) =>
        {
            Some(QuoteMark::Opens)
        }
        '"' if inside => Some(QuoteMark::Closes),
        '"' if free_before && word_after => Some(QuoteMark::Opens),
        '"' => Some(if word_after && !after.is_some_and(is_stop) && before.is_some_and(is_stop) {
            QuoteMark::Opens
        } else {
            QuoteMark::Closes
        }),
        '\'' | '‘' if free_before && after.is_some_and(char::is_alphanumeric) && !inside => {
            Some(QuoteMark::OpensSingle)
        }
        _ => None,
    };
    (found, width)
}

fn is_stop(c: char) -> bool {
    matches!(c, '.' | ',' | ';' | ':' | '!' | '?' | ')' | ']')
}

/// Where a phrase in single marks closes: the offsets before and after the closing mark.
fn single_end(text: &str, from: usize, end: usize) -> Option<(usize, usize)> {
    let limit = end.min(from + PHRASE);
    let near = text.get(from..end)?;
    let mut before = ' ';
    for (step, c) in near.char_indices() {
        let at = from + step;
        if at >= limit || matches!(c, '"' | '“' | '”') {
            return None;
        }
        if matches!(c, '\'' | '’') {
            let after = near[step + c.len_utf8()..].chars().next();
            if !before.is_whitespace() && !after.is_some_and(char::is_alphanumeric) {
                return Some((at, at + c.len_utf8()));
            }
        }
        before = c;
    }
    None
}

/// A quotation without an opening mark begins with its sentence, or with earlier sentences in the first person; never
/// before `last`.
fn reach_back(doc: &Document, quote: Quote, last: Option<Quote>) -> Quote {
    let sentences = doc.sentences();
    let mut at = sentences.partition_point(|s| s.span.end < quote.span.start);
    if sentences.get(at).is_none_or(|s| s.span.start >= quote.span.end) {
        return quote;
    }
    let floor = last.map_or(0, |last| last.span.end);
    let paragraph = sentences[at].paragraph;
    let mut start = sentences[at].span.start.max(floor);
    while at > 0 && start > floor {
        at -= 1;
        let before = &sentences[at];
        if before.paragraph != paragraph
            || before.span.start < floor
            || !is_first_person(doc, before.tokens.clone())
            || !speech::of_sentence(doc, before).is_empty()
        {
            break;
        }
        start = before.span.start;
    }
    let start = start.min(quote.span.start);
    Quote {
        span: Span { start, end: quote.span.end },
        inner: Span { start, end: quote.inner.end },
        ..quote
    }
}

fn is_first_person(doc: &Document, mut tokens: std::ops::Range<usize>) -> bool {
    tokens.any(|at| {
        let word = doc.folded(at);
        matches!(
            word.as_ref(),
            "we" | "our" | "my" | "us" | "i'm" | "we're" | "we've" | "i've" | "we’re" | "i’m"
        ) || (word.as_ref() == "i" && doc.surface(at) == "I")
    })
}

/// Block quotations: paragraphs without marks, after a paragraph that introduces them.
fn blocks(doc: &Document, marked: &[Quote]) -> Vec<Quote> {
    let text = doc.text();
    let regions = &doc.article.layout.regions;
    let mut found = Vec::new();
    let mut at = 0;
    while at + 1 < regions.len() {
        let introduction = introduces(doc, at);
        at += 1;
        let Some(cue) = introduction else { continue };
        let mut last = None;
        while let Some(region) = regions.get(at).filter(|r| r.kind == RegionKind::Body) {
            let cut = region.span.cut(text);
            // The quotations between marks are in order and do not overlap.
            let first = marked.partition_point(|quote| quote.span.end <= region.span.start);
            let quoted = marked[first..]
                .iter()
                .take_while(|quote| quote.span.start < region.span.end)
                .any(|quote| quote.span.overlaps(region.span) && quote.span.len() > PHRASE);
            let tweet = regions.get(at + 1).is_some_and(|next| {
                next.kind != RegionKind::Body && next.paragraph == region.paragraph
            });
            let fits =
                if last.is_none() { true } else { continues_quotation(doc, region.span, cut) };
            if quoted || tweet || !fits || cut.starts_with(['"', '“']) {
                break;
            }
            found.push(Quote {
                span: region.span,
                inner: region.span,
                speaker: cue.0,
                cue: Some(cue.1),
                open: false,
            });
            last = Some(at);
            at += 1;
        }
    }
    found
}

/// Whether a later paragraph belongs to the same block quotation.
fn continues_quotation(doc: &Document, span: Span, cut: &str) -> bool {
    let opens =
        cut.starts_with("And ") || cut.starts_with("But ") || cut.starts_with(char::is_lowercase);
    opens || is_first_person(doc, doc.tokens_in(span))
}

/// Whether region `at` introduces a block quotation: it ends with a cue of speech and a colon, or consists only of a
/// speaker and a cue. Returns speaker and cue.
fn introduces(doc: &Document, at: usize) -> Option<(Option<Span>, Span)> {
    let region =
        doc.article.layout.regions.get(at).filter(|region| region.kind == RegionKind::Body)?;
    let text = region.span.cut(doc.text());
    let colon = text.ends_with(':');
    if !colon && text.len() > 90 {
        return None;
    }
    let after = doc.sentences().partition_point(|s| s.span.end <= region.span.end);
    let sentence =
        after.checked_sub(1).filter(|&last| region.span.contains(doc.sentences()[last].span))?;
    let tokens = doc.sentences()[sentence].tokens.clone();
    let found = speech::of_sentence(doc, &doc.sentences()[sentence]);
    let last = found.last()?;
    let bare = last.content.iter().all(|range| range.end <= last.cue.start)
        && last.speaker.start == tokens.start;
    if !(colon
        || bare
            && doc.article.layout.blocks.first().is_some_and(|b| b.span.start <= region.span.start))
    {
        return None;
    }
    Some((named(doc, sentence, last), doc.tokens_span(last.cue.clone())))
}

/// Sets the speaker of each quotation: from the clause around it, else from the quotation before or after it.
fn attribute(doc: &Document, found: &mut [Quote]) {
    let sentences = doc.sentences();
    for quote in found.iter_mut().filter(|quote| quote.cue.is_none()) {
        // The cue is in the sentence in which the quotation ends, else in the one in which it begins.
        let last = sentences.partition_point(|s| s.span.end < quote.inner.end);
        let first = sentences.partition_point(|s| s.span.end <= quote.span.start);
        if let Some((speaker, cue)) =
            [last, first].into_iter().find_map(|n| cue_beside(doc, n, *quote))
        {
            quote.speaker = speaker;
            quote.cue = Some(cue);
        } else if let Some(speaker) =
            signature::before(doc, quote.span).or_else(|| signature::after(doc, quote.span))
        {
            quote.speaker = Some(speaker);
        }
    }
    // An unclosed quotation takes the speaker of the next one; one without a cue takes that of the one before, in the
    // same paragraph.
    for at in (0..found.len().saturating_sub(1)).rev() {
        if found[at].open && found[at].speaker.is_none() {
            found[at].speaker = found[at + 1].speaker;
            found[at].cue = found[at + 1].cue;
        }
    }
    for at in 1..found.len() {
        let (before, this) = (found[at - 1], found[at]);
        // Scare quotes need no speaker.
        let is_long = this.inner.len() > 24 || is_sentence(this.inner.cut(doc.text()));
        // Each paragraph of a long quotation opens with a mark, and only the last one closes.
        let goes_on = before.open && is_blank(doc, before.span, this.span);
        let near = !doc.text()
            [before.span.end as usize..(this.span.start as usize).max(before.span.end as usize)]
            .contains('\n');
        if this.speaker.is_none() && is_long && (near || goes_on) && before.speaker.is_some() {
            found[at].speaker = before.speaker;
            found[at].cue = before.cue;
        }
    }
}

/// Whether quoted words are a sentence of their own: "It killed ten people."
fn is_sentence(quoted: &str) -> bool {
    quoted.starts_with(char::is_uppercase)
        && quoted.ends_with(['.', '!', '?'])
        && quoted.contains(' ')
}

/// A clause of speech in sentence `n`, outside the quoted words, whose content is the quotation.
fn cue_beside(doc: &Document, n: usize, quote: Quote) -> Option<(Option<Span>, Span)> {
    let sentence = doc.sentences().get(n)?;
    let inside = doc.tokens_in(quote.inner);
    let found = speech::of_sentence(doc, sentence);
    let outer = found
        .iter()
        .filter(|speech| speech.cue.end <= inside.start || speech.cue.start >= inside.end);
    let speech = outer
        .filter(|speech| !speech.speaker.is_empty())
        .filter(|speech| {
            speech.content.iter().any(|part| part.start < inside.end && inside.start < part.end)
                || inside.end <= sentence.tokens.start
        })
        .min_by_key(|speech| {
            speech.cue.start.abs_diff(inside.start).min(speech.cue.start.abs_diff(inside.end))
        })?;
    Some((named(doc, n, speech), doc.tokens_span(speech.cue.clone())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::testing::laid_out;
    use proptest::prelude::*;

    fn read(text: &str) -> Vec<(String, Option<String>)> {
        let doc = laid_out(text);
        quotes(&doc)
            .iter()
            .map(|q| (q.inner.cut(text).to_string(), q.speaker.map(|s| s.cut(text).to_string())))
            .collect()
    }

    fn pair(inner: &str, speaker: Option<&str>) -> (String, Option<String>) {
        (inner.to_string(), speaker.map(str::to_string))
    }

    #[test]
    fn quotations_have_their_speakers() {
        assert_eq!(
            read(
                "\"They shelled the village at dawn,\" Hassan Ali said. \"Nobody slept in it that night, not one.\""
            ),
            [
                pair("They shelled the village at dawn,", Some("Hassan Ali")),
                pair("Nobody slept in it that night, not one.", Some("Hassan Ali"))
            ]
        );
        assert_eq!(
            read("Envoy Hassan Ali told reporters: “Everything hangs on one road. It is closed.”"),
            [pair("Everything hangs on one road. It is closed.", Some("Envoy Hassan Ali"))]
        );
        assert_eq!(
            read(
                "Hassan Ali said the road was closed.\n\n\"It is closed for everybody,\" he added."
            ),
            [pair("It is closed for everybody,", Some("Hassan Ali"))]
        );
    }

    #[test]
    fn apostrophes_are_no_quotations() {
        assert_eq!(read("The rebels' tanks didn't reach the army's lines."), []);
        assert_eq!(read("Ten 'spies' held in the rebels' jail, army says.").len(), 1);
    }

    #[test]
    fn a_missing_opening_mark_is_replaced_by_the_sentence_start() {
        let found = read("The shop is gone. My house was hit too\" he told us.");
        assert_eq!(found[0].0, "My house was hit too");
    }

    #[test]
    fn a_block_quotation_follows_its_colon() {
        let text = "UPDATE 0900 GMT: The road is closed.\nArmy spokesman Hassan Ali said on Tuesday:\nOver the last days all flights were ceased. The corridors are open.\nRebels do not agree with that account, and the shelling went on.";
        let found = read(text);
        assert_eq!(
            found,
            [pair(
                "Over the last days all flights were ceased. The corridors are open.",
                Some("Army spokesman Hassan Ali")
            )]
        );
    }

    proptest! {
        #[test]
        fn any_text_gives_quotations_within_their_marks(text in "[a-zA-Z \"“”'‘’.,:\n]{0,160}") {
            let doc = laid_out(&text);
            for quote in quotes(&doc) {
                prop_assert!(quote.span.contains(quote.inner));
                prop_assert!(text.get(quote.inner.range()).is_some());
            }
        }
    }
}
