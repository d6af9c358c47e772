//! Files.

use axum::http::StatusCode;

use super::Answer;
use crate::{
    call::{Call, Upload},
    entity::drive_file::{DriveFile, FileDetail, fingerprint},
    error::{ApiError, Declared, INTERNAL_ERROR},
    state::State,
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

/// `maxFileSizeMb` of the policies, in bytes.
const LARGEST_FILE: usize = 30 * 1024 * 1024;

/// Stores a file; one that is there already is given back instead, unless `force` says no.
pub(super) fn create(state: &mut State, call: &Call) -> Answer {
    let user = call.user()?;
    let upload = call.upload.as_ref().ok_or(INTERNAL_ERROR)?;
    if upload.bytes.len() > LARGEST_FILE {
        return Err(TOO_LARGE.into());
    }
    // There are no folders, and a folder that is not there is an error nobody foresaw.
    if call.text("folderId").is_some() {
        return Err(INTERNAL_ERROR.into());
    }
    let name = name(call, upload)?;
    let md5 = fingerprint(&upload.bytes);
    let same = |file: &&DriveFile| file.md5 == md5 && file.user_id == user;
    let known = state
        .files
        .iter()
        .find(same)
        .filter(|_| !call.flag("force", false));
    let file = match known.cloned() {
        Some(file) => file,
        None => store(state, call, upload, name)?,
    };
    Ok(Some(state.pack_file(&file, FileDetail::Own)))
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
    let file = DriveFile {
        name,
        is_sensitive: call.flag("isSensitive", false),
        comment: call.text("comment").map(str::to_owned),
        ..state.new_file(call.user()?, upload)
    };
    state.files.push(file.clone());
    let packed = state.pack_file(&file, FileDetail::Own);
    state.publish_to_user(&file.user_id, "driveFileCreated", &packed);
    state.publish_to_drive(&file.user_id, "fileCreated", &packed);
    Ok(file)
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
