//! What PETRARCH's dictionaries have in common: comments, brackets, and how to tell which kind of file it is.

/// The kind of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DictionaryKind {
    /// Proper names with codes.
    Actors,
    /// Common nouns with codes, marked by `~`.
    Agents,
    /// Phrases that exclude a text from coding.
    Discards,
    /// Words with issue codes, in `<ISSUE>` blocks.
    Issues,
    /// Verbs and patterns.
    Verbs,
    /// Not a dictionary of this family.
    Other,
}

impl DictionaryKind {
    /// Detects the kind of a file by its lines.
    pub fn of(text: &str) -> DictionaryKind {
        let mut counts = [0usize; 6];
        let [coded, agents, issues, markup, patterns, lines] = &mut counts;
        for line in lines_of(text) {
            let body = line.text.trim();
            *lines += 1;
            *coded += usize::from(line.brackets().next().is_some());
            *agents += usize::from(line.brackets().any(|inside| inside.contains('~')));
            *issues += usize::from(body.starts_with("<ISSUE"));
            *markup += usize::from(body.starts_with('<'));
            *patterns += usize::from(body.starts_with("- ") || body.starts_with("---"));
        }
        match () {
            () if *lines == 0 => DictionaryKind::Other,
            () if *issues > 0 => DictionaryKind::Issues,
            () if *markup * 50 > *lines => DictionaryKind::Other,
            () if *patterns * 5 > *lines => DictionaryKind::Verbs,
            () if *agents * 2 > *coded && *coded * 2 > *lines => DictionaryKind::Agents,
            () if *coded * 10 > *lines => DictionaryKind::Actors,
            () if *coded == 0 => DictionaryKind::Discards,
            () => DictionaryKind::Other,
        }
    }

    /// A description for messages.
    pub fn name(self) -> &'static str {
        match self {
            DictionaryKind::Actors => "a dictionary of actors",
            DictionaryKind::Agents => "a dictionary of agents",
            DictionaryKind::Discards => "a discard list: it holds phrases without codes",
            DictionaryKind::Issues => "a list of issues: it names topics, not actors",
            DictionaryKind::Verbs => "a dictionary of verbs",
            DictionaryKind::Other => "not a dictionary of actors or agents",
        }
    }
}

/// A line without its comment.
#[derive(Clone, Copy, Debug)]
pub struct DictionaryLine<'a> {
    /// Its number in the file, from 1.
    pub number: u64,
    /// Its text, including leading white space.
    pub text: &'a str,
}

impl<'a> DictionaryLine<'a> {
    /// The phrase: everything before the first bracket or brace.
    pub fn phrase(&self) -> &'a str {
        self.text.split(['[', '{']).next().unwrap_or_default().trim()
    }

    /// The contents of square brackets; a bracket that is not closed ends with the line.
    pub fn brackets(&self) -> impl Iterator<Item = &'a str> {
        let parts = self.text.split('[').skip(1);
        parts.map(|part| part.split(']').next().unwrap_or_default())
    }

    /// The contents of the braces, if any.
    pub fn braces(&self) -> Option<&'a str> {
        let (_, rest) = self.text.split_once('{')?;
        Some(rest.split('}').next().unwrap_or_default().trim())
    }
}

/// The lines that are not blank, without comments: `#` and `;` to the end of the line, `<!-- ... -->` over lines.
pub fn lines_of(text: &str) -> impl Iterator<Item = DictionaryLine<'_>> {
    let mut hidden = false;
    text.lines().zip(1u64..).filter_map(move |(line, number)| {
        let mut line = line;
        if hidden {
            line = line.split_once("-->")?.1;
            hidden = false;
        }
        if let Some((before, after)) = line.split_once("<!--") {
            hidden = !after.contains("-->");
            line = before;
        }
        let line = line.split(['#', ';']).next().unwrap_or_default().trim_end();
        (!line.trim().is_empty()).then_some(DictionaryLine { number, text: line })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_are_removed() {
        let text = "# all\nA [X] # one\n<!-- two\nthree --> \nB ; four\n\nC <!-- five --> \n";
        let found: Vec<_> = lines_of(text).map(|line| (line.number, line.text.trim())).collect();
        assert_eq!(found, [(2, "A [X]"), (5, "B"), (7, "C")]);
    }

    #[test]
    fn dictionary_kinds_are_detected() {
        assert_eq!(
            DictionaryKind::of("SYRIA_ [SYR]\n+SYRIAN_\n\t[SYRGOV 910101-920101]\n"),
            DictionaryKind::Actors
        );
        assert_eq!(DictionaryKind::of("FARMER [~AGR]\nPOLICE {} [~COP]\n"), DictionaryKind::Agents);
        assert_eq!(DictionaryKind::of("1914\nWORLD CUP\n+CRICKET\n"), DictionaryKind::Discards);
        assert_eq!(
            DictionaryKind::of("<ISSUE CATEGORY=\"X\">\nn:school [SCHOOLS]\n</ISSUE>\n"),
            DictionaryKind::Issues
        );
        assert_eq!(
            DictionaryKind::of("--- GRANT [070] ---\nGIVE\n- * AID [070]\n- * FOOD [073]\n"),
            DictionaryKind::Verbs
        );
        assert_eq!(
            DictionaryKind::of("<Country>\n<Name>SYRIA_ [SYR]</Name>\n</Country>\n"),
            DictionaryKind::Other
        );
        assert_eq!(DictionaryKind::of(""), DictionaryKind::Other);
    }
}
