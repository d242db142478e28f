//! The packed form of an offset map, for articles that stay in memory: a piece of 24 bytes takes two or three. Only
//! `OffsetMap`, which knows what an offset means, makes and reads it.

use super::piece::MapPiece;

/// The pieces of a map. Each is a head byte followed by the fields that the head byte announces; marks at regular
/// distances say where decoding can start, so that a lookup reads only a short stretch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Packed {
    bytes: Box<[u8]>,
    marks: Box<[BlockMark]>,
    /// Clean length.
    pub end: u32,
}

/// The state before every [`STRIDE`]th piece.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct BlockMark {
    /// Where the piece's bytes begin.
    at: u32,
    clean: u32,
    /// Where the piece before it ends in the raw text.
    raw: u64,
}

/// Number of pieces from mark to mark.
const STRIDE: usize = 64;

// The head byte: two bits for the units, one bit for raw bytes left out before the piece, five bits for the clean
// length; 0 means that the length does not fit and follows.
const UNITS: u8 = 0b11;
/// Units other than those of `COMMON`; they follow the head byte.
const ODD: u8 = 3;
const MOVED: u8 = 0b100;
const LENGTH: u32 = 3;
const LONGEST: u32 = 31;
/// Raw and clean bytes per unit: copied text, `\n` and `\"`, a carriage return dropped in JSON.
const COMMON: [(u32, u32); 3] = [(1, 1), (2, 1), (4, 1)];

impl Packed {
    /// Packs `pieces`, which reach to clean offset `end`.
    pub fn new(pieces: &[MapPiece], end: u32) -> Packed {
        let mut bytes = Vec::with_capacity(pieces.len() * 3);
        let mut marks = Vec::with_capacity(pieces.len() / STRIDE + 1);
        let mut raw = 0u64;
        for (at, piece) in pieces.iter().enumerate() {
            if at % STRIDE == 0 {
                marks.push(BlockMark { at: bytes.len() as u32, clean: piece.clean, raw });
            }
            let stop = pieces.get(at + 1).map_or(end, |next| next.clean);
            write(piece, stop.saturating_sub(piece.clean), raw, &mut bytes);
            raw = piece.end_of(stop);
        }
        Packed { bytes: bytes.into(), marks: marks.into(), end }
    }

    /// How many bytes the pieces take.
    #[cfg(test)]
    pub fn bytes(&self) -> usize {
        self.bytes.len() + size_of_val(&*self.marks)
    }

    /// All pieces.
    pub fn pieces(&self) -> impl Iterator<Item = MapPiece> {
        self.pieces_from(0).map(|(piece, _)| piece)
    }

    /// See [`OffsetMap::raw_start`](super::OffsetMap::raw_start); `None` where only glue follows `clean`.
    pub fn raw_start(&self, clean: u32) -> Option<u64> {
        let mut last = None;
        for (piece, end) in self.pieces_from(self.block_of(clean)) {
            if piece.raw_unit > 0 && end > clean {
                return Some(piece.start_of(clean.max(piece.clean)));
            }
            last = Some(piece);
        }
        // Past the end the last piece continues.
        last.filter(|piece| piece.raw_unit > 0).map(|piece| piece.start_of(clean))
    }

    /// See [`OffsetMap::raw_end`](super::OffsetMap::raw_end).
    pub fn raw_end(&self, clean: u32) -> u64 {
        let Some(last) = clean.checked_sub(1) else {
            return self.pieces().next().map_or(0, |piece| piece.raw);
        };
        let top = self.block_of(last);
        let mut holder = None;
        for block in (0..=top).rev() {
            let mut found = None;
            let pieces = self.pieces_from(block).take(STRIDE);
            for (piece, end) in pieces.take_while(|(piece, _)| piece.clean <= last) {
                if piece.raw_unit > 0 {
                    found = Some((piece, end));
                }
                if block == top {
                    holder = Some(piece);
                }
            }
            if let Some((piece, end)) = found {
                let held = holder.is_some_and(|holder| holder == piece);
                return piece.end_of(if held { clean } else { end });
            }
        }
        holder.map_or(0, |piece| piece.raw)
    }

    /// The block whose pieces begin at or before `clean`.
    fn block_of(&self, clean: u32) -> usize {
        self.marks.partition_point(|mark| mark.clean <= clean).saturating_sub(1)
    }

    /// The pieces from `block` to the end, each with the clean offset at which it ends.
    fn pieces_from(&self, block: usize) -> impl Iterator<Item = (MapPiece, u32)> {
        let mark = self.marks.get(block).copied();
        let mark = mark.unwrap_or(BlockMark { at: self.bytes.len() as u32, clean: 0, raw: 0 });
        let (mut clean, mut raw) = (mark.clean, mark.raw);
        let mut bytes = &self.bytes[mark.at as usize..];
        std::iter::from_fn(move || {
            let (piece, len) = read(&mut bytes, clean, raw)?;
            clean += len;
            raw = piece.end_of(clean);
            Some((piece, clean))
        })
    }
}

/// Writes `piece`, of `len` clean bytes, where the one before it ended at `raw`.
fn write(piece: &MapPiece, len: u32, raw: u64, bytes: &mut Vec<u8>) {
    let units = (piece.raw_unit, piece.clean_unit);
    let common = COMMON.iter().position(|known| *known == units);
    let moved = piece.raw != raw;
    let short = if len <= LONGEST { len as u8 } else { 0 };
    let head = common.map_or(ODD, |at| at as u8) | if moved { MOVED } else { 0 };
    bytes.push(head | short << LENGTH);
    if short == 0 {
        number(u64::from(len), bytes);
    }
    if common.is_none() {
        number(u64::from(units.0), bytes);
        number(u64::from(units.1), bytes);
    }
    if moved {
        // Fields may be in the container in reverse order: then the distance is negative.
        let way = piece.raw.wrapping_sub(raw) as i64;
        number(((way << 1) ^ (way >> 63)) as u64, bytes);
    }
}

/// The next piece, which begins at `clean`, and its clean length.
fn read(bytes: &mut &[u8], clean: u32, raw: u64) -> Option<(MapPiece, u32)> {
    let (&head, rest) = bytes.split_first()?;
    *bytes = rest;
    let len = match head >> LENGTH {
        0 => take(bytes) as u32,
        short => u32::from(short),
    };
    let (raw_unit, clean_unit) = match COMMON.get(usize::from(head & UNITS)) {
        Some(&units) => units,
        None => (take(bytes) as u32, take(bytes) as u32),
    };
    let way = match head & MOVED {
        0 => 0,
        _ => {
            let way = take(bytes);
            (way >> 1) ^ (way & 1).wrapping_neg()
        }
    };
    Some((MapPiece { raw: raw.wrapping_add(way), clean, raw_unit, clean_unit }, len))
}

/// Writes `number` as a varint: seven bits per byte, lowest first.
fn number(mut number: u64, bytes: &mut Vec<u8>) {
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

fn take(bytes: &mut &[u8]) -> u64 {
    let mut number = 0;
    let mut shift = 0;
    while let Some((&byte, rest)) = bytes.split_first() {
        *bytes = rest;
        number |= u64::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            break;
        }
        shift += 7;
    }
    number
}
