//! Files of the drive.

use serde_json::{Value, json};

use super::user::Detail;
use crate::{
    id,
    state::State,
    upload::{Content, Upload},
};

/// The blurhash of every picture here: a grey one, for nothing is decoded.
const BLURHASH: &str = "L6PZfSjE.AyE_3t7t7R**0o#DgR4";

/// A file, with no more than the beginning of its bytes.
#[derive(Debug, Clone)]
pub(crate) struct DriveFile {
    pub(crate) id: String,
    pub(crate) user_id: String,
    pub(crate) name: String,
    pub(crate) media_type: String,
    pub(crate) content: Content,
    pub(crate) is_sensitive: bool,
    pub(crate) comment: Option<String>,
    pub(crate) url: String,
    pub(crate) thumbnail_url: Option<String>,
    pub(crate) properties: Value,
}

impl DriveFile {
    /// Whether a user has these bytes in it.
    pub(crate) fn is_of(&self, user: &str, md5: &str) -> bool {
        self.user_id == user && self.content.md5 == md5
    }
}

/// Who sees a file, and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FileDetail {
    /// Its owner, right after storing it: the owner is not named.
    Own,
    /// Beside a note.
    Attached,
    /// On its own.
    Full,
}

impl State {
    /// Makes a file of what was uploaded. It is not stored yet.
    pub(crate) fn new_file(&mut self, user_id: String, upload: &Upload) -> DriveFile {
        let dimensions = dimensions(&upload.content.head);
        let media_type = media_type(upload, dimensions.is_some());
        let files = format!("{}/files", self.base_url);
        let thumbnail = media_type.starts_with("image/").then(|| self.random.uuid());
        DriveFile {
            id: self.ids.next(),
            user_id,
            name: upload.name.clone(),
            media_type,
            content: upload.content.clone(),
            is_sensitive: false,
            comment: None,
            url: format!("{files}/{}", self.random.uuid()),
            thumbnail_url: thumbnail.map(|key| format!("{files}/thumbnail-{key}")),
            properties: dimensions.map_or_else(
                || json!({}),
                |(width, height)| json!({"width": width, "height": height}),
            ),
        }
    }

    pub(crate) fn pack_file(&self, file: &DriveFile, detail: FileDetail) -> Value {
        let owner = (detail != FileDetail::Own).then_some(&file.user_id);
        let user = match detail {
            FileDetail::Full => self.pack_user(&file.user_id, Detail::Lite),
            FileDetail::Own | FileDetail::Attached => Value::Null,
        };
        json!({
            "id": file.id,
            "createdAt": id::created_at(&file.id),
            "name": file.name,
            "type": file.media_type,
            "md5": file.content.md5,
            "size": file.content.size,
            "isSensitive": file.is_sensitive,
            "blurhash": file.thumbnail_url.as_ref().map(|_| BLURHASH),
            "properties": file.properties,
            "url": file.url,
            "thumbnailUrl": file.thumbnail_url,
            "comment": file.comment,
            "folderId": null,
            "folder": null,
            "userId": owner,
            "user": user,
        })
    }
}

/// A picture is known by its bytes, anything else is what its sender says.
fn media_type(upload: &Upload, is_png: bool) -> String {
    if is_png {
        return "image/png".to_owned();
    }
    let said = upload
        .content_type
        .as_deref()
        .unwrap_or("application/octet-stream");
    said.to_owned()
}

/// Width and height of a PNG, the one format that is looked into.
fn dimensions(bytes: &[u8]) -> Option<(u32, u32)> {
    let header = bytes.strip_prefix(b"\x89PNG\r\n\x1a\n")?.get(8..16)?;
    let (width, height) = header.split_first_chunk::<4>()?;
    let height = height.first_chunk::<4>()?;
    Some((u32::from_be_bytes(*width), u32::from_be_bytes(*height)))
}
