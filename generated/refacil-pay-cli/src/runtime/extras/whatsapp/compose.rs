//! What a message says: a title, a label of what it is about, and a text that is never just an address.

use super::super::super::core::spec::{Language, Message, Whatsapp};
use super::super::super::core::text::visible_lines;

/// Most characters that WhatsApp takes in a text.
pub const MAX_CHARACTERS: usize = 4096;

/// What a message is made of.
#[derive(Debug, Clone, Copy, Default)]
pub struct Parts<'a> {
    /// What it is about.
    pub about: Option<&'static Message>,
    /// What the payer opens.
    pub url: Option<&'a str>,
    /// How much, as people write it.
    pub amount: Option<&'a str>,
    /// Who is paid.
    pub merchant: Option<&'a str>,
    /// The sender's own words, in place of every text of ours.
    pub own: Option<&'a str>,
}

/// Why nothing can be said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Speechless {
    /// There is neither an address nor an amount nor own words.
    Nothing,
    /// More characters than WhatsApp takes.
    TooLong(usize),
    /// A text holds characters that nobody sees.
    Hidden,
}

impl<'a> Parts<'a> {
    /// The whole text. Own words get a title only, since they may say anything.
    ///
    /// # Errors
    /// There is nothing to say, or it cannot be said.
    pub fn text(&self, whatsapp: &Whatsapp) -> Result<String, Speechless> {
        let own = self.own.map(|text| text.trim().replace("\r\n", "\n")).filter(|text| !text.is_empty());
        let title = self.merchant.unwrap_or(whatsapp.title);
        let label = self.about.map(|message| message.label).filter(|label| !label.is_empty());
        let (head, body) = match own {
            Some(text) => (title.to_owned(), text),
            None => {
                let body = self.of_templates(whatsapp).or_else(|| self.built_in(whatsapp.language));
                let head = label.map_or_else(|| title.to_owned(), |label| format!("{title}\n{label}"));
                (head, body.ok_or(Speechless::Nothing)?)
            }
        };
        let text = if head.is_empty() { body } else { format!("{head}\n\n{body}") };
        let length = text.chars().count();
        if length > MAX_CHARACTERS {
            return Err(Speechless::TooLong(length));
        }
        // A reader must see all of what is said; joined emoji are seen.
        if visible_lines(&without_joiners(&text)) != without_joiners(&text) {
            return Err(Speechless::Hidden);
        }
        Ok(text)
    }

    /// The first text that can be filled.
    fn of_templates(&self, whatsapp: &Whatsapp) -> Option<String> {
        let merchant = self.merchant.unwrap_or(whatsapp.title);
        self.about?.texts.iter().find_map(|template| self.filled(template, merchant))
    }

    fn filled(&self, template: &str, merchant: &'a str) -> Option<String> {
        let mut pieces = template.split("{{");
        let mut out = pieces.next()?.to_owned();
        for piece in pieces {
            let (name, rest) = piece.split_once("}}")?;
            out.push_str(match name.trim() {
                "url" => self.url?,
                "amount" => self.amount?,
                "merchant" => merchant,
                _ => return None,
            });
            out.push_str(rest);
        }
        Some(out)
    }

    fn built_in(&self, language: Language) -> Option<String> {
        Some(match (language, self.amount, self.url) {
            (Language::English, Some(amount), Some(url)) => {
                format!("This is your link to pay {amount}:\n{url}")
            }
            (Language::English, None, Some(url)) => format!("This is your link to pay:\n{url}"),
            (Language::English, Some(amount), None) => format!("A payment of {amount} is waiting for you."),
            (Language::Spanish, Some(amount), Some(url)) => {
                format!("Este es tu enlace para pagar {amount}:\n{url}")
            }
            (Language::Spanish, None, Some(url)) => format!("Este es tu enlace para pagar:\n{url}"),
            (Language::Spanish, Some(amount), None) => format!("Tienes un pago pendiente de {amount}."),
            (_, None, None) => return None,
        })
    }
}

/// Zero-width joiners and variation selectors hold emoji together.
fn without_joiners(text: &str) -> String {
    text.chars().filter(|c| !matches!(c, '\u{200d}' | '\u{fe0f}')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    static LINK: Message = Message {
        key: "sales.create",
        operation: "sell",
        label: "Payment link",
        texts: &["{{merchant}} asks for {{amount}}: {{ url }}", "{{merchant}} sent a link: {{url}}"],
        url: Some("data.url"),
    };
    const SAID: Whatsapp = Whatsapp {
        base_url: "https://kapso.example",
        title: "Shop",
        language: Language::English,
        messages: &[],
    };
    const URL: &str = "https://pay.example/1";

    fn said(parts: Parts<'_>) -> Result<String, Speechless> {
        parts.text(&SAID)
    }

    #[test]
    fn the_first_template_that_can_be_filled_is_said_under_title_and_label() {
        let whole = Parts {
            about: Some(&LINK),
            url: Some(URL),
            amount: Some("$5"),
            merchant: Some("Ana"),
            own: None,
        };
        let expected = format!("Ana\nPayment link\n\nAna asks for $5: {URL}");
        assert_eq!(said(whole), Ok(expected));
        let no_amount = Parts { amount: None, merchant: None, ..whole };
        assert_eq!(said(no_amount), Ok(format!("Shop\nPayment link\n\nShop sent a link: {URL}")));
        let amount_only = Parts { url: None, ..whole };
        assert_eq!(said(amount_only), Ok("Ana\nPayment link\n\nA payment of $5 is waiting for you.".into()));
    }

    #[test]
    fn own_words_stand_alone_below_the_title() {
        let parts =
            Parts { about: Some(&LINK), url: Some(URL), own: Some(" Hello {{url}} "), ..Parts::default() };
        assert_eq!(said(parts), Ok("Shop\n\nHello {{url}}".into()));
        let blank = Parts { own: Some(" \n"), ..parts };
        assert_eq!(said(blank), Ok(format!("Shop\nPayment link\n\nShop sent a link: {URL}")));
    }

    #[test]
    fn the_built_in_text_says_more_than_the_address() {
        for language in [Language::English, Language::Spanish] {
            let whatsapp = Whatsapp { title: "", language, ..SAID };
            let text = Parts { url: Some(URL), ..Parts::default() }.text(&whatsapp).expect("a text");
            assert!(text.contains(URL) && text.len() > URL.len() + 10, "{text}");
        }
        assert_eq!(said(Parts::default()), Err(Speechless::Nothing));
    }

    #[test]
    fn a_value_is_never_taken_for_a_template() {
        let parts = Parts { about: Some(&LINK), url: Some(URL), amount: Some("{{url}}"), ..Parts::default() };
        let text = said(parts).expect("a text");
        assert!(text.contains("asks for {{url}}: https"), "{text}");
    }

    #[test]
    fn what_nobody_sees_or_whatsapp_does_not_take_is_refused() {
        let own = |text| said(Parts { own: Some(text), ..Parts::default() });
        assert_eq!(own("pay\u{202e}here"), Err(Speechless::Hidden));
        assert_eq!(own("pay\u{1b}[2J"), Err(Speechless::Hidden));
        assert!(own("thank you \u{1f469}\u{200d}\u{1f4bb}\u{2764}\u{fe0f}\n\tAna").is_ok());
        assert_eq!(own(&"x".repeat(MAX_CHARACTERS)), Err(Speechless::TooLong(MAX_CHARACTERS + 6)));
    }
}
