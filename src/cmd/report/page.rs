//! The page: its head and the counts as HTML, the report as data. The scripts beside this file build the rest in the
//! browser.

use crate::cmd::html::{HtmlPage, data, escaped};
use crate::cmd::messages;
use dateline::report::Report;
use flate2::Compression;
use flate2::write::GzEncoder;
use serde::Serialize;
use serde_json::value::RawValue;
use std::fmt::Write;
use std::io::Write as _;

/// The scripts, in the order in which they need each other. They run as one.
const SCRIPT: &str = concat!(
    "(async () => {\n\"use strict\";\n",
    include_str!("script/base.js"),
    include_str!("script/events.js"),
    include_str!("script/filter.js"),
    include_str!("script/facets.js"),
    include_str!("script/evidence.js"),
    include_str!("script/panel.js"),
    include_str!("script/timeline.js"),
    include_str!("script/outline.js"),
    include_str!("script/map.js"),
    include_str!("script/figures.js"),
    include_str!("script/incidents.js"),
    include_str!("script/voices.js"),
    include_str!("script/list.js"),
    include_str!("script/main.js"),
    "})();\n",
);

/// The styles.
const STYLE: &str = concat!(
    include_str!("style/colours.css"),
    include_str!("style/page.css"),
    include_str!("style/charts.css"),
    include_str!("style/small.css"),
);

/// Country outlines, made by `tools/world.mjs` from Natural Earth, which is in the public domain.
const WORLD: &str = include_str!("world.json");

/// What the page is made of.
pub struct Page<'a> {
    /// The report.
    pub report: &'a Report,
    /// The title; `None`: one is made from the counts.
    pub title: Option<&'a str>,
    /// What makes the report less than whole, a sentence each.
    pub remarks: &'a [String],
}

/// What the script reads.
#[derive(Serialize)]
struct PageData<'a> {
    report: &'a Report,
    world: &'a RawValue,
    version: &'static str,
}

impl Page<'_> {
    /// The whole file.
    ///
    /// # Errors
    /// If the report cannot be written as JSON.
    pub fn text(&self) -> anyhow::Result<String> {
        let title = match self.title {
            Some(title) => title.to_owned(),
            None if self.report.totals.events == 0 => "An empty report".to_owned(),
            None => format!("What {} report", counted(self.report.totals.articles, "article")),
        };
        let world: &RawValue = serde_json::from_str(WORLD)?;
        let page = PageData { report: self.report, world, version: env!("CARGO_PKG_VERSION") };
        Ok(HtmlPage {
            title: &title,
            style: STYLE,
            body: &self.body(&title),
            data: &packed(data(&page)?)?,
            script: SCRIPT,
        }
        .text())
    }

    fn body(&self, title: &str) -> String {
        let mut head =
            format!("<h1>{}</h1>\n<p class=\"deck\">{}</p>\n", escaped(title), self.deck());
        for remark in self.remarks {
            let _ = writeln!(head, "<p class=\"remark\">{}.</p>", escaped(&led_by_grouped(remark)));
        }
        include_str!("page.html").replacen("<!-- head -->", &head, 1).replacen(
            "<!-- kinds -->",
            &self.kinds(),
            1,
        )
    }

    /// The totals in a sentence.
    fn deck(&self) -> String {
        let totals = &self.report.totals;
        if totals.events == 0 {
            return "There are no events to report.".to_owned();
        }
        let mut published = match &totals.published {
            Some((first, last)) if first == last => format!(", published on {}", day(first)),
            Some((first, last)) => {
                format!(", published from {} to {}", day(first), day(last))
            }
            None => ", none of which says when it was published".to_owned(),
        };
        if totals.published.is_some() && totals.undated > 0 {
            let _ = write!(published, " ({} without a date)", grouped(totals.undated));
        }
        let disputed = match totals.disputed {
            0 => "none of them is disputed".to_owned(),
            1 => "one of them is disputed".to_owned(),
            many => format!("{} of them are disputed", grouped(many)),
        };
        let articles = counted(totals.articles, "article");
        let (events, incidents) =
            (counted(totals.events, "event"), counted(totals.incidents, "incident"));
        let text =
            format!("{events} from {articles}{published}. They tell of {incidents}; {disputed}.");
        escaped(&text)
    }

    /// The counts by kind, for a browser that runs no script.
    fn kinds(&self) -> String {
        let mut text = String::from(
            "<table><caption>Events by kind</caption><thead><tr><th scope=\"col\">kind</th>\
             <th scope=\"col\">events</th></tr></thead><tbody>\n",
        );
        for (kind, count) in &self.report.totals.kinds {
            let kind = escaped(&kind.replace('_', " "));
            let _ = writeln!(
                text,
                "<tr><th scope=\"row\">{kind}</th><td>{}</td></tr>",
                grouped(*count)
            );
        }
        text.push_str("</tbody></table>");
        text
    }
}

