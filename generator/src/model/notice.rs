use serde::Serialize;
use serde_json::Value;

/// A call that the user's own server receives, and how its sender is known.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Notice {
    /// The callback that documents its payload.
    pub operation: String,
    /// Title of what a desktop shows.
    pub title: String,
    /// Variable of the key, without a prefix.
    pub key: String,
    /// What the key is and who hands it out.
    pub key_about: String,
    /// What its sender signs, and where the sign stands.
    pub signature: Signature,
    /// Fields that tell one delivery from another.
    pub delivery: Vec<String>,
    /// Field that says what the notice is about.
    pub reference: String,
    /// Where the answer of the call that made that thing holds the same value.
    pub created: Option<String>,
    /// The state that it tells.
    pub status: NoticeStatus,
    /// The read that answers for what the signature does not cover.
    pub proof: Option<NoticeProof>,
    /// Fields that each delivery for a trial has anew.
    pub fresh: Vec<String>,
    /// Deliveries that can be tried.
    pub events: Vec<NoticeEvent>,
}

/// What a sender signs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "over", rename_all = "kebab-case")]
pub enum Signature {
    /// The values of some fields.
    Fields {
        /// How it is signed.
        hash: SignatureHash,
        /// The fields, in their order.
        fields: Vec<String>,
        /// Text between them.
        joiner: String,
        /// The key ends the text that it signs.
        key_last: bool,
        /// Field that holds the sign.
        sign: String,
        /// How the sign is written.
        encoding: SignEncoding,
    },
    /// A text made of the body and of headers.
    Body {
        /// How it is signed.
        hash: SignatureHash,
        /// Header that holds the sign.
        header: String,
        /// Name of the sign in a header of pairs, `t=1,v1=ab`.
        pair: Option<String>,
        /// Text before the sign.
        prefix: String,
        /// The text: `{body}`, and `{name}` for a header or a pair.
        text: String,
        /// The name of the text's part that is the time of sending, in seconds.
        time: Option<String>,
        /// How the sign is written.
        encoding: SignEncoding,
    },
    /// A JSON Web Token beside the body.
    Token {
        /// The documented algorithm.
        algorithm: TokenAlgorithm,
        /// Header that holds it.
        header: String,
        /// Text before it.
        prefix: String,
        /// Claim with the SHA-256 of the body in hex, where there is one: without it the body is not covered.
        body_digest: Option<String>,
    },
}

impl Default for Signature {
    fn default() -> Self {
        Self::Token {
            algorithm: TokenAlgorithm::Rs256,
            header: String::new(),
            prefix: String::new(),
            body_digest: None,
        }
    }
}

impl Signature {
    /// It covers that field of the body.
    #[must_use]
    pub fn covers(&self, field: &str) -> bool {
        match self {
            // Where nothing parts the values, what ends one could begin the next.
            Self::Fields { fields, joiner, .. } => {
                (fields.len() == 1 || !joiner.is_empty()) && fields.iter().any(|covered| covered == field)
            }
            Self::Body { .. } => true,
            Self::Token { body_digest, .. } => body_digest.is_some(),
        }
    }
}

/// Hash functions of an HMAC (RFC 2104).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum SignatureHash {
    /// SHA-1.
    Sha1,
    /// SHA-256.
    Sha256,
    /// SHA-512.
    Sha512,
}

/// How the bytes of a sign are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum SignEncoding {
    /// Hexadecimal, either case.
    Hex,
    /// Base64 (RFC 4648).
    Base64,
}

/// Algorithms of a token (RFC 7518).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum TokenAlgorithm {
    /// RSA with SHA-256, by a public key.
    #[serde(rename = "RS256")]
    Rs256,
    /// ECDSA on P-256 with SHA-256, by a public key.
    #[serde(rename = "ES256")]
    Es256,
    /// HMAC with SHA-256, by a shared key.
    #[serde(rename = "HS256")]
    Hs256,
}

/// The state that a notice tells.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct NoticeStatus {
    /// Its field.
    pub field: String,
    /// Its values when money has arrived, as JSON text.
    pub paid: Vec<String>,
}

/// The read that tells whether a notice is true.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct NoticeProof {
    /// A read-only operation.
    pub operation: String,
    /// The argument that takes the notice's reference.
    pub argument: String,
    /// Fields of the notice, each with the dotted path of the same value in the answer.
    pub agrees: Vec<(String, String)>,
}

/// A delivery that can be tried.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct NoticeEvent {
    /// Name of words and hyphens.
    pub name: String,
    /// What it tells.
    pub about: String,
    /// Name of the saved example that it begins with; else the first one.
    pub example: Option<String>,
    /// Fields that the event leaves out of the example.
    pub without: Vec<String>,
    /// Fields that make the event what it is.
    pub set: Vec<(String, Value)>,
}
