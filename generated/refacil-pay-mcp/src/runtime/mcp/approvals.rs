//! The second factor: a dangerous call waits until the operator runs `<server> approve ID` elsewhere.
//!
//! The server writes what it asks into a private folder and watches for the answer there: a file that repeats the digest of
//! what was asked, so that nobody approves anything else. Both go away with the call.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use tokio::task::block_in_place;
use tokio_util::sync::CancellationToken;

use crate::runtime::core::call::Call;
use crate::runtime::core::confirmation;
use crate::runtime::core::durable;
use crate::runtime::core::failure::{Exit, Failure};
use crate::runtime::core::hex;
use crate::runtime::core::random;
use crate::runtime::core::words::{Said, reason, say};

use super::principals::Principal;

/// How often the server looks for an answer.
const LOOK: Duration = Duration::from_millis(200);
/// Characters of an id, none of which is easily taken for another.
const CHARACTERS: &[u8; 32] = b"23456789abcdefghijkmnpqrstuvwxyz";

/// Where calls wait, and how long.
#[derive(Debug, Clone)]
pub(super) struct Approvals {
    folder: PathBuf,
    wait: Duration,
}

/// A call that waits for the operator.
#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Request {
    /// What the operator types.
    pub(super) id: String,
    /// Who calls.
    principal: String,
    /// When it gives up, in seconds since 1970.
    until: i64,
    /// What would be done.
    title: String,
    /// One field a line.
    lines: Vec<(String, String)>,
}

impl Approvals {
    /// Calls wait in that folder, each for at most that long.
    pub(super) const fn new(folder: PathBuf, wait: Duration) -> Self {
        Self { folder, wait }
    }

    /// The folder.
    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Waits for the operator's approval.
    ///
    /// # Errors
    /// It did not come in time, nobody waits any more, or the folder cannot be used: nothing was sent.
    pub(super) async fn wait(
        &self,
        app: &str,
        principal: &Principal,
        call: &Call,
        stop: &CancellationToken,
        client: &CancellationToken,
    ) -> Result<(), Failure> {
        let request = self.request(principal, call)?;
        let (asked, digest) =
            block_in_place(|| self.write(&request)).map_err(|error| self.unusable(&error))?;
        let waits = say("waits for the operator: {} approve {}", &[&app, &request.id]);
        let waits = waits.in_language(call.api().language);
        tracing::warn!(operation = call.operation().id, principal = principal.name, "{waits}");
        let granted = async {
            while !block_in_place(|| is_granted(&asked.granted, &digest)) {
                tokio::time::sleep(LOOK).await;
            }
        };
        tokio::select! {
            () = granted => Ok(()),
            () = tokio::time::sleep(self.wait) => Err(self.not_approved(call, app, &request.id)),
            () = client.cancelled() => Err(gone()),
            () = stop.cancelled() => Err(gone()),
        }
    }

    fn request(&self, principal: &Principal, call: &Call) -> Result<Request, Failure> {
        let question = confirmation::question(call)?;
        let bytes = random::bytes::<8>()?;
        let character = |byte: &u8| CHARACTERS.get(usize::from(byte % 32)).map(|known| char::from(*known));
        let wait = i64::try_from(self.wait.as_secs()).unwrap_or(i64::MAX);
        Ok(Request {
            id: bytes.iter().filter_map(character).collect(),
            principal: principal.name.clone(),
            until: Timestamp::now().as_second().saturating_add(wait),
            title: question.title,
            lines: question.lines,
        })
    }

    fn write(&self, request: &Request) -> io::Result<(Asked, String)> {
        let bytes = serde_json::to_vec(request)?;
        let asked = Asked { request: self.place(&request.id), granted: self.grant(&request.id) };
        durable::replace(&asked.request, &bytes)?;
        Ok((asked, hex::sha256(&bytes)))
    }

