//! What a short line is by its wording alone: buttons, menus, tags, comment boxes, credits, captions. Judges one line;
//! what follows from neighbouring lines is handled by `layout`, its only caller.

/// The kind of a line that is not running text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineKind {
    /// A button, tag line, notice or link to another item.
    Furniture,
    /// The heading of a list of other items ("Latest News"): the headlines after it are teasers.
    List,
    /// The heading of one other item ("TUESDAY FEATURE"): the next line is its teaser.
    Teaser,
    /// An author, agency or credit line, or a tweet's signature.
    Byline,
    /// The caption of a picture.
    Caption,
}

/// Lines longer than this (bytes) are not judged.
pub const LONGEST: usize = 220;

/// Whole lines, in lower case and without punctuation at their ends; sorted for binary search.
#[rustfmt::skip]
const BUTTONS: &[&str] = &[
    "about us", "accept", "ad", "add comment", "advertise", "advertisement", "advertisements",
    "advertising", "archive", "back", "back to top", "breaking news", "click to enlarge", "close",
    "comment", "comments", "comments are closed", "contact us", "continue reading",
    "cookie policy", "copy link", "discussion", "donate", "download", "email", "english bulletin",
    "facebook", "follow us", "google", "home", "instagram", "leave a comment", "leave a reply",
    "linkedin", "load more", "log in", "login", "menu", "more", "more image", "moreimage",
    "my account", "newsletter", "newsletters", "next", "next article", "no comment",
    "no comments", "no comments yet", "pinterest", "post a comment", "post comment", "previous",
    "previous article", "print", "print article", "privacy policy", "promoted", "reddit",
    "register", "reply", "rss", "save", "search", "see more", "share", "share article",
    "share on facebook", "share on twitter", "share this", "share this article",
    "share this story", "show comments", "show more", "sign in", "sign up", "skip to content",
    "skip to main content", "skip to navigation", "sponsored", "story continues below",
    "story continues below advertisement", "subscribe", "subscribe now", "tags", "telegram",
    "terms of use", "text size", "trust principles", "tweet", "twitter", "view all",
    "view comments", "view more", "watch live", "whatsapp", "youtube",
];

/// Headings of lists, in the same form; sorted.
#[rustfmt::skip]
const LISTS: &[&str] = &[
    "also on this site", "editor's picks", "editors' picks", "in this section", "latest",
    "latest articles", "latest headlines", "latest news", "latest posts", "latest stories",
    "more from this section", "more news", "more on this story", "more stories", "most popular",
    "most read", "most shared", "most viewed", "news in pictures", "popular", "popular posts",
    "read also", "read more", "recent news", "recent posts", "recommended", "recommended for you",
    "related", "related articles", "related content", "related links", "related news",
    "related posts", "related stories", "related topics", "see also", "similar articles",
    "top news", "top stories", "trending", "trending now", "you may also like",
    "you might also like",
];

/// Openings of furniture, in lower case.
#[rustfmt::skip]
const OPENINGS: &[&str] = &[
    "accept cookies", "all rights reserved", "also read:", "by continuing to use",
    "by using this site", "category:", "click here", "comments (", "copyright", "don't miss:",
    "download our app", "filed under", "follow us on", "follow @", "get short url",
    "get the latest", "join our", "join the conversation", "leave a reply", "like us on", "more:",
    "more about:", "our standards", "permalink", "please enable", "please log in",
    "please sign in", "posted in:", "read also", "read full", "read more", "read next",
    "read the full", "read:", "recommended:", "related article", "related:", "see also:",
    "share on", "share this", "short url", "sign up", "skip to", "subscribe to", "subscribe now",
    "tags:", "tags ", "tag:", "this site uses", "this website uses", "topics:", "view all",
    "watch:", "we use cookies", "you may also like", "your email address", "©",
];

/// Openings of notes that correct an article, in lower case. What they say was printed before, or is in the text.
#[rustfmt::skip]
const CORRECTIONS: &[&str] = &[
    "(corrects", "(this story corrects", "(this story has been", "(this version corrects",
    "a previous version of this", "an earlier version of this", "clarification:", "correction:",
    "corrections:", "editor's note:", "editors' note:", "editor’s note:", "this article has been amended",
    "this article has been corrected", "this article has been updated", "this article was amended",
    "this article was corrected", "this article was updated", "this story has been amended",
    "this story has been corrected", "this story has been updated", "this story was corrected",
    "this story was updated", "this version corrects", "update and correction:",
];

/// Whether a line (trimmed) is a note that corrects the article: "Correction: ...". A headline that begins so is none.
pub fn is_correction(line: &str) -> bool {
    const NOTE: usize = 1_000;
    line.len() <= NOTE
        && may_open(line.as_bytes())
        && line.ends_with(['.', ')', ']', '”', '"'])
        && CORRECTIONS.iter().any(|opening| opens_with(line, opening))
}

/// Openings of credits, in lower case.
#[rustfmt::skip]
const CREDITS: &[&str] = &[
    "(additional reporting", "(edited by", "(editing by", "(reporting by", "(source:",
    "(with agencies", "(with input", "- (with", "additional reporting", "agencies contributed",
    "compiled from", "edited by", "editing by", "reported by", "reporting by", "source:",
    "sources:", "with agencies", "with input from", "with inputs from", "with reporting by",
    "written by",
];

/// Openings of captions, in lower case.
#[rustfmt::skip]
const CAPTIONS: &[&str] = &[
    "caption:", "file photo", "file picture", "image:", "photo:", "photo caption:", "picture:",
    "(file photo", "[photo:", "(photo:",
];

