//! Phrases that a mapping looks for in a passage: words in order, ignoring case, punctuation and line ends.

use serde::Deserialize;

/// Words in order; `*` at the end of a word matches any ending, on its own exactly one word.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct PassagePhrase(Vec<WordPattern>);

/// One word of a phrase, in lower case.
#[derive(Clone, Debug, PartialEq, Eq)]
enum WordPattern {
    Whole(String),
    /// Any word that starts so.
    Start(String),
}

impl TryFrom<String> for PassagePhrase {
    type Error = String;

    fn try_from(text: String) -> Result<PassagePhrase, String> {
        let piece = |word: &str| match word.strip_suffix('*') {
            Some(start) => WordPattern::Start(start.to_lowercase()),
            None => WordPattern::Whole(word.to_lowercase()),
        };
        let pieces: Vec<WordPattern> = text.split_whitespace().map(piece).collect();
        if pieces.is_empty() {
            return Err("a phrase needs a word".into());
        }
        Ok(PassagePhrase(pieces))
    }
}

impl PassagePhrase {
    /// Whether the phrase occurs in `words`, the result of [`words`].
    pub fn is_in(&self, words: &[String]) -> bool {
        words.windows(self.0.len()).any(|window| self.is(window))
    }

    /// Whether `words` are exactly the phrase.
    pub fn is(&self, words: &[String]) -> bool {
        let fits = |(word, piece): (&String, &WordPattern)| match piece {
            WordPattern::Whole(text) => word == text,
            WordPattern::Start(start) => word.starts_with(start.as_str()),
        };
        words.len() == self.0.len() && words.iter().zip(&self.0).all(fits)
    }
}

/// The words of a passage in lower case, without possessive endings; hyphens separate words.
pub fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !(c.is_alphanumeric() || c == '\'' || c == '’'))
        .map(|word| word.trim_matches(['\'', '’']).to_lowercase())
        .map(|word| match word.strip_suffix("'s").or_else(|| word.strip_suffix("’s")) {
            Some(stem) => stem.to_owned(),
            None => word,
        })
        .filter(|word| !word.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn says(phrase: &str, text: &str) -> bool {
        PassagePhrase::try_from(phrase.to_owned()).unwrap().is_in(&words(text))
    }

    #[test]
    fn phrases_are_found_anywhere_in_any_case() {
        assert!(says("wave of kidnap*", "A WAVE\nOF KIDNAPPINGS SHOOK THE PORT."));
        assert!(says("let us recall", "Let us recall, friends, that night."));
        assert!(
            says("the * war", "It was the ten-year war") == says("the * * war", "the long war")
        );
        assert!(!says("wave of", "The wave broke."));
        assert!(says("army", "the army's men") && !says("arm", "the army's men"));
        let army = PassagePhrase::try_from("army men".to_owned()).unwrap();
        assert!(army.is(&words("Army men")) && !army.is(&words("the army men")));
        assert!(PassagePhrase::try_from(" ".to_owned()).is_err());
    }
}
