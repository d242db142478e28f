//! When a page's article was published. Pages hold dates of much else too: of today, of comments, of other articles, of the
//! last change, of events in the text. A date that an element holds counts by where it is.

use super::head::{DateSort, Dated, Head};
use super::outline::Outline;
use super::plain::{is_blank, text_of, words};
use super::tag::{Tag, attribute};
use super::token::{Token, TokenKind};
use crate::text::layout::{DateOrder, can_read_date, date_field};
use jiff::civil::Date;
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

/// So many dates of elements are looked at.
const LOOKED_AT: usize = 64;

/// A text in another paragraph that is longer, in bytes, says nothing of a date after it.
const LABEL: usize = 40;

/// The last of these words before a date says what it is the date of.
static SAID: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?i)\b(?:(?P<changed>(?:last )?(?:updated?|modified|edited|revised|corrected))|",
        r"published|posted|issued|first (?:published|posted))\b"
    ))
    // It is made of constants, and the tests use it.
    .expect("a pattern of constants")
});

/// A page of which the article is chosen.
pub(super) struct Published<'a> {
    pub page: &'a str,
    pub tokens: &'a [Token],
    pub head: &'a Head,
    pub outline: &'a Outline,
    /// The numbers of the blocks of the article; not empty.
    pub chosen: &'a [usize],
    pub order: DateOrder,
}

/// What is said of a date in words beside it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Said {
    Published,
    Changed,
    Nothing,
}

/// Where the article is in its page; numbers of tokens.
struct Frame {
    /// The element that holds the headline and the text.
    element: usize,
    headline: Option<usize>,
    /// Where its running text begins.
    body: usize,
}

