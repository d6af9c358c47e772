//! Nothing shows what opens an account.

use misskey_test_server::Reply;
use serde_json::json;

use crate::support::{TOKEN, allowed, begin, press};

#[tokio::test]
async fn neither_attempts_nor_exchanges_nor_grants_show_a_secret() {
    let (server, client, attempt) = begin().await;
    let kept = serde_json::to_value(&attempt).unwrap();
    let kept: serde_json::Value = kept.as_str().unwrap().parse().unwrap();
    let mut secrets: Vec<String> = ["state", "verifier"]
        .map(|name| kept[name].as_str().unwrap().to_owned())
        .into();
    // The verifier is in no address.
    assert!(!attempt.url().as_str().contains(&secrets[1]));
    let mut text = format!("{attempt:?} {attempt:#?}");
    let back = press(&attempt, "Allow").await;
    let code = attempt.callback(&back).unwrap();
    secrets.extend(
        misskey_auth::Url::parse(&back)
            .unwrap()
            .query_pairs()
            .find(|(name, _)| name == "code")
            .map(|(_, code)| code.into_owned()),
    );
    text += &format!("{code:?}");
    let exchange = attempt.exchange(code);
    text += &format!("{exchange:?} {exchange:#?}");
    let grant = exchange.send(&client).await.unwrap();
    secrets.push(grant.token.expose().to_owned());
    text += &format!("{grant:?} {grant:#?}");
    assert_eq!(secrets.len(), 4);
    for secret in &secrets {
        assert!(!text.contains(secret), "{text}");
    }
    // The token went into no request of the sign-in, and the verifier into one alone.
    let sent = server.requests();
    let with_verifier = sent.iter().filter(|one| {
        String::from_utf8_lossy(&one.body).contains(&secrets[1])
            || one.query.contains(&secrets[1])
    });
    assert_eq!(with_verifier.count(), 1);
}

#[tokio::test]
async fn no_error_shows_a_secret() {
    for number in 0..4 {
        let (server, client, exchange) = allowed().await;
        let sent = String::from_utf8(exchange.request().into_body()).unwrap();
        let secret = |name: &str| {
            let part = sent.split('&').find_map(|part| part.strip_prefix(name));
            part.unwrap().to_owned()
        };
        let (code, verifier) = (secret("code="), secret("code_verifier="));
        let replies = [
            Reply::json(
                400,
                json!({"error": "invalid_grant", "error_description": sent}),
            ),
            Reply::json(400, json!({"error": format!("{code} {verifier}")})),
            Reply::text(502, "text/html", sent.clone()),
            Reply::json(200, json!({"access_token": [code], "more": verifier})),
        ];
        server.respond(TOKEN, replies.into_iter().nth(number).unwrap());
        let error = exchange.send(&client).await.unwrap_err();
        let text = format!("{error} {error:?} {error:#?} {:?}", error.code());
        assert!(!text.contains(&code) && !text.contains(&verifier), "{text}");
    }
}
