//! The two real APIs as the model sees them: names, class, time limit, how a repeat is recognised, which operation
//! tells afterwards what happened (rule M1), and which constants the tool sends by itself.

use std::path::Path;

use postman_codegen::flow::{Input, Loaded, Timings, load};
use postman_codegen::model::{Auth, AuthScheme, Lookup, Operation, Repeat, Schema};

fn real(name: &str) -> Loaded {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../collections");
    let inputs = Input::all(&folder).expect("a sound fixture");
    let input = inputs.iter().find(|input| input.name == name).expect("a sound fixture");
    load(input, &mut Timings::default()).unwrap_or_else(|error| panic!("{error:?}"))
}

fn describe(loaded: &Loaded) -> String {
    let open: Vec<_> = loaded.api.diagnostics.iter().map(|found| format!("{found:?}")).collect();
    assert!(open.is_empty(), "neither mended nor accepted:\n{}", open.join("\n"));
    loaded.api.operations.iter().map(line).collect::<Vec<_>>().join("\n")
}

fn credential(scheme: &AuthScheme) -> String {
    let names: Vec<&str> = scheme.credential.settings().collect();
    if names.is_empty() { "session".to_owned() } else { names.join(":") }
}

fn line(operation: &Operation) -> String {
    let repeat = match &operation.repeat {
        Repeat::None => String::new(),
        Repeat::Header { name } => format!(" repeat by {name}"),
        Repeat::Reference { field } => format!(" repeat by {field}"),
    };
    let lookup = operation.lookup.as_ref().map(|Lookup { operation, argument, field }| {
        let field = if field.is_empty() { "its answer" } else { field };
        format!(" lookup {operation} {argument} from {field}")
    });
    let auth = match &operation.auth {
        Auth::None => "none".to_owned(),
        Auth::Schemes { schemes } => schemes.iter().map(credential).collect::<Vec<_>>().join("+"),
        Auth::Unsupported { scheme } => format!("unsupported {scheme}"),
    };
    let mut fixed = Vec::new();
    if let Some(body) = &operation.body {
        constants(&body.schema, "", &mut fixed);
    }
    let steps: Vec<_> = operation.steps.iter().map(|step| format!(" after {}", step.operation)).collect();
    format!(
        "{} [{}] {} {} | {} | {:?} {auth} {}ms{repeat}{}{} {}",
        operation.id,
        operation.safety.class,
        operation.method,
        operation.route,
        operation.mcp,
        operation.nature,
        operation.timeout_ms,
        lookup.unwrap_or_default(),
        steps.concat(),
        fixed.join(" "),
    )
    .trim_end()
    .to_owned()
}

fn constants(schema: &Schema, parent: &str, list: &mut Vec<String>) {
    for property in &schema.properties {
        let path =
            if parent.is_empty() { property.name.clone() } else { format!("{parent}.{}", property.name) };
        list.extend(property.fixed.as_ref().map(|value| format!("{path}={value}")));
        constants(&property.schema, &path, list);
    }
}

#[test]
fn pay() {
    let loaded = real("pay");
    assert_eq!((loaded.api.requests, loaded.api.operations.len()), (18, 18));
    insta::assert_snapshot!(describe(&loaded));
}

#[test]
fn commerce() {
    let loaded = real("commerce");
    assert_eq!((loaded.api.requests, loaded.api.operations.len()), (33, 33));
    insta::assert_snapshot!(describe(&loaded));
}
