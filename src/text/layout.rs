//! What stands where in an article: title, stamps, dateline, blocks of a live blog, captions, sub-heads, furniture,
//! and the running text that is left. Readers (`corpus`) call [`analyse`] once for every article, so it scans lines and
//! looks closely only at short ones, at the article's top and at its end.

use super::furniture::{self, Sort};
use super::headline::{ends_open, is_headline, is_title_case, same_words};
use super::opening::dateline_at;
use super::paragraph::{Paragraph, paragraphs};
use super::stamp;
use super::{Block, Layout, Published, Region, RegionKind, Span};
use memchr::memchr2;
use memchr::memmem::{self, FinderRev};
use std::sync::LazyLock;

/// How 12/08/2016 is read where the text itself does not settle it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DateOrder {
    /// Day first.
    #[default]
    Dmy,
    /// Month first.
    Mdy,
    /// Year first.
    Ymd,
}

/// What a reader knows of an article besides its text.
#[derive(Clone, Copy, Debug, Default)]
pub struct Hints<'a> {
    /// Where the title stands, if it came in a field of its own.
    pub title: Option<Span>,
    /// A date field, as written; a date printed in the text wins over it.
    pub date: Option<&'a str>,
    /// How an ambiguous numeric date is read.
    pub order: DateOrder,
}

/// Finds the layout of `text`.
///
/// Regions are in order, without white space at their ends, and hold every character that is not blank. Where the title
/// came in a field and the text prints it again, the text's own printing is the title and the field's is furniture;
/// where the text prints it twice, the first is.
pub fn analyse(text: &str, hints: &Hints) -> Layout {
    let field = hints.date.and_then(|date| stamp::field(date, hints.order));
    let mut pass = Pass {
        text,
        hints,
        year: field.map(|(date, _)| date.year()),
        layout: Layout::default(),
        paragraph: 0,
        body: 0,
        list: false,
        teaser: false,
    };
    let all = paragraphs(text);
    pass.layout.regions.reserve(all.len() + 4);
    for (at, paragraph) in all.iter().enumerate() {
        pass.read(*paragraph, &all[at + 1..]);
        pass.paragraph += 1;
    }
    pass.finish(field)
}

/// A line this near the top (bytes) may print the date of publication.
const TOP: usize = 600;
/// A headline is no longer (bytes).
const HEADLINE: usize = 180;

struct Pass<'a> {
    text: &'a str,
    hints: &'a Hints<'a>,
    year: Option<i16>,
    layout: Layout,
    paragraph: u32,
    /// Paragraphs of running text so far.
    body: usize,
    /// In a list of other items.
    list: bool,
    /// The next line is the teaser of one other item.
    teaser: bool,
}

