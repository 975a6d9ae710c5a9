//! The documents of a server: complete, true, and the same in both languages.

use std::process::Command;

use codegen_sandbox::{Api as SandboxApi, Sandbox};
use codegen_tests::mcp::{Person, Server, call, content};
use codegen_tests::products::{Product, model, sources};
use postman_codegen::model::{Api, TargetKind};
use postman_codegen::render::{Files, render};
use rmcp::model::GetPromptRequestParams;
use serde_json::{Map, Value, json};

const SERVERS: [(&str, Product); 2] = [("pay", Product::PayMcp), ("commerce", Product::CommerceMcp)];

fn readme(product: Product) -> String {
    std::fs::read_to_string(product.folder().join("README.md")).expect("there is a README")
}

/// What the program prints, without any configuration.
fn printed(product: Product, arguments: &[&str]) -> String {
    let output = Command::new(product.binary()).args(arguments).env_clear().output().expect("it runs");
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("text")
}

/// The same server in a language.
fn rendered(api: &Api, language: &str) -> Files {
    let known = api.targets.iter().find(|target| target.kind == TargetKind::Mcp).expect("a server");
    let mut target = known.clone();
    target.language = language.into();
    render(api, &target, &sources()).expect("it is rendered")
}

fn text(files: &Files, path: &str) -> String {
    String::from_utf8(files.get(path).unwrap_or_else(|| panic!("no {path}")).to_vec()).expect("text")
}

/// The names that the help lists: each stands first in its line, in capitals.
fn variables(product: Product) -> Vec<String> {
    let help = printed(product, &["--help"]);
    let names = help.lines().filter_map(|line| line.strip_prefix("  ")?.split_whitespace().next());
    let is_name = |name: &&str| {
        name.starts_with(|c: char| c.is_ascii_uppercase())
            && name.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_')
    };
    names.filter(is_name).map(str::to_owned).collect()
}

#[test]
fn every_tool_variable_and_endpoint_is_named() {
    for (name, product) in SERVERS {
        let readme = readme(product);
        for operation in model(name).operations {
            for tool in std::iter::once(&operation.mcp).chain(&operation.aliases) {
                assert!(readme.contains(&format!("`{tool}`")), "{name}: {tool}");
            }
            for error in &operation.errors {
                let code = error.code.iter().all(|code| readme.contains(&format!("`{code}`")));
                let status = error.status.is_none_or(|status| readme.contains(&format!("HTTP {status}")));
                assert!(code && status, "{name}: {}: {error:?}", operation.id);
            }
        }
        let variables = variables(product);
        assert!(variables.len() > 10, "{variables:?}");
        for variable in variables {
            assert!(readme.contains(&format!("| `{variable}` |")), "{name}: {variable}");
        }
        for endpoint in ["/mcp", "/health", "/tools", "/resources"] {
            assert!(readme.contains(&format!("| `{endpoint}` |")), "{name}: {endpoint}");
        }
    }
}

#[test]
fn readme_and_program_print_the_same_configuration() {
    for (name, product) in SERVERS {
        let readme = readme(product);
        let listed = printed(product, &["print-config", "--list"]);
        assert!(listed.lines().count() > 10, "{listed}");
        for line in listed.lines() {
            let columns: Vec<_> = line.split('\t').collect();
            let [client, title, format, places] = columns[..] else { panic!("{line}") };
            assert!(readme.contains(title), "{name}: {title}");
            for place in places.split(", ") {
                assert!(readme.contains(&place.replace('|', "\\|")), "{name}: {place}");
            }
            for way in [&[][..], &["--http"][..]] {
                let arguments: Vec<_> = ["print-config", client].iter().chain(way).copied().collect();
                if client_cannot(client, way) {
                    continue;
                }
                let text = printed(product, &arguments);
                assert!(readme.contains(&format!("```{format}\n{text}```\n")), "{name}: {arguments:?}");
                parses(format, &text);
            }
        }
    }
}

/// Clients that start servers only.
fn client_cannot(client: &str, way: &[&str]) -> bool {
    !way.is_empty() && ["claude-desktop", "junie"].contains(&client)
}

fn parses(format: &str, text: &str) {
    let outcome = match format {
        "json" => serde_json::from_str::<Value>(text).map(drop).map_err(|error| error.to_string()),
        "toml" => toml::from_str::<toml::Table>(text).map(drop).map_err(|error| error.to_string()),
        "yaml" => serde_saphyr::from_str::<Value>(text).map(drop).map_err(|error| error.to_string()),
        other => Err(format!("{other} is unknown")),
    };
    outcome.unwrap_or_else(|error| panic!("{error}: {text}"));
}

