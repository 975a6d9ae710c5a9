//! Addresses that notices may be sent to.

use url::Url;

use super::super::failure::{Exit, Failure};
use super::super::target::is_loopback;
use super::super::text::visible_capped;
use super::super::words::{Said, say};

/// The most bytes of one.
const LONGEST: usize = 2_000;

/// An address for notices: encrypted, or on this machine.
///
/// # Errors
/// It is none.
pub fn webhook_url(text: &str) -> Result<Url, Failure> {
    let bad = |why: Said| {
        let message = say("{} cannot get notices: {}", &[&format!("{:?}", visible_capped(text, 120)), &why]);
        Failure::new(Exit::Invalid, "bad-address", message)
    };
    let url = Url::parse(text).map_err(|error| bad(error.to_string().into()))?;
    if !url.has_host() || !matches!(url.scheme(), "http" | "https") {
        return Err(bad("it must start with https:// and name a host".into()));
    }
    if url.scheme() == "http" && !is_loopback(&url) {
        return Err(bad("plain http is for addresses on this machine only".into()));
    }
    if !url.username().is_empty() || url.password().is_some() {
        let message = "an address that holds credentials cannot get notices";
        return Err(Failure::new(Exit::Invalid, "bad-address", message));
    }
    if text.len() > LONGEST {
        return Err(bad("it is too long".into()));
    }
    Ok(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notices_go_to_encrypted_addresses() {
        for text in ["https://shop.example/n?a=1", "http://localhost:8080/n", "http://[::1]/n"] {
            assert!(webhook_url(text).is_ok(), "{text}");
        }
        for text in
            ["http://shop.example", "ftp://shop.example", "shop.example", "", "https://u:canary@shop.example"]
        {
            let failure = webhook_url(text).expect_err(text);
            assert!(
                failure.exit == Exit::Invalid && !failure.message.english().contains("canary"),
                "{failure}"
            );
        }
    }
}
