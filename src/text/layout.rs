//! Layout of an article: title, date stamps, dateline, blocks of a live blog, captions, sub-heads, furniture, and the
//! remaining running text. Readers (`corpus`) call [`analyse`] once for every article, so it scans lines and examines
//! closely only short ones, the article's top and its end. `byline` reads the publication date from short lines, `head`
//! reads what comes before the report, `tail` what is appended to a paragraph.

mod byline;
pub(crate) mod dateline;
pub(crate) mod furniture;
mod head;
pub(crate) mod headline;
mod packed_date;
pub(crate) mod paragraph;
pub(crate) mod published;
mod reconcile;
mod tail;

use super::{Block, Layout, Published, Region, RegionKind, Span};
use dateline::dateline_at;
use furniture::LineKind;
use headline::{ends_open, is_headline, is_title_case, same_words};
use paragraph::{Paragraph, paragraphs};
pub use published::{DateOrder, Orders, orders_of};

/// What a reader knows of an article besides its text.
#[derive(Clone, Copy, Debug, Default)]
pub struct Hints<'a> {
    /// Where the title is, if it came in a field of its own.
    pub title: Option<Span>,
    /// A date field, as written; a date printed in the text wins over it.
    pub date: Option<&'a str>,
    /// How an ambiguous numeric date is read.
    pub order: DateOrder,
    /// How one in the date field is read, where the other dates of its column show it.
    pub date_order: Option<DateOrder>,
}

/// Whether a date field can be read; a blank one counts as readable.
pub fn can_read_date(field: &str, order: DateOrder) -> bool {
    field.trim().is_empty() || published::field(field, order).is_some()
}

/// The day in a date field, read in this order where it allows several.
pub fn date_field(field: &str, order: DateOrder) -> Option<jiff::civil::Date> {
    published::field(field, order).map(|(date, _)| date)
}

/// Finds the layout of `text`.
///
/// Regions are in order, without white space at their ends, and cover every character that is not blank. Where the
/// title came in a field and the text prints it again, the printed one is the title and the field's is furniture; where
/// the text prints it twice, the first is the title.
pub fn analyse(text: &str, hints: &Hints) -> Layout {
    let field = reconcile::field(text, hints);
    let mut pass = LayoutPass {
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

/// A line that begins within this many bytes of the top may print the publication date.
const TOP: usize = 600;
/// The longest headline, in bytes.
const HEADLINE: usize = 180;

struct LayoutPass<'a> {
    text: &'a str,
    hints: &'a Hints<'a>,
    year: Option<i16>,
    layout: Layout,
    paragraph: u32,
    /// Paragraphs of running text so far.
    body: usize,
    /// Inside a list of other items.
    list: bool,
    /// The next line is the teaser of another item.
    teaser: bool,
}

impl LayoutPass<'_> {
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
        if furniture::is_correction(span.cut(self.text)) {
            return self.push(span.start as usize, span.end as usize, RegionKind::Furniture);
        }
        if span.len() <= furniture::LONGEST && self.read_short(paragraph, rest) {
            return;
        }
        self.list = false;
        self.teaser = false;
        self.read_running(span);
    }

    /// Reads a paragraph short enough to be something other than running text; returns false if it is running text.
    fn read_short(&mut self, paragraph: Paragraph, rest: &[Paragraph]) -> bool {
        let span = paragraph.span;
        let line = span.cut(self.text);
        let (start, end) = (span.start as usize, span.end as usize);
        if let Some(line_kind) = furniture::line_kind(line) {
            let kind = match line_kind {
                LineKind::Byline => RegionKind::Byline,
                LineKind::Caption => RegionKind::Caption,
                LineKind::Furniture | LineKind::List | LineKind::Teaser => RegionKind::Furniture,
            };
            self.list =
                line_kind == LineKind::List || (self.list && line_kind == LineKind::Furniture);
            self.teaser = line_kind == LineKind::Teaser;
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
        if self.is_title_again(line) && published::block_at(self.text, start).is_none() {
            self.title_again(span);
            return true;
        }
        if self.is_stamp_line(span) {
            self.publish_from(span);
            self.push(start, end, RegionKind::Byline);
            return true;
        }
        if published::block_at(self.text, start).is_some() {
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

    /// Whether the line is the article's headline: only furniture, captions and date stamps come before it, and more
    /// text comes after.
    fn is_title(&self, span: Span, rest: &[Paragraph]) -> bool {
        let clear = self.body == 0 && self.layout.blocks.is_empty() && !self.list && !self.teaser;
        let line = span.cut(self.text);
        let unlike = || {
            published::stamp_at(self.text, span.start as usize, self.hints.order).is_some()
                || published::block_at(self.text, span.start as usize).is_some()
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

    /// The title printed in the text wins over the one from a field; of two printed titles the first wins.
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

    /// A headline without a full stop as the last line, after paragraphs that end with one: a link to another item.
    fn is_cut_off(&self, last: Paragraph) -> bool {
        let body = self.layout.regions.iter().filter(|r| r.kind == RegionKind::Body);
        let ended = body.clone().filter(|r| !ends_open(r.span.cut(self.text))).count();
        last.spaced
            && ended >= 3
            && ended * 4 >= body.count() * 3
            && is_title_case(last.span.cut(self.text))
    }

    /// Splits running text into its opening (block stamp, date, repeated title, dateline), the report itself, and what
    /// the page appended to its end.
    fn read_running(&mut self, span: Span) {
        let mut at = span.start as usize;
        if let Some((time, end)) = published::block_at(self.text, at) {
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

    fn blanks(&self, at: usize) -> usize {
        let rest = &self.text[at..];
        at + (rest.len() - rest.trim_start().len())
    }

    fn finish(mut self, field: Option<(jiff::civil::Date, Option<jiff::civil::Time>)>) -> Layout {
        match &mut self.layout.published {
            Some(printed) => reconcile::printed(printed, self.text, self.hints),
            None => {
                self.layout.published =
                    field.map(|(date, time)| Published { date, time, span: None });
            }
        }
        self.layout
    }
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
    fn a_page_is_split_into_regions() {
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
    fn notes_of_correction_are_furniture() {
        use RegionKind::{Body, Furniture};
        let note = "Correction: This story has been updated to say that 12, not 15, people died.";
        let text = format!("Shells killed 12 people on Monday.\n\n{note}");
        assert_eq!(kinds(&text), [(Body, "Shells killed 12 people on Monday."), (Furniture, note)]);
        let note = "An earlier version of this article said that 20 people were killed.";
        let text = format!("Shells killed 12 people on Monday. Nobody fled. {note}");
        assert_eq!(
            kinds(&text),
            [(Body, "Shells killed 12 people on Monday. Nobody fled."), (Furniture, note)]
        );
    }

    #[test]
    fn layout_of_the_shipped_articles() {
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
