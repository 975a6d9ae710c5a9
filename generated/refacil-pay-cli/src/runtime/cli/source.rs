//! Where the value of a flag comes from: the command line, a file, stdin once, or a person.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use secrecy::ExposeSecret;
use serde_json::Value;

use super::super::account::prompt;
use super::super::core::file::{self, Upload};
use super::media_type;

/// Largest JSON that a file or stdin may hold.
const MAX_INPUT: u64 = 16 * 1024 * 1024;

/// The places that values were read from so far.
#[derive(Debug, Default)]
pub struct Sources {
    /// The flag that is read now.
    reading: String,
    /// The flag that stdin was read for.
    stdin: Option<String>,
}

impl Sources {
    /// Says which flag the next values are for.
    pub fn read_for(&mut self, flag: &str) {
        flag.clone_into(&mut self.reading);
    }

    /// The JSON that a text is or names: `@file`, `@-` for stdin.
    ///
    /// # Errors
    /// It cannot be read or is not JSON. The text is not repeated: it may be a secret.
    pub fn json(&mut self, text: &str) -> Result<Value, String> {
        match text.strip_prefix('@') {
            Some("-") => {
                self.take_stdin()?;
                parse(&whole(&mut io::stdin().lock())?, "stdin")
            }
            Some(path) => {
                let mut file = File::open(path).map_err(|error| format!("cannot read {path}: {error}"))?;
                parse(&whole(&mut file).map_err(|error| format!("{error} ({path})"))?, path)
            }
            None => parse(text, "the value").map_err(|error| {
                format!("{error}; write JSON, or @file, or @- for stdin; a text has double quotes of its own")
            }),
        }
    }

    /// A secret that stands in no list of processes and no history of a shell: typed unseen at a terminal, else stdin
    /// without its last line break.
    ///
    /// # Errors
    /// Nothing came.
    pub fn secret(&mut self) -> Result<String, String> {
        if prompt::can_ask() {
            let typed = prompt::hidden(self.reading.trim_start_matches('-'));
            return typed
                .map(|typed| typed.expose_secret().to_owned())
                .map_err(|failure| failure.to_string());
        }
        self.take_stdin()?;
        let text = whole(&mut io::stdin().lock())?;
        match text.trim_end_matches(['\r', '\n']) {
            "" => Err("nothing came on stdin".to_owned()),
            secret => Ok(secret.to_owned()),
        }
    }

    /// The file that a text names: `@file`, `@-` for stdin.
    ///
    /// # Errors
    /// It names none, or it cannot be read.
    pub fn file(&mut self, text: &str) -> Result<Value, String> {
        let Some(path) = text.strip_prefix('@') else {
            return Err("must be @FILE, or @- for stdin".to_owned());
        };
        let most = file::MAX_BYTES as u64;
        if path == "-" {
            self.take_stdin()?;
            let bytes = bytes(&mut io::stdin().lock(), most)?;
            return Ok(Upload { bytes, ..Upload::default() }.to_value());
        }
        let mut opened = File::open(path).map_err(|error| format!("cannot read {path}: {error}"))?;
        let bytes = bytes(&mut opened, most).map_err(|error| format!("{error} ({path})"))?;
        let path = Path::new(path);
        let filename = path.file_name().map(|name| name.to_string_lossy().into_owned());
        let content_type = media_type::of(path).map(str::to_owned);
        Ok(Upload { filename, content_type, bytes }.to_value())
    }

    /// Stdin can be read once.
    fn take_stdin(&mut self) -> Result<(), String> {
        match self.stdin.replace(self.reading.clone()) {
            Some(first) => Err(format!("cannot read stdin too: {first} reads it")),
            None => Ok(()),
        }
    }
}

fn whole(reader: &mut dyn Read) -> Result<String, String> {
    String::from_utf8(bytes(reader, MAX_INPUT)?).map_err(|_| "is not UTF-8 text".to_owned())
}

fn bytes(reader: &mut dyn Read, most: u64) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    reader.take(most + 1).read_to_end(&mut bytes).map_err(|error| format!("cannot be read: {error}"))?;
    if bytes.len() as u64 > most {
        return Err(format!("is larger than {} MiB", most / 1024 / 1024));
    }
    Ok(bytes)
}

fn parse(text: &str, from: &str) -> Result<Value, String> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    serde_json::from_str(text)
        .map_err(|error| format!("is not JSON ({from}, line {}, column {})", error.line(), error.column()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_may_have_a_byte_order_mark() {
        assert_eq!(parse("\u{feff}{\"a\":1.10}", "x").expect("parses").to_string(), r#"{"a":1.10}"#);
        let error = Sources::default().json("{'a'").expect_err("broken");
        assert!(error.starts_with("is not JSON (the value, line 1, column"), "{error}");
    }
}
