//! Cleaned byte offsets to raw byte offsets: the value that every decoder, unescaper and repairer returns, and the only
//! way from evidence back to the file. Knows nothing of encodings; `decode`, `repair` and `corpus` build it. `packed`
//! holds the compact form of maps that stay in memory.

mod packed;
mod piece;

use crate::text::Span;
use packed::Packed;
use piece::MapPiece;
use std::borrow::Cow;
use std::ops::Range;

/// Maps byte offsets of a cleaned text to byte offsets of its container.
///
/// The map is a list of pieces. A piece is a run of equal units, each so many raw bytes to so many clean bytes, and a
/// unit is indivisible: an offset inside one resolves to its start or its end. Copied text has units of 1:1. Offsets
/// are looked up at character boundaries of the cleaned text. A text that was only shifted needs no pieces and no
/// memory.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OffsetMap {
    /// Raw offset of clean offset 0 where there are no pieces.
    base: u64,
    /// Sorted by `clean`, the first at 0; each reaches to the next, the last to `end`.
    pieces: Vec<MapPiece>,
    /// Clean length, if there are pieces.
    end: u32,
    /// The pieces in packed form; if set, `pieces` is empty.
    packed: Option<Box<Packed>>,
}

impl OffsetMap {
    /// The map of a text that is in its container unchanged, its first byte at `base`.
    pub fn shifted(base: u64) -> Self {
        OffsetMap { base, ..OffsetMap::default() }
    }

    /// Whether clean and raw offsets differ by a constant only.
    pub fn is_shift(&self) -> bool {
        self.pieces.is_empty() && self.packed.is_none()
    }

    /// Packs the pieces to save memory; lookups then cost slightly more.
    pub fn pack(&mut self) {
        if !self.pieces.is_empty() {
            self.packed = Some(Box::new(Packed::new(&self.pieces, self.end)));
            self.pieces = Vec::new();
        }
    }

