//! Whether the characters at one place are a misread UTF-8 sequence, and what they were. Only `repair` calls this.

use crate::text::encoding::decode::table_of;
use encoding_rs::{MACINTOSH, WINDOWS_1251, WINDOWS_1252};
use std::ops::Range;
use std::sync::LazyLock;

/// The outcome for a suspicious sequence: the bytes that were examined, and their replacement. The text may be
/// unchanged: then the decision relied on the neighbours, and the range must not be cut.
pub(super) struct Repair {
    /// The bytes examined, on character boundaries.
    pub range: Range<usize>,
    /// Their replacement.
    pub text: String,
}

/// Examines the character that holds byte `at`; nothing before byte `floor` is used.
pub(super) fn examine(text: &str, floor: usize, at: usize) -> Option<Repair> {
    let here = Cursor { text, floor, at };
    let lead = text.get(at..)?.chars().next()?;
    if let Some(found) = here.other_reader(lead) {
        return Some(found);
    }
    match lead {
        '\u{80}'..='\u{9f}' => here.control(lead),
        'Â' => here
            .lone_space()
            .or_else(|| here.two_byte_sequence(0xc2))
            .or_else(|| here.keep_with_neighbours()),
        'Ã' => here.two_byte_sequence(0xc3).or_else(|| here.lone_a_grave()),
        'Ä' => here.two_byte_sequence(0xc4),
        'Å' => here.two_byte_sequence(0xc5),
        'Î' | 'Ï' => here.script().or_else(|| here.greek()),
        'Ð' | 'Ñ' | '×' | 'Ø' | 'Ù' | 'Ú' | 'Û' => here.script(),
        'â' => here.punctuation(),
        'á' | 'à' | 'ï' => here.three_byte_sequence(lead),
        'ã'..='í' => here.ideographs(),
        'ð' => here.four_byte_sequence(),
        'в' => here.cyrillic_punctuation(),
        _ => None,
    }
}

/// The bytes 0x80 to 0xff as windows-1252 reads them; undefined ones are read as control characters.
static LATIN: LazyLock<[char; 128]> = LazyLock::new(|| table_of(WINDOWS_1252));
static CYRILLIC: LazyLock<[char; 128]> = LazyLock::new(|| table_of(WINDOWS_1251));
static MAC: LazyLock<[char; 128]> = LazyLock::new(|| table_of(MACINTOSH));

/// The byte that windows-1252 or Latin-1 reads as `read`, where it is a continuation byte of UTF-8 (0x80 to 0xbf).
fn continuation(read: char) -> Option<u8> {
    match read {
        '\u{80}'..='\u{bf}' => Some(read as u8),
        '\u{152}'..='\u{2122}' => position(&LATIN[..0x20], read),
        _ => None,
    }
}

fn position(table: &[char], read: char) -> Option<u8> {
    table.iter().position(|&known| known == read).map(|at| 0x80 + at as u8)
}

/// Continuation bytes whose characters also occur after a letter in correct text: … ‘ ’ “ ” – — ™ and hard space.
fn is_common(byte: u8) -> bool {
    matches!(byte, 0x85 | 0x91..=0x94 | 0x96 | 0x97 | 0x99 | 0xa0)
}

fn character(bytes: &[u8]) -> Option<char> {
    std::str::from_utf8(bytes).ok()?.chars().next()
}

fn ends_a_word(left: &char) -> bool {
    left.is_ascii_lowercase() || left.is_ascii_digit() || ".,;:!?)".contains(*left)
}

/// A position in a text.
struct Cursor<'a> {
    text: &'a str,
    floor: usize,
    at: usize,
}

