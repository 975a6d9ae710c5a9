//! The entry of a server in a client's configuration.

use serde_json::{Map, Value, json};

use super::{Client, Part};

/// The server, as a client has to know it.
#[derive(Debug)]
pub(in super::super) struct Server<'a> {
    /// What it is called in the configuration.
    pub(in super::super) name: &'a str,
    /// The program.
    pub(in super::super) command: &'a str,
    /// The variables without which it does not start.
    pub(in super::super) variables: &'a [Variable],
    /// Where it listens.
    pub(in super::super) url: &'a str,
    /// The variable that holds the token of HTTP clients.
    pub(in super::super) token: &'a str,
    /// How long a call may take.
    pub(in super::super) seconds: u64,
}

/// A variable that a user fills in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in super::super) struct Variable {
    /// Its full name.
    pub(in super::super) name: String,
    /// Hidden while typed.
    pub(in super::super) secret: bool,
}

/// How the client reaches the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Way {
    /// It starts the program.
    Stdio,
    /// The server runs already.
    Http,
}

impl Client {
    /// What to put into the configuration: a whole file that ends with a line break. None where the configuration
    /// cannot name a server that runs already.
    pub(in super::super) fn snippet(&self, server: &Server<'_>, way: Way) -> Option<String> {
        let parts = match way {
            Way::Stdio => self.stdio,
            Way::Http => self.http,
        };
        if parts.is_empty() {
            return None;
        }
        let entry: Map<String, Value> = parts
            .iter()
            .filter(|(_, part)| !part.is_empty(server))
            .map(|(key, part)| ((*key).to_owned(), part.value(server)))
            .collect();
        let servers = json!({server.name: entry});
        let rooted = self.root.iter().rev().fold(servers, |inner, key| json!({*key: inner}));
        let mut file = asked(parts, server)
            .map_or_else(Map::new, |inputs| Map::from_iter([("inputs".to_owned(), Value::Array(inputs))]));
        if let Value::Object(rooted) = rooted {
            file.extend(rooted);
        }
        Some(self.format.write(&file))
    }
}

impl Part {
    /// There is nothing to say.
    fn is_empty(self, server: &Server<'_>) -> bool {
        matches!(self, Self::Variables | Self::AskedVariables) && server.variables.is_empty()
    }

    fn value(self, server: &Server<'_>) -> Value {
        match self {
            Self::Word(word) => word.into(),
            Self::Words(words) => words.into(),
            Self::Flag(answer) => answer.into(),
            Self::Name => server.name.into(),
            Self::Command => server.command.into(),
            Self::CommandLine => json!([server.command]),
            Self::Variables => variables(server, placeholder),
            Self::AskedVariables => variables(server, |name| input(server, name)),
            Self::Url => server.url.into(),
            Self::Headers => authorization(&placeholder(server.token)),
            Self::AskedHeaders => authorization(&input(server, server.token)),
            Self::TokenVariable => server.token.into(),
            Self::Seconds => server.seconds.into(),
        }
    }
}

fn variables(server: &Server<'_>, value: impl Fn(&str) -> String) -> Value {
    server
        .variables
        .iter()
        .map(|variable| (variable.name.clone(), Value::from(value(&variable.name))))
        .collect()
}

/// What stands where a user has to fill something in: nobody takes it for a value.
fn placeholder(name: &str) -> String {
    format!("<{name}>")
}

fn authorization(token: &str) -> Value {
    json!({"Authorization": format!("Bearer {token}")})
}

fn input(server: &Server<'_>, name: &str) -> String {
    format!("${{input:{}}}", input_id(server, name))
}

fn input_id(server: &Server<'_>, name: &str) -> String {
    format!("{}-{}", server.name, name.to_lowercase().replace('_', "-"))
}

/// The questions of a client that asks for values; none where it does not.
fn asked(parts: &[(&str, Part)], server: &Server<'_>) -> Option<Vec<Value>> {
    let question = |name: &str, secret: bool| {
        json!({
            "type": "promptString",
            "id": input_id(server, name),
            "description": name,
            "password": secret,
        })
    };
    let of_part = |part: Part| match part {
        Part::AskedVariables if !server.variables.is_empty() => {
            let variables = server.variables.iter();
            Some(variables.map(|variable| question(&variable.name, variable.secret)).collect())
        }
        Part::AskedHeaders => Some(vec![question(server.token, true)]),
        _ => None,
    };
    parts.iter().find_map(|(_, part)| of_part(*part))
}

#[cfg(test)]
mod tests {
    use super::super::CLIENTS;
    use super::*;

