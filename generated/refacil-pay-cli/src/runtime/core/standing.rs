//! Whether a status word is good news: `approved`, `rechazado`, `pendente`.

/// What a status word says of the thing that has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It came to a good end.
    Good,
    /// It came to a bad end.
    Bad,
    /// It has not ended.
    Open,
}

// English, Spanish and Portuguese; Spanish and Portuguese ones without their last vowel, which follows the noun.
const GOOD: &[&str] = &[
    "accepted",
    "active",
    "approved",
    "available",
    "captured",
    "complete",
    "completed",
    "confirmed",
    "delivered",
    "enabled",
    "finished",
    "ok",
    "paid",
    "settled",
    "succeeded",
    "success",
    "successful",
    "verified",
    "acreditad",
    "activ",
    "aprobad",
    "aprovad",
    "ativ",
    "completad",
    "concluid",
    "confirmad",
    "entregad",
    "entregue",
    "exito",
    "exitos",
    "finalizad",
    "liquidad",
    "pag",
    "pagad",
    "sucesso",
];

const BAD: &[&str] = &[
    "aborted",
    "blocked",
    "canceled",
    "cancelled",
    "chargeback",
    "declined",
    "denied",
    "error",
    "expired",
    "failed",
    "failure",
    "invalid",
    "refused",
    "rejected",
    "returned",
    "reversed",
    "revoked",
    "suspended",
    "timeout",
    "unpaid",
    "voided",
    "anulad",
    "bloquead",
    "cancelad",
    "declinad",
    "devuelt",
    "expirad",
    "fallid",
    "falh",
    "falhou",
    "negad",
    "rechazad",
    "recusad",
    "rejeitad",
    "vencid",
];

const OPEN: &[&str] = &[
    "awaiting",
    "initiated",
    "open",
    "pending",
    "processing",
    "progress",
    "queued",
    "scheduled",
    "started",
    "submitted",
    "unconfirmed",
    "unverified",
    "waiting",
    "aguardando",
    "curso",
    "esperando",
    "iniciad",
    "pendente",
    "pendiente",
    "proceso",
    "procesando",
    "processamento",
    "processando",
    "programad",
];

/// The standing that a status word, or a short text around one, tells; none where it tells two, or denies one.
#[must_use]
pub fn standing(text: &str) -> Option<Standing> {
    let text: String = text.chars().take(80).collect::<String>().to_lowercase();
    let words: Vec<&str> =
        text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    if words.iter().any(|word| matches!(*word, "not" | "no" | "non" | "nao" | "não" | "sin" | "partially")) {
        return None;
    }
    let mut found = words.iter().filter_map(|word| of_word(word));
    let first = found.next()?;
    found.all(|other| other == first).then_some(first)
}

fn of_word(word: &str) -> Option<Standing> {
    let plain: String = word.chars().map(without_accent).collect();
    let is_in = |list: &[&str]| {
        let root = plain.strip_suffix(['a', 'o', 's']).unwrap_or(&plain);
        list.iter().any(|known| *known == plain || *known == root)
    };
    [(GOOD, Standing::Good), (BAD, Standing::Bad), (OPEN, Standing::Open)]
        .into_iter()
        .find(|(list, _)| is_in(list))
        .map(|(_, standing)| standing)
}

const fn without_accent(c: char) -> char {
    match c {
        'á' | 'ã' | 'â' => 'a',
        'é' | 'ê' => 'e',
        'í' => 'i',
        'ó' | 'õ' | 'ô' => 'o',
        'ú' => 'u',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_three_languages_are_known() {
        for text in ["approved", "PAID", "Aprobada", "pagado", "Éxito", "concluído", "payment.succeeded"] {
            assert_eq!(standing(text), Some(Standing::Good), "{text}");
        }
        for text in ["rejected", "Failed", "rechazada", "CANCELLED", "recusado", "payment_failed"] {
            assert_eq!(standing(text), Some(Standing::Bad), "{text}");
        }
        for text in ["pending", "IN_PROGRESS", "Pendiente", "em processamento", "processing"] {
            assert_eq!(standing(text), Some(Standing::Open), "{text}");
        }
    }

    #[test]
    fn a_denied_or_mixed_word_tells_nothing() {
        for text in ["not approved", "no pagado", "approved or rejected", "blue", "", "pass"] {
            assert_eq!(standing(text), None, "{text}");
        }
    }
}
