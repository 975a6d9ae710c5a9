//! Limits on money that people set once, for every dangerous call: how much a call may move, how much a day, to whom,
//! and by which operations. The file is the same for the command-line tool and the server.
//!
//! All rules that fit a call hold, so that none can loosen another. Calls that are not dangerous are not limited.

mod day;
mod deal;
mod file;
mod judge;
mod read;

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::amount::Amount;
use super::spec::Api;

pub use day::{Day, Until};
pub use deal::Deal;
pub use file::{Source, VARIABLE};

/// What the file says.
#[derive(Debug, Clone, Default)]
pub struct Policy {
    /// The file, where there is one.
    pub path: Option<PathBuf>,
    /// Its rules.
    pub rules: Vec<Rule>,
    /// What one call of an operation costs, by its id, where no argument says it.
    pub prices: BTreeMap<String, Amount>,
}

/// Limits for some calls.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rule {
    /// What messages call it.
    pub name: String,
    /// Profiles of the tool, principals of the server; all where nobody is named.
    pub who: Option<Vec<String>>,
    /// Environments; all where none is named.
    pub environments: Option<Vec<String>>,
    /// Currency of its amounts, else that of the API.
    pub currency: Option<String>,
    /// The most that one call moves.
    pub per_call: Option<Amount>,
    /// The most that all calls together move on one day: those of all profiles and environments that the rule fits.
    pub per_day: Option<Amount>,
    /// Who may receive.
    pub recipients: Option<Vec<String>>,
    /// The only dangerous operations that may run, by id.
    pub allow: Option<Vec<String>>,
    /// Dangerous operations that may not run, by id.
    pub deny: Vec<String>,
}

impl Rule {
    /// It holds for calls of that profile or principal in that environment.
    #[must_use]
    pub fn fits(&self, who: &str, environment: &str) -> bool {
        let holds = |named: &Option<Vec<String>>, name: &str| {
            named.as_ref().is_none_or(|named| named.iter().any(|known| known == name))
        };
        holds(&self.who, who) && holds(&self.environments, environment)
    }

    /// The currency in which it counts, where that is known.
    #[must_use]
    pub fn counts_in<'a>(&'a self, api: &'a Api) -> Option<&'a str> {
        self.currency.as_deref().or(api.currency)
    }

    const fn limits_amounts(&self) -> bool {
        self.per_call.is_some() || self.per_day.is_some()
    }
}
