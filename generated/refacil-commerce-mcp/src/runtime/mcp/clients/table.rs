//! The table of clients. Formats as their makers document them in November 2026, each at the address above its entry.

use super::format::Format;
use super::{Client, File, Part};

const MACOS: &str = "macOS";
const WINDOWS: &str = "Windows";
const LINUX: &str = "Linux";
const MACOS_AND_LINUX: &str = "macOS, Linux";
const USER: &str = "all projects";
const PROJECT: &str = "one project";
const MENU: &str = "menu";
const TERMINAL: &str = "terminal";

const RESTART: &str = "Restart the program afterwards.";
const RELOAD: &str = "The file is read when it is saved; the list of servers shows the state.";

/// A server in the form that most clients share.
const USUAL: &[(&str, Part)] = &[("command", Part::Command), ("env", Part::Variables)];
/// The same with a list of arguments, which some clients demand.
const WITH_ARGUMENTS: &[(&str, Part)] =
    &[("command", Part::Command), ("args", Part::Words(&[])), ("env", Part::Variables)];
/// A running server in the form that most clients share.
const USUAL_HTTP: &[(&str, Part)] = &[("url", Part::Url), ("headers", Part::Headers)];
/// The same for clients that want the transport named.
const TYPED_HTTP: &[(&str, Part)] =
    &[("type", Part::Word("http")), ("url", Part::Url), ("headers", Part::Headers)];

