//! Notices: what the overlay says of them exists, and what their signature leaves open can be proven.

use super::Report;
use crate::dotted;
use crate::model::{Class, Kind, Nature, Notice, NoticeEvent, NoticeProof, Operation, Schema, Signature};
use crate::suggest;

/// The word of the commands about notices.
const WORD: &str = "webhook";

pub(super) fn check(report: &mut Report<'_>) {
    let api = report.api;
    if api.notices.is_empty() {
        return;
    }
    if let Some(taken) =
        api.operations.iter().find(|operation| operation.cli.first().is_some_and(|w| w == WORD))
    {
        let message = format!("`{WORD}` is the word of the program's own commands about notices");
        report.error(
            "reserved-name",
            report.at(taken, "cli"),
            message,
            "choose another `cli` in the overlay",
        );
    }
    for (at, notice) in api.notices.iter().enumerate() {
        if api.notices.iter().take(at).any(|other| other.operation == notice.operation) {
            let message = format!("two notices are about `{}`", notice.operation);
            report.error("name-clash", report.at_api(&place(notice, "operation")), message, "join them");
        }
        check_notice(report, notice);
    }
}

fn place(notice: &Notice, key: &str) -> String {
    format!("notice.{}.{key}", notice.operation)
}

fn check_notice(report: &mut Report<'_>, notice: &Notice) {
    let found = report.operation(&notice.operation, &place(notice, "operation"));
    if let Some(callback) = found {
        if callback.nature != Nature::Callback {
            let message = format!("`{}` is a call to the API, not one that the user receives", callback.id);
            let help = "say `nature = \"callback\"` of the operation that documents the notice";
            report.error("bad-notice", report.at_api(&place(notice, "operation")), message, help);
        }
        check_fields(report, notice, callback);
        for event in &notice.events {
            check_event(report, notice, event, callback);
        }
    }
    let covered = notice.signature.covers(&notice.status.field);
    match &notice.proof {
        Some(proof) => check_proof(report, notice, proof),
        None if !covered => {
            let message =
                format!("the signature does not cover `{}`, and nothing proves it", notice.status.field);
            let help = "add [notice.proof] with the read that tells the same";
            report.error("unproven-notice", report.at_api(&place(notice, "proof")), message, help);
        }
        None => {}
    }
}

/// What the payload looks like: the saved example, else the body of the request.
fn payload(callback: &Operation) -> Option<&Schema> {
    let saved = callback.response.schema.as_ref();
    let saved = saved.filter(|schema| schema.kind == Kind::Object && !schema.properties.is_empty());
    saved.or(callback.body.as_ref().map(|body| &body.schema))
}

fn check_fields(report: &mut Report<'_>, notice: &Notice, callback: &Operation) {
    let Some(schema) = payload(callback) else { return };
    let one = |key: &'static str, field: &String| (key, field.clone());
    let mut named = vec![one("reference", &notice.reference), one("status", &notice.status.field)];
    named.extend(notice.delivery.iter().map(|field| one("delivery", field)));
    named.extend(notice.fresh.iter().map(|field| one("fresh", field)));
    if let Signature::Fields { fields, sign, .. } = &notice.signature {
        named.extend(fields.iter().chain([sign]).map(|field| one("signature", field)));
    }
    let proven = notice.proof.iter().flat_map(|proof| &proof.agrees);
    named.extend(proven.map(|(field, _)| one("proof.agrees", field)));
    for (key, field) in named {
        if dotted::property(schema, &field).is_none() {
            let known = dotted::paths(schema);
            let help = suggest::help(&field, known.iter().map(String::as_str));
            let message = format!("the notice has no field `{field}`");
            report.error("unknown-field", report.at_api(&place(notice, key)), message, &help);
        }
    }
}

fn check_event(report: &mut Report<'_>, notice: &Notice, event: &NoticeEvent, callback: &Operation) {
    let at = place(notice, &format!("event.{}", event.name));
    if notice.events.iter().filter(|other| other.name == event.name).count() > 1 {
        let message = format!("two events are called `{}`", event.name);
        report.error("name-clash", report.at_api(&at), message, "rename one of them");
    }
    if let Some(example) = &event.example
        && !callback.response.examples.iter().any(|saved| saved.name == *example)
    {
        let names = callback.response.examples.iter().map(|saved| saved.name.as_str());
        let message = format!("`{}` has no saved example `{example}`", callback.id);
        report.error("unknown-example", report.at_api(&at), message, &suggest::help(example, names));
    }
    let Some(schema) = payload(callback) else { return };
    for field in event.set.iter().map(|(field, _)| field).chain(&event.without) {
        if dotted::property(schema, field).is_none() {
            let known = dotted::paths(schema);
            let message = format!("the notice has no field `{field}`");
            let help = suggest::help(field, known.iter().map(String::as_str));
            report.error("unknown-field", report.at_api(&at), message, &help);
        }
    }
}

