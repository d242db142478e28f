//! Edits of an input, the same for the same number: a fuzzer without feedback.

/// What is put in: marks that many formats give a meaning, and letters of several bytes.
const PUT_IN: &[&[u8]] = &[
    b"\n",
    b"\r\n",
    b"\"",
    b"\\",
    b"\0",
    b"{",
    b"}",
    b"(",
    b")",
    b"[",
    b",",
    b".",
    b"=",
    b"|",
    b"*",
    b" ",
    b"0",
    b"99999999999",
    b"-1",
    b"\\u00e9",
    b"\x1b[2J",
    b"\xef\xbb\xbf",
    b"\xff",
    "’".as_bytes(),
    "é".as_bytes(),
    "â€™".as_bytes(),
    "日".as_bytes(),
    "\u{ad}".as_bytes(),
    "\u{202e}".as_bytes(),
    "İ".as_bytes(),
    "ß".as_bytes(),
    "e\u{301}".as_bytes(),
];

/// Numbers that look like chance (xorshift).
pub struct Numbers(u64);

impl Numbers {
    /// The numbers of a start.
    pub fn new(start: u64) -> Numbers {
        Numbers(start.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// A number below `end`; 0 if that is 0.
    pub fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % end.max(1)
    }
}

/// `input` with some edits; stretches also come from `other`.
pub fn edited(input: &[u8], other: &[u8], numbers: &mut Numbers) -> Vec<u8> {
    let mut bytes = input.to_vec();
    for _ in 0..1 + numbers.below(5) {
        let at = numbers.below(bytes.len() + 1);
        let end = bytes.len().min(at + numbers.below(24));
        match numbers.below(7) {
            0 => drop(bytes.drain(at..end)),
            1 => {
                let stretch = bytes[at..end].to_vec();
                let to = numbers.below(bytes.len() + 1);
                bytes.splice(to..to, stretch);
            }
            2 => {
                let from = numbers.below(other.len() + 1);
                let to = other.len().min(from + numbers.below(60));
                bytes.splice(at..end, other[from..to].iter().copied());
            }
            3 if at < bytes.len() => bytes[at] ^= 1 << numbers.below(8),
            4 => bytes.truncate(at.max(2)),
            _ => drop(bytes.splice(at..at, PUT_IN[numbers.below(PUT_IN.len())].iter().copied())),
        }
    }
    bytes
}
