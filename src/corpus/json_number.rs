//! Numbers that are none: some programs write `NaN` and `Infinity` into JSON, which has no such values.

use super::array;
use memchr::memmem;

/// The words for them, the longest first where one begins another, and what says nothing in as many bytes.
const WORDS: [(&str, &str); 3] =
    [("-Infinity", "null     "), ("Infinity", "null    "), ("NaN", "\"\" ")];

/// The text with each of these words outside of strings replaced by a value that says nothing and is as long, so that all
/// places stay as they are; `None` if there is none.
pub(super) fn without_words(text: &str) -> Option<String> {
    let has = |word: &str| memmem::find(text.as_bytes(), word.as_bytes()).is_some();
    if !has("NaN") && !has("Infinity") {
        return None;
    }
    let (mut out, mut at) = (String::with_capacity(text.len()), 0);
    while let Some(first) = text.as_bytes().get(at) {
        let end = match first {
            b'"' => match array::string_end(text.as_bytes(), at + 1) {
                array::End::At(end) => end,
                array::End::Torn(_) | array::End::Beyond => text.len(),
            },
            _ => {
                let rest = text.get(at..)?;
                if let Some((word, blank)) = WORDS.iter().find(|(word, _)| rest.starts_with(word)) {
                    out.push_str(blank);
                    at += word.len();
                    continue;
                }
                at + rest.chars().next().map_or(1, char::len_utf8)
            }
        };
        out.push_str(text.get(at..end)?);
        at = end;
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_outside_of_strings_are_blank() {
        let text = r#"{"a":NaN,"b":[-Infinity, Infinity],"NaN":"NaN \" NaN é"}"#;
        let found = without_words(text).unwrap();
        assert_eq!(found.len(), text.len());
        assert_eq!(found, r#"{"a":"" ,"b":[null     , null    ],"NaN":"NaN \" NaN é"}"#);
        assert_eq!(without_words(r#"{"a":1}"#), None);
    }
}
