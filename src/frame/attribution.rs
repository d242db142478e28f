//! Who says that a mention's event happened, and how: the codebook's stance and claimant. Checks clauses of speech in
//! the sentence, then the quotation around the trigger, then headline forms, then hedges. Kinds that are speech acts
//! themselves are left to the coder (ruling 5), and so is a claimant who is the actor (ruling 19).

pub use super::claim::Attribution;
use super::claim::asserted;
use super::{account, cue};
use crate::analysis::coreference::named;
use crate::analysis::{quote, speaker_phrase, speech, word_class};
use crate::event::Stance;
use crate::language::{Class, Lexicon};
use crate::text::tokens::memo::{Manner, Quote, Speech};
use crate::text::tokens::sentence_words::SentenceWords;
use crate::text::{Document, RegionKind, Span};
use std::ops::Range;

/// Attributes the mention with the trigger tokens `trigger` (of the whole document) in the sentence with index
/// `sentence`.
///
/// A trigger outside the sentence gets stance asserted.
pub fn attribute(doc: &Document, sentence: usize, trigger: Range<usize>) -> Attribution {
    let Some(one) = doc.sentences().get(sentence) else { return asserted() };
    let words = SentenceWords::new(doc, one.tokens.clone());
    let mut found = in_clause(&words, sentence, &trigger)
        .or_else(|| in_quotation(doc, &trigger))
        .or_else(|| in_headline(doc, &words, sentence, &trigger))
        .or_else(|| in_next_fragment(doc, sentence))
        .or_else(|| in_tweet(doc, sentence))
        .or_else(|| account::continued(&words, sentence))
        .unwrap_or_else(asserted);
    if let Some(hedge) = cue::hedge(&words, &trigger) {
        found.hedge = Some(doc.tokens_span(hedge.tokens));
        let doubts = hedge.stance == Stance::Alleged
            && matches!(found.stance, Stance::Asserted | Stance::Attributed);
        if doubts || found.stance == Stance::Asserted {
            found.stance = hedge.stance;
        }
    }
    if found.stance == Stance::Attributed
        && found.claimant.is_some()
        && cue::negates(&words, &trigger)
    {
        found.stance = Stance::Denied;
    }
    found
}

/// A clause of speech in the same sentence whose content contains the trigger.
fn in_clause(
    words: &SentenceWords,
    sentence: usize,
    trigger: &Range<usize>,
) -> Option<Attribution> {
    let doc = words.doc;
    let all = speech::of_sentence(doc, doc.sentences().get(sentence)?);
    let holds = |speech: &&Speech| {
        let object = trigger.start == speech.cue.start && trigger.end > speech.cue.end;
        let inside = speech.content.iter().any(|part| {
            part.contains(&trigger.start) || object && part.contains(&(trigger.end - 1))
        });
        let itself = trigger.contains(&speech.cue.start)
            && speech.manner == Manner::Say
            && trigger.start < speech.cue.start;
        // "The army said it took the port": a trigger that begins with the speaker and ends in what is said.
        let whole = speech.speaker.contains(&trigger.start)
            && trigger.end > speech.cue.end + usize::from(speech.manner != Manner::Deny)
            && speech.content.iter().any(|part| part.contains(&(trigger.end - 1)));
        whole || inside && !itself && !speech.speaker.contains(&trigger.start)
    };
    let reject =
        (words.range.start..trigger.start).rev().find(|&at| cue::rejects_charge(words, at));
    let covering: Vec<&Speech> = all.iter().filter(holds).collect();
    // The innermost: the last cue before the trigger, else the first after it. "According to" reports what others say.
    let is_source = |speech: &Speech| matches!(words.at(speech.cue.start), "according" | "per");
    let direct = |speech: &&&Speech| !is_source(speech);
    let main = covering
        .iter()
        .filter(direct)
        .rfind(|s| s.cue.start < trigger.end)
        .or_else(|| covering.iter().filter(direct).find(|s| s.cue.start >= trigger.end))
        .or_else(|| covering.first())
        .map(|main| match main.speaker.is_empty() && main.manner != Manner::Allege {
            // "Rebels "announce the start", said the envoy": a cue without a speaker yields to one with a speaker.
            true => covering.iter().filter(direct).find(|s| !s.speaker.is_empty()).unwrap_or(main),
            false => main,
        });
    let Some(&main) = main else {
        let at = reject?;
        let claimant = speech::span(doc, &speaker_phrase::subject(words, at, words.range.start));
        let cue = Some(doc.tokens_span(at..at + 1));
        return Some(Attribution { stance: Stance::Denied, claimant, cue, ..asserted() });
    };
    let outer = covering
        .iter()
        .filter(|speech| speech.cue != main.cue && is_source(speech))
        .map(|speech| &speech.speaker);
    let via = main.via.iter().chain(outer).filter_map(|who| speech::span(doc, who)).collect();
    let stance = match main.manner {
        _ if reject.is_some() => Stance::Denied,
        Manner::Say => Stance::Attributed,
        Manner::Allege => Stance::Alleged,
        Manner::Confirm => Stance::Confirmed,
        Manner::Deny => Stance::Denied,
    };
    Some(Attribution {
        stance,
        claimant: named(doc, sentence, main),
        cue: Some(doc.tokens_span(main.cue.clone())),
        via,
        hedge: None,
    })
}

