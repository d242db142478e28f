//! UIMA CAS as JSON (format 0.4.0 of Apache UIMA), as INCEpTION reads and writes it: a ZIP file of a document for each
//! article, with `TypeSystem.xml`, from which INCEpTION makes the layers. Offsets count UTF-16 units.

use super::TaskWriter;
use super::file_name::file_name;
use super::mark::{EventMark, PartRole, TaskArticle, note};
use super::offsets::{OffsetTable, Unit};
use super::reading::{Found, Returned, ReturnedEvent, ReturnedPart, ToolError};
use crate::event::Event;
use crate::file::zipped::{self, ZipFile};
use crate::sink::{Loss, SinkError};
use crate::text::Span;
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;

/// The types: an event on its trigger, a party on its words, and the link from one to the other.
const EVENT: &str = "dateline.Event";
const PARTY: &str = "dateline.Party";
const LINK: &str = "dateline.EventPartiesLink";

/// The features of an event that are text.
const FEATURES: [&str; 6] = ["kind", "mode", "stance", "realis", "details", "event"];

/// The most bytes that an archive may unpack to.
const MOST_BYTES: u64 = 4 << 30;

/// Documents that are being written.
pub struct Documents<W: Write> {
    zip: ZipFile<W>,
    names: BTreeSet<String>,
}

impl<W: Write> Documents<W> {
    /// Starts the archive.
    pub fn new(out: W) -> Result<Self, SinkError> {
        let mut zip = ZipFile::new(out);
        zip.entry("TypeSystem.xml", type_system().as_bytes())?;
        Ok(Documents { zip, names: BTreeSet::new() })
    }
}

impl<W: Write> TaskWriter for Documents<W> {
    fn article(&mut self, task: &TaskArticle, loss: &mut Loss) -> Result<(), SinkError> {
        let name = file_name(&task.article.id);
        if !self.names.insert(name.clone()) {
            let reason = "another article has its id, and there is one document for an id";
            task.events.iter().for_each(|event| loss.left_out(reason, &event.id));
            return Ok(());
        }
        let document = document(task, loss);
        self.zip.entry(&format!("{name}.json"), &serde_json::to_vec(&document)?)?;
        Ok(())
    }

    fn finish(self: Box<Self>) -> Result<(), SinkError> {
        self.zip.finish()?.flush()?;
        Ok(())
    }
}

/// The types in the JSON of a document.
fn types() -> Value {
    let text = |name: &str| json!({ "%NAME": name, "%RANGE": "uima.cas.String" });
    let mut event = json!({ "%NAME": EVENT, "%SUPER_TYPE": "uima.tcas.Annotation" });
    FEATURES.iter().for_each(|name| event[*name] = text(name));
    event["parties"] = json!({ "%NAME": "parties", "%RANGE": format!("{LINK}[]") });
    json!({
        EVENT: event,
        PARTY: {
            "%NAME": PARTY, "%SUPER_TYPE": "uima.tcas.Annotation",
            "name": text("name"), "code": text("code"),
        },
        LINK: {
            "%NAME": LINK, "%SUPER_TYPE": "uima.cas.TOP",
            "role": text("role"), "target": { "%NAME": "target", "%RANGE": PARTY },
        },
    })
}

/// The types as INCEpTION imports layers.
fn type_system() -> String {
    let feature = |name: &str, range: &str, more: &str| {
        format!(
            "<featureDescription><name>{name}</name><description/><rangeTypeName>{range}</rangeTypeName>{more}</featureDescription>"
        )
    };
    let of = |name: &str, above: &str, features: String| {
        format!(
            "<typeDescription><name>{name}</name><description/><supertypeName>{above}</supertypeName><features>{features}</features></typeDescription>\n"
        )
    };
    let text = |name: &&str| feature(name, "uima.cas.String", "");
    let links = feature(
        "parties",
        "uima.cas.FSArray",
        &format!(
            "<elementType>{LINK}</elementType><multipleReferencesAllowed>false</multipleReferencesAllowed>"
        ),
    );
    let event = FEATURES.iter().map(text).collect::<String>() + links.as_str();
    let party = ["name", "code"].iter().map(text).collect();
    let link = format!("{}{}", text(&"role"), feature("target", PARTY, ""));
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<typeSystemDescription xmlns=\"http://uima.apache.org/resourceSpecifier\">\n<name>dateline</name>\n<types>\n{}{}{}</types>\n</typeSystemDescription>\n",
        of(EVENT, "uima.tcas.Annotation", event),
        of(PARTY, "uima.tcas.Annotation", party),
        of(LINK, "uima.cas.TOP", link)
    )
}

