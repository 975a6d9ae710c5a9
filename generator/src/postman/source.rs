//! Bytes to text: byte order marks and UTF-16.

use std::borrow::Cow;
use std::path::PathBuf;

use super::reporter::Reporter;
use crate::error::Error;

/// The text of a file, without a byte order mark.
pub(super) fn decode<'a>(bytes: &'a [u8], reporter: &mut Reporter) -> Result<Cow<'a, str>, Error> {
    let text = match bytes {
        [0xEF, 0xBB, 0xBF, rest @ ..] => utf8(rest, reporter),
        [0xFF, 0xFE, rest @ ..] => utf16(rest, u16::from_le_bytes, reporter),
        [0xFE, 0xFF, rest @ ..] => utf16(rest, u16::from_be_bytes, reporter),
        // JSON begins with ASCII, so a zero byte in the first pair tells UTF-16 without a mark.
        [first, 0, ..] if *first != 0 => utf16(bytes, u16::from_le_bytes, reporter),
        [0, second, ..] if *second != 0 => utf16(bytes, u16::from_be_bytes, reporter),
        _ => utf8(bytes, reporter),
    };
    if text.trim().is_empty() {
        return Err(Error::NotACollection {
            path: PathBuf::from(reporter.file()),
            message: "the file is empty".into(),
            help: "export the collection again from Postman (Collection v2.1)".into(),
        });
    }
    Ok(text)
}

fn utf8<'a>(bytes: &'a [u8], reporter: &mut Reporter) -> Cow<'a, str> {
    let text = String::from_utf8_lossy(bytes);
    if matches!(text, Cow::Owned(_)) {
        broken_characters(reporter);
    }
    text
}

fn utf16<'a>(bytes: &[u8], unit: fn([u8; 2]) -> u16, reporter: &mut Reporter) -> Cow<'a, str> {
    let units = bytes.chunks(2).map(|pair| match pair {
        [first, second] => unit([*first, *second]),
        _ => 0xFFFD,
    });
    let mut broken = false;
    let text = char::decode_utf16(units)
        .map(|decoded| {
            decoded.unwrap_or_else(|_| {
                broken = true;
                char::REPLACEMENT_CHARACTER
            })
        })
        .collect();
    if broken {
        broken_characters(reporter);
    }
    Cow::Owned(text)
}

fn broken_characters(reporter: &mut Reporter) {
    reporter.warn(
        "broken-characters",
        "",
        "the file holds bytes that are no valid text; each became the replacement character",
        "save the file as UTF-8",
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(bytes: &[u8]) -> (String, usize) {
        let mut reporter = Reporter::new("a.json");
        let text = decode(bytes, &mut reporter).expect("text").into_owned();
        (text, reporter.finish().len())
    }

    #[test]
    fn marks_are_stripped_and_utf_16_is_decoded() {
        let little: Vec<u8> = "{\"á\"}".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = "{\"á\"}".encode_utf16().flat_map(u16::to_be_bytes).collect();
        let expected = ("{\"á\"}".to_owned(), 0);
        assert_eq!(text("\u{feff}{\"á\"}".as_bytes()), expected);
        assert_eq!(text(&[&[0xFF, 0xFE], little.as_slice()].concat()), expected);
        assert_eq!(text(&[&[0xFE, 0xFF], big.as_slice()].concat()), expected);
        assert_eq!(text(&little), expected);
        assert_eq!(text(&big), expected);
    }

    #[test]
    fn broken_bytes_are_replaced_and_reported() {
        assert_eq!(text(b"{\xff}"), ("{\u{fffd}}".to_owned(), 1));
    }

    #[test]
    fn nothing_but_space_is_an_empty_file() {
        for bytes in [&b""[..], b" \n", b"\xEF\xBB\xBF", b"\xFF\xFE"] {
            assert!(decode(bytes, &mut Reporter::new("a.json")).is_err());
        }
    }
}
