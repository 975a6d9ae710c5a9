//! What the operator chose to offer.

use crate::runtime::core::failure::Failure;
use crate::runtime::core::nearest::nearest;
use crate::runtime::core::spec::{Api, Class, Operation};
use crate::runtime::core::words::say;

use super::super::environment::Lookup;
use super::super::problems::Problems;
use super::super::variables::{self, Variable};
use super::super::{args, config};
use super::{Names, Surface};

/// The surface, and the operations behind it.
#[derive(Debug, Default)]
pub(in super::super) struct Selection {
    /// How operations become tools.
    pub(in super::super) surface: Surface,
    /// Under which names.
    pub(in super::super) names: Names,
    /// Ids of the operations that are offered; `None` offers all.
    only: Option<Vec<&'static str>>,
    excluded: Vec<&'static str>,
    /// Nothing that changes anything, whatever else was chosen.
    pub(in super::super) read_only: bool,
}

impl Selection {
    /// The operation is offered.
    pub(in super::super) fn offers(&self, operation: &Operation) -> bool {
        self.only.as_ref().is_none_or(|only| only.contains(&operation.id))
            && !self.excluded.contains(&operation.id)
            && (!self.read_only || operation.class == Class::ReadOnly)
    }
}

/// Reads the choice. A value that names nothing that exists is among the problems, with what may have been meant.
pub(in super::super) fn read(api: &'static Api, lookup: Lookup<'_>, problems: &mut Problems) -> Selection {
    let surface = problems.take(surface(api, lookup)).unwrap_or_default();
    let tool_names = problems.take(names_of_tools(api, lookup)).unwrap_or_default();
    let mut only: Vec<&'static str> = Vec::new();
    for name in names(api, variables::TOOLSET, lookup) {
        only.extend(problems.take(toolset(api, &name)).unwrap_or_default());
    }
    let mut operations = |variable: Variable| {
        let names = names(api, variable, lookup).into_iter();
        names.filter_map(|name| problems.take(operation(api, variable, &name))).collect::<Vec<_>>()
    };
    only.extend(operations(variables::TOOLS));
    let excluded = operations(variables::EXCLUDE_TOOLS);
    let read_only = problems.take(switch(api, variables::READ_ONLY, lookup)).unwrap_or_default();
    let only = (!only.is_empty()).then_some(only);
    Selection { surface, names: tool_names, only, excluded, read_only }
}

fn names(api: &Api, variable: Variable, lookup: Lookup<'_>) -> Vec<String> {
    let list = variable.read(api, lookup).unwrap_or_default();
    list.split(',').map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

fn surface(api: &Api, lookup: Lookup<'_>) -> Result<Surface, Failure> {
    let Some(name) = variables::SURFACE.read(api, lookup) else { return Ok(Surface::default()) };
    let known = Surface::ALL.into_iter().find(|surface| surface.name() == name);
    known.ok_or_else(|| unknown(api, variables::SURFACE, &name, Surface::ALL.map(Surface::name)))
}

fn names_of_tools(api: &Api, lookup: Lookup<'_>) -> Result<Names, Failure> {
    match variables::NAMES.read(api, lookup).as_deref() {
        None | Some("own") => Ok(Names::Own),
        Some("published") => Ok(Names::Published),
        Some(other) => Err(unknown(api, variables::NAMES, other, ["own", "published"])),
    }
}

fn switch(api: &Api, variable: Variable, lookup: Lookup<'_>) -> Result<bool, Failure> {
    match variable.read(api, lookup).as_deref() {
        None | Some("false" | "0" | "no") => Ok(false),
        Some("true" | "1" | "yes") => Ok(true),
        Some(other) => Err(unknown(api, variable, other, ["true", "false"])),
    }
}

/// The operations of a folder and of those inside it.
fn toolset(api: &'static Api, name: &str) -> Result<Vec<&'static str>, Failure> {
    let inside =
        |group: &str| group == name || group.strip_prefix(name).is_some_and(|rest| rest.starts_with('-'));
    let groups = api.groups.iter().filter(|group| inside(group.name) || group.title == name);
    let ids: Vec<&str> = groups.flat_map(|group| group.operations).map(|operation| operation.id).collect();
    if ids.is_empty() {
        return Err(unknown(api, variables::TOOLSET, name, api.groups.iter().map(|group| group.name)));
    }
    Ok(ids)
}

fn operation(api: &'static Api, variable: Variable, name: &str) -> Result<&'static str, Failure> {
    if let Some(operation) = config::operation_named(api, name) {
        return Ok(operation.id);
    }
    Err(unknown(api, variable, name, api.operations().flat_map(|known| [known.tool, known.id])))
}

fn unknown(
    api: &Api,
    variable: Variable,
    value: &str,
    known: impl IntoIterator<Item = &'static str>,
) -> Failure {
    let known: Vec<&str> = known.into_iter().collect();
    let meant = nearest(value, known.iter().copied());
    let list = || known.iter().take(40).copied().collect::<Vec<_>>().join(", ");
    let why = match meant {
        Some(meant) => say("did you mean {}?", &[&meant]),
        None => say("choose from {}", &[&list()]),
    };
    config::unusable(api, variable, value, why)
        .hint(say("the value comes from {} or from the variable", &[&args::option_of(variable)]))
}

#[cfg(test)]
mod tests {
    use super::super::sample::SHOP;
    use super::*;

    fn chosen(pairs: &[(&str, &str)]) -> Result<Selection, Problems> {
        let lookup =
            |name: &str| pairs.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
        let mut problems = Problems::default();
        let selection = read(&SHOP, &lookup, &mut problems);
        problems.unless_any(Some(selection))
    }

    fn offered(pairs: &[(&str, &str)]) -> Vec<&'static str> {
        let selection = chosen(pairs).expect("a good choice");
        let offered = SHOP.operations().filter(|operation| selection.offers(operation));
        offered.map(|operation| operation.id).collect()
    }

    #[test]
    fn groups_and_names_add_up_and_exclusion_and_read_only_win() {
        assert_eq!(offered(&[]), ["list", "sale", "refund"]);
        assert_eq!(offered(&[("MCP_TOOLSET", "sales")]), ["sale", "refund"]);
        assert_eq!(
            offered(&[("MCP_TOOLSET", "sales-returns"), ("MCP_TOOLS", "list_all")]),
            ["list", "refund"]
        );
        assert_eq!(offered(&[("MCP_EXCLUDE_TOOLS", "old_sell,list")]), ["refund"]);
        assert_eq!(offered(&[("MCP_TOOLS", "sale"), ("MCP_READ_ONLY", "true")]), Vec::<&str>::new());
        assert_eq!(offered(&[("MCP_READ_ONLY", "1")]), ["list"]);
    }

    #[test]
    fn what_does_not_exist_is_an_error_with_a_suggestion() {
        for (name, value, meant) in [
            ("MCP_SURFACE", "route", "routes"),
            ("MCP_TOOLSET", "sale", "sales"),
            ("MCP_TOOLS", "list-all-", "list_all"),
            ("MCP_EXCLUDE_TOOLS", "refnud", "refund"),
            ("MCP_READ_ONLY", "perhaps", "true"),
        ] {
            let told = chosen(&[(name, value)]).expect_err(name).words(&SHOP);
            assert!(told.contains(meant) && told.contains(name), "{told}");
        }
    }
}
