//! `--all`, `--max-items`: a list with all its pages.

use serde_json::{Map, Value};

use super::super::super::core::answer::Success;
use super::super::super::core::call::Call;
use super::super::super::core::failure::Failure;
use super::super::super::core::paging::{MAX_PAGES, Pager, Turn};
use super::super::super::core::spec::Pages;
use super::super::answers::Shape;
use super::super::driver::Driver;
use super::super::output;
use super::super::printer::Printer;

/// A list that is read on.
#[derive(Debug)]
pub struct Reading<'a> {
    /// Sends.
    pub driver: &'a Driver<'a>,
    /// Prints.
    pub printer: &'a Printer,
    /// What is documented of a page.
    pub shape: &'a Shape,
    /// How the next page is asked for.
    pub pages: Pages,
    /// How many records are wanted.
    pub most: Option<usize>,
}

impl Reading<'_> {
    /// Reads and prints the records: line by line where the format allows it, else all at once.
    ///
    /// # Errors
    /// A page could not be read.
    pub fn run(
        &self,
        mut arguments: Map<String, Value>,
        mut call: impl FnMut(Map<String, Value>) -> Result<Call, Failure>,
        shown: impl Fn(&Success) -> Value,
    ) -> Result<(), Failure> {
        let mut pager = Pager::new(self.pages, arguments.clone());
        let mut kept = Vec::new();
        let mut count = 0;
        let mut elements = None;
        let mut page_at = None;
        loop {
            let mut asked = call(arguments.clone())?;
            if let Some(url) = page_at.take() {
                asked.go_on_at(url)?;
            }
            let success = self.driver.perform(&mut asked)?;
            let page = shown(&success);
            let records = output::records(self.shape.of(&page).payload);
            let turn = pager.turn(&success.body, &records, success.next_page.as_ref());
            let room = self.most.map_or(usize::MAX, |most| most.saturating_sub(count));
            let wanted: Vec<Value> = records.iter().take(room).map(|record| (*record).clone()).collect();
            count += wanted.len();
            let list = elements.get_or_insert_with(|| self.shape.of_records(&page));
            match (turn == Turn::Loop || wanted.is_empty(), self.printer.streams()) {
                (true, _) => {}
                (false, true) => self.printer.answer(&Value::Array(wanted), list),
                (false, false) => kept.extend(wanted),
            }
            if self.most.is_some_and(|most| count >= most) {
                break;
            }
            match turn {
                Turn::Next(next) => arguments = next,
                Turn::At(url) => page_at = Some(url),
                end => {
                    self.tell_of_end(&end);
                    break;
                }
            }
        }
        if !self.printer.streams() {
            self.printer.answer(&Value::Array(kept), &elements.unwrap_or_default());
        }
        Ok(())
    }

    /// A list that was not read to its end is not passed off as whole.
    fn tell_of_end(&self, end: &Turn) {
        match end {
            Turn::Elsewhere => {
                self.printer.warning("the next page lies on another host and was not read: the list goes on");
            }
            Turn::Loop => self.printer.warning("the API gave the same page twice: the list may go on"),
            Turn::TooMany => {
                self.printer.warning(&format!("reading ended after {MAX_PAGES} pages: the list goes on"));
            }
            Turn::End | Turn::Next(_) | Turn::At(_) => {}
        }
    }
}
