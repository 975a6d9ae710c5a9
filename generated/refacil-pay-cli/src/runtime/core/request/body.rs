//! A body as bytes.

use sha2::{Digest, Sha256};

use super::super::arguments::{Content, Part};
use super::super::hex;
use super::HeaderValue;

/// The bytes, and their type among the headers where no other is documented.
pub(super) fn encode(content: &Content, headers: &mut Vec<(String, HeaderValue)>) -> Vec<u8> {
    let (content_type, bytes) = match content {
        Content::Json(value) => ("application/json".to_owned(), value.to_string().into_bytes()),
        Content::Form(pairs) => {
            let text = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
            ("application/x-www-form-urlencoded".to_owned(), text.into_bytes())
        }
        Content::Multipart(parts) => multipart(parts),
        Content::Text(content_type, text) => ((*content_type).to_owned(), text.clone().into_bytes()),
        Content::File(content_type, upload) => {
            let own = upload.content_type.as_deref().unwrap_or(content_type);
            (own.to_owned(), upload.bytes.clone())
        }
    };
    // A documented multipart type cannot know the boundary.
    if matches!(content, Content::Multipart(_)) {
        headers.retain(|(name, _)| name != "content-type");
    }
    if !headers.iter().any(|(name, _)| name == "content-type") {
        headers.push(("content-type".to_owned(), HeaderValue::Plain(content_type)));
    }
    bytes
}

/// RFC 7578; the boundary is made of a digest of the content, so that it cannot occur in it by design or chance.
fn multipart(parts: &[Part]) -> (String, Vec<u8>) {
    let mut digest = Sha256::new();
    for part in parts {
        digest.update(part.name.as_bytes());
        digest.update(&part.upload.bytes);
    }
    let boundary = hex::encode(digest.finalize().iter().take(16));
    let quoted = |text: &str| text.replace('"', "%22").replace(['\r', '\n'], "");
    let mut body = Vec::new();
    for Part { name, upload } in parts {
        let name = quoted(name);
        let mut head = format!("--{boundary}\r\ncontent-disposition: form-data; name=\"{name}\"");
        if let Some(filename) = &upload.filename {
            head.push_str(&format!("; filename=\"{}\"", quoted(filename)));
        }
        if let Some(content_type) = &upload.content_type {
            head.push_str(&format!("\r\ncontent-type: {content_type}"));
        }
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(b"\r\n\r\n");
        body.extend_from_slice(&upload.bytes);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
    (format!("multipart/form-data; boundary={boundary}"), body)
}
