//! How an API recognises a repeat, as far as the collection says so.

use heck::ToSnakeCase;

use crate::dotted;
use crate::model::{Class, Location, Operation, Repeat};

/// The idempotency header, else a body field that is documented to be unique, else nothing.
#[must_use]
pub fn of(operation: &Operation) -> Repeat {
    if operation.safety.class == Class::ReadOnly {
        return Repeat::None;
    }
    if let Some(name) = header(operation) {
        return Repeat::Header { name };
    }
    reference(operation).map_or(Repeat::None, |field| Repeat::Reference { field })
}

fn header(operation: &Operation) -> Option<String> {
    let params = operation.params.iter().filter(|param| param.location == Location::Header);
    params.map(|param| &param.name).find(|name| is_idempotency_key(name)).cloned()
}

fn is_idempotency_key(name: &str) -> bool {
    let name: String = name.to_ascii_lowercase().chars().filter(char::is_ascii_alphanumeric).collect();
    name.contains("idempot") && !name.contains("replay")
}

/// A scalar of the body whose name is that of a reference and whose text says that it occurs once.
fn reference(operation: &Operation) -> Option<String> {
    let body = operation.body.as_ref()?;
    let mut found = None;
    dotted::visit(&body.schema, "", &mut |path, property| {
        let scalar = property.schema.properties.is_empty() && property.schema.items.is_none();
        if found.is_none()
            && scalar
            && property.required
            && property.fixed.is_none()
            && !path.contains("[]")
            && names_a_reference(&property.name)
            && says_unique(&property.schema.description)
        {
            found = Some(path);
        }
    });
    found
}

fn names_a_reference(name: &str) -> bool {
    let name = name.to_snake_case();
    let words: Vec<&str> =
        name.split('_').map(|word| word.trim_end_matches(|c: char| c.is_ascii_digit())).collect();
    let ends = |word: &str| words.last() == Some(&word);
    ["reference", "referencia", "ref", "idempotency", "nonce"].iter().any(|word| words.contains(word))
        || (ends("id") || ends("number") || ends("key") || ends("code"))
            && [
                "order",
                "external",
                "transaction",
                "request",
                "payment",
                "invoice",
                "pedido",
                "orden",
                "transaccion",
            ]
            .iter()
            .any(|word| words.contains(word))
}

fn says_unique(text: &str) -> bool {
    let text = text.to_lowercase();
    let negated = ["not unique", "no única", "no único", "não único", "não única"];
    !negated.iter().any(|phrase| text.contains(phrase))
        && text.split(|c: char| !c.is_alphanumeric()).any(|word| {
            matches!(word, "unique" | "única" | "único" | "unica" | "unico" | "idempotency" | "once")
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_texts_that_mean_a_single_use() {
        for name in ["reference2", "externalId", "order_id", "paymentReference", "transactionId"] {
            assert!(names_a_reference(name), "{name}");
        }
        for name in ["userId", "preference", "id", "amount", "zipCode"] {
            assert!(!names_a_reference(name), "{name}");
        }
        assert!(says_unique("Your reference, unique for each withdrawal"));
        assert!(says_unique("Referencia única por transacción."));
        assert!(!says_unique("Does not have to be, and is not unique"));
        assert!(!says_unique("A uniquely nice field"));
        assert!(is_idempotency_key("X-Idempotency-Key") && !is_idempotency_key("X-Request-Id"));
    }
}
