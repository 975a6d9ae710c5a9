//! Which later calls take values of an answer as they are: followed through scripts, and seen where one read of a
//! folder answers a field that a call of the same folder demands and nobody could make up.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::words::words;
use crate::dotted;
use crate::model::{Api, Class, Feed, Nature, Operation, Schema, Use};

/// Last words of names whose values only the API can give.
const OPAQUE: &[&str] = &["hash", "signature", "token", "quote", "echo", "nonce", "firma", "checksum"];

/// More calls than this after one answer help nobody.
const MOST: usize = 8;

/// Pairs of operations by index, each with the names of the values.
type Found = BTreeMap<(usize, usize), BTreeSet<String>>;

/// Gives operations the calls that their answers feed.
pub(super) fn give(api: &mut Api) {
    let mut found = followed(api);
    seen(api, &mut found);
    let ids: Vec<String> = api.operations.iter().map(|operation| operation.id.clone()).collect();
    for ((producer, consumer), values) in found {
        let (Some(operation), Some(id)) = (api.operations.get_mut(producer), ids.get(consumer)) else {
            continue;
        };
        if operation.follow.feeds.len() < MOST {
            let feed = Feed { operation: id.clone(), values: values.into_iter().collect() };
            operation.follow.feeds.push(feed);
        }
    }
}

/// Values that scripts keep. Where many requests keep the same one, that of the consumer's own folder is meant.
fn followed(api: &Api) -> Found {
    let by_index: HashMap<usize, (usize, &Operation)> =
        api.operations.iter().enumerate().map(|(at, operation)| (operation.index, (at, operation))).collect();
    // A long scenario keeps one variable in every request, so that each of them is a giver to all.
    let mut givers: HashMap<(&str, usize), BTreeSet<usize>> = HashMap::new();
    for chain in &api.chains {
        for consumer in &chain.consumers {
            givers.entry((chain.variable.as_str(), *consumer)).or_default().insert(chain.producer_index);
        }
    }
    let call = |index: usize| {
        by_index.get(&index).copied().filter(|(_, operation)| operation.nature == Nature::Call)
    };
    let mut found = Found::new();
    for chain in &api.chains {
        let Some((producer, giver)) = call(chain.producer_index) else { continue };
        for used in chain.uses.iter() {
            let name = match &used.place {
                Use::Body(path) => path.rsplit('.').next().unwrap_or_default(),
                Use::Query(name) => name,
                _ => continue,
            };
            let Some((consumer, taker)) = call(used.index) else { continue };
            let known = givers.get(&(chain.variable.as_str(), used.index));
            let near = folder(giver) == folder(taker) || known.is_some_and(|known| known.len() == 1);
            if consumer != producer && near && is_plain(name) {
                found.entry((producer, consumer)).or_default().insert(name.to_owned());
            }
        }
    }
    found
}

/// Fields that a mutation demands, and that exactly one read beside it answers without having been given them.
fn seen(api: &Api, found: &mut Found) {
    for (consumer, taker) in api.operations.iter().enumerate() {
        let Some(body) = taker.body.as_ref().filter(|_| is_mutation(taker)) else { continue };
        let needed = opaque(&body.schema, true);
        if needed.is_empty() {
            continue;
        }
        let mut givers = api.operations.iter().enumerate().filter_map(|(producer, giver)| {
            let beside = folder(giver) == folder(taker)
                && giver.safety.class == Class::ReadOnly
                && giver.nature == Nature::Call;
            let answered = opaque(giver.response.schema.as_ref().filter(|_| beside)?, false);
            let taken = giver.body.as_ref().map(|body| opaque(&body.schema, false)).unwrap_or_default();
            let values: BTreeSet<String> = needed
                .iter()
                .filter(|name| answered.contains(*name) && !taken.contains(*name))
                .cloned()
                .collect();
            (!values.is_empty()).then_some((producer, values))
        });
        if let (Some((producer, values)), None) = (givers.next(), givers.next()) {
            found.entry((producer, consumer)).or_default().extend(values);
        }
    }
}

/// Names of fields that only the API can fill; the demanded ones alone, or all.
fn opaque(schema: &Schema, demanded: bool) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    dotted::visit(schema, "", &mut |_, property| {
        let wanted = !demanded || (property.required && property.fixed.is_none());
        let last = words(&property.name);
        if wanted && last.iter().any(|word| OPAQUE.contains(&word.as_str())) && is_plain(&property.name) {
            names.insert(property.name.clone());
        }
    });
    names
}

fn is_mutation(operation: &Operation) -> bool {
    operation.safety.class != Class::ReadOnly && operation.nature == Nature::Call
}

fn folder(operation: &Operation) -> &[String] {
    operation.path.split_last().map_or(&[], |(_, folder)| folder)
}

/// The name reaches descriptions of tools: nothing but a name gets there.
fn is_plain(name: &str) -> bool {
    (1..=40).contains(&name.len())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Body, BodyKind, Chain, ChainSource, ChainUse, Response, Safety};

    fn operation(index: usize, folder: &str, class: Class, takes: &[&str], answers: &[&str]) -> Operation {
        let (kind, schema) = (BodyKind::Json, Schema::object_of_texts(takes));
        Operation {
            index,
            id: format!("{folder}-{index}"),
            path: vec![folder.to_owned(), index.to_string()],
            body: Some(Body { kind, schema, example: None, content_type: None }),
            response: Response { schema: Some(Schema::object_of_texts(answers)), examples: Vec::new() },
            safety: Safety { class, ..Safety::default() },
            ..Operation::default()
        }
    }

    fn feeds(api: &Api, at: usize) -> Vec<(&str, Vec<&str>)> {
        let feeds = api.operations[at].follow.feeds.iter();
        feeds
            .map(|feed| (feed.operation.as_str(), feed.values.iter().map(String::as_str).collect()))
            .collect()
    }

    #[test]
    fn a_script_is_followed_within_its_folder() {
        let kept = |producer_index| Chain {
            producer_index,
            variable: "v".into(),
            json_path: "v".into(),
            source: ChainSource::Body,
            setter: "pm.environment.set".into(),
            consumers: vec![2],
            uses: [ChainUse { index: 2, place: Use::Body("data.v".into()) }].into(),
        };
        let read = |index, folder| operation(index, folder, Class::ReadOnly, &[], &[]);
        let mut api = Api {
            operations: vec![read(0, "a"), read(1, "b"), operation(2, "b", Class::Dangerous, &["v"], &[])],
            chains: vec![kept(0), kept(1)],
            ..Api::default()
        };
        give(&mut api);
        assert!(feeds(&api, 0).is_empty());
        assert_eq!(feeds(&api, 1), [("b-2", vec!["v"])]);
    }

    #[test]
    fn a_hash_comes_from_the_one_read_beside_it() {
        let quote = |index| operation(index, "a", Class::ReadOnly, &["city"], &["priceHash", "city"]);
        let buy = |index| operation(index, "a", Class::Dangerous, &["priceHash", "city"], &[]);
        let mut one = Api { operations: vec![quote(0), buy(1)], ..Api::default() };
        give(&mut one);
        assert_eq!(feeds(&one, 0), [("a-1", vec!["priceHash"])]);
        let mut two = Api { operations: vec![quote(0), quote(1), buy(2)], ..Api::default() };
        give(&mut two);
        assert!(feeds(&two, 0).is_empty() && feeds(&two, 1).is_empty(), "nobody knows which");
    }
}
