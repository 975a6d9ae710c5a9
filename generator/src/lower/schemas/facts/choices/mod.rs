//! Lists of allowed values: "one of `a`, `b`", "`1` = card, `2` = cash", "allowed values: x | y".

mod list;

use super::tokens::{Piece, Token};
use crate::lower::schemas::vocabulary::{LIST_FILLERS, OPEN_LISTS, fold, is_one_of, kind};
use list::{List, Spelling};

/// Allowed values as written, and what they mean.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in super::super) struct Choices {
    /// Value and label; the label may be empty.
    pub list: Vec<(String, String)>,
    /// The text calls the value a constant.
    pub constant: bool,
}

impl Choices {
    /// More values than this are a catalogue, not a choice.
    pub const MOST: usize = 300;

    pub fn overlay(&mut self, better: Self) {
        if !better.list.is_empty() {
            *self = better;
        }
    }

    /// Both lists: what one part of a text leaves out, another may allow.
    pub fn join(&mut self, other: Self) {
        if self.list.is_empty() {
            *self = other;
            return;
        }
        if self.list.len() > Self::MOST {
            return;
        }
        for (value, label) in other.list {
            match self.list.iter_mut().find(|(known, _)| *known == value) {
                Some((_, known)) if known.is_empty() => *known = label,
                Some(_) => {}
                None => self.list.push((value, label)),
            }
        }
        self.constant &= self.list.len() == 1;
    }
}

/// What announces a list.
#[derive(Clone, Copy)]
struct Cue {
    /// How many pieces it takes.
    length: usize,
    spelling: Spelling,
    /// How many values there must be.
    least: usize,
    constant: bool,
}

