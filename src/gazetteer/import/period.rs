//! The time for which a dictionary's code is valid: `[CODE 910101-001231]`, `[CODE <19900101]`, `[CODE >900101]`. Reads
//! such brackets and splits overlapping periods, so that on each day one code is valid: the one listed first.

use jiff::civil::Date;

/// A range of days, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    pub from: Date,
    pub to: Date,
}

impl Period {
    /// All days.
    pub const ALWAYS: Period = Period { from: Date::MIN, to: Date::MAX };

    /// The parts of this period that none of `taken` covers, in order.
    pub fn without(self, taken: &[Period]) -> Vec<Period> {
        let mut left = vec![self];
        for cut in taken {
            left = left.into_iter().flat_map(|piece| piece.minus(*cut)).collect();
        }
        left.sort_by_key(|piece| piece.from);
        left
    }

    fn minus(self, cut: Period) -> Vec<Period> {
        if cut.to < self.from || self.to < cut.from {
            return vec![self];
        }
        let before = cut.from.yesterday().ok().filter(|day| self.from <= *day);
        let after = cut.to.tomorrow().ok().filter(|day| *day <= self.to);
        let before = before.map(|to| Period { from: self.from, to });
        let after = after.map(|from| Period { from, to: self.to });
        before.into_iter().chain(after).collect()
    }

    /// The ends as table cells: empty if open.
    pub fn cells(self) -> [String; 2] {
        let cell =
            |day: Date, open: Date| if day == open { String::new() } else { day.to_string() };
        [cell(self.from, Date::MIN), cell(self.to, Date::MAX)]
    }
}

/// The contents of a bracket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DatedCode {
    pub code: String,
    /// `None` if the code is valid whenever no other is.
    pub period: Option<Period>,
}

/// Reads the contents of a bracket; the error says why they cannot be read.
pub fn dated(inside: &str) -> Result<DatedCode, &'static str> {
    let inside = inside.trim();
    let (code, when) = match inside.find([' ', '\t', '<', '>']) {
        Some(at) => (inside[..at].trim(), inside[at..].trim()),
        None => (inside, ""),
    };
    let code = code.to_owned();
    let period = match when {
        "" => None,
        _ => Some(period(when)?),
    };
    Ok(DatedCode { code, period })
}

fn period(when: &str) -> Result<Period, &'static str> {
    if let Some(before) = when.strip_prefix('<') {
        return Ok(Period { to: day(before)?, ..Period::ALWAYS });
    }
    if let Some(after) = when.strip_prefix('>') {
        return Ok(Period { from: day(after)?, ..Period::ALWAYS });
    }
    let (from, to) = when.split_once('-').ok_or("a bad date: neither <day, >day nor day-day")?;
    let period = Period { from: day(from)?, to: day(to)? };
    match period.from <= period.to {
        true => Ok(period),
        false => Err("a bad date: the last day is before the first"),
    }
}

/// A day as YYYYMMDD or YYMMDD; two-digit years up to 30 are in this century, as in PETRARCH.
fn day(text: &str) -> Result<Date, &'static str> {
    const BAD: &str = "a bad date: not YYYYMMDD or YYMMDD";
    let text = text.trim();
    if !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(BAD);
    }
    let number =
        |from: usize, to: usize| text.get(from..to).and_then(|part| part.parse::<i16>().ok());
    let (year, rest) = match (text.len(), number(0, 2), number(0, 4)) {
        (6, Some(year), _) => (if year <= 30 { 2000 + year } else { 1900 + year }, 2),
        (8, _, Some(year)) => (year, 4),
        _ => return Err(BAD),
    };
    let (Some(month), Some(day)) = (number(rest, rest + 2), number(rest + 2, rest + 4)) else {
        return Err(BAD);
    };
    Date::new(year, month as i8, day as i8).map_err(|_| BAD)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn period_of(inside: &str) -> [String; 2] {
        dated(inside).unwrap().period.unwrap().cells()
    }

    #[test]
    fn brackets_are_read() {
        assert_eq!(dated("AFG").unwrap(), DatedCode { code: "AFG".into(), period: None });
        assert_eq!(period_of("USAGOV 19910101-20001231"), ["1991-01-01", "2000-12-31"]);
        assert_eq!(period_of("USAGOV 970101-061231"), ["1997-01-01", "2006-12-31"]);
        assert_eq!(period_of("AFGELI 320101-19331108"), ["1932-01-01", "1933-11-08"]);
        assert_eq!(period_of("KOR <19900101"), ["", "1990-01-01"]);
        assert_eq!(period_of("KOR > 900101"), ["1990-01-01", ""]);
        assert_eq!(period_of("KOR<900101"), ["", "1990-01-01"]);
        for bad in
            ["X 2004017-20061201", "X 20070101", "X 991332-000101", "X 010101-000101", "X >soon"]
        {
            assert!(dated(bad).is_err(), "{bad}");
        }
    }

    fn days() -> impl Strategy<Value = Period> {
        (0i32..60, 0i32..20).prop_map(|(from, length)| {
            let day = |n: i32| Date::constant(2000, 1, 1) + jiff::Span::new().days(n);
            Period { from: day(from), to: day(from + length) }
        })
    }

    proptest! {
        #[test]
        fn pieces_cover_what_was_free_once(whole in days(), taken in prop::collection::vec(days(), 0..5)) {
            let pieces = whole.without(&taken);
            let mut day = whole.from;
            while day <= whole.to {
                let within = |piece: &Period| piece.from <= day && day <= piece.to;
                let free = !taken.iter().any(within);
                prop_assert_eq!(pieces.iter().filter(|piece| within(piece)).count(), usize::from(free));
                day = day.tomorrow().unwrap();
            }
        }

        #[test]
        fn no_bracket_panics(text in "[A-Z0-9<> -]{0,24}|\\PC{0,12}") {
            let _ = dated(&text);
        }
    }
}
