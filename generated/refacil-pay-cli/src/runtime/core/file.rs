//! A file among the arguments: its content in base64, with its name and type where they are known.
//!
//! A path never stands here: whoever reads a file decides whether it may be read.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::hex;
use super::spec::Language;
use super::words::{Said, say};

/// The most bytes of one file.
pub const MAX_BYTES: usize = 32 * 1024 * 1024;

/// The field that holds the bytes.
pub const CONTENT: &str = "content";
const FILENAME: &str = "filename";
const CONTENT_TYPE: &str = "content_type";

/// A file, ready to be sent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Upload {
    /// Name without a path; a plain text has none.
    pub filename: Option<String>,
    /// Media type.
    pub content_type: Option<String>,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

impl Upload {
    /// As an argument.
    #[must_use]
    pub fn to_value(&self) -> Value {
        let mut map = Map::new();
        let named = [(FILENAME, &self.filename), (CONTENT_TYPE, &self.content_type)];
        for (name, text) in named {
            if let Some(text) = text {
                map.insert(name.to_owned(), text.as_str().into());
            }
        }
        map.insert(CONTENT.to_owned(), STANDARD.encode(&self.bytes).into());
        Value::Object(map)
    }

    /// The file of an argument. A text is none: it may well be the path of one, and would be sent in its place.
    ///
    /// # Errors
    /// It is no file; the text says what is wrong with it.
    pub fn from_value(value: &Value) -> Result<Self, Said> {
        let Value::Object(map) = value else {
            return Err("must be a file: an object with its content in base64".into());
        };
        if let Some(name) =
            map.keys().find(|name| ![CONTENT, FILENAME, CONTENT_TYPE].contains(&name.as_str()))
        {
            return Err(say(
                "has no field {}: a file has content, filename and content_type",
                &[&format!("{name:?}")],
            ));
        }
        let text = |name: &str| match map.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) if !text.chars().any(char::is_control) => Ok(Some(text.clone())),
            Some(_) => Err(say("has a {} that is no plain text", &[&name])),
        };
        let content = map.get(CONTENT).and_then(Value::as_str).ok_or("lacks its content in base64")?;
        if content.len() / 4 * 3 > MAX_BYTES {
            return Err(too_large());
        }
        let bytes = STANDARD.decode(content).map_err(|_| "has a content that is not base64 (RFC 4648)")?;
        Ok(Self { filename: text(FILENAME)?, content_type: text(CONTENT_TYPE)?, bytes })
    }
}

/// What is said of a file that exceeds [`MAX_BYTES`].
#[must_use]
pub fn too_large() -> Said {
    say("is larger than {} MiB", &[&(MAX_BYTES / 1024 / 1024)])
}

/// How a file is shown where its content has no place. Its name may be personal.
#[must_use]
pub fn shown(value: &Value, with_name: bool) -> Value {
    let Ok(upload) = Upload::from_value(value) else { return Value::from("<file>") };
    let digest = hex::encode(Sha256::digest(&upload.bytes).iter().take(8));
    let name = upload.filename.filter(|_| with_name).map(|name| format!(" {name}")).unwrap_or_default();
    Value::from(format!("<file{name}, {} bytes, sha256 {digest}...>", upload.bytes.len()))
}

/// The JSON Schema of a file.
#[must_use]
pub fn json_schema(description: Option<&Value>, language: Language) -> Map<String, Value> {
    let mut schema = Map::new();
    schema.insert("type".into(), "object".into());
    if let Some(description) = description {
        schema.insert("description".into(), description.clone());
    }
    let properties = json!({
        (CONTENT): {"type": "string", "description": Said::from("the bytes in base64").in_language(language), "contentEncoding": "base64"},
        (FILENAME): {"type": "string"},
        (CONTENT_TYPE): {"type": "string"},
    });
    schema.insert("properties".into(), properties);
    schema.insert("required".into(), json!([CONTENT]));
    schema.insert("additionalProperties".into(), false.into());
    schema
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_comes_back_as_it_went() {
        let upload = Upload {
            filename: Some("a.pdf".into()),
            content_type: Some("application/pdf".into()),
            bytes: vec![0, 255, 13, 10],
        };
        assert_eq!(Upload::from_value(&upload.to_value()), Ok(upload.clone()));
        let text = shown(&upload.to_value(), true).to_string();
        assert!(text.contains("a.pdf, 4 bytes") && !text.contains("AP8N"), "{text}");
        assert!(!shown(&upload.to_value(), false).to_string().contains("a.pdf"));
    }

    #[test]
    fn what_is_no_file_is_told() {
        for (value, word) in [
            (json!({"content": "***"}), "base64"),
            (json!("/etc/passwd"), "must be a file"),
            (json!({"filename": "a"}), "lacks"),
            (json!({"content": "", "path": "/etc/passwd"}), "path"),
            (json!({"content": "", "filename": "a\r\nb"}), "filename"),
            (json!(3), "object"),
        ] {
            assert!(Upload::from_value(&value).expect_err("refused").english().contains(word), "{value}");
        }
    }
}
