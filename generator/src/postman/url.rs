//! URLs as files write them: text, parts, or both at odds.

use serde_json::{Map, Value};

use super::collection::{Entry, Url};
use super::fields::{self, Notation, text, written_entries};

/// A URL with the credentials that stood in it (`user:password@`), which go to the request's auth.
#[derive(Default)]
pub(super) struct ReadUrl {
    pub url: Url,
    pub userinfo: Option<String>,
}

/// Reads a URL in any notation. Parts win over the text; the text fills what the parts leave out.
pub(super) fn read(value: Option<&Value>) -> ReadUrl {
    match value {
        Some(Value::String(raw)) => from_text(raw),
        Some(Value::Object(parts)) => from_parts(parts),
        _ => ReadUrl::default(),
    }
}

/// Takes a written URL apart.
pub(super) fn from_text(raw: &str) -> ReadUrl {
    let raw = raw.trim();
    let (before_fragment, _) = cut_outside_braces(raw, '#');
    let (before_query, query) = cut_outside_braces(before_fragment, '?');
    let (protocol, rest) = match scheme_end(before_query) {
        Some(end) => (&before_query[..end], &before_query[end + 3..]),
        None => ("", before_query),
    };
    let (authority, path) = cut_outside_braces(rest, '/');
    let (userinfo, host) = match authority.rsplit_once('@') {
        Some((userinfo, host)) => (Some(userinfo.to_owned()), host),
        None => (None, authority),
    };
    let url = Url {
        raw: match &userinfo {
            Some(userinfo) => raw.replacen(&format!("{userinfo}@"), "", 1),
            None => raw.to_owned(),
        },
        protocol: protocol.to_owned(),
        host: host.to_owned(),
        path: path.map(segments).unwrap_or_default(),
        query: query.map(|query| written_entries(query, Notation::Query)).unwrap_or_default(),
        variables: Vec::new(),
    };
    ReadUrl { url, userinfo }
}

fn from_parts(parts: &Map<String, Value>) -> ReadUrl {
    let written = text(parts.get("raw")).map(|raw| from_text(&raw)).unwrap_or_default();
    let host = joined(parts.get("host"), ".");
    let mut read = if host.is_empty() { written_authority(&written) } else { from_text(&host) };
    let url = &mut read.url;
    if let Some(protocol) = text(parts.get("protocol")).filter(|protocol| !protocol.trim().is_empty()) {
        url.protocol = protocol.trim().trim_end_matches("://").trim_end_matches(':').to_owned();
    }
    if let Some(port) = text(parts.get("port")).filter(|port| !port.trim().is_empty() && !url.host.is_empty())
    {
        let suffix = format!(":{}", port.trim());
        if !url.host.ends_with(&suffix) {
            url.host.push_str(&suffix);
        }
    }
    let (path, path_query) = written_path(&joined(parts.get("path"), "/"));
    // A host may bring a base path of its own; the written text is asked only where the parts are silent.
    if path.is_empty() && url.path.is_empty() {
        url.path.clone_from(&written.url.path);
    } else {
        url.path.extend(path);
    }
    let query = fields::entries(parts.get("query"), Notation::Query);
    url.query =
        [query, path_query, written.url.query].into_iter().find(|one| !one.is_empty()).unwrap_or_default();
    url.variables =
        fields::variables(parts.get("variable")).into_iter().map(|(variable, _)| variable).collect();
    url.raw = if written.url.raw.is_empty() { composed(url) } else { written.url.raw };
    let userinfo = read.userinfo.or(written.userinfo).or_else(|| userinfo(parts.get("auth")));
    ReadUrl { url: read.url, userinfo }
}

fn written_authority(written: &ReadUrl) -> ReadUrl {
    let url =
        Url { protocol: written.url.protocol.clone(), host: written.url.host.clone(), ..Url::default() };
    ReadUrl { url, userinfo: None }
}

fn userinfo(auth: Option<&Value>) -> Option<String> {
    let auth = auth?;
    let user = text(auth.get("user"))?;
    Some(format!("{user}:{}", text(auth.get("password")).unwrap_or_default()))
}

