//! A server in a process of its own, so that what it costs is not counted.

use std::convert::Infallible;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;

use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;

use crate::Failure;
use crate::dice::Dice;
use crate::notes;

/// A running server. It ends with this.
pub(crate) struct Server {
    child: Child,
    /// Where it is, as `http://127.0.0.1:PORT`.
    pub(crate) address: String,
}

impl Server {
    /// Starts this program once more, as a server.
    pub(crate) fn start() -> Result<Self, Failure> {
        let mut child = Command::new(std::env::current_exe()?)
            .arg("serve")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let output = child.stdout.take().ok_or("the server has no output")?;
        let mut address = String::new();
        BufReader::new(output).read_line(&mut address)?;
        let address = address.trim().to_owned();
        Ok(Self { child, address })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It ends when its input does.
        drop(self.child.stdin.take());
        let _ = self.child.wait();
    }
}

/// Answers until its input ends.
pub(crate) fn serve() -> Result<(), Failure> {
    std::thread::spawn(|| {
        let _ = std::io::stdin().read_to_end(&mut Vec::new());
        std::process::exit(0);
    });
    super::runtime()?.block_on(accept())
}

async fn accept() -> Result<(), Failure> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    println!("http://{}", listener.local_addr()?);
    std::io::stdout().flush()?;
    let list = notes::list(1, &mut Dice::new());
    let note = list.trim_start_matches('[').trim_end_matches(']');
    let note: Arc<Bytes> = Arc::new(note.to_owned().into());
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        let note = Arc::clone(&note);
        tokio::spawn(async move {
            let service = service_fn(move |request| {
                let note = Bytes::clone(&note);
                async move { Ok::<_, Infallible>(answer(request, note).await) }
            });
            // An error is a client that went away.
            let _ = http1::Builder::new()
                .serve_connection(TokioIo::new(stream), service)
                .await;
        });
    }
}

async fn answer(request: Request<Incoming>, note: Bytes) -> Response<Full<Bytes>> {
    let is_upload = request.uri().path() == "/api/drive/files/create";
    let mut body = request.into_body();
    let mut size = 0;
    while let Some(Ok(frame)) = body.frame().await {
        size += frame.data_ref().map_or(0, Bytes::len);
    }
    let answer = if is_upload { file(size) } else { note };
    let mut response = Response::new(Full::new(answer));
    response.headers_mut().insert(
        hyper::header::CONTENT_TYPE,
        hyper::header::HeaderValue::from_static("application/json; charset=utf-8"),
    );
    response
}

/// A file in the drive, whose size is that of the whole form.
fn file(size: usize) -> Bytes {
    serde_json::json!({
        "id": "9s4g2p7k00", "createdAt": "2024-04-15T11:37:26.816Z", "name": "tea.bin",
        "type": "application/octet-stream", "md5": "", "size": size, "isSensitive": false,
        "blurhash": null, "properties": {}, "url": "https://misskey.example/files/tea",
        "thumbnailUrl": null, "comment": null, "folderId": null, "userId": null
    })
    .to_string()
    .into()
}
