//! Bytes of a text as what annotation tools count, and back.

/// What a tool counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Unicode code points, as Python does.
    CodePoints,
    /// Code units of UTF-16, as Java and browsers do.
    Utf16,
}

/// The positions of a text, made in one pass over it.
pub struct OffsetTable {
    /// For each unit the first byte of its character, and at the end the length of the text. Empty where each byte is
    /// one unit.
    bytes: Vec<u32>,
    length: u32,
}

impl OffsetTable {
    /// The table of `text`.
    pub fn new(text: &str, unit: Unit) -> OffsetTable {
        let mut bytes = Vec::new();
        if !text.is_ascii() {
            for (at, character) in text.char_indices() {
                let units = match unit {
                    Unit::CodePoints => 1,
                    Unit::Utf16 => character.len_utf16(),
                };
                bytes.extend(std::iter::repeat_n(at as u32, units));
            }
            bytes.push(text.len() as u32);
        }
        OffsetTable { bytes, length: text.len() as u32 }
    }

    /// The offset of a byte: of the character that begins there, else of the next one; of a byte behind the text, its
    /// length.
    pub fn unit(&self, byte: u32) -> u32 {
        match self.bytes.is_empty() {
            true => byte.min(self.length),
            false => self.bytes.partition_point(|start| *start < byte.min(self.length)) as u32,
        }
    }

    /// The byte at an offset; `None` beyond the text or inside a character.
    pub fn byte(&self, unit: u64) -> Option<u32> {
        let at = usize::try_from(unit).ok()?;
        if self.bytes.is_empty() {
            return u32::try_from(unit).ok().filter(|unit| *unit <= self.length);
        }
        let byte = *self.bytes.get(at)?;
        let is_inside = at.checked_sub(1).is_some_and(|before| self.bytes[before] == byte);
        (!is_inside).then_some(byte)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn no_character_begins_inside_a_surrogate_pair() {
        let table = OffsetTable::new("a😀b", Unit::Utf16);
        assert_eq!(
            [0, 1, 2, 3, 4, 5].map(|at| table.byte(at)),
            [Some(0), Some(1), None, Some(5), Some(6), None]
        );
        assert_eq!(OffsetTable::new("", Unit::Utf16).byte(0), Some(0));
    }

    proptest! {
        #[test]
        fn offsets_cut_the_same_text_in_every_unit(
            text in "([a-z]|[😀é\u{301}ق\n ]|\\PC){0,40}",
            ends in any::<(prop::sample::Index, prop::sample::Index)>(),
        ) {
            let borders: Vec<usize> =
                text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
            let (one, two) = (*ends.0.get(&borders), *ends.1.get(&borders));
            let (start, end) = (one.min(two), one.max(two));
            let cut = &text[start..end];
            for unit in [Unit::CodePoints, Unit::Utf16] {
                let table = OffsetTable::new(&text, unit);
                let (from, to) = (table.unit(start as u32), table.unit(end as u32));
                let again = match unit {
                    Unit::CodePoints => {
                        text.chars().skip(from as usize).take((to - from) as usize).collect::<String>()
                    }
                    Unit::Utf16 => {
                        let units: Vec<u16> = text.encode_utf16().collect();
                        String::from_utf16(&units[from as usize..to as usize]).unwrap()
                    }
                };
                prop_assert_eq!(&again, cut);
                prop_assert_eq!(table.byte(from.into()), Some(start as u32));
                prop_assert_eq!(table.byte(to.into()), Some(end as u32));
            }
        }
    }
}
