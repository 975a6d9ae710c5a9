use super::*;
use crate::model::{
    Body, BodyKind, Environment, Kind, Location, Login, LoginField, Lookup, Nature, Param, Placement,
    Property, Repeat, Schema, Step,
};

fn operation(id: &str) -> Operation {
    Operation {
        id: id.into(),
        path: vec![id.into()],
        route: format!("/{id}"),
        method: "POST".into(),
        cli: vec![id.into()],
        mcp: id.replace('-', "_"),
        ..Operation::default()
    }
}

fn with_body(mut operation: Operation, fields: &[&str]) -> Operation {
    let property = |name: &&str| Property {
        name: (*name).into(),
        required: true,
        fixed: None,
        schema: Schema::of(Kind::String),
    };
    let schema = Schema { properties: fields.iter().map(property).collect(), ..Schema::of(Kind::Object) };
    operation.body = Some(Body { kind: BodyKind::Json, schema, example: None, content_type: None });
    operation
}

fn found(operations: Vec<Operation>) -> Vec<String> {
    messages(&Api { operations, ..Api::default() })
}

fn messages(api: &Api) -> Vec<String> {
    check(api).into_iter().map(|found| format!("{}: {}", found.code, found.message)).collect()
}

#[test]
fn a_sound_api_has_nothing_to_report() {
    assert_eq!(found(vec![operation("pay"), operation("void-payment")]), Vec::<String>::new());
}

#[test]
fn clashes_of_every_kind_are_found_at_once() {
    let mut group = operation("x");
    group.cli = vec!["pay".into(), "x".into()];
    let mut alias = operation("y");
    alias.aliases = vec!["pay".into()];
    let mut reserved = operation("z");
    reserved.cli = vec!["login".into()];
    let mut number = operation("query-25");
    number.mcp = "Query 25".into();
    let list = found(vec![operation("pay"), operation("pay"), group, alias, reserved, number]).join("\n");
    insta::assert_snapshot!(list, @r"
    reserved-name: the command `login` is one of the program's own
    bad-name: `Query 25` is no tool name: 1 to 40 of a-z, A-Z, 0-9, _ and -
    numeric-suffix: `query-25` ends with a number that tells nobody anything
    name-clash: `pay` is also the id of `pay`
    name-clash: `pay` is also the cli of `pay`
    name-clash: `pay` is also the mcp of `pay`
    name-clash: `pay` is also the mcp of `pay`
    name-clash: `pay` is a command of its own (`pay`) and cannot be a group
    ");
}

#[test]
fn a_path_needs_its_parameters_and_a_parameter_its_path() {
    let mut hole = operation("a");
    hole.route = "/a/{id}/b".into();
    let mut extra = operation("b");
    extra.params.push(Param {
        location: Location::Path,
        name: "id".into(),
        schema: Schema::default(),
        required: true,
        fixed: None,
    });
    assert_eq!(
        found(vec![hole, extra]),
        [
            "undeclared-placeholder: nothing fills `{id}` of the path /a/{id}/b",
            "unused-path-parameter: the path /b has no place for `id`"
        ]
    );
}

#[test]
fn tokens_have_producers_and_consumers() {
    let mut lonely = operation("key-token");
    lonely.nature = Nature::Token;
    let mut open = with_body(operation("open-token"), &["service"]);
    open.nature = Nature::Token;
    let mut pay = operation("pay");
    let step =
        |operation: &str| Step { operation: operation.into(), token: "t".into(), header: "x-t".into() };
    pay.steps = vec![step("nobody"), step("open-token")];
    assert_eq!(
        found(vec![lonely, open, pay]),
        [
            "token-without-consumer: no operation takes the token that `key-token` gives",
            "unknown-operation: fetches a token from `nobody`, which does not exist",
            "bad-step: fetches a token from `open-token`, which needs arguments that nobody gives"
        ]
    );
}

#[test]
fn lookups_and_references_exist() {
    let mut pay = with_body(operation("pay"), &["reference"]);
    pay.repeat = Repeat::Reference { field: "orderRef".into() };
    pay.lookup =
        Some(Lookup { operation: "status".into(), argument: "ref".into(), field: "reference2".into() });
    let status = with_body(operation("status"), &["reference"]);
    assert_eq!(
        found(vec![pay, status]),
        [
            "unknown-field: a repeat is recognised by the body field `orderRef`, which the request does not have",
            "unknown-field: `status` takes no argument `ref`",
            "unknown-field: the request has no field `reference2` to look its outcome up by"
        ]
    );
}

#[test]
fn a_login_fills_its_body_and_does_not_travel_in_the_open() {
    let field = |name: &str| LoginField { field: name.into(), variable: "USER".into(), secret: false };
    let login = Login {
        operation: "login-user".into(),
        host: None,
        fields: vec![field("user"), field("nick")],
        token: "token".into(),
        lifetime_seconds: 60,
        renew_on: vec![401],
    };
    let mut balance = operation("balance");
    balance.auth = Auth::session(Placement::Bearer);
    let api = Api {
        login: Some(login),
        operations: vec![with_body(operation("login-user"), &["user", "password"]), balance],
        environments: vec![Environment {
            name: "prod".into(),
            base_url: "http://api.example.com".into(),
            production: true,
            sign_up_url: None,
        }],
        ..Api::default()
    };
    assert_eq!(
        messages(&api),
        [
            "name-clash: two configured values are called `USER`",
            "unknown-field: the login's body has no field `nick`",
            "login-field: the login needs `password`, and nothing fills it",
            "plain-http: credentials would travel unencrypted to http://api.example.com"
        ]
    );
}

#[test]
fn a_name_that_ends_with_a_mark_ends_with_no_number() {
    let odd = Operation { mcp: "pay_".into(), ..operation("pay") };
    assert_eq!(found(vec![odd]), Vec::<String>::new());
}

#[test]
fn a_mistyped_operation_is_told_with_the_one_that_was_meant() {
    let lookup =
        Lookup { operation: "pay-statsu".into(), argument: "reference".into(), field: String::new() };
    let paying = Operation { lookup: Some(lookup), ..operation("pay") };
    let api = Api { operations: vec![paying, operation("pay-status")], ..Api::default() };
    let helps: Vec<String> = check(&api).into_iter().map(|found| found.help).collect();
    assert_eq!(helps, ["did you mean `pay-status`?"]);
}
