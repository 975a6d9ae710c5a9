//! Messages over standard input and output: each is one line. A line that is no message is answered as JSON-RPC demands;
//! the library would skip it and leave the client waiting for ever.

use std::io;
use std::mem;
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
/// How much is read at once.
const PIECE: usize = 16 * 1024;
/// Some programs begin a text with it.
const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// The lines of one client.
pub(super) struct Lines<R, W> {
    input: R,
    arrived: BytesMut,
    split: AnyDelimiterCodec,
    output: Arc<Mutex<Option<Output<W>>>>,
    owed: Owed,
    language: Language,
}

/// Whoever waits for a message may be interrupted at any time: what is owed to the client must neither be lost nor go
/// out twice, nor hold up others in the meantime.
enum Owed {
    Nothing,
    /// An answer.
    Line(Vec<u8>),
    /// The rest of one.
    Rest,
}

struct Output<W> {
    writer: W,
    /// What an interrupted write left goes first the next time.
    left: BytesMut,
}

impl<W: AsyncWrite + Unpin> Output<W> {
    fn queue(&mut self, line: &[u8]) {
        self.left.reserve(line.len() + 1);
        self.left.put_slice(line);
        self.left.put_u8(b'\n');
    }

    async fn flush(&mut self) -> io::Result<()> {
        self.writer.write_all_buf(&mut self.left).await?;
        self.writer.flush().await
    }
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
            owed: Owed::Nothing,
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

    async fn pay(&mut self) -> io::Result<()> {
        if matches!(self.owed, Owed::Nothing) {
            return Ok(());
        }
        let mut output = self.output.lock().await;
        let output = output.as_mut().ok_or(io::ErrorKind::NotConnected)?;
        if let Owed::Line(line) = mem::replace(&mut self.owed, Owed::Rest) {
            output.queue(&line);
        }
        output.flush().await?;
        self.owed = Owed::Nothing;
        Ok(())
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
        async move {
            let line = serde_json::to_vec(&message)?;
            let mut output = output.lock().await;
            let output = output.as_mut().ok_or(io::ErrorKind::NotConnected)?;
            output.queue(&line);
            output.flush().await
        }
    }

    async fn receive(&mut self) -> Option<RxJsonRpcMessage<RoleServer>> {
        loop {
            self.pay().await.ok()?;
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
                tracing::debug!(%answer, "a line that is no message");
                self.owed = Owed::Line(answer.to_string().into_bytes());
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

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use rmcp::model::ErrorData;
    use tokio::io::{AsyncBufReadExt, BufReader};
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

    #[tokio::test]
    async fn an_answer_without_room_holds_up_no_other() {
        let (mut client, server) = tokio::io::duplex(32);
        let mut lines = Lines::new(tokio::io::split(server), Language::English);
        client.write_all(b"nonsense\n").await.expect("written");
        assert!(timeout(Duration::from_millis(1), lines.receive()).await.is_err());
        let other = ErrorData::internal_error("other", None);
        let sent = lines.send(TxJsonRpcMessage::<RoleServer>::error(other, None));
        let mut answers = BufReader::new(client).lines();
        let read = async { (answers.next_line().await, answers.next_line().await) };
        let both = timeout(Duration::from_secs(20), async { tokio::join!(sent, read) });
        let (sent, (first, second)) = both.await.expect("nobody waits for ever");
        sent.expect("it is sent");
        let text = |line: io::Result<Option<String>>| line.expect("a line").unwrap_or_default();
        assert!(text(first).contains("Parse error") && text(second).contains("other"));
    }
}