    fn server(variables: &[Variable]) -> Server<'_> {
        Server {
            name: "shop-mcp",
            command: "C:\\Tools\\shop \"mcp\".exe",
            variables,
            url: "http://127.0.0.1:3009/mcp",
            token: "SHOP_MCP_TOKEN",
            seconds: 330,
        }
    }

    fn variables() -> Vec<Variable> {
        vec![
            Variable { name: "SHOP_USERNAME".into(), secret: false },
            Variable { name: "SHOP_PASSWORD".into(), secret: true },
        ]
    }

    fn snippet(name: &str, way: Way) -> String {
        let client = CLIENTS.iter().find(|client| client.name == name).expect("is known");
        client.snippet(&server(&variables()), way).expect("has that way")
    }

    fn json_of(name: &str, way: Way) -> Value {
        serde_json::from_str(&snippet(name, way)).expect("is JSON")
    }

    #[test]
    fn names_are_unique_and_every_client_can_start_the_server() {
        for (at, client) in CLIENTS.iter().enumerate() {
            assert!(CLIENTS.iter().skip(at + 1).all(|other| other.name != client.name), "{}", client.name);
            assert!(!client.files.is_empty() && !client.note.is_empty());
            let text = client.snippet(&server(&variables()), Way::Stdio).expect("stdio");
            assert!(text.contains("SHOP_PASSWORD") && text.ends_with('\n'), "{}: {text}", client.name);
        }
    }

    #[test]
    fn a_value_to_fill_in_is_no_value() {
        let file = json_of("cursor", Way::Stdio);
        assert_eq!(file["mcpServers"]["shop-mcp"]["command"], "C:\\Tools\\shop \"mcp\".exe");
        assert_eq!(file["mcpServers"]["shop-mcp"]["env"]["SHOP_PASSWORD"], "<SHOP_PASSWORD>");
        let remote = json_of("cursor", Way::Http);
        assert_eq!(remote["mcpServers"]["shop-mcp"]["headers"]["Authorization"], "Bearer <SHOP_MCP_TOKEN>");
    }

    #[test]
    fn a_client_that_asks_hides_secrets_while_they_are_typed() {
        let file = json_of("vscode", Way::Stdio);
        assert_eq!(file["inputs"][0]["password"], false);
        assert_eq!(file["inputs"][1]["password"], true);
        assert_eq!(file["inputs"][1]["id"], "shop-mcp-shop-password");
        assert_eq!(file["servers"]["shop-mcp"]["env"]["SHOP_PASSWORD"], "${input:shop-mcp-shop-password}");
        assert_eq!(json_of("vscode", Way::Http)["inputs"][0]["id"], "shop-mcp-shop-mcp-token");
    }

    #[test]
    fn a_client_without_remote_servers_says_so() {
        let client = CLIENTS.iter().find(|client| client.name == "claude-desktop").expect("is known");
        assert_eq!(client.snippet(&server(&[]), Way::Http), None);
    }

    #[test]
    fn a_server_without_variables_has_no_empty_places_for_them() {
        for client in CLIENTS {
            let text = client.snippet(&server(&[]), Way::Stdio).expect("stdio");
            assert!(!text.contains("env") && !text.contains("inputs"), "{}: {text}", client.name);
        }
    }

    #[test]
    fn what_a_maker_names_otherwise_has_that_name() {
        let entry =
            |name: &str, way: Way, root: &str| json_of(name, way).pointer(root).cloned().expect("an entry");
        let local = entry("opencode", Way::Stdio, "/mcp/servers/shop-mcp");
        assert_eq!((&local["type"], &local["command"]), (&"local".into(), &json!([server(&[]).command])));
        assert_eq!(local["environment"]["SHOP_USERNAME"], "<SHOP_USERNAME>");
        assert!(local.get("enabled").is_none());
        assert!(entry("windsurf", Way::Http, "/mcpServers/shop-mcp")["serverUrl"].is_string());
        assert!(entry("gemini-cli", Way::Http, "/mcpServers/shop-mcp")["httpUrl"].is_string());
        assert_eq!(entry("cline", Way::Http, "/mcpServers/shop-mcp")["type"], "streamableHttp");
        assert_eq!(entry("copilot-cli", Way::Http, "/mcpServers/shop-mcp")["tools"], json!(["*"]));
        assert_eq!(entry("vscode", Way::Http, "/servers/shop-mcp")["type"], "http");
        assert!(entry("zed", Way::Stdio, "/context_servers/shop-mcp")["args"].is_array());
    }

    #[test]
    fn other_formats_hold_the_same() {
        assert_eq!(
            snippet("codex", Way::Stdio),
            "[mcp_servers.shop-mcp]\ncommand = \"C:\\\\Tools\\\\shop \\\"mcp\\\".exe\"\ntool_timeout_sec = 330\n\n\
             [mcp_servers.shop-mcp.env]\nSHOP_USERNAME = \"<SHOP_USERNAME>\"\nSHOP_PASSWORD = \"<SHOP_PASSWORD>\"\n"
        );
        assert_eq!(
            snippet("goose", Way::Http),
            "extensions:\n  shop-mcp:\n    enabled: true\n    type: \"streamable_http\"\n    name: \"shop-mcp\"\n    \
             uri: \"http://127.0.0.1:3009/mcp\"\n    timeout: 330\n    headers:\n      \
             Authorization: \"Bearer <SHOP_MCP_TOKEN>\"\n"
        );
    }
}
