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

const NO_FILE_TO_UPDATE: &Declared = &Declared::client(
    "NO_SUCH_FILE",
    "e7778c7e-3af9-49cd-9690-6dbc3e6c972d",
    "there is no such file",
);
const INVALID_NEW_NAME: &Declared = &Declared::client(
    "INVALID_FILE_NAME",
    "395e7156-f9f0-475e-af89-53c3c23080c2",
    "a file can't have this name",
);
const ACCESS_DENIED: &Declared = &Declared::client(
    "ACCESS_DENIED",
    "01a53b27-82fc-445b-a0c1-b558465a8ed2",
    "the file is another user's",
);
const NO_SUCH_FOLDER: &Declared = &Declared::client(
    "NO_SUCH_FOLDER",
    "ea8fb7a5-af77-4a08-b608-c0218176cd73",
    "there is no such folder",
);

/// Stores a file; one that is there already is given back instead, and marked if this one is to
/// be sensitive, unless `force` says no.
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
    let (is_sensitive, _) = details(call);
    let is_same = |file: &&mut DriveFile| file.is_of(&user, &upload.content.md5);
    let known = state.files.iter_mut().find(is_same);
    let file = match known.filter(|_| !call.flag("force", false)) {
        Some(file) => {
            // What is sensitive stays so.
            file.is_sensitive |= is_sensitive;
            file.clone()
        }
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
    let found = state.files.iter().filter(|file| file.is_of(&user, &md5));
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

/// Changes what is said of a file, and tells its owner.
pub(super) fn update(state: &mut State, call: &Call) -> Answer {
    let (user, id) = (call.user()?, call.required("fileId")?);
    // There are no folders but the one that holds all.
    let moved = call.text("folderId").is_some();
    let file = state.files.iter_mut().find(|file| file.id == id);
    let file = file.ok_or(NO_FILE_TO_UPDATE)?;
    if file.user_id != user && !state.moderators.contains(&user) {
        return Err(ACCESS_DENIED.into());
    }
    if moved {
        return Err(NO_SUCH_FOLDER.into());
    }
    change(file, call)?;
    let file = file.clone();
    let packed = state.pack_file(&file, FileDetail::Own);
    state.publish_to_drive(&file.user_id, "fileUpdated", &packed);
    Ok(Some(packed))
}

fn change(file: &mut DriveFile, call: &Call) -> Result<(), ApiError> {
    if let Some(name) = call.text("name") {
        if !is_file_name(name) {
            return Err(INVALID_NEW_NAME.into());
        }
        name.clone_into(&mut file.name);
    }
    if call.params.contains_key("comment") {
        file.comment = call.text("comment").map(str::to_owned);
    }
    file.is_sensitive = call.flag("isSensitive", file.is_sensitive);
    Ok(())
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
        name if is_file_name(name) => Ok(name.to_owned()),
        _ => Err(INVALID_FILE_NAME.into()),
    }
}

fn is_file_name(name: &str) -> bool {
    let is_blank = name.trim().is_empty();
    !is_blank && !name.contains(['/', '\\']) && !name.contains("..")
}
