//! The words of a route.

use super::phrase::Phrase;

/// The literal segments of a route.
pub(super) struct Path {
    pub literals: Vec<Literal>,
}

/// A literal segment, and whether a parameter stands right before it.
pub(super) struct Literal {
    pub phrase: Phrase,
    pub after_parameter: bool,
}

impl Path {
    pub(super) fn new(route: &str) -> Self {
        let mut literals = Vec::new();
        let mut after_parameter = false;
        for segment in route.split('/').filter(|segment| !segment.is_empty()) {
            // `{id}:cancel` and `bookings:search` hold an action of their own; `{id}.json` holds none.
            for piece in segment.split(':').filter(|piece| !piece.is_empty()) {
                if is_parameter(piece) {
                    after_parameter = true;
                } else if !is_version(piece) {
                    let phrase = Phrase::new(without_extension(piece));
                    if !phrase.tokens.is_empty() {
                        literals.push(Literal { phrase, after_parameter });
                    }
                    after_parameter = false;
                }
            }
        }
        Self { literals }
    }

    pub(super) fn last(&self) -> Option<&Literal> {
        self.literals.last()
    }

    pub(super) fn before_last(&self) -> Option<&Literal> {
        self.literals.len().checked_sub(2).and_then(|at| self.literals.get(at))
    }

    /// `/droplets/{id}/actions`: the body's `type` says which.
    pub(super) fn takes_actions(&self) -> bool {
        const LISTS: &[&str] = &["action", "actions", "command", "commands", "operation", "operations"];
        self.last().is_some_and(|last| last.phrase.tokens.iter().all(|token| LISTS.contains(&token.as_str())))
    }

    /// Segments that only lead to an endpoint whose body says what is done.
    pub(super) fn is_opaque(&self) -> bool {
        const GENERIC: &[&str] = &[
            "api", "graphql", "gql", "rpc", "jsonrpc", "json", "xmlrpc", "soap", "service", "services",
            "rest", "gateway",
        ];
        let generic =
            |literal: &Literal| literal.phrase.tokens.iter().all(|token| GENERIC.contains(&token.as_str()));
        self.literals.iter().all(generic)
    }
}

fn is_parameter(piece: &str) -> bool {
    piece.starts_with(['{', '<', '['])
}

fn is_version(piece: &str) -> bool {
    let digits = piece.strip_prefix(['v', 'V']).unwrap_or(piece);
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
}

fn without_extension(piece: &str) -> &str {
    const EXTENSIONS: &[&str] =
        &["json", "xml", "php", "asmx", "aspx", "do", "action", "jsp", "svc", "html", "csv"];
    match piece.rsplit_once('.') {
        Some((stem, extension)) if EXTENSIONS.contains(&extension.to_ascii_lowercase().as_str()) => stem,
        _ => piece,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals_are_told_from_parameters() {
        let path = Path::new("/v2/user-webhooks/{id}/status.json");
        let tokens: Vec<String> =
            path.literals.iter().map(|literal| literal.phrase.tokens.join(" ")).collect();
        assert_eq!(tokens, ["user webhooks", "status"]);
        assert!(path.last().is_some_and(|literal| literal.after_parameter));
        assert_eq!(Path::new("/orders/{id}:cancel").literals.len(), 2);
        assert!(Path::new("/api/v1/rpc").is_opaque());
        assert!(Path::new("/").is_opaque());
    }
}
