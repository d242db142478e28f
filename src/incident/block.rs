//! Candidate pairs for `judge`, without comparing all pairs (blocking). Each mention gets block keys made of what
//! mentions of one occurrence share (a place and a day, a place and a figure, shingles of words, ...). Each block is
//! sorted so that similar mentions are adjacent, and only neighbours become pairs. So the cost is linear in the size of
//! a block.

use super::links::{MentionLinks, MentionRole};
use super::mention::IncidentMention;
use super::place::PlaceLevel;
use crate::event::Counted;
use crate::script::{IncidentSpec, SharedAttribute};
use rustc_hash::FxHasher;
use std::hash::{Hash, Hasher};

/// How many of the following neighbours each mention is paired with.
const REACH: usize = 4;
/// The edge of a map square, in degrees: some 22 km.
const SQUARE: f64 = 0.2;
/// At most this many mentions of one place name, square and day are used.
const FEW: usize = 3;
/// Figures below this are too common to be a block key.
const MIN_FIGURE: u64 = 4;

/// Emits the entries of one mention: the key of a block, and the sort position in it.
type KeyFunction = fn(&IncidentMention, &mut dyn FnMut(u64, u64));

/// An entry of a block: its key, the sort position, the mention (index).
type BlockEntry = (u64, u64, u32);

