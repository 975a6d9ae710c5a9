//! Where JSON of a flag comes from: the command line, a file, or stdin once.

use std::fs::File;
use std::io::{self, Read};

use serde_json::Value;

/// Largest JSON that a file or stdin may hold.
const MAX_INPUT: u64 = 16 * 1024 * 1024;

/// The places that JSON was read from so far.
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
                if let Some(first) = self.stdin.replace(self.reading.clone()) {
                    return Err(format!("cannot read stdin too: {first} reads it"));
                }
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
}

fn whole(reader: &mut dyn Read) -> Result<String, String> {
    let mut bytes = Vec::new();
    reader.take(MAX_INPUT + 1).read_to_end(&mut bytes).map_err(|error| format!("cannot be read: {error}"))?;
    if bytes.len() as u64 > MAX_INPUT {
        return Err(format!("is larger than {} MiB", MAX_INPUT / 1024 / 1024));
    }
    String::from_utf8(bytes).map_err(|_| "is not UTF-8 text".to_owned())
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
