//! Answers of services that hold no article: a list without elements, or what went wrong.

use super::fields::FieldMap;
use serde_json::{Map, Value};

/// Why the object in `text` holds no article, if it is such an answer; `None` if it is another object.
pub(super) fn without_articles(text: &str) -> Option<String> {
    let fields: Map<String, Value> = serde_json::from_str(text).ok()?;
    if has_failed(&fields) {
        let said = fields.iter().find(|(name, _)| FieldMap::is_of_answers(name));
        let said = said.and_then(|(_, value)| value.as_str()).unwrap_or("an error");
        return Some(format!(
            "it is the answer of a service that says \"{said}\", and holds no article; ask the service again"
        ));
    }
    let list = fields.iter().find(|(name, value)| {
        FieldMap::is_list(name) && value.as_array().is_some_and(Vec::is_empty)
    });
    list.map(|(name, _)| {
        format!("its list \"{name}\" is empty, so that there is no article to code; leave it out")
    })
}

/// Whether an object says that a request failed.
fn has_failed(fields: &Map<String, Value>) -> bool {
    let failed = ["error", "fail", "failed", "failure"];
    fields.iter().any(|(name, value)| match (name.as_str(), value) {
        ("status", Value::String(status)) => {
            failed.iter().any(|word| status.eq_ignore_ascii_case(word))
        }
        ("status" | "statusCode" | "code", Value::Number(code)) => {
            code.as_u64().is_some_and(|code| (400..600).contains(&code))
        }
        ("error" | "errors", value) => {
            !matches!(value, Value::Null | Value::Bool(false))
                && value.as_array().is_none_or(|all| !all.is_empty())
        }
        ("success" | "ok", Value::Bool(is_success)) => !is_success,
        _ => false,
    })
}
