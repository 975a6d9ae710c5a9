//! What the bytes of an answer are: JSON, a text in its own charset, or a file.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;
use serde_json::Value;

use super::answer::Response;
use super::file::Upload;
use super::text::visible_capped;

/// What an answer was before it became a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Content {
    /// Nothing but white space.
    Empty,
    /// The same value.
    Json,
    /// The value is a text.
    Text,
    /// The value is an object as files among arguments are (see [`Upload`]).
    File,
}

/// The answer as a value: JSON, else a text, else a file, which can be given to another call as it is.
#[must_use]
pub fn read(response: &Response) -> (Content, Value) {
    if is_empty(response) {
        return (Content::Empty, Value::Null);
    }
    let kind = media_type(response);
    let text = text(response);
    if let Ok(json) = serde_json::from_slice(text.as_bytes()) {
        return (Content::Json, json);
    }
    if is_file_type(&kind) || response.body.contains(&0) || text.is_lossy() {
        return (Content::File, file(response, kind).to_value());
    }
    (Content::Text, Value::String(text.into_string()))
}

/// There is nothing in it.
#[must_use]
pub fn is_empty(response: &Response) -> bool {
    plain(response).iter().all(u8::is_ascii_whitespace)
}

/// It is JSON, whatever its type says.
#[must_use]
pub fn is_json(response: &Response) -> bool {
    serde_json::from_slice::<serde::de::IgnoredAny>(text(response).as_bytes()).is_ok()
}

/// The body without the byte order mark that some servers begin JSON with, and that readers may ignore (RFC 8259, 8.1).
fn plain(response: &Response) -> &[u8] {
    response.body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&response.body)
}

enum Text<'a> {
    /// In UTF-8, or in nothing that is known here.
    Bytes(&'a [u8]),
    /// From another charset.
    Decoded(String),
}

impl Text<'_> {
    fn as_bytes(&self) -> &[u8] {
        match self {
            Self::Bytes(bytes) => bytes,
            Self::Decoded(text) => text.as_bytes(),
        }
    }

    /// More than a stray byte is no text: it is something else.
    fn is_lossy(&self) -> bool {
        let Self::Bytes(bytes) = self else { return false };
        let wrong = bytes.utf8_chunks().filter(|chunk| !chunk.invalid().is_empty()).count();
        wrong * 20 > bytes.len()
    }

    fn into_string(self) -> String {
        match self {
            Self::Bytes(bytes) => String::from_utf8_lossy(bytes).into_owned(),
            Self::Decoded(text) => text,
        }
    }
}

/// Older servers answer in the charset of western Europe, which they name. The Encoding Standard gives all of its names
/// one meaning.
fn text(response: &Response) -> Text<'_> {
    const WESTERN: [&str; 6] = ["iso-8859-1", "iso8859-1", "latin1", "windows-1252", "cp1252", "us-ascii"];
    let bytes = plain(response);
    let named = parameter(response.header("content-type").unwrap_or_default(), "charset");
    let western = named.is_some_and(|named| WESTERN.iter().any(|known| known.eq_ignore_ascii_case(&named)));
    if !western || std::str::from_utf8(bytes).is_ok() {
        return Text::Bytes(bytes);
    }
    Text::Decoded(bytes.iter().map(|byte| western_character(*byte)).collect())
}

/// The characters of windows-1252 that are not those of Unicode's first 256.
fn western_character(byte: u8) -> char {
    const FROM_80: &str = "€\u{81}‚ƒ„…†‡ˆ‰Š‹Œ\u{8d}Ž\u{8f}\u{90}‘’“”•–—˜™š›œ\u{9d}žŸ";
    let own = byte.checked_sub(0x80).and_then(|at| FROM_80.chars().nth(at.into()));
    own.unwrap_or(char::from(byte))
}

