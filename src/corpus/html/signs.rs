//! What the attributes of an element say of it: whether it is shown, whether it is of the article or beside it.

use super::tag::attributes;
use regex::Regex;
use rustc_hash::FxBuildHasher;
use std::hash::BuildHasher;
use std::sync::LazyLock;

/// What the attributes of an element say of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Signs {
    /// It is not shown.
    pub is_hidden: bool,
    /// Its class or id are those of menus, comments, advertisements.
    pub is_beside: bool,
    /// Its class or id are those of menus, comments, advertisements, and not of what is printed around an article, such as its
    /// author and date.
    pub is_other: bool,
    /// Its class, id or property are those of an article's text.
    pub is_body: bool,
    /// A number for its class; 0 if it has none.
    pub class: u64,
}

/// Words in a class or id, in lower case, of menus, comments, advertisements and the like.
static BESIDE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"advert|breadcrumb|caption|consent|cookie|copyright|disqus|footer|gdpr|",
        r"log-?in|masthead|menu|modal|more-|most-|newsletter|outbrain|overlay|paginat|paywall|",
        r"popular|popup|promo|pull-?quote|read-?more|recommend|related|screen-?reader|see-also|",
        r"share|sharing|side-?bar|sign-?up|social|sponsor|subscri|taboola|teaser|",
        r"toolbar|trending|visually-?hidden|",
        r"comments?(?:\b|[_-])|nav(?:igation|bar)?\b|\bads?\b|\bbanner|\bcredit|",
        r"\brail\b|\bsr-only|\btags?\b|(?:^|\s)widget"
    ))
    // It is made of constants, and the tests use it.
    .expect("a pattern of constants")
});

/// Words in a class or id, in lower case, of what is printed around an article's text.
static PRINTED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"author|byline|timestamp|\bdateline|\bmeta\b")
        // It is made of constants, and the tests use it.
        .expect("a pattern of constants")
});

/// Words in a class, id or property, in lower case, of an article's text.
static BODY: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?:article|story|post|entry|news|body|main|page)[_-]*(?:body|content|copy|text)|",
        r"field-name-body"
    ))
    // It is made of constants, and the tests use it.
    .expect("a pattern of constants")
});

impl Signs {
    /// The signs of a start tag, `<` and `>` included.
    pub fn of(tag: &str) -> Signs {
        let mut signs = Signs::default();
        for (name, value) in attributes(tag) {
            match name.to_ascii_lowercase().as_str() {
                name @ ("hidden" | "aria-hidden" | "style") => {
                    signs.is_hidden |= hides(name, value);
                }
                "class" => {
                    if !value.trim().is_empty() {
                        signs.class = FxBuildHasher.hash_one(value.trim());
                    }
                    signs.read(value);
                }
                "id" | "itemprop" | "role" | "data-component" | "data-testid" => signs.read(value),
                _ => {}
            }
        }
        signs
    }

    fn read(&mut self, value: &str) {
        let value = value.to_ascii_lowercase();
        self.is_other |= BESIDE.is_match(&value);
        self.is_beside |= self.is_other || PRINTED.is_match(&value);
        self.is_body |= BODY.is_match(&value);
    }
}

/// Whether a start tag, `<` and `>` included, says that its element is not shown.
pub(super) fn is_hidden(tag: &str) -> bool {
    attributes(tag).any(|(name, value)| hides(&name.to_ascii_lowercase(), value))
}

/// Whether an attribute of this name, in lower case, hides its element.
fn hides(name: &str, value: &str) -> bool {
    match name {
        "hidden" => true,
        "aria-hidden" => value.eq_ignore_ascii_case("true"),
        "style" => hides_by_style(value),
        _ => false,
    }
}

fn hides_by_style(style: &str) -> bool {
    let style: String = style.split_ascii_whitespace().collect();
    let style = style.to_ascii_lowercase();
    style.contains("display:none") || style.contains("visibility:hidden")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_tell_what_is_beside_an_article() {
        for tag in [
            "<div class='ArticleShareBar'>",
            "<ul id=main-nav>",
            "<div class='ad slot'>",
            "<p class=\"widget x\">",
        ] {
            assert!(Signs::of(tag).is_beside, "{tag}");
        }
        for tag in [
            "<div class='overflow-hidden commentary'>",
            "<div class='elementor-widget'>",
            "<p id=road>",
        ] {
            assert!(!Signs::of(tag).is_beside, "{tag}");
        }
        assert!(Signs::of("<div itemprop=articleBody>").is_body);
        assert!(Signs::of("<div style='color: red; Display : NONE'>").is_hidden);
        assert!(Signs::of("<div hidden>").is_hidden);
    }
}
