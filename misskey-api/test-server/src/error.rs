//! Errors in Misskey's own form.

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

use crate::{framework::Refusal, json::json_response};

/// An error that endpoints may give. Codes and ids are those of the real server.
#[derive(Debug)]
pub(crate) struct Declared {
    status: StatusCode,
    kind: &'static str,
    code: &'static str,
    id: &'static str,
    message: &'static str,
}

/// A declared error, with what there is to say about the case.
#[derive(Debug)]
pub(crate) struct ApiError {
    declared: &'static Declared,
    info: Option<Box<Value>>,
}

/// Whatever ended a call.
#[derive(Debug)]
pub(crate) enum Failure {
    Framework(Refusal),
    Api(ApiError),
}

pub(crate) const CREDENTIAL_REQUIRED: &Declared = &Declared::client(
    "CREDENTIAL_REQUIRED",
    "1384574d-a912-4b81-8601-c7b1c4085df1",
    "a credential is needed here",
)
.status(StatusCode::UNAUTHORIZED);

pub(crate) const AUTHENTICATION_FAILED: &Declared = &Declared::client(
    "AUTHENTICATION_FAILED",
    "b0a7f5f8-dc2f-4171-b91f-de88ad238e14",
    "no such token",
)
.status(StatusCode::UNAUTHORIZED);

pub(crate) const PERMISSION_DENIED: &Declared = &Declared::client(
    "PERMISSION_DENIED",
    "1370e5b7-d4eb-4566-bb1d-7748ee6a1838",
    "the token lacks the permission",
)
.kind("permission")
.status(StatusCode::FORBIDDEN);

pub(crate) const ROLE_PERMISSION_DENIED: &Declared = &Declared::client(
    "ROLE_PERMISSION_DENIED",
    "d33d5333-db36-423d-a8f9-1a2b9549da41",
    "the account is no moderator's",
)
.kind("permission")
.status(StatusCode::FORBIDDEN);

pub(crate) const ACCOUNT_SUSPENDED: &Declared = &Declared::client(
    "YOUR_ACCOUNT_SUSPENDED",
    "a8c724b3-6e9c-4b46-b1a8-bc3ed6258370",
    "the account of this token is suspended",
)
.kind("permission")
.status(StatusCode::FORBIDDEN);

pub(crate) const INTERNAL_ERROR: &Declared = &Declared::client(
    "INTERNAL_ERROR",
    "5d37dbcb-891e-41ca-a3d6-e690c97775ac",
    "something went wrong in the server",
)
.kind("server")
.status(StatusCode::INTERNAL_SERVER_ERROR);

/// A GET of something that is not there; a POST gets the framework's error.
pub(crate) const UNKNOWN_API_ENDPOINT: &Declared = &Declared::client(
    "UNKNOWN_API_ENDPOINT",
    "2ca3b769-540a-4f08-9dd5-b5a825b6d0f1",
    "there is no such endpoint",
)
.status(StatusCode::NOT_FOUND);

const INVALID_PARAM: &Declared = &Declared::client(
    "INVALID_PARAM",
    "3d81ceae-475f-4600-b2a8-2bc116157532",
    "a parameter is invalid",
);

const INVALID_CAST: &Declared = &Declared::client(
    "INVALID_PARAM",
    "0b5f1631-7c1a-41a6-b399-cce335f34d85",
    "a parameter is invalid",
);

impl Declared {
    /// An error of the kind `client`, with status 400.
    pub(crate) const fn client(
        code: &'static str,
        id: &'static str,
        message: &'static str,
    ) -> Self {
        Self {
            status: StatusCode::BAD_REQUEST,
            kind: "client",
            code,
            id,
            message,
        }
    }

    pub(crate) const fn status(mut self, status: StatusCode) -> Self {
        self.status = status;
        self
    }

    pub(crate) const fn kind(mut self, kind: &'static str) -> Self {
        self.kind = kind;
        self
    }

    /// What the server says about it in `WWW-Authenticate`, which is most of the time something.
    fn challenge(&self) -> Option<String> {
        let error = match (self.code, self.kind) {
            ("CREDENTIAL_REQUIRED", _) => {
                return Some("Bearer realm=\"Misskey\"".to_owned());
            }
            ("AUTHENTICATION_FAILED", _) => "invalid_token",
            ("PERMISSION_DENIED", _) => "insufficient_scope",
            ("UNKNOWN_API_ENDPOINT", _) => return None,
            (_, "client") => "invalid_request",
            _ => return None,
        };
        let message = self.message;
        Some(format!(
            "Bearer realm=\"Misskey\", error=\"{error}\", error_description=\"{message}\""
        ))
    }
}

impl ApiError {
    /// A parameter that breaks the schema: the rule that was broken, and how.
    pub(crate) fn invalid_param(rule: &str, reason: &str) -> Self {
        Self::with_param(INVALID_PARAM, rule, reason)
    }

    /// Text that stands for no number or boolean, in a query or a form.
    pub(crate) fn invalid_cast(param: &str, reason: &str) -> Self {
        Self::with_param(INVALID_CAST, param, reason)
    }

    fn with_param(declared: &'static Declared, param: &str, reason: &str) -> Self {
        let info = json!({ "param": param, "reason": reason });
        Self {
            declared,
            info: Some(Box::new(info)),
        }
    }
}

impl From<&'static Declared> for ApiError {
    fn from(declared: &'static Declared) -> Self {
        Self {
            declared,
            info: None,
        }
    }
}

impl From<ApiError> for Failure {
    fn from(error: ApiError) -> Self {
        Self::Api(error)
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Self::Framework(refusal)
    }
}

impl ApiError {
    /// What stands under `error` in the answer.
    pub(crate) fn pack(&self) -> Value {
        let declared = self.declared;
        let mut error = json!({
            "message": declared.message,
            "code": declared.code,
            "id": declared.id,
            "kind": declared.kind,
        });
        if let Some(info) = &self.info {
            error["info"] = (**info).clone();
        }
        error
    }

    /// The status and the challenge alone, as a handshake that fails has no body.
    pub(crate) fn without_body(&self) -> Response {
        self.challenged(self.declared.status.into_response())
    }

    fn challenged(&self, mut response: Response) -> Response {
        let challenge = self.declared.challenge();
        if let Some(value) = challenge.and_then(|text| HeaderValue::from_str(&text).ok())
        {
            response
                .headers_mut()
                .insert(header::WWW_AUTHENTICATE, value);
        }
        response
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let body = json!({ "error": self.pack() });
        self.challenged(json_response(self.declared.status, &body))
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        match self {
            Self::Framework(refusal) => refusal.into_response(),
            Self::Api(error) => error.into_response(),
        }
    }
}
