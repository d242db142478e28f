//! Dates of one article that are written in two orders: 9/5/2013 in a column, 05-09-2013 in the text. Where one of them
//! can be read as the day of the other, they are the same day.

use super::Hints;
use super::byline::starts_word;
use super::published::{self, DateOrder, Orders, exchanged, orders_of};
use crate::text::Published;
use jiff::civil::{Date, Time};

/// The date is looked for in so many bytes of the text.
const LOOKED_AT: usize = 2000;

/// The date field. If it can be read in two orders and nothing else says in which, a date printed near the top of the text
/// decides: the day that the text has too.
pub(super) fn field(text: &str, hints: &Hints) -> Option<(Date, Option<Time>)> {
    let written = hints.date?;
    let (date, time) = published::field(written, hints.date_order.unwrap_or(hints.order))?;
    if hints.date_order.is_some() || orders_of(written) != Some(Orders::Both) {
        return Some((date, time));
    }
    let is_other = exchanged(date).is_some_and(|other| {
        let mut is_there = false;
        for printed in dates(text, hints.order) {
            if printed == date {
                return false;
            }
            is_there = is_there || printed == other;
        }
        is_there
    });
    Some((if is_other { exchanged(date).unwrap_or(date) } else { date }, time))
}

/// The full dates near the top of a text.
fn dates(text: &str, order: DateOrder) -> impl Iterator<Item = Date> + '_ {
    let bytes = text.as_bytes();
    (0..bytes.len().min(LOOKED_AT))
        .filter(|&at| starts_word(bytes, at))
        .filter_map(move |at| published::date_at(text, at, order).map(|(date, _)| date))
}

/// Reads a printed date that allows both orders as the day of the date field, if that allows only this one.
pub(super) fn printed(printed: &mut Published, text: &str, hints: &Hints) {
    let Some((field, _)) = hints.date.and_then(|written| {
        let is_sure = hints.date_order.is_some() || orders_of(written) != Some(Orders::Both);
        published::field(written, hints.date_order.unwrap_or(hints.order)).filter(|_| is_sure)
    }) else {
        return;
    };
    if exchanged(printed.date) != Some(field) {
        return;
    }
    let Some(span) = printed.span else { return };
    let written = span.cut(text);
    // The stamp may begin with words such as "Published".
    let numbers = written.find(|c: char| c.is_ascii_digit()).and_then(|at| written.get(at..));
    if numbers.and_then(orders_of) == Some(Orders::Both) {
        printed.date = field;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::layout::analyse;
    use jiff::civil::date;

    fn day(text: &str, field: &str, date_order: Option<DateOrder>) -> Option<Date> {
        let hints = Hints { date: Some(field), date_order, ..Hints::default() };
        analyse(text, &hints).published.map(|published| published.date)
    }

    #[test]
    fn two_orders_share_one_day() {
        let (stamped, told) =
            ("05-09-2013 Shells fell on Gullhaven.", "Shells fell on 5 September 2013, he said.");
        let (may, september) = (Some(date(2013, 5, 9)), Some(date(2013, 9, 5)));
        // The column is read as the text is printed, or as its other dates are.
        assert_eq!(day(stamped, "9/5/2013", None), september);
        assert_eq!(day(stamped, "9/5/2013", Some(DateOrder::Mdy)), september);
        assert_eq!(day(stamped, "2013-05-09", None), may);
        assert_eq!(day(stamped, "5/9/2013", Some(DateOrder::Mdy)), may);
        assert_eq!(day(told, "9/5/2013", None), september);
        assert_eq!(day(told, "5/9/2013", None), september);
        // A text that has neither day, or both, decides nothing.
        assert_eq!(day("Shells fell in May.", "9/5/2013", None), may);
        assert_eq!(day("From 9 May 2013 to 5 September 2013 shells fell.", "9/5/2013", None), may);
        // Another day in the text stays another day.
        assert_eq!(day("06-09-2013 Shells fell.", "2013-05-09", None), Some(date(2013, 9, 6)));
    }
}
