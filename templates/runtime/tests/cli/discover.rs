//! What the program says about itself to programs: the map, the contracts, bodies to fill in.

use serde_json::{Value, json};

use crate::process::{Machine, Ran};

fn run(arguments: &[&str]) -> Ran {
    Machine::new("http://127.0.0.1:9").run(arguments)
}

fn body_of(operation: &[&str], more: &[&str]) -> Value {
    run(&[operation, &["--skeleton", "--json"], more].concat()).data()
}

#[test]
fn one_call_maps_every_command() {
    let map = run(&["commands", "--json"]).data();
    let commands = map["commands"].as_array().expect("a list").clone();
    let names: Vec<_> = commands.iter().filter_map(|entry| entry["name"].as_str()).collect();
    assert_eq!(names[..3], ["pay-token", "pay-out", "charge"]);
    for own in ["login", "logout", "whoami", "commands", "schema", "exit-codes"] {
        assert!(names.contains(&own), "{own} in {names:?}");
    }
    assert!(!names.contains(&"auth-login"), "the API's login is behind login");
    assert_eq!(
        commands[1],
        json!({
            "name": "pay-out",
            "words": ["pay-out"],
            "class": "dangerous",
            "summary": "Sends money to a recipient.",
            "required": ["--amount", "--reference", "--recipient.key"],
            "aliases": ["old_pay_out"],
        })
    );
    assert_eq!(commands[3]["words"], json!(["payouts", "status"]));
    let text = run(&["commands"]).stdout;
    for part in [
        "Shop:\n  pay-token ",
        "  pay-out                        Sends money to a recipient. [dangerous]\n",
        "\n                                 needs --amount --reference --recipient.key\n",
        "\nAccount:\n  login ",
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
}

#[test]
fn a_contract_is_json_schema_with_flags_and_variants() {
    let contract = run(&["schema", "charge", "--json"]).data();
    let input = &contract["input"];
    assert_eq!((&contract["command"], &contract["class"]), (&json!("shop charge"), &json!("safe-mutation")));
    assert_eq!(input["required"], json!(["amount", "paymentMethod"]));
    assert_eq!(input["properties"]["expiresIn"]["x-flag"], "--expires-in");
    assert_eq!(
        input["properties"]["paymentMethod"]["properties"]["id"]["oneOf"][0],
        json!({"const": 117, "title": "PSE"})
    );
    assert_eq!(
        input["allOf"][1],
        json!({
            "title": "Nequi",
            "if": {
                "properties": {"paymentMethod": {"properties": {"id": {"enum": [130]}}, "required": ["id"]}},
                "required": ["paymentMethod"],
            },
            "then": {
                "properties": {"paymentMethod": {
                    "properties": {
                        "cellphone": {"type": "string", "pattern": "^3[0-9]{9}$"},
                        "typePerson": {"type": "null"},
                        "documentType": {"type": "null"},
                        "bankId": {"type": "null"},
                    },
                    "required": ["cellphone"],
                }},
                "required": ["paymentMethod"],
            },
        })
    );
    assert_eq!(contract["rules"][0], "expiresIn must be at least 1800 when paymentMethod.id is 117 (PSE)");
    let constant = run(&["schema", "pay-token", "--json"]).data();
    assert_eq!(constant["input"]["properties"]["service"], json!({"const": "/payouts", "x-in": "body"}));
    assert_eq!(
        run(&["schema", "payouts", "status", "--json"]).data()["input"]["required"],
        json!(["reference"])
    );
}

/// What the program accepts fits its contract, and what it refuses does not.
#[test]
fn contracts_and_checks_agree() {
    let input = run(&["schema", "charge", "--json"]).data()["input"].clone();
    let contract = jsonschema::validator_for(&input).expect("a schema");
    let pse = json!({"id": 117, "typePerson": "0", "documentType": "CC", "bankId": "1"});
    for body in [
        json!({"amount": 5, "paymentMethod": pse, "expiresIn": 1800}),
        json!({"amount": 5, "paymentMethod": pse, "expiresIn": 1799}),
        json!({"amount": 5, "paymentMethod": {"id": 130, "cellphone": "3001112233"}}),
        json!({"amount": 5, "paymentMethod": {"id": 130, "cellphone": "3001112233", "bankId": "1"}}),
        json!({"amount": 5, "paymentMethod": {"id": 130}}),
        json!({"amount": 5, "paymentMethod": {"id": 999, "bankId": "1"}}),
        json!({"amount": 5, "paymentMethod": {"id": 5}}),
        json!({"amount": 5, "paymentMethod": {"id": 248}, "currency": "EUR"}),
        json!({"amount": 5, "paymentMethod": {"id": 117, "typePerson": "1", "documentType": "CC", "bankId": "1"}}),
        json!({"amount": 0, "paymentMethod": {"id": 248}}),
        json!({"paymentMethod": {"id": 248}}),
        json!({"amount": 5, "paymentMethod": {"id": 248}, "items": [{"count": 1}]}),
    ] {
        let ran = run(&["charge", "--body", &body.to_string(), "--dry-run", "--json"]);
        assert_eq!(contract.is_valid(&body), ran.code == 0, "{body} {ran:?}");
    }
}

#[test]
fn a_wrong_name_is_told_with_the_nearest_one() {
    let error = run(&["schema", "pay-uot", "--json"]).error();
    assert_eq!((&error["exit_code"], &error["hint"]), (&json!(3), &json!("did you mean pay-out?")));
    let error = run(&["schema", "payouts", "--json"]).error();
    assert_eq!(error["hint"], "it is a group; name one of its commands, such as payouts status");
}

#[test]
fn a_skeleton_has_what_is_required_or_documented_and_comes_back() {
    let machine = Machine::new("http://127.0.0.1:9");
    let ran = machine.run(&["charge", "--skeleton"]);
    let body = ran.data();
    let names: Vec<_> = body.as_object().expect("an object").keys().map(String::as_str).collect();
    assert_eq!(names, ["amount", "paymentMethod", "currency", "expiresIn", "urgent"]);
    assert_eq!(
        body["paymentMethod"],
        json!({"id": 117, "typePerson": "0", "documentType": "CC", "bankId": "1022"})
    );
    assert_eq!(body["urgent"], false, "what the API assumes");
    assert_eq!(
        ran.stderr,
        "left out, since nothing says what it holds: --metadata, --items, --tags, --note, --card-pin\n"
    );
    assert_eq!(machine.run(&["charge", "--skeleton", "--json"]).stderr, "");
    let line = "shop charge --skeleton > \"$SHOP_HOME/b.json\" && shop charge --body @\"$SHOP_HOME/b.json\" --dry-run --json";
    let ran = machine.shell(line);
    let sent: Value = serde_json::from_str(&ran.stdout).expect("a plan");
    assert_eq!(sent["request"]["body"], body, "{ran:?}");
    let given = body_of(&["charge"], &["--metadata.vip", "--card-pin", "1234"]);
    assert_eq!((&given["metadata"], &given["cardPin"]), (&json!({"vip": true}), &json!("1234")));
}

#[test]
fn flags_choose_the_variant_of_a_skeleton() {
    let body = body_of(&["charge"], &["--payment-method.id", "130", "--amount", "1.10"]);
    assert_eq!(body["paymentMethod"], json!({"id": 130, "cellphone": "3001234567"}));
    assert!(run(&["charge", "--skeleton", "--amount", "1.10"]).stdout.contains("\"amount\": 1.10"));
    // What is given stands in the body as it is, or nothing does.
    for (flag, wrong) in [("--amount", "x"), ("--currency", "EUR"), ("--expires-in", "60")] {
        let error = run(&["charge", "--skeleton", flag, wrong, "--json"]).error();
        assert_eq!(error["problems"][0]["param"], flag, "{error}");
    }
}

#[test]
fn a_skeleton_leaves_constants_out_and_needs_no_confirmation() {
    let body = body_of(&["pay-out"], &[]);
    assert_eq!(body["recipient"], json!({"key": "example"}));
    assert_eq!(run(&["payouts", "status", "--skeleton", "--json"]).error()["code"], "usage");
}
