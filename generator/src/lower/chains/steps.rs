//! Single-use tokens: which operation fetches which before it is sent.

use std::collections::BTreeSet;

use serde_json::Value;

use super::login;
use crate::lower::Visit;
use crate::lower::variables::whole;
use crate::lower::words::words;
use crate::model::{Chain, Class, Diagnostic, Location, Nature, Operation, Place, Severity, Step, Use};

/// Last words of a field that holds a token.
const TOKENS: &[&str] = &["token", "nonce", "ticket", "csrf", "xsrf", "ticketid", "accesstoken"];

/// Texts that say that a token serves once.
const ONCE: &[&str] = &[
    "single use",
    "single-use",
    "one-time",
    "one time",
    "used once",
    "only once",
    "first use",
    "one call",
    "one attempt",
    "per transaction",
    "for each call",
    "each transaction",
    "transactional",
    "transaction token",
    "trx token",
    "transaccional",
    "un solo uso",
    "unico uso",
    "uso unico",
    "una sola vez",
    "token de transaccion",
    "transacional",
    "unica vez",
    "token de transacao",
];

/// A producer of a token for one later call.
struct Producer<'a> {
    at: usize,
    chain: &'a Chain,
    /// Texts of its body that never change, such as the service that it unlocks.
    constants: Vec<String>,
}

/// Marks the producers of single-use tokens, and gives each consumer the step that fetches its own.
pub(super) fn give(
    visits: &[Visit<'_>],
    operations: &mut [Operation],
    chains: &[Chain],
    file: &str,
) -> Vec<Diagnostic> {
    let session = login::login(operations, chains);
    let of_session = |chain: &Chain| session.as_ref().is_some_and(|found| found.variable == chain.variable);
    let producers: Vec<Producer<'_>> = chains
        .iter()
        .filter(|chain| !of_session(chain) && login::is_reachable(chain))
        .filter_map(|chain| Producer::of(chain, operations))
        .collect();
    let mut steps: Vec<(usize, Step)> = Vec::new();
    let mut diagnostics = Vec::new();
    for (at, visit) in visits.iter().enumerate() {
        let Some(consumer) = operations.get(at).filter(|one| one.foreign_origin.is_none()) else { continue };
        for (header, variable) in token_headers(visit, consumer) {
            let candidates: Vec<&Producer<'_>> = producers
                .iter()
                .filter(|producer| {
                    producer.at != at
                        && producer.chain.variable == variable
                        && takes(producer, consumer, &header)
                })
                .collect();
            match choose(&candidates, consumer, operations) {
                Choice::Of(producer) => {
                    steps.extend(step(producer, operations, header).map(|step| (at, step)))
                }
                Choice::Unclear => diagnostics.push(unclear(file, consumer, &header, &variable)),
                Choice::None => {}
            }
        }
    }
    for producer in &producers {
        if let Some(operation) = operations.get_mut(producer.at) {
            operation.nature = Nature::Token;
        }
    }
    for (at, step) in steps {
        let Some(operation) = operations.get_mut(at) else { continue };
        operation.params.retain(|param| !is_header(param.location, &param.name, &step.header));
        operation.steps.push(step);
    }
    diagnostics
}

impl<'a> Producer<'a> {
    /// An own request that can be sent without arguments, does nothing that matters, and says that its token serves
    /// once; neither a user's number nor a password sent by SMS is fetched unasked.
    fn of(chain: &'a Chain, operations: &[Operation]) -> Option<Self> {
        let at = operations.iter().position(|operation| operation.index == chain.producer_index)?;
        let operation = operations.get(at)?;
        let field = chain.json_path.rsplit('.').next().unwrap_or_default();
        let is_token = words(field).last().is_some_and(|word| TOKENS.contains(&word.as_str()));
        let harmless = operation.safety.class < Class::Dangerous && operation.foreign_origin.is_none();
        let sound = is_token && harmless && serves_once(operation) && !needs_arguments(operation);
        sound.then(|| Self { at, chain, constants: constants(operation) })
    }
}

fn serves_once(operation: &Operation) -> bool {
    let mut text = operation.path.join(" / ");
    text.push(' ');
    text.push_str(&operation.route.replace(['-', '_', '/'], " "));
    text.push(' ');
    text.push_str(&operation.description);
    let text = deunicode::deunicode(&text.replace(['*', '`'], "")).to_lowercase();
    ONCE.iter().any(|words| text.contains(words))
}

fn needs_arguments(operation: &Operation) -> bool {
    let open_field = operation.body.as_ref().is_some_and(|body| {
        body.schema.properties.iter().any(|property| property.required && property.fixed.is_none())
    });
    open_field || operation.params.iter().any(|param| param.required)
}

fn constants(operation: &Operation) -> Vec<String> {
    let mut list = Vec::new();
    if let Some(body) = &operation.body {
        crate::dotted::visit(&body.schema, "", &mut |_, property| {
            if let Some(Value::String(text)) = &property.fixed {
                list.push(text.clone());
            }
        });
    }
    list
}

/// Headers of a request that hold one variable and nothing else, and that are parameters still.
fn token_headers(visit: &Visit<'_>, consumer: &Operation) -> Vec<(String, String)> {
    let headers = visit.request.headers.iter().filter(|header| !header.disabled);
    headers
        .filter(|header| {
            consumer.params.iter().any(|param| is_header(param.location, &param.name, &header.key))
        })
        .filter_map(|header| {
            let variable = whole(header.value.as_deref()?)?;
            Some((header.key.clone(), variable.to_owned()))
        })
        .collect()
}

fn is_header(location: Location, name: &str, header: &str) -> bool {
    location == Location::Header && name.eq_ignore_ascii_case(header)
}

/// The consumer uses the token in that header and nowhere else.
fn takes(producer: &Producer<'_>, consumer: &Operation, header: &str) -> bool {
    let mut places =
        producer.chain.uses.iter().filter(|one| one.index == consumer.index).map(|one| &one.place);
    let in_header = |place: &Use| matches!(place, Use::Header(name) if name.eq_ignore_ascii_case(header));
    places.all(|place| in_header(place) || *place == Use::Script)
}

enum Choice<'p, 'a> {
    Of(&'p Producer<'a>),
    Unclear,
    None,
}

/// Of the producers of one variable the one that is meant for a consumer: its constant names the consumer's route; else
/// its name says most of what the consumer's says; else there is but one.
fn choose<'p, 'a>(
    candidates: &[&'p Producer<'a>],
    consumer: &Operation,
    operations: &[Operation],
) -> Choice<'p, 'a> {
    let names_route = |producer: &&&'p Producer<'a>| {
        producer.constants.iter().any(|text| same_route(text, &consumer.route))
    };
    if let Some(producer) = candidates.iter().find(names_route) {
        return Choice::Of(producer);
    }
    // One that unlocks another route of the collection is not meant.
    let other_route = |producer: &Producer<'_>| {
        producer.constants.iter().any(|text| operations.iter().any(|other| same_route(text, &other.route)))
    };
    let open: Vec<&'p Producer<'a>> =
        candidates.iter().copied().filter(|producer| !other_route(producer)).collect();
    match open.as_slice() {
        [] => Choice::None,
        [single] => Choice::Of(single),
        _ => {
            let said = named(consumer);
            let mut scored: Vec<(usize, &'p Producer<'a>)> = open
                .iter()
                .map(|producer| {
                    (
                        operations.get(producer.at).map_or(0, |one| named(one).intersection(&said).count()),
                        *producer,
                    )
                })
                .collect();
            scored.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
            match scored.as_slice() {
                [(best, producer), (next, _), ..] if best > next => Choice::Of(producer),
                _ => Choice::Unclear,
            }
        }
    }
}

