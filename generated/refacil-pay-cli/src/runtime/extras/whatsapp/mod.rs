//! Messages to payers over WhatsApp: what is said, to which number, and by what call of the service that sends it.

pub mod compose;
pub mod kapso;
pub mod number;
