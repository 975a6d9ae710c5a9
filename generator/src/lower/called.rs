//! What a request calls by a value of its body is a constant of the operation: `"method": "eth_getBalance"`, the text of
//! a GraphQL query, and what the protocol wants beside it. The class was judged by that value, so that a caller who
//! could change it would call something else under a milder name.

use serde_json::Value;

use super::safety;
use super::variables::uses;
use crate::model::{Class, Location, Operation};

/// Makes constants of the values that say what is called.
pub(super) fn fix(operation: &mut Operation) {
    let class = operation.safety.class;
    let by_body = operation.safety.evidence.iter().any(|one| one.source == "body" && one.class == class);
    // An action of the caller's choice is harmless where another word makes the request a read, and is asked about
    // where the request is dangerous anyway.
    let by_action = class == Class::SafeMutation || class == Class::ReadOnly && by_body;
    let route = operation.route.clone();
    fix_query(operation, &route);
    fix_batch(operation);
    let Some(body) = &mut operation.body else { return };
    let Some(Value::Object(example)) = &body.example else { return };
    for (key, value) in example {
        let decides = match safety::decides(key, value, example, &route) {
            Some(safety::Decides::Protocol) => true,
            Some(safety::Decides::Action) => by_action,
            None => false,
        };
        let property = body.schema.properties.iter_mut().find(|property| property.name == *key);
        // Several documented values are the caller's to choose from.
        let whole = value.as_str().is_none_or(|text| uses(text).next().is_none());
        if let Some(property) = property.filter(|one| decides && whole && one.schema.choices.len() < 2) {
            property.fixed = Some(value.clone());
        }
    }
}

/// `/api.php?action=listUsers`: a parameter has no constants, so that its only choice is demanded.
fn fix_query(operation: &mut Operation, route: &str) {
    if operation.safety.class == Class::Dangerous || !safety::is_opaque(route) {
        return;
    }
    for param in operation.params.iter_mut().filter(|param| param.location == Location::Query) {
        let Some(value @ Value::String(text)) = &param.schema.example else { continue };
        if param.schema.choices.is_empty() && safety::names_action(&param.name, text) {
            param.schema.choices = vec![value.clone()];
            param.required = true;
        }
    }
}

/// The requests of a batch keep to the methods by which it was judged.
fn fix_batch(operation: &mut Operation) {
    let Some(body) = operation.body.as_mut().filter(|_| operation.safety.class < Class::Dangerous) else {
        return;
    };
    let Some((key, methods)) = body.example.as_ref().and_then(safety::batch_methods) else { return };
    let list = match key {
        Some(key) => body.schema.properties.iter_mut().find(|one| one.name == key).map(|one| &mut one.schema),
        None => Some(&mut body.schema),
    };
    let Some(one) = list.and_then(|list| list.items.as_deref_mut()) else { return };
    let inner = one.properties.iter().position(|property| property.name == "request");
    let call = match inner.and_then(|at| one.properties.get_mut(at)) {
        Some(request) => &mut request.schema,
        None => one,
    };
    if let Some(method) = call.properties.iter_mut().find(|property| property.name == "method") {
        method.schema.choices = methods;
        method.required = true;
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::model::{Body, BodyKind, Evidence, Kind, Param, Property, Schema};

    fn operation(route: &str, class: Class, example: &Value) -> Operation {
        let fields = example.as_object().into_iter().flatten();
        let properties = fields.map(|(name, _)| Property {
            name: name.clone(),
            required: false,
            fixed: None,
            schema: Schema::of(Kind::Any),
        });
        let schema = Schema { properties: properties.collect(), ..Schema::of(Kind::Object) };
        let mut operation = Operation {
            method: "POST".into(),
            route: route.into(),
            body: Some(Body {
                kind: BodyKind::Json,
                schema,
                example: Some(example.clone()),
                content_type: None,
            }),
            ..Operation::default()
        };
        operation.safety.class = class;
        operation
    }

    fn fixed(mut operation: Operation) -> Vec<String> {
        fix(&mut operation);
        let properties = operation.body.into_iter().flat_map(|body| body.schema.properties);
        properties.filter(|property| property.fixed.is_some()).map(|property| property.name).collect()
    }

    #[test]
    fn what_is_called_is_no_argument() {
        let rpc = json!({"jsonrpc": "2.0", "method": "eth_getBalance", "params": [], "id": 1});
        for class in [Class::ReadOnly, Class::SafeMutation, Class::Dangerous] {
            assert_eq!(fixed(operation("/", class, &rpc)), ["jsonrpc", "method", "id"]);
        }
        let graphql = json!({"query": "query A($id: ID!) { a(id: $id) { b } }", "variables": {}});
        assert_eq!(fixed(operation("/graphql", Class::ReadOnly, &graphql)), ["query"]);
        let search = json!({"query": "red shoes", "method": "post", "action": "{{action}}"});
        assert!(fixed(operation("/search", Class::SafeMutation, &search)).is_empty());
    }

    #[test]
    fn an_action_is_fixed_where_it_makes_the_class() {
        let command = json!({"action": "restart", "delay": 5});
        assert_eq!(fixed(operation("/servers/{id}/actions", Class::SafeMutation, &command)), ["action"]);
        // A filter by action; the path says that it searches.
        assert!(fixed(operation("/audit/search", Class::ReadOnly, &command)).is_empty());
        let mut read = operation("/gateway", Class::ReadOnly, &json!({"command": "GET_METHODS"}));
        let weight = 80;
        read.safety.evidence =
            vec![Evidence { source: "body".into(), found: "get".into(), weight, class: Class::ReadOnly }];
        assert_eq!(fixed(read), ["command"]);
    }

    #[test]
    fn a_batch_keeps_to_its_methods() {
        let example = json!({"requests": [{"id": "1", "method": "GET", "url": "/me"}]});
        let mut batch = operation("/$batch", Class::ReadOnly, &example);
        let field = |name: &str| Property {
            name: name.into(),
            required: false,
            fixed: None,
            schema: Schema::of(Kind::String),
        };
        let one = Schema { properties: vec![field("method"), field("url")], ..Schema::of(Kind::Object) };
        if let Some(body) = &mut batch.body {
            body.schema.properties[0].schema =
                Schema { items: Some(Box::new(one)), ..Schema::of(Kind::Array) };
        }
        let choices = |mut operation: Operation| {
            fix(&mut operation);
            let schema = operation.body.map(|body| body.schema).unwrap_or_default();
            let method = crate::dotted::property(&schema, "requests[].method").cloned();
            method.map(|method| (method.required, method.schema.choices))
        };
        assert_eq!(choices(batch.clone()), Some((true, vec![json!("GET")])));
        batch.safety.class = Class::Dangerous;
        assert_eq!(choices(batch), Some((false, vec![])));
    }

    #[test]
    fn a_script_takes_the_action_of_its_query_only() {
        let param = |name: &str, example: &str| Param {
            location: Location::Query,
            name: name.into(),
            required: false,
            fixed: None,
            schema: Schema { example: Some(example.into()), ..Schema::of(Kind::String) },
        };
        let choices = |route: &str| {
            let mut operation = Operation { route: route.into(), ..Operation::default() };
            operation.safety.class = Class::ReadOnly;
            operation.params = vec![param("action", "listUsers"), param("sort", "name")];
            fix(&mut operation);
            operation
                .params
                .into_iter()
                .filter(|param| param.required)
                .map(|param| param.name)
                .collect::<Vec<_>>()
        };
        assert_eq!(choices("/api.php"), ["action"]);
        assert!(choices("/audit-logs").is_empty());
    }
}
