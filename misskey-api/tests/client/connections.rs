//! What connections do.

use std::error::Error as _;

use super::*;

#[tokio::test]
async fn a_silent_server_is_not_waited_for_longer_than_said() {
    let server = TestServer::start().await.unwrap();
    let client = builder(&server)
        .timeout(Duration::from_millis(100))
        .build()
        .unwrap();
    server.respond("i", Reply::hang());
    let error = client.send(endpoints::I::new()).await.unwrap_err();
    assert!(error.is_timeout() && !error.is_connect(), "{error}");
    assert_unanswered(&error);
    let said = format!("i: no answer from {} in time: ", client.address().host());
    assert!(error.to_string().starts_with(&said), "{error}");
    // The client is as good as before.
    client.send(endpoints::Ping::new()).await.unwrap();
}

#[tokio::test]
async fn a_server_that_is_not_there_had_no_effect() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let client = Client::builder(format!("http://{address}"))
        .build()
        .unwrap();
    let error = client.send(endpoints::Ping::new()).await.unwrap_err();
    assert!(error.is_connect() && !error.is_timeout(), "{error}");
    assert_unanswered(&error);
    let said = format!("ping: {address} can't be reached: ");
    assert!(error.to_string().starts_with(&said), "{error}");
    assert!(!error.to_string().contains("error sending"), "{error}");
    // Reports that show what lies behind an error say nothing twice.
    assert!(error.source().is_none());
}

#[tokio::test]
async fn a_server_without_tls_is_told_from_one_that_is_not_there() {
    let server = TestServer::start().await.unwrap();
    let address = server.base_url().replace("http:", "https:");
    let client = Client::builder(address).build().unwrap();
    let error = client.send(endpoints::Ping::new()).await.unwrap_err();
    assert!(error.is_connect(), "{error}");
    assert!(error.to_string().contains("`http://`"), "{error}");
}

#[tokio::test]
async fn an_answer_that_breaks_off_is_no_answer() {
    let (server, client) = start().await;
    for reply in [Reply::truncated(b"{\"pong\":"), Reply::close()] {
        server.respond("ping", reply);
        let error = client.send(endpoints::Ping::new()).await.unwrap_err();
        assert!(!error.is_connect() && !error.is_timeout(), "{error}");
        assert_unanswered(&error);
        assert!(
            error
                .to_string()
                .contains("ping: the connection to 127.0.0.1:"),
            "{error}"
        );
    }
    client.send(endpoints::Ping::new()).await.unwrap();
}

#[tokio::test]
async fn an_answer_is_only_received_up_to_the_limit() {
    let server = TestServer::start().await.unwrap();
    let client = builder(&server).response_limit(1000).build().unwrap();
    let page = |length| Reply::text(502, "text/html", "x".repeat(length));

    // What did not succeed says enough with its beginning.
    server.respond("ping", page(1_000_000));
    let error = client.send(endpoints::Ping::new()).await.unwrap_err();
    assert_eq!(error.not_api().unwrap().status, 502);

    server.respond("ping", page(1001).status(200));
    let error = client.send(endpoints::Ping::new()).await.unwrap_err();
    assert_unanswered(&error);
    assert!(
        error.to_string().contains("more than 1000 bytes"),
        "{error}"
    );

    server.respond("ping", page(1_000_000));
    let request = Call::new(client.address()).request(&endpoints::Ping::new());
    let error = client.carry(request.unwrap()).await.unwrap_err();
    assert!(error.is_too_large());
    assert!(!error.is_connect() && !error.is_timeout());
}
