//! How variables are read.

use crate::runtime::core::spec::Api;

use super::variables::Variable;

/// The environment as a function, so that tests need not change the process.
pub(super) type Lookup<'a> = &'a dyn Fn(&str) -> Option<String>;

impl Variable {
    /// Its full name.
    pub(super) fn full_name(&self, api: &Api) -> String {
        api.variable(self.name)
    }

    /// Its value without surrounding blanks; an empty one counts as absent.
    pub(super) fn read(&self, api: &Api, lookup: Lookup<'_>) -> Option<String> {
        let value = lookup(&self.full_name(api))?;
        let value = value.trim();
        (!value.is_empty()).then(|| value.to_owned())
    }
}