    /// The map with its pieces unpacked.
    fn opened(&self) -> Cow<'_, OffsetMap> {
        match &self.packed {
            None => Cow::Borrowed(self),
            Some(packed) => {
                let pieces = packed.pieces().collect();
                Cow::Owned(OffsetMap { pieces, end: packed.end, ..OffsetMap::default() })
            }
        }
    }

    /// Where the raw bytes of the character at clean offset `clean` begin. Inside an indivisible unit: where the unit
    /// begins. In glue (text that is in no raw byte): where the field after it begins.
    pub fn raw_start(&self, clean: u32) -> u64 {
        if let Some(packed) = &self.packed {
            return packed.raw_start(clean).unwrap_or_else(|| packed.raw_end(clean));
        }
        let Some(at) = self.piece_at(clean) else { return self.base + u64::from(clean) };
        match self.pieces[at..].iter().find(|piece| piece.raw_unit > 0) {
            Some(piece) => piece.start_of(clean.max(piece.clean)),
            None => self.raw_end(clean),
        }
    }

    /// Where the raw bytes of the character *before* clean offset `clean` end, so that
    /// `raw_start(s)..raw_end(e)` covers the characters of `s..e` whole. Inside an indivisible unit: where the unit
    /// ends. In glue: where the field before it ends. At 0: the same as [`raw_start`](Self::raw_start).
    pub fn raw_end(&self, clean: u32) -> u64 {
        if let Some(packed) = &self.packed {
            return packed.raw_end(clean);
        }
        if self.pieces.is_empty() {
            return self.base + u64::from(clean);
        }
        let Some(at) = clean.checked_sub(1).and_then(|last| self.piece_at(last)) else {
            return self.pieces.first().map_or(self.base, |piece| piece.raw);
        };
        let mut end = clean;
        for piece in self.pieces[..=at].iter().rev() {
            if piece.raw_unit > 0 {
                return piece.end_of(end);
            }
            end = piece.clean;
        }
        self.pieces[at].raw
    }

    /// The raw bytes that hold `span`, half-open; start and end are ordered even where the span covers two fields that
    /// are in the container in reverse order.
    pub fn raw(&self, span: Span) -> Range<u64> {
        let (start, end) = (self.raw_start(span.start), self.raw_end(span.end));
        start.min(end)..start.max(end)
    }

    /// Whether the raw text can be cut at `clean` without splitting a unit.
    pub fn is_cut(&self, clean: u32) -> bool {
        self.raw_end(clean) <= self.raw_start(clean)
    }

    /// This map (clean to middle) composed with `inner` (middle to raw).
    pub fn compose(self, inner: &OffsetMap) -> OffsetMap {
        if self.packed.is_some() || inner.packed.is_some() {
            return self.opened().into_owned().compose(&inner.opened());
        }
        if inner.is_shift() {
            return self.moved(inner.base);
        }
        if self.is_shift() {
            return inner.from_clean(clamp(self.base));
        }
        let mut built = OffsetMapBuilder::new(0);
        for (at, piece) in self.pieces.iter().enumerate() {
            inner.push_mapped(piece, self.piece_end(at), &mut built);
        }
        built.finish_pieces()
    }

    /// This map, of a text of `len` clean bytes, followed by `glue` clean bytes that are in no raw byte, then by
    /// `after`, the map of a text of `after_len` clean bytes.
    pub fn joined(self, len: u32, glue: u32, after: &OffsetMap, after_len: u32) -> OffsetMap {
        let end = self.raw_end(len);
        let shift = len + glue;
        let mut pieces = self.into_pieces(len);
        if glue > 0 {
            pieces.push(MapPiece { raw: end, clean: len, raw_unit: 0, clean_unit: 1 });
        }
        let after = after.clone().into_pieces(after_len);
        pieces.extend(after.iter().map(|piece| MapPiece { clean: piece.clean + shift, ..*piece }));
        OffsetMap { pieces, end: shift + after_len, ..OffsetMap::default() }
    }

    /// The map of the text without its first `from` clean bytes.
    pub fn from_clean(&self, from: u32) -> OffsetMap {
        if self.packed.is_some() {
            return self.opened().from_clean(from);
        }
        if self.pieces.is_empty() {
            return OffsetMap::shifted(self.base + u64::from(from));
        }
        let mut built = OffsetMapBuilder::new(0);
        self.push_copied(from, self.end, &mut built);
        match built.pieces.is_empty() {
            true => OffsetMap::shifted(self.raw_end(from)),
            false => built.finish_pieces(),
        }
    }

    fn moved(mut self, by: u64) -> OffsetMap {
        self.base += by;
        for piece in &mut self.pieces {
            piece.raw += by;
        }
        self
    }

    /// The pieces of the first `len` clean bytes; a map that only shifts gives one.
    fn into_pieces(self, len: u32) -> Vec<MapPiece> {
        let mut pieces = match self.packed {
            Some(_) => self.opened().into_owned().pieces,
            None => self.pieces,
        };
        if pieces.is_empty() {
            pieces.push(MapPiece { raw: self.base, clean: 0, raw_unit: 1, clean_unit: 1 });
        }
        pieces.retain(|piece| piece.clean < len);
        pieces
    }

    /// The piece that holds `clean`; `None` only where there are no pieces.
    fn piece_at(&self, clean: u32) -> Option<usize> {
        self.pieces.partition_point(|piece| piece.clean <= clean).checked_sub(1)
    }

    fn piece_end(&self, at: usize) -> u32 {
        self.pieces.get(at + 1).map_or(self.end, |next| next.clean)
    }

    /// Pushes `piece` of an outer map, which ends at clean offset `end`, mapped through this map.
    fn push_mapped(&self, piece: &MapPiece, end: u32, built: &mut OffsetMapBuilder) {
        let middle = clamp(piece.raw);
        if piece.is_copy() {
            self.push_copied(middle, middle.saturating_add(end - piece.clean), built);
        } else if piece.raw_unit == 0 {
            built.row(self.raw_end(middle), *piece, end - piece.clean);
        } else {
            for unit in 0..(end - piece.clean) / piece.clean_unit {
                let start = middle.saturating_add(unit * piece.raw_unit);
                let raw = self.raw_start(start);
                let len = self.raw_end(start.saturating_add(piece.raw_unit)).saturating_sub(raw);
                let unit = MapPiece { raw_unit: len as u32, ..*piece };
                built.row(raw, unit, piece.clean_unit);
            }
        }
    }

    /// Pushes text that was copied from `at..end` of this map's clean text. A unit cut by either end becomes a shorter
    /// unit of the same raw bytes.
    fn push_copied(&self, mut at: u32, end: u32, built: &mut OffsetMapBuilder) {
        let Some(first) = self.piece_at(at) else { return };
        for (index, piece) in self.pieces.iter().enumerate().skip(first) {
            let stop = self.piece_end(index).min(end);
            let unit = piece.clean_unit;
            let head = (unit - (at - piece.clean) % unit) % unit;
            for len in [head, stop.saturating_sub(at.saturating_add(head)) / unit * unit, unit] {
                let len = len.min(stop.saturating_sub(at));
                if len > 0 {
                    let unit =
                        if len < unit { MapPiece { clean_unit: len, ..*piece } } else { *piece };
                    built.row(piece.start_of(at), unit, len);
                    at += len;
                }
            }
            if at >= end {
                return;
            }
        }
    }
}

