//! A piece of an offset map: a row of units of equal size. `OffsetMap` and its packed form are made of them.

/// A row of units from `clean` to the next piece.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    pub raw: u64,
    pub clean: u32,
    /// Raw bytes a unit; 0 for text that is in no raw byte (glue between fields).
    pub raw_unit: u32,
    /// Clean bytes a unit, at least 1.
    pub clean_unit: u32,
}

impl Piece {
    pub fn start_of(&self, clean: u32) -> u64 {
        let unit = (clean - self.clean) / self.clean_unit;
        self.raw + u64::from(unit) * u64::from(self.raw_unit)
    }

    pub fn end_of(&self, clean: u32) -> u64 {
        let unit = (clean - self.clean).div_ceil(self.clean_unit);
        self.raw + u64::from(unit) * u64::from(self.raw_unit)
    }

    pub fn is_copy(&self) -> bool {
        self.raw_unit == 1 && self.clean_unit == 1
    }
}
