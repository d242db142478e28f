//! Characters that hide a word from readers of text, made plain, with an offset map back: characters without width are
//! dropped, full-width letters and the digits of other scripts become ASCII, ligatures and accents are written as in
//! other texts. Runs after `repair`. Without it "kill\u{ad}ing" would be two words and "１２" no number; done here, every
//! layer above sees the word that a person reads.
//!
//! Each replacement depends on the characters of one unit of the offset map alone, so that a slice of a file, cut at
//! limits of units, is made plain as it is within the whole file.

use crate::legible::is_unseen;
use crate::text::{OffsetMap, OffsetMapBuilder};
use std::borrow::Cow;
use unicode_normalization::char::compose;

/// Makes `text` plain; the map leads from the plain text to `text`. Text without such characters is returned borrowed.
pub fn make_plain(text: Cow<'_, str>) -> (Cow<'_, str>, OffsetMap) {
    let mut pass = PlainPass { text: &text, out: String::new(), offsets: None, done: 0 };
    pass.run();
    let Some(offsets) = pass.offsets.take() else { return (text, OffsetMap::default()) };
    (Cow::Owned(pass.out), offsets.finish())
}

/// What becomes of a character.
enum Treatment {
    /// It has no width and is dropped.
    Drop,
    /// It is dropped, and with it the line end that it allows within a word.
    SoftHyphen,
    /// It is written as this character.
    Letter(char),
    /// It is written as these.
    Letters(&'static str),
    /// A full-width digit, which may be followed by full-width separators and more digits.
    WideDigit,
    /// A mark on the letter before it.
    Mark,
}

/// The treatment of `c`, which is not ASCII; `None` for nearly all.
fn treatment(c: char) -> Option<Treatment> {
    use Treatment::{Drop, Letter, Letters, Mark, SoftHyphen, WideDigit};
    let shifted = |first: char, onto: u8| {
        let ascii = u32::from(onto) + (c as u32 - first as u32);
        Letter(char::from_u32(ascii).unwrap_or(c))
    };
    Some(match c {
        '\u{ad}' => SoftHyphen,
        _ if is_unseen(c) => Drop,
        // Marks on letters of any script; those that belong to one script are letters of it, and stay.
        '\u{300}'..='\u{36f}'
        | '\u{483}'..='\u{489}'
        | '\u{1ab0}'..='\u{1aff}'
        | '\u{1dc0}'..='\u{1dff}'
        | '\u{20d0}'..='\u{20ff}'
        | '\u{fe20}'..='\u{fe2f}' => Mark,
        '\u{660}'..='\u{669}' => shifted('\u{660}', b'0'),
        '\u{6f0}'..='\u{6f9}' => shifted('\u{6f0}', b'0'),
        '\u{66b}' => Letter('.'),
        '\u{66c}' => Letter(','),
        // Spaces of other widths, hyphens that do not break, the minus sign.
        '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}' => Letter(' '),
        '\u{2010}' | '\u{2011}' | '\u{2212}' | '\u{fe63}' | '\u{ff0d}' => Letter('-'),
        '\u{ff10}'..='\u{ff19}' => WideDigit,
        '\u{ff21}'..='\u{ff3a}' => shifted('\u{ff21}', b'A'),
        '\u{ff41}'..='\u{ff5a}' => shifted('\u{ff41}', b'a'),
        '\u{ff07}' => Letter('\''),
        '\u{fb00}' => Letters("ff"),
        '\u{fb01}' => Letters("fi"),
        '\u{fb02}' => Letters("fl"),
        '\u{fb03}' => Letters("ffi"),
        '\u{fb04}' => Letters("ffl"),
        '\u{fb05}' | '\u{fb06}' => Letters("st"),
        // Bold digits, as written in posts.
        '\u{1d7ce}'..='\u{1d7ff}' => {
            let digit = b'0' + ((c as u32 - 0x1d7ce) % 10) as u8;
            Letter(char::from(digit))
        }
        // Letters of mathematics, which posts use for bold, italic and other styles.
        '\u{1d400}'..='\u{1d6a3}' => styled((c as u32 - 0x1d400) % 52),
        '\u{1d6a4}' => Letter('i'),
        '\u{1d6a5}' => Letter('j'),
        '\u{2102}'..='\u{2134}' => return letterlike(c).map(Letter),
        _ => return None,
    })
}

/// The letter of a style of mathematics at `index`: A to Z, then a to z.
fn styled(index: u32) -> Treatment {
    let (first, index) = if index < 26 { (b'A', index) } else { (b'a', index - 26) };
    Treatment::Letter(char::from(first + index as u8))
}

/// The plain form of the letters of mathematics that are apart from the others of their style.
fn letterlike(c: char) -> Option<char> {
    Some(match c {
        '\u{2102}' | '\u{212d}' => 'C',
        '\u{210a}' => 'g',
        '\u{210b}'..='\u{210d}' => 'H',
        '\u{210e}' => 'h',
        '\u{2110}' | '\u{2111}' => 'I',
        '\u{2112}' => 'L',
        '\u{2115}' => 'N',
        '\u{2119}' => 'P',
        '\u{211a}' => 'Q',
        '\u{211b}'..='\u{211d}' => 'R',
        '\u{2124}' | '\u{2128}' => 'Z',
        '\u{212c}' => 'B',
        '\u{212f}' => 'e',
        '\u{2130}' => 'E',
        '\u{2131}' => 'F',
        '\u{2133}' => 'M',
        '\u{2134}' => 'o',
        _ => return None,
    })
}

/// How many bytes are tested for being ASCII at once.
const BLOCK: usize = 64;

struct PlainPass<'a> {
    text: &'a str,
    out: String,
    /// Set once something was changed.
    offsets: Option<OffsetMapBuilder>,
    /// The byte offset up to which `text` has been copied.
    done: usize,
}

