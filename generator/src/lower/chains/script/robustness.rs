//! Scripts that nobody writes: deep, cut, or no script at all.

use proptest::prelude::*;

use super::read;

/// Nesting of each kind of token that nests, far beyond what anybody writes.
#[test]
fn no_nesting_breaks_the_stack() {
    for (open, middle, close) in [
        ("(", "1", ")"),
        ("[", "1", "]"),
        ("{", "", "}"),
        ("!", "1", ""),
        ("typeof ", "1", ""),
        ("new ", "a", ""),
        ("a=>", "1", ""),
        ("a=", "1", ""),
        ("1+", "1", ""),
        ("1**", "1", ""),
        ("a?", "1", ":1"),
        ("if(a)", "b", ""),
        ("if(a)b;else ", "c", ""),
        ("for(;;)", "b", ""),
        ("do ", "a", ";while(1)"),
        ("a=({a:", "1", "})"),
        ("f(", "", ")"),
        ("`${", "1", "}`"),
        ("function f(){", "", "}"),
        ("class A{static{", "", "}}"),
        ("a in ", "b", ""),
        ("try{", "", "}catch(e){}"),
    ] {
        let script = format!("{}{middle}{}", open.repeat(6000), close.repeat(6000));
        let _ = read(&script);
    }
    let _ = read(&format!("a{}", ".b()".repeat(6000)));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_read_or_refused(text in "\\PC{0,200}") {
        let _ = read(&text);
    }

    /// Pieces of scripts in any order, cut anywhere.
    #[test]
    fn mutated_scripts_are_read_or_refused(
        pieces in prop::collection::vec(prop::sample::select(PIECES.to_vec()), 0..30),
        cut in any::<prop::sample::Index>(),
    ) {
        let text = pieces.concat();
        let at = if text.is_empty() { 0 } else { cut.index(text.len()) };
        let _ = read(text.get(..at).unwrap_or_default());
        let _ = read(&text);
    }
}

const PIECES: &[&str] = &[
    "pm.environment.set(",
    "'t', ",
    "pm.response.json()",
    ".data",
    "[0]",
    "?.",
    ")",
    "(",
    "{",
    "}",
    ";",
    "\n",
    "const {a} = ",
    "let x = ",
    "x",
    "x = x",
    "function f(a) {",
    "f(x)",
    "=> ",
    "a",
    "forEach(",
    "map(i => i.id)",
    "for (const i of ",
    "if (x) ",
    "else ",
    "return ",
    "`${",
    "}`",
    "'",
    "// ",
    "/*",
    "*/",
    "pm.sendRequest(",
    "async ",
    "await ",
    "class A {",
    "...",
    ",",
    "+ ",
    "try {",
    "} catch (e) {",
    "switch (x) { case 1:",
    "[",
    "]",
    "_.get(",
    "'a.b'",
    "while (1) ",
    "x++",
    "new Promise(",
    "\u{1F511}",
];
