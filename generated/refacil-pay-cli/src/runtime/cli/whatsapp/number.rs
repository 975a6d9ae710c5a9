//! Numbers that the command line names.

use super::super::super::core::validate::Problem;
use super::super::super::extras::whatsapp::number::Number;

/// The number of that flag, or what is wrong with it.
pub(super) fn of(flag: &str, text: &str) -> Result<Number, Problem> {
    Number::parse(text).map_err(|why| Problem::new(flag, format!("{why}, such as +573001234567")))
}
