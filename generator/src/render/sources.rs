//! The `templates/` tree, read once into memory.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;

use super::manifest::RuntimeManifest;
use crate::error::Error;
use crate::model::TargetKind;

/// Relative path with forward slashes, and content.
pub(super) type Tree = BTreeMap<String, Vec<u8>>;

/// Everything that a crate is rendered from besides the model.
#[derive(Debug, Clone)]
pub struct Sources {
    cli: Tree,
    mcp: Tree,
    skill: Tree,
    runtime: Tree,
    manifest: RuntimeManifest,
}

impl Sources {
    /// Reads the folder `templates`.
    ///
    /// # Errors
    /// A file cannot be read, or the runtime's manifest does not name the dependencies of its folders.
    pub fn read(root: &Path) -> Result<Self, Error> {
        let manifest = root.join("runtime/Cargo.toml");
        let text =
            fs::read_to_string(&manifest).map_err(|source| Error::Io { path: manifest.clone(), source })?;
        Ok(Self {
            cli: read_tree(&root.join("cli"))?,
            mcp: read_tree(&root.join("mcp"))?,
            skill: read_tree(&root.join("skill"))?,
            runtime: read_tree(&root.join("runtime/src/runtime"))?,
            manifest: RuntimeManifest::parse(&text)?,
        })
    }

    /// The folders of the runtime that a crate of this kind holds.
    #[must_use]
    pub fn folders(&self, kind: TargetKind) -> Vec<&'static str> {
        match kind {
            TargetKind::Cli => vec!["account", "cli", "core", "extras"],
            TargetKind::Mcp => vec!["account", "core", "mcp"],
        }
    }

    /// The rest of a crate of this kind.
    pub(super) fn templates(&self, kind: TargetKind) -> &Tree {
        match kind {
            TargetKind::Cli => &self.cli,
            TargetKind::Mcp => &self.mcp,
        }
    }

    /// The pages of a skill.
    pub(super) fn skill(&self) -> &Tree {
        &self.skill
    }

    /// The lock templates of all kinds, as far as there are any.
    pub(super) fn lock_templates(&self) -> impl Iterator<Item = &str> {
        let found = [&self.cli, &self.mcp].into_iter().filter_map(|tree| tree.get("Cargo.lock.j2"));
        found.filter_map(|content| std::str::from_utf8(content).ok())
    }

    /// The files of a runtime folder, by path below `src/runtime`.
    pub(super) fn runtime_folder(&self, folder: &str) -> impl Iterator<Item = (&str, &[u8])> {
        let prefix = format!("{folder}/");
        self.runtime
            .iter()
            .filter(move |(path, _)| path.starts_with(&prefix))
            .map(|(path, content)| (path.as_str(), content.as_slice()))
    }

    pub(super) fn manifest(&self) -> &RuntimeManifest {
        &self.manifest
    }
}

fn read_tree(root: &Path) -> Result<Tree, Error> {
    let mut tree = Tree::new();
    read_folder(root, "", &mut tree)?;
    Ok(tree)
}

fn read_folder(folder: &Path, prefix: &str, tree: &mut Tree) -> Result<(), Error> {
    let at = |source: io::Error| Error::Io { path: folder.to_owned(), source };
    for entry in fs::read_dir(folder).map_err(at)? {
        let entry = entry.map_err(at)?;
        let path = entry.path();
        let name = entry.file_name();
        // What a desktop leaves behind would make the output depend on the machine.
        if name == ".DS_Store" || name == "Thumbs.db" {
            continue;
        }
        let relative = format!("{prefix}{}", name.to_string_lossy());
        if entry.file_type().map_err(at)?.is_dir() {
            read_folder(&path, &format!("{relative}/"), tree)?;
        } else {
            tree.insert(relative, fs::read(&path).map_err(|source| Error::Io { path, source })?);
        }
    }
    Ok(())
}