impl PlainPass<'_> {
    fn run(&mut self) {
        let bytes = self.text.as_bytes();
        let mut at = 0;
        while at < bytes.len() {
            let block = &bytes[at..bytes.len().min(at + BLOCK)];
            if block.is_ascii() {
                at += block.len();
                continue;
            }
            let end = at + block.len();
            while at < end {
                if bytes[at] < 0x80 {
                    at += 1;
                    continue;
                }
                let Some(c) = self.text.get(at..).and_then(|rest| rest.chars().next()) else {
                    at += 1;
                    continue;
                };
                let after = at + c.len_utf8();
                at = match treatment(c) {
                    Some(treatment) => self.treat(at, after, &treatment),
                    None => after,
                };
            }
        }
        if self.offsets.is_some() {
            self.copy_to(self.text.len());
        }
    }

    /// Treats the character at `at..after`; returns where to go on.
    fn treat(&mut self, at: usize, after: usize, treatment: &Treatment) -> usize {
        match treatment {
            Treatment::Drop => self.put(at, after, ""),
            Treatment::Letter(letter) => self.put(at, after, letter.encode_utf8(&mut [0; 4])),
            Treatment::Letters(letters) => self.put(at, after, letters),
            Treatment::WideDigit => {
                let (end, digits) = wide_number(self.text, at);
                self.put(at, end, &digits);
                return end;
            }
            Treatment::SoftHyphen => return self.join_at(at, after),
            Treatment::Mark => return self.compose_at(at),
        }
        after
    }

    /// Drops the soft hyphen at `at`, with the line end behind it where the word goes on in the next line: the hyphen says
    /// that the break is none of the word. The first letter of that line is of the same unit, since the line end is
    /// dropped for its sake.
    fn join_at(&mut self, at: usize, after: usize) -> usize {
        let rest = self.text.get(after..).unwrap_or_default();
        let next = rest.trim_start_matches([' ', '\t']).strip_prefix('\n');
        let next = next.map(|line| line.trim_start_matches([' ', '\t']));
        let letter = next.and_then(|line| line.chars().next());
        let Some((next, letter)) = next.zip(letter.filter(|c| c.is_lowercase())) else {
            self.put(at, after, "");
            return after;
        };
        if !letter.is_ascii() && treatment(letter).is_some() {
            self.put(at, after, "");
            return after;
        }
        let end = self.text.len() - next.len() + letter.len_utf8();
        self.put(at, end, letter.encode_utf8(&mut [0; 4]));
        end
    }

    /// Joins the marks at `at` with the letter before them where one character has both. Other marks are dropped, as the
    /// word is looked for without them.
    fn compose_at(&mut self, at: usize) -> usize {
        let before = self.text.get(self.done..at).and_then(|kept| kept.chars().next_back());
        let base = before.filter(|base| base.is_alphabetic());
        let (mut letter, mut end) = (base, at);
        for mark in self.text.get(at..).unwrap_or_default().chars() {
            if !matches!(treatment(mark), Some(Treatment::Mark)) {
                break;
            }
            end += mark.len_utf8();
            letter = letter.map(|letter| compose(letter, mark).unwrap_or(letter));
        }
        match (base, letter) {
            (Some(base), Some(letter)) if base != letter => {
                self.put(at - base.len_utf8(), end, letter.encode_utf8(&mut [0; 4]));
            }
            _ => self.put(at, end, ""),
        }
        end
    }

    fn copy_to(&mut self, end: usize) {
        let kept = self.text.get(self.done..end).unwrap_or_default();
        self.out.push_str(kept);
        self.offsets.get_or_insert_default().copy(kept.len());
        self.done = end;
    }

    fn put(&mut self, start: usize, end: usize, plain: &str) {
        self.copy_to(start);
        self.out.push_str(plain);
        self.offsets.get_or_insert_default().replace(end - start, plain.len());
        self.done = end;
    }
}