/// Host or path: a string, or a list of strings and `{type, value}` objects.
fn joined(value: Option<&Value>, separator: &str) -> String {
    match value {
        Some(Value::Array(elements)) => {
            let texts = elements.iter().map(|element| match element {
                Value::Object(object) => text(object.get("value")).unwrap_or_default(),
                other => text(Some(other)).unwrap_or_default(),
            });
            texts.collect::<Vec<_>>().join(separator)
        }
        other => text(other).unwrap_or_default(),
    }
}

/// Segments of a path, and a query where someone wrote one into it.
fn written_path(path: &str) -> (Vec<String>, Vec<Entry>) {
    let (path, _) = cut_outside_braces(path.trim(), '#');
    let (path, query) = cut_outside_braces(path, '?');
    let path = segments(path.strip_prefix('/').unwrap_or(path));
    (path, query.map(|query| written_entries(query, Notation::Query)).unwrap_or_default())
}

/// Segments; a last empty one is a trailing slash, which some servers insist on.
fn segments(path: &str) -> Vec<String> {
    if path.is_empty() {
        return Vec::new();
    }
    split_outside_braces(path, '/').into_iter().map(str::to_owned).collect()
}

/// Puts a URL together whose text is not given.
fn composed(url: &Url) -> String {
    let mut raw = String::new();
    if !url.protocol.is_empty() {
        raw.push_str(&url.protocol);
        raw.push_str("://");
    }
    raw.push_str(&url.host);
    for segment in &url.path {
        raw.push('/');
        raw.push_str(segment);
    }
    let query: Vec<String> = url
        .query
        .iter()
        .filter(|entry| !entry.disabled)
        .map(|entry| match &entry.value {
            Some(value) => format!("{}={value}", entry.key),
            None => entry.key.clone(),
        })
        .collect();
    if !query.is_empty() {
        raw.push('?');
        raw.push_str(&query.join("&"));
    }
    raw
}

/// Where the scheme ends: at `://`, when only a scheme or a variable stands before it.
fn scheme_end(text: &str) -> Option<usize> {
    let end = text.find("://")?;
    let scheme = text.get(..end)?;
    (!scheme.contains(['/', '.'])).then_some(end)
}

/// Cuts at the first `mark` that stands in no `{{variable}}` and no `{parameter}`.
fn cut_outside_braces(text: &str, mark: char) -> (&str, Option<&str>) {
    match positions_outside_braces(text, mark).first() {
        Some(&at) => (&text[..at], Some(&text[at + mark.len_utf8()..])),
        None => (text, None),
    }
}

/// Splits at each `mark` that stands in no `{{variable}}` and no `{parameter}`.
pub(super) fn split_outside_braces(text: &str, mark: char) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut start = 0;
    for at in positions_outside_braces(text, mark) {
        parts.push(&text[start..at]);
        start = at + mark.len_utf8();
    }
    parts.push(&text[start..]);
    parts
}