fn clamp(offset: u64) -> u32 {
    u32::try_from(offset).unwrap_or(u32::MAX)
}

/// Builds an [`OffsetMap`] from front to back, as the cleaned text is written.
#[derive(Clone, Debug, Default)]
pub struct OffsetMapBuilder {
    raw: u64,
    clean: u32,
    pieces: Vec<MapPiece>,
}

impl OffsetMapBuilder {
    /// A builder whose raw position is `base`.
    pub fn new(base: u64) -> Self {
        OffsetMapBuilder { raw: base, clean: 0, pieces: Vec::new() }
    }

    /// `len` bytes were copied unchanged.
    pub fn copy(&mut self, len: usize) {
        if len > 0 {
            let unit = MapPiece { raw: self.raw, clean: self.clean, raw_unit: 1, clean_unit: 1 };
            self.row(self.raw, unit, len as u32);
            self.raw += len as u64;
        }
    }

    /// `raw_len` raw bytes became `clean_len` clean bytes, indivisibly; a `clean_len` of 0 means they were dropped.
    pub fn replace(&mut self, raw_len: usize, clean_len: usize) {
        let unit = MapPiece {
            raw: self.raw,
            clean: self.clean,
            raw_unit: raw_len as u32,
            clean_unit: clean_len as u32,
        };
        if clean_len > 0 {
            self.row(self.raw, unit, clean_len as u32);
        }
        self.raw += raw_len as u64;
    }

    /// The finished map; takes no memory if it only shifts.
    pub fn finish(self) -> OffsetMap {
        match self.pieces.is_empty() {
            true => OffsetMap::shifted(self.raw),
            false => self.finish_pieces(),
        }
    }

    fn finish_pieces(self) -> OffsetMap {
        match self.pieces.as_slice() {
            [only] if only.is_copy() => OffsetMap::shifted(only.raw),
            _ => OffsetMap { pieces: self.pieces, end: self.clean, ..OffsetMap::default() },
        }
    }

