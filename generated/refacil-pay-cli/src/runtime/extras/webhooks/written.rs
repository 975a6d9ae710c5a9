//! Parts of a JSON text as they were written, so that a number is compared by its digits and never by its value.
//!
//! Only texts that a JSON parser has accepted come here.

/// The members of an object, in order, each with its value as written; nothing for another value.
pub(super) fn members(text: &str) -> Vec<(String, &str)> {
    let mut reader = Reader::new(text);
    let mut members = Vec::new();
    if !reader.takes(b'{') {
        return members;
    }
    while let Some(name) = reader.value().filter(|name| name.starts_with('"')) {
        if !reader.takes(b':') {
            break;
        }
        let Some(value) = reader.value() else { break };
        members.push((serde_json::from_str(name).unwrap_or_default(), value));
        if !reader.takes(b',') {
            break;
        }
    }
    members
}

/// The elements of a list, each as written; nothing for another value.
pub(super) fn elements(text: &str) -> Vec<&str> {
    let mut reader = Reader::new(text);
    let mut elements = Vec::new();
    if !reader.takes(b'[') {
        return elements;
    }
    while let Some(element) = reader.value() {
        elements.push(element);
        if !reader.takes(b',') {
            break;
        }
    }
    elements
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Reader<'a> {
    const fn new(text: &'a str) -> Self {
        Self { text, at: 0 }
    }

    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn skip_blanks(&mut self) {
        while self.byte().is_some_and(|byte| byte.is_ascii_whitespace()) {
            self.at += 1;
        }
    }

    fn takes(&mut self, wanted: u8) -> bool {
        self.skip_blanks();
        let found = self.byte() == Some(wanted);
        self.at += usize::from(found);
        found
    }

    /// The next value; none where the object or the list ends.
    fn value(&mut self) -> Option<&'a str> {
        self.skip_blanks();
        let start = self.at;
        let mut depth = 0_usize;
        loop {
            match self.byte()? {
                b'"' => self.skip_text(),
                b'{' | b'[' => {
                    depth += 1;
                    self.at += 1;
                }
                b'}' | b']' if depth == 0 => break,
                b'}' | b']' => {
                    depth -= 1;
                    self.at += 1;
                }
                byte if depth == 0 && (byte == b',' || byte == b':' || byte.is_ascii_whitespace()) => break,
                _ => self.at += 1,
            }
            // A text or a container is whole here; a number or a word goes on to a mark.
            let whole = self.text.as_bytes().get(self.at - 1).is_some_and(|last| b"\"}]".contains(last));
            if depth == 0 && (whole || self.byte().is_none()) {
                break;
            }
        }
        self.text.get(start..self.at).filter(|value| !value.is_empty())
    }

    fn skip_text(&mut self) {
        self.at += 1;
        while let Some(byte) = self.byte() {
            self.at += 1;
            match byte {
                b'\\' => self.at += 1,
                b'"' => return,
                _ => {}
            }
        }
    }
}
