//! Messages over standard input and output: each is one line. A line that is none is answered as JSON-RPC demands, where
//! the library would pass over it, and the client would wait for ever.

use std::io;
use std::pin::Pin;
use std::sync::Arc;

use rmcp::RoleServer;
use rmcp::service::{RxJsonRpcMessage, TxJsonRpcMessage};
use rmcp::transport::Transport;
use serde_json::Value;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::sync::Mutex;
use tokio_util::bytes::{BufMut, Bytes, BytesMut};
use tokio_util::codec::{AnyDelimiterCodec, AnyDelimiterCodecError, Decoder};

use crate::runtime::core::spec::Language;
use crate::runtime::core::words::Said;

use super::rpc;

/// The most bytes of a line.
const MOST: usize = 16 * 1024 * 1024;
/// So much is read at once.
const PIECE: usize = 16 * 1024;
/// Some programs begin a text with it.
const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// The lines of one client.
pub(super) struct Lines<R, W> {
    input: R,
    arrived: BytesMut,
    split: AnyDelimiterCodec,
    output: Arc<Mutex<Option<Output<W>>>>,
    /// On its way out. Whoever waits for a message may be interrupted, and this must not be lost, nor go out by halves.
    refusal: Option<Writing>,
    language: Language,
}

type Writing = Pin<Box<dyn Future<Output = io::Result<()>> + Send>>;

struct Output<W> {
    writer: W,
    /// What an interrupted write left goes first the next time.
    left: BytesMut,
}

impl<R, W> Lines<R, W>
where
    R: AsyncRead + Send + Unpin,
    W: AsyncWrite + Send + Unpin + 'static,
{
    /// The lines of a client that is told in that language what is no message.
    pub(super) fn new((input, writer): (R, W), language: Language) -> Self {
        Self {
            input,
            arrived: BytesMut::new(),
            split: AnyDelimiterCodec::new_with_max_length(b"\n".to_vec(), Vec::new(), MOST),
            output: Arc::new(Mutex::new(Some(Output { writer, left: BytesMut::new() }))),
            refusal: None,
            language,
        }
    }

    /// The next line without its end; none where there are no more.
    async fn line(&mut self) -> Option<Result<Bytes, AnyDelimiterCodecError>> {
        loop {
            if let Some(line) = self.split.decode(&mut self.arrived).transpose() {
                return Some(line);
            }
            self.arrived.reserve(PIECE);
            if self.input.read_buf(&mut self.arrived).await.ok()? == 0 {
                return None;
            }
        }
    }

    fn refuse(&mut self, answer: &Value) {
        tracing::debug!(%answer, "a line that is no message");
        let (output, line) = (Arc::clone(&self.output), answer.to_string().into_bytes());
        self.refusal = Some(Box::pin(async move { write(&output, &line).await }));
    }
}

impl<R, W> Transport<RoleServer> for Lines<R, W>
where
    R: AsyncRead + Send + Unpin,
    W: AsyncWrite + Send + Unpin + 'static,
{
    type Error = io::Error;

    fn send(
        &mut self,
        message: TxJsonRpcMessage<RoleServer>,
    ) -> impl Future<Output = io::Result<()>> + Send + 'static {
        let output = Arc::clone(&self.output);
        async move { write(&output, &serde_json::to_vec(&message)?).await }
    }

    async fn receive(&mut self) -> Option<RxJsonRpcMessage<RoleServer>> {
        loop {
            if let Some(writing) = &mut self.refusal {
                let written = writing.as_mut().await;
                self.refusal = None;
                written.ok()?;
            }
            let answer = match self.line().await? {
                Ok(line) => match serde_json::from_slice(bare(&line)) {
                    Ok(message) => return Some(message),
                    Err(_) if bare(&line).is_empty() => continue,
                    Err(_) => rpc::refusal(bare(&line), self.language),
                },
                Err(_) => Some(rpc::error(
                    rpc::INVALID_REQUEST,
                    &Value::Null,
                    &Said::from("the request is too large").in_language(self.language),
                )),
            };
            if let Some(answer) = answer {
                self.refuse(&answer);
            }
        }
    }

    async fn close(&mut self) -> io::Result<()> {
        drop(self.output.lock().await.take());
        Ok(())
    }
}

fn bare(line: &[u8]) -> &[u8] {
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    line.strip_prefix(BYTE_ORDER_MARK).unwrap_or(line)
}

async fn write<W: AsyncWrite + Unpin>(output: &Mutex<Option<Output<W>>>, line: &[u8]) -> io::Result<()> {
    let mut output = output.lock().await;
    let Some(Output { writer, left }) = output.as_mut() else {
        return Err(io::ErrorKind::NotConnected.into());
    };
    left.reserve(line.len() + 1);
    left.put_slice(line);
    left.put_u8(b'\n');
    writer.write_all_buf(left).await?;
    writer.flush().await
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::time::timeout;

    use super::*;

    const PING: &[u8] = b"{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}\r\n";

    #[tokio::test]
    async fn whoever_waits_may_be_interrupted_at_any_byte() {
        let (mut client, server) = tokio::io::duplex(32);
        let mut lines = Lines::new(tokio::io::split(server), Language::English);
        let text = [b"\r\n", b"nonsense\n".as_slice(), BYTE_ORDER_MARK, PING].concat();
        let mut answer = Vec::new();
        let (last, first) = text.split_last().expect("bytes");
        for byte in first {
            client.write_u8(*byte).await.expect("written");
            assert!(timeout(Duration::from_millis(1), lines.receive()).await.is_err());
            // The answer to the second line has no room at once.
            let mut piece = [0; 16];
            if let Ok(Ok(size)) = timeout(Duration::from_millis(1), client.read(&mut piece)).await {
                answer.extend_from_slice(&piece[..size]);
            }
        }
        client.write_u8(*last).await.expect("written");
        assert!(lines.receive().await.is_some());
        let answer: Value = serde_json::from_slice(&answer).expect("one whole answer");
        assert_eq!(answer, rpc::error(rpc::PARSE_ERROR, &Value::Null, "Parse error"));
        drop(client);
        assert!(lines.receive().await.is_none());
    }
}
