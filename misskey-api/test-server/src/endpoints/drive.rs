//! Files.

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::Answer;
use crate::{
    call::Call,
    entity::drive_file::{DriveFile, FileDetail},
    error::{ApiError, Declared, INTERNAL_ERROR},
    state::State,
    upload::{Content, Upload},
};

const NO_SUCH_FILE: &Declared = &Declared::client(
    "NO_SUCH_FILE",
    "067bc436-2718-4795-b0fb-ecbe43949e31",
    "there is no such file",
);
const TOO_LARGE: &Declared = &Declared::client(
    "MAX_FILE_SIZE_EXCEEDED",
    "b9d8c348-33f0-4673-b9a9-5d4da058977a",
    "the file is larger than the role of the user allows",
)
.status(StatusCode::PAYLOAD_TOO_LARGE);
const INVALID_FILE_NAME: &Declared = &Declared::client(
    "INVALID_FILE_NAME",
    "f449b209-0c60-4e51-84d5-29486263bfd4",
    "a file can't have this name",
);

/// Stores a file; one that is there already is given back instead, unless `force` says no.
pub(super) fn create(state: &mut State, call: &Call) -> Answer {
    let user = call.user()?;
    let upload = call.upload.as_ref().ok_or(INTERNAL_ERROR)?;
    if upload.content.size > state.limits.file {
        return Err(TOO_LARGE.into());
    }
    // There are no folders, and a folder that is not there is an error nobody foresaw.
    if call.text("folderId").is_some() {
        return Err(INTERNAL_ERROR.into());
    }
    let name = name(call, upload)?;
    let known = same(state, &user, &upload.content.md5).next().cloned();
    let file = match known.filter(|_| !call.flag("force", false)) {
        Some(file) => file,
        None => store(state, call, upload, name)?,
    };
    Ok(Some(state.pack_file(&file, FileDetail::Own)))
}

/// Fetches a file, which is told on `main` when it is done. Nothing is fetched here: the file
/// holds the address from which it should have come.
pub(super) fn create_from_url(state: &mut State, call: &Call) -> Answer {
    let url = call.required("url")?;
    let user = call.user()?;
    let marker = call.params.get("marker").cloned().unwrap_or_default();
    let (is_sensitive, comment) = details(call);
    let finish = move |state: &mut State| {
        let last = url.rsplit('/').next().filter(|name| !name.is_empty());
        let upload = Upload {
            name: last.unwrap_or("untitled").to_owned(),
            content_type: None,
            content: Content::of(url.as_bytes()),
        };
        let file = DriveFile {
            is_sensitive,
            comment,
            ..state.new_file(user.clone(), &upload)
        };
        let packed = state.add_file(&file);
        let finished = json!({ "marker": marker, "file": packed });
        state.publish_to_user(&user, "urlUploadFinished", &finished);
    };
    if let Some(delay) = state.limits.url_upload {
        state.later(delay, finish);
    }
    Ok(None)
}

/// The caller's files with an MD5.
pub(super) fn find_by_hash(state: &mut State, call: &Call) -> Answer {
    let (user, md5) = (call.user()?, call.required("md5")?);
    let found = same(state, &user, &md5);
    let packed = found.map(|file| state.pack_file(file, FileDetail::Own));
    Ok(Some(packed.collect()))
}

pub(super) fn show(state: &mut State, call: &Call) -> Answer {
    let is_it = |file: &&DriveFile| match call.text("fileId") {
        Some(id) => file.id == id,
        None => Some(file.url.as_str()) == call.text("url"),
    };
    let file = state.files.iter().find(is_it).ok_or(NO_SUCH_FILE)?;
    Ok(Some(state.pack_file(file, FileDetail::Full)))
}

fn store(
    state: &mut State,
    call: &Call,
    upload: &Upload,
    name: String,
) -> Result<DriveFile, ApiError> {
    let (is_sensitive, comment) = details(call);
    let file = DriveFile {
        name,
        is_sensitive,
        comment,
        ..state.new_file(call.user()?, upload)
    };
    state.add_file(&file);
    Ok(file)
}

fn details(call: &Call) -> (bool, Option<String>) {
    let comment = call.text("comment").map(str::to_owned);
    (call.flag("isSensitive", false), comment)
}

fn same<'a>(
    state: &'a State,
    user: &'a str,
    md5: &'a str,
) -> impl Iterator<Item = &'a DriveFile> {
    let files = state.files.iter();
    files.filter(move |file| file.user_id == user && file.content.md5 == md5)
}

impl State {
    /// Stores a file, and tells its owner. Gives it as they see it.
    fn add_file(&mut self, file: &DriveFile) -> Value {
        self.files.push(file.clone());
        let packed = self.pack_file(file, FileDetail::Own);
        self.publish_to_user(&file.user_id, "driveFileCreated", &packed);
        self.publish_to_drive(&file.user_id, "fileCreated", &packed);
        packed
    }
}

/// The parameter counts more than the name in the form, and browsers call what has none `blob`.
fn name(call: &Call, upload: &Upload) -> Result<String, ApiError> {
    let name = call.text("name").unwrap_or(&upload.name).trim();
    match name {
        "" | "blob" => Ok("untitled".to_owned()),
        name if name.contains(['/', '\\']) || name.contains("..") => {
            Err(INVALID_FILE_NAME.into())
        }
        name => Ok(name.to_owned()),
    }
}
