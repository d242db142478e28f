//! What a rule file says of itself: the comment `//!` at its head, one or two sentences of what it tags, then by the
//! pack authors' convention one that begins "Leaves alone".

use crate::pack::Pack;
use crate::script::ScriptFile;
use serde::Serialize;

/// The words that open the sentence on what is left alone.
const LEAVES_ALONE: &str = "Leaves alone";

/// What a rule file is about.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Topic {
    /// The file inside the pack.
    pub file: String,
    /// What it tags; empty if the file does not say.
    pub about: String,
    /// What it leaves alone; empty if the file does not say.
    pub leaves_alone: String,
}

/// The topics of a pack's rule files that say something, in load order.
pub fn topics(pack: &Pack) -> Vec<Topic> {
    let topics = pack.scripts.rules.iter().map(topic);
    topics.filter(|topic| !(topic.about.is_empty() && topic.leaves_alone.is_empty())).collect()
}

fn topic(file: &ScriptFile) -> Topic {
    let head = file.text.lines().map_while(|line| line.trim_start().strip_prefix("//!"));
    let words: Vec<&str> = head.flat_map(str::split_whitespace).collect();
    let text = words.join(" ");
    let (about, leaves_alone) = match sentence_start(&text, LEAVES_ALONE) {
        Some(at) => (text[..at].trim_end(), &text[at + LEAVES_ALONE.len()..]),
        None => (text.as_str(), ""),
    };
    let leaves_alone = leaves_alone.trim_start_matches(':').trim_start();
    Topic {
        file: file.path.clone(),
        about: about.to_owned(),
        leaves_alone: leaves_alone.to_owned(),
    }
}

/// Where a sentence begins with these words.
fn sentence_start(text: &str, words: &str) -> Option<usize> {
    let mut starts = text.match_indices(words).map(|(at, _)| at);
    let is_whole = |at: usize| text[at + words.len()..].starts_with([' ', ':']);
    starts.find(|&at| (at == 0 || text[..at].ends_with(". ")) && is_whole(at))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> (String, String) {
        let topic = topic(&ScriptFile { path: "a.rhai".into(), text: text.into() });
        (topic.about, topic.leaves_alone)
    }

    #[test]
    fn the_head_of_a_file_is_split_where_it_says_what_it_leaves_alone() {
        let text = "//! Roads cut,\n//! or opened.\n//! Leaves alone roads that lie\n//! somewhere.\n\nlet x = 1;\n";
        assert_eq!(
            told(text),
            ("Roads cut, or opened.".into(), "roads that lie somewhere.".into())
        );
        assert_eq!(told("//! Leaves alone all.\n"), (String::new(), "all.".into()));
        assert_eq!(told("//! A. Leaves alone: b.\n"), ("A.".into(), "b.".into()));
        assert_eq!(told("//! He Leaves alone.\n").1, "");
        assert_eq!(told("// Roads.\n//! Late.\n"), (String::new(), String::new()));
        assert_eq!(told("\u{feff}x"), (String::new(), String::new()));
    }
}