#[test]
fn links_lead_somewhere() {
    for (_, product) in SERVERS {
        let readme = readme(product);
        let anchors: Vec<_> = readme.lines().filter_map(anchor).collect();
        let links: Vec<_> = readme.split("](").skip(1).filter_map(|rest| rest.split(')').next()).collect();
        assert!(links.len() > 10, "{links:?}");
        for link in links {
            match link.strip_prefix('#') {
                Some(anchor) => assert!(anchors.iter().any(|known| known == anchor), "{link}"),
                None => assert!(product.folder().join(link).exists(), "{link}"),
            }
        }
    }
}

/// What a heading is called in links.
fn anchor(line: &str) -> Option<String> {
    let title = line.strip_prefix("## ")?;
    let kept = title.to_lowercase();
    Some(
        kept.chars()
            .filter(|c| c.is_alphanumeric() || " -".contains(*c))
            .collect::<String>()
            .replace(' ', "-"),
    )
}

/// How much of each kind of text there is.
fn shape(text: &str) -> Vec<(&'static str, usize)> {
    let kinds = ["#", "|", "- ", "> ", "```", "<details>", "**"];
    kinds.map(|kind| (kind, text.lines().filter(|line| line.starts_with(kind)).count())).to_vec()
}

#[test]
fn both_languages_say_as_much() {
    for (name, _) in SERVERS {
        let api = model(name);
        let (english, spanish) = (rendered(&api, "en"), rendered(&api, "es"));
        let english_readme = text(&english, "README.md");
        assert_eq!(shape(&english_readme), shape(&text(&spanish, "README.md")), "{name}");
        assert!(english_readme.contains("## Troubleshooting"), "{name}");
        let paths = |files: &Files| files.iter().map(|(path, _)| path.to_owned()).collect::<Vec<_>>();
        assert_eq!(paths(&english), paths(&spanish), "{name}");
    }
}

#[test]
fn no_document_holds_a_secret_that_works() {
    for (_, product) in SERVERS {
        for file in ["README.md", "docker-compose.yml", "k8s/examples/secret.yaml", "k8s/configmap.yaml"] {
            let text = std::fs::read_to_string(product.folder().join(file)).expect("there is one");
            assert!(!text.contains("mcp-secret-token"), "{file}");
            // A token would be a long run of letters and digits; digests stand in other files.
            let longest = text.split(|c: char| !c.is_ascii_hexdigit()).map(str::len).max();
            assert!(longest < Some(32), "{file}: {longest:?}");
        }
    }
}

/// The rules of the registry's schema (2025-12-11) that a template could break.
#[test]
fn the_registry_takes_the_entry() {
    for (name, product) in SERVERS {
        let text = std::fs::read_to_string(product.folder().join("server.json")).expect("there is one");
        let entry: Value = serde_json::from_str(&text).expect("JSON");
        let field = |path: &str| entry.pointer(path).and_then(Value::as_str).unwrap_or_default().to_owned();
        assert_eq!(
            field("/$schema"),
            "https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json"
        );
        let registered = field("/name");
        let (namespace, own) = registered.split_once('/').expect("a namespace and a name");
        let plain = |text: &str, more: &str| {
            !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || more.contains(c))
        };
        assert!(plain(namespace, ".-") && plain(own, "._-") && registered.len() <= 200, "{registered}");
        for (path, longest) in [("/title", 100), ("/description", 100), ("/version", 255)] {
            assert!((1..=longest).contains(&field(path).chars().count()), "{name}: {path}");
        }
        let version = field("/version");
        assert!(version.chars().all(|c| c.is_ascii_alphanumeric() || ".-+".contains(c)), "{version}");
        assert_eq!(field("/packages/0/registryType"), "oci");
        assert!(field("/packages/0/identifier").ends_with(&format!("/{}:{version}", product.name())));
        assert_eq!(field("/packages/0/transport/type"), "stdio");
        assert_eq!(field("/packages/1/transport/type"), "streamable-http");
        assert!(field("/packages/1/transport/url").starts_with("http://127.0.0.1:"), "{name}");
        let settled = ["MCP_MODE", "HOST", "PORT"];
        let over_http =
            ["ALLOWED_HOSTS", "MCP_TOKEN", "MCP_TOKEN_RIGHTS", "MCP_TOKENS_FILE", "RATE_LIMIT", "SESSIONS"];
        for (at, mode) in ["stdio", "http"].into_iter().enumerate() {
            let inputs = entry["packages"][at]["environmentVariables"].as_array().expect("a list").clone();
            let named = |name: &str| inputs.iter().find(|input| input["name"] == name);
            for variable in variables(product).iter().map(String::as_str) {
                let shown = variable == "MCP_MODE"
                    || !settled.contains(&variable) && (mode == "http" || !over_http.contains(&variable));
                assert_eq!(named(variable).is_some(), shown, "{name}, {mode}: {variable}");
            }
            let names: std::collections::BTreeSet<_> =
                inputs.iter().map(|input| input["name"].as_str()).collect();
            assert_eq!(inputs.len(), names.len(), "{name}, {mode}: each once");
            assert_eq!(named("MCP_MODE").expect("the transport")["value"], mode);
            for input in inputs.iter().filter(|input| input["value"].is_null()) {
                assert!(input["description"].as_str().is_some_and(|about| !about.is_empty()), "{input}");
                assert!(input["isRequired"].is_boolean() && input["isSecret"].is_boolean(), "{input}");
                assert!(input["default"].is_null() || input["default"].is_string(), "{input}");
            }
            // A token, a file or a kept session stand in for user and password.
            let password = if name == "pay" { "PASSWORD" } else { "SECRET_KEY" };
            let password = named(password).expect("the login's secret");
            assert_eq!((&password["isSecret"], &password["isRequired"]), (&true.into(), &false.into()));
        }
    }
}

