//! The known name that a mistyped one was meant to be.

/// The known name nearest to `typed`, if it is near enough to be meant.
#[must_use]
pub fn nearest<'a>(typed: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let bare = bare(typed);
    let allowed = match bare.len() {
        0..=2 => 0,
        3..=5 => 1,
        _ => 2,
    };
    known
        .into_iter()
        .filter_map(|name| Some((distance(&bare, &self::bare(name), allowed)?, name)))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

/// Letters in lower case, without what people forget; a digit tells names apart, so it stays.
fn bare(name: &str) -> Vec<char> {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).take(80).collect()
}

/// Edits (a swap of neighbours is one) between the two; `None` beyond `most`, and where only digits differ.
fn distance(a: &[char], b: &[char], most: usize) -> Option<usize> {
    let digits = |name: &[char]| name.iter().copied().filter(char::is_ascii_digit).collect::<String>();
    if a.len().abs_diff(b.len()) > most || digits(a) != digits(b) {
        return None;
    }
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            let at = |row: &[usize], at: usize| row.get(at).copied().unwrap_or(usize::MAX / 2);
            let mut cost =
                (at(&last, j) + usize::from(x != y)).min(at(&last, j + 1) + 1).min(at(&row, j) + 1);
            let swapped = i > 0 && j > 0 && a.get(i - 1) == Some(y) && b.get(j - 1) == Some(x);
            if swapped {
                cost = cost.min(at(&before, j - 1) + 1);
            }
            row.push(cost);
        }
        before = std::mem::replace(&mut last, row);
    }
    last.last().copied().filter(|distance| *distance <= most)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_of_the_finger_are_recognised() {
        let known = ["identifier", "urlCommerce", "ip", "address"];
        for (typed, meant) in [
            ("identifer", Some("identifier")),
            ("idnetifier", Some("identifier")),
            ("url_commerce", Some("urlCommerce")),
            ("URLCOMMERCE", Some("urlCommerce")),
            ("Ip", Some("ip")),
            ("id", None),
            ("address2", None),
            ("note", None),
            ("", None),
        ] {
            assert_eq!(nearest(typed, known), meant, "{typed}");
        }
    }
}