/// The type without its parameters, in lower case.
fn media_type(response: &Response) -> String {
    let whole = response.header("content-type").unwrap_or_default();
    whole.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// Nobody reads it as a text, though all of its bytes may be letters.
fn is_file_type(kind: &str) -> bool {
    let first = kind.split('/').next().unwrap_or_default();
    matches!(first, "image" | "audio" | "video" | "font") && !kind.ends_with("+xml")
        || matches!(kind, "application/pdf" | "application/zip" | "application/gzip")
}

fn file(response: &Response, kind: String) -> Upload {
    let disposition = response.header("content-disposition").unwrap_or_default();
    let filename = extended(disposition).or_else(|| parameter(disposition, "filename").map(Cow::into_owned));
    Upload {
        filename: filename.as_deref().and_then(bare_name),
        content_type: Some(kind).filter(|kind| !kind.is_empty()).map(|kind| visible_capped(&kind, 100)),
        bytes: response.body.clone(),
    }
}

/// The name where it has more letters than a header may hold (RFC 8187): `UTF-8''na%C3%AFve.pdf`.
fn extended(disposition: &str) -> Option<String> {
    let whole = parameter(disposition, "filename*")?;
    let (charset, rest) = whole.split_once('\'')?;
    let (_, encoded) = rest.split_once('\'')?;
    let decoded = || Some(percent_decode_str(encoded).decode_utf8().ok()?.into_owned());
    charset.eq_ignore_ascii_case("utf-8").then(decoded)?
}

/// A name that is no path, on any system.
fn bare_name(name: &str) -> Option<String> {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default().trim();
    (!last.is_empty() && !matches!(last, "." | "..")).then(|| visible_capped(last, 120))
}

/// The value of a parameter of a header (RFC 9110, 5.6.6), without its quotes.
fn parameter<'a>(header: &'a str, name: &str) -> Option<Cow<'a, str>> {
    let mut rest = header.split_once(';')?.1;
    loop {
        let (key, after) = rest.split_once('=')?;
        let (value, left) = value(after);
        if key.trim().eq_ignore_ascii_case(name) {
            return Some(value);
        }
        rest = left.trim_start().strip_prefix(';').unwrap_or(left);
    }
}

/// A token, or a text in quotes; and what follows it.
fn value(text: &str) -> (Cow<'_, str>, &str) {
    let text = text.trim_start();
    let Some(quoted) = text.strip_prefix('"') else {
        let end = text.find(';').unwrap_or(text.len());
        let (value, left) = text.split_at(end);
        return (value.trim().into(), left);
    };
    let mut value = String::new();
    let mut characters = quoted.char_indices();
    while let Some((at, c)) = characters.next() {
        match c {
            '"' => return (value.into(), quoted.get(at + 1..).unwrap_or_default()),
            '\\' => value.extend(characters.next().map(|(_, escaped)| escaped)),
            c => value.push(c),
        }
    }
    (value.into(), "")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn answer(headers: &[(&str, &str)], body: &[u8]) -> (Content, Value) {
        let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        read(&Response { status: 200, headers, body: body.to_vec() })
    }

    #[test]
    fn json_is_json_in_whatever_type_and_charset_it_comes() {
        let latin = ("content-type", "application/json; Charset=\"ISO-8859-1\"");
        let told = (Content::Json, json!({"año": "€"}));
        assert_eq!(answer(&[latin], b"{\"a\xf1o\":\"\x80\"}"), told);
        assert_eq!(answer(&[latin], "{\"año\":\"€\"}".as_bytes()), told, "some name it and write UTF-8");
        assert_eq!(answer(&[("content-type", "text/html")], b"\xef\xbb\xbf{\"a\":1}").1, json!({"a": 1}));
        assert_eq!(answer(&[], b" \r\n"), (Content::Empty, Value::Null));
    }

    #[test]
    fn a_text_stays_one_though_a_byte_of_it_is_wrong() {
        assert_eq!(answer(&[], "id,año\r\n1,2".as_bytes()).0, Content::Text);
        let (content, value) = answer(&[], b"a long line of text with one \xf1 in it");
        assert_eq!(
            (content, value.as_str().map(|text| text.contains('\u{fffd}'))),
            (Content::Text, Some(true))
        );
        assert_eq!(answer(&[("content-type", "image/svg+xml")], b"<svg/>").0, Content::Text);
    }

    #[test]
    fn a_file_keeps_its_bytes_and_its_name_is_no_path() {
        let pdf = [
            ("content-type", "application/pdf; x=y"),
            (
                "content-disposition",
                "attachment; a=\"b;filename=c\"; filename=\"..\\\\..\\/invoice \\\"7\\\".pdf\"",
            ),
        ];
        let file = json!({"filename": "invoice \"7\".pdf", "content_type": "application/pdf", "content": "JVBERi0="});
        assert_eq!(answer(&pdf, b"%PDF-"), (Content::File, file));
        for body in [&b"\x89PNG\r\n\x1a\n"[..], b"\xff\xd8\xff\xe0", b"PK\x03\x04\x00\x00"] {
            let (content, value) = answer(&[("content-type", "")], body);
            assert_eq!(content, Content::File, "{body:?}");
            assert_eq!(Upload::from_value(&value).map(|upload| upload.bytes), Ok(body.to_vec()));
        }
        let named = [("content-disposition", "inline; filename=x; filename*=utf-8'es'a%C3%B1o%2F1.bin")];
        assert_eq!(answer(&named, b"\0").1["filename"], "1.bin");
        for name in ["..", "a/", "\u{202e}"] {
            let header = format!("attachment; filename=\"{name}\"");
            let (_, value) = answer(&[("content-disposition", &header)], b"\0");
            assert_ne!(value["filename"], name, "{value}");
        }
    }
}
