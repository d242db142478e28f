//! Prodigy: JSON Lines, a task for each article with its marks as spans, for `spans.manual`; and what `db-out` gives
//! back. Tokens are given with the task, so that each mark begins and ends with one. Spans have fields of their own,
//! `event` and `id`, which Prodigy keeps.

use super::TaskWriter;
use super::mark::{PartRole, TaskArticle, part_id};
use super::offsets::{OffsetTable, Unit};
use super::reading::{Found, Returned, ReturnedEvent, ReturnedPart, ToolError};
use crate::sink::{Loss, SinkError};
use crate::text::Span;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::io::Write;

/// Tasks that are being written.
pub struct Tasks<W: Write> {
    out: W,
}

impl<W: Write> Tasks<W> {
    /// Starts with no task.
    pub fn new(out: W) -> Self {
        Tasks { out }
    }
}

impl<W: Write> TaskWriter for Tasks<W> {
    fn article(&mut self, task: &TaskArticle, loss: &mut Loss) -> Result<(), SinkError> {
        let article = task.article;
        let text = &article.text;
        let table = OffsetTable::new(text, Unit::CodePoints);
        let marks = task.marks(loss);
        let mut spans: Vec<(Span, &str, &str, String)> = Vec::new();
        for mark in &marks {
            let event = mark.event;
            spans.push((mark.span, &event.kind, &event.id, event.id.clone()));
            for part in &mark.parts {
                let id = part_id(&event.id, part.role, part.number);
                spans.push((part.span, part.role.label(), &event.id, id));
            }
        }
        spans.sort_by_key(|(span, ..)| (span.start, span.end));
        let marked: Vec<Span> = spans.iter().map(|(span, ..)| *span).collect();
        let tokens = tokens(text, &marked);
        let first = |at: u32| tokens.partition_point(|token| token.end <= at);
        let last = |at: u32| tokens.partition_point(|token| token.start < at).saturating_sub(1);
        let spans: Vec<Value> = spans
            .iter()
            .map(|(span, label, event, id)| {
                json!({
                    "start": table.unit(span.start), "end": table.unit(span.end), "label": label,
                    "token_start": first(span.start), "token_end": last(span.end),
                    "event": event, "id": id,
                })
            })
            .collect();
        let shown: Vec<Value> = tokens
            .iter()
            .enumerate()
            .map(|(at, token)| {
                json!({
                    "text": token.cut(text), "start": table.unit(token.start),
                    "end": table.unit(token.end), "id": at,
                    "ws": text.as_bytes().get(token.end as usize) == Some(&b' '),
                })
            })
            .collect();
        let about = task.events.first().map(|event| &event.article);
        let value = json!({
            "text": text, "article": article.id, "tokens": shown, "spans": spans,
            "meta": {
                "article": article.id,
                "title": about.and_then(|about| about.title.as_ref()),
                "outlet": article.outlet,
                "published": about.and_then(|about| about.published.as_ref()),
            },
        });
        serde_json::to_writer(&mut self.out, &value)?;
        self.out.write_all(b"\n")?;
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<(), SinkError> {
        self.out.flush()?;
        Ok(())
    }
}

/// The tokens of a text: words, single punctuation marks, and white space other than one space between words. Each of
/// `marks` begins and ends with a token.
fn tokens(text: &str, marks: &[Span]) -> Vec<Span> {
    let starts: BTreeSet<u32> = marks.iter().map(|mark| mark.start).collect();
    let ends: BTreeSet<u32> = marks.iter().map(|mark| mark.end).collect();
    let mut tokens: Vec<(Span, TokenSort)> = Vec::new();
    for (at, character) in text.char_indices() {
        let (start, end) = (at as u32, (at + character.len_utf8()) as u32);
        let sort = TokenSort::of(character);
        let is_border = starts.contains(&start) || ends.contains(&start);
        match tokens.last_mut() {
            Some((last, of)) if *of == sort && sort != TokenSort::Mark && !is_border => {
                last.end = end;
            }
            _ => tokens.push((Span { start, end }, sort)),
        }
    }
    // Prodigy keeps a single space with the word before it, unless a mark begins or ends with the space.
    let is_kept = |(token, sort): &(Span, TokenSort)| {
        *sort != TokenSort::Space
            || token.cut(text) != " "
            || token.start == 0
            || starts.contains(&token.start)
            || ends.contains(&token.end)
    };
    tokens.into_iter().filter(is_kept).map(|(token, _)| token).collect()
}

/// What a token is made of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum TokenSort {
    Word,
    Space,
    Mark,
}

