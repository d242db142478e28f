//! HTML pages: one file each that loads nothing. Texts are escaped here; styles and scripts are the program's own.

/// Text for an element or a quoted attribute. Control characters, which HTML does not allow, are dropped.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c if c.is_control() && !c.is_whitespace() => {}
            c => out.push(c),
        }
    }
    out
}

/// JSON for a script element, which no text in it can end.
///
/// # Errors
/// If the value cannot be written as JSON.
pub fn data(value: &impl serde::Serialize) -> serde_json::Result<String> {
    let json = serde_json::to_string(value)?;
    // Outside of texts JSON has none of these characters; inside of them the escape means the same.
    Ok(json.replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026"))
}

/// A page.
pub struct HtmlPage<'a> {
    /// Its title, as plain text.
    pub title: &'a str,
    /// Its style sheet.
    pub style: &'a str,
    /// The content of its body, as HTML.
    pub body: &'a str,
    /// The JSON that its script reads from the element `data`, made by [`data`].
    pub data: &'a str,
    /// Its script.
    pub script: &'a str,
}

impl HtmlPage<'_> {
    /// The whole file. The policy in its head forbids every request, so that nothing in it can send anything.
    pub fn text(&self) -> String {
        format!(
            "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; \
             script-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta name=\"referrer\" content=\"no-referrer\">\n\
             <title>{}</title>\n<style>\n{}</style>\n</head>\n<body>\n{}\
             <script type=\"application/json\" id=\"data\">{}</script>\n<script>\n{}</script>\n</body>\n</html>\n",
            escaped(self.title),
            self.style,
            self.body,
            self.data,
            self.script
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_can_end_its_element() {
        let hostile = "</script><img src=x onerror='a()'>&\"\u{0}\u{7}";
        let shown = escaped(hostile);
        assert_eq!(shown, "&lt;/script&gt;&lt;img src=x onerror=&#39;a()&#39;&gt;&amp;&quot;");
        let json = data(&serde_json::json!({ hostile: [hostile] })).unwrap();
        assert!(!json.contains(['<', '>', '&']), "{json}");
        let read: serde_json::Value = serde_json::from_str(&json).unwrap();
        assert_eq!(read[hostile][0], hostile);
    }
}
