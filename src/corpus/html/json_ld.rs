//! What a page says of its article in JSON-LD, in the terms of schema.org.

use serde_json::Value;

/// What is said of the article.
#[derive(Debug, Default)]
pub(super) struct Described {
    pub headline: Option<String>,
    /// When it was published, as written.
    pub date: Option<String>,
    /// When it was last changed, as written.
    pub changed: Option<String>,
    pub publisher: Option<String>,
    pub url: Option<String>,
    /// Its text.
    pub body: Option<String>,
    /// Whether all of it can be read without paying; `None` where that is not said.
    pub is_free: Option<bool>,
    /// How many articles are described in the page.
    pub articles: usize,
    /// Whether several are described with several dates, and none of them by the page's address or title.
    pub is_guessed: bool,
}

/// Reads the contents of the scripts of a page that hold JSON-LD. Of several articles it is the one at the page's own
/// address, or the one whose headline is a title of the page, or the first.
pub(super) fn described<'a>(
    scripts: impl Iterator<Item = &'a str>,
    own: Option<&str>,
    is_title: &dyn Fn(&str) -> bool,
) -> Described {
    let mut found: Vec<Value> = Vec::new();
    let mut publisher = None;
    for script in scripts {
        let Some(value) = parsed(script) else { continue };
        let mut open = vec![value];
        while let Some(value) = open.pop() {
            match value {
                Value::Array(values) => open.extend(values.into_iter().rev()),
                Value::Object(mut fields) => {
                    let mut inner = Vec::new();
                    for name in ["@graph", "mainEntity", "mainEntityOfPage"] {
                        let value = fields.get_mut(name);
                        let value = value.filter(|value| value.is_object() || value.is_array());
                        inner.extend(value.map(Value::take));
                    }
                    let value = Value::Object(fields);
                    publisher = publisher.or_else(|| name_of(&value["publisher"]));
                    // An article that describes the page it is in has its address there.
                    let address = inner.iter().find_map(address_of);
                    open.extend(inner);
                    if is_article(&value) {
                        found.push(with_address(value, address));
                    }
                }
                _ => {}
            }
        }
    }
    let is_own = |value: &&Value| own.is_some_and(|own| address_of(value).as_deref() == Some(own));
    let headline = |value: &Value| text_of(&value["headline"]).or_else(|| text_of(&value["name"]));
    let date =
        |value: &Value| text_of(&value["datePublished"]).or_else(|| text_of(&value["dateCreated"]));
    let is_titled = |value: &&Value| headline(value).is_some_and(|headline| is_title(&headline));
    let known = found.iter().find(is_own).or_else(|| found.iter().find(is_titled));
    let is_guessed = known.is_none() && found.windows(2).any(|two| date(&two[0]) != date(&two[1]));
    let articles = found.len();
    match known.or(found.first()) {
        Some(article) => Described {
            headline: headline(article),
            date: date(article),
            changed: text_of(&article["dateModified"]),
            publisher: name_of(&article["publisher"]).or(publisher),
            url: address_of(article),
            body: text_of(&article["articleBody"]).or_else(|| text_of(&article["text"])),
            is_free: truth_of(&article["isAccessibleForFree"]),
            articles,
            is_guessed,
        },
        None => Described { publisher, ..Described::default() },
    }
}

/// The JSON of a script. Control characters in strings are read as spaces, and commas before a closing bracket are left out:
/// JSON forbids both, and pages have them.
fn parsed(script: &str) -> Option<Value> {
    let script = script.trim();
    let script = script.strip_prefix("<!--").unwrap_or(script);
    let script = script.strip_suffix("-->").unwrap_or(script);
    let script = script.trim().trim_start_matches("//<![CDATA[").trim_end_matches("//]]>");
    let script = script.trim().trim_end_matches(';');
    serde_json::from_str(script).ok().or_else(|| {
        let plain: String = script.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        serde_json::from_str(&plain)
            .or_else(|_| serde_json::from_str(&without_last_commas(&plain)))
            .ok()
    })
}