/// A number in the form of the page: a narrow space that does not break divides thousands.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push('\u{202f}');
        }
        text.push(digit);
    }
    text
}

/// "6 207 events".
fn counted(count: u64, noun: &str) -> String {
    messages::counted(count, noun).replacen(&count.to_string(), &grouped(count), 1)
}

/// A remark, with the number that it begins with in the form of the page.
fn led_by_grouped(remark: &str) -> String {
    let end = remark.find(|c: char| !c.is_ascii_digit()).unwrap_or(remark.len());
    match remark[..end].parse() {
        Ok(number) => format!("{}{}", grouped(number), &remark[end..]),
        Err(_) => remark.to_owned(),
    }
}

/// Data of more bytes is packed.
const LONG: usize = 1 << 20;

/// Long data as `{"packed": ...}`: gzip in base64. A page of 100,000 events is then a fifth as long, and opens faster.
fn packed(data: String) -> anyhow::Result<String> {
    if data.len() <= LONG {
        return Ok(data);
    }
    let mut writer = GzEncoder::new(Vec::new(), Compression::new(6));
    writer.write_all(data.as_bytes())?;
    Ok(format!("{{\"packed\":\"{}\"}}", base64(&writer.finish()?)))
}

/// Bytes as base64 (RFC 4648), whose characters mean nothing in HTML.
fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for three in bytes.chunks(3) {
        let [one, two, last] = [0, 1, 2].map(|at| u32::from(three.get(at).copied().unwrap_or(0)));
        let bits = one << 16 | two << 8 | last;
        for place in 0..4 {
            let digit = (bits >> (18 - 6 * place)) & 63;
            let is_there = place <= three.len();
            text.push(if is_there { char::from(DIGITS[digit as usize]) } else { '=' });
        }
    }
    text
}

/// A day for people: "12 August 2016". Anything else stays as it is.
fn day(iso: &str) -> String {
    iso.parse::<jiff::civil::Date>()
        .map_or_else(|_| iso.to_owned(), |day| day.strftime("%-d %B %Y").to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_that_of_the_standard() {
        // The examples of RFC 4648, section 10.
        let all = ["", "Zg==", "Zm8=", "Zm9v", "Zm9vYg==", "Zm9vYmE=", "Zm9vYmFy"];
        for (length, text) in all.into_iter().enumerate() {
            assert_eq!(base64(&b"foobar"[..length]), text);
        }
        assert_eq!(base64(&[0xfb, 0xef, 0xff]), "++//");
    }

    #[test]
    fn thousands_are_divided_by_a_narrow_space() {
        assert_eq!(
            (grouped(7), grouped(207), grouped(6207)),
            ("7".into(), "207".into(), "6\u{202f}207".into())
        );
        assert_eq!(counted(1_234_567, "event"), "1\u{202f}234\u{202f}567 events");
        assert_eq!(counted(1, "event"), "1 event");
        assert_eq!(led_by_grouped("1200 lines of 2016"), "1\u{202f}200 lines of 2016");
        assert_eq!(led_by_grouped("incidents of 2016"), "incidents of 2016");
    }

    #[test]
    fn only_long_data_is_packed() {
        assert_eq!(packed("{}".to_owned()).unwrap(), "{}");
        let long = packed("0".repeat(LONG + 1)).unwrap();
        assert!(long.starts_with("{\"packed\":\"H4sI") && long.len() < LONG / 100);
    }
}
