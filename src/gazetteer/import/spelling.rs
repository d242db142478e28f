//! How names are spelt: plain ASCII, capitals as in running text, and which spellings are worth importing. Used by the
//! importers only.

use crate::gazetteer::index::{base, key};
use crate::ontology::country;
use crate::text::tokens::tokenise::tokenise;
use std::collections::HashSet;
use std::sync::LazyLock;

/// Words that occur in any news text: frequent English words, months, days and titles. A name of one such word would
/// match everywhere.
static COMMON: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| include_str!("common_words.txt").split_whitespace().collect());

/// Given names common in many countries: alone they identify no person or place.
static GIVEN: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| include_str!("given_names.txt").split_whitespace().collect());

/// Whether `name` is a single common word, a given name or the name of a country: it would match texts that mean
/// something else.
pub fn is_common(name: &str) -> bool {
    let key = words_key(name);
    let key = key.trim();
    COMMON.contains(key) || GIVEN.contains(key) || country::by_name(name.trim()).is_some()
}

/// Whether `name` is a single word for a part of the earth or of a state: there are towns and regions of these names, and
/// texts nearly always mean something else.
pub fn is_generic(name: &str) -> bool {
    const WORDS: &[&str] = &[
        "gulf",
        "bay",
        "strait",
        "sound",
        "cape",
        "delta",
        "coast",
        "highlands",
        "lowlands",
        "island",
        "islands",
        "lake",
        "lakes",
        "mountain",
        "mountains",
        "valley",
        "river",
        "sea",
        "port",
        "fort",
        "central",
        "centre",
        "center",
        "nord",
        "sud",
        "est",
        "ouest",
        "norte",
        "sur",
        "este",
        "oeste",
        "northern",
        "southern",
        "eastern",
        "western",
        "capital",
        "federal",
        "metro",
        "national",
        "littoral",
        "plateau",
        "savanes",
        "maritime",
        "interior",
        "oriental",
        "occidental",
        "atlantic",
        "pacific",
        "equator",
        "union",
        "liberty",
        "independence",
        "republic",
        "kingdom",
        "empire",
    ];
    WORDS.contains(&words_key(name).trim())
}

/// Whether every word of `name` is common: "Old City".
pub fn is_all_common(name: &str) -> bool {
    words_key(name).split_whitespace().all(|word| COMMON.contains(word))
}

/// The words of a spelling as the index looks them up, joined: equal for spellings that match the same text.
pub fn words_key(spelling: &str) -> String {
    let (mut joined, mut buffer) = (String::new(), String::new());
    tokenise(spelling, |start, len| {
        joined.push_str(key(&spelling[start..start + len], &mut buffer));
        joined.push(' ');
    });
    joined
}

/// The spelling in ASCII, without accents and marks for Arabic letters; `None` if it contains letters of another
/// script.
pub fn plain(spelling: &str) -> Option<String> {
    let mut text = String::with_capacity(spelling.len());
    for letter in spelling.chars() {
        match letter {
            '‘' | '’' | '`' | '´' | 'ʻ' | 'ʼ' | 'ʾ' | 'ʿ' | '\'' => mark(&mut text),
            '\u{300}'..='\u{36f}' => {}
            '–' | '—' | '\u{2010}' | '\u{2011}' => text.push('-'),
            'ß' => text.push_str("ss"),
            'æ' => text.push_str("ae"),
            'Æ' => text.push_str("Ae"),
            _ if letter.is_ascii() => text.push(letter),
            _ => text.push(unaccented(letter)?),
        }
    }
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    Some(text.trim_matches(['\'', '-', ' ']).to_owned()).filter(|text| !text.is_empty())
}

/// An apostrophe is kept inside a word, where English keeps it ("Ma'arrat").
fn mark(text: &mut String) {
    if text.ends_with(|c: char| c.is_ascii_alphabetic()) {
        text.push('\'');
    }
}

