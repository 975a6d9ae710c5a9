//! Whether a target's name and version can be a crate's.

use super::lock;
use super::names::is_safe_path;
use super::sources::Sources;
use crate::error::Error;
use crate::model::{Diagnostic, Place, Severity, Target};

/// Crates that every crate sees.
const STANDARD: &[&str] = &["alloc", "core", "proc_macro", "std", "test"];

/// Reports all that is wrong with a target.
pub fn check(target: &Target, sources: &Sources) -> Result<(), Error> {
    let mut problems = Vec::new();
    let mut report = |code: &str, message: String, help: &str| {
        let (code, help) = (code.to_owned(), help.to_owned());
        problems.push(Diagnostic { severity: Severity::Error, code, place: Place::default(), message, help });
    };
    if let Some(fault) = name_fault(&target.name, sources) {
        let help = "use lower-case words joined by hyphens, such as `shop-cli`";
        report("target-name", format!("a crate cannot be named {:?}: {fault}", target.name), help);
    }
    if let Err(error) = semver::Version::parse(&target.version) {
        let message = format!("{:?} is not a version: {error}", target.version);
        report("target-version", message, "use three numbers, such as 1.0.0");
    }
    if !is_prefix(&target.env_prefix) {
        let message = format!("{:?} cannot begin environment variables", target.env_prefix);
        report("target-prefix", message, "use capitals, digits and underscores, such as SHOP_CLI");
    }
    if problems.is_empty() { Ok(()) } else { Err(Error::Problems(problems)) }
}

fn name_fault(name: &str, sources: &Sources) -> Option<&'static str> {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_');
    let module = module_name(name);
    if !name.starts_with(|c: char| c.is_ascii_lowercase()) || !name.chars().all(plain) || name.len() > 64 {
        Some("it has other characters than a-z, 0-9 and hyphens, or is too long")
    } else if syn::parse_str::<syn::Ident>(&module).is_err() || !is_safe_path(name) {
        Some("the word has a meaning of its own")
    } else if STANDARD.contains(&module.as_str())
        || sources.lock_templates().any(|text| lock::holds(text, name))
    {
        Some("a crate that it is built from has that name")
    } else {
        None
    }
}

/// The crate's name in Rust.
pub fn module_name(name: &str) -> String {
    name.replace('-', "_")
}

fn is_prefix(prefix: &str) -> bool {
    let plain = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
    prefix.is_empty() || (prefix.starts_with(|c: char| c.is_ascii_uppercase()) && prefix.chars().all(plain))
}
