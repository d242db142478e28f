//! A piece of an offset map: a run of units of equal size. `OffsetMap` and its packed form are made of these.

/// A run of equal units, from clean offset `clean` to the next piece.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct MapPiece {
    pub raw: u64,
    pub clean: u32,
    /// Raw bytes per unit; 0 for text that is in no raw byte (glue between fields).
    pub raw_unit: u32,
    /// Clean bytes per unit, at least 1.
    pub clean_unit: u32,
}

impl MapPiece {
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
