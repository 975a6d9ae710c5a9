//! Splits names, paths and identifiers into lower-case ASCII words.

use std::borrow::Cow;

/// Words of a text: `getBalance`, `user-webhooks` and `Crear sesión 🔑` become two words each.
///
/// Symbols and emoji separate words and leave nothing behind; letters are transliterated.
pub(crate) fn words(text: &str) -> Vec<String> {
    let mut splitter = Splitter::default();
    let text = with_whole_brands(text);
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        let mut ahead = characters.clone();
        splitter.take(character, [ahead.next(), ahead.next()]);
    }
    splitter.finish()
}

/// Words with a capital inside that are nevertheless one word.
const BRANDS: &[&str] = &[
    "BigQuery",
    "eBay",
    "GitHub",
    "GitLab",
    "GraphQL",
    "gRPC",
    "IPv4",
    "IPv6",
    "iOS",
    "IoT",
    "iPad",
    "iPhone",
    "JavaScript",
    "LinkedIn",
    "LoRa",
    "MongoDB",
    "mTLS",
    "MySQL",
    "NoSQL",
    "OAuth",
    "OpenID",
    "PayPal",
    "PostgreSQL",
    "QoD",
    "QoS",
    "TikTok",
    "VoIP",
    "WhatsApp",
    "WiFi",
    "WooCommerce",
    "YouTube",
];

fn with_whole_brands(text: &str) -> Cow<'_, str> {
    let starts_hump = |pair: &[u8]| match pair {
        [before, capital] => before.is_ascii_alphanumeric() && capital.is_ascii_uppercase(),
        _ => false,
    };
    if !text.as_bytes().windows(2).any(starts_hump) {
        return Cow::Borrowed(text);
    }
    let mut text = Cow::Borrowed(text);
    for brand in BRANDS.iter().filter(|brand| text.contains(**brand)).collect::<Vec<_>>() {
        text = Cow::Owned(with_whole(brand, &text));
    }
    text
}

fn with_whole(brand: &str, text: &str) -> String {
    let mut whole = brand.to_ascii_lowercase();
    if let Some(first) = whole.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for (start, _) in text.match_indices(brand) {
        let before = text.get(at..start).unwrap_or_default();
        // `streamTLS` ends in another word than `mTLS`.
        let inside = brand.starts_with(char::is_lowercase) && before.ends_with(char::is_alphanumeric);
        out.push_str(before);
        out.push_str(if inside { brand } else { &whole });
        at = start + brand.len();
    }
    out.push_str(text.get(at..).unwrap_or_default());
    out
}

#[derive(Default)]
struct Splitter {
    words: Vec<String>,
    word: String,
    before: Option<char>,
    /// The word began inside camel case, not at a blank or another mark.
    inside: bool,
}

impl Splitter {
    fn take(&mut self, character: char, next: [Option<char>; 2]) {
        // An apostrophe belongs to its word (`don't`), but a French or Italian article or preposition is cut off
        // with it (`l'abonnement`, `d'un`); accents written as marks of their own vanish.
        if matches!(character, '\'' | '’' | '\u{300}'..='\u{36f}') {
            let elided = matches!(character, '\'' | '’') && matches!(self.word.as_str(), "d" | "l");
            if elided && !self.inside && next[0].is_some_and(char::is_alphabetic) {
                self.word.clear();
                self.before = None;
            }
            return;
        }
        if !character.is_alphanumeric() {
            self.close();
            self.inside = false;
            return;
        }
        if self.starts_word(character, next) {
            self.close();
            self.inside = true;
        }
        if character.is_ascii() {
            self.word.push(character.to_ascii_lowercase());
        } else {
            let latin = deunicode::deunicode_char(character).unwrap_or_default();
            let letters = latin.chars().filter(char::is_ascii_alphanumeric);
            self.word.extend(letters.map(|letter| letter.to_ascii_lowercase()));
            // A blank behind says that the character is a word of its own, as in Chinese.
            if latin.ends_with(' ') {
                self.close();
            }
        }
        self.before = Some(character);
    }

