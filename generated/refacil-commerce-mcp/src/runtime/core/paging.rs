//! The pages of a list: which arguments bring the next one, and when there is none.

use std::collections::HashSet;

use serde_json::{Map, Value};
use url::Url;

use super::dotted;
use super::links::NextPage;
use super::spec::{PageStep, Pages};

/// The most pages that one command reads.
pub const MAX_PAGES: usize = 1_000;

/// What comes after a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Turn {
    /// The arguments of the next page.
    Next(Map<String, Value>),
    /// The address of the next page.
    At(Url),
    /// The next page lies on another origin.
    Elsewhere,
    /// That was the last one.
    End,
    /// The API gives the same page again and again.
    Loop,
    /// There are more than [`MAX_PAGES`].
    TooMany,
}

/// Turns pages.
#[derive(Debug)]
pub struct Pager {
    pages: Pages,
    arguments: Map<String, Value>,
    read: usize,
    longest: usize,
    cursors: HashSet<String>,
    before: Vec<Value>,
}

impl Pager {
    /// A pager that begins with these arguments.
    #[must_use]
    pub fn new(pages: Pages, arguments: Map<String, Value>) -> Self {
        let (read, longest, cursors, before) = (0, 0, HashSet::new(), Vec::new());
        Self { pages, arguments, read, longest, cursors, before }
    }

    /// What comes after this answer, which holds these records and may name the next page.
    pub fn turn(&mut self, body: &Value, records: &[&Value], link: Option<&NextPage>) -> Turn {
        self.read += 1;
        if matches!(self.pages.step, PageStep::Link) {
            return self.linked(link);
        }
        if records.is_empty() {
            return Turn::End;
        }
        // An API that ignores the argument gives the first page for ever.
        if self.before.iter().eq(records.iter().copied()) {
            return Turn::Loop;
        }
        self.before = records.iter().map(|record| (*record).clone()).collect();
        let next = match self.pages.step {
            PageStep::Cursor { next } => self.cursor(body, next),
            PageStep::Number { first } => self.counted(body, records.len(), first, 1),
            PageStep::Offset => self.counted(body, records.len(), 0, records.len() as u64),
            PageStep::Link => None,
        };
        match next {
            Some(_) if self.read >= MAX_PAGES => Turn::TooMany,
            Some(value) => {
                if matches!(self.pages.step, PageStep::Cursor { .. })
                    && !self.cursors.insert(value.to_string())
                {
                    return Turn::Loop;
                }
                self.arguments.insert(self.pages.argument.to_owned(), value);
                Turn::Next(self.arguments.clone())
            }
            None => Turn::End,
        }
    }

    fn linked(&mut self, link: Option<&NextPage>) -> Turn {
        match link {
            None => Turn::End,
            Some(NextPage::Elsewhere) => Turn::Elsewhere,
            Some(NextPage::Here(_)) if self.read >= MAX_PAGES => Turn::TooMany,
            Some(NextPage::Here(url)) if self.cursors.insert(url.to_string()) => Turn::At(url.clone()),
            Some(NextPage::Here(_)) => Turn::Loop,
        }
    }

    fn cursor(&self, body: &Value, next: &str) -> Option<Value> {
        match dotted::get(body, next)? {
            Value::String(text) if text.is_empty() => None,
            // Some APIs hand out the whole address: the cursor is the parameter in it.
            Value::String(text) if text.starts_with("http") || text.starts_with('/') => {
                let base = Url::parse("http://next.invalid").ok()?;
                let address = base.join(text).ok()?;
                let found = address.query_pairs().find(|(name, _)| name == self.pages.argument);
                match found {
                    Some((_, value)) => Some(Value::from(value.into_owned())),
                    // A slash is a digit of base64 too.
                    None if address.query().is_none() && text.starts_with('/') => Some(text.as_str().into()),
                    None => None,
                }
            }
            value @ (Value::String(_) | Value::Number(_)) => Some(value.clone()),
            _ => None,
        }
    }

    fn counted(&mut self, body: &Value, records: usize, first: u64, step: u64) -> Option<Value> {
        let now = self.arguments.get(self.pages.argument).map_or(Some(first), whole)?;
        let asked = self.pages.size.and_then(|size| self.arguments.get(size)).and_then(whole);
        let full = asked.map_or(self.longest as u64, |asked| asked.min(self.longest.max(records) as u64));
        self.longest = self.longest.max(records);
        if (records as u64) < full || says_it_is_the_last(body, now, first) {
            return None;
        }
        let next = now.checked_add(step)?;
        Some(match self.arguments.get(self.pages.argument) {
            Some(Value::String(_)) => Value::from(next.to_string()),
            _ => Value::from(next),
        })
    }
}