    /// The calls that wait now.
    ///
    /// # Errors
    /// The folder cannot be read.
    pub(super) fn waiting(&self, now: Timestamp) -> io::Result<Vec<Request>> {
        let entries = match fs::read_dir(&self.folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(error),
        };
        let mut waiting = Vec::new();
        for entry in entries {
            let path = entry?.path();
            if path.extension().is_some_and(|ending| ending == "json") {
                let request =
                    fs::read(&path).ok().and_then(|bytes| serde_json::from_slice::<Request>(&bytes).ok());
                waiting.extend(request.filter(|request| now.as_second() < request.until));
            }
        }
        waiting.sort_by_key(|request| request.until);
        Ok(waiting)
    }

    /// Approves what was shown; `shown` is that request.
    ///
    /// # Errors
    /// The approval cannot be written.
    pub(super) fn approve(&self, shown: &Request) -> io::Result<()> {
        let bytes = serde_json::to_vec(shown)?;
        durable::replace(&self.grant(&shown.id), hex::sha256(&bytes).as_bytes())
    }

    fn place(&self, id: &str) -> PathBuf {
        self.folder.join(format!("{id}.json"))
    }

    fn grant(&self, id: &str) -> PathBuf {
        self.folder.join(format!("{id}.approved"))
    }

    fn unusable(&self, error: &io::Error) -> Failure {
        let message =
            say("{} cannot be used ({}), so nothing was sent", &[&self.folder.display(), &reason(error)]);
        Failure::new(Exit::Other, "approvals-unusable", message).hint("make the folder writable")
    }

    fn not_approved(&self, call: &Call, app: &str, id: &str) -> Failure {
        let message = say(
            "{} waited {} seconds for the operator's approval, which did not come; nothing was sent",
            &[&call.operation().id, &self.wait.as_secs()],
        );
        Failure::new(Exit::Refused, "not-approved", message).hint(say(
            "ask the operator, call again, and have them run `{} approve` while it waits (this one was {})",
            &[&app, &id],
        ))
    }
}

impl Request {
    /// What the operator reads before approving.
    pub(super) fn told(&self) -> Said {
        let lines: String = self.lines.iter().map(|(name, value)| format!("\n  {name}: {value}")).collect();
        say("{}  {}\n  caller: {}{}", &[&self.id, &self.title, &self.principal, &lines])
    }
}

/// The files of a call that waits; they go away with it.
#[derive(Debug)]
struct Asked {
    request: PathBuf,
    granted: PathBuf,
}

impl Drop for Asked {
    fn drop(&mut self) {
        for path in [&self.request, &self.granted] {
            // A file that was never made is gone already.
            fs::remove_file(path).ok();
        }
    }
}

fn is_granted(path: &Path, digest: &str) -> bool {
    fs::read_to_string(path).is_ok_and(|approved| approved == digest)
}

fn gone() -> Failure {
    Failure::new(Exit::Interrupted, "interrupted", "the call was cancelled while it waited for approval")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(id: &str, until: i64) -> Request {
        let lines = vec![("amount".to_owned(), "5".to_owned())];
        Request { id: id.to_owned(), principal: "ana".to_owned(), until, title: "Pay".to_owned(), lines }
    }

    #[test]
    fn an_approval_holds_for_what_was_shown_and_goes_with_the_call() {
        let folder = std::env::temp_dir().join(format!("approvals-{}", std::process::id()));
        let approvals = Approvals::new(folder.clone(), Duration::from_secs(1));
        assert!(approvals.waiting(Timestamp::UNIX_EPOCH).expect("a list").is_empty());
        let (asked, digest) = approvals.write(&request("abc", i64::MAX)).expect("written");
        approvals.approve(&request("abc", 0)).expect("approved");
        assert!(!is_granted(&asked.granted, &digest), "another request of that id");
        let waiting = approvals.waiting(Timestamp::now()).expect("a list");
        assert_eq!(waiting.len(), 1);
        assert!(waiting[0].told().english().contains("amount: 5"));
        approvals.approve(&waiting[0]).expect("approved");
        assert!(is_granted(&asked.granted, &digest));
        drop(asked);
        assert_eq!(fs::read_dir(&folder).expect("the folder").count(), 0);
        fs::remove_dir_all(&folder).expect("removed");
    }
}
