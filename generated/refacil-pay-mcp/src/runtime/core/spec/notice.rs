//! Calls that the user's own server receives, and how their sender is known.

/// A notice.
#[derive(Debug)]
pub struct Notice {
    /// The callback that documents its payload.
    pub operation: &'static str,
    /// Title of what a desktop shows.
    pub title: &'static str,
    /// Environment variable of the key, without the application's prefix.
    pub key: &'static str,
    /// What the key is and who hands it out.
    pub key_about: &'static str,
    /// What its sender signs, and where the sign stands.
    pub signature: Signature,
    /// Fields that tell one delivery from another; dotted paths of the payload, as all fields here.
    pub delivery: &'static [&'static str],
    /// Field that says what the notice is about.
    pub reference: &'static str,
    /// Where the answer of the call that made that thing holds the same value.
    pub created: Option<&'static str>,
    /// The state that it tells.
    pub status: NoticeStatus,
    /// The read that answers for what the signature does not cover.
    pub proof: Option<NoticeProof>,
    /// Fields that each delivery for a trial has anew.
    pub fresh: &'static [&'static str],
    /// Deliveries that can be tried.
    pub events: &'static [NoticeEvent],
}

/// What a sender signs.
#[derive(Debug, Clone, Copy)]
pub enum Signature {
    /// The values of some fields.
    Fields {
        /// How it is signed.
        hash: SignatureHash,
        /// The fields, in their order.
        fields: &'static [&'static str],
        /// Text between them.
        joiner: &'static str,
        /// The key ends the text that it signs.
        key_last: bool,
        /// Field that holds the sign.
        sign: &'static str,
        /// How the sign is written.
        encoding: SignEncoding,
    },
    /// A text made of the body and of headers.
    Body {
        /// How it is signed.
        hash: SignatureHash,
        /// Header that holds the sign, in lower case.
        header: &'static str,
        /// Name of the sign in a header of pairs, `t=1,v1=ab`.
        pair: Option<&'static str>,
        /// Text before the sign.
        prefix: &'static str,
        /// The text: `{body}`, and `{name}` for a header or a pair.
        text: &'static str,
        /// The name of the text's part that is the time of sending, in seconds.
        time: Option<&'static str>,
        /// How the sign is written.
        encoding: SignEncoding,
    },
    /// A JSON Web Token beside the body.
    Token {
        /// The documented algorithm; no other is accepted.
        algorithm: TokenAlgorithm,
        /// Header that holds it, in lower case.
        header: &'static str,
        /// Text before it.
        prefix: &'static str,
        /// Claim with the SHA-256 of the body in hex; without it the body is not covered.
        body_digest: Option<&'static str>,
    },
}

/// Hash functions of an HMAC (RFC 2104).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignatureHash {
    /// SHA-1.
    Sha1,
    /// SHA-256.
    Sha256,
    /// SHA-512.
    Sha512,
}

/// How the bytes of a sign are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignEncoding {
    /// Hexadecimal, either case.
    Hex,
    /// Base64 (RFC 4648).
    Base64,
}

/// Algorithms of a token (RFC 7518).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenAlgorithm {
    /// RSA with SHA-256, by a public key.
    Rs256,
    /// ECDSA on P-256 with SHA-256, by a public key.
    Es256,
    /// HMAC with SHA-256, by a shared key.
    Hs256,
}

impl TokenAlgorithm {
    /// Its name in a token.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Rs256 => "RS256",
            Self::Es256 => "ES256",
            Self::Hs256 => "HS256",
        }
    }
}

/// The state that a notice tells.
#[derive(Debug, Clone, Copy)]
pub struct NoticeStatus {
    /// Its field.
    pub field: &'static str,
    /// Its values when money has arrived, as JSON text.
    pub paid: &'static [&'static str],
}

/// The read that tells whether a notice is true.
#[derive(Debug, Clone, Copy)]
pub struct NoticeProof {
    /// A read-only operation.
    pub operation: &'static str,
    /// The argument that takes the notice's reference.
    pub argument: &'static str,
    /// Fields of the notice, each with the dotted path of the same value in the answer.
    pub agrees: &'static [(&'static str, &'static str)],
}

/// A delivery that can be tried.
#[derive(Debug)]
pub struct NoticeEvent {
    /// Name of words and hyphens.
    pub name: &'static str,
    /// What it tells.
    pub about: &'static str,
    /// Name of the documented example that it begins with; else the first one.
    pub example: Option<&'static str>,
    /// Fields that the event leaves out of the example.
    pub without: &'static [&'static str],
    /// Fields that make the event what it is, with their values as JSON text.
    pub set: &'static [(&'static str, &'static str)],
}
