//! Words as small numbers. Each distinct spelling is met once; what a pattern thinks of it is then a table look-up.
//! Keyed on the bytes themselves: a bare hash would let a crafted text pass one word off as another.

use rustc_hash::FxHashMap;

/// A distinct spelling's number in one [`Vocabulary`]; meaningless in any other.
pub type WordId = u32;

/// The distinct spellings met so far. One a worker thread: ids are never shared.
pub struct Vocabulary {
    slots: Vec<Slot>,
    mask: usize,
    long: FxHashMap<Box<str>, WordId>,
    words: Vec<Box<str>>,
}

/// A spelling of up to 16 bytes, packed; the key 0 marks an empty slot.
#[derive(Clone, Copy, Default)]
struct Slot {
    key: u128,
    id: WordId,
}

impl Default for Vocabulary {
    fn default() -> Self {
        Self::new()
    }
}

impl Vocabulary {
    /// An empty vocabulary.
    pub fn new() -> Self {
        let slots = 1 << 14;
        Vocabulary {
            slots: vec![Slot::default(); slots],
            mask: slots - 1,
            long: FxHashMap::default(),
            words: Vec::new(),
        }
    }

    /// How many distinct spellings there are.
    pub fn len(&self) -> usize {
        self.words.len()
    }

    /// True before the first word.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// The spelling of `id`.
    pub fn spelling(&self, id: WordId) -> &str {
        &self.words[id as usize]
    }

    /// The id of the word at `text[start..start + len]`, met before or not.
    #[inline]
    pub fn intern(&mut self, text: &str, start: usize, len: usize) -> WordId {
        if len > 16 {
            return self.intern_long(&text[start..start + len]);
        }
        let bytes = text.as_bytes();
        let raw = match bytes.get(start..start + 16) {
            Some(window) => u128::from_le_bytes(window.try_into().unwrap_or_default()),
            None => {
                let mut window = [0u8; 16];
                window[..len].copy_from_slice(&bytes[start..start + len]);
                u128::from_le_bytes(window)
            }
        };
        let key = raw & (u128::MAX >> (128 - 8 * len));
        let mut at = Self::hash(key) & self.mask;
        loop {
            let slot = &self.slots[at];
            if slot.key == key {
                return slot.id;
            }
            if slot.key == 0 {
                break;
            }
            at = (at + 1) & self.mask;
        }
        self.add_short(key, at, &text[start..start + len])
    }

    #[inline]
    fn hash(key: u128) -> usize {
        let low = (key as u64) ^ 0x9e37_79b9_7f4a_7c15;
        let high = ((key >> 64) as u64) ^ 0xd1b5_4a32_d192_ed03;
        let wide = u128::from(low).wrapping_mul(u128::from(high | 1));
        ((wide as u64) ^ ((wide >> 64) as u64)).wrapping_mul(0xff51_afd7_ed55_8ccd) as usize >> 20
    }

    #[cold]
    fn add_short(&mut self, key: u128, at: usize, spelling: &str) -> WordId {
        let id = self.push(spelling);
        self.slots[at] = Slot { key, id };
        if self.words.len() * 2 > self.slots.len() {
            self.grow();
        }
        id
    }

    #[cold]
    fn intern_long(&mut self, spelling: &str) -> WordId {
        if let Some(&id) = self.long.get(spelling) {
            return id;
        }
        let id = self.push(spelling);
        self.long.insert(spelling.into(), id);
        id
    }

    fn push(&mut self, spelling: &str) -> WordId {
        self.words.push(spelling.into());
        (self.words.len() - 1) as WordId
    }

    fn grow(&mut self) {
        let mut slots = vec![Slot::default(); self.slots.len() * 2];
        let mask = slots.len() - 1;
        for slot in self.slots.iter().filter(|slot| slot.key != 0) {
            let mut at = Self::hash(slot.key) & mask;
            while slots[at].key != 0 {
                at = (at + 1) & mask;
            }
            slots[at] = *slot;
        }
        self.slots = slots;
        self.mask = mask;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_spellings_share_an_id_and_others_do_not() {
        let mut vocabulary = Vocabulary::new();
        let words: Vec<String> =
            (0..20_000).map(|n| format!("w{n}{}", "x".repeat(n % 20))).collect();
        let ids: Vec<WordId> = words.iter().map(|w| vocabulary.intern(w, 0, w.len())).collect();
        for (word, &id) in words.iter().zip(&ids) {
            let inside = format!("{word}tail that is long enough");
            assert_eq!(vocabulary.intern(&inside, 0, word.len()), id);
            assert_eq!(vocabulary.spelling(id), word);
        }
        assert_eq!(vocabulary.len(), words.len());
    }
}