fn whole(value: &Value) -> Option<u64> {
    value.as_u64().or_else(|| value.as_str()?.parse().ok())
}

/// The usual words for the last page, at the top of an answer or one level below.
fn says_it_is_the_last(body: &Value, now: u64, first: u64) -> bool {
    let inner = body.as_object().into_iter().flatten().map(|(_, value)| value);
    std::iter::once(body).chain(inner).filter_map(Value::as_object).any(|map| {
        map.iter().any(|(name, value)| {
            let name: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
            match name.to_ascii_lowercase().as_str() {
                "last" | "islast" | "lastpage" | "islastpage" => value == &Value::Bool(true),
                "hasmore" | "hasnext" | "hasnextpage" | "more" => value == &Value::Bool(false),
                "totalpages" | "pagecount" | "numpages" => {
                    whole(value).is_some_and(|total| now.saturating_sub(first) + 1 >= total)
                }
                _ => false,
            }
        })
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn pager(step: PageStep, arguments: &Value) -> Pager {
        let pages = Pages { argument: "page", size: Some("size"), step };
        Pager::new(pages, arguments.as_object().cloned().unwrap_or_default())
    }

    fn turn(pager: &mut Pager, body: &Value) -> Turn {
        let records: Vec<&Value> = body["items"].as_array().expect("a list").iter().collect();
        pager.turn(body, &records, None)
    }

    fn next(arguments: &Value) -> Turn {
        Turn::Next(arguments.as_object().cloned().expect("an object"))
    }

    #[test]
    fn pages_are_counted_until_one_is_short() {
        let mut pager = pager(PageStep::Number { first: 1 }, &json!({"q": "x"}));
        assert_eq!(turn(&mut pager, &json!({"items": [1, 2]})), next(&json!({"q": "x", "page": 2})));
        assert_eq!(turn(&mut pager, &json!({"items": [3, 4]})), next(&json!({"q": "x", "page": 3})));
        assert_eq!(turn(&mut pager, &json!({"items": [5]})), Turn::End);
    }

    #[test]
    fn an_answer_may_say_that_it_is_the_last() {
        for last in [json!({"last": true}), json!({"hasMore": false}), json!({"total_pages": 1})] {
            let mut body = json!({"items": [1]});
            body["meta"] = last;
            assert_eq!(
                turn(&mut pager(PageStep::Number { first: 0 }, &json!({})), &body),
                Turn::End,
                "{body}"
            );
        }
    }

    #[test]
    fn an_offset_moves_by_what_came() {
        let mut pager = pager(PageStep::Offset, &json!({"page": "10", "size": 2}));
        assert_eq!(turn(&mut pager, &json!({"items": [1, 2]})), next(&json!({"page": "12", "size": 2})));
        assert_eq!(turn(&mut pager, &json!({"items": [3]})), Turn::End);
    }

    #[test]
    fn a_cursor_is_followed_and_a_circle_is_seen() {
        let mut pager = pager(PageStep::Cursor { next: "next" }, &json!({}));
        assert_eq!(turn(&mut pager, &json!({"items": [1], "next": "b"})), next(&json!({"page": "b"})));
        let address = "https://x.example/list?size=1&page=c%3D";
        assert_eq!(turn(&mut pager, &json!({"items": [2], "next": address})), next(&json!({"page": "c="})));
        assert_eq!(
            turn(&mut pager, &json!({"items": [2, 3], "next": "/w=="})),
            next(&json!({"page": "/w=="}))
        );
        assert_eq!(turn(&mut pager, &json!({"items": [3], "next": "b"})), Turn::Loop);
        assert_eq!(turn(&mut pager, &json!({"items": [4], "next": null})), Turn::End);
    }

    #[test]
    fn links_are_followed_until_there_is_none() {
        let mut pager = pager(PageStep::Link, &json!({}));
        let url = |page: u8| Url::parse(&format!("https://a.example/?p={page}")).expect("an address");
        let mut turn = |link: Option<NextPage>| pager.turn(&json!([]), &[], link.as_ref());
        assert_eq!(turn(Some(NextPage::Here(url(2)))), Turn::At(url(2)));
        assert_eq!(turn(Some(NextPage::Here(url(2)))), Turn::Loop);
        assert_eq!(turn(Some(NextPage::Elsewhere)), Turn::Elsewhere);
        assert_eq!(turn(None), Turn::End);
    }

    #[test]
    fn a_page_that_comes_again_is_a_loop() {
        let mut pager = pager(PageStep::Number { first: 1 }, &json!({}));
        assert!(matches!(turn(&mut pager, &json!({"items": [1]})), Turn::Next(_)));
        assert_eq!(turn(&mut pager, &json!({"items": [1]})), Turn::Loop);
    }
}
