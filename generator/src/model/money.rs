use serde::Serialize;

/// Where an operation says what it moves and to whom, as a person stated it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Money {
    /// Dotted path of the amount: a field of the body, or a parameter.
    pub amount: Option<String>,
    /// Dotted path of what names the recipient.
    pub recipient: Option<String>,
    /// What one call costs where no field says it, a decimal number: `0` where no money moves, `unknown` where it has a
    /// price that nobody documents.
    pub price: Option<String>,
}