impl Published<'_> {
    /// The date of publication: the first that can be read and is not in doubt. Where there is none, the day in the page's
    /// address; without that the first in doubt; without any, the first date as written, so that it is told. What is odd
    /// is added to `odd`.
    pub fn date(&self, odd: &mut Vec<String>) -> Option<String> {
        let mut dates = self.head.dates.clone();
        dates.extend(self.of_elements());
        let readable = || dates.iter().filter(|date| can_read_date(date, self.order));
        let day = self.head.address.as_deref().and_then(day_in);
        if let Some(date) = readable().find(|date| self.doubt(date).is_none()) {
            let is_far = |day: &String| {
                date_field(date, self.order)
                    .zip(date_field(day, self.order))
                    .is_some_and(|(one, two)| number_of(one).abs_diff(number_of(two)) > FAR)
            };
            if let Some(day) = day.filter(is_far) {
                odd.push(format!(
                    "its date of publication is \"{date}\", but the day in its address is {day}; the first is used, check it"
                ));
            }
            return Some(date.clone());
        }
        if let Some(day) = day {
            odd.push(format!("it gives no date that can be read; {day} is read from its address"));
            return Some(day);
        }
        let doubtful = readable().find_map(|date| Some((date, self.doubt(date)?)));
        if let Some((date, doubt)) = doubtful {
            odd.push(format!("its date of publication, \"{date}\", {doubt}; check it"));
            return Some(date.clone());
        }
        dates.first().cloned()
    }

    /// Why a date is in doubt.
    fn doubt(&self, date: &str) -> Option<&'static str> {
        let date = date_field(date, self.order)?;
        let changed =
            self.head.changes.iter().filter_map(|change| date_field(change, self.order)).max();
        match changed {
            _ if number_of(date) == EPOCH => Some("is what programs write where they know none"),
            // A day's difference may be one of time zones.
            Some(changed) if number_of(date) > number_of(changed) + 1 => {
                Some("is later than the day of the last change of the page")
            }
            _ => None,
        }
    }

    /// The dates of elements that are those of the article, the most trusted first.
    fn of_elements(&self) -> Vec<String> {
        let Some(frame) = self.frame() else { return Vec::new() };
        let mut found: Vec<_> = self
            .head
            .dated
            .iter()
            .take(LOOKED_AT)
            .filter_map(|dated| Some((self.rank(dated, &frame)?, &dated.date)))
            .collect();
        found.sort_by_key(|(rank, _)| *rank); // stable: the first in the page stays first
        found.into_iter().map(|(_, date)| date.clone()).collect()
    }

    /// The smallest element with the headline and the text in it.
    fn frame(&self) -> Option<Frame> {
        let blocks = &self.outline.blocks;
        let first = &blocks[*self.chosen.first()?];
        let last = &blocks[*self.chosen.last()?];
        let body = first.tokens.start;
        let headline = self.headline(body);
        let start = headline.unwrap_or(body);
        let element = self.outline.innermost(start..last.tokens.end);
        Some(Frame { element, headline, body })
    }

    /// The last heading before the text that the page's titles repeat; without one, the last of the highest rank.
    fn headline(&self, body: usize) -> Option<usize> {
        let titles: Vec<Vec<String>> = [&self.head.shared_title, &self.head.window_title]
            .into_iter()
            .flatten()
            .map(|range| words(&text_of(self.page[range.clone()].into()).0))
            .collect();
        let headings = |fits: fn(Tag) -> bool| {
            self.outline
                .elements
                .iter()
                .filter(move |element| fits(element.tag) && element.tokens.start < body)
                .rev()
                .take(LOOKED_AT)
        };
        let is_repeated = |tokens: &Range<usize>| {
            let heading = self.text(tokens.clone());
            let heading = words(&heading);
            heading.len() > 1 && titles.iter().any(|title| title.starts_with(&heading))
        };
        let any = |tag| matches!(tag, Tag::H1 | Tag::H2 | Tag::H3);
        let repeated = headings(any).find(|element| is_repeated(&element.tokens));
        let heading = repeated
            .or_else(|| headings(|tag| tag == Tag::H1).next())
            .or_else(|| headings(|tag| tag == Tag::H2).next());
        heading.map(|element| element.tokens.start)
    }

    /// The text of these tokens, as far as a headline goes.
    fn text(&self, tokens: Range<usize>) -> String {
        let end = tokens.end.min(tokens.start + LOOKED_AT);
        let texts = self.tokens[tokens.start..end].iter();
        let texts = texts.filter(|token| token.kind == TokenKind::Text);
        let joined: String = texts.map(|token| &self.page[token.range.clone()]).collect();
        text_of(joined.into()).0.into_owned()
    }

    /// How much a date is trusted, less is better; `None` if it is not that of the article.
    fn rank(&self, dated: &Dated, frame: &Frame) -> Option<(DateSort, bool)> {
        let Dated { token, sort, .. } = *dated;
        let elements = &self.outline.elements;
        let is_inside = elements[frame.element].tokens.contains(&token);
        let mut at = self.outline.innermost(token..token + 1);
        let mut outermost = at;
        while at != 0 && !elements[at].tokens.contains(&frame.body) {
            let element = &elements[at];
            let is_other = element.signs.is_other
                || matches!(element.tag, Tag::Nav | Tag::Footer | Tag::Aside | Tag::Form);
            if is_other && !element.signs.is_body {
                return None;
            }
            outermost = at;
            at = element.parent;
        }
        if sort != DateSort::Time {
            // Beside the article, what has links is about another one.
            let has_links = || {
                let near = &elements[outermost].tokens;
                let blocks = self.outline.blocks.iter();
                let mut inside = blocks.filter(|block| near.contains(&block.tokens.start));
                inside.any(|block| block.linked > 0)
            };
            return (is_inside || at == outermost || !has_links()).then_some((sort, !is_inside));
        }
        let said = self.said(token);
        let is_before_text = token < frame.body;
        let is_after_headline = frame.headline.is_some_and(|headline| headline < token);
        let is_page = matches!(elements[frame.element].tag, Tag::Html | Tag::Body);
        let is_near = is_before_text && (is_after_headline || (is_inside && !is_page));
        let is_signed = is_inside && said == Said::Published;
        ((is_near || is_signed) && said != Said::Changed).then_some((sort, said == Said::Nothing))
    }

    /// What is said of the date in the element that begins at `token`: in its attributes, its text, or before it.
    fn said(&self, token: usize) -> Said {
        let tag = &self.page[self.tokens[token].range.clone()];
        let names = ["itemprop", "class"].into_iter().filter_map(|name| attribute(tag, name));
        let names: String = names.collect::<Vec<_>>().join(" ").to_ascii_lowercase();
        if names.contains("publish") {
            return Said::Published;
        }
        if ["update", "modified"].iter().any(|word| names.contains(word)) {
            return Said::Changed;
        }
        let inside = self.tokens.get(token + 1).filter(|next| next.kind == TokenKind::Text);
        let inside = inside.map_or("", |text| &self.page[text.range.clone()]);
        match said_in(inside) {
            Said::Nothing => said_in(&self.before(token)),
            said => said,
        }
    }

    /// The text before a token in its paragraph; where there is none, a short text in the one before.
    fn before(&self, token: usize) -> String {
        let mut parts: Vec<&str> = Vec::new();
        let mut is_other = false;
        for before in self.tokens[..token].iter().rev().take(LOOKED_AT) {
            match before.kind {
                TokenKind::Start(tag) | TokenKind::End(tag) if tag.is_block() => {
                    let is_headline = matches!(tag, Tag::H1 | Tag::H2 | Tag::H3);
                    if is_headline || !parts.is_empty() {
                        break;
                    }
                    is_other = true;
                }
                TokenKind::Text => {
                    let text = &self.page[before.range.clone()];
                    if !is_blank(text) {
                        parts.push(text);
                    }
                }
                _ => {}
            }
        }
        let is_said = !is_other || parts.iter().map(|part| part.len()).sum::<usize>() <= LABEL;
        let parts = parts.into_iter().rev().filter(|_| is_said);
        parts.collect::<Vec<_>>().join(" ")
    }
}