/// `/pay/token`, `pay/token/` and `https://host/pay/token` mean one route.
fn same_route(text: &str, route: &str) -> bool {
    let (text, route) = (text.trim().trim_matches('/'), route.trim_matches('/'));
    text.contains('/') && !route.is_empty() && (text == route || text.ends_with(&format!("/{route}")))
}

/// Words of its folders, name and route.
fn named(operation: &Operation) -> BTreeSet<String> {
    let mut said: BTreeSet<String> = operation.path.iter().flat_map(|name| words(name)).collect();
    said.extend(words(&operation.route));
    said
}

fn step(producer: &Producer<'_>, operations: &[Operation], header: String) -> Option<Step> {
    let operation = operations.get(producer.at)?.id.clone();
    Some(Step { operation, token: producer.chain.json_path.clone(), header })
}

fn unclear(file: &str, consumer: &Operation, header: &str, variable: &str) -> Diagnostic {
    Diagnostic {
        severity: Severity::Note,
        code: "ambiguous-token".into(),
        place: Place {
            file: file.to_owned(),
            request: consumer.path.clone(),
            field: format!("header.{header}"),
        },
        message: format!("several requests give `{variable}`, and nothing tells which of them is meant here"),
        help: "name it with `steps` in the overlay; until then the header is a parameter".into(),
    }
}
