//! Whether a stranger might guess a token.

/// What a token must be worth outside this machine.
const BITS: f64 = 128.0;

/// Words that tokens in documents are made of; nothing made of them alone is a secret.
const SAMPLE_WORDS: &str = "a access an api aqui auth bearer cambiar cambiame change changeme clave contrasena default \
    demo ejemplo example for here in insert key long mcp me my password production prueba put random replace sample \
    secret secreto secure server some string strong su super test the this token tu use value very with your";

/// The token is made of the words of an example, or holds less than 128 bits. `names` are the server's own.
pub(super) fn is_guessable(names: &str, token: &str) -> bool {
    let (names, lower) = (names.to_lowercase(), token.to_lowercase());
    let own: Vec<&str> = words(&names).collect();
    bits(token) < BITS
        || words(&lower).all(|word| words(SAMPLE_WORDS).any(|known| known == word) || own.contains(&word))
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

/// The most that a token of these characters can hold; separators between its groups do not count. Few different
/// characters hold little, however often they are repeated.
fn bits(token: &str) -> f64 {
    let counted: Vec<char> = token.chars().filter(|c| c.is_alphanumeric()).collect();
    let all = |is: fn(&char) -> bool| counted.iter().all(is);
    let alphabet: u32 = if all(char::is_ascii_digit) {
        10
    } else if all(char::is_ascii_hexdigit) {
        16
    } else if all(|c| !c.is_uppercase()) || all(|c| !c.is_lowercase()) {
        36
    } else {
        62
    };
    let mut different = counted.clone();
    different.sort_unstable();
    different.dedup();
    let length = u32::try_from(counted.len()).unwrap_or(u32::MAX);
    let enough = different.len() >= 8;
    if enough { f64::from(length) * f64::from(alphabet).log2() } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_and_repeated_and_example_tokens_are_guessable() {
        let names = "shop-mcp Shop";
        for token in [
            "",
            "short",
            "mcp-secret-token-shop-mcp",
            "my-secret-api-token-for-this-shop-server",
            "replace-with-a-very-long-random-string-in-production",
            "c0ffee00c0ffee00c0ffee00",
            "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
            "31415926535897932384626433832795",
        ] {
            assert!(is_guessable(names, token), "{token}");
        }
        for token in [
            "0123456789abcdef0123456789abcdef",
            "9b2f6c1e-5d70-4a3b-8f1e-2c4d6a8b0e19",
            "tR7mQ2xVb9LkZ4wYc8NpHs",
            "314159265358979323846264338327950288419",
        ] {
            assert!(!is_guessable(names, token), "{token}");
        }
    }
}