fn positions_outside_braces(text: &str, mark: char) -> Vec<usize> {
    let mut positions = Vec::new();
    // Marks since the last opening brace: inside a pair when it closes, ordinary when another opens.
    let mut undecided: Option<Vec<usize>> = None;
    for (at, character) in text.char_indices() {
        match character {
            '{' => positions.extend(undecided.replace(Vec::new()).unwrap_or_default()),
            '}' => undecided = None,
            _ if character == mark => match &mut undecided {
                Some(inside) => inside.push(at),
                None => positions.push(at),
            },
            _ => {}
        }
    }
    positions.extend(undecided.unwrap_or_default());
    positions
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn taken_apart(value: &Value) -> (String, String, Vec<String>, String) {
        let url = read(Some(value)).url;
        let query: Vec<String> = url
            .query
            .iter()
            .map(|entry| match &entry.value {
                Some(value) => format!("{}={value}", entry.key),
                None => entry.key.clone(),
            })
            .collect();
        (url.protocol, url.host, url.path, query.join("&"))
    }

    #[test]
    fn urls_come_apart_in_every_notation() {
        let table = [
            (json!("https://a.example/x/y?p=1&q#f"), "https", "a.example", vec!["x", "y"], "p=1&q"),
            (json!("{{baseUrl}}/x/:id"), "", "{{baseUrl}}", vec!["x", ":id"], ""),
            (json!("{{a.b/c}}/x?{{p&q}}"), "", "{{a.b/c}}", vec!["x"], "{{p&q}}"),
            (json!("localhost:8080/x"), "", "localhost:8080", vec!["x"], ""),
            (json!("hhttps://a/x"), "hhttps", "a", vec!["x"], ""),
            (json!("{{protocol}}://{{host}}/x/"), "{{protocol}}", "{{host}}", vec!["x", ""], ""),
            (json!("http://a/x?u=http://b/c?d"), "http", "a", vec!["x"], "u=http://b/c?d"),
            (json!("a.example/x{?page,limit}"), "", "a.example", vec!["x{?page,limit}"], ""),
            (json!({"raw": "https://a/x?y=1"}), "https", "a", vec!["x"], "y=1"),
            (
                json!({"protocol": "https", "host": ["a", "example"], "port": 8443, "path": ["x", {"type": "string", "value": "y"}, 3]}),
                "https",
                "a.example:8443",
                vec!["x", "y", "3"],
                "",
            ),
            (json!({"host": "{{a.b}}", "path": "/x/y"}), "", "{{a.b}}", vec!["x", "y"], ""),
            (
                json!({"raw": "https://old/z?o=1", "host": ["new"], "path": ["x"], "query": [{"key": "p", "value": null}]}),
                "",
                "new",
                vec!["x"],
                "p",
            ),
            (
                json!({"host": ["https://api", "example", "com/v1"], "path": ["x"]}),
                "https",
                "api.example.com",
                vec!["v1", "x"],
                "",
            ),
            (json!({"host": ["{{h}}"], "path": ["x?a=1"]}), "", "{{h}}", vec!["x"], "a=1"),
            (json!({"raw": "{{h}}/x", "host": ["{{h}}"]}), "", "{{h}}", vec!["x"], ""),
            (json!({"host": ["h"], "query": {"a": 1}}), "", "h", vec![], "a=1"),
            (json!(null), "", "", vec![], ""),
            (json!(7), "", "", vec![], ""),
            (json!({}), "", "", vec![], ""),
        ];
        for (value, protocol, host, path, query) in table {
            let expected = (
                protocol.to_owned(),
                host.to_owned(),
                path.into_iter().map(str::to_owned).collect::<Vec<_>>(),
                query.to_owned(),
            );
            assert_eq!(taken_apart(&value), expected, "{value}");
        }
    }

    #[test]
    fn disabled_parameters_are_kept_and_left_out_of_the_text() {
        let url = read(Some(&json!({
            "host": ["{{h}}"], "path": ["x"],
            "query": [{"key": "a", "value": "1"}, {"key": "b", "value": "2", "disabled": true}]
        })))
        .url;
        assert_eq!(url.raw, "{{h}}/x?a=1");
        assert!(url.query[1].disabled);
    }

    #[test]
    fn credentials_leave_the_url() {
        let read = read(Some(&json!("https://me:pass@a.example/x@y")));
        assert_eq!(read.userinfo.as_deref(), Some("me:pass"));
        assert_eq!(read.url.raw, "https://a.example/x@y");
        assert_eq!(read.url.host, "a.example");
    }

    #[test]
    fn an_open_brace_protects_nothing() {
        assert_eq!(split_outside_braces("a{b/c", '/'), ["a{b", "c"]);
        assert_eq!(split_outside_braces("{{a/b}}/c}/d", '/'), ["{{a/b}}", "c}", "d"]);
        assert_eq!(split_outside_braces("{{a}.{{b}}/c", '/'), ["{{a}.{{b}}", "c"]);
        assert_eq!(split_outside_braces("{{a_{{b}}}}/c", '/'), ["{{a_{{b}}}}", "c"]);
    }
}
