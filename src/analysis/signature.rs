//! Speakers that stand beside a quotation without a verb: "Hassan Ali: “...”", "Said the minister: “...”", "“...” — Hassan
//! Ali". Called by `quote`.

use super::forward_phrase::forward_name;
use super::speech_verb::manner;
use super::word_class::is_speaker_noun;
use crate::language::{Class, Lexicon};
use crate::text::tokens::sentence_words::SentenceWords;
use crate::text::{Document, Span};

/// A name beside a quotation is at most this many bytes long.
const LONGEST: usize = 90;

/// The speaker that the words before a quotation name, with a colon after them.
pub(super) fn before(doc: &Document, quote: Span) -> Option<Span> {
    let text = doc.text().get(..quote.start as usize)?;
    let line = text.rfind('\n').map_or(0, |at| at + 1);
    let label = text[line..].trim_end().strip_suffix(':')?;
    // After a sentence or another quotation only the last part can be the label.
    let from = label
        .rfind(['"', '”', '.', '?', '!'])
        .map_or(0, |at| at + label[at..].chars().next().map_or(1, char::len_utf8));
    let title = from > 0 && label[..from].ends_with('.') && label[from..].starts_with(' ');
    let from = if title && label[..from].len() <= 4 { 0 } else { from }; // "Dr. Ali:"
    let start = line + from;
    let tokens = doc.tokens_in(Span::new(start, line + label.len()));
    if tokens.is_empty() || label.len() - from > LONGEST {
        return None;
    }
    let words = SentenceWords::new(doc, tokens.clone());
    let first = tokens.start;
    if manner(words.at(first)).is_some() && tokens.len() > 1 {
        let name = forward_name(&words, first + 1);
        return named(doc, &words, name);
    }
    let labelled = Lexicon::english().is(words.at(first), Class::Label);
    let timed = tokens.clone().any(|at| words.at(at).starts_with(|c: char| c.is_ascii_digit()));
    let spoken = tokens.clone().any(|at| manner(words.at(at)).is_some());
    (!labelled && !timed && !spoken && tokens.len() <= 6).then(|| named(doc, &words, tokens))?
}

/// The speaker that signs a quotation: after a dash, up to the end of the line.
pub(super) fn after(doc: &Document, quote: Span) -> Option<Span> {
    let rest = doc.text().get(quote.end as usize..)?;
    let name = rest.trim_start();
    let dashed = name.trim_start_matches(['—', '–', '―', '-']);
    if dashed.len() == name.len() {
        return None;
    }
    let dashed = dashed.trim_start();
    let start = doc.text().len() - dashed.len();
    let line = dashed.split('\n').next()?.trim_end();
    if line.is_empty() || line.len() > LONGEST {
        return None;
    }
    let tokens = doc.tokens_in(Span::new(start, start + line.len()));
    let words = SentenceWords::new(doc, tokens.clone());
    let plain = tokens.clone().all(|at| {
        manner(words.at(at)).is_none() && !Lexicon::english().is(words.at(at), Class::Be)
    });
    plain.then(|| named(doc, &words, tokens))?
}

/// The span of words that can name a speaker: they open with a capital or are a speaker's noun.
fn named(doc: &Document, words: &SentenceWords, name: std::ops::Range<usize>) -> Option<Span> {
    let speaks = name.clone().any(|at| is_speaker_noun(words.at(at)))
        || !name.is_empty() && words.is_capital(name.start);
    (speaks && !name.is_empty()).then(|| doc.tokens_span(name))
}