fn unaccented(letter: char) -> Option<char> {
    let mut lower = letter.to_lowercase();
    let plain = base(lower.next()?);
    let plain = if letter.is_uppercase() { plain.to_ascii_uppercase() } else { plain };
    plain.is_ascii().then_some(plain)
}

/// Whether names in a country, given by its ISO alpha-3 code, are mostly transcribed from Arabic.
pub fn is_arabic(country: &str) -> bool {
    const COUNTRIES: &[&str] = &[
        "ARE", "BHR", "DZA", "EGY", "IRQ", "JOR", "KWT", "LBN", "LBY", "MAR", "MRT", "OMN", "PSE",
        "QAT", "SAU", "SDN", "SYR", "TUN", "YEM",
    ];
    COUNTRIES.contains(&country)
}

/// How else news spell a name from Arabic: without its article, and without the last letter of the ending "-ah"
/// ("El-Hodeidah": "Hodeidah", "Hodeida").
pub fn arabic_variants(spelling: &str) -> Vec<String> {
    const ARTICLES: &[&str] = &[
        "al", "el", "ad", "ed", "an", "en", "ar", "er", "as", "es", "at", "et", "az", "ez", "ash",
        "esh",
    ];
    let is_article = |word: &str| ARTICLES.contains(&&*word.to_ascii_lowercase());
    let bare = spelling.split_once([' ', '-']).filter(|(first, _)| is_article(first));
    let bare = bare.map(|(_, rest)| rest.to_owned());
    let mut found = Vec::new();
    for name in bare.iter().map(String::as_str).chain([spelling]) {
        found.extend(name.strip_suffix("ah").map(|stem| format!("{stem}a")));
    }
    found.extend(bare);
    found
}

/// Whether a spelling is that of a name in another transcription: fewer than half of its letters differ, articles aside.
pub fn is_close(spelling: &str, name: &str) -> bool {
    let bare = |spelling: &str| {
        let key = words_key(spelling);
        let (first, rest) = key.trim().split_once(' ').unwrap_or(("", key.trim()));
        let article =
            matches!(first, "al" | "el" | "ad" | "ed" | "an" | "en" | "as" | "ash" | "az");
        if article { rest.to_owned() } else { key.trim().to_owned() }
    };
    strsim::normalized_levenshtein(&bare(spelling), &bare(name)) >= 0.55
}

/// A region's name without the word for what it is, and its other spellings: the whole name, and "North" for "Northern".
pub fn region_names(full: &str) -> (String, Vec<String>) {
    const WORDS: &[&str] = &[
        "Oblast",
        "Province",
        "Governorate",
        "Department",
        "State",
        "Region",
        "County",
        "Prefecture",
        "District",
        "Division",
        "Voivodeship",
        "Krai",
        "City",
    ];
    let last = full.rsplit(' ').next().filter(|last| WORDS.contains(last));
    let name = last.map_or(full, |last| full[..full.len() - last.len()].trim_end());
    let mut others = Vec::new();
    if name != full {
        others.push(full.to_owned());
    }
    for (long, short) in [
        ("Northern ", "North "),
        ("Southern ", "South "),
        ("Eastern ", "East "),
        ("Western ", "West "),
    ] {
        others.extend(name.strip_prefix(long).map(|rest| format!("{short}{rest}")));
        others.extend(name.strip_prefix(short).map(|rest| format!("{long}{rest}")));
    }
    (name.to_owned(), others)
}

/// Words written in lower case inside a name.
const SMALL: &[&str] = &[
    "of", "the", "and", "for", "in", "to", "on", "at", "by", "with", "de", "del", "la", "los",
    "las", "da", "do", "dos", "du", "des", "et", "y", "e", "van", "von", "der", "bin", "ibn", "al",
    "el",
];

