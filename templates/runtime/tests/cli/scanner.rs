//! A reader of QR codes that is not ours, held before what a terminal shows.

use std::process::{Command, Stdio};

/// What the code on the terminal says, once there is one; nothing where the reader is not installed.
pub fn scan(shown: &str) -> Option<String> {
    if Command::new("zbarimg").arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_err()
    {
        eprintln!("skipped: zbarimg is not installed (apt-get install zbar-tools)");
        return None;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let image = folder.path().join("code.pgm");
    std::fs::write(&image, picture(shown)).expect("writes");
    let read = Command::new("zbarimg").args(["--quiet", "--raw"]).arg(&image).output().expect("runs");
    Some(String::from_utf8_lossy(&read.stdout).trim().to_owned())
}

/// What a dark terminal shows, as an image (PGM): four pixels a module.
fn picture(text: &str) -> Vec<u8> {
    let is_code = |line: &&str| !line.is_empty() && line.chars().all(|c| matches!(c, '█' | '▀' | '▄' | ' '));
    let mut rows: Vec<Vec<u8>> = Vec::new();
    for line in text.lines().filter(is_code) {
        let half = |light: [char; 2]| -> Vec<u8> {
            let pixel = |c: char| if light.contains(&c) { 255 } else { 0 };
            line.chars().flat_map(|c| std::iter::repeat_n(pixel(c), 4)).collect()
        };
        let (upper, lower) = (half(['█', '▀']), half(['█', '▄']));
        rows.extend(std::iter::repeat_n(upper, 4).chain(std::iter::repeat_n(lower, 4)));
    }
    // A code that is only half shown so far has lines of other lengths.
    let width = rows.first().map_or(0, Vec::len);
    rows.retain(|row| row.len() == width);
    let header = format!("P5\n{width} {}\n255\n", rows.len());
    [header.as_bytes(), &rows.concat()].concat()
}
