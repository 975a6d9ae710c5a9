//! How long a token lives, where the text says so.

use super::super::words::words;

/// A minute to a month: anything else is about something else.
const SHORTEST: u64 = 60;
const LONGEST: u64 = 31 * 24 * 3600;

/// Words that speak of a token's life; one of them stands in the same sentence.
const CUES: &[&str] = &[
    "session",
    "sesion",
    "sessao",
    "token",
    "bearer",
    "jwt",
    "valid",
    "valido",
    "valida",
    "lasts",
    "lives",
    "lifetime",
    "expire",
    "expires",
    "expira",
    "expiration",
    "expiracion",
    "vigencia",
    "vence",
    "caduca",
    "dura",
    "duracion",
    "validade",
    "duracao",
];

const NUMBERS: &[(&str, u64)] = &[
    ("one", 1),
    ("an", 1),
    ("una", 1),
    ("un", 1),
    ("uma", 1),
    ("um", 1),
    ("two", 2),
    ("dos", 2),
    ("duas", 2),
    ("dois", 2),
    ("three", 3),
    ("tres", 3),
    ("four", 4),
    ("cuatro", 4),
    ("quatro", 4),
    ("five", 5),
    ("cinco", 5),
    ("six", 6),
    ("seis", 6),
    ("eight", 8),
    ("ocho", 8),
    ("oito", 8),
    ("ten", 10),
    ("diez", 10),
    ("dez", 10),
    ("twelve", 12),
    ("doce", 12),
    ("doze", 12),
    ("fifteen", 15),
    ("quince", 15),
    ("quinze", 15),
    ("twenty", 20),
    ("thirty", 30),
    ("treinta", 30),
    ("trinta", 30),
    ("sixty", 60),
    ("sesenta", 60),
    ("sessenta", 60),
];

/// The shortest life in seconds that the text states: renewing early does no harm, renewing late does.
pub(super) fn stated(text: &str) -> Option<u64> {
    let sentences = text.lines().flat_map(|line| line.split(". ")).flat_map(|part| part.split('|'));
    sentences.filter_map(of_sentence).min()
}

fn of_sentence(sentence: &str) -> Option<u64> {
    // A decimal point or a thousands separator would read as two numbers.
    let sentence = sentence.replace(',', "");
    let words = words(&sentence);
    words.iter().any(|word| CUES.contains(&word.as_str())).then_some(())?;
    words
        .windows(2)
        .filter_map(|pair| {
            let [count, unit] = pair else { return None };
            let seconds = number(count)?.checked_mul(unit_seconds(unit)?)?;
            (SHORTEST..=LONGEST).contains(&seconds).then_some(seconds)
        })
        .min()
}

fn number(word: &str) -> Option<u64> {
    word.parse().ok().or_else(|| NUMBERS.iter().find(|(name, _)| *name == word).map(|(_, count)| *count))
}

fn unit_seconds(word: &str) -> Option<u64> {
    Some(match word {
        "s" | "sec" | "secs" | "second" | "seconds" | "segundo" | "segundos" => 1,
        "m" | "min" | "mins" | "minute" | "minutes" | "minuto" | "minutos" => 60,
        "h" | "hr" | "hrs" | "hour" | "hours" | "hora" | "horas" => 3600,
        "d" | "day" | "days" | "dia" | "dias" => 24 * 3600,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::stated;

    #[test]
    fn lives_in_three_languages() {
        for (text, seconds) in [
            ("A session lasts **2 hours**. There is no need to log in before each call.", Some(7200)),
            ("Valid for two hours (newer text).", Some(7200)),
            ("El token expira en 30 minutos", Some(1800)),
            ("O token tem validade de 1 dia", Some(86_400)),
            ("Expires after 3,600 seconds", Some(3600)),
            ("The session lasted 12 hours. Now a token is valid for 2 hours.", Some(7200)),
            ("Wait 30 minutes before the next call", None),
            ("The token lives 5 s", None),
            ("", None),
        ] {
            assert_eq!(stated(text), seconds, "{text}");
        }
    }
}
