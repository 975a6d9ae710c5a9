//! Path of a URL with its parameters.

use crate::lower::variables::{Variables, uses, whole};
use crate::model::{Kind, Schema};
use crate::postman::{Url, Variable};

use super::facts::Facts;
use super::fields::{Flat, Naming};
use super::tree::Source;
use super::{placeholder, query};

/// A path below its host.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Route {
    /// `/users/{id}/status`; empty when the URL ends with its host.
    pub template: String,
    /// Parameters in order.
    pub params: Vec<RouteParam>,
}

/// A parameter of a path.
#[derive(Debug, Clone, PartialEq)]
pub struct RouteParam {
    /// Name in the template.
    pub name: String,
    /// Collection variable that fills it in Postman.
    pub variable: Option<String>,
}

/// The path of a URL as a template: `:id`, `{{id}}`, `{id}`, `<id>` and `[id]` become `{id}`.
///
/// A variable that the collection itself sets to a piece of path (a version, a base path) becomes that piece.
#[must_use]
pub fn route(url: &Url, variables: &Variables) -> Route {
    let mut route = Route::default();
    for segment in &url.path {
        route.template.push('/');
        let reader = Segment { url, variables };
        reader.read(segment, &mut route);
    }
    route
}

struct Segment<'a> {
    url: &'a Url,
    variables: &'a Variables,
}

impl Segment<'_> {
    fn read(&self, segment: &str, route: &mut Route) {
        if let Some(rest) = segment.strip_prefix(':') {
            let (name, suffix) = self.colon_name(rest);
            if !name.is_empty() {
                let value = self.described(name).and_then(|variable| variable.value.as_str());
                self.param(name, value.and_then(whole), route);
                return self.text(suffix, route);
            }
        }
        let enclosed = [('<', '>'), ('[', ']')].into_iter().find_map(|(open, close)| {
            segment.strip_prefix(open)?.strip_suffix(close).filter(|name| is_plain(name))
        });
        match enclosed {
            Some(name) => self.param(name, None, route),
            None => self.text(segment, route),
        }
    }

    /// The name after a colon and what follows it in the segment: `id` and `.json`, `id` and `:action`.
    fn colon_name<'s>(&self, rest: &'s str) -> (&'s str, &'s str) {
        if self.described(rest).is_some() {
            return (rest, "");
        }
        let end = rest
            .find(|letter: char| !(letter.is_alphanumeric() || matches!(letter, '_' | '-')))
            .unwrap_or(rest.len());
        rest.split_at(end)
    }

    fn described(&self, name: &str) -> Option<&Variable> {
        self.url.variables.iter().find(|variable| variable.key == name)
    }

    /// Text with variables and `{names}` in it.
    fn text(&self, text: &str, route: &mut Route) {
        let mut at = 0;
        for (start, end, name) in uses(text) {
            self.braces(text.get(at..start).unwrap_or_default(), route);
            match self.piece_of_path(text.get(start..end).unwrap_or_default()) {
                Some(piece) => route.template.push_str(&piece),
                None => self.param(name.trim_start_matches('$'), Some(name), route),
            }
            at = end;
        }
        self.braces(text.get(at..).unwrap_or_default(), route);
    }

    /// The value of a variable that is fixed in the collection and names a part of the path, not a resource.
    fn piece_of_path(&self, written: &str) -> Option<String> {
        let value = self.variables.resolve(written);
        let value = value.trim_matches('/');
        let known = value != written && uses(value).next().is_none();
        (known && is_base_path(value)).then(|| value.to_owned())
    }

    /// Text in which `{name}` may stand.
    fn braces(&self, text: &str, route: &mut Route) {
        let mut rest = text;
        while let Some(open) = rest.find('{') {
            let (before, inner) = rest.split_at(open);
            literal(before, route);
            match inner[1..].split_once('}').filter(|(name, _)| is_plain(name)) {
                Some((name, after)) => {
                    self.param(name, None, route);
                    rest = after;
                }
                None => {
                    literal("{", route);
                    rest = &inner[1..];
                }
            }
        }
        literal(rest, route);
    }

    fn param(&self, written: &str, variable: Option<&str>, route: &mut Route) {
        let name = param_name(written);
        route.template.push('{');
        route.template.push_str(&name);
        route.template.push('}');
        if !route.params.iter().any(|known| known.name == name) {
            let variable = variable.filter(|variable| !variable.starts_with('$')).map(str::to_owned);
            route.params.push(RouteParam { name, variable });
        }
    }
}

/// Braces of a literal part would look like a parameter.
fn literal(text: &str, route: &mut Route) {
    route.template.push_str(&text.replace('{', "%7B").replace('}', "%7D"));
}

