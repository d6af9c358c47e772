//! What users report of others, and what moderators do about it.

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::Answer;
use crate::{
    call::Call, entity::user::Detail, error::Declared, id, paging::Page, state::State,
};

const NO_SUCH_USER: &Declared = &Declared::client(
    "NO_SUCH_USER",
    "1acefcb5-0959-43fd-9685-b48305736cb5",
    "there is nobody with this id to report",
);
const SELF: &Declared = &Declared::client(
    "CANNOT_REPORT_YOURSELF",
    "1e13149e-b1e8-43cf-902e-c01dbfcb202f",
    "nobody reports themselves",
);
const NO_SUCH_REPORT: &Declared = &Declared::client(
    "NO_SUCH_ABUSE_REPORT",
    "ac3794dd-2ce4-d878-e546-73c60c06b398",
    "there is no report with this id",
)
.kind("server")
.status(StatusCode::NOT_FOUND);

/// What a user reported of another.
#[derive(Debug, Clone)]
pub(crate) struct Report {
    id: String,
    reporter: String,
    target: String,
    comment: String,
    /// The moderator who resolved it.
    assignee: Option<String>,
    resolved_as: Value,
}

pub(super) fn report(state: &mut State, call: &Call) -> Answer {
    let (reporter, target) = (call.user()?, call.required("userId")?);
    if reporter == target {
        return Err(SELF.into());
    }
    state.user(&target).ok_or(NO_SUCH_USER)?;
    let report = Report {
        id: state.ids.next(),
        reporter,
        target,
        comment: call.required("comment")?,
        assignee: None,
        resolved_as: Value::Null,
    };
    state.reports.push(report);
    Ok(None)
}

pub(super) fn list(state: &mut State, call: &Call) -> Answer {
    let wanted = state
        .reports
        .iter()
        .filter(|report| match call.text("state") {
            Some("resolved") => report.assignee.is_some(),
            Some("unresolved") => report.assignee.is_none(),
            _ => true,
        });
    let page = Page::of(call).take(wanted, |report| &report.id);
    Ok(Some(page.into_iter().map(|one| pack(state, one)).collect()))
}

pub(super) fn resolve(state: &mut State, call: &Call) -> Answer {
    let (moderator, id) = (call.user()?, call.required("reportId")?);
    let mut reports = state.reports.iter_mut();
    let report = reports.find(|report| report.id == id);
    let report = report.ok_or(NO_SUCH_REPORT)?;
    report.assignee = Some(moderator);
    report.resolved_as = call.params.get("resolvedAs").cloned().unwrap_or_default();
    Ok(None)
}

fn pack(state: &State, report: &Report) -> Value {
    let user = |id: &str| state.pack_user(id, Detail::Stranger);
    json!({
        "id": report.id,
        "createdAt": id::created_at(&report.id),
        "comment": report.comment,
        "resolved": report.assignee.is_some(),
        "reporterId": report.reporter,
        "targetUserId": report.target,
        "assigneeId": report.assignee,
        "reporter": user(&report.reporter),
        "targetUser": user(&report.target),
        "assignee": report.assignee.as_deref().map(user),
        "forwarded": false,
        "resolvedAs": report.resolved_as,
        "moderationNote": "",
    })
}
