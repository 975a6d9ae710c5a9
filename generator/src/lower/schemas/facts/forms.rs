//! Form, pattern, default, sample and unit of a value.

use regex_lite::Regex;

use super::tokens::{Piece, Token};

/// Longest pattern that is taken over.
const LONGEST_PATTERN: usize = 400;

/// A regular expression: announced by its name, or unmistakable.
pub(super) fn pattern(pieces: &[Piece<'_>]) -> Option<String> {
    let announced = |at: usize| {
        pieces.get(at.saturating_sub(5)..at).is_some_and(|before| {
            before.iter().any(|piece| {
                matches!(
                    piece.word(),
                    "pattern"
                        | "regex"
                        | "regexp"
                        | "patron"
                        | "padrao"
                        | "expression"
                        | "expresion"
                        | "expressao"
                        | "match"
                        | "matches"
                        | "matching"
                )
            })
        })
    };
    pieces.iter().enumerate().find_map(|(at, piece)| {
        let Token::Value(text) = piece.token else { return None };
        let text = text.strip_prefix('/').and_then(|text| text.strip_suffix('/')).unwrap_or(text);
        let anchored = text.starts_with('^') && text.ends_with('$');
        let looks = text.contains(['\\', '[', '^', '$', '+', '|']);
        (text.len() <= LONGEST_PATTERN && (anchored || looks && announced(at)) && Regex::new(text).is_ok())
            .then(|| text.to_owned())
    })
}

/// "default `true`", "por defecto: 5", "`10` by default".
pub(super) fn default(pieces: &[Piece<'_>]) -> Option<String> {
    let word = |at: usize| pieces.get(at).map_or("", Piece::word);
    (0..pieces.len()).find_map(|at| {
        let said = matches!(
            word(at),
            "default" | "defaults" | "defecto" | "predeterminado" | "predeterminada" | "padrao" | "omision"
        );
        if !said {
            return None;
        }
        let after = at + 1 + pieces.get(at + 1..)?.iter().take(3).take_while(|piece| is_link(piece)).count();
        let by = matches!(word(at.saturating_sub(1)), "by" | "por");
        value_at(pieces, after).or_else(|| {
            let bracket = |at: usize| pieces.get(at).is_some_and(|piece| piece.is_mark('('));
            let before = at.checked_sub(if by { 2 } else { 1 })?;
            let before = if bracket(before) { before.checked_sub(1)? } else { before };
            value_at(pieces, before).filter(|_| by || bracket(before + 1))
        })
    })
}

fn is_link(piece: &Piece<'_>) -> bool {
    piece.is_mark(':')
        || piece.is_mark('=')
        || matches!(piece.word(), "is" | "to" | "es" | "value" | "valor" | "of" | "the")
}

fn value_at(pieces: &[Piece<'_>], at: usize) -> Option<String> {
    match &pieces.get(at)?.token {
        Token::Value(value) => Some((*value).to_owned()),
        Token::Number(number) => Some((*number).to_owned()),
        Token::Word(word) if matches!(word.as_str(), "true" | "false") => Some(word.clone()),
        _ => None,
    }
}

/// "Example: `4711`", "e.g. `603`", "por ejemplo `x`".
pub(super) fn sample(pieces: &[Piece<'_>]) -> Option<String> {
    let word = |at: usize| pieces.get(at).map_or("", Piece::word);
    (0..pieces.len()).find_map(|at| {
        let length = match (word(at), word(at + 1), word(at + 2)) {
            ("example" | "ejemplo" | "exemplo" | "eg" | "sample", ..) => 1,
            ("e", _, "g") => 3,
            ("such", "as", _) => 2,
            ("for" | "por", "example" | "ejemplo" | "exemplo", _) => 2,
            _ => return None,
        };
        let link = |piece: &&Piece<'_>| is_link(piece) || piece.is_mark('.') || piece.is_mark(',');
        let after = at + length + pieces.get(at + length..)?.iter().take(3).take_while(link).count();
        match pieces.get(after)?.token {
            Token::Value(value) => Some(value.to_owned()),
            Token::Number(number) => Some(number.to_owned()),
            _ => None,
        }
    })
}

/// What a number counts: "in **seconds**", "pesos (COP)". A number before the unit makes it a duration of something.
pub(super) fn unit(text: &str, pieces: &[Piece<'_>]) -> Option<String> {
    pieces.iter().enumerate().find_map(|(at, piece)| {
        let after_number = at.checked_sub(1).and_then(|before| pieces.get(before)).is_some_and(|before| {
            matches!(before.token, Token::Number(_)) || before.word() == "not" || before.word() == "per"
        });
        if after_number {
            return None;
        }
        let unit = match piece.word() {
            "milliseconds" | "millisecond" | "ms" | "milisegundos" | "millis" => "milliseconds",
            "seconds" | "secs" | "segundos" => "seconds",
            "minutes" | "minutos" | "mins" => "minutes",
            "hours" | "horas" => "hours",
            "days" | "dias" => "days",
            "cents" | "centavos" | "centimos" => "cents",
            "percent" | "percentage" | "porcentaje" | "porcentagem" => "percent",
            "cop" | "usd" | "eur" | "brl" | "mxn" | "pen" | "clp" | "ars" | "gbp" => {
                let written = text.get(piece.span.clone()).unwrap_or_default();
                return written.chars().all(char::is_uppercase).then(|| written.to_owned());
            }
            _ => return None,
        };
        Some(unit.to_owned())
    })
}

/// A form that the text demands.
pub(super) fn format(pieces: &[Piece<'_>]) -> Option<&'static str> {
    let word = |at: usize| pieces.get(at).map_or("", Piece::word);
    (0..pieces.len()).find_map(|at| match (word(at), word(at + 1)) {
        ("valid" | "a", "ip") | ("ip", "address") | ("direccion" | "endereco" | "address", "ip") => {
            Some("ip")
        }
        ("valid", "url" | "uri")
        | ("url" | "uri", "valida" | "address" | "absolute")
        | ("absolute" | "full", "url") => Some("uri"),
        ("http" | "https", "url" | "urls") => Some("uri"),
        ("valid", "email" | "e-mail" | "mail") | ("correo", "valido") => Some("email"),
        ("valid", "uuid" | "guid") => Some("uuid"),
        ("rfc", _) if is_number(pieces, at + 1, "3339") => Some("date-time"),
        ("rfc3339", _) => Some("date-time"),
        ("yyyy-mm-dd", next) if !next.starts_with("hh") => Some("date"),
        _ => is_http_s(pieces, at).or_else(|| is_date(pieces, at)),
    })
}

/// `http(s) URL`.
fn is_http_s(pieces: &[Piece<'_>], at: usize) -> Option<&'static str> {
    let [http, open, s, close, url] = pieces.get(at..at + 5)? else { return None };
    let spelled = http.word() == "http" && open.is_mark('(') && s.word() == "s" && close.is_mark(')');
    (spelled && matches!(url.word(), "url" | "urls")).then_some("uri")
}

fn is_date(pieces: &[Piece<'_>], at: usize) -> Option<&'static str> {
    let Token::Value(text) = pieces.get(at)?.token else { return None };
    matches!(text, "YYYY-MM-DD" | "yyyy-mm-dd" | "AAAA-MM-DD" | "aaaa-mm-dd").then_some("date")
}

fn is_number(pieces: &[Piece<'_>], at: usize, expected: &str) -> bool {
    matches!(pieces.get(at).map(|piece| &piece.token), Some(Token::Number(number)) if *number == expected)
}

/// A form that the text speaks of; an example has to agree.
pub(super) fn hint(pieces: &[Piece<'_>]) -> Option<&'static str> {
    pieces.iter().enumerate().find_map(|(at, piece)| match piece.word() {
        "" if matches!(piece.token, Token::Value("https" | "https://")) => Some("uri"),
        "uuid" | "guid" => Some("uuid"),
        "email" | "e-mail" | "correo" => Some("email"),
        "url" | "uri" | "https" => Some("uri"),
        "iso" if is_number(pieces, at + 1, "8601") => Some("date-time"),
        "iso8601" | "iso-8601" => Some("date-time"),
        _ => None,
    })
}

/// A form named by itself, as in a column for restrictions: "URL", "IP".
pub(super) fn named_form(pieces: &[Piece<'_>]) -> Option<&'static str> {
    let [only] = pieces else { return None };
    match only.word() {
        "url" | "uri" => Some("uri"),
        "email" | "e-mail" | "correo" => Some("email"),
        "uuid" | "guid" => Some("uuid"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::tokens::tokens;
    use super::*;

    #[test]
    fn patterns_are_announced_or_anchored() {
        assert_eq!(pattern(&tokens(r"pattern `^\d{7,10}$`")).as_deref(), Some(r"^\d{7,10}$"));
        assert_eq!(pattern(&tokens("regex: `[A-Z]{3}`")).as_deref(), Some("[A-Z]{3}"));
        assert_eq!(pattern(&tokens("Padrão: `sim`")), None);
        assert_eq!(pattern(&tokens("lines `a[0]`")), None);
        assert_eq!(pattern(&tokens("pattern `^(?=x)$`")), None, "look-around is no part of the dialect");
    }

    #[test]
    fn defaults_and_samples() {
        assert_eq!(default(&tokens("Default is true")).as_deref(), Some("true"));
        assert_eq!(default(&tokens("por defecto: `5`")).as_deref(), Some("5"));
        assert_eq!(default(&tokens("`asc` by default")).as_deref(), Some("asc"));
        assert_eq!(default(&tokens("`open` (default), `closed`")).as_deref(), Some("open"));
        assert_eq!(default(&tokens("`pending` (por defecto) o `done`")).as_deref(), Some("pending"));
        assert_eq!(default(&tokens("By default the list is sorted")), None);
        assert_eq!(sample(&tokens("Ejemplo: `815`")).as_deref(), Some("815"));
        assert_eq!(sample(&tokens("e.g. `603`")).as_deref(), Some("603"));
    }

    #[test]
    fn units_and_forms() {
        let unit = |text: &str| super::unit(text, &tokens(text));
        assert_eq!(unit("Minutes until the link closes").as_deref(), Some("minutes"));
        assert_eq!(unit("How much to collect, in COP").as_deref(), Some("COP"));
        assert_eq!(unit("kept for 30 days"), None);
        assert_eq!(format(&tokens("http(s) URL of the shop")), Some("uri"));
        assert_eq!(format(&tokens("valid IP")), Some("ip"));
        assert_eq!(format(&tokens("starts then, `YYYY-MM-DD`")), Some("date"));
        assert_eq!(format(&tokens("YYYY-MM-DD HH:MM:SS")), None);
    }
}