fn check_proof(report: &mut Report<'_>, notice: &Notice, proof: &NoticeProof) {
    let at = place(notice, "proof");
    if !proof.agrees.iter().any(|(field, _)| *field == notice.status.field) {
        let message = format!("the proof does not tell `{}`", notice.status.field);
        let help = format!("add `{} = \"...\"` to `agrees`", notice.status.field);
        report.error("unproven-notice", report.at_api(&at), message, &help);
    }
    let Some(read) = report.operation(&proof.operation, &at) else { return };
    if read.safety.class != Class::ReadOnly {
        let message = format!("`{}` changes something, so that it proves nothing by itself", read.id);
        report.error("bad-lookup", report.at_api(&at), message, "name a read");
    }
    let mut takes: Vec<String> = read.params.iter().map(|param| param.name.clone()).collect();
    let body = read.body.iter().flat_map(|body| &body.schema.properties);
    takes.extend(body.map(|property| property.name.clone()));
    if !takes.contains(&proof.argument) {
        let help = suggest::help(&proof.argument, takes.iter().map(String::as_str));
        let message = format!("`{}` takes no field `{}`", read.id, proof.argument);
        report.error("unknown-field", report.at_api(&at), message, &help);
    }
    let Some(schema) = &read.response.schema else { return };
    for (_, path) in &proof.agrees {
        if dotted::property(schema, path).is_none() {
            let known = dotted::paths(schema);
            let help = suggest::help(path, known.iter().map(String::as_str));
            let message = format!("the answer of `{}` has no field `{path}`", read.id);
            report.error("unknown-field", report.at_api(&at), message, &help);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::check::check;
    use crate::model::{
        Api, Body, BodyKind, Class, Nature, Notice, NoticeEvent, NoticeProof, NoticeStatus, Operation,
        Response, Safety, Schema, SignEncoding, Signature, SignatureHash,
    };

    fn operation(id: &str, nature: Nature, takes: &[&str], answers: &[&str]) -> Operation {
        Operation {
            id: id.to_owned(),
            cli: vec![id.to_owned()],
            mcp: id.to_owned(),
            nature,
            body: Some(Body {
                kind: BodyKind::Json,
                schema: Schema::object_of_texts(takes),
                example: None,
                content_type: None,
            }),
            response: Response { schema: Some(Schema::object_of_texts(answers)), examples: Vec::new() },
            safety: Safety { class: Class::ReadOnly, ..Safety::default() },
            ..Operation::default()
        }
    }

    fn notice() -> Notice {
        Notice {
            operation: "told".into(),
            signature: Signature::Fields {
                hash: SignatureHash::Sha256,
                fields: vec!["id".into(), "at".into()],
                joiner: "-".into(),
                key_last: false,
                sign: "sign".into(),
                encoding: SignEncoding::Hex,
            },
            delivery: vec!["id".into()],
            reference: "id".into(),
            status: NoticeStatus { field: "state".into(), paid: vec!["2".into()] },
            proof: Some(NoticeProof {
                operation: "look".into(),
                argument: "reference".into(),
                agrees: vec![("state".into(), "status".into())],
            }),
            ..Notice::default()
        }
    }

    fn complaints(notice: Notice) -> Vec<String> {
        let payload = &["id", "at", "state", "sign"];
        let api = Api {
            operations: vec![
                operation("told", Nature::Callback, &[], payload),
                operation("look", Nature::Call, &["reference"], &["status"]),
            ],
            notices: vec![notice],
            ..Api::default()
        };
        let found = check(&api).into_iter().filter(|found| found.place.field.starts_with("notice."));
        found.map(|found| format!("{}: {} {}", found.place.field, found.message, found.help)).collect()
    }

    #[test]
    fn what_a_notice_names_exists() {
        assert_eq!(complaints(notice()), Vec::<String>::new());
        let misspelt = Notice {
            delivery: vec!["idd".into()],
            fresh: vec!["att".into()],
            proof: Some(NoticeProof {
                operation: "look".into(),
                argument: "referense".into(),
                agrees: vec![("state".into(), "statuss".into())],
            }),
            events: vec![NoticeEvent {
                name: "paid".into(),
                example: Some("none".into()),
                set: vec![("stat".into(), 2.into())],
                ..NoticeEvent::default()
            }],
            ..notice()
        };
        let found = complaints(misspelt);
        assert_eq!(found.len(), 6, "{found:#?}");
        assert!(found.iter().any(|found| found.contains("`id`")), "{found:#?}");
        assert_eq!(
            complaints(Notice { operation: "look".into(), ..notice() }).len(),
            8,
            "no callback, other fields"
        );
        assert_eq!(complaints(Notice { operation: "tell".into(), ..notice() }).len(), 1);
    }

    #[test]
    fn what_a_signature_leaves_open_is_proven() {
        let found = complaints(Notice { proof: None, ..notice() });
        assert!(found.len() == 1 && found[0].contains("does not cover `state`"), "{found:#?}");
        let silent =
            NoticeProof { operation: "look".into(), argument: "reference".into(), agrees: Vec::new() };
        let found = complaints(Notice { proof: Some(silent), ..notice() });
        assert!(found.len() == 1 && found[0].contains("does not tell `state`"), "{found:#?}");
        // Where nothing parts the values, they are not covered.
        let Signature::Fields { hash, sign, encoding, .. } = notice().signature else { unreachable!() };
        let fields = vec!["id".to_owned(), "state".to_owned()];
        let signature = |joiner: &str| Signature::Fields {
            hash,
            fields: fields.clone(),
            joiner: joiner.to_owned(),
            key_last: true,
            sign: sign.clone(),
            encoding,
        };
        assert!(complaints(Notice { proof: None, signature: signature("."), ..notice() }).is_empty());
        assert_eq!(complaints(Notice { proof: None, signature: signature(""), ..notice() }).len(), 1);
    }
}