/// Reads the values that a sentence allows.
pub(super) fn read(text: &str, pieces: &[Piece<'_>]) -> Choices {
    if is_open(pieces) {
        return Choices::default();
    }
    let announced = (0..pieces.len()).find_map(|at| {
        let cue = cue(pieces, at)?;
        let start = at + cue.length + fillers(&pieces[at + cue.length..], cue);
        let list = List::read(text, &pieces[start..], cue.spelling);
        (list.items.len() >= cue.least && list.is_whole(&pieces[start..])).then(|| Choices {
            list: if cue.constant { list.unlabelled() } else { list.labelled() },
            constant: cue.constant,
        })
    });
    announced.or_else(|| unannounced(text, pieces)).unwrap_or_default()
}

/// Reads a text that stands where only values stand.
pub(super) fn read_list(text: &str, pieces: &[Piece<'_>]) -> Choices {
    if is_open(pieces) {
        return Choices::default();
    }
    let list = List::read(text, pieces, Spelling::Bare);
    let quoted = pieces.iter().any(|piece| matches!(piece.token, Token::Value(_)));
    if list.end < pieces.len() || !list.is_whole(pieces) || list.items.len() < 2 && !quoted {
        return Choices::default();
    }
    Choices { list: list.labelled(), constant: false }
}

/// The list names examples, not all values.
fn is_open(pieces: &[Piece<'_>]) -> bool {
    let open = |piece: &Piece<'_>| is_one_of(piece.word(), OPEN_LISTS) || piece.is_mark('…');
    let dots = pieces.windows(3).any(|three| three.iter().all(|piece| piece.is_mark('.')));
    let latin = pieces
        .windows(3)
        .any(|three| three[0].word() == "e" && three[1].is_mark('.') && three[2].word() == "g");
    dots || latin || pieces.iter().any(open)
}

fn cue(pieces: &[Piece<'_>], at: usize) -> Option<Cue> {
    let word = |ahead: usize| pieces.get(at + ahead).map_or("", Piece::word);
    let colon =
        |ahead: usize| pieces.get(at + ahead).is_some_and(|piece| piece.is_mark(':') || piece.is_mark('='));
    // One value alone is a list only after a colon: "one of the `Payment` ids" names no value.
    let list = |length| {
        let (spelling, least) = if colon(length) { (Spelling::Bare, 1) } else { (Spelling::Quoted, 2) };
        Some(Cue { length, spelling, least, constant: false })
    };
    match (word(0), word(1)) {
        ("one" | "any" | "either", "of") | ("uno" | "una" | "um" | "uma" | "alguno" | "alguna", "de") => {
            list(2)
        }
        (
            "allowed" | "possible" | "valid" | "accepted" | "permitted" | "supported" | "available",
            "values" | "value" | "options" | "types" | "codes",
        )
        | (
            "valores",
            "permitidos" | "posibles" | "validos" | "aceptados" | "possiveis" | "aceitos" | "disponibles",
        ) => list(2),
        ("values" | "valores" | "options" | "opciones" | "opcoes" | "enum" | "enumeration", _)
            if colon(1) =>
        {
            list(1)
        }
        ("enum", _) => list(1),
        ("allowed" | "permitted" | "accepted" | "permitidos" | "permitido" | "aceptados" | "aceitos", _)
            if colon(1) =>
        {
            list(1)
        }
        ("can" | "may", "be") | ("puede" | "pode" | "podra", "ser") => list(2),
        ("either", _) => list(1),
        ("must" | "should", "be") | ("debe" | "deve", "ser") => constant(2),
        ("always" | "siempre" | "sempre" | "only" | "solo" | "apenas" | "somente", _) => constant(1),
        ("fixed" | "fijo" | "fixo" | "constant" | "constante", _) => {
            after_colon(pieces, at).and_then(constant)
        }
        _ => None,
    }
}

fn constant(length: usize) -> Option<Cue> {
    Some(Cue { length, spelling: Spelling::Quoted, least: 1, constant: true })
}

/// How many pieces lead to a colon that comes soon; one when there is none.
fn after_colon(pieces: &[Piece<'_>], at: usize) -> Option<usize> {
    let colon = pieces.get(at..)?.iter().take(8).position(|piece| piece.is_mark(':'));
    Some(colon.map_or(1, |colon| colon + 1))
}

fn fillers(pieces: &[Piece<'_>], cue: Cue) -> usize {
    let filler = |piece: &Piece<'_>| {
        matches!(piece.token, Token::Mark(':' | '=' | '(')) || is_one_of(piece.word(), LIST_FILLERS)
    };
    let most = if cue.constant { 4 } else { 6 };
    pieces.iter().take(most).take_while(|piece| filler(piece)).count()
}

/// A sentence, or what follows its colon, that is nothing but values.
fn unannounced(text: &str, pieces: &[Piece<'_>]) -> Option<Choices> {
    let whole = only_values(text, pieces, Alone::Sentence).or_else(|| barred(text, pieces));
    whole.or_else(|| {
        let colon = pieces.iter().position(|piece| piece.is_mark(':'))?;
        only_values(text, &pieces[colon + 1..], Alone::AfterColon)
    })
}

/// `min|max|avg`: nothing but single words between bars; words for types are alternatives of types.
fn barred(text: &str, pieces: &[Piece<'_>]) -> Option<Choices> {
    let (words, bars): (Vec<_>, Vec<_>) = pieces.iter().enumerate().partition(|(at, _)| at % 2 == 0);
    let plain = |piece: &Piece<'_>| !piece.word().is_empty() && kind(piece.word()).is_none();
    let believed = words.len() == bars.len() + 1
        && words.len() >= 2
        && bars.iter().all(|(_, piece)| piece.is_mark('|'))
        && words.iter().all(|(_, piece)| plain(piece));
    believed.then(|| Choices { list: List::read(text, pieces, Spelling::Bare).unlabelled(), constant: false })
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Alone {
    Sentence,
    AfterColon,
}

/// "(default)" after a value is no label.
fn is_default(label: &str) -> bool {
    matches!(fold(label).as_str(), "default" | "por defecto" | "predeterminado" | "padrao" | "the default")
}

fn only_values(text: &str, pieces: &[Piece<'_>], alone: Alone) -> Option<Choices> {
    let list = List::read(text, pieces, Spelling::Quoted);
    let labels = list.items.iter().filter(|(_, label)| !label.is_empty() && !is_default(label)).count();
    let all_labelled = labels == list.items.len();
    let believed = list.end == pieces.len()
        && list.items.len() >= 2
        && (labels == 0 || all_labelled)
        && if list.numbers {
            all_labelled && (list.equals || list.items.len() >= 3)
        } else {
            all_labelled || list.alternatives || alone == Alone::Sentence
        };
    believed.then(|| Choices { list: list.labelled(), constant: false })
}

#[cfg(test)]
mod tests {
    use super::super::tokens::tokens;
    use super::*;

    fn of(text: &str) -> Vec<String> {
        let choices = read(text, &tokens(text));
        let shown = |(value, label): (String, String)| {
            if label.is_empty() { value } else { format!("{value}={label}") }
        };
        choices.list.into_iter().map(shown).collect()
    }

    #[test]
    fn announced_lists() {
        assert_eq!(of("one of `a`, `b` or `c`"), ["a", "b", "c"]);
        assert_eq!(of("allowed values: `1` (Card), `2` (Cash, all)"), ["1=Card", "2=Cash, all"]);
        assert_eq!(of("enum: `PA` Passport, `DL` Licence"), ["PA=Passport", "DL=Licence"]);
        assert_eq!(of("Allowed values: asc | desc"), ["asc", "desc"]);
        assert_eq!(of("Valores permitidos: activo, inactivo"), ["activo", "inactivo"]);
        assert_eq!(of("Must be `x/y`"), ["x/y"]);
        assert_eq!(of("Only `quoteOnly`"), ["quoteOnly"]);
        assert_eq!(of("allowed: `order`"), ["order"]);
        assert_eq!(
            of("enum: `1` large, `6` 1, 2 and 3, `7` 2 and 3"),
            ["1=large", "6=1, 2 and 3", "7=2 and 3"]
        );
        assert_eq!(of("Fixed value for this request: `/pay`"), ["/pay"]);
        assert!(read("always `Plan` for invoices", &tokens("always `Plan` for invoices")).constant);
    }

    #[test]
    fn lists_that_stand_alone() {
        assert_eq!(of("`enabled` or `disabled`"), ["enabled", "disabled"]);
        assert_eq!(of("`F` natural, `J` legal"), ["F=natural", "J=legal"]);
        assert_eq!(
            of("\"0\" = natural person, \"1\" = legal person"),
            ["0=natural person", "1=legal person"]
        );
        assert_eq!(of("1 = Card (in), 2 = Cash"), ["1=Card (in)", "2=Cash"]);
        assert_eq!(of("0 rejected, 1 pending, 2 approved"), ["0=rejected", "1=pending", "2=approved"]);
        assert_eq!(of("Sort order: `asc` or `desc`"), ["asc", "desc"]);
        assert_eq!(of("min|max | avg"), ["min", "max", "avg"]);
        assert_eq!(of("Estado: `new` (por defecto), `open` o `done`"), ["new", "open", "done"]);
    }

    #[test]
    fn what_is_no_list_of_values() {
        for text in [
            "`Plan` and `Extra` are the values seen so far",
            "`a` and `b` are joined",
            "Copied from: `name`, `email`",
            "1-36 characters",
            "such as `a`, `b`",
            "one of `a`, `b`, ...",
            "About the shop, e.g. `origin`, `shop`",
            "must be a valid URL",
            "must be greater than `0`",
            "can be `null`",
            "79 for merchants without one",
            "allowed values: asc, desc, in any other order that you like",
            "allowed values: new, in progress",
            "valid values: 1, 2, 3 or more",
            "one of the `Payment` ids",
            "10, 20",
            "string | null",
            "day | week (default)",
            "Name | the name",
            "one of `a`, `b` and also sometimes `c`",
        ] {
            assert_eq!(of(text), Vec::<String>::new(), "{text}");
        }
    }
}
