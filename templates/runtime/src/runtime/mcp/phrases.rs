//! What prompts say besides names and values, in the two languages that a server may speak.

use crate::runtime::core::spec::Language;

/// The fixed words of a prompt. A pair or three stand around what is named between them.
#[derive(Debug)]
pub(super) struct Phrases {
    /// How the steps are taken.
    pub(super) in_order: &'static str,
    /// Before the tool of a step.
    pub(super) call: &'static str,
    /// Between tools of which one is meant.
    pub(super) or: &'static str,
    /// After a value that the person gave.
    pub(super) given: &'static str,
    /// Instead of a value that the person has yet to give.
    pub(super) ask: &'static str,
    /// After a place in the answer of an earlier step.
    pub(super) earlier: &'static str,
    /// Where a value is found: the tool, then the place in its answer.
    pub(super) look_up: (&'static str, &'static str, &'static str),
    /// Before the tool whose answer holds the value.
    pub(super) unchanged: &'static str,
    /// Around what the person must see first.
    pub(super) confirm: (&'static str, &'static str),
}

impl Phrases {
    /// In that language.
    pub(super) const fn of(language: Language) -> &'static Self {
        match language {
            Language::English => &ENGLISH,
            Language::Spanish => &SPANISH,
        }
    }
}

static ENGLISH: Phrases = Phrases {
    in_order: "Do these steps in order, and stop where one fails. Ask me for what is not given; never make it up.",
    call: "Call",
    or: " or ",
    given: "given by me",
    ask: "ask me",
    earlier: "of an earlier step, unchanged",
    look_up: ("look it up with", "in", "of its answer"),
    unchanged: "unchanged from",
    confirm: ("Before the call, show me", "and wait for my yes."),
};

static SPANISH: Phrases = Phrases {
    in_order: "Siga estos pasos en orden y deténgase si uno falla. Pregúnteme lo que falte; nunca lo invente.",
    call: "Llame a",
    or: " o ",
    given: "lo di yo",
    ask: "pregúnteme",
    earlier: "de un paso anterior, sin cambios",
    look_up: ("consúltelo con", "en", "de su respuesta"),
    unchanged: "sin cambios, como lo da",
    confirm: ("Antes de la llamada, muéstreme", "y espere mi sí."),
};
