//! Answers that come bit by bit, or not to their end.

use std::{
    future::Future,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use axum::body::Bytes;
use hyper::body::{Body, Frame, SizeHint};
use tokio::time::{Sleep, sleep};

/// How an answer comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Manner {
    /// One byte after each such pause.
    Drip(Duration),
    /// The first half, then the connection breaks.
    Half,
}

/// A body whose length was promised in full.
pub(crate) struct Partial {
    rest: Bytes,
    manner: Manner,
    pause: Option<Pin<Box<Sleep>>>,
    whole: u64,
}

#[derive(Debug, thiserror::Error)]
#[error("the answer breaks off")]
pub(crate) struct BrokenOff;

impl Partial {
    pub(crate) fn new(body: Bytes, manner: Manner) -> Self {
        let whole = body.len() as u64;
        let rest = match manner {
            Manner::Drip(_) => body,
            Manner::Half => body.slice(..body.len() / 2),
        };
        Self { rest, manner, pause: None, whole }
    }
}

impl Body for Partial {
    type Data = Bytes;
    type Error = BrokenOff;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BrokenOff>>> {
        let Manner::Drip(time) = self.manner else {
            let rest = std::mem::take(&mut self.rest);
            let next = if rest.is_empty() { Err(BrokenOff) } else { Ok(Frame::data(rest)) };
            return Poll::Ready(Some(next));
        };
        if self.rest.is_empty() {
            return Poll::Ready(None);
        }
        let pause = self.pause.get_or_insert_with(|| Box::pin(sleep(time)));
        if pause.as_mut().poll(context).is_pending() {
            return Poll::Pending;
        }
        self.pause = None;
        let byte = self.rest.split_to(1);
        Poll::Ready(Some(Ok(Frame::data(byte))))
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.whole)
    }
}
