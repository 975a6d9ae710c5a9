//! Token chains for people: who gives a value, who needs it, and which of it the tools fetch by themselves.

use std::collections::{BTreeMap, HashMap};

use postman_codegen::flow::Loaded;
use postman_codegen::model::{Chain, ChainSource, Use};

use crate::report::{count, line};
use crate::terminal::one_line;

/// One paragraph for each variable, then what is fetched without being asked.
///
/// Whoever uses a variable uses it whichever request gave the value: with its users told beside each giver, a collection in
/// which every request keeps its token would take lines in the square of its size.
pub fn show(loaded: &Loaded) -> String {
    let api = &loaded.api;
    let mut text = String::new();
    line(&mut text, format_args!("{} ({})", one_line(&api.title), one_line(&api.source_file)));
    line(&mut text, format_args!("{}\n", count(api.chains.len(), "chain")));
    let names = names(loaded);
    for chains in by_variable(&api.chains) {
        variable(&mut text, &names, &chains);
    }
    if let Some(login) = &api.login {
        line(
            &mut text,
            format_args!("\nlogin: {} gives the session by {}", login.operation, one_line(&login.token)),
        );
    }
    for operation in &api.operations {
        for step in &operation.steps {
            let (header, token) = (one_line(&step.header), one_line(&step.token));
            line(
                &mut text,
                format_args!("step: {} fetches {header} from {} ({token})", operation.id, step.operation),
            );
        }
    }
    text
}

/// The chains of each variable together, in the order in which variables first get a value.
pub(super) fn by_variable(chains: &[Chain]) -> Vec<Vec<&Chain>> {
    let mut places: HashMap<&str, usize> = HashMap::new();
    let mut grouped: Vec<Vec<&Chain>> = Vec::new();
    for chain in chains {
        match places.get(chain.variable.as_str()).and_then(|at| grouped.get_mut(*at)) {
            Some(group) => group.push(chain),
            None => {
                places.insert(&chain.variable, grouped.len());
                grouped.push(vec![chain]);
            }
        }
    }
    grouped
}

/// Who gives a variable its value, and who uses it.
fn variable(text: &mut String, names: &BTreeMap<usize, String>, chains: &[&Chain]) {
    let name = |index: usize| names.get(&index).cloned().unwrap_or_else(|| format!("request {index}"));
    let mut uses: BTreeMap<usize, Vec<&Use>> = BTreeMap::new();
    for chain in chains {
        let (producer, variable) = (name(chain.producer_index), one_line(&chain.variable));
        line(text, format_args!("{producer}: {variable} ← {} via {}", source(chain), chain.setter));
        for one in chain.uses.iter().filter(|one| chain.consumers.binary_search(&one.index).is_ok()) {
            let places = uses.entry(one.index).or_default();
            if !places.contains(&&one.place) {
                places.push(&one.place);
            }
        }
    }
    if uses.is_empty() {
        line(text, format_args!("    nobody uses it"));
    }
    for (consumer, places) in uses {
        let places: Vec<String> = places.into_iter().map(|place| one_line(&describe(place))).collect();
        line(text, format_args!("    → {} ({})", name(consumer), places.join(", ")));
    }
}

/// The part of an answer that the value is.
fn source(chain: &Chain) -> String {
    one_line(&match (chain.source, chain.json_path.as_str()) {
        (ChainSource::Body, "") => "the whole body".to_owned(),
        (ChainSource::Body, path) => path.to_owned(),
        (ChainSource::Header, name) => format!("header {name}"),
        (ChainSource::Cookie, name) => format!("cookie {name}"),
    })
}

/// Requests by their places in the collection.
fn names(loaded: &Loaded) -> BTreeMap<usize, String> {
    let operations = loaded.api.operations.iter();
    operations.map(|operation| (operation.index, one_line(&operation.path.join(" > ")))).collect()
}

fn describe(place: &Use) -> String {
    match place {
        Use::Url => "url".to_owned(),
        Use::Query(name) => format!("query {name}"),
        Use::Header(name) => format!("header {name}"),
        Use::Body(path) if path.is_empty() => "body".to_owned(),
        Use::Body(path) => format!("body {path}"),
        Use::Auth => "auth".to_owned(),
        Use::Script => "script".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use postman_codegen::model::ChainUse;

    use super::*;

    fn chain(producer_index: usize, variable: &str, users: &[usize]) -> Chain {
        let uses = users.iter().map(|index| ChainUse { index: *index, place: Use::Auth }).collect();
        Chain {
            producer_index,
            variable: variable.to_owned(),
            json_path: "token".to_owned(),
            source: ChainSource::Body,
            setter: "pm.environment.set".to_owned(),
            consumers: users.to_vec(),
            uses,
        }
    }

    #[test]
    fn a_user_of_a_variable_is_shown_once_however_many_give_it() {
        let chains = [chain(0, "token", &[1, 2]), chain(0, "other", &[]), chain(1, "token", &[0, 2])];
        let mut text = String::new();
        for chains in by_variable(&chains) {
            variable(&mut text, &BTreeMap::from([(2, "Pay".to_owned())]), &chains);
        }
        let lines: Vec<&str> = text.lines().map(str::trim).collect();
        assert_eq!(
            lines,
            [
                "request 0: token ← token via pm.environment.set",
                "request 1: token ← token via pm.environment.set",
                "→ request 0 (auth)",
                "→ request 1 (auth)",
                "→ Pay (auth)",
                "request 0: other ← token via pm.environment.set",
                "nobody uses it",
            ]
        );
    }
}
