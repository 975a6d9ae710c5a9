//! Request bodies: each limited in size and time, and all of them together to the memory of a small machine.

use std::future::poll_fn;
use std::pin::Pin;
use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody};
use hyper::body::Frame;
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::timeout;

/// What bodies may take.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    /// The most bytes of one.
    pub(super) one: usize,
    /// The most bytes of all bodies at once.
    pub(super) all: usize,
    /// How long one may take to arrive.
    pub(super) time: Duration,
}

impl Limits {
    /// Those of a server.
    pub(super) const USUAL: Self =
        Self { one: 4 * 1024 * 1024, all: 16 * 1024 * 1024, time: Duration::from_secs(30) };
}

/// Room is given out in pieces of this many bytes.
const PIECE: usize = 1024;

/// The room for bodies.
#[derive(Debug)]
pub(super) struct Bodies {
    limits: Limits,
    room: Semaphore,
}

/// A whole body, and the room that it takes up for as long as this is kept.
#[derive(Debug)]
pub(super) struct Whole<'a> {
    /// The bytes.
    pub(super) bytes: Bytes,
    room: Option<SemaphorePermit<'a>>,
}

/// Why a body is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refused {
    /// It has more bytes than one may have.
    TooLarge,
    /// It was not whole in time.
    TooSlow,
    /// Others take all the room.
    NoRoom,
    /// It broke off.
    Broken,
}

impl Bodies {
    /// Room within these limits.
    pub(super) fn new(limits: Limits) -> Self {
        Self { limits, room: Semaphore::new(limits.all / PIECE) }
    }

    /// Reads a body to its end. Room is taken for what has come, not for what was announced: a slow sender takes up
    /// little.
    ///
    /// # Errors
    /// [`Refused`].
    pub(super) async fn read(&self, mut body: Body) -> Result<Whole<'_>, Refused> {
        let reading = async {
            let whole = self.whole(&mut body).await;
            if matches!(whole, Err(Refused::TooLarge)) {
                self.pass_over(&mut body).await;
            }
            whole
        };
        timeout(self.limits.time, reading).await.unwrap_or(Err(Refused::TooSlow))
    }

    /// A client that is still writing when the connection closes would not read why.
    async fn pass_over(&self, body: &mut Body) {
        let mut left = self.limits.one * 4;
        while let Some(Ok(frame)) = next(body).await
            && left > 0
        {
            left = left.saturating_sub(frame.data_ref().map_or(0, Bytes::len));
        }
    }

    async fn whole(&self, body: &mut Body) -> Result<Whole<'_>, Refused> {
        if body.size_hint().lower() > self.limits.one as u64 {
            return Err(Refused::TooLarge);
        }
        let mut whole = Whole { bytes: Bytes::new(), room: None };
        let mut joined = Vec::new();
        while let Some(frame) = next(body).await {
            let Ok(data) = frame.map_err(|_| Refused::Broken)?.into_data() else { continue };
            let before = whole.bytes.len() + joined.len();
            let size = before + data.len();
            if size > self.limits.one {
                return Err(Refused::TooLarge);
            }
            self.take(&mut whole.room, size.div_ceil(PIECE) - before.div_ceil(PIECE))?;
            // Most bodies come in one frame and are copied nowhere.
            if before == 0 {
                whole.bytes = data;
            } else {
                joined.extend_from_slice(&std::mem::take(&mut whole.bytes));
                joined.extend_from_slice(&data);
            }
        }
        if !joined.is_empty() {
            whole.bytes = joined.into();
        }
        Ok(whole)
    }

    fn take<'a>(&'a self, taken: &mut Option<SemaphorePermit<'a>>, pieces: usize) -> Result<(), Refused> {
        let pieces = u32::try_from(pieces).map_err(|_| Refused::TooLarge)?;
        let more = self.room.try_acquire_many(pieces).map_err(|_| Refused::NoRoom)?;
        match taken {
            Some(taken) => taken.merge(more),
            None => *taken = Some(more),
        }
        Ok(())
    }
}

async fn next(body: &mut Body) -> Option<Result<Frame<Bytes>, axum::Error>> {
    poll_fn(|context| Pin::new(&mut *body).poll_frame(context)).await
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: Limits = Limits { one: 3 * PIECE, all: 4 * PIECE, time: Duration::from_millis(50) };

    /// Comes in frames, and has no end when `ends` is false.
    struct Frames {
        left: Vec<&'static [u8]>,
        ends: bool,
    }

    impl HttpBody for Frames {
        type Data = Bytes;
        type Error = std::convert::Infallible;

        fn poll_frame(
            mut self: Pin<&mut Self>,
            _: &mut std::task::Context<'_>,
        ) -> std::task::Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
            match (self.left.is_empty(), self.ends) {
                (false, _) => {
                    let frame = Frame::data(Bytes::from_static(self.left.remove(0)));
                    std::task::Poll::Ready(Some(Ok(frame)))
                }
                (true, true) => std::task::Poll::Ready(None),
                (true, false) => std::task::Poll::Pending,
            }
        }
    }

    fn frames(left: &[&'static [u8]], ends: bool) -> Body {
        Body::new(Frames { left: left.to_vec(), ends })
    }

    #[tokio::test]
    async fn a_body_is_whole_in_however_many_frames_it_comes() {
        let bodies = Bodies::new(SMALL);
        for (left, expected) in
            [(vec![], ""), (vec!["ab"], "ab"), (vec!["a", "", "b"], "ab"), (vec!["", "a", "b", "c"], "abc")]
        {
            let left: Vec<_> = left.into_iter().map(str::as_bytes).collect();
            let whole = bodies.read(frames(&left, true)).await.expect("it is whole");
            assert_eq!(whole.bytes, expected.as_bytes());
        }
    }

    #[tokio::test]
    async fn what_is_too_large_or_too_slow_is_refused_and_leaves_its_room() {
        static MUCH: [u8; 2 * PIECE] = [b'x'; 2 * PIECE];
        let bodies = Bodies::new(SMALL);
        let refused = async |body: Body| bodies.read(body).await.expect_err("refused");
        assert_eq!(refused(Body::from(vec![b'x'; 3 * PIECE + 1])).await, Refused::TooLarge);
        assert_eq!(refused(frames(&[&MUCH, &MUCH], true)).await, Refused::TooLarge);
        assert_eq!(refused(frames(&[&MUCH], false)).await, Refused::TooSlow);
        let kept = bodies.read(frames(&[&MUCH, b"x"], true)).await.expect("there is room");
        assert_eq!(refused(frames(&[&MUCH], true)).await, Refused::NoRoom);
        let small = bodies.read(frames(&[b"x"], true)).await;
        assert_eq!(small.expect("there is room for a small one").bytes, b"x".as_slice());
        drop(kept);
        assert!(bodies.read(frames(&[&MUCH], true)).await.is_ok());
    }
}
