//! Which reads can be waited on, which lists have pages, which answers can be scanned: by their fields.

use serde_json::Value;

use super::standing::{Standing, standing};
use super::words::words;
use crate::dotted;
use crate::model::{Class, Follow, Kind, Nature, Operation, PageStep, Pages, Property, Scan, Schema, Wait};

/// Names of a parameter that counts pages.
const NUMBERS: &[&str] =
    &["page", "page number", "current page", "page index", "pagina", "page no", "page num"];
/// Names of a parameter that counts elements.
const OFFSETS: &[&str] = &["offset", "skip", "start", "start index"];
/// Names of a parameter that takes what the answer before held.
const CURSORS: &[&str] = &[
    "cursor",
    "after",
    "starting after",
    "next token",
    "page token",
    "next cursor",
    "continuation token",
    "next page token",
    "pagination token",
];
/// Names of a parameter that says how long a page is.
const SIZES: &[&str] = &[
    "limit",
    "size",
    "page size",
    "per page",
    "count",
    "max results",
    "page limit",
    "items per page",
    "take",
    "results per page",
    "rows",
    "tamano",
    "limite",
];
/// Names of the field that holds the next cursor.
const NEXT: &[&str] = &[
    "next cursor",
    "next token",
    "next page token",
    "cursor",
    "next",
    "after",
    "end cursor",
    "continuation token",
    "pagination token",
];

pub(super) fn of(operation: &Operation) -> Follow {
    if operation.nature != Nature::Call {
        return Follow::default();
    }
    let read = operation.safety.class == Class::ReadOnly;
    Follow {
        wait: if read { wait(operation.response.schema.as_ref()) } else { None },
        pages: if read { pages(operation) } else { None },
        scan: scan(operation),
        feeds: Vec::new(),
    }
}

/// The one field of the answer whose values are documented as the stages of something that ends.
fn wait(answer: Option<&Schema>) -> Option<Wait> {
    let mut found = Vec::new();
    dotted::visit(answer?, "", &mut |path, property| {
        // One of many things in a list has no end of its own.
        if !path.contains("[]") {
            found.extend(stages(&path, &property.schema));
        }
    });
    match found.as_slice() {
        [_] => found.pop(),
        _ => None,
    }
}

fn stages(path: &str, schema: &Schema) -> Option<Wait> {
    let of_label = |(value, label): &(String, String)| Some((value.clone(), standing(label)?));
    let of_choice = |value: &Value| Some((value.to_string(), standing(value.as_str()?)?));
    let mut known: Vec<(String, Standing)> = schema.choice_labels.iter().filter_map(of_label).collect();
    if known.is_empty() {
        known = schema.choices.iter().filter_map(of_choice).collect();
    }
    let with = |wanted: Standing| -> Vec<String> {
        known.iter().filter(|(_, standing)| *standing == wanted).map(|(value, _)| value.clone()).collect()
    };
    let wait = Wait {
        field: path.to_owned(),
        done: with(Standing::Good),
        failed: with(Standing::Bad),
        again: false,
    };
    let waits = !with(Standing::Open).is_empty();
    (waits && !wait.done.is_empty() && !wait.failed.is_empty()).then_some(wait)
}

fn pages(operation: &Operation) -> Option<Pages> {
    let given = parameters(operation);
    let named = |names: &[&str]| {
        given.iter().find(|(name, _)| names.contains(&words(name).join(" ").as_str())).copied()
    };
    let size = named(SIZES).map(|(name, _)| name.to_owned());
    if let (Some((name, _)), Some(next)) = (named(CURSORS), next_field(operation.response.schema.as_ref())) {
        return Some(Pages { parameter: name.to_owned(), by: PageStep::Cursor { next }, size });
    }
    // Without the size of a page, or more of them, a `page` or `start` may be anything.
    if let Some((name, schema)) = named(NUMBERS).filter(|_| size.is_some() || has_list(operation)) {
        return Some(Pages {
            parameter: name.to_owned(),
            by: PageStep::Number { first: first(schema) },
            size,
        });
    }
    let (name, _) = named(OFFSETS).filter(|_| size.is_some())?;
    Some(Pages { parameter: name.to_owned(), by: PageStep::Offset, size })
}

/// Pages count from 0 where an example, a limit or a default says so.
fn first(schema: &Schema) -> u64 {
    let zero = |value: &Value| value.as_u64() == Some(0) || value.as_str() == Some("0");
    let stated = schema.default.iter().chain(&schema.example).any(zero);
    let least = schema.minimum.as_ref().is_some_and(|least| least.as_u64() == Some(0));
    u64::from(!(stated || least))
}

fn parameters(operation: &Operation) -> Vec<(&str, &Schema)> {
    let params = operation.params.iter().map(|param| (param.name.as_str(), &param.schema));
    let body = operation.body.iter().flat_map(|body| &body.schema.properties);
    params.chain(body.map(|property| (property.name.as_str(), &property.schema))).collect()
}

fn has_list(operation: &Operation) -> bool {
    let Some(schema) = &operation.response.schema else { return false };
    let is_list = |schema: &Schema| schema.kind == Kind::Array;
    is_list(schema)
        || schema.properties.iter().any(|property| {
            is_list(&property.schema) || property.schema.properties.iter().any(|inner| is_list(&inner.schema))
        })
}

fn next_field(answer: Option<&Schema>) -> Option<String> {
    let mut found: Option<(usize, String)> = None;
    dotted::visit(answer?, "", &mut |path, property| {
        let rank = NEXT.iter().position(|known| words(&property.name).join(" ") == *known);
        let is_text = matches!(property.schema.kind, Kind::String | Kind::Integer | Kind::Any);
        let better = |rank: &usize| found.as_ref().is_none_or(|(best, _)| rank < best);
        if let Some(rank) = rank.filter(|_| is_text && !path.contains("[]")).filter(better) {
            found = Some((rank, path));
        }
    });
    found.map(|(_, path)| path)
}

/// A payment page or the text of a QR code in the answer to something that was made.
fn scan(operation: &Operation) -> Option<Scan> {
    let mut found: Vec<(u8, String)> = Vec::new();
    dotted::visit(operation.response.schema.as_ref()?, "", &mut |path, property| {
        if !path.contains("[]") {
            found.extend(scannable(property).map(|rank| (rank, path)));
        }
    });
    let (_, field) = found.into_iter().min_by_key(|(rank, _)| *rank)?;
    Some(Scan { field, always: false })
}

fn scannable(property: &Property) -> Option<u8> {
    let words = words(&property.name);
    let has = |wanted: &[&str]| words.iter().any(|word| wanted.contains(&word.as_str()));
    if !matches!(property.schema.kind, Kind::String | Kind::Any) || property.schema.secret {
        return None;
    }
    let is_link = property.schema.format.as_deref() == Some("uri");
    // An image of a code is no text of one.
    if has(&["image", "img", "base64", "png", "svg", "imagen", "logo", "icon"]) {
        return None;
    }
    if has(&["qr", "qrcode"]) && !has(&["id", "status", "type", "name"]) {
        return Some(0);
    }
    let pays =
        has(&["payment", "pay", "checkout", "pago", "pagamento", "short", "link", "redirect", "invoice"]);
    (is_link && pays && !has(&["webhook", "callback", "return", "success", "failure", "cancel", "notify"]))
        .then_some(1)
}
