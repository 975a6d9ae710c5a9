//! Tests that a table names as proofs: whether they are there, and whether anything runs them.

use std::fs;
use std::path::Path;

use syn::{Attribute, File, Item, ItemFn};

use crate::products::root;

/// What is wrong with a proof, named as `folder/file.rs::test`; nothing when the test is there and runs.
#[must_use]
pub fn fault(proof: &str) -> Option<String> {
    let Some((path, name)) = proof.split_once("::") else {
        return Some(format!("{proof} is not file::test"));
    };
    let path = root().join(path);
    let Ok(text) = fs::read_to_string(&path) else { return Some(format!("{proof}: there is no such file")) };
    let Ok(file) = syn::parse_file(&text) else { return Some(format!("{proof}: the file is no Rust")) };
    if !is_compiled(&path) {
        return Some(format!("{proof}: no main.rs beside the file names it"));
    }
    judge(&file, name).map(|why| format!("{proof}: {why}"))
}

/// A file of `tests/` is a program of its own, or a module that the folder's `main.rs` names.
fn is_compiled(path: &Path) -> bool {
    let beside = path.parent().map(|folder| folder.join("main.rs")).filter(|main| main.exists());
    let Some(main) = beside.filter(|main| main != path) else { return true };
    let module = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
    let text = fs::read_to_string(main).unwrap_or_default();
    let Ok(file) = syn::parse_file(&text) else { return false };
    file.items.iter().any(|item| matches!(item, Item::Mod(named) if named.ident == module))
}

fn judge(file: &File, name: &str) -> Option<&'static str> {
    let Some(found) = file.items.iter().find_map(|item| function(item, name)) else {
        return Some("there is no such function");
    };
    if found.attrs.iter().any(|attribute| is(attribute, "ignore")) {
        return Some("it is ignored");
    }
    // Of `tokio::test` too, and of `cfg_attr(…, ignore)` nothing good is assumed.
    if found.attrs.iter().any(|attribute| is(attribute, "cfg_attr")) {
        return Some("whether it runs depends on the build");
    }
    (!found.attrs.iter().any(|attribute| is(attribute, "test"))).then_some("it is no test")
}

fn function<'a>(item: &'a Item, name: &str) -> Option<&'a ItemFn> {
    match item {
        Item::Fn(function) if function.sig.ident == name => Some(function),
        Item::Mod(module) => {
            let (_, items) = module.content.as_ref()?;
            items.iter().find_map(|item| function(item, name))
        }
        _ => None,
    }
}

fn is(attribute: &Attribute, name: &str) -> bool {
    attribute.path().segments.last().is_some_and(|segment| segment.ident == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "
        #[test] fn runs() {}
        #[tokio::test] async fn runs_too() {}
        #[test] #[ignore] fn waits() {}
        #[test] #[cfg_attr(windows, ignore)] fn depends() {}
        fn helps() {}
        mod inner { #[test] fn is_found() {} }
    ";

    #[test]
    fn a_proof_is_a_test_that_runs() {
        let file = syn::parse_file(FILE).expect("Rust");
        for (name, fine) in [
            ("runs", true),
            ("runs_too", true),
            ("is_found", true),
            ("waits", false),
            ("depends", false),
            ("helps", false),
            ("absent", false),
        ] {
            assert_eq!(judge(&file, name).is_none(), fine, "{name}");
        }
    }

    #[test]
    fn a_proof_is_where_the_table_says() {
        assert_eq!(fault("tests/src/proofs.rs::a_proof_is_where_the_table_says"), None);
        assert!(fault("tests/src/proofs.rs").is_some());
        assert!(fault("tests/src/absent.rs::x").is_some());
    }
}
