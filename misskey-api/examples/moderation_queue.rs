//! Lists what users have reported, and resolves one of the reports.
//!
//! The account must be a moderator's, and the token needs the permissions
//! `read:admin:abuse-user-reports` and, to resolve, `write:admin:resolve-abuse-user-report`.
//! Either can be missing, and the server tells which. Without arguments it runs against a
//! server within this program:
//!
//! ```text
//! cargo run -p misskey-api --example moderation_queue
//! cargo run -p misskey-api --example moderation_queue -- misskey.example TOKEN [REPORT]
//! ```

#![expect(clippy::print_stdout, reason = "a command-line program")]

use std::error::Error;

use misskey_api::endpoints::admin;
use misskey_api::{Client, CommonError};
use misskey_test_server::TestServer;
use serde_json::json;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

#[tokio::main]
async fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [host, token, report @ ..] = arguments.as_slice() else {
        return rehearse().await;
    };
    let client = Client::builder(host).token(token.as_str()).build()?;
    if let [id] = report {
        resolve(&client, id).await?;
    }
    queue(&client).await?;
    Ok(())
}

/// Prints the open reports, and gives their ids.
async fn queue(client: &Client) -> Result<Vec<String>> {
    let request = admin::AbuseUserReports::new().state("unresolved");
    let mut reports = client.pages(request);
    let mut ids = Vec::new();
    loop {
        let report = match reports.try_next().await {
            Ok(Some(report)) => report,
            Ok(None) => return Ok(ids),
            Err(error) => return Err(explained(error.reason(), &error).into()),
        };
        let (who, whom) = (&report.reporter.username, &report.target_user.username);
        println!("{}  @{who} about @{whom}: {}", report.id, report.comment);
        ids.push(report.id.to_string());
    }
}

async fn resolve(client: &Client, id: &str) -> Result<()> {
    client.send(admin::ResolveAbuseUserReport::new(id)).await?;
    println!("{id} is resolved");
    Ok(())
}

/// What to do about it, where the account or its token is what is wrong.
fn explained(reason: Option<&CommonError>, error: &dyn Error) -> String {
    match reason {
        Some(CommonError::RolePermissionDenied) => {
            "the account is no moderator's: an administrator can give it the role".into()
        }
        Some(CommonError::PermissionDenied) => {
            "the token lacks a permission: make one that may read reports".into()
        }
        _ => error.to_string(),
    }
}

async fn rehearse() -> Result<()> {
    let server = TestServer::start().await?;
    let client = Client::builder(server.base_url())
        .token(server.token())
        .build()?;
    let about = client
        .send(misskey_api::endpoints::users::Show::by_username("hinoki"))
        .await?;
    let about = serde_json::to_value(&about)?;
    let report =
        json!({ "userId": about["id"], "comment": "posts nothing but adverts" });
    let reported = server.act_as("kaede", "users/report-abuse", report);
    reported.map_err(|error| error.to_string())?;

    let refused = queue(&client).await;
    assert!(refused.is_err_and(|error| error.to_string().contains("no moderator")));

    server.make_moderator("momiji");
    let ids = queue(&client).await?;
    assert_eq!(ids.len(), 1);
    for id in &ids {
        resolve(&client, id).await?;
    }
    assert!(queue(&client).await?.is_empty());
    Ok(())
}