fn said_in(text: &str) -> Said {
    match SAID.captures_iter(text).last() {
        Some(found) if found.name("changed").is_some() => Said::Changed,
        Some(_) => Said::Published,
        None => Said::Nothing,
    }
}

/// A day as a number, to compare days; a month counts 31 and a year 372.
fn number_of(day: Date) -> i32 {
    i32::from(day.year()) * 372 + i32::from(day.month()) * 31 + i32::from(day.day())
}

/// 1 January 1970, as [`number_of`] counts.
const EPOCH: i32 = 1970 * 372 + 31 + 1;

/// Two dates of one article are hardly so many days apart.
const FAR: u32 = 62;

/// The day in an address with "/2016/08/12/" in it, as 2016-08-12.
pub(in crate::corpus) fn day_in(address: &str) -> Option<String> {
    let parts: Vec<&str> = address.split('/').collect();
    let number = |text: &str, lens: std::ops::RangeInclusive<usize>| {
        let is_number =
            lens.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
        is_number.then(|| text.parse::<u16>().ok()).flatten()
    };
    parts.windows(3).find_map(|three| {
        let year = number(three[0], 4..=4).filter(|year| (1980..2100).contains(year))?;
        let month = number(three[1], 1..=2).filter(|month| (1..=12).contains(month))?;
        let day = number(three[2], 1..=2).filter(|day| (1..=31).contains(day))?;
        Some(format!("{year}-{month:02}-{day:02}"))
    })
}

#[cfg(test)]
mod tests {
    use super::super::choose::choose;
    use super::super::token::Tokens;
    use super::*;

    const TEXT: &str =
        "<p>Shells fell on the market of Orvale on Monday and killed six people, medics said.</p>";

    fn read(page: &str) -> (Option<String>, Vec<String>) {
        let tokens: Vec<Token> = Tokens::new(page).collect();
        let (head, outline) = (Head::of(page, &tokens), Outline::of(page, &tokens));
        let chosen = choose(&outline);
        let order = DateOrder::default();
        let read = Published {
            page,
            tokens: &tokens,
            head: &head,
            outline: &outline,
            chosen: &chosen,
            order,
        };
        let mut odd = Vec::new();
        (read.date(&mut odd), odd)
    }

