//! The manifest of a generated crate, and its lock file.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use toml::{Spanned, Value};

use super::sources::Sources;
use super::template;
use crate::error::Error;
use crate::model::Target;

const RUNTIME: &str = "runtime/Cargo.toml";

/// What `templates/runtime/Cargo.toml` says about dependencies.
#[derive(Debug, Clone)]
pub(super) struct RuntimeManifest {
    /// Names of dependencies by folder of the runtime.
    folders: BTreeMap<String, Vec<String>>,
    /// Tables of dependencies: heading, then specification by name.
    tables: Vec<(String, BTreeMap<String, Specification>)>,
}

/// What is wanted of a dependency.
#[derive(Debug, Clone)]
struct Specification {
    /// TOML as it is written in the runtime's manifest.
    text: String,
    /// Version requirement.
    version: String,
}

/// A table of dependencies of a generated manifest.
#[derive(Debug, Serialize)]
pub(super) struct DependencyTable {
    /// `dependencies`, or the one of a platform.
    heading: String,
    /// Lines of the table, sorted.
    lines: Vec<String>,
}

#[derive(Deserialize)]
struct Document {
    package: Package,
    dependencies: Dependencies,
    #[serde(default)]
    target: BTreeMap<String, Platform>,
}

type Dependencies = BTreeMap<String, Spanned<Value>>;

#[derive(Deserialize)]
struct Platform {
    #[serde(default)]
    dependencies: Dependencies,
}

#[derive(Deserialize)]
struct Package {
    metadata: Metadata,
}

#[derive(Deserialize)]
struct Metadata {
    codegen: Codegen,
}

#[derive(Deserialize)]
struct Codegen {
    folders: BTreeMap<String, Vec<String>>,
    /// Dependencies that the runtime itself does without.
    #[serde(default)]
    dependencies: Dependencies,
}

impl RuntimeManifest {
    pub(super) fn parse(text: &str) -> Result<Self, Error> {
        let document: Document = toml::from_str(text).map_err(|error| fault(error.to_string()))?;
        let Codegen { folders, dependencies } = document.package.metadata.codegen;
        let mut everywhere = specifications(text, &document.dependencies);
        everywhere.extend(specifications(text, &dependencies));
        let mut tables = vec![("dependencies".to_owned(), everywhere)];
        for (platform, table) in &document.target {
            // A literal key: such an expression holds double quotes and no single ones.
            let quote = if platform.contains('\'') { "\"" } else { "'" };
            let heading = format!("target.{quote}{platform}{quote}.dependencies");
            tables.push((heading, specifications(text, &table.dependencies)));
        }
        Ok(Self { folders, tables })
    }

    /// The union of what these folders need.
    pub(super) fn dependencies(&self, folders: &[&str]) -> Result<Vec<DependencyTable>, Error> {
        let mut wanted = BTreeSet::new();
        for folder in folders {
            let names = self.folders.get(*folder);
            wanted.extend(
                names.ok_or_else(|| fault(format!("no dependencies are named for the folder {folder}")))?,
            );
        }
        for name in &wanted {
            if !self.tables.iter().any(|(_, table)| table.contains_key(*name)) {
                return Err(fault(format!("{name} is named for a folder, and is not a dependency")));
            }
        }
        let lines = |table: &BTreeMap<String, Specification>| -> Vec<String> {
            let chosen = table.iter().filter(|(name, _)| wanted.contains(name));
            chosen.map(|(name, specification)| format!("{name} = {}", specification.text)).collect()
        };
        let tables = self.tables.iter().map(|(heading, table)| (heading.clone(), lines(table)));
        Ok(tables
            .filter(|(_, lines)| !lines.is_empty())
            .map(|(heading, lines)| DependencyTable { heading, lines })
            .collect())
    }

    /// Version requirements of what these folders need, by name.
    pub(super) fn requirements(&self, folders: &[&str]) -> BTreeMap<&str, String> {
        let wanted: BTreeSet<_> =
            folders.iter().filter_map(|folder| self.folders.get(*folder)).flatten().collect();
        let all = self.tables.iter().flat_map(|(_, table)| table);
        all.filter(|(name, _)| wanted.contains(name))
            .map(|(name, specification)| (name.as_str(), specification.version.clone()))
            .collect()
    }
}

fn specifications(text: &str, table: &Dependencies) -> BTreeMap<String, Specification> {
    let specification = |value: &Spanned<Value>| {
        let inner = value.as_ref();
        let version = inner.as_str().or_else(|| inner.get("version")?.as_str()).unwrap_or("*").to_owned();
        Specification { text: text.get(value.span()).unwrap_or_default().to_owned(), version }
    };
    table.iter().map(|(name, value)| (name.clone(), specification(value))).collect()
}

fn fault(message: String) -> Error {
    Error::Template { template: RUNTIME.into(), message }
}

/// The manifest of a crate, for those who need its dependencies and nothing else.
///
/// # Errors
/// The template is broken.
pub fn manifest(target: &Target, sources: &Sources) -> Result<String, Error> {
    template::render_manifest(target, sources)
}

#[cfg(test)]
mod tests {
    use super::*;

    const MANIFEST: &str = r#"
[package]
name = "runtime"
[package.metadata.codegen.folders]
core = ["serde", "url"]
cli = ["clap", "keys", "log"]
[package.metadata.codegen.dependencies]
log = "0.4"
[dependencies]
clap = { version = "4", features = ["env"] }
serde = "1"
tokio = "1"
url = "2"
[target.'cfg(target_os = "linux")'.dependencies]
keys = { version = "1", default-features = false }
"#;

    #[test]
    fn dependencies_are_the_union_of_folders_as_written() {
        let manifest = RuntimeManifest::parse(MANIFEST).expect("parses");
        let tables = manifest.dependencies(&["core", "cli"]).expect("all are known");
        let lines: Vec<_> =
            tables.iter().map(|table| (table.heading.as_str(), table.lines.join("\n"))).collect();
        assert_eq!(
            lines[0].1,
            "clap = { version = \"4\", features = [\"env\"] }\nlog = \"0.4\"\nserde = \"1\"\nurl = \"2\""
        );
        assert_eq!(lines[1].0, "target.'cfg(target_os = \"linux\")'.dependencies");
        assert_eq!(lines[1].1, "keys = { version = \"1\", default-features = false }");
        assert!(manifest.dependencies(&["mcp"]).is_err());
    }
}
