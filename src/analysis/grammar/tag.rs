//! What a word is in its sentence.

/// What a word is in its sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Tag {
    /// "the", "some", "no" before a noun.
    Determiner,
    /// "its", "their" before a noun.
    Possessive,
    /// A numeral in digits or letters.
    Number,
    /// An adjective, or a participle that stands as one.
    Adjective,
    /// A noun that is no name.
    Noun,
    /// A noun of time: "Monday", "week".
    Time,
    /// A word with a capital that is part of a name.
    Name,
    /// A pronoun that stands for a noun phrase.
    Pronoun,
    /// "who", "which", "that" after a noun phrase.
    Relative,
    /// A form of be or get before a participle, or of be as a verb.
    Be,
    /// A form of have before a participle.
    Have,
    /// A form of do before a base form.
    Do,
    /// "will", "could".
    Modal,
    /// "to" before a verb.
    To,
    /// A base form after "to", a modal or do.
    Base,
    /// A finite form in the present: "attacks", "they attack".
    Present,
    /// A finite form in the past.
    Past,
    /// A participle of the past, in a verb group or alone: "was attacked", "people killed".
    Participle,
    /// An -ing form that is no noun.
    Ing,
    /// An adverb.
    Adverb,
    /// "not", "never".
    Negative,
    /// A preposition.
    Preposition,
    /// "and", "or", "but".
    Conjunction,
    /// "when", "after", "that" before a clause.
    Subordinator,
    /// Anything else.
    Other,
}

impl Tag {
    /// Whether the word is part of a verb group as its main verb.
    pub fn is_verb(self) -> bool {
        matches!(self, Tag::Base | Tag::Present | Tag::Past | Tag::Participle | Tag::Ing)
    }

    /// Whether the word is an auxiliary.
    pub fn is_auxiliary(self) -> bool {
        matches!(self, Tag::Be | Tag::Have | Tag::Do | Tag::Modal)
    }

    /// Whether a noun phrase can end with the word.
    pub fn is_nominal(self) -> bool {
        matches!(self, Tag::Noun | Tag::Name | Tag::Time | Tag::Pronoun | Tag::Number)
    }

    /// Whether a noun phrase can begin with the word.
    pub fn opens_phrase(self) -> bool {
        self.is_nominal() || matches!(self, Tag::Determiner | Tag::Possessive | Tag::Adjective)
    }

    /// Its name, as the session and explanations show it.
    pub fn name(self) -> &'static str {
        match self {
            Tag::Determiner => "determiner",
            Tag::Possessive => "possessive",
            Tag::Number => "number",
            Tag::Adjective => "adjective",
            Tag::Noun => "noun",
            Tag::Time => "time",
            Tag::Name => "name",
            Tag::Pronoun => "pronoun",
            Tag::Relative => "relative",
            Tag::Be => "be",
            Tag::Have => "have",
            Tag::Do => "do",
            Tag::Modal => "modal",
            Tag::To => "to",
            Tag::Base => "verb, base",
            Tag::Present => "verb, present",
            Tag::Past => "verb, past",
            Tag::Participle => "participle",
            Tag::Ing => "verb in -ing",
            Tag::Adverb => "adverb",
            Tag::Negative => "negative",
            Tag::Preposition => "preposition",
            Tag::Conjunction => "conjunction",
            Tag::Subordinator => "subordinator",
            Tag::Other => "other",
        }
    }
}