#[test]
fn the_container_s_label_is_the_registry_s_name() {
    for (_, product) in SERVERS {
        let read = |file: &str| std::fs::read_to_string(product.folder().join(file)).expect("there is one");
        let entry: Value = serde_json::from_str(&read("server.json")).expect("JSON");
        let label = format!("io.modelcontextprotocol.server.name={}", entry["name"]);
        assert!(read("Dockerfile").contains(&label), "{label}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_spanish_server_speaks_spanish_to_its_clients() {
    for (api, product) in [(SandboxApi::Pay, Product::PayMcp), (SandboxApi::Commerce, Product::CommerceMcp)] {
        let sandbox = Sandbox::start(api).expect("a sandbox");
        let client = Server::new(product, &sandbox).stdio(Person::Absent, &[]).await;
        let told = client.peer_info().and_then(|info| info.instructions.clone()).unwrap_or_default();
        assert!(told.starts_with("Herramientas de ") && told.contains("no repita la llamada"), "{told}");
        assert!(!told.contains(" or ") && !told.contains(", then "), "{told}");
        let prompts = client.list_all_prompts().await.expect("prompts");
        assert!(!prompts.is_empty(), "{api:?}");
        for prompt in prompts {
            let params = GetPromptRequestParams::new(prompt.name.clone());
            let text = json!(client.get_prompt(params).await.expect("a prompt").messages).to_string();
            assert!(text.contains("Siga estos pasos en orden") && text.contains("1. Llame a "), "{text}");
            for english in ["Call ", "ask me", "look it up", "Before the call"] {
                assert!(!text.contains(english), "{english} in {text}");
            }
        }
    }
}

/// Pages, refusals, questions that nobody can be asked, and failures of commands.
#[tokio::test(flavor = "multi_thread")]
async fn a_spanish_server_refuses_and_explains_in_spanish() {
    let servers = [
        (SandboxApi::Pay, Product::PayMcp, "cash_out_generate_withdraw_method_token"),
        (SandboxApi::Commerce, Product::CommerceMcp, "sells_sell"),
    ];
    for (api, product, paying) in servers {
        let sandbox = Sandbox::start(api).expect("a sandbox");
        let server = Server::new(product, &sandbox);
        let client = server.stdio(Person::Absent, &[]).await;
        let named = |value: Value| value.as_object().cloned().unwrap_or_default();
        let page = call(&client, "describe_operation", named(json!({"operation": paying}))).await;
        let page = json!(page.content).to_string();
        assert!(page.contains("## Argumentos") && page.contains("obligatorio"), "{page}");
        assert!(!page.contains("## Arguments") && !page.contains("Further sections"), "{page}");

        let refused = call(&client, "describe_operation", Map::new()).await;
        assert_eq!(content(&refused)["problems"][0]["message"], "es obligatorio", "{refused:?}");
        let unknown = call(&client, "describe_operation", named(json!({"operation": "nada"}))).await;
        let message = content(&unknown)["message"].to_string();
        assert!(message.contains("no es una herramienta ni una operación"), "{message}");

        // A usage error, a start without variables, and a login that fails, for a program and for a person.
        let failure = |arguments: &[&str]| {
            let home = tempfile::tempdir().expect("a folder");
            let mut command = Command::new(product.binary());
            let output =
                command.args(arguments).env_clear().env("HOME", home.path()).output().expect("it runs");
            assert!(!output.status.success(), "{arguments:?}");
            (output.status.code(), String::from_utf8(output.stderr).expect("text"))
        };
        let (code, text) = failure(&["login", "--stdin", "--json", "--env", "nowhere"]);
        let told: Value = serde_json::from_str(text.trim()).unwrap_or_else(|error| panic!("{error}: {text}"));
        assert_eq!(told["exit_code"], json!(code), "{told}");
        assert!(
            told["code"].is_string() && told["message"].as_str().is_some_and(|text| text.contains("nowhere")),
            "{told}"
        );
        assert!(!told["message"].to_string().contains("there is no"), "{told}");
        let (_, text) = failure(&["login", "--nonsense"]);
        assert!(text.contains("no se puede usar"), "{text}");
        let (_, text) = failure(&[]);
        assert!(text.contains("faltan estas variables"), "{text}");
    }
}
