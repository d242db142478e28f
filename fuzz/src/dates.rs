//! Dates, numbers and durations: no panic, the low end is never above the high one, and each is inside the text.

use dateline::Article;
use dateline::check::examples::article;
use dateline::corpus::DateOrder;
use dateline::text::numbers::number::numbers;
use dateline::text::temporal::date_phrase::{Direction, phrases, resolve};
use dateline::text::temporal::duration::durations;
use dateline::text::{Document, Span, Vocabulary};
use jiff::civil::{Date, date};

/// Days from which phrases are resolved: a leap day, a turn of the year, and the ends of the calendar.
const ANCHORS: [Date; 5] =
    [date(2016, 2, 29), date(2015, 12, 31), date(1, 1, 1), date(9999, 12, 31), Date::MIN];

/// The bytes are a text, and its first line also the date of an article.
pub fn check(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let document = Document::new(article("a", &text), &mut Vocabulary::new());
    let all = 0..document.len();
    for number in numbers(&document, all.clone()) {
        is_inside(&document, number.span);
        assert!(number.low <= number.value, "{number:?} in {text:?}");
        assert!(number.high.is_none_or(|high| number.value <= high), "{number:?} in {text:?}");
    }
    for phrase in phrases(&document, all.clone()) {
        is_inside(&document, phrase.span);
        for anchor in ANCHORS {
            for direction in [Direction::Past, Direction::Future] {
                for published in [false, true] {
                    let found = resolve(&phrase.when, anchor, published, direction);
                    let in_order = found.is_none_or(|found| found.start <= found.end);
                    assert!(in_order, "{phrase:?} from {anchor}: {found:?}");
                }
            }
        }
    }
    for duration in durations(&document, all) {
        is_inside(&document, document.tokens_span(duration));
    }
    for order in [DateOrder::Dmy, DateOrder::Mdy, DateOrder::Ymd] {
        stamps(&text, order);
    }
}

fn is_inside(document: &Document, span: Span) {
    let cut = document.text().get(span.range());
    assert!(cut.is_some_and(|cut| !cut.is_empty()), "{span:?} of {:?}", document.text());
}

/// The dates that the layout finds.
fn stamps(text: &str, order: DateOrder) {
    let field = text.lines().next().unwrap_or_default();
    let built = Article::builder("a", text).date(field).date_order(order).build();
    let Ok(article) = built else { return };
    let layout = &article.layout;
    let stamped = layout.published.and_then(|published| published.span);
    let blocks = layout.blocks.iter().map(|block| block.span);
    let regions = layout.regions.iter().map(|region| region.span);
    let spans =
        [layout.title, layout.dateline, stamped].into_iter().flatten().chain(blocks).chain(regions);
    for span in spans {
        assert!(article.text.get(span.range()).is_some(), "{span:?} of {:?}", article.text);
    }
    let in_order = layout.regions.windows(2).all(|pair| pair[0].span.end <= pair[1].span.start);
    assert!(in_order, "regions overlap: {layout:?}");
}