/// Short words that stay in capitals although they contain a vowel.
const ACRONYMS: &[&str] = &[
    "UN", "US", "USA", "UK", "EU", "UAE", "USSR", "NATO", "IMF", "OPEC", "ASEAN", "OAU", "OAS",
    "AU", "ECOWAS", "UNESCO", "UNICEF", "IAEA", "OSCE", "PLO", "IRA", "ETA", "CIA", "FBI", "ANC",
    "NGO",
];

/// A dictionary's phrase in capitals with underscores, as in running text: "SYRIAN_ARMY_OF_UN" becomes "Syrian Army of
/// UN". A short word by itself, or one without a vowel, stays in capitals: it is an acronym.
pub fn cased(phrase: &str) -> String {
    let words: Vec<&str> = phrase.split(['_', ' ']).filter(|word| !word.is_empty()).collect();
    let alone = words.len() == 1;
    let cased: Vec<String> =
        words.iter().enumerate().map(|(at, word)| cased_word(word, at == 0, alone)).collect();
    cased.join(" ")
}

fn cased_word(word: &str, first: bool, alone: bool) -> String {
    let lower = word.to_lowercase();
    if !first && SMALL.contains(&lower.as_str()) {
        return lower;
    }
    let bare: String = word.chars().filter(|c| c.is_alphanumeric()).collect();
    let vowel = bare.chars().any(|c| "AEIOUYaeiouy".contains(c));
    let acronym = ACRONYMS.contains(&bare.as_str())
        || (alone && bare.len() <= 4 && bare == word)
        || (!vowel && (2..=5).contains(&bare.len()))
        || (word.contains('.') && word.split('.').all(|part| part.chars().count() <= 1));
    if acronym {
        return word.to_uppercase();
    }
    let mut cased = String::with_capacity(word.len());
    let mut start = true;
    for letter in lower.chars() {
        match start {
            true => cased.extend(letter.to_uppercase()),
            false => cased.push(letter),
        }
        start = matches!(letter, '-' | '.' | '(');
    }
    cased
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn capitals_are_those_of_running_text() {
        for (phrase, wanted) in [
            ("BAN_KI-MOON", "Ban Ki-Moon"),
            ("THE_UNITED_NATIONS_", "The United Nations"),
            ("MINISTRY_OF_DEFENCE", "Ministry of Defence"),
            ("PLO", "PLO"),
            ("FARC_", "FARC"),
            ("K._ANNAN_", "K. Annan"),
            ("U.N._ENVOY", "U.N. Envoy"),
            ("UN_Secy_Gen", "UN Secy Gen"),
        ] {
            assert_eq!(cased(phrase), wanted);
        }
    }

    #[test]
    fn letters_become_ascii_or_the_name_is_rejected() {
        assert_eq!(plain("Al Buţayḩah").as_deref(), Some("Al Butayhah"));
        assert_eq!(plain("‘Ein Qunīya").as_deref(), Some("Ein Quniya"));
        assert_eq!(plain("Ma‘arrat").as_deref(), Some("Ma'arrat"));
        assert_eq!(plain("Şırnak").as_deref(), Some("Sirnak"));
        assert_eq!(plain("حلب"), None);
        assert_eq!(plain("Фик"), None);
        assert_eq!(plain("‘"), None);
    }

    #[test]
    fn names_from_arabic_lose_their_article_and_last_letter() {
        assert_eq!(arabic_variants("El-Hodeidah"), ["Hodeida", "El-Hodeida", "Hodeidah"]);
        assert_eq!(arabic_variants("Babanusah"), ["Babanusa"]);
        assert_eq!(arabic_variants("Kadugli"), [""; 0]);
    }

    #[test]
    fn common_words_are_recognised() {
        for word in ["Will", "US", "Hit", "May", "of", "THE", "Omar", "Iraq", "Saudi Arabia"] {
            assert!(is_common(word), "{word}");
        }
        for name in ["Raqqa", "Idlib", "United Nations", "FARC"] {
            assert!(!is_common(name), "{name}");
        }
    }
}
