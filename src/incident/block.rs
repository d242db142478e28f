//! Pairs worth judging, without looking at all pairs: mentions are filed under what pairs of one occurrence share (a
//! place and a day, a place and a figure, rows of words, ...), each file is sorted so that like stands by like, and only
//! neighbours in it become pairs. So a file of a million costs a million looks and no more.

use super::mention::Mention;
use super::near::{Part, Ties};
use super::place::Level;
use crate::event::Counted;
use crate::script::{IncidentSpec, SharedAttribute};
use rustc_hash::FxHasher;
use std::hash::{Hash, Hasher};

/// How many following neighbours each mention is paired with.
const REACH: usize = 4;
/// The edge of a square of the map, in degrees: some 22 km.
const SQUARE: f64 = 0.2;
/// Of one name in a square on a day so many mentions stand for all.
const FEW: usize = 3;
/// Figures below this are no sign.
const TELLING: u64 = 4;

/// Files a mention: what it is filed under, and where in that file.
type Filing = fn(&Mention, &mut dyn FnMut(u64, u64));

/// One filing: the file, where in it, and who.
type Filed = (u64, u64, u32);

/// All pairs (the first before the second), sorted, each once. The order of the mentions decides ties, and nothing else.
pub fn pairs(mentions: &[Mention], ties: &Ties, rule: &IncidentSpec) -> Vec<(u32, u32)> {
    let taken = |at: &usize| ties.parts[*at] != Part::Out;
    let members: Vec<usize> = (0..mentions.len()).filter(taken).collect();
    let mut pairs = Vec::new();
    let filings: &[Filing] = match rule.same.contains(&SharedAttribute::Actor) {
        true => &[by_party, by_wording],
        false => &[
            by_place_and_day,
            by_place,
            by_place_and_figure,
            by_day_and_figure,
            by_article_and_figure,
            by_wording,
        ],
    };
    for filing in filings {
        let mut files: Vec<Filed> = Vec::new();
        for &at in &members {
            filing(&mentions[at], &mut |key, order| files.push((key, order, at as u32)));
        }
        neighbours(files, REACH, &mut pairs);
    }
    if !rule.same.contains(&SharedAttribute::Actor) {
        by_square(mentions, &members, &mut pairs);
    }
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}

/// Pairs each filing with those that follow it in its file.
fn neighbours(mut files: Vec<Filed>, reach: usize, pairs: &mut Vec<(u32, u32)>) {
    files.sort_unstable();
    files.dedup();
    for file in files.chunk_by(|a, b| a.0 == b.0) {
        for (at, one) in file.iter().enumerate() {
            let following = file[at + 1..].iter().take(reach);
            let others = following.map(|other| other.2).filter(|&other| other != one.2);
            pairs.extend(others.map(|other| (one.2.min(other), one.2.max(other))));
        }
    }
}

fn key(sort: u8, parts: &[u64]) -> u64 {
    let mut hasher = FxHasher::default();
    (sort, parts).hash(&mut hasher);
    hasher.finish()
}

/// A place's name, a town's apart from that of the province round it.
fn place_key(mention: &Mention) -> Option<u64> {
    let spot = mention.spot.as_ref().filter(|spot| spot.level != Level::Country)?;
    Some(key(0, &[spot.name, u64::from(spot.level == Level::Region), spot.country_key()]))
}

/// The days a firm date may mean; none for a loose one.
fn days(mention: &Mention) -> impl Iterator<Item = u64> + use<> {
    let firm = mention.when.filter(|when| when.firm);
    firm.into_iter().flat_map(|when| (when.first..=when.last).map(|day| day as u32 as u64))
}

/// Like figures side by side; those who name nobody before those who do.
fn likeness(mention: &Mention) -> u64 {
    let party = mention.actors.first().map_or(0, |side| side.key() >> 40);
    let killed = mention.totals.iter().find(|total| total.what == Counted::Killed);
    party << 32 | killed.map_or(0, |total| total.value.min(u64::from(u32::MAX)))
}

fn by_place_and_day(mention: &Mention, file: &mut dyn FnMut(u64, u64)) {
    let Some(place) = place_key(mention) else { return };
    days(mention).for_each(|day| file(key(1, &[place, day]), likeness(mention)));
}

