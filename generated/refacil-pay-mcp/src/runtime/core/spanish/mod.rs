//! The sentences in Spanish, as they are said in Colombia: the reader is *usted*.
//!
//! Each file holds one subject. A sentence in a hole must read well there, so it begins without a capital.

mod account;
mod arguments;
mod audit;
mod calls;
mod login;
mod money;
mod offer;
mod operator;
mod server;
mod settings;
mod system;
mod tables;

/// English and Spanish.
type Pair = (&'static str, &'static str);

const ALL: [&[Pair]; 12] = [
    arguments::ALL,
    calls::ALL,
    settings::ALL,
    money::ALL,
    audit::ALL,
    login::ALL,
    account::ALL,
    offer::ALL,
    server::ALL,
    operator::ALL,
    tables::ALL,
    system::ALL,
];

/// The sentence in Spanish; nothing where it is the same, or where nobody translated it.
pub(super) fn of(sentence: &str) -> Option<&'static str> {
    ALL.into_iter().flatten().find(|(english, _)| *english == sentence).map(|(_, spanish)| *spanish)
}
