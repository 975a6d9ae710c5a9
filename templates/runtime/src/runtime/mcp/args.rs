//! The few arguments of a server's command line.

use std::fmt::Write;

use serde_json::json;

use crate::runtime::core::failure::{Exit, Failure};
use crate::runtime::core::spec::{Api, Language};

use super::variables::ALL;
use super::words::{Text, either};

/// What the command line asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Command {
    /// Serve over stdio, unless `MCP_MODE` says otherwise.
    Serve,
    /// Serve over HTTP.
    ServeHttp,
    /// Print the version.
    Version,
    /// Print version and origin as JSON.
    VersionJson,
    /// Print the help.
    Help,
}

/// Reads the arguments, the program's name left out.
///
/// # Errors
/// An argument is not known.
pub(super) fn parse(api: &Api, arguments: impl Iterator<Item = String>) -> Result<Command, Failure> {
    let mut command = Command::Serve;
    let mut as_json = false;
    for argument in arguments {
        match argument.as_str() {
            "--http" => command = Command::ServeHttp,
            "--version" | "-V" => command = Command::Version,
            "--help" | "-h" => return Ok(Command::Help),
            "--json" => as_json = true,
            unknown => return Err(not_known(api, unknown)),
        }
    }
    match (command, as_json) {
        (Command::Version, true) => Ok(Command::VersionJson),
        (_, true) => Err(not_known(api, "--json")),
        (command, false) => Ok(command),
    }
}

/// An argument that has no place there.
pub(super) fn not_known(api: &Api, argument: &str) -> Failure {
    let message = either(
        api.language,
        format!("{argument:?} cannot be used here"),
        format!("no se puede usar {argument:?} aquí"),
    );
    let hint = either(api.language, format!("see {} --help", api.app), format!("vea {} --help", api.app));
    Failure::new(Exit::Invalid, "usage", message).hint(hint)
}

/// What `--version --json` prints.
pub(super) fn version_json(api: &Api) -> String {
    json!({
        "name": api.app,
        "version": api.build.version,
        "generator": api.build.generator,
        "rust_version": api.build.rust_version,
        "collection": api.build.collection,
        "collection_sha256": api.build.collection_sha256,
    })
    .to_string()
}

const USAGE: Text = Text { en: "Usage:", es: "Uso:" };
const OPTIONS: Text = Text {
    en: "  --http             serve over HTTP; without it over stdio
  --version [--json] print the version, with --json also where it came from
  --help             print this text
  print-config NAME  print what the configuration of a client needs (--list shows the names)
  health             ask the server on this machine how it is (HTTP mode)
  approve [ID]       list the calls that wait for your approval, or approve one (--yes answers the question)",
    es: "  --http             servir por HTTP; sin ella, por stdio
  --version [--json] imprimir la versión; con --json, también su origen
  --help             imprimir este texto
  print-config NAME  imprimir lo que necesita la configuración de un cliente (--list muestra los nombres)
  health             preguntar al servidor de esta máquina cómo está (modo HTTP)
  approve [ID]       listar las llamadas que esperan su aprobación, o aprobar una (--yes responde la pregunta)",
};
const CREDENTIALS: Text = Text {
    en: "Credentials (each also as NAME_FILE with the path of a file that holds it):",
    es: "Credenciales (cada una también como NOMBRE_FILE con la ruta de un archivo que la contiene):",
};
const VARIABLES: Text = Text { en: "Variables:", es: "Variables:" };

/// What `--help` prints.
pub(super) fn help(api: &Api) -> String {
    let language = api.language;
    let mut out = format!(
        "{}\n\n{} {} [--http]\n\n{}\n",
        api.about,
        USAGE.say(language),
        api.app,
        OPTIONS.say(language)
    );
    let fields = api.login.iter().flat_map(|login| login.fields);
    let logins: Vec<_> = fields.map(|field| (api.variable(field.variable), login_about(language))).collect();
    let settings = api.settings.iter().map(|setting| (api.variable(setting.name), setting.about));
    let credentials: Vec<_> = logins.into_iter().chain(settings).collect();
    if !credentials.is_empty() {
        section(&mut out, CREDENTIALS.say(language), credentials.into_iter());
    }
    section(
        &mut out,
        VARIABLES.say(language),
        ALL.iter().map(|variable| {
            let name = variable.full_name(api);
            let mut about = variable.about.say(language).to_owned();
            if variable.secret {
                let or = Text { en: "or", es: "o" }.say(language);
                about.push_str(&format!(" ({or} {name}_FILE)"));
            }
            if !variable.default.is_empty() {
                about.push_str(&format!(" [{}]", variable.default.replace("{app}", api.app)));
            }
            (name, about)
        }),
    );
    out
}

const fn login_about(language: Language) -> &'static str {
    Text { en: "for the login (required)", es: "para iniciar sesión (obligatoria)" }.say(language)
}

fn section(out: &mut String, title: &str, rows: impl Iterator<Item = (String, impl std::fmt::Display)>) {
    // Writing to a string cannot fail.
    let _ = writeln!(out, "\n{title}");
    for (name, about) in rows {
        let _ = writeln!(out, "  {name:<20} {about}");
    }
}
