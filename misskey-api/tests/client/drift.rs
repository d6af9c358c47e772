//! Answers that do not fit.

use super::*;

#[tokio::test]
async fn does_not_show_a_token_that_the_server_sends_as_a_name() {
    let (server, client) = start().await;
    let answer = json!({ server.token(): "green", "tea": true });
    server.respond("tea/list", Reply::json(200, answer));
    let call = RawCall::new("tea/list");
    let detailed = client.send_raw_detailed::<Map<bool>>(call).await.unwrap();
    assert_eq!(detailed.drift.len(), 1);
    let shown = format!("{:?} {}", detailed.drift, detailed.drift[0].path);
    assert!(!shown.contains(server.token()), "{shown}");
}