impl Pass<'_> {
    fn push(&mut self, start: usize, end: usize, kind: RegionKind) {
        let span = Span::new(start, end).trimmed(self.text);
        if !span.is_empty() {
            self.layout.regions.push(Region { span, kind, paragraph: self.paragraph });
        }
    }

    fn read(&mut self, paragraph: Paragraph, rest: &[Paragraph]) {
        let span = paragraph.span;
        if self.hints.title.is_some_and(|title| title.contains(span)) {
            if self.layout.title.is_none() {
                self.layout.title = self.hints.title;
            }
            return self.push(span.start as usize, span.end as usize, RegionKind::Title);
        }
        if span.len() <= furniture::LONGEST && self.read_short(paragraph, rest) {
            return;
        }
        self.list = false;
        self.teaser = false;
        self.read_running(span);
    }

    /// Reads a paragraph short enough to be something other than running text; false where it is not.
    fn read_short(&mut self, paragraph: Paragraph, rest: &[Paragraph]) -> bool {
        let span = paragraph.span;
        let line = span.cut(self.text);
        let (start, end) = (span.start as usize, span.end as usize);
        if let Some(sort) = furniture::sort(line) {
            let kind = match sort {
                Sort::Byline => RegionKind::Byline,
                Sort::Caption => RegionKind::Caption,
                Sort::Furniture | Sort::List | Sort::Teaser => RegionKind::Furniture,
            };
            self.list = sort == Sort::List || (self.list && sort == Sort::Furniture);
            self.teaser = sort == Sort::Teaser;
            if !line.contains("(@") {
                self.publish_from(span);
            }
            self.push(start, end, kind);
            return true;
        }
        if self.layout.title.is_none() && self.is_title(span, rest) {
            self.layout.title = Some(span);
            self.push(start, end, RegionKind::Title);
            return true;
        }
        if self.is_title_again(line) && stamp::block_at(self.text, start).is_none() {
            self.title_again(span);
            return true;
        }
        if self.is_stamp_line(span) {
            self.publish_from(span);
            self.push(start, end, RegionKind::Byline);
            return true;
        }
        if stamp::block_at(self.text, start).is_some() {
            return false;
        }
        let headline = is_headline(line);
        if headline && (self.teaser || self.list || (rest.is_empty() && self.is_cut_off(paragraph)))
        {
            self.teaser = false;
            self.push(start, end, RegionKind::Furniture);
            return true;
        }
        if headline && self.body > 0 && !rest.is_empty() {
            self.push(start, end, RegionKind::Heading);
            return true;
        }
        false
    }

    /// Whether the line is the article's headline: nothing but furniture, captions and stamps stands before it, more
    /// text after.
    fn is_title(&self, span: Span, rest: &[Paragraph]) -> bool {
        let clear = self.body == 0 && self.layout.blocks.is_empty() && !self.list && !self.teaser;
        let line = span.cut(self.text);
        let unlike = || {
            stamp::stamp_at(self.text, span.start as usize, self.hints.order).is_some()
                || stamp::block_at(self.text, span.start as usize).is_some()
                || dateline_at(self.text, span.start as usize, None, false).is_some()
                || !self
                    .layout
                    .regions
                    .iter()
                    .all(|r| matches!(r.kind, RegionKind::Furniture | RegionKind::Byline))
        };
        if !clear || line.len() > HEADLINE || !ends_open(line) || unlike() {
            return false;
        }
        let Some(next) = rest.first() else { return false };
        let below = next.span.cut(self.text);
        let apart = next.spaced || below.len() > line.len() || self.is_stamp_line(next.span);
        apart && !below.starts_with(char::is_lowercase)
    }

    /// Whether a line prints the headline a second time.
    fn is_title_again(&self, line: &str) -> bool {
        let Some(title) = self.layout.title else { return false };
        self.body == 0
            && same_words(title.cut(self.text), line).is_some_and(|end| end == line.len())
    }

    /// The text's own printing wins over a field's; in a text the first wins.
    fn title_again(&mut self, span: Span) {
        if self.hints.title.is_some() && self.layout.title == self.hints.title {
            self.layout.title = Some(span);
            for region in &mut self.layout.regions {
                if region.kind == RegionKind::Title {
                    region.kind = RegionKind::Furniture;
                }
            }
            self.push(span.start as usize, span.end as usize, RegionKind::Title);
        } else {
            self.push(span.start as usize, span.end as usize, RegionKind::Furniture);
        }
    }

    /// Whether a short line of its own is a date of publication or an author with a date.
    fn is_stamp_line(&self, span: Span) -> bool {
        let line = span.cut(self.text);
        let near = (span.start as usize) < TOP;
        if line.len() > 110 || line.ends_with('.') && !near {
            return false;
        }
        let Some(found) = stamp::stamp_at(self.text, span.start as usize, self.hints.order) else {
            return near
                && line.len() <= 90
                && self.date_in(span).is_some_and(|(_, end)| end + 12 >= span.end as usize)
                && (opens_ignoring_case(line, "by ") || line.contains('|'));
        };
        let rest = self.text[found.end..span.end as usize]
            .trim_start_matches(|c: char| !c.is_alphanumeric());
        rest.is_empty()
            || (rest.len() <= 50
                && (opens_ignoring_case(rest, "by ") || rest.split(' ').count() <= 4))
    }

    /// Takes a stamp in a byline as the date of publication, unless one was found before.
    fn publish_from(&mut self, span: Span) {
        if self.layout.published.is_none()
            && (span.start as usize) < TOP.max(self.text.len() / 2)
            && let Some((published, _)) = self.date_in(span)
        {
            self.layout.published = Some(published);
        }
    }

    /// The first full date in a short line.
    fn date_in(&self, span: Span) -> Option<(Published, usize)> {
        let bytes = self.text.as_bytes();
        (span.range()).filter(|&at| starts_word(bytes, at)).find_map(|at| {
            let found = stamp::stamp_at(self.text, at, self.hints.order)?;
            Some((self.published(found, at), found.end))
        })
    }

    fn published(&self, found: stamp::Stamp, at: usize) -> Published {
        Published { date: found.date, time: found.time, span: Some(Span::new(at, found.end)) }
    }

    /// A headline without a stop as the last line, after paragraphs that end with one: a link to another item.
    fn is_cut_off(&self, last: Paragraph) -> bool {
        let body = self.layout.regions.iter().filter(|r| r.kind == RegionKind::Body);
        let ended = body.clone().filter(|r| !ends_open(r.span.cut(self.text))).count();
        last.spaced
            && ended >= 3
            && ended * 4 >= body.count() * 3
            && is_title_case(last.span.cut(self.text))
    }

    /// Splits running text into what stands at its head (block stamp, date, title again, dateline), itself, and what a
    /// page hangs on to its end.
    fn read_running(&mut self, span: Span) {
        let mut at = span.start as usize;
        if let Some((time, end)) = stamp::block_at(self.text, at) {
            if let Some(last) = self.layout.blocks.last_mut() {
                last.span.end = span.start;
            }
            self.layout.blocks.push(Block {
                span: Span { start: span.start, end: self.text.len() as u32 },
                time,
            });
            self.push(at, end, RegionKind::Byline);
            at = end;
        } else if self.body == 0 && at < TOP + HEADLINE {
            at = self.read_head(span);
        }
        let end = self.tail(at, span.end as usize);
        self.push(at, end, RegionKind::Body);
        self.body += 1;
        if end < span.end as usize {
            self.push(end, span.end as usize, RegionKind::Furniture);
        }
    }

    /// Reads what stands before the report itself in the first running text; returns where the report begins.
    fn read_head(&mut self, span: Span) -> usize {
        let mut at = span.start as usize;
        let end = span.end as usize;
        if self.layout.title.is_none()
            && self.layout.published.is_none()
            && let Some(stop) = self.headline_before_stamp(at, end)
        {
            let title = Span::new(at, stop).trimmed(self.text);
            self.push(at, stop, RegionKind::Title);
            self.layout.title = Some(title);
            at = self.blanks(stop);
        }
        let mut stamped = false;
        loop {
            let before = at;
            at = self.read_title_again(at, end);
            if let Some(to) = self.read_stamp(at, end) {
                stamped = true;
                at = to;
            }
            if at == before {
                break;
            }
        }
        let year = self.layout.published.map(|p| p.date.year()).or(self.year);
        if let Some(found) =
            dateline_at(self.text, at, year, stamped).filter(|found| found.end < end)
        {
            self.layout.dateline = Some(found.place);
            if let (None, Some((date, span))) = (self.layout.published, found.date) {
                self.layout.published = Some(Published { date, time: None, span: Some(span) });
            }
            self.push(at, found.end, RegionKind::Byline);
            at = found.end;
        }
        at
    }

    /// A headline run together with the report, told by an agency and a date between them: where it ends.
    fn headline_before_stamp(&self, at: usize, end: usize) -> Option<usize> {
        let mut limit = end.min(at + HEADLINE);
        while !self.text.is_char_boundary(limit) {
            limit -= 1;
        }
        let head = &self.text[at..limit];
        let agency = AGENCIES.iter().filter_map(|agency| {
            let found = memmem::find(head.as_bytes(), agency.as_bytes())?;
            let after = self.blanks(at + found + agency.len());
            let whole =
                starts_word(self.text.as_bytes(), at + found) && after > at + found + agency.len();
            (whole && found > 12 && self.stamp_in_text(after, end).is_some()).then_some(at + found)
        });
        agency.min()
    }

    /// Reads the headline printed again at `at`; returns where the reading goes on.
    fn read_title_again(&mut self, at: usize, end: usize) -> usize {
        let Some(title) = self.layout.title else { return at };
        if title.start as usize >= at || title.end as usize > at {
            return at;
        }
        let Some(len) = same_words(title.cut(self.text), &self.text[at..end]) else { return at };
        let stop = at + len;
        let stop = stop + usize::from(self.text[stop..].starts_with(['.', ':']));
        if stop >= end {
            return at;
        }
        self.title_again(Span::new(at, stop).trimmed(self.text));
        self.blanks(stop)
    }

    /// Reads an agency, a date and what hangs on it at `at`; returns where the reading goes on.
    fn read_stamp(&mut self, at: usize, end: usize) -> Option<usize> {
        let mut from = at;
        while let Some(agency) =
            AGENCIES.iter().find(|agency| self.text[from..].starts_with(**agency))
        {
            let after = self.blanks(from + agency.len());
            if after == from + agency.len() {
                break;
            }
            from = after;
        }
        let found = self.stamp_in_text(from, end)?;
        if self.layout.published.is_none() {
            self.layout.published = Some(self.published(found, from));
        }
        let to = self.hangers(found.end, end);
        self.push(at, to, RegionKind::Byline);
        Some(self.blanks(to))
    }

    /// A stamp that opens running text: no comma or lower-case word goes on from it.
    fn stamp_in_text(&self, at: usize, end: usize) -> Option<stamp::Stamp> {
        let found =
            stamp::stamp_at(self.text, at, self.hints.order).filter(|found| found.end < end)?;
        let rest = self.text[found.end..end].trim_start();
        let next = rest.chars().next()?;
        let opens = !next.is_lowercase() && !matches!(next, ',' | ';' | '.');
        (opens || opens_ignoring_case(rest, "by ")).then_some(found)
    }

    /// Past "(updated 1500 07.10.2017)", "Get short URL 0 110" and "by Jane Doe" after a stamp.
    fn hangers(&self, mut at: usize, end: usize) -> usize {
        loop {
            let from = self.blanks(at);
            let rest = &self.text[from..end];
            let next = if opens_ignoring_case(rest, "(updated") {
                rest.find(')').filter(|&to| to < 60).map(|to| from + to + 1)
            } else if opens_ignoring_case(rest, "get short url") {
                let tail = rest.get(13..).unwrap_or("");
                let digits = tail.len()
                    - tail.trim_start_matches(|c: char| c.is_ascii_digit() || c == ' ').len();
                Some(from + 13 + digits)
            } else if rest.starts_with("by ") {
                let mut words = rest.get(3..).unwrap_or("").split(' ');
                let names = [words.next(), words.next()];
                let len: usize = names.iter().flatten().map(|name| name.len() + 1).sum();
                let named =
                    names.iter().all(|n| n.is_some_and(|n| n.starts_with(char::is_uppercase)));
                named.then_some((from + 2 + len).min(end))
            } else {
                None
            };
            match next.filter(|&next| next > at && next <= end) {
                Some(next) => at = next,
                None => return at,
            }
        }
    }

    /// Where running text ends and what a page hangs on to it begins.
    fn tail(&self, start: usize, end: usize) -> usize {
        let mut from = end.saturating_sub(260).max(start);
        while !self.text.is_char_boundary(from) {
            from += 1;
        }
        let window = &self.text.as_bytes()[from..end];
        let ends = ENDS.iter().find(|words| window.ends_with(words.as_bytes()));
        let mut cut = ends.map_or(window.len(), |words| window.len() - words.len());
        let (plain, marked) = TAILS.split_at(1);
        // All but the first hold one of these, and few paragraphs do.
        let marked = if memchr2(b':', b'/', window).is_some() { marked } else { &[] };
        for words in plain.iter().chain(marked) {
            if let Some(found) = words.rfind(&window[..cut]) {
                cut = found;
            }
        }
        if from + cut > start { from + cut } else { end }
    }

    fn blanks(&self, at: usize) -> usize {
        let rest = &self.text[at..];
        at + (rest.len() - rest.trim_start().len())
    }

    fn finish(mut self, field: Option<(jiff::civil::Date, Option<jiff::civil::Time>)>) -> Layout {
        if self.layout.published.is_none() {
            self.layout.published = field.map(|(date, time)| Published { date, time, span: None });
        }
        self.layout
    }
}