/// The feature structures of a document, numbered from 1.
struct Structures<'a> {
    all: Vec<Value>,
    /// Those that the view lists: the annotations.
    members: Vec<usize>,
    table: &'a OffsetTable,
}

impl Structures<'_> {
    fn add(&mut self, of: &str, mut fields: Value) -> usize {
        let id = self.all.len() + 1;
        fields["%ID"] = id.into();
        fields["%TYPE"] = of.into();
        self.all.push(fields);
        id
    }

    fn annotation(&mut self, of: &str, span: Span, mut fields: Value) -> usize {
        fields["@sofa"] = 1.into();
        fields["begin"] = self.table.unit(span.start).into();
        fields["end"] = self.table.unit(span.end).into();
        let id = self.add(of, fields);
        self.members.push(id);
        id
    }

    fn event(&mut self, mark: &EventMark) {
        let event = mark.event;
        let mut links = Vec::new();
        for part in &mark.parts {
            let at = part.number - 1;
            let (name, code) = match part.role {
                PartRole::Actor => event.actor.get(at).map(|p| (&p.name, &p.code)),
                PartRole::Recipient => event.recipient.get(at).map(|p| (&p.name, &p.code)),
                PartRole::Claimant => event.claimant.as_ref().map(|c| (&c.name, &c.code)),
            }
            .unwrap_or((&None, &None));
            let fields = known([("name", name.as_deref()), ("code", code.as_deref())]);
            let party = self.annotation(PARTY, part.span, fields);
            links.push(self.add(LINK, json!({ "role": part.role.name(), "@target": party })));
        }
        let details = note(event);
        let mut fields = known([
            ("kind", Some(event.kind.as_str())),
            ("mode", event.mode.as_deref()),
            ("stance", Some(event.stance.name())),
            ("realis", Some(event.realis.name())),
            ("details", Some(details.as_str()).filter(|details| !details.is_empty())),
            ("event", Some(event.id.as_str())),
        ]);
        if !links.is_empty() {
            let array = self.add(&format!("{LINK}[]"), json!({ "%ELEMENTS": links }));
            fields["@parties"] = array.into();
        }
        self.annotation(EVENT, mark.span, fields);
    }
}

/// The fields that have a value.
fn known<const N: usize>(fields: [(&str, Option<&str>); N]) -> Value {
    let known =
        fields.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?.into())));
    Value::Object(known.collect::<Map<_, _>>())
}

fn document(task: &TaskArticle, loss: &mut Loss) -> Value {
    let text = &task.article.text;
    let table = OffsetTable::new(text, Unit::Utf16);
    let mut structures = Structures { all: Vec::new(), members: Vec::new(), table: &table };
    structures.add(
        "uima.cas.Sofa",
        json!({
            "sofaNum": 1, "sofaID": "_InitialView", "mimeType": "text/plain", "sofaString": text,
        }),
    );
    let whole = Span { start: 0, end: text.len() as u32 };
    let language = json!({ "language": "x-unspecified" });
    structures.annotation("uima.tcas.DocumentAnnotation", whole, language);
    task.marks(loss).iter().for_each(|mark| structures.event(mark));
    json!({
        "%TYPES": types(),
        "%FEATURE_STRUCTURES": structures.all,
        "%VIEWS": { "_InitialView": { "%SOFA": 1, "%MEMBERS": structures.members } },
    })
}

/// Reads a document, or an archive of documents: of one annotator, or an export of a project, in which each annotator has
/// a file in the folder of the document.
pub fn read(
    content: &[u8],
    file: &str,
    events: &[Event],
    found: &mut Found,
) -> Result<(), ToolError> {
    let ids: BTreeMap<String, &str> = events
        .iter()
        .map(|event| (file_name(&event.article.id), event.article.id.as_str()))
        .collect();
    if !zipped::is_zip(content) {
        one(file, content, file, &ids, found);
        return Ok(());
    }
    let before = found.returned.len();
    archive(content, file, file, &ids, found, true)?;
    if found.returned.len() == before && found.left_out.is_empty() {
        let why =
            "it holds no CAS in JSON: export from INCEpTION in the format UIMA CAS JSON 0.4.0";
        return Err(ToolError { place: file.to_owned(), why: why.to_owned() });
    }
    Ok(())
}

