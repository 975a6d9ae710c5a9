//! A table as Markdown.

/// The rows of a table that is being read.
#[derive(Default)]
pub(super) struct Rows {
    rows: Vec<Vec<String>>,
    cell: Option<String>,
}

impl Rows {
    /// Another row begins.
    pub(super) fn row(&mut self) {
        self.end_cell();
        self.rows.push(Vec::new());
    }

    /// Another cell begins.
    pub(super) fn cell(&mut self) {
        self.end_cell();
        if self.rows.is_empty() {
            self.rows.push(Vec::new());
        }
        self.cell = Some(String::new());
    }

    /// What is written belongs to this cell; between cells nothing is.
    pub(super) fn open(&mut self) -> Option<&mut String> {
        self.cell.as_mut()
    }

    /// The cell ends.
    pub(super) fn end_cell(&mut self) {
        let (Some(cell), Some(row)) = (self.cell.take(), self.rows.last_mut()) else { return };
        let words: Vec<&str> = cell.split_whitespace().collect();
        let mut text = words.join(" ");
        while let Some(shorter) = text.strip_suffix("<br>").or_else(|| text.strip_prefix("<br>")) {
            text = shorter.trim().to_owned();
        }
        row.push(text);
    }

    /// The table in Markdown; its first row holds the headings.
    pub(super) fn markdown(mut self) -> String {
        self.end_cell();
        self.rows.retain(|row| !row.is_empty());
        let width = self.rows.iter().map(Vec::len).max().unwrap_or_default();
        let mut lines: Vec<String> = self.rows.iter().map(|row| line(row, width)).collect();
        if !lines.is_empty() {
            lines.insert(1, format!("|{}", "---|".repeat(width)));
        }
        lines.join("\n")
    }
}

fn line(row: &[String], width: usize) -> String {
    let cells = row.iter().map(String::as_str).chain(std::iter::repeat("")).take(width);
    let cells: Vec<String> = cells.map(|cell| cell.replace('|', "\\|")).collect();
    format!("| {} |", cells.join(" | "))
}