fn is_plain(name: &str) -> bool {
    !name.is_empty() && name.len() <= 80 && !name.contains(['{', '}', '/', '<', '>'])
}

/// A name that can stand in a template.
fn param_name(written: &str) -> String {
    let name: String = written
        .trim()
        .chars()
        .map(
            |letter| if letter.is_alphanumeric() || matches!(letter, '_' | '-' | '.') { letter } else { '_' },
        )
        .collect();
    if name.is_empty() { "id".to_owned() } else { name }
}

/// `v1`, `api/v2`, `2024-01`: words of a path, no id of a resource.
fn is_base_path(value: &str) -> bool {
    let is_version = |part: &str| {
        let digits = part.strip_prefix(['v', 'V']).unwrap_or_default();
        digits.starts_with(|first: char| first.is_ascii_digit())
            && digits.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '.')
            && digits.len() <= 8
    };
    let is_word = |part: &str| {
        matches!(part, "api" | "apis" | "rest" | "services" | "service" | "public" | "gateway" | "graphql")
    };
    let parts: Vec<&str> = value.split('/').collect();
    !value.is_empty() && (parts.iter().any(|part| is_version(part)) || parts.iter().all(|part| is_word(part)))
}

/// Path parameters with what the file says about them.
pub(super) fn fields(url: &Url, route: &Route) -> Flat {
    let mut flat = Flat::new(Naming::Exact);
    for param in &route.params {
        let described = url.variables.iter().find(|variable| param_name(&variable.key) == param.name);
        let node = flat.reach(&param.name);
        let Some(variable) = described else {
            node.state(Source::Example, Facts { kind: Some(Kind::String), ..Facts::default() });
            continue;
        };
        let text = match &variable.value {
            serde_json::Value::String(text) => text.clone(),
            serde_json::Value::Null => String::new(),
            other => other.to_string(),
        };
        let mut example = placeholder::facts(&text);
        let value = serde_json::Value::String(text);
        if !placeholder::is_unknown(&value) && value != "" {
            example.example = Some(value);
        }
        node.state(Source::Example, example);
        query::describe(node, &variable.description);
    }
    flat
}

/// A value that becomes part of a path is one piece of text or a number.
pub(super) fn settle(schema: Schema) -> Schema {
    match schema.kind {
        Kind::Array | Kind::Object => {
            Schema { kind: Kind::String, properties: vec![], items: None, ..schema }
        }
        _ => schema,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(path: &[&str], variables: &[(&str, &str)]) -> (String, Vec<String>) {
        let url = Url { path: path.iter().map(|part| (*part).to_owned()).collect(), ..Url::default() };
        let route = route(&url, &Variables::of(variables));
        (route.template, route.params.into_iter().map(|param| param.name).collect())
    }

    fn template(path: &[&str]) -> String {
        of(path, &[]).0
    }

    #[test]
    fn parameters_in_all_notations() {
        assert_eq!(template(&["users", ":id", "status"]), "/users/{id}/status");
        assert_eq!(template(&["users", ":id.json"]), "/users/{id}.json");
        assert_eq!(template(&["jobs", ":id:cancel"]), "/jobs/{id}:cancel");
        assert_eq!(template(&["users:batchGet"]), "/users:batchGet");
        assert_eq!(template(&["a", "{{id}}", "{b}", "<c>", "[d]"]), "/a/{id}/{b}/{c}/{d}");
        assert_eq!(template(&["a-{{x y}}.{{z}}"]), "/a-{x_y}.{z}");
        assert_eq!(template(&["{{$guid}}", "{", "{}"]), "/{guid}/%7B/%7B%7D");
        assert_eq!(template(&["a", ""]), "/a/");
        assert_eq!(template(&[]), "");
    }

    #[test]
    fn one_name_twice_is_one_parameter() {
        assert_eq!(of(&[":id", "x", ":id"], &[]).1, ["id"]);
    }

    #[test]
    fn a_version_in_a_variable_is_text_and_an_id_is_not() {
        let variables = [("version", "v2"), ("base", "/api/v1/"), ("user", "42"), ("nothing", "")];
        assert_eq!(
            of(&["{{version}}", "{{base}}", "{{user}}", "{{nothing}}"], &variables).0,
            "/v2/api/v1/{user}/{nothing}"
        );
    }

    #[test]
    fn variables_behind_parameters_are_named() {
        let url = Url {
            path: vec![":id".into(), "{{account}}".into()],
            variables: vec![Variable {
                key: "id".into(),
                value: "{{orderId}}".into(),
                ..Variable::default()
            }],
            ..Url::default()
        };
        let variables: Vec<_> =
            route(&url, &Variables::default()).params.into_iter().map(|param| param.variable).collect();
        assert_eq!(variables, [Some("orderId".into()), Some("account".into())]);
    }
}