/// All pairs (the first before the second), sorted, each once. The order of the mentions decides only between equal
/// sort positions.
pub fn pairs(
    mentions: &[IncidentMention],
    links: &MentionLinks,
    rule: &IncidentSpec,
) -> Vec<(u32, u32)> {
    let taken = |at: &usize| links.roles[*at] != MentionRole::Unrelated;
    let members: Vec<usize> = (0..mentions.len()).filter(taken).collect();
    let mut pairs = Vec::new();
    let key_functions: &[KeyFunction] = match rule.same.contains(&SharedAttribute::Actor) {
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
    for key_function in key_functions {
        let mut entries: Vec<BlockEntry> = Vec::new();
        for &at in &members {
            key_function(&mentions[at], &mut |key, order| entries.push((key, order, at as u32)));
        }
        pair_neighbours(entries, REACH, &mut pairs);
    }
    if !rule.same.contains(&SharedAttribute::Actor) {
        by_square(mentions, &members, &mut pairs);
    }
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}

/// Pairs each entry with those that follow it in its block.
fn pair_neighbours(mut entries: Vec<BlockEntry>, reach: usize, pairs: &mut Vec<(u32, u32)>) {
    entries.sort_unstable();
    entries.dedup();
    for block in entries.chunk_by(|a, b| a.0 == b.0) {
        for (at, one) in block.iter().enumerate() {
            let following = block[at + 1..].iter().take(reach);
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

/// The hash of a place's name; a town and the province of the same name differ. `None` for a country.
fn place_key(mention: &IncidentMention) -> Option<u64> {
    let spot = mention.spot.as_ref().filter(|spot| spot.level != PlaceLevel::Country)?;
    Some(key(0, &[spot.name, u64::from(spot.level == PlaceLevel::Region), spot.country_key()]))
}

/// The days of a firm date; none for a vague one.
fn days(mention: &IncidentMention) -> impl Iterator<Item = u64> + use<> {
    let firm = mention.when.filter(|when| when.firm);
    firm.into_iter().flat_map(|when| (when.first..=when.last).map(|day| day as u32 as u64))
}

/// A sort position that puts equal figures side by side, mentions without an actor first.
fn similarity_order(mention: &IncidentMention) -> u64 {
    let party = mention.actors.first().map_or(0, |side| side.key() >> 40);
    let killed = mention.tolls.iter().find(|total| total.what == Counted::Killed);
    party << 32 | killed.map_or(0, |total| total.value.min(u64::from(u32::MAX)))
}

fn by_place_and_day(mention: &IncidentMention, emit: &mut dyn FnMut(u64, u64)) {
    let Some(place) = place_key(mention) else { return };
    days(mention).for_each(|day| emit(key(1, &[place, day]), similarity_order(mention)));
}

/// For vague dates, and for reports of neighbouring days.
fn by_place(mention: &IncidentMention, emit: &mut dyn FnMut(u64, u64)) {
    let (Some(place), Some(when)) = (place_key(mention), mention.when) else { return };
    emit(key(2, &[place]), u64::from(when.last.unsigned_abs()) << 1 | u64::from(!when.firm));
}

fn by_place_and_figure(mention: &IncidentMention, emit: &mut dyn FnMut(u64, u64)) {
    let (Some(place), Some(when)) = (place_key(mention), mention.when) else { return };
    for total in mention.tolls.iter().filter(|total| total.value >= MIN_FIGURE) {
        let what = super::wording::hash(total.what.name());
        emit(key(3, &[place, what, total.value]), u64::from(when.last.unsigned_abs()));
    }
}

/// For imprecise places: a province, or only the country.
fn by_day_and_figure(mention: &IncidentMention, emit: &mut dyn FnMut(u64, u64)) {
    let Some(country) = mention.spot.as_ref().map(|spot| spot.country_key()) else { return };
    for total in mention.tolls.iter().filter(|total| total.value >= MIN_FIGURE) {
        let what = super::wording::hash(total.what.name());
        days(mention).for_each(|day| {
            emit(key(4, &[country, day, what, total.value]), place_key(mention).unwrap_or(0));
        });
    }
}

/// For what one article reports twice.
fn by_article_and_figure(mention: &IncidentMention, emit: &mut dyn FnMut(u64, u64)) {
    for total in mention.tolls.iter().filter(|total| total.value >= MIN_FIGURE) {
        let what = super::wording::hash(total.what.name());
        let at = u64::from(mention.event.evidence.start);
        emit(key(12, &[u64::from(mention.article), what, total.value]), at);
    }
}

fn by_wording(mention: &IncidentMention, emit: &mut dyn FnMut(u64, u64)) {
    let day = mention.when.map_or(0, |when| u64::from(when.last.unsigned_abs()));
    mention.wording.shingles.iter().for_each(|&shingle| emit(key(5, &[shingle]), day));
}

fn by_party(mention: &IncidentMention, emit: &mut dyn FnMut(u64, u64)) {
    let Some(when) = mention.when else { return };
    let mut parties: Vec<u64> =
        mention.actors.iter().chain(&mention.recipients).map(|side| side.key()).collect();
    parties.retain(|&party| party != 0);
    parties.sort_unstable();
    parties.dedup();
    let day = u64::from(when.last.unsigned_abs());
    for (at, &one) in parties.iter().enumerate().take(REACH) {
        emit(key(6, &[one, day]), place_key(mention).unwrap_or(0));
        emit(key(6, &[one, place_key(mention).unwrap_or(0)]), day);
        for &other in parties[at + 1..].iter().take(REACH) {
            emit(key(7, &[one, other]), day);
        }
    }
}

/// Pairs neighbourhoods and sites with the towns they lie in. Each map square holds a few mentions of each name and
/// day. Four shifted grids are used so that no two near places are separated by an edge in all of them.
fn by_square(mentions: &[IncidentMention], members: &[usize], pairs: &mut Vec<(u32, u32)>) {
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
                let block = key(8 + grid, &[square(lat, 0), square(lon, 1), day]);
                named.push((block, spot.name, similarity_order(mention), at as u32));
            }
        }
        named.sort_unstable();
        let few = named
            .chunk_by(|a, b| (a.0, a.1) == (b.0, b.1))
            .flat_map(|one| &one[..one.len().min(FEW)]);
        let entries = few.map(|&(block, name, _, at)| (block, name, at)).collect();
        pair_neighbours(entries, REACH * FEW, pairs);
    }
}