/// The kind of `line` (trimmed), if its wording shows one.
pub fn line_kind(line: &str) -> Option<LineKind> {
    if line.len() > LONGEST || !may_open(line.as_bytes()) {
        return None;
    }
    if line.starts_with("— ") || line.starts_with("– ") || line.starts_with("-- ") {
        return line.contains("(@").then_some(LineKind::Byline);
    }
    let opens = |with: &[&str]| with.iter().any(|opening| opens_with(line, opening));
    if opens(CAPTIONS) {
        return Some(LineKind::Caption);
    }
    if opens(CREDITS) {
        return Some(LineKind::Byline);
    }
    if line.len() <= 40 {
        if let Some(sort) = button(line) {
            return Some(sort);
        }
        if is_author(line) {
            return Some(LineKind::Byline);
        }
    }
    opens(OPENINGS).then_some(LineKind::Furniture)
}

/// Whether any table has an entry that starts with this line's first byte: a cheap check that rejects most lines.
fn may_open(bytes: &[u8]) -> bool {
    const FIRST: [bool; 256] = {
        let mut table = [false; 256];
        let letters = b"abcdefghijlmnoprstuvwyABCDEFGHIJLMNOPRSTUVWY(-[0123456789";
        let mut at = 0;
        while at < letters.len() {
            table[letters[at] as usize] = true;
            at += 1;
        }
        table[0xC2] = true; // the copyright sign
        table[0xE2] = true; // dashes
        table
    };
    bytes.first().is_some_and(|&byte| FIRST[byte as usize])
}

fn opens_with(line: &str, opening: &str) -> bool {
    let head = line.as_bytes().get(..opening.len());
    head.is_some_and(|head| head.eq_ignore_ascii_case(opening.as_bytes()))
}

fn button(line: &str) -> Option<LineKind> {
    let bare = line.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    let plain = bare.trim_start_matches(|c: char| c.is_ascii_digit() || c == ' ' || c == ',');
    if LISTS.binary_search(&bare.as_str()).is_ok() {
        return Some(LineKind::List);
    }
    if BUTTONS.binary_search(&bare.as_str()).is_ok() {
        return Some(LineKind::Furniture);
    }
    if plain.len() < bare.len()
        && matches!(
            plain,
            "comment" | "comments" | "shares" | "views" | "share" | "likes" | "replies"
        )
    {
        return Some(LineKind::Furniture);
    }
    let feature = line.chars().all(|c| !c.is_lowercase())
        && (bare.ends_with(" feature") || bare.ends_with(" special") || bare == "feature");
    feature.then_some(LineKind::Teaser)
}

/// "By Jane Doe", "by admin", "Jane Doe, Agence France-Presse": only the first form is certain by itself.
fn is_author(line: &str) -> bool {
    let Some(name) = line.get(3..).filter(|_| opens_with(line, "by ")) else { return false };
    !name.ends_with(['.', '?', '!', ':'])
        && name.split_whitespace().count() <= 5
        && name.split_whitespace().all(|word| {
            word.starts_with(|c: char| !c.is_lowercase())
                || matches!(word, "admin" | "and" | "staff" | "al" | "de" | "in")
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_sorted() {
        assert!(BUTTONS.is_sorted() && LISTS.is_sorted());
    }

    #[test]
    fn the_first_byte_check_admits_every_opening() {
        for opening in OPENINGS.iter().chain(CREDITS).chain(CAPTIONS).chain(BUTTONS).chain(LISTS) {
            assert!(may_open(opening.as_bytes()), "{opening}");
        }
    }

    #[test]
    fn notes_of_correction_are_known_by_their_opening() {
        for line in [
            "Correction: This story has been updated to say that 12, not 15, people died.",
            "An earlier version of this article said that 20 people were killed.",
            "(Corrects number of dead in second paragraph.)",
            "This article was amended on 5 May 2016. It had said that the army shelled the port.",
            "Clarification: the mayor spoke on Monday.",
            "EDITOR'S NOTE: the toll in this report was changed.",
        ] {
            assert!(is_correction(line), "{line}");
        }
        for line in [
            "Correction: Port shelling story",
            "An earlier shell killed two men.",
            "The correction came too late.",
            "This article of the treaty was broken on Monday.",
        ] {
            assert!(!is_correction(line), "{line}");
        }
    }

    #[test]
    fn wording_decides_the_line_kind() {
        for (line, want) in [
            ("Share", Some(LineKind::Furniture)),
            ("ADVERTISEMENT", Some(LineKind::Furniture)),
            ("No Comments", Some(LineKind::Furniture)),
            ("12 Comments", Some(LineKind::Furniture)),
            ("Tags: Homs, siege", Some(LineKind::Furniture)),
            ("Read more: Ten dead in Homs", Some(LineKind::Furniture)),
            ("Latest News", Some(LineKind::List)),
            ("FRIDAY FEATURE", Some(LineKind::Teaser)),
            ("— The Herald (@Herald) May 3, 2016", Some(LineKind::Byline)),
            ("- (With inputs from agencies)", Some(LineKind::Byline)),
            ("By Jane Doe", Some(LineKind::Byline)),
            ("PHOTO: The two ministers in Vienna", Some(LineKind::Caption)),
            ("By Friday nobody had left.", None),
            ("Share prices fell in Cairo", None),
            ("More than ten people died", None),
            ("Readers wrote to us.", None),
            ("— and nobody came", None),
        ] {
            assert_eq!(line_kind(line), want, "{line}");
        }
    }
}
