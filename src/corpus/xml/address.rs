//! Addresses that are relative to another, as RFC 3986 has it.

/// The address `link` as it is seen from `base`. A link that is an address of its own, or has no address to count from, stays as
/// it is.
pub(super) fn joined(base: &str, link: &str) -> String {
    let own = link.split(['/', '?', '#']).next().unwrap_or_default();
    let Some((scheme, rest)) = base.split_once("://").filter(|_| !own.contains(':')) else {
        return link.to_owned();
    };
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (host, path) = rest.split_at(end);
    let path = path.split(['?', '#']).next().unwrap_or_default();
    if link.starts_with("//") {
        return format!("{scheme}:{link}");
    }
    match link.chars().next() {
        None => base.to_owned(),
        Some('?' | '#') => format!("{scheme}://{host}{path}{link}"),
        Some('/') => format!("{scheme}://{host}{}", plain(link)),
        Some(_) => {
            let folder = path.rfind('/').map_or("/", |at| &path[..=at]);
            format!("{scheme}://{host}{}", plain(&format!("{folder}{link}")))
        }
    }
}

/// A path without steps to the folder it is in or to the one above.
fn plain(path: &str) -> String {
    let end = path.find(['?', '#']).unwrap_or(path.len());
    let (path, rest) = path.split_at(end);
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/').skip(1) {
        match part {
            "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    if path.ends_with("/.") || path.ends_with("/..") {
        parts.push("");
    }
    format!("/{}{rest}", parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_count_from_their_base() {
        for (base, link, whole) in [
            ("http://a.example/b/c", "d", "http://a.example/b/d"),
            ("http://a.example/b/", "../d?x=/..", "http://a.example/d?x=/.."),
            ("http://a.example", "d", "http://a.example/d"),
            ("http://a.example?x", "/d/./e", "http://a.example/d/e"),
            ("https://a.example/b", "//c.example/d", "https://c.example/d"),
            ("http://a.example/b?x#y", "?z", "http://a.example/b?z"),
            ("http://a.example/b", "", "http://a.example/b"),
            ("http://a.example/b", "urn:x:1", "urn:x:1"),
            ("http://a.example/b", "https://c.example/", "https://c.example/"),
            ("", "d", "d"),
            ("b/", "d", "d"),
        ] {
            assert_eq!(joined(base, link), whole, "{base} {link}");
        }
    }
}
