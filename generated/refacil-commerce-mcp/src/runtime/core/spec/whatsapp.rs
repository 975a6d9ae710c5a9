//! Messages to payers over WhatsApp.

use super::Language;

/// What is said to payers over WhatsApp, and by whose service.
#[derive(Debug)]
pub struct Whatsapp {
    /// Base URL of the service's HTTP interface.
    pub base_url: &'static str,
    /// First line of a message where the merchant has stored no name.
    pub title: &'static str,
    /// Language of texts that no template gives.
    pub language: Language,
    /// What is said about the results of operations.
    pub messages: &'static [Message],
}

/// What is said about the result of one operation.
#[derive(Debug)]
pub struct Message {
    /// The key by which a caller names it: `sales.create`.
    pub key: &'static str,
    /// The operation.
    pub operation: &'static str,
    /// A few words for the second line; may be empty.
    pub label: &'static str,
    /// Texts with `{{url}}`, `{{amount}}` and `{{merchant}}`; the first one that can be filled is said.
    pub texts: &'static [&'static str],
    /// Dotted path in the answer of what the payer opens.
    pub url: Option<&'static str>,
}

impl Whatsapp {
    /// The message of that key.
    #[must_use]
    pub fn message(&self, key: &str) -> Option<&'static Message> {
        self.messages.iter().find(|message| message.key == key)
    }

    /// What is said about the result of that operation.
    #[must_use]
    pub fn about(&self, operation: &str) -> Option<&'static Message> {
        self.messages.iter().find(|message| message.operation == operation)
    }
}
