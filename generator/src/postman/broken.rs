//! JSON that does not parse: where, and what stands there, without the values.

/// What is wrong, with the place.
pub(super) fn describe(text: &str, error: &serde_json::Error) -> String {
    let (line, column) = (error.line(), error.column());
    let mut message = format!("broken JSON: {error}");
    let written = masked(text.lines().nth(line.saturating_sub(1)).unwrap_or_default());
    if !written.is_empty() {
        message.push_str(&format!("\n  line {line}, column {column}: {written}"));
    }
    message
}

/// The beginning of a line with its values blanked: a broken line may hold a secret.
fn masked(line: &str) -> String {
    const SHOWN: usize = 60;
    let mut shown = String::new();
    let mut rest = line.trim();
    while let Some(colon) = rest.find(':') {
        let (head, tail) = rest.split_at(colon + 1);
        shown.push_str(head);
        let value = tail.trim_start();
        if !value.starts_with('"') {
            rest = tail;
            continue;
        }
        shown.push_str(" \"…\"");
        let after = value.get(1..).unwrap_or_default();
        rest = closing_quote(after).and_then(|end| after.get(end + 1..)).unwrap_or_default();
        if shown.len() > SHOWN * 4 {
            break;
        }
    }
    shown.push_str(rest);
    let visible = shown.chars().filter(|character| !character.is_control());
    let mut cut: String = visible.clone().take(SHOWN).collect();
    if visible.count() > SHOWN {
        cut.push('…');
    }
    cut
}

fn closing_quote(text: &str) -> Option<usize> {
    let mut escaped = false;
    for (at, character) in text.char_indices() {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return Some(at),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn broken_json_names_the_place_and_hides_values() {
        let text = "{\n  \"name\": \"x\",\n  \"token\": \"sk_live_1234\" \"b\": 1\n}";
        let error = serde_json::from_str::<serde_json::Value>(text).expect_err("broken");
        let message = describe(text, &error);
        assert!(message.contains("line 3"), "{message}");
        assert!(message.contains("\"token\": \"…\""), "{message}");
        assert!(!message.contains("sk_live"), "{message}");
    }
}