/// The quotation that contains the trigger.
fn in_quotation(doc: &Document, trigger: &Range<usize>) -> Option<Attribution> {
    let span = doc.tokens_span(trigger.clone());
    let start = span.start;
    let holds = |quote: &&Quote| quote.inner.start <= start && start < quote.inner.end;
    let quote = quote::quotes_near(doc, span).iter().find(holds)?;
    let regions = &doc.article.layout.regions;
    let around = regions.partition_point(|region| region.span.end < quote.span.end);
    let title = regions.get(around).is_some_and(|region| {
        matches!(region.kind, RegionKind::Title | RegionKind::Heading)
            && region.span.contains(quote.span)
    });
    // In a headline, quotation marks alone show that someone else says it.
    let whole = doc.tokens_in(quote.inner).len() > if title { 1 } else { 3 };
    if quote.speaker.is_none() && !whole {
        return None;
    }
    Some(Attribution {
        stance: Stance::Attributed,
        claimant: quote.speaker,
        cue: cue_of(doc, quote),
        ..asserted()
    })
}

fn cue_of(doc: &Document, quote: &Quote) -> Option<Span> {
    quote.cue.filter(|cue| (cue.end as usize) <= doc.text().len())
}

/// Headline forms: "Monitor: Ten die", "Ten die - monitor", "Ten die Monitor", and a quoted phrase.
fn in_headline(
    doc: &Document,
    words: &SentenceWords,
    sentence: usize,
    trigger: &Range<usize>,
) -> Option<Attribution> {
    let one = doc.sentences().get(sentence)?;
    let head = matches!(one.kind, RegionKind::Title | RegionKind::Heading);
    let early = sentence < 3;
    if !head && !early {
        return None;
    }
    let claimant =
        leading(words, trigger).or_else(|| if head { trailing(words, trigger) } else { None });
    if let Some(claimant) = claimant {
        return Some(Attribution {
            stance: Stance::Attributed,
            claimant: speech::span(doc, &claimant),
            ..asserted()
        });
    }
    None
}

/// "Army: rebels fired first".
fn leading(words: &SentenceWords, trigger: &Range<usize>) -> Option<Range<usize>> {
    let start = words.range.start;
    let colon = (start..(start + 6).min(trigger.start))
        // No space follows in "09:00".
        .find(|&at| words.gap(at).trim_start().starts_with(": "))?;
    let label = Lexicon::english().is(words.at(start), Class::Label);
    let lower = (start + 1..=colon).any(|at| {
        !words.is_capital(at)
            && !word_class::is_speaker_noun(words.at(at))
            && words.at(at).len() > 3
    });
    (!label && !lower && colon < trigger.start).then_some(start..colon + 1)
}

