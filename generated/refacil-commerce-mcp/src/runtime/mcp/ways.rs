//! How an operation is named and called through the tools that a client sees: by a tool of its own, by that of its route, or
//! by that of its class. Texts that speak of a call, and calls that a client is told to make, take their names from here.

use serde_json::{Map, Value, json};

use crate::runtime::core::failure::LookupCall;
use crate::runtime::core::spec::Operation;

use super::catalog::Catalog;
use super::surface::{Surface, search};

/// How an operation is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way<'a> {
    /// By a tool of its own.
    Own(&'static str),
    /// By the tool of its route, where that argument chooses it.
    Route(&'a str, &'static str),
    /// By the tool that runs the operations of its class.
    Runner(&'static str),
}

impl Catalog {
    /// How this operation is called.
    pub(super) fn way(&self, operation: &'static Operation) -> Way<'_> {
        if self.surface() == Surface::Search {
            return Way::Runner(search::runner(operation.class));
        }
        let merged = self.routes().iter().filter(|route| route.operations.len() > 1);
        let mut merged = merged.filter(|route| route.operations.iter().any(|known| known.id == operation.id));
        match merged.next() {
            Some(route) => Way::Route(&route.tool, route.key()),
            None => Way::Own(self.name_of(operation)),
        }
    }

    /// The name by which texts speak of it: that of its own tool, else the id that another tool is told to run.
    pub(super) fn spoken(&self, operation: &'static Operation) -> &'static str {
        match self.way(operation) {
            Way::Own(name) => name,
            Way::Route(..) | Way::Runner(_) => operation.id,
        }
    }

    /// The call that finds out what happened, and what it needs that only the answer of the other call knew.
    pub(super) fn lookup(&self, lookup: &LookupCall) -> Value {
        let mut call = self.call_of(lookup.operation, &lookup.arguments);
        let missing = missing(lookup);
        if let (false, Some(map)) = (missing.is_empty(), call.as_object_mut()) {
            map.insert("missing".into(), json!(missing));
        }
        call
    }

    /// The call of it with these arguments, as a client makes it: a tool and what that is given.
    pub(super) fn call_of(&self, operation: &'static Operation, arguments: &Map<String, Value>) -> Value {
        let id = operation.id;
        match self.way(operation) {
            Way::Own(tool) => json!({"tool": tool, "arguments": arguments}),
            Way::Route(tool, key) => {
                let mut given = Map::from_iter([(key.to_owned(), Value::from(id))]);
                given.extend(arguments.clone());
                json!({"tool": tool, "arguments": given})
            }
            Way::Runner(tool) => {
                json!({"tool": tool, "arguments": {"operation": id, "arguments": arguments}})
            }
        }
    }
}

/// Arguments that the lookup cannot do without and that are not known.
pub(super) fn missing(lookup: &LookupCall) -> Vec<&'static str> {
    let needed = lookup.operation.params.iter().filter(|param| param.required && param.fixed.is_none());
    needed.map(|param| param.argument).filter(|name| !lookup.arguments.contains_key(*name)).collect()
}

#[cfg(test)]
mod tests {
    use super::super::surface::sample::SHOP;
    use super::super::surface::{Names, Selection};
    use super::*;
    use crate::runtime::core::credentials::Credentials;

    fn catalog(surface: Surface, names: Names) -> Catalog {
        let mut selection = Selection::default();
        selection.surface = surface;
        selection.names = names;
        Catalog::new(&SHOP, &Credentials::default(), &selection)
    }

    fn call(catalog: &Catalog, id: &str) -> (&'static str, Value) {
        let operation = SHOP.operation(id).expect("known");
        let arguments = Map::from_iter([("amount".to_owned(), Value::from(1))]);
        (catalog.spoken(operation), catalog.call_of(operation, &arguments))
    }

    #[test]
    fn a_call_goes_through_what_is_listed() {
        let plain = |tool: &str| json!({"tool": tool, "arguments": {"amount": 1}});
        let own = catalog(Surface::Operations, Names::Own);
        assert_eq!(call(&own, "sale"), ("sell", plain("sell")));
        let published = catalog(Surface::Operations, Names::Published);
        assert_eq!(call(&published, "sale"), ("old_sell", plain("old_sell")));
        let routes = catalog(Surface::Routes, Names::Own);
        assert_eq!(call(&routes, "list"), ("list_all", plain("list_all")));
        let merged = json!({"tool": "post_sales", "arguments": {"operation": "sale", "amount": 1}});
        assert_eq!(call(&routes, "sale"), ("sale", merged));
        let search = catalog(Surface::Search, Names::Own);
        let run =
            json!({"tool": "read_operation", "arguments": {"operation": "list", "arguments": {"amount": 1}}});
        assert_eq!(call(&search, "list"), ("list", run));
    }

    #[test]
    fn whatever_a_call_is_made_by_is_listed() {
        for surface in Surface::ALL {
            for names in [Names::Own, Names::Published] {
                let catalog = catalog(surface, names);
                for operation in SHOP.operations() {
                    let call = catalog.call_of(operation, &Map::new());
                    let listed = catalog.tools().iter().any(|tool| call["tool"] == *tool.name);
                    assert!(listed, "{surface:?} {names:?}: {call}");
                }
            }
        }
    }

    #[test]
    fn what_a_lookup_lacks_is_said() {
        let lookup = LookupCall { operation: SHOP.operation("sale").expect("known"), arguments: Map::new() };
        let told = catalog(Surface::Operations, Names::Own).lookup(&lookup);
        assert_eq!(told["missing"], json!(["amount", "goods"]));
    }
}
