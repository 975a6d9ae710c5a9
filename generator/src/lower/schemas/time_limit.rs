//! How long an answer may take, where a description says so.

use super::markdown::{Block, Item};
use super::vocabulary::fold;

/// Limits beyond these are about something else.
const SHORTEST_MS: u64 = 1_000;
const LONGEST_MS: u64 = 3_600_000;

/// Words that speak of the time an answer takes.
const CUES: &[&str] = &[
    "timeout",
    "timeouts",
    "time out",
    "time limit",
    "answer limit",
    "response limit",
    "response time",
    "answer time",
    "processing time",
    "processing limit",
    "may take",
    "takes up to",
    "can take",
    "take up to",
    "gives up",
    "answers within",
    "responds within",
    "maximum time",
    "wait up to",
    "limite de respuesta",
    "limite de tiempo",
    "limite de procesamiento",
    "tiempo de espera",
    "tiempo maximo",
    "tiempo limite",
    "tiempo de respuesta",
    "tiempo de procesamiento",
    "puede tardar",
    "tempo limite",
    "tempo maximo",
    "tempo de resposta",
    "tempo de espera",
    "limite de tempo",
    "pode demorar",
    "to answer",
];

/// Who answers, and how a bound is put: together they speak of the time an answer takes.
const ANSWERING: &[&str] = &[
    "answer",
    "answers",
    "response",
    "respond",
    "responds",
    "reply",
    "replies",
    "provider",
    "processing",
    "respuesta",
    "proveedor",
    "procesamiento",
    "resposta",
    "provedor",
    "processamento",
];
const BOUNDS: &[&str] = &[
    "allow", "up to", "within", "limit", "maximum", "max", "at most", "may", "need", "needs", "hasta",
    "maximo", "ate", "limite", "permite",
];

/// Words that speak of the life of something else.
const OTHERS: &[&str] = &[
    "token",
    "tokens",
    "session",
    "expire",
    "expires",
    "expira",
    "expiration",
    "valid",
    "lifetime",
    "per minute",
    "por minuto",
    "attempts",
    "intentos",
    "tentativas",
    "vigencia",
    "vence",
    "caduca",
    "sesion",
    "cache",
    "retry after",
    "link",
    "window",
];

/// The longest limit that the text states, in milliseconds.
pub(super) fn documented(blocks: &[Block]) -> Option<u64> {
    let mut longest = None;
    let mut look = |text: &str| {
        for sentence in text.split(['\n']).flat_map(|line| line.split(". ")) {
            longest = longest.max(limit(sentence));
        }
    };
    for block in blocks {
        match block {
            Block::Heading { text, .. } | Block::Paragraph(text) => look(text),
            Block::List(items) => each(items, &mut look),
            Block::Table(table) => table.rows.iter().for_each(|row| look(&row.join(" "))),
        }
    }
    longest
}

fn each(items: &[Item], look: &mut dyn FnMut(&str)) {
    for item in items {
        look(&item.text);
        each(&item.children, look);
    }
}

fn limit(sentence: &str) -> Option<u64> {
    let longest = durations(sentence)?;
    let folded = format!(" {} ", fold(sentence));
    let says = |phrases: &[&str]| phrases.iter().any(|phrase| folded.contains(&format!(" {phrase} ")));
    let speaks_of_answers = says(CUES) || says(ANSWERING) && says(BOUNDS);
    (speaks_of_answers && !says(OTHERS)).then_some(longest)
}

/// The longest duration that a sentence holds.
fn durations(sentence: &str) -> Option<u64> {
    if !sentence.bytes().any(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let words: Vec<&str> = sentence
        .split(|letter: char| letter.is_whitespace() || matches!(letter, '(' | ')' | ';' | '`' | '~'))
        .collect();
    let durations = words
        .iter()
        .enumerate()
        .filter_map(|(at, word)| duration(word, words.get(at + 1).copied().unwrap_or_default()));
    durations.max()
}

/// `30,000` `ms`, `60s`, `0-15 s` (its end), `2` `minutes`.
fn duration(word: &str, next: &str) -> Option<u64> {
    let word = word.trim_end_matches([',', '.', ':']);
    let word = word.rsplit(['-', '–']).next().unwrap_or(word);
    let digits = word
        .find(|letter: char| !(letter.is_ascii_digit() || matches!(letter, ',' | '.')))
        .unwrap_or(word.len());
    let (number, glued) = word.split_at(digits);
    let number = number.trim_end_matches(['.', ',']);
    let unit = fold(if glued.is_empty() { next } else { glued });
    let milliseconds = match unit.as_str() {
        "ms" | "msec" | "millis" | "milliseconds" | "milisegundos" => 1,
        "s" | "sec" | "secs" | "seconds" | "second" | "segundos" | "segundo" | "seg" => 1_000,
        "min" | "mins" | "minutes" | "minute" | "minutos" | "minuto" => 60_000,
        _ => return None,
    };
    let grouped = number.split([',', '.']).skip(1).all(|group| group.len() == 3);
    let plain: String =
        if grouped { number.replace([',', '.'], "") } else { number.split(['.', ',']).next()?.to_owned() };
    let total = plain.parse::<u64>().ok()?.checked_mul(milliseconds)?;
    (SHORTEST_MS..=LONGEST_MS).contains(&total).then_some(total)
}

#[cfg(test)]
mod tests {
    use super::super::markdown::blocks;
    use super::*;

    fn of(markdown: &str) -> Option<u64> {
        documented(&blocks(markdown))
    }

    #[test]
    fn limits_in_several_words() {
        assert_eq!(of("Time limit: 30,000 ms (processing)."), Some(30_000));
        assert_eq!(of("Límite de respuesta: 60000 ms."), Some(60_000));
        assert_eq!(of("Timeout: 50000 ms. Most answers arrive in 0-15 s."), Some(50_000));
        assert_eq!(of("- Time limit: 50 s (50000 ms); 0 to 15 s is normal."), Some(50_000));
        assert_eq!(
            of("Timeout: set 300000 ms in the client. The text gives 120,000 ms to answer."),
            Some(300_000)
        );
        assert_eq!(of("Reads only; processing may take up to 30,000 ms."), Some(30_000));
        assert_eq!(of("Money moves. Allow 60 s (60,000 ms) for the answer."), Some(60_000));
        assert_eq!(of("The provider may need up to 150 s (150,000 ms)."), Some(150_000));
        assert_eq!(of("O tempo limite é de 2 minutos"), Some(120_000));
    }

    #[test]
    fn other_times() {
        for text in [
            "The token expires after 60 seconds.",
            "Five calls within 1 minute",
            "The session timeout is 2 minutes",
            "Wait 30 s",
            "Timeout errors: 408",
        ] {
            assert_eq!(of(text), None, "{text}");
        }
    }
}
