//! Findings as SARIF 2.1.0, the format in which code hosts take them: what its schema requires, and no more than readers use.

use super::code::{CODES, Severity};
use super::finding::Finding;
use super::page;
use serde::Serialize;

/// The schema of the format.
const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

/// A document of one run.
#[derive(Debug, Serialize)]
pub struct Sarif {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run; 1],
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Run {
    tool: Tool,
    column_kind: &'static str,
    results: Vec<SarifResult>,
}

#[derive(Debug, Serialize)]
struct Tool {
    driver: Driver,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver {
    name: &'static str,
    version: &'static str,
    rules: Vec<Descriptor>,
}

/// A code: SARIF calls it a rule.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Descriptor {
    id: &'static str,
    name: &'static str,
    short_description: Message,
    help: Message,
    default_configuration: Configuration,
}

#[derive(Debug, Serialize)]
struct Configuration {
    level: &'static str,
}

#[derive(Debug, Serialize)]
struct Message {
    text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    markdown: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct SarifResult {
    rule_id: &'static str,
    rule_index: usize,
    level: &'static str,
    message: Message,
    locations: Vec<Location>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fixes: Vec<SarifFix>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Location {
    physical_location: PhysicalLocation,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation {
    artifact_location: ArtifactLocation,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<Region>,
}

#[derive(Debug, Serialize)]
struct ArtifactLocation {
    uri: String,
}

#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    #[serde(skip_serializing_if = "Option::is_none")]
    start_line: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    start_column: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_column: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    byte_offset: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    byte_length: Option<usize>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct SarifFix {
    description: Message,
    artifact_changes: [ArtifactChange; 1],
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct ArtifactChange {
    artifact_location: ArtifactLocation,
    replacements: [Replacement; 1],
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Replacement {
    deleted_region: Region,
    inserted_content: Message,
}

fn message(text: &str) -> Message {
    Message { text: text.to_owned(), markdown: None }
}

fn level(severity: Severity) -> &'static str {
    severity.name()
}

impl Sarif {
    /// A document of these findings. `place` gives the path under which a reader finds a file of a pack.
    pub fn new(findings: &[Finding], place: impl Fn(&str, Option<&str>) -> String) -> Sarif {
        let rules = CODES.iter().map(|code| Descriptor {
            id: code.id,
            name: code.name,
            short_description: message(page::title(code)),
            help: Message {
                text: page::page(code).to_owned(),
                markdown: Some(page::page(code).to_owned()),
            },
            default_configuration: Configuration { level: level(code.severity()) },
        });
        let driver =
            Driver { name: "dateline", version: env!("CARGO_PKG_VERSION"), rules: rules.collect() };
        let results = findings.iter().map(|finding| result(finding, &place)).collect();
        let tool = Tool { driver };
        let run = Run { tool, column_kind: "unicodeCodePoints", results };
        Sarif { schema: SCHEMA, version: "2.1.0", runs: [run] }
    }
}

fn result(finding: &Finding, place: &impl Fn(&str, Option<&str>) -> String) -> SarifResult {
    let uri = || uri(&place(&finding.pack, finding.file.as_deref()));
    let region = finding.line.map(|line| Region {
        start_line: Some(line),
        start_column: finding.column,
        end_column: finding.end_column,
        ..Region::default()
    });
    let physical_location =
        PhysicalLocation { artifact_location: ArtifactLocation { uri: uri() }, region };
    let fixes = finding.fix.iter().map(|edit| SarifFix {
        description: message(&finding.help),
        artifact_changes: [ArtifactChange {
            artifact_location: ArtifactLocation { uri: uri() },
            replacements: [Replacement {
                deleted_region: Region {
                    byte_offset: Some(edit.start),
                    byte_length: Some(edit.end - edit.start),
                    ..Region::default()
                },
                inserted_content: message(&edit.text),
            }],
        }],
    });
    let title = match &finding.rule {
        Some(rule) => format!("rule {rule}: {}", finding.message),
        None => finding.message.clone(),
    };
    let text = if finding.help.is_empty() { title } else { format!("{title}. {}", finding.help) };
    SarifResult {
        rule_id: finding.code.id,
        rule_index: CODES.iter().position(|code| *code == finding.code).unwrap_or_default(),
        level: level(finding.severity),
        message: message(&text),
        locations: vec![Location { physical_location }],
        fixes: fixes.collect(),
    }
}

/// A path as a relative URI reference.
fn uri(path: &str) -> String {
    let mut uri = String::new();
    for byte in path.bytes() {
        match byte {
            b'/' | b'-' | b'.' | b'_' | b'~' => uri.push(char::from(byte)),
            byte if byte.is_ascii_alphanumeric() => uri.push(char::from(byte)),
            byte => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}