/// The JSON without commas before closing brackets.
fn without_last_commas(json: &str) -> String {
    let (mut out, mut is_string, mut is_escaped) =
        (String::with_capacity(json.len()), false, false);
    for c in json.chars() {
        if !is_string && matches!(c, ']' | '}') {
            let len = out.trim_end().strip_suffix(',').map_or(out.len(), str::len);
            out.truncate(len);
        }
        is_string ^= c == '"' && !is_escaped;
        is_escaped = is_string && c == '\\' && !is_escaped;
        out.push(c);
    }
    out
}

/// Whether the type of an object is an article of news or one of its kinds.
fn is_article(value: &Value) -> bool {
    let is = |name: &Value| {
        let name = name.as_str().unwrap_or_default();
        let name = name.rsplit(['/', '#', ':']).next().unwrap_or_default();
        name.ends_with("Article") || name.ends_with("BlogPosting") || name == "Report"
    };
    match &value["@type"] {
        Value::Array(names) => names.iter().any(is),
        name => is(name),
    }
}

fn with_address(mut article: Value, address: Option<String>) -> Value {
    if let (Some(address), None) = (address, address_of(&article)) {
        article["url"] = Value::String(address);
    }
    article
}

fn address_of(value: &Value) -> Option<String> {
    ["url", "mainEntityOfPage", "@id"].into_iter().find_map(|name| text_of(&value[name]))
}

/// A string that is not blank, or the first in a list; also as the `@value` of an object.
fn text_of(value: &Value) -> Option<String> {
    let value = value.as_array().and_then(|values| values.first()).unwrap_or(value);
    let value = value.get("@value").unwrap_or(value);
    value.as_str().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
}

/// The name of an organisation, or the first in a list of them.
fn name_of(value: &Value) -> Option<String> {
    let value = value.as_array().and_then(|values| values.first()).unwrap_or(value);
    text_of(&value["name"]).or_else(|| text_of(value).filter(|name| !name.starts_with("http")))
}

fn truth_of(value: &Value) -> Option<bool> {
    value.as_bool().or_else(|| {
        let text = value.as_str()?.rsplit('/').next()?.to_ascii_lowercase();
        ["true", "false"].contains(&text.as_str()).then_some(text == "true")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(script: &str) -> Described {
        described([script].into_iter(), Some("https://a.example/2"), &|title| title == "Own title")
    }

    #[test]
    fn articles_are_found_in_lists_and_graphs() {
        let graph = r#"{"@context": "https://schema.org", "@graph": [
            {"@type": "WebSite", "name": "A", "publisher": {"name": "A Group"}},
            {"@type": ["NewsArticle"], "headline": "One", "url": "https://a.example/1"},
            {"@type": "http://schema.org/ReportageNewsArticle", "headline": "Two", "datePublished": ["2016-08-12"],
             "mainEntityOfPage": {"@type": "WebPage", "@id": "https://a.example/2"}, "isAccessibleForFree": "False"}]}"#;
        let two = read(graph);
        assert_eq!(two.headline.as_deref(), Some("Two"));
        assert_eq!(two.date.as_deref(), Some("2016-08-12"));
        assert_eq!(two.publisher.as_deref(), Some("A Group"));
        assert_eq!((two.is_free, two.articles), (Some(false), 2));
        let list = read(
            r#"<!-- [[{"@type": "BlogPosting", "name": "N", "publisher": [{"name": "P"}]}]]; -->"#,
        );
        assert_eq!((list.headline.as_deref(), list.publisher.as_deref()), (Some("N"), Some("P")));
    }

    #[test]
    fn what_is_no_json_says_nothing() {
        let nested = "[".repeat(100_000);
        for odd in
            ["", "null", "3", "{", "[{}]", nested.as_str(), r#"{"@type": {}}"#, r#"{"@graph": 1}"#]
        {
            assert_eq!(read(odd).articles, 0);
        }
        let odd = r#"{"@type": "Article", "headline": "A, ]", "datePublished": {"@value": "2016-08-12",}, "x": [1, ],}"#;
        let read_odd = read(odd);
        assert_eq!(read_odd.headline.as_deref(), Some("A, ]"));
        assert_eq!(read_odd.date.as_deref(), Some("2016-08-12"));
        let broken = "{\"@type\": \"Article\", \"headline\": \"Two\nlines\"}";
        assert_eq!(read(broken).headline.as_deref(), Some("Two lines"));
    }
}