/// The end and the ASCII form of the full-width number at `start`. A separator counts between two digits; the number is
/// one unit, since its separators depend on the digits beside them.
fn wide_number(text: &str, start: usize) -> (usize, String) {
    let digit = |c: char| ('\u{ff10}'..='\u{ff19}').contains(&c);
    let mut plain = String::new();
    let mut end = start;
    let mut rest = text.get(start..).unwrap_or_default().chars().peekable();
    while let Some(c) = rest.next() {
        let separator = match c {
            '\u{ff0c}' => ',',
            '\u{ff0e}' => '.',
            _ if digit(c) => {
                plain.push(char::from(b'0' + (c as u32 - 0xff10) as u8));
                end += c.len_utf8();
                continue;
            }
            _ => break,
        };
        if !rest.peek().copied().is_some_and(digit) {
            break;
        }
        plain.push(separator);
        end += c.len_utf8();
    }
    (end, plain)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Span;
    use proptest::prelude::*;

    fn plain(text: &str) -> String {
        make_plain(Cow::Borrowed(text)).0.into_owned()
    }

    #[test]
    fn words_read_as_a_person_reads_them() {
        for (written, read) in [
            ("kill\u{ad}ing Id\u{200b}lib", "killing Idlib"),
            ("\u{feff}sh\u{2060}elled\u{200e}", "shelled"),
            ("１２ people, １２，０００．５", "12 people, 12,000.5"),
            ("Ｉｄｌｉｂ", "Idlib"),
            ("١٢ and ۳۴ and ١٢٬٥٠٠", "12 and 34 and 12,500"),
            ("\u{fb01}ghters, a\u{fb00}airs", "fighters, affairs"),
            ("cafe\u{301}, Erdog\u{306}an, x\u{325}", "café, Erdoğan, x"),
            ("kil\u{ad}\nled, air\u{ad} \n  strikes", "killed, airstrikes"),
            ("co\u{ad}\n\nend, co\u{ad}\n- b", "co\n\nend, co\n- b"),
            ("𝐤𝐢𝐥𝐥𝐞𝐝 𝟓 𝗶𝗻 𝗔𝗹𝗲𝗽𝗽𝗼 𝑎𝑛𝑑 𝓗ℴ𝓂𝓈", "killed 5 in Aleppo and Homs"),
            ("Al\u{2011}Bab, \u{2212}5, 12\u{202f}000", "Al-Bab, -5, 12 000"),
            ("１２， then", "12， then"),
        ] {
            assert_eq!(plain(written), read);
        }
    }

    #[test]
    fn no_unseen_character_or_odd_mark_parts_a_word() {
        let marks =
            ['\u{336}', '\u{335}', '\u{20d0}', '\u{488}', '\u{1ab0}', '\u{1dc0}', '\u{fe20}'];
        let unseen = ('\u{80}'..=char::MAX).filter(|&c| is_unseen(c));
        for c in unseen.chain(marks) {
            assert_eq!(plain(&format!("Ale{c}ppo 1,2{c}50")), "Aleppo 1,250", "{c:?}");
        }
    }

    #[test]
    fn other_text_is_borrowed() {
        for text in ["“No strikes”, he said – again", "İdlib, Łódź, Путин, 阿勒颇", "a\u{a0}b"]
        {
            let (plain, offsets) = make_plain(Cow::Borrowed(text));
            assert!(matches!(plain, Cow::Borrowed(_)) && offsets.is_shift());
        }
    }

    #[test]
    fn offsets_lead_to_the_characters_as_written() {
        let text = "no kill\u{ad}ing１２";
        let (plain, offsets) = make_plain(Cow::Borrowed(text));
        assert_eq!(plain, "no killing12");
        assert_eq!(offsets.raw(Span::new(3, 10)), 3..12);
        assert_eq!(offsets.raw(Span::new(10, 12)), 12..18);
    }

    proptest! {
        #[test]
        fn a_slice_becomes_plain_as_in_the_whole(
            text in "([a-e \n]|\u{ad}|\u{336}|\u{fe0f}|𝐤|\u{200b}|１|，|．|٣|\u{301}|\u{325}|\u{fb01}|é|’|Ｉ|\u{1d7ce}){0,20}",
        ) {
            let (clean, offsets) = make_plain(Cow::Borrowed(&text));
            let cuts: Vec<usize> = (0..=clean.len())
                .filter(|&at| clean.is_char_boundary(at) && offsets.is_cut(at as u32)).collect();
            for (index, &start) in cuts.iter().enumerate() {
                for &end in &cuts[index + 1..] {
                    let raw = offsets.raw(Span::new(start, end));
                    let slice = &text[raw.start as usize..raw.end as usize];
                    prop_assert_eq!(plain(slice), &clean[start..end], "{:?}", text);
                }
            }
        }
    }
}
