//! Names that come from a collection, made fit for files, modules and items.

use heck::ToKebabCase;

use super::listing::digest;

/// Longest file stem or module name.
const LONGEST: usize = 80;

/// Names that Windows keeps for devices, whatever the ending.
const DEVICES: &[&str] = &["con", "prn", "aux", "nul", "conin$", "conout$"];

/// Module names that mean something else inside `src/api`.
const TAKEN_MODULES: &[&str] = &["api", "docs", "schemas", "mod", "main", "lib", "runtime", "spec"];

/// Lower-case words joined by hyphens: `[a-z0-9-]` only, never empty. Different texts may give the same slug.
pub fn slug(text: &str) -> String {
    let words = deunicode::deunicode(text).to_kebab_case();
    let slug = squeeze(&words);
    if slug.is_empty() { format!("x-{}", short_digest(text)) } else { slug }
}

/// The stem of the file that belongs to an id. Different ids give different stems.
pub fn file_stem(id: &str) -> String {
    let clean = squeeze(id);
    if !clean.is_empty() && clean == id && clean.len() <= LONGEST && !is_device(&clean) {
        return clean;
    }
    let mut stem: String = clean.chars().take(LONGEST - 10).collect();
    if stem.is_empty() || is_device(&stem) {
        stem = format!("x-{stem}").trim_end_matches('-').to_owned();
    }
    format!("{}-{}", stem.trim_end_matches('-'), short_digest(id))
}

/// The module of a group's slug. Different slugs give different modules.
pub fn module(slug: &str) -> String {
    let name = file_stem(slug).replace('-', "_");
    let usable = syn::parse_str::<syn::Ident>(&name).is_ok() && !TAKEN_MODULES.contains(&name.as_str());
    // No slug starts with a hyphen, so that this cannot meet another module; a device name is no longer one.
    if usable && !is_device(&name) { name } else { format!("_{name}") }
}

/// The constant that belongs to a slug or file stem. Different stems give different constants.
pub fn constant(stem: &str, taken: &[&str]) -> String {
    let name = stem.replace('-', "_").to_ascii_uppercase();
    if name.starts_with(|c: char| c.is_ascii_digit()) || taken.contains(&name.as_str()) {
        format!("_{name}")
    } else {
        name
    }
}

/// Eight hexadecimal digits that tell texts apart.
pub fn short_digest(text: &str) -> String {
    digest(text.as_bytes()).chars().take(8).collect()
}

/// The path stays inside the folder that it is relative to and can exist on Linux, macOS and Windows.
#[must_use]
pub fn is_safe_path(path: &str) -> bool {
    path.len() <= 200 && !path.is_empty() && path.split('/').all(is_safe_name)
}

fn is_safe_name(name: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    let stem = name.split('.').next().unwrap_or_default().to_ascii_lowercase();
    !name.is_empty() && name.chars().all(plain) && !name.ends_with('.') && !is_device(&stem)
}

fn is_device(stem: &str) -> bool {
    let numbered = stem.strip_prefix("com").or_else(|| stem.strip_prefix("lpt"));
    DEVICES.contains(&stem) || numbered.is_some_and(|rest| matches!(rest.as_bytes(), [b'0'..=b'9']))
}

/// Everything but `[a-z0-9]` becomes a hyphen; no hyphen stands at an end or beside another.
fn squeeze(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        let c = c.to_ascii_lowercase();
        if c.is_ascii_alphanumeric() {
            out.push(c);
        } else if !out.is_empty() && !out.ends_with('-') {
            out.push('-');
        }
    }
    out.truncate(out.trim_end_matches('-').len());
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn ordinary_names_stay_as_they_are() {
        assert_eq!(file_stem("payments-create-link"), "payments-create-link");
        assert_eq!(slug("Webhooks de Usuario (API)"), "webhooks-de-usuario-api");
        assert_eq!(module("user-webhooks"), "user_webhooks");
        assert_eq!(constant("create-link", &[]), "CREATE_LINK");
    }

    #[test]
    fn hostile_names_become_harmless() {
        assert!(file_stem("../../etc/passwd").starts_with("etc-passwd-"));
        assert!(file_stem("con").starts_with("x-con-"));
        assert_eq!(module("type"), "_type");
        assert_eq!(module("schemas"), "_schemas");
        assert_eq!(module("2fa"), "_2fa");
        assert_eq!(constant("operations", &["OPERATIONS"]), "_OPERATIONS");
        assert!(
            !is_safe_path("../x")
                && !is_safe_path("/x")
                && !is_safe_path("a//b")
                && !is_safe_path("a/NUL.txt")
        );
        assert!(
            !is_safe_path("a\\b") && !is_safe_path("a/./b") && !is_safe_path("c:x") && !is_safe_path("a/b.")
        );
        assert!(is_safe_path(".rustfmt.toml") && is_safe_path("src/api/docs/x.json"));
    }

    proptest! {
        #[test]
        fn any_text_gives_a_safe_file_and_an_identifier(text in any::<String>()) {
            let stem = file_stem(&text);
            let file = format!("{stem}.json");
            prop_assert!(is_safe_path(&file), "{}", file);
            let module = module(&slug(&text));
            let source = format!("{module}.rs");
            prop_assert!(is_safe_path(&source), "{}", source);
            prop_assert!(syn::parse_str::<syn::Ident>(&module).is_ok(), "{}", module);
            prop_assert!(syn::parse_str::<syn::Ident>(&constant(&stem, &["OPERATIONS"])).is_ok());
        }

        #[test]
        fn different_ids_give_different_files(a in "[a-z./ -]{0,6}", b in "[a-z./ -]{0,6}") {
            prop_assume!(a != b);
            prop_assert_ne!(file_stem(&a), file_stem(&b));
        }
    }
}
