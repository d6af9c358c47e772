//! What the answer to a check says.

use http::Response;
use serde_json::value::RawValue;

use super::session::Session;
use super::{Check, CheckError};
use crate::answer::Answer;
use crate::once::Grant;
use crate::said::Said;

pub(crate) fn read(
    session: Session,
    response: &Response<impl AsRef<[u8]>>,
) -> Result<Check, CheckError> {
    if response.status().is_success() {
        return read_success(session, response);
    }
    let answer = Answer::new(response, &[session.id()]);
    Err(CheckError::answered(session.call(), session, answer))
}

fn read_success(
    session: Session,
    response: &Response<impl AsRef<[u8]>>,
) -> Result<Check, CheckError> {
    // What is not UTF-8 can only be in the user's description, and must not cost the token.
    let text = String::from_utf8_lossy(response.body().as_ref());
    let said = Said::read(&text, "token");
    let read = match said.ok.map(RawValue::get) {
        Some("true") => said.token().map(Some),
        Some("false") if said.whole => Ok(None),
        _ => Err("the answer is not that of a MiAuth check"),
    };
    match read {
        Ok(Some(token)) => Ok(Check::Granted(Grant {
            token,
            user: said.user(&text),
        })),
        Ok(None) => Ok(Check::Pending(session)),
        Err(reason) => {
            let answer = Answer::without_excerpt(response, &[session.id()]);
            let call = session.call();
            Err(CheckError::unreadable(call, session, answer, reason))
        }
    }
}