/// News agencies that sign the head of a report.
#[rustfmt::skip]
const AGENCIES: &[&str] = &[
    "AFP", "Reuters", "REUTERS", "AP", "SANA", "Xinhua", "TASS", "dpa", "DPA", "Agencies",
    "(AFP)", "(Reuters)", "(AP)",
];

/// Words that a page hangs on to the end of a paragraph and that count as its very end only.
const ENDS: &[&str] = &[" Read Also", ") Twitter"];

/// Words that a page hangs on there, with whatever follows.
static TAILS: LazyLock<[FinderRev<'static>; 5]> = LazyLock::new(|| {
    ["Comment via Facebook", "Our Standards:", "(Source:", "Last Update:", "pic.twitter.com/"]
        .map(FinderRev::new)
});

fn starts_word(bytes: &[u8], at: usize) -> bool {
    let word = |byte: &u8| byte.is_ascii_alphanumeric();
    bytes.get(at).is_some_and(word)
        && !at.checked_sub(1).and_then(|at| bytes.get(at)).is_some_and(word)
}

fn opens_ignoring_case(line: &str, opening: &str) -> bool {
    line.as_bytes()
        .get(..opening.len())
        .is_some_and(|head| head.eq_ignore_ascii_case(opening.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    fn kinds(text: &str) -> Vec<(RegionKind, &str)> {
        let layout = analyse(text, &Hints::default());
        layout.regions.iter().map(|region| (region.kind, region.span.cut(text))).collect()
    }

    fn seed(name: &str) -> String {
        let path = format!("{}/corpus/{name}.txt", env!("CARGO_MANIFEST_DIR"));
        std::fs::read_to_string(path).expect("the shipped corpus")
    }

    #[test]
    fn a_page_is_told_apart() {
        use RegionKind::{Body, Byline, Furniture, Title};
        let text = "Share\n\nTen die as shells hit village market\n\n03/05/2016 10:15 by admin\n\nAmman: Ten people died on Monday. \
                    Nobody knows why.\n\nAdvertisement\n\nThe village lies in a valley.\n\nLatest News\n\nRivers Rise Again In Northern Towns";
        assert_eq!(
            kinds(text),
            [
                (Furniture, "Share"),
                (Title, "Ten die as shells hit village market"),
                (Byline, "03/05/2016 10:15 by admin"),
                (Byline, "Amman:"),
                (Body, "Ten people died on Monday. Nobody knows why."),
                (Furniture, "Advertisement"),
                (Body, "The village lies in a valley."),
                (Furniture, "Latest News"),
                (Furniture, "Rivers Rise Again In Northern Towns"),
            ]
        );
        let layout = analyse(text, &Hints::default());
        assert_eq!(layout.published.map(|p| p.date), Some(date(2016, 5, 3)));
        assert_eq!(layout.dateline.map(|span| span.cut(text)), Some("Amman"));
    }

    #[test]
    fn a_stamp_and_the_title_again_in_running_text() {
        let title = "Ten die as shells hit village market";
        let text = format!(
            "{title}\n\nSat 7 May 2016 {title}. Ten people died on Friday. Nobody knows why."
        );
        let hints = Hints {
            title: Some(Span::new(0, title.len())),
            date: Some("1/2/2015"),
            ..Hints::default()
        };
        let layout = analyse(&text, &hints);
        let kinds: Vec<_> = layout.regions.iter().map(|region| region.kind).collect();
        assert_eq!(
            kinds,
            [RegionKind::Furniture, RegionKind::Byline, RegionKind::Title, RegionKind::Body]
        );
        assert_eq!(layout.published.map(|p| p.date), Some(date(2016, 5, 7)));
        assert!(layout.title.is_some_and(|title| title.start > 40));
    }

    #[test]
    fn a_field_dates_an_article_that_prints_no_date() {
        let hints = Hints { date: Some("1/2/2015"), order: DateOrder::Mdy, ..Hints::default() };
        let published = analyse("Ten people died on Monday.", &hints).published;
        assert_eq!(published.map(|p| (p.date, p.span)), Some((date(2015, 1, 2), None)));
    }

    #[test]
    fn the_shipped_articles() {
        let text = seed("seed-000");
        let layout = analyse(&text, &Hints::default());
        assert_eq!(layout.published.map(|p| p.date), Some(date(2016, 8, 12)));
        let text = seed("seed-001");
        assert_eq!(
            analyse(&text, &Hints::default()).dateline.map(|span| span.cut(&text)),
            Some("Beirut")
        );
        let text = seed("seed-003");
        let printed: Vec<_> =
            analyse(&text, &Hints::default()).regions.iter().take(2).map(|r| r.kind).collect();
        assert_eq!(printed, [RegionKind::Title, RegionKind::Furniture]);
        let text = seed("seed-004");
        let layout = analyse(&text, &Hints::default());
        assert_eq!(layout.blocks.len(), 4);
        assert_eq!(layout.blocks[3].time, None);
        assert!(layout.title.is_none());
    }

    #[test]
    fn no_coded_passage_is_lost() {
        let Some(folder) = std::env::var_os("DATELINE_DATA") else {
            return println!("skipped: DATELINE_DATA is unset");
        };
        let gold = crate::frame::tests::Gold::read(std::path::Path::new(&folder));
        for (passage, lost) in gold.passages() {
            assert!(!lost, "not coded: {passage}");
        }
    }

    proptest! {
        #[test]
        fn regions_hold_every_character_in_order(text in "(Share|12/08/2016 |UPDATE 0825 GMT: |BEIRUT |[a-z]{3,9} |Tags: |\\.|\n|\n\n|“|: |é|Read Also|AFP |By |— ){0,60}") {
            let layout = analyse(&text, &Hints::default());
            let kept: usize = layout.regions.iter().map(|r| r.span.cut(&text).chars().filter(|c| !c.is_whitespace()).count()).sum();
            prop_assert_eq!(kept, text.chars().filter(|c| !c.is_whitespace()).count());
            prop_assert!(layout.regions.windows(2).all(|pair| pair[0].span.end <= pair[1].span.start && pair[0].paragraph <= pair[1].paragraph));
            prop_assert!(layout.regions.iter().all(|r| !r.span.is_empty() && r.span.trimmed(&text) == r.span));
        }
    }
}
