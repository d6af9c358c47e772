//! Calls that another HTTP client carries: hyper's, without reqwest.
//!
//! Run it with `cargo run -p misskey-api --no-default-features --features client,helpers
//! --example other_transport`. It calls a server within the program.

#![expect(clippy::print_stdout, reason = "a command-line program")]

use http::Request;
use hyper_util::client::legacy::Client as Hyper;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use misskey_api::endpoints::notes;
use misskey_api::{Body, Carried, Client, Transport, TransportError};
use misskey_test_server::TestServer;

/// hyper's client takes our bodies as they are, and we take its.
struct OverHyper(Hyper<HttpConnector, Body>);

impl Transport for OverHyper {
    fn carry(&self, request: Request<Body>) -> Carried<'_> {
        Box::pin(async move {
            let response = self.0.request(request).await.map_err(|error| {
                // What was never sent may be sent again: a client is told.
                if error.is_connect() {
                    TransportError::connect(error)
                } else {
                    TransportError::broken(error)
                }
            })?;
            Ok(response.map(Body::wrap))
        })
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let server = TestServer::start().await?;
    let hyper = Hyper::builder(TokioExecutor::new()).build_http();
    let client = Client::builder(server.base_url())
        .token(server.token())
        .transport(OverHyper(hyper))
        .build()?;

    let note = client
        .send(notes::Create::new().text("Over hyper"))
        .await?
        .created_note;
    println!("{}", note.page(client.address()));

    let error = client.send(notes::Show::new("9s4g2p7k00")).await;
    if let Err(error) = error {
        println!("{error}");
    }
    Ok(())
}
