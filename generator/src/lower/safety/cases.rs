//! Labelled requests in three languages, traps included. A class that is too mild fails the test at once.

mod field;
mod plain;

use std::borrow::Cow;

use field::FIELD;
use plain::PLAIN;

use super::{Subject, classify};
use crate::model::Class;

/// Like [`PLAIN`], with a body or a GraphQL document (which begins with `gql:`), or a SOAP action (`soap:`).
const WITH_BODY: &[(char, &str, &str, &str, &str)] = &[
    ('r', "POST", "/rpc", "Call", r#"{"jsonrpc":"2.0","method":"account.get"}"#),
    ('r', "POST", "/", "Balance", r#"{"jsonrpc":"2.0","method":"eth_getBalance","id":1}"#),
    ('d', "POST", "/", "Send", r#"{"jsonrpc":"2.0","method":"eth_sendTransaction"}"#),
    ('d', "POST", "/", "Sign", r#"{"jsonrpc":"2.0","method":"eth_sign"}"#),
    ('d', "POST", "/rpc", "Call", r#"{"jsonrpc":"2.0","method":"user.delete"}"#),
    ('s', "POST", "/rpc", "Call", r#"{"jsonrpc":"2.0","method":"user.create"}"#),
    ('s', "POST", "/rpc", "Call", r#"{"jsonrpc":"2.0","method":"frobnicate"}"#),
    ('d', "POST", "/gateway", "Bank", r#"{"action":"transferFunds","amount":{{amount}}}"#),
    ('r', "POST", "/service.asmx", "Call", "soap:http://x.example/Service/DoSearch"),
    ('d', "POST", "/service.asmx", "Call", "soap:http://x.example/Service/CancelPolicy"),
    (
        'r',
        "POST",
        "/Payments.asmx",
        "Call",
        "<s:Envelope><s:Body><GetPaymentStatus><Id>1</Id></GetPaymentStatus></s:Body></s:Envelope>",
    ),
    ('d', "POST", "/Bank.asmx", "Call", "<s:Envelope><s:Body><m:TransferMoney/></s:Body></s:Envelope>"),
    ('r', "POST", "/graphql", "Delete candidates", "gql:query { deleteCandidates { id } }"),
    ('s', "POST", "/graphql", "Get user", "gql:mutation { createPost(title: \"delete\") { id } }"),
    ('d', "POST", "/graphql", "Get user", "gql:mutation Get { deletePost(id: 1) { id } }"),
    ('d', "POST", "/graphql", "Checkout", "gql:mutation { createWebhook(url: $u) { id } }"),
    ('d', "POST", "/graphql", "Order", "gql:mutation { orderCreate(input: $i) { id } }"),
    ('s', "POST", "/graphql", "Login", "gql:mutation { login(user: $u) { token } }"),
    ('r', "POST", "/graphql", "Raw", r#"{"query":"query { orders { id } }"}"#),
    ('d', "POST", "/graphql", "Raw", r#"{"query":"mutation { refundOrder(id: 1) { id } }"}"#),
    ('d', "PUT", "/user", "Update user", r#"{"user":{"email":"a","password":"b"}}"#),
    ('d', "PATCH", "/me", "Edit profile", r#"{"new_password":"x"}"#),
    ('d', "PATCH", "/members/{id}", "Edit member", r#"{"role":"admin"}"#),
    ('d', "PUT", "/merchant", "Update merchant", r#"{"webhookUrl":"https://a.example"}"#),
    ('d', "POST", "/numbers/update", "Update number", "msisdn=57&statusCallback=https://a.example"),
    ('d', "POST", "/account/settings", "Settings", r#"{"drCallBackUrl":"https://a.example"}"#),
    ('s', "POST", "/account/settings", "Settings", r#"{"language":"en"}"#),
    ('s', "POST", "/calls", "Make a call", r#"{"to":"+57","statusCallback":"https://a.example"}"#),
    ('d', "PUT", "/agents/{id}", "Update agent", r#"{"role_ids":[1,2]}"#),
    ('s', "POST", "/payment-links", "Create", r#"{"amount":1,"to":"a","webhookUrl":"https://a.example"}"#),
    ('d', "POST", "/execute", "Run", r#"{"amount":"10","destinationAccount":"7"}"#),
    ('s', "POST", "/users/{id}/status", "User status", r#"{"status":"blocked"}"#),
    ('r', "POST", "/users/{id}/status", "Get user status", r#"{"date":"2020-01-01"}"#),
    ('d', "POST", "/api", "Instances", "Action=TerminateInstances&InstanceId=1"),
    ('r', "POST", "/api", "Instances", "Action=DescribeInstances&Version=1"),
];

fn class(letter: char) -> Class {
    match letter {
        'r' => Class::ReadOnly,
        's' => Class::SafeMutation,
        'd' => Class::Dangerous,
        other => panic!("no class {other}"),
    }
}

fn subject<'a>(method: &'a str, route: &'a str, name: &'a str) -> Subject<'a> {
    Subject { method, route, name, ..Subject::default() }
}

fn check(expected: char, subject: &Subject<'_>, wrong: &mut Vec<String>) {
    let safety = classify(subject);
    let expected = class(expected);
    if safety.class != expected {
        let reasons: Vec<String> = safety.evidence.iter().map(ToString::to_string).collect();
        let lax = if safety.class < expected { "TOO MILD " } else { "" };
        wrong.push(format!(
            "{lax}{} {} {:?} {:?}: {} instead of {expected}; {}",
            subject.method,
            subject.route,
            subject.name,
            subject.description,
            safety.class,
            reasons.join("; ")
        ));
    }
}

#[test]
fn labelled_requests_get_their_class() {
    let mut wrong = Vec::new();
    for (expected, method, route, name) in PLAIN.iter().chain(FIELD) {
        check(*expected, &subject(method, route, name), &mut wrong);
    }
    for (expected, method, route, name, body) in WITH_BODY {
        let mut subject = subject(method, route, name);
        if let Some(document) = body.strip_prefix("gql:") {
            subject.graphql = Some(document);
        } else if let Some(action) = body.strip_prefix("soap:") {
            subject.soap_action = Some(action);
        } else {
            subject.body = Some(Cow::Borrowed(body));
        }
        check(*expected, &subject, &mut wrong);
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn queries_and_descriptions_are_evidence() {
    let mut wrong = Vec::new();
    let by_query = |route, query| Subject { query, ..subject("GET", route, "") };
    check('d', &by_query("/", vec![("Action", "TerminateInstances")]), &mut wrong);
    check('r', &by_query("/", vec![("Action", "DescribeInstances")]), &mut wrong);
    check('d', &by_query("/transfer", vec![("amount", "10"), ("to", "7")]), &mut wrong);
    check('r', &by_query("/transfers", vec![("min_amount", "10")]), &mut wrong);
    check('s', &by_query("/oauth/accesstoken", vec![("grant_type", "client_credentials")]), &mut wrong);
    let described = |method, route, description| Subject { description, ..subject(method, route, "") };
    check('d', &described("POST", "/jobs/7", "Wipes the device. This cannot be undone."), &mut wrong);
    check('d', &described("POST", "/cards/7/block", "Bloque la carte définitivement."), &mut wrong);
    check('d', &described("POST", "/jobs/7", "Der Auftrag wird unwiderruflich gesperrt."), &mut wrong);
    check('d', &described("POST", "/x", "Transfiere el dinero a otra cuenta."), &mut wrong);
    check('d', &described("POST", "/x", "Initiates a transfer between accounts."), &mut wrong);
    check('s', &described("POST", "/x", "Returns the list of payments."), &mut wrong);
    check('r', &described("GET", "/x", "Deletes nothing; payments are listed."), &mut wrong);
    check('r', &described("POST", "/payments/search", "Finds payments, refunds and payouts."), &mut wrong);
    let folders = ["Admin".to_owned(), "Webhooks".to_owned()];
    check('d', &Subject { folders: &folders, ..subject("POST", "/", "Create") }, &mut wrong);
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn evidence_comes_strongest_first_and_explains_itself() {
    let safety = classify(&subject("POST", "/payment/status", "Status"));
    let lines: Vec<String> = safety.evidence.iter().map(ToString::to_string).collect();
    assert_eq!(
        lines,
        [
            "path \"status\" → read-only (+65)",
            "name \"status\" → read-only (+65)",
            "method \"POST\" → safe-mutation (+40)"
        ]
    );
}
