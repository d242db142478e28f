//! The page: its head and the counts as HTML, the report as data. The scripts beside this file build the rest in the
//! browser.

use crate::cmd::html::{HtmlPage, data, escaped};
use crate::cmd::messages::counted;
use dateline::report::Report;
use serde::Serialize;
use serde_json::value::RawValue;
use std::fmt::Write;

/// The scripts, in the order in which they need each other. They run as one.
const SCRIPT: &str = concat!(
    "(() => {\n\"use strict\";\n",
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
            None => format!("What {} report", counted(self.report.totals.articles, "article")),
        };
        let world: &RawValue = serde_json::from_str(WORLD)?;
        let page = PageData { report: self.report, world, version: env!("CARGO_PKG_VERSION") };
        Ok(HtmlPage {
            title: &title,
            style: STYLE,
            body: &self.body(&title),
            data: &data(&page)?,
            script: SCRIPT,
        }
        .text())
    }

    fn body(&self, title: &str) -> String {
        let mut head =
            format!("<h1>{}</h1>\n<p class=\"deck\">{}</p>\n", escaped(title), self.deck());
        for remark in self.remarks {
            let _ = writeln!(head, "<p class=\"remark\">{}.</p>", escaped(remark));
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
            let _ = write!(published, " ({} without a date)", totals.undated);
        }
        let disputed = match totals.disputed {
            0 => "none of them is disputed".to_owned(),
            1 => "one of them is disputed".to_owned(),
            many => format!("{many} of them are disputed"),
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
            let _ = writeln!(text, "<tr><th scope=\"row\">{kind}</th><td>{count}</td></tr>");
        }
        text.push_str("</tbody></table>");
        text
    }
}

/// A day for people: "12 August 2016". Anything else stays as it is.
fn day(iso: &str) -> String {
    iso.parse::<jiff::civil::Date>()
        .map_or_else(|_| iso.to_owned(), |day| day.strftime("%-d %B %Y").to_string())
}