/// For loose dates, and for what is told of neighbouring days.
fn by_place(mention: &Mention, file: &mut dyn FnMut(u64, u64)) {
    let (Some(place), Some(when)) = (place_key(mention), mention.when) else { return };
    file(key(2, &[place]), u64::from(when.last.unsigned_abs()) << 1 | u64::from(!when.firm));
}

fn by_place_and_figure(mention: &Mention, file: &mut dyn FnMut(u64, u64)) {
    let (Some(place), Some(when)) = (place_key(mention), mention.when) else { return };
    for total in mention.totals.iter().filter(|total| total.value >= TELLING) {
        let what = super::wording::hash(total.what.name());
        file(key(3, &[place, what, total.value]), u64::from(when.last.unsigned_abs()));
    }
}

/// For places told coarsely: a province, or the country alone.
fn by_day_and_figure(mention: &Mention, file: &mut dyn FnMut(u64, u64)) {
    let Some(country) = mention.spot.as_ref().map(|spot| spot.country_key()) else { return };
    for total in mention.totals.iter().filter(|total| total.value >= TELLING) {
        let what = super::wording::hash(total.what.name());
        days(mention).for_each(|day| {
            file(key(4, &[country, day, what, total.value]), place_key(mention).unwrap_or(0));
        });
    }
}

/// For what one article tells twice.
fn by_article_and_figure(mention: &Mention, file: &mut dyn FnMut(u64, u64)) {
    for total in mention.totals.iter().filter(|total| total.value >= TELLING) {
        let what = super::wording::hash(total.what.name());
        let at = u64::from(mention.event.evidence.start);
        file(key(12, &[u64::from(mention.article), what, total.value]), at);
    }
}

fn by_wording(mention: &Mention, file: &mut dyn FnMut(u64, u64)) {
    let day = mention.when.map_or(0, |when| u64::from(when.last.unsigned_abs()));
    mention.wording.shingles.iter().for_each(|&shingle| file(key(5, &[shingle]), day));
}

fn by_party(mention: &Mention, file: &mut dyn FnMut(u64, u64)) {
    let Some(when) = mention.when else { return };
    let mut parties: Vec<u64> =
        mention.actors.iter().chain(&mention.recipients).map(|side| side.key()).collect();
    parties.retain(|&party| party != 0);
    parties.sort_unstable();
    parties.dedup();
    let day = u64::from(when.last.unsigned_abs());
    for (at, &one) in parties.iter().enumerate().take(REACH) {
        file(key(6, &[one, day]), place_key(mention).unwrap_or(0));
        file(key(6, &[one, place_key(mention).unwrap_or(0)]), day);
        for &other in parties[at + 1..].iter().take(REACH) {
            file(key(7, &[one, other]), day);
        }
    }
}

/// Quarters and sites meet the towns they lie in: each map square, on four grids so that no two near places are
/// parted by an edge, holds a few mentions of each name and day.
fn by_square(mentions: &[Mention], members: &[usize], pairs: &mut Vec<(u32, u32)>) {
    for grid in 0..4u8 {
        let mut named: Vec<(u64, u64, u64, u32)> = Vec::new();
        for &at in members {
            let mention = &mentions[at];
            let Some(spot) = mention.spot.as_ref().filter(|spot| spot.is_fine()) else { continue };
            let Some((lat, lon)) = spot.at else { continue };
            let shift = |bit: u8| f64::from(grid >> bit & 1) / 2.0;
            let square =
                |degrees: f64, bit: u8| (degrees / SQUARE + shift(bit)).floor() as i64 as u64;
            for day in days(mention) {
                let file = key(8 + grid, &[square(lat, 0), square(lon, 1), day]);
                named.push((file, spot.name, likeness(mention), at as u32));
            }
        }
        named.sort_unstable();
        let few = named
            .chunk_by(|a, b| (a.0, a.1) == (b.0, b.1))
            .flat_map(|one| &one[..one.len().min(FEW)]);
        let files = few.map(|&(file, name, _, at)| (file, name, at)).collect();
        neighbours(files, REACH * FEW, pairs);
    }
}