/// Reads the documents of an archive, and those of the archives in it.
fn archive(
    content: &[u8],
    file: &str,
    path: &str,
    ids: &BTreeMap<String, &str>,
    found: &mut Found,
    inner: bool,
) -> Result<(), ToolError> {
    let wanted = |name: &str| name.ends_with(".json") || inner && name.ends_with(".zip");
    let entries = zipped::entries(content, MOST_BYTES, wanted)
        .map_err(|why| ToolError { place: file.to_owned(), why: why.to_string() })?;
    for (name, content) in entries {
        let path = format!("{path}/{name}");
        match name.ends_with(".zip") {
            true => archive(&content, file, &path, ids, found, false)?,
            false => one(&path, &content, file, ids, found),
        }
    }
    Ok(())
}

/// Reads one document. JSON that is no CAS, such as the description of a project, is passed over.
fn one(path: &str, content: &[u8], file: &str, ids: &BTreeMap<String, &str>, found: &mut Found) {
    let value: Value = match serde_json::from_slice(content) {
        Ok(value) => value,
        Err(why) => return found.left_out(path, &format!("no JSON ({why})")),
    };
    let all = match &value["%FEATURE_STRUCTURES"] {
        Value::Array(all) => all.clone(),
        // An older form of the same format: by id.
        Value::Object(map) => map
            .iter()
            .map(|(id, fields)| {
                let mut fields = fields.clone();
                fields["%ID"] = id.parse::<u64>().unwrap_or_default().into();
                fields
            })
            .collect(),
        _ if path == file => {
            let why = "no CAS in JSON: export in the format UIMA CAS JSON 0.4.0";
            return found.left_out(path, why);
        }
        _ => return,
    };
    // The document gives a file or a folder its name: `a1.json`, `annotation/a1.json/anna.json`.
    let names: Vec<&str> = path.split('/').map(|part| part.trim_end_matches(".json")).collect();
    let known = names.iter().rev().find_map(|name| Some((*name, *ids.get(*name)?)));
    let Some(text) = all.iter().find_map(|one| one["sofaString"].as_str()) else {
        return found.left_out(path, "it has no text");
    };
    let mut returned = Returned::new(known.map(|(_, id)| id), text, path);
    let last = names.last().copied().filter(|last| known.is_none_or(|(name, _)| name != *last));
    returned.by = last.map(str::to_owned);
    fill(&all, text, &mut returned);
    found.returned.push(returned);
}

/// Reads the annotations. One that is not in the text is told; the others are kept.
fn fill(all: &[Value], text: &str, returned: &mut Returned) {
    let table = OffsetTable::new(text, Unit::Utf16);
    let by_id: BTreeMap<u64, &Value> =
        all.iter().filter_map(|one| Some((one["%ID"].as_u64()?, one))).collect();
    let span = |one: &Value| {
        // Where an offset is 0 it may be left out.
        let end = |name: &str| table.byte(one[name].as_u64().unwrap_or_default());
        end("begin")
            .zip(end("end"))
            .map(|(start, end)| Span { start, end })
            .ok_or_else(|| format!("annotation {} is not in the text", one["%ID"]))
    };
    for one in all.iter().filter(|one| one["%TYPE"] == EVENT) {
        let word = |name: &str| one[name].as_str().map(str::to_owned);
        let Some(kind) = word("kind") else {
            returned.mark_left_out(&format!("annotation {} has no kind", one["%ID"]));
            continue;
        };
        let own = match span(one) {
            Ok(own) => own,
            Err(why) => {
                returned.mark_left_out(&why);
                continue;
            }
        };
        let id = word("event").unwrap_or_else(|| format!("annotation {}", one["%ID"]));
        let links = one["@parties"].as_u64().and_then(|array| by_id.get(&array));
        let links = links.and_then(|array| array["%ELEMENTS"].as_array());
        for link in links.into_iter().flatten().filter_map(|id| by_id.get(&id.as_u64()?)) {
            let target = link["@target"].as_u64().and_then(|target| by_id.get(&target));
            let role = link["role"].as_str().and_then(PartRole::of);
            if let (Some(role), Some(target)) = (role, target) {
                match span(target) {
                    Ok(span) => {
                        let event = Some(id.clone());
                        returned.parts.push(ReturnedPart { role, span, event });
                    }
                    Err(why) => returned.mark_left_out(&why),
                }
            }
        }
        returned.events.push(ReturnedEvent {
            id,
            kind,
            span: own,
            stance: word("stance"),
            realis: word("realis"),
        });
    }
}
