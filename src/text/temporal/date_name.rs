//! Any name of a day, month, year or period, as the words of a phrase lead to it. The readers of each sort are in
//! `names`, `numeric`, `within` and `feast_name`.

use super::feast_name::feast;
use super::names::{
    ReadDate, calendar_day, deictic, month, ordinal_day, relative_unit, season, weekday, year,
};
use super::within::{nth, weekday_of_week};
use crate::text::tokens::token_window::TokenWindow;

/// Reads any of the names. `loose` if a preposition allows bare years, months and ordinals to be dates.
pub(super) fn date_name(run: &TokenWindow, at: usize, loose: bool) -> ReadDate {
    nth(run, at)
        .or_else(|| weekday_of_week(run, at))
        .or_else(|| feast(run, at, loose))
        .or_else(|| deictic(run, at))
        .or_else(|| weekday(run, at))
        .or_else(|| calendar_day(run, at))
        .or_else(|| month(run, at, loose))
        .or_else(|| relative_unit(run, at))
        .or_else(|| season(run, at))
        .or_else(|| ordinal_day(run, at, loose))
        .or_else(|| year(run, at, loose))
}
