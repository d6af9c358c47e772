//! misskey-auth
