//! Token chains for people: who gives a value, who needs it, and which of it the tools fetch by themselves.

use postman_codegen::flow::Loaded;
use postman_codegen::model::{Chain, ChainSource, Use};

use crate::report::{count, line};
use crate::terminal::one_line;

/// One paragraph for each chain, then what is fetched without being asked.
pub fn show(loaded: &Loaded) -> String {
    let api = &loaded.api;
    let mut text = String::new();
    line(&mut text, format_args!("{} ({})", one_line(&api.title), one_line(&api.source_file)));
    line(&mut text, format_args!("{}\n", count(api.chains.len(), "chain")));
    for chain in &api.chains {
        one(&mut text, loaded, chain);
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

fn one(text: &mut String, loaded: &Loaded, chain: &Chain) {
    let place = match (chain.source, chain.json_path.as_str()) {
        (ChainSource::Body, "") => "the whole body".to_owned(),
        (ChainSource::Body, path) => path.to_owned(),
        (ChainSource::Header, name) => format!("header {name}"),
        (ChainSource::Cookie, name) => format!("cookie {name}"),
    };
    let (producer, variable) = (name(loaded, chain.producer_index), one_line(&chain.variable));
    line(text, format_args!("{producer}: {variable} ← {} via {}", one_line(&place), chain.setter));
    if chain.consumers.is_empty() {
        line(text, format_args!("    nobody uses it"));
    }
    for consumer in &chain.consumers {
        let uses = chain.uses.iter().filter(|one| one.index == *consumer);
        let places: Vec<String> = uses.map(|one| one_line(&describe(&one.place))).collect();
        line(text, format_args!("    → {} ({})", name(loaded, *consumer), places.join(", ")));
    }
}

/// A request by its place in the collection.
fn name(loaded: &Loaded, index: usize) -> String {
    let operation = loaded.api.operations.iter().find(|operation| operation.index == index);
    operation.map_or_else(|| format!("request {index}"), |operation| one_line(&operation.path.join(" > ")))
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
