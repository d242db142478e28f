//! Words as small numbers (interning). Each distinct spelling is judged once by a pattern; after that it is a table
//! lookup. Keyed by the bytes themselves: a bare hash would let a crafted text make two words collide.

use rustc_hash::FxHashMap;
use std::rc::Rc;

/// A distinct spelling's number in one [`Vocabulary`]; meaningless in any other.
pub type WordId = u32;

/// The distinct spellings met so far. One per worker thread: ids are never shared.
///
/// The table has eight bytes per slot and the packed spellings are stored separately, in the order met: frequent words
/// are met early, so that nearly all lookups stay within a few cache lines.
pub struct Vocabulary {
    slots: Vec<Slot>,
    mask: usize,
    /// Spellings of up to 16 bytes by id, padded with NULs. For a longer one a NUL and, from the fourth byte on, its
    /// index in `long`.
    keys: Vec<Key>,
    long: Vec<Rc<str>>,
    long_ids: FxHashMap<Rc<str>, WordId>,
}

type Key = [u8; 16];

/// A word's id plus one (0: empty) and some bits of its hash, which save most comparisons with the spelling.
#[derive(Clone, Copy, Default)]
struct Slot {
    id: u32,
    tag: u32,
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
            keys: Vec::new(),
            long: Vec::new(),
            long_ids: FxHashMap::default(),
        }
    }

    /// How many distinct spellings there are.
    pub fn len(&self) -> usize {
        self.keys.len()
    }

    /// True before the first word.
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// The spelling of `id`.
    pub fn spelling(&self, id: WordId) -> &str {
        let key = &self.keys[id as usize];
        if let [0, _, _, _, place @ ..] = key {
            let place = place.first_chunk().map_or(0, |place| u32::from_le_bytes(*place));
            return &self.long[place as usize];
        }
        let len = key.iter().position(|&byte| byte == 0).unwrap_or(key.len());
        // Whole words were packed, so that no character is cut.
        std::str::from_utf8(&key[..len]).unwrap_or_default()
    }

    /// Frees memory reserved for growth.
    pub fn shrink(&mut self) {
        self.keys.shrink_to_fit();
        self.long.shrink_to_fit();
    }

    /// Appends to `ids` the id of each word `text[starts[i]..starts[i] + lens[i]]` (bytes), adding new words.
    ///
    /// Works in blocks: first all slots of a block are fetched, then all are compared. The table is larger than the
    /// nearest cache, and fetches that do not wait for each other cost a third of those that do.
    pub fn intern_all(&mut self, text: &str, starts: &[u32], lens: &[u8], ids: &mut Vec<WordId>) {
        const BLOCK: usize = 32;
        let mut keys = [Key::default(); BLOCK];
        let mut slots = [(Slot::default(), 0u32); BLOCK];
        for (starts, lens) in starts.chunks(BLOCK).zip(lens.chunks(BLOCK)) {
            for (at, (&start, &len)) in starts.iter().zip(lens).enumerate() {
                keys[at] = pack(text, start as usize, len as usize);
                let hash = Self::hash(keys[at]);
                slots[at] = (self.slots[(hash >> 32) as usize & self.mask], hash as u32);
            }
            for (at, (&start, &len)) in starts.iter().zip(lens).enumerate() {
                let (slot, tag) = slots[at];
                let known = slot.id != 0
                    && slot.tag == tag
                    && len <= 16
                    && self.keys[slot.id as usize - 1] == keys[at];
                ids.push(if known {
                    slot.id - 1
                } else {
                    self.intern(text, start as usize, len as usize)
                });
            }
        }
    }

    /// The id of the word at `text[start..start + len]`, added if new.
    fn intern(&mut self, text: &str, start: usize, len: usize) -> WordId {
        if len > 16 {
            return self.intern_long(&text[start..start + len]);
        }
        let key = pack(text, start, len);
        let hash = Self::hash(key);
        let tag = hash as u32;
        let mut at = (hash >> 32) as usize & self.mask;
        loop {
            let slot = self.slots[at];
            if slot.id == 0 {
                break;
            }
            if slot.tag == tag && self.keys[slot.id as usize - 1] == key {
                return slot.id - 1;
            }
            at = (at + 1) & self.mask;
        }
        self.add_short(key, tag, at)
    }

    #[inline]
    fn hash(key: Key) -> u64 {
        let key = u128::from_le_bytes(key);
        let low = (key as u64) ^ 0x9e37_79b9_7f4a_7c15;
        let high = ((key >> 64) as u64) ^ 0xd1b5_4a32_d192_ed03;
        let wide = u128::from(low).wrapping_mul(u128::from(high | 1));
        ((wide as u64) ^ ((wide >> 64) as u64)).wrapping_mul(0xff51_afd7_ed55_8ccd)
    }

    #[cold]
    fn add_short(&mut self, key: Key, tag: u32, at: usize) -> WordId {
        let id = self.push(key);
        self.slots[at] = Slot { id: id + 1, tag };
        if self.keys.len() * 2 > self.slots.len() {
            self.grow();
        }
        id
    }

    #[cold]
    fn intern_long(&mut self, spelling: &str) -> WordId {
        if let Some(&id) = self.long_ids.get(spelling) {
            return id;
        }
        let mut key = Key::default();
        key[4..8].copy_from_slice(&(self.long.len() as u32).to_le_bytes());
        let id = self.push(key);
        let spelling: Rc<str> = spelling.into();
        self.long.push(spelling.clone());
        self.long_ids.insert(spelling, id);
        id
    }

    fn push(&mut self, key: Key) -> WordId {
        self.keys.push(key);
        (self.keys.len() - 1) as WordId
    }

    fn grow(&mut self) {
        let mut slots = vec![Slot::default(); self.slots.len() * 2];
        let mask = slots.len() - 1;
        for (id, &key) in self.keys.iter().enumerate().filter(|(_, key)| key[0] != 0) {
            let hash = Self::hash(key);
            let mut at = (hash >> 32) as usize & mask;
            while slots[at].id != 0 {
                at = (at + 1) & mask;
            }
            slots[at] = Slot { id: id as u32 + 1, tag: hash as u32 };
        }
        self.slots = slots;
        self.mask = mask;
    }
}

/// The first 16 bytes (or fewer) of a word; words without a NUL never pack to one that begins with it.
#[inline]
fn pack(text: &str, start: usize, len: usize) -> Key {
    let bytes = text.as_bytes();
    let len = len.min(16);
    let raw = match bytes.get(start..start + 16) {
        Some(window) => u128::from_le_bytes(window.try_into().unwrap_or_default()),
        None => {
            let mut window = [0u8; 16];
            window[..len].copy_from_slice(&bytes[start..start + len]);
            u128::from_le_bytes(window)
        }
    };
    (raw & (u128::MAX >> (128 - 8 * len))).to_le_bytes()
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
