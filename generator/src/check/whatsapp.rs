//! Messages: the operations and fields that they name exist, and no two answer to one name.

use super::Report;
use crate::dotted;
use crate::model::Message;
use crate::suggest;

pub(super) fn check(report: &mut Report<'_>) {
    let Some(whatsapp) = &report.api.whatsapp else { return };
    for (at, message) in whatsapp.messages.iter().enumerate() {
        let place = |key: &str| format!("whatsapp.message[{at}].{key}");
        for (what, same) in [
            ("key", (|a, b| a.key == b.key) as fn(&Message, &Message) -> bool),
            ("operation", |a, b| a.operation == b.operation),
        ] {
            if whatsapp.messages.iter().take(at).any(|other| same(other, message)) {
                let text = format!("two messages have this {what}");
                report.error("name-clash", report.at_api(&place(what)), text, "keep one of them");
            }
        }
        check_operation(report, message, &place);
    }
}

fn check_operation(report: &mut Report<'_>, message: &Message, place: &dyn Fn(&str) -> String) {
    let api = report.api;
    let Some(operation) = api.operations.iter().find(|operation| operation.id == message.operation) else {
        let help = suggest::help(&message.operation, api.operations.iter().map(|known| known.id.as_str()));
        let text = format!("there is no operation `{}`", message.operation);
        report.error("unknown-operation", report.at_api(&place("operation")), text, &help);
        return;
    };
    let (Some(url), Some(schema)) = (&message.url, &operation.response.schema) else { return };
    if dotted::property(schema, url).is_none() {
        let known = dotted::paths(schema);
        let help = suggest::help(url, known.iter().map(String::as_str));
        let text = format!("the answer of `{}` has no field `{url}`", operation.id);
        report.error("unknown-field", report.at_api(&place("url")), text, &help);
    }
}

#[cfg(test)]
mod tests {
    use crate::check::check;
    use crate::model::{Api, Kind, Message, Operation, Property, Response, Schema, Whatsapp};

    #[test]
    fn what_a_message_names_exists() {
        let url =
            Property { name: "url".into(), required: true, fixed: None, schema: Schema::of(Kind::String) };
        let answer = Schema { properties: vec![url], ..Schema::of(Kind::Object) };
        let sell = Operation {
            id: "sell".into(),
            response: Response { schema: Some(answer), examples: Vec::new() },
            ..Operation::default()
        };
        let complaints = |messages: Vec<Message>| {
            let whatsapp = Some(Whatsapp { messages, ..Whatsapp::default() });
            let found = check(&Api { operations: vec![sell.clone()], whatsapp, ..Api::default() });
            let found = found.into_iter().filter(|found| found.place.field.starts_with("whatsapp."));
            found.map(|found| format!("{} {}", found.message, found.help)).collect::<Vec<_>>()
        };
        let good = Message {
            key: "a".into(),
            operation: "sell".into(),
            url: Some("url".into()),
            ..Message::default()
        };
        assert_eq!(complaints(vec![good.clone()]), Vec::<String>::new());
        let other = Message { operation: "sel".into(), ..good.clone() };
        let lost = Message { key: "b".into(), url: Some("ulr".into()), ..good.clone() };
        let found = complaints(vec![good, other, lost]);
        assert_eq!(found.len(), 4, "{found:#?}");
        assert!(
            found.iter().any(|found| found.contains("`sell`"))
                && found.iter().any(|found| found.contains("`url`"))
        );
    }
}
