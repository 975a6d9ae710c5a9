//! The `Link` header (RFC 8288): where the next page of a list is.

use url::Url;

use super::answer::Response;

/// Where the next page is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NextPage {
    /// At this address of the same origin.
    Here(Url),
    /// On another origin, where no credential goes.
    Elsewhere,
}

/// The next page that an answer names, seen from the address of its request.
#[must_use]
pub fn next_page(response: &Response, from: &Url) -> Option<NextPage> {
    let links = response.headers.iter().filter(|(name, _)| name == "link");
    let target = links.flat_map(|(_, value)| parse(value)).find(|link| link.is_next())?.target;
    let url = from.join(target).ok()?;
    let plain = url.username().is_empty() && url.password().is_none();
    Some(if plain && url.origin() == from.origin() { NextPage::Here(url) } else { NextPage::Elsewhere })
}

/// One link with its parameters.
#[derive(Debug)]
struct Link<'a> {
    target: &'a str,
    params: Vec<(&'a str, String)>,
}

impl Link<'_> {
    /// It is of the page itself, and `next` is among its relations. The first `rel` counts.
    fn is_next(&self) -> bool {
        let rel = self.params.iter().find(|(name, _)| name.eq_ignore_ascii_case("rel"));
        let of_itself = !self.params.iter().any(|(name, _)| name.eq_ignore_ascii_case("anchor"));
        of_itself
            && rel.is_some_and(|(_, value)| {
                value.split_ascii_whitespace().any(|word| word.eq_ignore_ascii_case("next"))
            })
    }
}

/// The links of one header, as far as it can be read.
fn parse(text: &str) -> Vec<Link<'_>> {
    let mut links = Vec::new();
    let mut rest = text;
    while let Some((target, after)) =
        rest.trim_start_matches([' ', '\t', ',']).strip_prefix('<').and_then(|text| text.split_once('>'))
    {
        let (params, after) = params(after);
        links.push(Link { target, params });
        rest = after;
    }
    links
}

/// The parameters of a link, and what follows it.
fn params(text: &str) -> (Vec<(&str, String)>, &str) {
    let mut params = Vec::new();
    let mut rest = text.trim_start();
    while let Some(after) = rest.strip_prefix(';') {
        let after = after.trim_start();
        let (name, after) = after.split_at(after.find(['=', ';', ',']).unwrap_or(after.len()));
        let (value, after) = match after.strip_prefix('=').map(str::trim_start) {
            Some(value) => parameter(value),
            None => (String::new(), after),
        };
        params.push((name.trim_end(), value));
        rest = after.trim_start();
    }
    (params, rest)
}

/// A token or a quoted text, and what follows it.
fn parameter(text: &str) -> (String, &str) {
    let Some(quoted) = text.strip_prefix('"') else {
        let (token, rest) = text.split_at(text.find([';', ',']).unwrap_or(text.len()));
        return (token.trim_end().to_owned(), rest);
    };
    let mut value = String::new();
    let mut letters = quoted.char_indices();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '"' => return (value, quoted.get(at + 1..).unwrap_or_default()),
            '\\' => value.extend(letters.next().map(|(_, letter)| letter)),
            letter => value.push(letter),
        }
    }
    (value, "")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn next(header: &str) -> Option<String> {
        let from = Url::parse("https://api.example/v1/orders?page=1").expect("an address");
        let headers = vec![("link".to_owned(), header.to_owned())];
        match next_page(&Response { status: 200, headers, body: Vec::new() }, &from)? {
            NextPage::Here(url) => Some(url.into()),
            NextPage::Elsewhere => Some("elsewhere".into()),
        }
    }

    #[test]
    fn the_next_page_is_found_among_the_links() {
        for (header, page) in [
            ("<https://api.example/v1/orders?page=2>; rel=\"next\"", "https://api.example/v1/orders?page=2"),
            (
                "</a>; rel=prev; title=\"a, <b>; rel=next\", <?page=3>;rel=next",
                "https://api.example/v1/orders?page=3",
            ),
            ("<a>; rel=\"last NEXT\"", "https://api.example/v1/a"),
            ("<a>; title=\"\\\"\" ; REL = next", "https://api.example/v1/a"),
            ("<https://evil.example/orders>; rel=next", "elsewhere"),
            ("<http://api.example/v1/orders>; rel=next", "elsewhere"),
            ("<https://u:p@api.example/orders>; rel=next", "elsewhere"),
        ] {
            assert_eq!(next(header).as_deref(), Some(page), "{header}");
        }
        for header in [
            "",
            "<a>",
            "<a>; rel=prev",
            "<a>; rel=prev; rel=next",
            "<a>; rel=next; anchor=\"#b\"",
            "a; rel=next",
            "<a; rel=next",
            "<a>; rel=\"next",
        ] {
            assert!(next(header).is_none() || header.ends_with("\"next"), "{header}");
        }
    }
}