/// "Ten die - monitor", "Ten die: army", "Ten die Monitor".
fn trailing(words: &SentenceWords, trigger: &Range<usize>) -> Option<Range<usize>> {
    let mut end = words.range.end;
    // An outlet's own name after a bar is not a claimant.
    if let Some(bar) = (trigger.end..end).find(|&at| words.gap(at - 1).contains('|')) {
        end = bar;
    }
    // Neither are the sections of its site: "... say doctors - Region - World - The Herald".
    let dash = |at: &usize| words.gap(at - 1).contains(" - ");
    let mut dashes = (trigger.end..end).filter(dash);
    if let (Some(first), Some(_)) = (dashes.next(), dashes.next()) {
        end = first;
    }
    if end <= trigger.end {
        return None;
    }
    let mark = (trigger.end..end).rev().find(|&at| {
        let gap = words.gap(at - 1);
        gap.contains([':', '–', '—', '_', '|']) || gap.contains(" - ")
    });
    if let Some(at) = mark
        && end - at <= 5
        && !(at..end).any(|at| words.at(at).starts_with(|c: char| c.is_ascii_digit()))
        && (words.gap(at - 1).contains(':') || (at..end).any(|at| is_voice(words, at)))
    {
        return Some(at..end);
    }
    let last = words.at(end - 1);
    let before = words.at(end.wrapping_sub(2));
    if matches!(
        last,
        "monitor"
            | "monitors"
            | "activists"
            | "ngo"
            | "observatory"
            | "sources"
            | "reports"
            | "witnesses"
            | "who"
            | "WHO"
            | "un"
    ) {
        let two = matches!(before, "local" | "syrian" | "opposition" | "war" | "media")
            && end - 2 >= trigger.end;
        return Some(end - 1 - usize::from(two)..end);
    }
    (last == "media" && before == "state" && end - 2 >= trigger.end).then(|| end - 2..end)
}

/// Whether the word at the end of a headline can be a speaker, not a section of the site or the outlet's name.
fn is_voice(words: &SentenceWords, at: usize) -> bool {
    let surface = words.doc.surface(at);
    let acronym = surface.len() > 1 && !surface.chars().any(char::is_lowercase);
    let shouting =
        words.range.clone().all(|n| !words.doc.surface(n).chars().any(char::is_lowercase));
    word_class::is_speaker_noun(words.at(at)) || acronym && !shouting
}

/// The text of a tweet, with its author on the line below: "— The Herald (@Herald) May 3, 2016".
fn in_tweet(doc: &Document, sentence: usize) -> Option<Attribution> {
    let one = doc.sentences().get(sentence)?;
    let regions = &doc.article.layout.regions;
    let at = regions.partition_point(|region| region.span.end < one.span.end);
    regions.get(at).filter(|region| region.span.contains(one.span))?;
    let next = regions[at + 1..].iter().find(|region| region.kind != RegionKind::Furniture)?;
    let line = next.span.cut(doc.text());
    let handle = line.find(" (@").filter(|_| next.kind == RegionKind::Byline)?;
    let name = line.get(..handle)?.trim_start_matches(|c: char| !c.is_alphanumeric());
    let start = next.span.start as usize + handle - name.len();
    let claimant = (!name.is_empty()).then(|| Span::new(start, start + name.len()));
    Some(Attribution { stance: Stance::Attributed, claimant, ..asserted() })
}