/// All clients, the most common first.
pub(in super::super) const CLIENTS: &[Client] = &[
    // https://modelcontextprotocol.io/docs/develop/connect-local-servers
    Client {
        name: "claude-desktop",
        title: "Claude Desktop",
        files: &[
            File { place: MACOS, path: "~/Library/Application Support/Claude/claude_desktop_config.json" },
            File { place: WINDOWS, path: "%APPDATA%\\Claude\\claude_desktop_config.json" },
            File { place: LINUX, path: "~/.config/Claude/claude_desktop_config.json" },
        ],
        format: Format::Json,
        root: &["mcpServers"],
        stdio: USUAL,
        http: &[],
        note: RESTART,
    },
    // https://code.claude.com/docs/en/mcp
    Client {
        name: "claude-code",
        title: "Claude Code",
        files: &[File { place: PROJECT, path: ".mcp.json" }, File { place: USER, path: "~/.claude.json" }],
        format: Format::Json,
        root: &["mcpServers"],
        stdio: &[("type", Part::Word("stdio")), ("command", Part::Command), ("env", Part::Variables)],
        http: TYPED_HTTP,
        note: "A value may be ${NAME}, which is taken from the environment; `/mcp` shows the state.",
    },
    // https://cursor.com/docs/mcp
    Client {
        name: "cursor",
        title: "Cursor",
        files: &[
            File { place: USER, path: "~/.cursor/mcp.json" },
            File { place: PROJECT, path: ".cursor/mcp.json" },
        ],
        format: Format::Json,
        root: &["mcpServers"],
        stdio: USUAL,
        http: USUAL_HTTP,
        note: "A value may be ${env:NAME}, which is taken from the environment.",
    },
    // https://code.visualstudio.com/docs/agents/reference/mcp-configuration
    Client {
        name: "vscode",
        title: "VS Code",
        files: &[
            File { place: PROJECT, path: ".vscode/mcp.json" },
            File { place: USER, path: "MCP: Open User Configuration" },
        ],
        format: Format::Json,
        root: &["servers"],
        stdio: &[("type", Part::Word("stdio")), ("command", Part::Command), ("env", Part::AskedVariables)],
        http: &[("type", Part::Word("http")), ("url", Part::Url), ("headers", Part::AskedHeaders)],
        note: "VS Code asks for each of the `inputs` at the first start, and keeps its value.",
    },
    // https://docs.windsurf.com/windsurf/cascade/mcp
    Client {
        name: "windsurf",
        title: "Windsurf",
        files: &[File { place: USER, path: "~/.codeium/windsurf/mcp_config.json" }],
        format: Format::Json,
        root: &["mcpServers"],
        stdio: USUAL,
        http: &[("serverUrl", Part::Url), ("headers", Part::Headers)],
        note: "Refresh the list of servers in the Cascade panel afterwards.",
    },
    // https://zed.dev/docs/ai/mcp
    Client {
        name: "zed",
        title: "Zed",
        files: &[
            File { place: USER, path: "~/.config/zed/settings.json" },
            File { place: PROJECT, path: ".zed/settings.json" },
        ],
        format: Format::Json,
        root: &["context_servers"],
        stdio: WITH_ARGUMENTS,
        http: USUAL_HTTP,
        note: RELOAD,
    },
    // https://developers.openai.com/docs/extend/mcp
    Client {
        name: "codex",
        title: "Codex",
        files: &[
            File { place: USER, path: "~/.codex/config.toml" },
            File { place: PROJECT, path: ".codex/config.toml" },
        ],
        format: Format::Toml,
        root: &["mcp_servers"],
        stdio: &[("command", Part::Command), ("tool_timeout_sec", Part::Seconds), ("env", Part::Variables)],
        http: &[
            ("url", Part::Url),
            ("bearer_token_env_var", Part::TokenVariable),
            ("tool_timeout_sec", Part::Seconds),
        ],
        note: "Without `tool_timeout_sec` Codex gives up after 60 seconds, while the call still runs.",
    },
    // https://geminicli.com/docs/tools/mcp-server
    Client {
        name: "gemini-cli",
        title: "Gemini CLI",
        files: &[
            File { place: USER, path: "~/.gemini/settings.json" },
            File { place: PROJECT, path: ".gemini/settings.json" },
        ],
        format: Format::Json,
        root: &["mcpServers"],
        stdio: USUAL,
        http: &[("httpUrl", Part::Url), ("headers", Part::Headers)],
        note: "`/mcp` shows the state. Leave `trust` unset: it would skip the client's own confirmations.",
    },
    // https://opencode.ai/v2/docs/mcp-servers; the first version had the servers right under `mcp`, and `enabled`
    Client {
        name: "opencode",
        title: "OpenCode",
        files: &[
            File { place: USER, path: "~/.config/opencode/opencode.json" },
            File { place: PROJECT, path: "opencode.json" },
        ],
        format: Format::Json,
        root: &["mcp", "servers"],
        stdio: &[
            ("type", Part::Word("local")),
            ("command", Part::CommandLine),
            ("environment", Part::Variables),
        ],
        http: &[("type", Part::Word("remote")), ("url", Part::Url), ("headers", Part::Headers)],
        note: "Restart the program afterwards. Version 1 has no level `servers`: there the entry stands right under `mcp`.",
    },
    // https://www.jetbrains.com/help/ai-assistant/mcp.html
    Client {
        name: "jetbrains",
        title: "JetBrains AI Assistant",
        files: &[File {
            place: MENU,
            path: "Settings | Tools | AI Assistant | Model Context Protocol (MCP)",
        }],
        format: Format::Json,
        root: &["mcpServers"],
        stdio: WITH_ARGUMENTS,
        http: USUAL_HTTP,
        note: "Choose Add, then As JSON, and paste.",
    },
    // https://www.jetbrains.com/help/junie/model-context-protocol-mcp.html: it starts servers only
    Client {
        name: "junie",
        title: "Junie",
        files: &[
            File { place: USER, path: "~/.junie/mcp/mcp.json" },
            File { place: PROJECT, path: ".junie/mcp/mcp.json" },
        ],
        format: Format::Json,
        root: &["mcpServers"],
        stdio: WITH_ARGUMENTS,
        http: &[],
        note: RELOAD,
    },
    // https://docs.github.com/en/copilot/how-tos/copilot-cli/customize-copilot/add-mcp-servers
    Client {
        name: "copilot-cli",
        title: "GitHub Copilot CLI",
        files: &[
            File { place: USER, path: "~/.copilot/mcp-config.json" },
            File { place: PROJECT, path: ".mcp.json" },
        ],
        format: Format::Json,
        root: &["mcpServers"],
        stdio: &[
            ("type", Part::Word("local")),
            ("command", Part::Command),
            ("args", Part::Words(&[])),
            ("tools", Part::Words(&["*"])),
            ("env", Part::Variables),
        ],
        http: &[
            ("type", Part::Word("http")),
            ("url", Part::Url),
            ("tools", Part::Words(&["*"])),
            ("headers", Part::Headers),
        ],
        note: "`/mcp show` shows the state.",
    },
    // https://docs.cline.bot/mcp/adding-and-configuring-servers
    Client {
        name: "cline",
        title: "Cline",
        files: &[
            File { place: MENU, path: "MCP Servers | Configure | Configure MCP Servers" },
            File { place: TERMINAL, path: "~/.cline/data/settings/cline_mcp_settings.json" },
        ],
        format: Format::Json,
        root: &["mcpServers"],
        stdio: &[
            ("command", Part::Command),
            ("args", Part::Words(&[])),
            ("disabled", Part::Flag(false)),
            ("timeout", Part::Seconds),
            ("env", Part::Variables),
        ],
        http: &[
            ("type", Part::Word("streamableHttp")),
            ("url", Part::Url),
            ("timeout", Part::Seconds),
            ("headers", Part::Headers),
        ],
        note: "The file is cline_mcp_settings.json; it belongs to Cline alone, whichever editor it runs in.",
    },
    // https://block.github.io/goose/docs/guides/config-files
    Client {
        name: "goose",
        title: "goose",
        files: &[
            File { place: MACOS_AND_LINUX, path: "~/.config/goose/config.yaml" },
            File { place: WINDOWS, path: "%APPDATA%\\Block\\goose\\config\\config.yaml" },
        ],
        format: Format::Yaml,
        root: &["extensions"],
        stdio: &[
            ("enabled", Part::Flag(true)),
            ("type", Part::Word("stdio")),
            ("name", Part::Name),
            ("cmd", Part::Command),
            ("args", Part::Words(&[])),
            ("timeout", Part::Seconds),
            ("envs", Part::Variables),
        ],
        http: &[
            ("enabled", Part::Flag(true)),
            ("type", Part::Word("streamable_http")),
            ("name", Part::Name),
            ("uri", Part::Url),
            ("timeout", Part::Seconds),
            ("headers", Part::Headers),
        ],
        note: "Start a new session afterwards.",
    },
    // https://kiro.dev/docs/mcp/configuration
    Client {
        name: "kiro",
        title: "Kiro",
        files: &[
            File { place: USER, path: "~/.kiro/settings/mcp.json" },
            File { place: PROJECT, path: ".kiro/settings/mcp.json" },
        ],
        format: Format::Json,
        root: &["mcpServers"],
        stdio: WITH_ARGUMENTS,
        http: USUAL_HTTP,
        note: RELOAD,
    },
    // https://lmstudio.ai/docs/app/mcp: the form is that of Cursor
    Client {
        name: "lm-studio",
        title: "LM Studio",
        files: &[File { place: USER, path: "~/.lmstudio/mcp.json" }],
        format: Format::Json,
        root: &["mcpServers"],
        stdio: USUAL,
        http: USUAL_HTTP,
        note: RELOAD,
    },
];