impl TokenSort {
    fn of(character: char) -> TokenSort {
        match character {
            c if c.is_alphanumeric() || c == '_' => TokenSort::Word,
            c if c.is_whitespace() => TokenSort::Space,
            _ => TokenSort::Mark,
        }
    }
}

/// Reads the JSON Lines of `db-out`.
pub fn read(content: &[u8], file: &str, found: &mut Found) -> Result<(), ToolError> {
    let lines = content.split(|byte| *byte == b'\n').enumerate();
    let mut any = false;
    for (at, line) in lines.filter(|(_, line)| !line.trim_ascii().is_empty()) {
        let place = format!("{file}:{}", at + 1);
        let task: Value = match serde_json::from_slice(line) {
            Ok(task) => task,
            Err(why) => {
                found.left_out(&place, &format!("no JSON ({why})"));
                continue;
            }
        };
        any = true;
        match task["answer"].as_str() {
            Some("accept" | "reject") => returned(&task, &place, found),
            _ => found.unjudged += 1,
        }
    }
    match any || found.left_out.is_empty() {
        true => Ok(()),
        false => Err(ToolError {
            place: file.to_owned(),
            why: "no line is a task: give what `prodigy db-out` wrote".into(),
        }),
    }
}

/// Reads a task. A span that is not in the text is told; the others are kept.
fn returned(task: &Value, place: &str, found: &mut Found) {
    let Some(text) = task["text"].as_str() else {
        return found.left_out(place, "it has no text: give what `prodigy db-out` wrote");
    };
    let article = task["article"].as_str().or(task["meta"]["article"].as_str());
    let mut returned = Returned::new(article, text, place);
    returned.refused = task["answer"] == "reject";
    let names = ["_annotator_id", "_session_id"];
    returned.by = names.iter().find_map(|name| task[name].as_str()).map(str::to_owned);
    returned.at = task["_timestamp"]
        .as_i64()
        .and_then(|seconds| jiff::Timestamp::from_second(seconds).ok())
        .map(|time| time.to_string());
    let table = OffsetTable::new(text, Unit::CodePoints);
    let spans = task["spans"].as_array().map_or(&[][..], Vec::as_slice);
    for (at, span) in spans.iter().enumerate() {
        let end = |name: &str| table.byte(span[name].as_u64()?);
        let (Some(start), Some(end)) = (end("start"), end("end")) else {
            returned.mark_left_out(&format!("span {} is not in the text", at + 1));
            continue;
        };
        let Some(label) = span["label"].as_str() else {
            returned.mark_left_out(&format!("span {} has no label", at + 1));
            continue;
        };
        let event = span["event"].as_str().map(str::to_owned);
        let words = Span { start, end };
        match PartRole::ALL.into_iter().find(|role| role.label() == label) {
            Some(role) => returned.parts.push(ReturnedPart { role, span: words, event }),
            None => returned.events.push(ReturnedEvent {
                id: event.unwrap_or_else(|| format!("span {}", at + 1)),
                kind: label.to_owned(),
                span: words,
                stance: None,
                realis: None,
            }),
        }
    }
    found.returned.push(returned);
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn tokens_and_their_spaces_are_the_text_and_marks_are_made_of_tokens(
            text in "([a-z]| |[é😀ق\n.,]|\\PC){0,40}",
            ends in prop::collection::vec(any::<(prop::sample::Index, prop::sample::Index)>(), 0..4),
        ) {
            let borders: Vec<u32> =
                text.char_indices().map(|(at, _)| at as u32).chain([text.len() as u32]).collect();
            let marks: Vec<Span> = ends
                .iter()
                .map(|(one, two)| {
                    let (one, two) = (*one.get(&borders), *two.get(&borders));
                    Span { start: one.min(two), end: one.max(two) }
                })
                .filter(|mark| mark.start < mark.end)
                .collect();
            let tokens = tokens(&text, &marks);
            let mut again = String::new();
            for token in &tokens {
                again.push_str(token.cut(&text));
                let next = tokens.iter().map(|next| next.start).find(|next| *next >= token.end);
                let next = next.unwrap_or(text.len() as u32);
                prop_assert!(next - token.end <= 1);
                again.push_str(&text[token.end as usize..next as usize]);
            }
            prop_assert_eq!(&again, &text);
            for mark in marks {
                prop_assert!(tokens.iter().any(|token| token.start == mark.start));
                prop_assert!(tokens.iter().any(|token| token.end == mark.end));
            }
        }
    }
}
