//! How the next pages of a hand-written path are asked for.

use super::super::spec::{Location, Operation, PageStep, Pages, Param};
use super::shapes;

/// As documented; else by a written parameter that counts pages or records; else at the address that the answer names. The
/// parameter that counts documented pages joins the others even where nobody wrote it.
pub fn of(method: &str, known: Option<&'static Operation>, params: &mut Vec<Param>) -> Option<Pages> {
    if method != "GET" {
        return None;
    }
    if let Some((known, pages)) = known.and_then(|known| Some((known, known.follow.pages?))) {
        announce(known, pages.argument, params);
        return Some(pages);
    }
    let by_link = Pages { argument: "", size: None, step: PageStep::Link };
    let mut counted = params
        .iter()
        .filter(|param| param.location == Location::Query)
        .filter_map(|param| Some(Pages { argument: param.argument, size: None, step: step(param.name)? }));
    Some(counted.next().unwrap_or(by_link))
}

fn announce(known: &'static Operation, argument: &str, params: &mut Vec<Param>) {
    let documented = known.params.iter().find(|param| param.argument == argument);
    if let Some(param) = documented.filter(|_| params.iter().all(|param| param.argument != argument)) {
        params.push(Param { required: false, schema: shapes::without_rules(param.schema), ..*param });
    }
}

/// What a parameter of that name counts.
fn step(name: &str) -> Option<PageStep> {
    let name: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
    match name.to_ascii_lowercase().as_str() {
        "page" | "pagenumber" | "pagenum" | "pageno" | "pageindex" | "currentpage" | "pagina" => {
            Some(PageStep::Number { first: 1 })
        }
        "offset" | "skip" | "start" | "startindex" => Some(PageStep::Offset),
        _ => None,
    }
}
