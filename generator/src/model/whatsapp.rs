use serde::Serialize;

/// What is said to payers over WhatsApp, through Kapso.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Whatsapp {
    /// Base URL of Kapso's HTTP interface; a credential goes there.
    pub base_url: String,
    /// First line of a message where the merchant has stored no name.
    pub title: String,
    /// `en` or `es`: the language of texts that no template gives.
    pub language: String,
    /// What is said about the results of operations.
    pub messages: Vec<Message>,
}

/// What is said about the result of one operation.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Message {
    /// The key by which a caller names it.
    pub key: String,
    /// Id of the operation.
    pub operation: String,
    /// A few words for the second line.
    pub label: String,
    /// Texts with placeholders; the first one that can be filled is said.
    pub texts: Vec<String>,
    /// Dotted path in the answer of what the payer opens.
    pub url: Option<String>,
}

impl Message {
    /// What a text can be filled with.
    pub const PLACEHOLDERS: [&'static str; 3] = ["url", "amount", "merchant"];
}
