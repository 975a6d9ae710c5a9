//! The addresses at which a version published before served its documentation: `postman://collection/<collection>`, and
//! below it `folder/<name>` and `endpoint/<method>/<path>`. Several operations share one of those, so a page holds them all.

use crate::runtime::core::spec::Operation;

use super::catalog::Catalog;
use super::library;

/// The page at such an address.
pub(super) fn read(catalog: &Catalog, uri: &str) -> Option<String> {
    let rest = uri.strip_prefix("postman://collection/")?;
    let (collection, place) = rest.split_once('/').unwrap_or((rest, ""));
    if collection.is_empty() {
        return None;
    }
    let pages = match place.split_once('/') {
        None if place.is_empty() => vec![library::overview(catalog)],
        Some(("folder", name)) => folders(catalog, name),
        Some(("endpoint", place)) => {
            let (method, path) = place.split_once('/')?;
            let at = |operation: &Operation| {
                operation.method.eq_ignore_ascii_case(method) && is_path(operation.path, path)
            };
            let found = catalog.api().operations().filter(|operation| at(operation));
            found.map(|operation| library::whole(catalog, operation)).collect()
        }
        _ => return None,
    };
    (!pages.is_empty()).then(|| pages.join("\n"))
}

/// Folders of that name, wherever they lie.
fn folders(catalog: &Catalog, name: &str) -> Vec<String> {
    let api = catalog.api();
    let groups = api.groups.iter().filter(|group| slug(group.title) == name);
    let mut pages: Vec<_> = groups.clone().map(|group| library::folder(catalog, group)).collect();
    let told = |folder: &str| groups.clone().any(|group| group.name == folder);
    let others = api.folders.iter().filter(|folder| slug(folder.title) == name && !told(folder.name));
    pages.extend(others.map(library::said));
    pages
}

/// Lower-case words with hyphens between them.
fn slug(title: &str) -> String {
    let words = title.split(|character: char| !character.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect::<Vec<_>>().join("-")
}

/// Whether a path is that of an operation; a parameter may be written in any way.
fn is_path(template: &str, path: &str) -> bool {
    let parts = |path: &str| path.trim_matches('/').split('/').map(str::to_owned).collect::<Vec<_>>();
    let (template, path) = (parts(template), parts(path));
    let alike = |(wanted, given): (&String, &String)| wanted.starts_with('{') || wanted == given;
    template.len() == path.len() && template.iter().zip(&path).all(alike)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_become_the_names_that_addresses_have() {
        assert_eq!(slug("Luck and chance"), "luck-and-chance");
        assert_eq!(slug("Commerce API"), "commerce-api");
        assert_eq!(slug(" --- "), "");
    }

    #[test]
    fn a_parameter_fits_however_it_is_written() {
        for written in ["sells/sale/{saleId}", "/sells/sale/:saleId", "sells/sale/%7BsaleId%7D"] {
            assert!(is_path("/sells/sale/{saleId}", written), "{written}");
        }
        assert!(!is_path("/sells/sale/{saleId}", "sells/sale"));
        assert!(!is_path("/sells/sale", "sells/sell"));
    }
}