    #[test]
    fn dates_are_trusted_in_order() {
        let parts = [
            r#"<time datetime="2016-08-01">Monday</time>"#,
            r#"<time pubdate>2 August 2016</time>"#,
            r#"<span itemprop="datePublished dateModified" content="2016-08-03"></span>"#,
            r#"<meta name="DC.date" content="2016-08-04">"#,
            r#"<meta content="2016-08-05" property="article:published_time">"#,
            r#"<script type="application/ld+json">{"@type":"NewsArticle","datePublished":"2016-08-06"}</script>"#,
        ];
        let days =
            ["2016-08-01", "2 August 2016", "2016-08-03", "2016-08-04", "2016-08-05", "2016-08-06"];
        for (at, day) in days.into_iter().enumerate() {
            let page = format!("<h1>Six killed in market</h1>{}{TEXT}", parts[..=at].concat());
            assert_eq!(read(&page).0.as_deref(), Some(day));
        }
    }

    #[test]
    fn dates_of_something_else_are_passed_over() {
        let day = "<time datetime=2019-01-01>a day</time>";
        for page in [
            format!("{day}<main><h1>Six killed in market</h1>{TEXT}</main>"),
            format!("<h1>Six killed in market</h1>{TEXT}<section id=comments>{day}</section>"),
            format!("<h1>Six killed in market</h1>{TEXT}<aside>{day}</aside>"),
            format!(
                "<h1>Six killed</h1>{TEXT}<p>The war began on {day}, when shells fell on the town, as he said.</p>{TEXT}"
            ),
            format!("<h1>Six killed in market</h1><p>Updated {day}</p>{TEXT}"),
            format!(
                "<h1>Six killed in market</h1><time class=updated datetime=2019-01-01></time>{TEXT}"
            ),
            format!("<h1>Six killed in market</h1><div class=related-box>{day}</div>{TEXT}"),
            format!(
                "<div itemscope><a href=x>Storm</a><meta itemprop=datePublished content=2019-01-01></div><main><h1>Six killed</h1>{TEXT}</main>"
            ),
        ] {
            let page = format!("<html><body>{page}</body></html>");
            assert_eq!(read(&page).0, None, "{page}");
            let own = "<p class=byline>By A. Tell, published <time>14 March 2018</time></p>";
            let page = page.replacen("</h1>", &format!("</h1>{own}"), 1);
            assert_eq!(read(&page).0.as_deref(), Some("14 March 2018"), "{page}");
        }
    }

    #[test]
    fn dates_in_doubt_are_told_or_passed_over() {
        let described = |date: &str| {
            format!(
                r#"<script type="application/ld+json">{{"@type":"Article","datePublished":"{date}","dateModified":"2020-01-01"}}</script>"#
            )
        };
        let meta = "<meta name=date content=2016-08-12>";
        for date in ["1970-01-01T00:00:00Z", "2031-01-01"] {
            let (read_date, odd) = read(&format!("{}{meta}{TEXT}", described(date)));
            assert_eq!((read_date.as_deref(), odd.len()), (Some("2016-08-12"), 0));
            let (read_date, odd) = read(&format!("{}{TEXT}", described(date)));
            assert_eq!((read_date.as_deref(), odd.len()), (Some(date), 1), "{odd:?}");
        }
        let address = "<link rel=canonical href=https://a.example/2011/02/03/market>";
        let (date, odd) = read(&format!("{address}{meta}{TEXT}"));
        assert_eq!(date.as_deref(), Some("2016-08-12"));
        assert!(odd[0].contains("the day in its address is 2011-02-03"), "{odd:?}");
    }

    #[test]
    fn of_several_described_articles_it_is_the_one_with_the_title() {
        let page = r#"<title>Six killed in market - Courier</title><script type="application/ld+json">[{"@type":"Article","headline":"Storm floods town","datePublished":"2019-01-01"},{"@type":"Article","headline":"Six killed in market","datePublished":"2016-08-12"}]</script>"#;
        assert_eq!(read(&format!("{page}{TEXT}")).0.as_deref(), Some("2016-08-12"));
    }
}
