//! HTML that a rich text editor writes into descriptions, as the Markdown that everything else reads.
//!
//! Postman's own editor saves tables as `<div class="…"><table>…`; older exports hold whole pages. Only blocks of HTML
//! become Markdown: what stands inside a paragraph, a list or a code block stays as its author wrote it.

mod page;
mod rows;

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

/// Tags that are worth it: a block without one of them stays as it is.
const WORTH: &[&str] = &["<table", "<ul", "<ol", "<p>", "<p ", "<h1", "<h2", "<h3", "<h4"];

/// The description with its blocks of HTML in Markdown.
pub(super) fn markdown(text: &str) -> Cow<'_, str> {
    let blocks = if text.contains('<') { blocks(text) } else { Vec::new() };
    if blocks.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    for block in blocks {
        out.push_str(text.get(from..block.start).unwrap_or_default());
        out.push_str(&page::markdown(text.get(block.clone()).unwrap_or_default()));
        from = block.end;
    }
    out.push_str(text.get(from..).unwrap_or_default());
    Cow::Owned(out)
}

/// Where blocks of HTML stand that are part of nothing else, in order and apart.
fn blocks(text: &str) -> Vec<Range<usize>> {
    let lower = text.to_ascii_lowercase();
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut depth = 0_usize;
    for (event, range) in Parser::new_ext(text, Options::ENABLE_TABLES).into_offset_iter() {
        match event {
            Event::Start(Tag::Item | Tag::BlockQuote(_)) => depth += 1,
            Event::End(TagEnd::Item | TagEnd::BlockQuote(_)) => depth = depth.saturating_sub(1),
            Event::Start(Tag::HtmlBlock) if depth == 0 => {
                let inside = found.last().is_some_and(|last| range.start < last.end);
                let block = lower.get(range.clone()).unwrap_or_default();
                if !inside && WORTH.iter().any(|tag| block.contains(tag)) {
                    found.push(range.start..whole(&lower, range));
                }
            }
            _ => {}
        }
    }
    found
}

/// A blank line ends a block of HTML, but no table: it goes on to where its last table is closed.
fn whole(lower: &str, block: Range<usize>) -> usize {
    let inside = lower.get(block.clone()).unwrap_or_default();
    let (opened, closed) = (inside.matches("<table").count(), inside.matches("</table").count());
    if opened <= closed {
        return block.end;
    }
    let rest = lower.get(block.end..).unwrap_or_default();
    let end = rest.match_indices("</table>").nth(opened - closed - 1);
    // With the tags around it that are closed on the same line.
    let end = end.map(|(at, tag)| at + tag.len());
    let line = |end: usize| rest.get(end..).and_then(|after| after.find('\n')).unwrap_or(rest.len() - end);
    end.map_or(block.end, |end| block.end + end + line(end))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_table_of_the_editor_is_a_table() {
        let text = "Makes an order.\n\n<div class=\"click-to-expand-wrapper is-table-wrapper\"><table>\n<thead>\n\
                    <tr>\n<th><strong>Field</strong></th>\n<th>Type</th>\n<th>Description</th>\n</tr>\n</thead>\n\
                    <tbody><tr>\n<td>amount</td>\n<td><div>number</div></td>\n<td>Required.<br>In <code>COP</code> | USD</td>\n\
                    </tr>\n\n<tr><td><p>note</p><p>(new)</p></td><td><ul><li>a</li><li>b</li></ul></td><td>&lt;b&gt; &amp; c</td></tr>\n\
                    </tbody></table></div>\n\nThe *end*.";
        insta::assert_snapshot!(markdown(text), @r"
        Makes an order.



        | **Field** | Type | Description |
        |---|---|---|
        | amount | number | Required.<br>In `COP` \| USD |
        | note<br>(new) | a<br>b | \<b> & c |



        The *end*.
        ");
    }

    #[test]
    fn a_page_is_headings_paragraphs_and_lists() {
        let text = "<h2>Orders</h2><p>Makes <a href=\"https://shop.example.com\">an order</a>.<br>Soon.</p><ul><li><code>id</code> \
                    which</li><li>two<ol><li>inner</li></ol></li></ul><style>p{}</style><!-- seen -->";
        insta::assert_snapshot!(markdown(text), @r"
        ## Orders

        Makes [an order](https://shop.example.com).
        Soon.

        - `id` which
        - two
            1. inner

        <!-- seen -->
        ");
    }

    #[test]
    fn a_table_without_headings_has_its_first_row_for_them() {
        assert_eq!(
            markdown("<table><tr><td>a<td>b<tr><td>1<td>2<td>3</table>").trim(),
            "| a | b |  |\n|---|---|---|\n| 1 | 2 | 3 |"
        );
    }

    #[test]
    fn what_is_no_block_of_html_stays() {
        for text in [
            "a < b",
            "Give `<table>` or <b>bold</b>.",
            "```\n<table><tr><td>x</td></tr></table>\n```",
            "- item\n\n  <table><tr><td>x</td></tr></table>\n",
            "<br>\nline",
            "<id>",
        ] {
            assert_eq!(markdown(text), text, "{text}");
        }
    }

    #[test]
    fn names_in_angles_are_no_tags() {
        assert_eq!(markdown("<p>Bearer <token></p>").trim(), "Bearer \\<token>");
    }

    #[test]
    fn deep_nesting_ends() {
        let deep = format!("<table>{}", "<table><tr><td><ul><li>".repeat(20_000));
        assert!(markdown(&deep).len() < deep.len() * 2);
    }

    proptest! {
        #[test]
        fn nothing_panics(text in "(<table>|</table>|<tr>|<td>|<p>|</p>|<ul><li>|</li>|<code>|</code>|<b>|é|\\||\n\n|a| |&lt;){0,60}") {
            markdown(&text);
        }
    }
}