    /// Camel case starts a word at a capital after a small letter, and at the last capital of several.
    fn starts_word(&self, character: char, next: [Option<char>; 2]) -> bool {
        let Some(before) = self.before else { return false };
        if !character.is_uppercase() {
            return false;
        }
        // `v2Users` is two words, `B2C` and `2FA` are one.
        let after_small =
            before.is_lowercase() || before.is_numeric() && next[0].is_some_and(char::is_lowercase);
        let last_capital = before.is_uppercase() && next[0].is_some_and(char::is_lowercase);
        // `IDs`, `APIs`: a plural, not a new word.
        let plural = next[0] == Some('s') && !next[1].is_some_and(char::is_lowercase);
        // `IPsec` is one word, `AUser` within `getAUser` is two.
        let single = self.word.len() == 1 && !self.inside;
        // `eSIM`, `eSign`: electronic.
        if single && before == 'e' {
            return false;
        }
        after_small || (last_capital && !plural && !single)
    }

    fn close(&mut self) {
        self.before = None;
        if !self.word.is_empty() {
            self.words.push(std::mem::take(&mut self.word));
        }
    }

    fn finish(mut self) -> Vec<String> {
        self.close();
        self.words
    }
}

/// Two forms of one word, as far as plurals tell.
pub(crate) fn alike(one: &str, other: &str) -> bool {
    let plural = |single: &str, plural: &str| plural.strip_suffix('s') == Some(single);
    one == other || singular(one) == singular(other) || plural(one, other) || plural(other, one)
}

/// The singular of an English, Spanish or Portuguese plural, as far as endings tell.
pub(crate) fn singular(word: &str) -> String {
    const KEPT: &[&str] = &["ss", "us", "is", "os", "as", "news", "series", "address"];
    const ENDINGS: &[(&str, &str)] = &[
        ("ies", "y"),
        ("sses", "ss"),
        ("xes", "x"),
        ("ches", "ch"),
        ("shes", "sh"),
        ("iones", "ion"),
        ("oes", "ao"),
    ];
    if let Some((plural, single)) =
        ENDINGS.iter().find(|(plural, _)| word.len() > plural.len() + 1 && word.ends_with(plural))
    {
        return format!("{}{single}", word.strip_suffix(plural).unwrap_or(word));
    }
    let romance = ["os", "as"].iter().any(|ending| word.ends_with(ending)) && word.len() > 4;
    if word.len() > 3 && word.ends_with('s') && (romance || !KEPT.iter().any(|kept| word.ends_with(kept))) {
        return word.strip_suffix('s').unwrap_or(word).to_owned();
    }
    word.to_owned()
}

#[cfg(test)]
mod tests {
    use super::{singular, words};

    #[test]
    fn words_are_found_in_every_spelling() {
        let table = [
            ("getBalance", "get balance"),
            ("user-webhooks_list", "user webhooks list"),
            ("APIKey for OAuth2 and myPayPal", "api key for oauth2 and my paypal"),
            ("getAUser for IPsec", "get a user for ipsec"),
            ("eSIM, eSignDocument and IoTHub", "esim esign document and iot hub"),
            ("mTLS and streamTLS", "mtls and stream tls"),
            ("v2Users B2C 2FA", "v2 users b2c 2fa"),
            ("Crear sesión 🔑", "crear sesion"),
            ("1 - 💰 Refund", "1 refund"),
            ("Получить заказ", "poluchit zakaz"),
            ("获取用户", "huo qu yong hu"),
            ("don't", "dont"),
            ("l'abonnement d’un élève, type='d'", "abonnement un eleve type d"),
            ("Cafe\u{301}", "cafe"),
            ("IDs of APIsX", "ids of apis x"),
            ("🔑 – ✨", ""),
            ("", ""),
        ];
        for (text, expected) in table {
            assert_eq!(words(text).join(" "), expected, "{text}");
        }
    }

    #[test]
    fn plurals_lose_their_ending() {
        let table = [
            ("orders", "order"),
            ("status", "status"),
            ("companies", "company"),
            ("addresses", "address"),
            ("webhooks", "webhook"),
            ("pagos", "pago"),
            ("transacciones", "transaccion"),
            ("transacoes", "transacao"),
            ("access", "access"),
            ("ids", "ids"),
            ("boxes", "box"),
            ("analysis", "analysis"),
        ];
        for (plural, expected) in table {
            assert_eq!(singular(plural), expected);
        }
    }
}
