//! Flags that somebody may have meant who named only the end of one: `--key` for `--recipient.key`.

use clap::Error;
use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::super::super::core::spec::Api;
use super::super::tree;

/// The error, with the nested flags that end in the unknown one.
pub fn suggested(api: &'static Api, words: &[&str], mut error: Error) -> Error {
    let given = match (error.kind(), error.get(ContextKind::InvalidArg)) {
        (ErrorKind::UnknownArgument, Some(ContextValue::String(given))) => given.trim_start_matches('-'),
        _ => return error,
    };
    let Some(operation) = tree::named(api, words).filter(|_| !given.is_empty()) else { return error };
    let end = format!(".{given}");
    let meant = super::of(operation).into_iter().filter(|flag| {
        let spellings = [Some(&flag.long), flag.alias.as_ref()];
        spellings.into_iter().flatten().any(|spelling| spelling.ends_with(&end))
    });
    let meant: Vec<String> = meant.map(|flag| format!("--{}", flag.long)).collect();
    if !meant.is_empty() {
        error.insert(ContextKind::SuggestedArg, ContextValue::Strings(meant));
    }
    error
}
