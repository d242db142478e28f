//! Label Studio: a JSON list of tasks, each an article with the events as one prediction; and what its "JSON" export
//! gives back. A region for an event's trigger has the event's id, that of a part the event's id, role and number.

use super::TaskWriter;
use super::mark::{EventMark, PartRole, TaskArticle, note};
use super::offsets::{OffsetTable, Unit};
use super::reading::{Found, Returned, ReturnedEvent, ReturnedPart, ToolError};
use crate::event::{Realis, Stance};
use crate::sink::{Loss, SinkError};
use crate::text::Span;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write;

/// The names of the controls of the labelling interface, and of the text.
const EVENT: &str = "event";
const PART: &str = "part";
const STANCE: &str = "stance";
const REALIS: &str = "realis";
const TEXT: &str = "text";

/// Tasks that are being written.
pub struct Tasks<W: Write> {
    out: W,
    any: bool,
}

impl<W: Write> Tasks<W> {
    /// Starts the list.
    pub fn new(mut out: W) -> Result<Self, SinkError> {
        out.write_all(b"[")?;
        Ok(Tasks { out, any: false })
    }
}

impl<W: Write> TaskWriter for Tasks<W> {
    fn article(&mut self, task: &TaskArticle, loss: &mut Loss) -> Result<(), SinkError> {
        let article = task.article;
        let table = OffsetTable::new(&article.text, Unit::CodePoints);
        let mut result = Vec::new();
        for mark in task.marks(loss) {
            regions(task, &table, &mark, &mut result);
        }
        let about = task.events.first().map(|event| &event.article);
        let coded_by = task.events.first().map_or("", |event| &event.coded_by);
        let value = json!({
            "data": {
                "text": article.text,
                "article": article.id,
                "title": about.and_then(|about| about.title.as_ref()),
                "outlet": article.outlet,
                "published": about.and_then(|about| about.published.as_ref()),
            },
            "predictions": [{
                "model_version": format!("dateline {}", coded_by.get(..12).unwrap_or(coded_by)),
                "result": result,
            }],
        });
        self.out.write_all(if self.any { b",\n" } else { b"\n" })?;
        self.any = true;
        serde_json::to_writer(&mut self.out, &value)?;
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<(), SinkError> {
        self.out.write_all(b"\n]\n")?;
        self.out.flush()?;
        Ok(())
    }
}

/// Adds the regions of an event, its choices and its relations.
fn regions(task: &TaskArticle, table: &OffsetTable, mark: &EventMark, result: &mut Vec<Value>) {
    let event = mark.event;
    let value = |span: Span, name: &str, word: &str| {
        json!({
            "start": table.unit(span.start), "end": table.unit(span.end),
            "text": task.words(span), name: [word],
        })
    };
    let region = |id: &str, from: &str, of: &str, value: Value| json!({ "id": id, "from_name": from, "to_name": TEXT, "type": of, "value": value });
    let labels = value(mark.span, "labels", &event.kind);
    let mut of_event = region(&event.id, EVENT, "labels", labels);
    of_event["meta"] = json!({ "text": [note(event)] });
    result.push(of_event);
    for (name, word) in [(STANCE, event.stance.name()), (REALIS, event.realis.name())] {
        result.push(region(&event.id, name, "choices", value(mark.span, "choices", word)));
    }
    for part in &mark.parts {
        let id = part.id(&event.id);
        let labels = value(part.span, "labels", part.role.name());
        result.push(region(&id, PART, "labels", labels));
        result.push(json!({
            "type": "relation", "from_id": event.id, "to_id": id, "direction": "right",
            "labels": [part.role.name()],
        }));
    }
}

/// The labelling interface, in XML.
pub fn interface(kinds: &[String]) -> String {
    let mut xml = String::from(
        "<!-- The labelling interface for events of Dateline: Settings, Labeling Interface, Code. -->\n<View>\n",
    );
    let mut list = |head: &str, item: &str, words: &[&str], foot: &str| {
        let _ = writeln!(xml, "  {head}");
        for word in words {
            let _ = writeln!(xml, "    <{item} value=\"{}\"/>", escaped(word));
        }
        let _ = writeln!(xml, "  {foot}");
    };
    let kinds: Vec<&str> = kinds.iter().map(String::as_str).collect();
    let roles = PartRole::ALL.map(PartRole::name);
    list("<Labels name=\"event\" toName=\"text\">", "Label", &kinds, "</Labels>");
    list("<Labels name=\"part\" toName=\"text\">", "Label", &roles, "</Labels>");
    list("<Relations>", "Relation", &roles, "</Relations>");
    let choice = |name: &str| {
        format!(
            "<Choices name=\"{name}\" toName=\"text\" perRegion=\"true\" whenTagName=\"event\" choice=\"single\">"
        )
    };
    let stances: Vec<&str> = Stance::words().collect();
    let realis: Vec<&str> = Realis::words().collect();
    list(&choice(STANCE), "Choice", &stances, "</Choices>");
    list(&choice(REALIS), "Choice", &realis, "</Choices>");
    xml.push_str("  <Text name=\"text\" value=\"$text\" granularity=\"word\"/>\n</View>\n");
    xml
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}

/// Reads an export in the format "JSON".
pub fn read(text: &[u8], file: &str, found: &mut Found) -> Result<(), ToolError> {
    let tasks: Vec<Value> = serde_json::from_slice(text).map_err(|why| ToolError {
        place: file.to_owned(),
        why: format!("no JSON list of tasks ({why}); export them from Label Studio as JSON"),
    })?;
    for (at, task) in tasks.iter().enumerate() {
        let place = format!("{file}, task {}", task["id"].as_u64().unwrap_or(at as u64 + 1));
        let Some(text) = task["data"]["text"].as_str() else {
            found
                .left_out(&place, "it has no data.text: export the tasks as JSON, not as JSON-MIN");
            continue;
        };
        let article = task["data"]["article"].as_str();
        let annotations = task["annotations"].as_array().map_or(&[][..], Vec::as_slice);
        let valid = annotations.iter().filter(|one| one["was_cancelled"] != Value::Bool(true));
        let mut any = false;
        for annotation in valid {
            any = true;
            returned(annotation, article, text, &place, found);
        }
        if !any {
            found.unjudged += 1;
        }
    }
    Ok(())
}

/// Reads the regions of one annotator. One that is not in the text is told; the others are kept.
fn returned(annotation: &Value, article: Option<&str>, text: &str, place: &str, found: &mut Found) {
    let results = annotation["result"].as_array().map_or(&[][..], Vec::as_slice);
    let mut choices: BTreeMap<&str, [Option<String>; 2]> = BTreeMap::new();
    let mut owners: BTreeMap<&str, &str> = BTreeMap::new();
    for result in results {
        let id = result["id"].as_str().unwrap_or_default();
        match (result["type"].as_str(), result["from_name"].as_str()) {
            (Some("choices"), Some(name)) => {
                let word = result["value"]["choices"][0].as_str().map(str::to_owned);
                let slot = usize::from(name == REALIS);
                choices.entry(id).or_default()[slot] = word;
            }
            (Some("relation"), _) => {
                let (from, to) = (result["from_id"].as_str(), result["to_id"].as_str());
                owners.extend(to.zip(from));
                // A relation may be drawn in either direction.
                owners.extend(from.zip(to));
            }
            _ => {}
        }
    }
    let mut returned = Returned::new(article, text, place);
    returned.by = annotator(&annotation["completed_by"]);
    returned.at = ["updated_at", "created_at"]
        .iter()
        .find_map(|name| annotation[name].as_str()?.parse::<jiff::Timestamp>().ok())
        .map(|time| time.to_string());
    for result in results.iter().filter(|result| result["type"] == "labels") {
        let id = result["id"].as_str().unwrap_or_default();
        let span = match span(&result["value"], text) {
            Ok(span) => span,
            Err(why) => {
                returned.mark_left_out(&why);
                continue;
            }
        };
        let Some(label) = result["value"]["labels"][0].as_str() else {
            returned.mark_left_out(&format!("the region \"{id}\" has no label"));
            continue;
        };
        match PartRole::of(label).filter(|_| result["from_name"] == PART) {
            Some(role) => returned.parts.push(ReturnedPart {
                role,
                span,
                event: owners.get(id).map(|owner| (*owner).to_owned()),
            }),
            None => {
                let [stance, realis] = choices.get(id).cloned().unwrap_or_default();
                returned.events.push(ReturnedEvent {
                    id: id.to_owned(),
                    kind: label.to_owned(),
                    span,
                    stance,
                    realis,
                });
            }
        }
    }
    found.returned.push(returned);
}

fn annotator(value: &Value) -> Option<String> {
    match value {
        Value::Number(number) => Some(format!("annotator {number}")),
        Value::Object(map) => {
            let name =
                |key: &str| map.get(key).and_then(Value::as_str).filter(|name| !name.is_empty());
            name("email").or(name("username")).map(str::to_owned)
        }
        Value::String(name) => Some(name.clone()),
        _ => None,
    }
}

/// A region's span in bytes. Old versions of Label Studio count UTF-16 units; the quoted text tells.
fn span(value: &Value, text: &str) -> Result<Span, String> {
    let (start, end) = (value["start"].as_u64(), value["end"].as_u64());
    let Some((start, end)) = start.zip(end) else {
        return Err("a region has no start and end in numbers: it must be of a Text tag".into());
    };
    let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    let quoted = value["text"].as_str().map(letters);
    for unit in [Unit::CodePoints, Unit::Utf16] {
        let table = OffsetTable::new(text, unit);
        let Some((start, end)) = table.byte(start).zip(table.byte(end)) else { continue };
        let Some(cut) = text.get(start as usize..end as usize) else { continue };
        if quoted.as_ref().is_none_or(|quoted| *quoted == letters(cut)) {
            return Ok(Span { start, end });
        }
    }
    Err(format!("the region {start}..{end} is not at the words that it quotes"))
}
