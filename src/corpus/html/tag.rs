//! The elements of HTML that the readers tell apart, and the attributes of a tag.

macro_rules! tags {
    ($($name:ident $text:literal)*) => {
        /// An element by its name.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(in crate::corpus) enum Tag {
            $($name,)*
            /// One that is treated as a part of the line it is in, such as `<em>`.
            Inline,
        }

        impl Tag {
            /// The element of this name, in letters of either case.
            pub fn of(name: &[u8]) -> Tag {
                let mut lower = [0; LONGEST];
                let Some(lower) = lower.get_mut(..name.len()) else { return Tag::Inline };
                lower.copy_from_slice(name);
                lower.make_ascii_lowercase();
                match std::str::from_utf8(lower).unwrap_or_default() {
                    $($text => Tag::$name,)*
                    _ => Tag::Inline,
                }
            }
        }
    };
}

/// Longer names are none of these.
const LONGEST: usize = 12;

tags! {
    A "a" Address "address" Article "article" Aside "aside" Audio "audio" Blockquote "blockquote"
    Body "body" Br "br" Button "button" Canvas "canvas" Caption "caption" Center "center" Dd "dd"
    Details "details" Dialog "dialog" Dir "dir" Div "div" Dl "dl" Dt "dt" Fieldset "fieldset"
    Figcaption "figcaption" Figure "figure" Footer "footer" Form "form" H1 "h1" H2 "h2" H3 "h3"
    H4 "h4" H5 "h5" H6 "h6" Head "head" Header "header" Hgroup "hgroup" Hr "hr" Html "html"
    Iframe "iframe" Img "img" Input "input" Label "label" Legend "legend" Li "li" Link "link"
    Main "main" Menu "menu" Meta "meta" Nav "nav" Noembed "noembed" Noframes "noframes"
    Noscript "noscript" Object "object" Ol "ol" Optgroup "optgroup" Option "option" P "p"
    Pre "pre" Script "script" Section "section" Select "select" Style "style" Summary "summary"
    Svg "svg" Table "table" Tbody "tbody" Td "td" Template "template" Textarea "textarea"
    Tfoot "tfoot" Th "th" Thead "thead" Time "time" Title "title" Tr "tr" Ul "ul" Video "video"
}

impl Tag {
    /// The element of the tag whose content, after `<` or `</`, `inside` begins with.
    pub fn read(inside: &str) -> Tag {
        let ends = |byte: u8| is_space(byte) || matches!(byte, b'/' | b'>');
        let len = inside.bytes().position(ends).unwrap_or(inside.len());
        Tag::of(&inside.as_bytes()[..len])
    }

    /// Whether the content of the element is no text of the page.
    pub fn is_without_text(self) -> bool {
        use Tag::*;
        matches!(
            self,
            Audio
                | Canvas
                | Iframe
                | Noembed
                | Noframes
                | Noscript
                | Object
                | Script
                | Select
                | Style
                | Svg
                | Template
                | Textarea
                | Title
                | Video
        )
    }

    /// Whether a paragraph ends where the element begins or ends.
    pub fn is_block(self) -> bool {
        use Tag::*;
        !self.is_without_text()
            && !matches!(self, A | Br | Button | Img | Inline | Input | Label | Link | Meta | Time)
    }

    /// Whether the element has no content and no end tag.
    pub fn is_void(self) -> bool {
        matches!(self, Tag::Br | Tag::Hr | Tag::Img | Tag::Input | Tag::Link | Tag::Meta)
    }
}

/// White space between attributes and words.
pub(super) fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | 0x0c)
}

/// The attributes of a start tag, `<` and `>` included: names and values as written, in order.
pub(super) fn attributes(tag: &str) -> impl Iterator<Item = (&str, &str)> {
    let inside = tag.strip_prefix('<').unwrap_or(tag);
    let inside = inside.strip_suffix('>').unwrap_or(inside);
    let ends = |c: char| c.is_ascii_whitespace() || c == '/';
    let mut rest = inside.find(ends).map_or("", |at| &inside[at..]);
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches(ends);
        if rest.is_empty() {
            return None;
        }
        let first = rest.chars().next().map_or(0, char::len_utf8);
        let len = rest[first..].find(|c| ends(c) || c == '=').map_or(rest.len(), |at| first + at);
        let (name, after) = rest.split_at(len);
        let Some(value) = after.trim_ascii_start().strip_prefix('=') else {
            rest = after;
            return Some((name, ""));
        };
        let value = value.trim_ascii_start();
        let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
        let (value, after) = match quote.and_then(|quote| value[1..].split_once(quote)) {
            Some(parts) => parts,
            None => {
                value.split_at(value.find(|c: char| c.is_ascii_whitespace()).unwrap_or(value.len()))
            }
        };
        rest = after;
        Some((name, value))
    })
}

/// The value of an attribute of a start tag, as written; the first of that name.
pub(super) fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    attributes(tag).find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_are_read_in_all_forms() {
        let tag = "<META  name = 'a b' content=\"x > &quot;y&quot;\" hidden data-x=1/2 é=ü />";
        let read: Vec<_> = attributes(tag).collect();
        assert_eq!(
            read,
            [
                ("name", "a b"),
                ("content", "x > &quot;y&quot;"),
                ("hidden", ""),
                ("data-x", "1/2"),
                ("é", "ü")
            ]
        );
        for odd in ["<a", "<>", "<a =>", "<a \"b\"", "<a b='c>", "<a ==", "<a b=>"] {
            assert!(attributes(odd).count() < 3, "{odd}");
        }
        assert_eq!(Tag::read("DIV class"), Tag::Div);
        assert_eq!(Tag::of(b"figcaptions"), Tag::Inline);
    }
}