    /// Adds `len` clean bytes in units like `unit`'s that begin at `raw`; extends the last piece where they continue
    /// it.
    fn row(&mut self, raw: u64, unit: MapPiece, len: u32) {
        let goes_on = self.pieces.last().is_some_and(|last| {
            (last.raw_unit, last.clean_unit) == (unit.raw_unit, unit.clean_unit)
                && (self.clean - last.clean).is_multiple_of(last.clean_unit)
                && last.start_of(self.clean) == raw
        });
        if !goes_on {
            self.pieces.push(MapPiece { raw, clean: self.clean, ..unit });
        }
        self.clean += len;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A stretch of a generated map: copied, replaced or dropped.
    fn map_of(base: u64, steps: &[(usize, usize)]) -> OffsetMap {
        let mut built = OffsetMapBuilder::new(base);
        for &(raw, clean) in steps {
            if raw == clean { built.copy(raw) } else { built.replace(raw, clean) }
        }
        built.finish()
    }

    #[test]
    fn a_shift_takes_no_memory() {
        let map = map_of(3, &[(5, 5), (2, 2)]);
        assert_eq!(map, OffsetMap::shifted(3));
        assert_eq!((map.raw_start(4), map.raw_end(4)), (7, 7));
    }

    #[test]
    fn offsets_inside_a_unit_cover_it_whole() {
        let map = map_of(0, &[(4, 4), (6, 3), (2, 2)]);
        assert_eq!(map.raw(Span::new(5, 6)), 4..10);
        assert_eq!(map.raw(Span::new(4, 7)), 4..10);
        assert_eq!(map.raw(Span::new(7, 9)), 10..12);
        assert!(map.is_cut(4) && map.is_cut(7) && !map.is_cut(5));
    }

    #[test]
    fn dropped_bytes_are_outside_both_neighbours() {
        let map = map_of(0, &[(2, 2), (3, 0), (2, 2)]);
        assert_eq!(map.raw(Span::new(0, 2)), 0..2);
        assert_eq!(map.raw(Span::new(2, 4)), 5..7);
        assert_eq!(map.raw(Span::new(1, 3)), 1..6);
    }

    #[test]
    fn equal_units_make_one_piece() {
        let map = map_of(2, &[(2, 1); 40]);
        assert_eq!(map.pieces.len(), 1);
        assert_eq!(map.raw(Span::new(10, 12)), 22..26);
    }

    #[test]
    fn glue_resolves_to_the_fields_beside_it() {
        let map = OffsetMap::shifted(100).joined(5, 2, &map_of(20, &[(3, 3), (6, 1)]), 4);
        assert_eq!(map.raw(Span::new(0, 5)), 100..105);
        assert_eq!(map.raw(Span::new(0, 6)), 100..105);
        assert_eq!(map.raw(Span::new(6, 9)), 20..22);
        assert_eq!(map.raw(Span::new(7, 11)), 20..29);
    }

    fn steps() -> impl Strategy<Value = Vec<(usize, usize)>> {
        proptest::collection::vec((1usize..5, 0usize..5), 1..12)
    }

    /// Two fields with glue between them, in either order in the container.
    fn fields(first: &[(usize, usize)], second: &[(usize, usize)], bases: (u64, u64)) -> OffsetMap {
        let len = |steps: &[(usize, usize)]| steps.iter().map(|step| step.1).sum::<usize>() as u32;
        map_of(bases.0, first).joined(len(first), 2, &map_of(bases.1, second), len(second))
    }

    #[test]
    fn a_packed_piece_takes_a_few_bytes() {
        let mut map = map_of(1 << 40, &[(60, 60), (2, 1)].repeat(500));
        let plain = map.pieces.len() * size_of::<MapPiece>();
        map.pack();
        let packed = map.packed.as_ref().map_or(0, |packed| packed.bytes());
        assert!(packed * 8 < plain, "{packed} bytes for {plain}");
        let mut shift = OffsetMap::shifted(7);
        shift.pack();
        assert_eq!(shift, OffsetMap::shifted(7));
    }

    proptest! {
        #[test]
        fn packing_changes_no_look_up(
            first in proptest::collection::vec((1usize..70, 0usize..40), 1..200),
            second in steps(),
            bases in (0u64..1 << 41, 0u64..1 << 41)
        ) {
            let plain = fields(&first, &second, bases);
            let mut packed = plain.clone();
            packed.pack();
            for clean in 0..plain.end + 5 {
                prop_assert_eq!(packed.raw_start(clean), plain.raw_start(clean), "{}", clean);
                prop_assert_eq!(packed.raw_end(clean), plain.raw_end(clean), "{}", clean);
            }
            let opened = packed.opened().into_owned();
            prop_assert_eq!(&opened, &plain);
            prop_assert_eq!(packed.from_clean(3), plain.from_clean(3));
            let shift = OffsetMap::shifted(5);
            prop_assert_eq!(packed.clone().compose(&shift), plain.clone().compose(&shift));
            prop_assert_eq!(packed.joined(9, 2, &shift, 4), plain.joined(9, 2, &shift, 4));
        }

        #[test]
        fn composing_is_looking_up_twice(base in 0u64..50, inner in steps(), cuts in steps()) {
            let inner_len: usize = inner.iter().map(|step| step.1).sum();
            let inner = map_of(base, &inner);
            // The outer map's raw side is the inner map's clean side: no longer than it.
            let mut left = inner_len;
            let outer: Vec<_> = cuts.into_iter().take_while(|step| {
                let fits = step.0 <= left;
                left = left.saturating_sub(step.0);
                fits
            }).collect();
            let len: usize = outer.iter().map(|step| step.1).sum();
            let outer = map_of(0, &outer);
            let both = outer.clone().compose(&inner);
            for clean in 0..len as u32 {
                prop_assert_eq!(both.raw_start(clean), inner.raw_start(outer.raw_start(clean) as u32));
                let end = clean + 1;
                prop_assert_eq!(both.raw_end(end), inner.raw_end(outer.raw_end(end) as u32));
            }
        }

        #[test]
        fn cutting_the_front_off_shifts_look_ups(base in 0u64..50, steps in steps(), from in 0u32..20) {
            let len: usize = steps.iter().map(|step| step.1).sum();
            let map = map_of(base, &steps);
            let cut = map.from_clean(from);
            for clean in from..len as u32 {
                prop_assert_eq!(cut.raw_start(clean - from), map.raw_start(clean));
                prop_assert_eq!(cut.raw_end(clean + 1 - from), map.raw_end(clean + 1));
            }
        }
    }
}
