//! A QR code in characters, for a terminal.

use fast_qr::{ECL, QRBuilder};

/// ISO/IEC 18004 asks for four light modules around the code.
const QUIET: usize = 4;

/// The code, two modules to a character; light modules are drawn, since most terminals are dark. None where the text is
/// too long for any code.
#[must_use]
pub fn in_characters(text: &str) -> Option<String> {
    let code = QRBuilder::new(text).ecl(ECL::L).build().ok()?;
    let side = code.size + 2 * QUIET;
    let is_dark = |row: usize, column: usize| {
        let inside = |at: usize| at.checked_sub(QUIET).filter(|at| *at < code.size);
        let module = inside(row).zip(inside(column)).and_then(|(row, column)| code[row].get(column).copied());
        module.is_some_and(|module| module.value())
    };
    let line = |row: usize| -> String {
        (0..side)
            .map(|column| match (is_dark(row, column), row + 1 < side && !is_dark(row + 1, column)) {
                (false, true) => '█',
                (false, false) => '▀',
                (true, true) => '▄',
                (true, false) => ' ',
            })
            .collect()
    };
    Some((0..side).step_by(2).map(line).collect::<Vec<_>>().join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_square_and_stands_in_light() {
        let code = in_characters("https://shop.example/device?user_code=BCDF-1234").expect("a code");
        let lines: Vec<Vec<char>> = code.lines().map(|line| line.chars().collect()).collect();
        let width = lines[0].len();
        assert!(lines.iter().all(|line| line.len() == width));
        assert_eq!(lines.len(), width.div_ceil(2));
        assert!(lines[..2].iter().flatten().all(|c| *c == '█'), "a quiet zone of four modules");
        assert!(lines.iter().all(|line| line[..4].iter().all(|c| matches!(c, '█' | '▀'))));
        assert_eq!(in_characters(&"x".repeat(8_000)), None);
    }
}
