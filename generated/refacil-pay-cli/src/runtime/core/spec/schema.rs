//! Shapes and limits of values.

/// Shape and limits of a value.
#[derive(Debug)]
pub struct Schema {
    /// Type.
    pub kind: Kind,
    /// The types that a value of [`Kind::Any`] may have; empty = any.
    pub kinds: &'static [Kind],
    /// `null` is allowed.
    pub nullable: bool,
    /// Allowed values as JSON text; empty = any.
    pub choices: &'static [&'static str],
    /// Smallest number.
    pub minimum: Option<f64>,
    /// Largest number.
    pub maximum: Option<f64>,
    /// Fewest characters.
    pub min_length: Option<u64>,
    /// Most characters.
    pub max_length: Option<u64>,
    /// Regular expression that must match somewhere in the text.
    pub pattern: Option<&'static str>,
    /// Well-known form of a text.
    pub format: Option<Format>,
    /// Never shown.
    pub secret: bool,
    /// About a person, or anything that somebody writes to one: records show it masked.
    pub personal: bool,
    /// Fields of an object.
    pub fields: &'static [Field],
    /// Element of a list.
    pub items: Option<&'static Schema>,
}

impl Schema {
    /// No type and no limit: the base of every rendered schema.
    pub const ANY: Self = Self {
        kind: Kind::Any,
        kinds: &[],
        nullable: false,
        choices: &[],
        minimum: None,
        maximum: None,
        min_length: None,
        max_length: None,
        pattern: None,
        format: None,
        secret: false,
        personal: false,
        fields: &[],
        items: None,
    };
}

/// A field of an object.
#[derive(Debug)]
pub struct Field {
    /// Name on the wire.
    pub name: &'static str,
    /// Its word in a flag: `bank-id` of `--payment-method.bank-id`; unique within the object.
    pub flag: &'static str,
    /// Must be given.
    pub required: bool,
    /// JSON text of a constant that the tool sends by itself.
    pub fixed: Option<&'static str>,
    /// Shape.
    pub schema: &'static Schema,
}

/// Type of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Anything.
    Any,
    /// `true` or `false`.
    Boolean,
    /// Whole number.
    Integer,
    /// Any number.
    Number,
    /// Text.
    String,
    /// List.
    Array,
    /// Object.
    Object,
    /// File, as [`super::super::file`] has it.
    File,
}

/// Well-known forms of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Absolute http or https URL.
    Uri,
    /// IPv4 or IPv6 address.
    Ip,
    /// E-mail address.
    Email,
    /// RFC 3339 date and time.
    DateTime,
    /// RFC 3339 date.
    Date,
    /// UUID.
    Uuid,
}
