//! What a call moves and to whom, as people stated it.

/// Where an operation says what it moves. What nobody stated is guessed from the names of its fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Money {
    /// Dotted path of the amount among the arguments.
    pub amount: Option<&'static str>,
    /// Dotted path of what names the recipient.
    pub recipient: Option<&'static str>,
    /// What one call costs where no argument says it, a decimal number: `0` where no money moves, `unknown` where it has a
    /// price that nobody documents.
    pub price: Option<&'static str>,
}

/// Whose midnight ends a day of money.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimeZone {
    /// Its name in the IANA database.
    pub name: &'static str,
    /// Its rule in the notation of POSIX: days are the same on every machine, also where no database is.
    pub rule: &'static str,
}

impl Money {
    /// Nobody stated anything.
    pub const UNSTATED: Self = Self { amount: None, recipient: None, price: None };
}
