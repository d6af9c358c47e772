//! What servers refuse.

use super::*;

#[tokio::test]
async fn a_rate_limit_tells_how_long_to_wait() {
    let (server, client) = start().await;
    let body = json!({ "error": {
        "message": "Too fast.", "code": "RATE_LIMIT_EXCEEDED",
        "id": "d5826d14-3982-4d2e-8011-b9e9f02499ef", "kind": "client",
    }});
    let reply = Reply::json(429, body).header("Retry-After", "17");
    server.respond("notes/create", reply);
    let request = notes::Create::new().text("x");
    let error = client.send(request.clone()).await.unwrap_err();
    assert_eq!(error.retry_after(), Some(Duration::from_secs(17)));
    assert_eq!(
        error.reason(),
        Some(&notes::CreateError::Common(CommonError::RateLimitExceeded))
    );
    // Nothing was repeated behind the caller's back.
    assert_eq!(server.requests().len(), 1);
    client.send(request).await.unwrap();
}

#[tokio::test]
async fn a_page_of_a_proxy_is_told() {
    let (server, client) = start().await;
    let page = "<html><h1>Bad Gateway</h1></html>";
    server.respond("i", Reply::text(502, "text/html", page));
    let error = client.send(endpoints::I::new()).await.unwrap_err();
    let answer = error.not_api().unwrap();
    assert_eq!(answer.status, 502);
    assert_eq!(answer.excerpt, page);
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let (server, client) = start().await;
    let elsewhere = TestServer::start().await.unwrap();
    for status in [301, 302, 303, 307, 308] {
        let location = format!("{}/api/i", elsewhere.base_url());
        let reply = Reply::empty(status).header("Location", &location);
        server.respond("i", reply);
        let error = client.send(endpoints::I::new()).await.unwrap_err();
        let answer = error.not_api().unwrap();
        assert_eq!(answer.status, status);
        assert_eq!(answer.location.as_deref(), Some(location.as_str()));
    }
    assert_eq!(elsewhere.requests(), []);
    assert_eq!(server.requests().len(), 5);
}

#[tokio::test]
async fn an_endpoint_that_the_server_lacks_is_told() {
    let (_server, client) = start().await;
    let error = client.send(notes::Featured::new()).await.unwrap_err();
    assert_eq!(error.not_api().unwrap().status, 404);
    assert_eq!(error.endpoint(), "notes/featured");
    assert!(error.is_unknown_endpoint());
    assert!(
        error
            .to_string()
            .starts_with("notes/featured: the server does not know this endpoint"),
        "{error}"
    );
    assert!(!error.to_string().contains("Misskey"), "{error}");
}

#[tokio::test]
async fn a_page_in_place_of_an_endpoint_may_be_of_another_server() {
    let (server, client) = start().await;
    server.respond("i", Reply::text(404, "text/html", "<h1>Not Found</h1>"));
    let error = client.send(endpoints::I::new()).await.unwrap_err();
    assert!(error.is_unknown_endpoint());
    let said = ", or is not a Misskey server: status 404";
    assert!(error.to_string().contains(said), "{error}");
}

#[tokio::test]
async fn an_answer_of_another_shape_names_the_endpoint_and_the_place() {
    let server = TestServer::start().await.unwrap();
    let client = builder(&server).strict(true).build().unwrap();
    server.respond("notes/timeline", half_broken_page());
    let error = client.send(notes::Timeline::new()).await.unwrap_err();
    assert_eq!(error.decode().unwrap().path(), "$[1]");
    assert!(error.to_string().starts_with("notes/timeline: "));
    server.respond("notes/timeline", Reply::empty(204));
    let error = client.send(notes::Timeline::new()).await.unwrap_err();
    assert_eq!(error.decode().unwrap().path(), "$");
}

#[tokio::test]
async fn what_does_not_fit_costs_no_page() {
    let (server, client) = start().await;
    server.respond("notes/timeline", half_broken_page());
    let page = client.send(notes::Timeline::new()).await.unwrap();
    assert_eq!(page.len(), 1);
    server.respond(
        "notes/timeline",
        half_broken_page().header("X-Tea", "green"),
    );
    let detailed = client.send_detailed(notes::Timeline::new()).await.unwrap();
    assert_eq!(detailed.answer, page);
    assert_eq!(detailed.status, 200);
    assert_eq!(detailed.headers["x-tea"], "green");
    assert_eq!(detailed.drift.len(), 1);
    assert_eq!(detailed.drift[0].path, "$[1]");
    let detailed = client.send_detailed(notes::Timeline::new()).await.unwrap();
    assert_eq!(detailed.drift, []);
    server.respond("notes/timeline", Reply::empty(204));
    let error = client.send(notes::Timeline::new()).await.unwrap_err();
    assert_eq!(error.decode().unwrap().path(), "$");
}

fn half_broken_page() -> Reply {
    Reply::json(200, json!([support::note(), "no note"]))
}