/// "Ten died in Homs. the monitor said.": a sentence split by a stray full stop.
fn in_next_fragment(doc: &Document, sentence: usize) -> Option<Attribution> {
    let (one, next) = (doc.sentences().get(sentence)?, doc.sentences().get(sentence + 1)?);
    if next.paragraph != one.paragraph
        || next.tokens.len() > 14
        || !next.span.cut(doc.text()).starts_with(char::is_lowercase)
    {
        return None;
    }
    let found = speech::of_sentence(doc, next);
    let speech = found.first().filter(|s| {
        s.speaker.start == next.tokens.start && s.content.iter().all(|part| part.end <= s.cue.start)
    })?;
    Some(Attribution {
        stance: Stance::Attributed,
        claimant: named(doc, sentence + 1, speech),
        cue: Some(doc.tokens_span(speech.cue.clone())),
        ..asserted()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::testing::{laid_out, located};
    use proptest::prelude::*;

    fn read(text: &str, trigger: &str) -> (Stance, Option<String>) {
        let (doc, sentence, tokens) = located(text, trigger);
        let found = attribute(&doc, sentence, tokens);
        (found.stance, found.claimant.map(|span| span.cut(text).to_string()))
    }

    #[test]
    fn stance_and_claimant() {
        use Stance::{Alleged, Asserted, Attributed, Confirmed, Denied};
        for (text, trigger, stance, claimant) in [
            ("Rebels shelled the village.", "shelled", Asserted, None),
            (
                "The Homs Media Office said rebels shelled the village.",
                "shelled",
                Attributed,
                Some("The Homs Media Office"),
            ),
            (
                "Rebels shelled the village, the Homs Media Office said.",
                "shelled",
                Attributed,
                Some("the Homs Media Office"),
            ),
            (
                "Rebels shelled the village, according to activists.",
                "shelled",
                Attributed,
                Some("activists"),
            ),
            (
                "The army denied that it had shelled the village.",
                "shelled",
                Denied,
                Some("The army"),
            ),
            ("Rebels allegedly shelled the village.", "shelled", Alleged, None),
            ("No faction has claimed responsibility for the raid.", "raid", Asserted, None),
            ("The army has not confirmed that it shelled the village.", "shelled", Alleged, None),
            ("The envoy could not confirm the raid.", "raid", Alleged, None),
            ("The army said no raid took place.", "raid", Denied, Some("The army")),
            (
                "The army acknowledged that it had shelled the village.",
                "shelled",
                Confirmed,
                Some("The army"),
            ),
            ("Hassan Ali, who was wounded in a raid, said nobody came.", "wounded", Asserted, None),
            ("Ten people were reported killed in the raid.", "killed", Attributed, None),
            (
                "The army rejected claims that it shelled the village.",
                "shelled",
                Denied,
                Some("The army"),
            ),
        ] {
            assert_eq!(read(text, trigger), (stance, claimant.map(str::to_string)), "{text}");
        }
    }

    #[test]
    fn a_pronoun_gives_the_speaker_named_before() {
        let text =
            "The Homs Media Office said ten people died.\n\nIt said rebels shelled the village.";
        assert_eq!(read(text, "shelled").1.as_deref(), Some("The Homs Media Office"));
    }

    #[test]
    fn plain_sentences_after_an_attributed_one_are_the_outlets_own() {
        let text = "The Homs Media Office said ten people died. Rebels shelled the village.";
        assert_eq!(read(text, "shelled").0, Stance::Asserted);
    }

    #[test]
    fn headlines_name_their_claimant_at_either_end() {
        let text = "Rebels shell village, kill ten: monitor\n\nTen people died in a village on Monday when shells fell on it.";
        assert_eq!(read(text, "shell village").1.as_deref(), Some("monitor"));
        let text = "Army: Rebels shell village\n\nTen people died in a village on Monday when shells fell on it.";
        assert_eq!(read(text, "shell village").1.as_deref(), Some("Army"));
    }

    #[test]
    fn who_is_cited_by_whom() {
        let text = "Rebels shelled the village, activists cited by the Homs Media Office said.";
        let (doc, sentence, tokens) = located(text, "shelled");
        let found = attribute(&doc, sentence, tokens);
        let cut = |span: Span| span.cut(text).to_string();
        assert_eq!(found.claimant.map(cut).as_deref(), Some("activists"));
        assert_eq!(found.via.first().copied().map(cut).as_deref(), Some("the Homs Media Office"));
        let text = "Rebels shelled the village, said activists cited by the Homs Media Office.";
        let (doc, sentence, tokens) = located(text, "shelled");
        let found = attribute(&doc, sentence, tokens);
        assert_eq!(found.via.len(), 1, "{found:?}");
    }

    proptest! {
        #[test]
        fn nothing_panics(text in "(The army |rebels |said |denied |\"|that |shelled |, |reported |according to |Homs |\\. |who |and |alleged |by |: |not |to |will |since |\n){1,30}", at in 0usize..12) {
            let doc = laid_out(&text);
            for sentence in 0..doc.sentences().len() {
                let tokens = doc.sentences()[sentence].tokens.clone();
                let start = (tokens.start + at).min(tokens.end - 1);
                for end in [start + 1, tokens.end] {
                    attribute(&doc, sentence, start..end);
                    crate::frame::realis::judge(&doc, sentence, start..end, None, None);
                }
            }
        }
    }
}