impl Cursor<'_> {
    /// The characters after the one at `at`.
    fn following(&self) -> std::str::Chars<'_> {
        let mut rest = self.text.get(self.at..).unwrap_or_default().chars();
        rest.next();
        rest
    }

    fn before(&self) -> Option<char> {
        self.text.get(self.floor..self.at)?.chars().next_back()
    }

    /// The next `N` continuation bytes and where they end.
    fn continuations<const N: usize>(&self) -> Option<([u8; N], usize)> {
        let mut rest = self.following();
        let mut bytes = [0; N];
        for byte in &mut bytes {
            *byte = continuation(rest.next()?)?;
        }
        Some((bytes, self.text.len() - rest.as_str().len()))
    }

    fn found(&self, end: usize, text: impl Into<String>) -> Option<Repair> {
        Some(Repair { range: self.at..end, text: text.into() })
    }

    /// The character after `end`, if it is ASCII: any other may begin a sequence of its own.
    fn after(&self, end: usize) -> Option<char> {
        self.text.get(end..)?.chars().next().filter(char::is_ascii)
    }

    /// A decision that relied on the neighbours: they are part of the range.
    fn with_neighbours(&self, end: usize, middle: Option<char>) -> Option<Repair> {
        let start = self.at - self.before().map_or(0, char::len_utf8);
        let right = self.after(end);
        let stop = end + right.map_or(0, char::len_utf8);
        let text = match middle {
            Some(middle) => [self.before(), Some(middle), right].into_iter().flatten().collect(),
            None => self.text.get(start..stop)?.to_owned(),
        };
        Some(Repair { range: start..stop, text })
    }

    /// A control character that is windows-1252 read as Latin-1.
    fn control(&self, lead: char) -> Option<Repair> {
        let read = LATIN[(lead as usize) & 0x7f];
        if read == lead { None } else { self.found(self.at + lead.len_utf8(), read) }
    }

    /// `Â` before white space, or at the end after a letter, a digit or a full stop: the remains of a hard space.
    fn lone_space(&self) -> Option<Repair> {
        let end = self.at + 'Â'.len_utf8();
        match self.following().next() {
            Some(space @ (' ' | '\n' | '\t')) => self.found(end + 1, space),
            Some('\r') => self.found(end + 1, '\r'),
            Some(_) => None,
            None => {
                let left = self.before().filter(ends_a_word)?;
                Some(Repair { range: self.at - 1..end, text: left.into() })
            }
        }
    }

    /// A correct `Â` inside a word: kept together with its neighbours, since at the end it would be removed.
    fn keep_with_neighbours(&self) -> Option<Repair> {
        self.before().filter(ends_a_word)?;
        let start = self.at - 1;
        let end = self.at + 'Â'.len_utf8() + self.following().next()?.len_utf8();
        Some(Repair { range: start..end, text: self.text.get(start..end)?.to_owned() })
    }

    /// `Ã` before a space and a small letter: "à" whose hard space became a plain one.
    fn lone_a_grave(&self) -> Option<Repair> {
        let mut rest = self.following();
        if rest.next()? != ' ' {
            return None;
        }
        let mut next = rest.next()?;
        if next == ' ' {
            next = rest.next()?;
        }
        let end = self.text.len() - rest.as_str().len();
        let fits = next.is_ascii_lowercase();
        if fits { self.found(end, format!("à {next}")) } else { None }
    }

    /// Latin letters and signs: U+0080 to U+017F.
    fn two_byte_sequence(&self, lead: u8) -> Option<Repair> {
        let ([byte], end) = self.continuations::<1>()?;
        let read = character(&[lead, byte])?;
        let right = self.after(end);
        let small = |near: Option<char>| near.is_some_and(|near| near.is_ascii_lowercase());
        let large = |near: Option<char>| near.is_some_and(|near| near.is_ascii_uppercase());
        match lead {
            // A windows-1252 byte that was read as Latin-1 before: "Â’" is U+0092.
            // A byte that windows-1252 does not define: here it is the last byte of another layer's ”.
            0xc2 if byte < 0xa0 => self.found(end, LATIN[usize::from(byte & 0x7f)]),
            0xc3 if byte == 0xa0 => self.found(end, read),
            0xc3 if is_common(byte) => {
                let genitive = byte == 0x92 && right == Some('s');
                let fits =
                    !genitive && (right.is_some_and(char::is_alphabetic) || large(self.before()));
                self.with_neighbours(end, fits.then_some(read))
            }
            0xc2 | 0xc3 => self.found(end, read),
            // Doubly misread quotes begin with Œ and œ.
            0xc5 if matches!(byte, 0x92 | 0x93) => self.found(end, read),
            _ if is_common(byte) || byte == 0xa3 => {
                let fits = if byte == 0xa3 || byte == 0xa0 {
                    small(self.before()) || small(right) && byte == 0xa0
                } else {
                    small(right)
                };
                self.with_neighbours(end, fits.then_some(read))
            }
            _ => self.found(end, read),
        }
    }

    /// One Greek letter among Latin ones ("IL2RÎ³").
    fn greek(&self) -> Option<Repair> {
        let ([byte], end) = self.continuations::<1>()?;
        let lead = if self.text.get(self.at..)?.starts_with('Î') { 0xce } else { 0xcf };
        let read = character(&[lead, byte])?;
        if byte < 0xa0 || is_common(byte) { None } else { self.found(end, read) }
    }

    /// A word of two or more letters of Greek, Cyrillic, Hebrew or Arabic; judged and kept as one unit.
    fn script(&self) -> Option<Repair> {
        let mut read = String::new();
        let mut end = self.at;
        let mut rest = self.text.get(self.at..)?.chars();
        while let (Some(lead @ '\u{ce}'..='\u{db}'), Some(next)) = (rest.next(), rest.next()) {
            let Some(letter) = continuation(next).and_then(|byte| character(&[lead as u8, byte]))
            else {
                break;
            };
            if !letter.is_alphabetic() && read.is_empty() {
                break;
            }
            read.push(letter);
            end = self.text.len() - rest.as_str().len();
        }
        if read.chars().nth(1).is_some() { self.found(end, read) } else { None }
    }

    /// U+2000 to U+2BFF: dashes, quotes, the euro, arrows, dingbats.
    fn punctuation(&self) -> Option<Repair> {
        if let Some((bytes, end)) = self.continuations::<2>()
            && !(is_common(bytes[0]) && is_common(bytes[1]))
            && bytes[0] < 0xb0
            && let Some(read) = character(&[0xe2, bytes[0], bytes[1]])
        {
            return self.found(end, read);
        }
        // "â€" whose third byte, 0x9d, is undefined in windows-1252: missing, or replaced by a mark.
        let mut rest = self.following();
        if rest.next()? != '€' {
            return None;
        }
        let mut further = rest.clone();
        let read = match further.next() {
            Some(char::REPLACEMENT_CHARACTER | 'ť') => '”',
            // Windows-1250 has these two where windows-1252 has œ and an undefined byte.
            Some('ś') => '“',
            _ => return self.found(self.text.len() - rest.as_str().len(), '”'),
        };
        self.found(self.text.len() - further.as_str().len(), read)
    }

    /// Vietnamese letters (á), Indic and Thai ones (à), the byte-order mark, U+FFFD, ligatures and wide forms (ï).
    fn three_byte_sequence(&self, lead: char) -> Option<Repair> {
        let (bytes, end) = self.continuations::<2>()?;
        let fits = match lead {
            'á' => matches!(bytes[0], 0xba | 0xbb),
            'à' => matches!(bytes[0], 0xa4..=0xa7 | 0xb8 | 0xb9),
            _ => matches!(bytes[0], 0xac | 0xb8 | 0xbb..=0xbf),
        };
        if !fits || is_common(bytes[1]) && lead != 'ï' {
            return None;
        }
        match character(&[lead as u8, bytes[0], bytes[1]])? {
            '\u{feff}' => self.found(end, ""),
            read => self.found(end, read),
        }
    }

    /// Two or more East Asian letters; judged and kept as one unit.
    fn ideographs(&self) -> Option<Repair> {
        let mut read = String::new();
        let mut end = self.at;
        let mut rest = self.text.get(self.at..)?.chars();
        while let (Some(lead @ 'ã'..='í'), Some(second), Some(third)) =
            (rest.next(), rest.next(), rest.next())
        {
            let (Some(second), Some(third)) = (continuation(second), continuation(third)) else {
                break;
            };
            let Some(letter) = character(&[lead as u8, second, third]) else { break };
            read.push(letter);
            end = self.text.len() - rest.as_str().len();
        }
        if read.chars().nth(1).is_some() { self.found(end, read) } else { None }
    }

    /// Emoji and everything else above U+FFFF.
    fn four_byte_sequence(&self) -> Option<Repair> {
        let (bytes, end) = self.continuations::<3>()?;
        let read = character(&[0xf0, bytes[0], bytes[1], bytes[2]])?;
        self.found(end, read)
    }

    /// "вЂ™": U+2000 to U+203F as windows-1251 reads it.
    fn cyrillic_punctuation(&self) -> Option<Repair> {
        let mut rest = self.following();
        if rest.next()? != 'Ђ' {
            return None;
        }
        let byte = position(&CYRILLIC[..0x40], rest.next()?)?;
        let read = character(&[0xe2, 0x80, byte])?;
        self.found(self.text.len() - rest.as_str().len(), read)
    }

    /// What Macintosh or windows-1250 makes of common sequences: `at` is after their first character, which is not one
    /// of the lead bytes that are searched for.
    fn other_reader(&self, lead: char) -> Option<Repair> {
        let before = self.before()?;
        let byte = match (before, lead) {
            ('‚', 'Ä') => return self.macintosh_punctuation(),
            ('√', _) => position(&MAC[..0x40], lead)?,
            ('Ă', '©' | '¨' | '´' | '¶' | '®' | '\u{ad}' | '§' | '±' | '¤') => lead as u8,
            _ => return None,
        };
        let range = self.at - before.len_utf8()..self.at + lead.len_utf8();
        Some(Repair { range, text: character(&[0xc3, byte])?.into() })
    }

    /// "‚Äô": U+2000 to U+203F as Macintosh reads it; `at` is at the `Ä`.
    fn macintosh_punctuation(&self) -> Option<Repair> {
        let mut rest = self.following();
        let byte = position(&MAC[..0x40], rest.next()?)?;
        let read = character(&[0xe2, 0x80, byte])?;
        let range = self.at - '‚'.len_utf8()..self.text.len() - rest.as_str().len();
        Some(Repair { range, text: read.into() })
    }
}
