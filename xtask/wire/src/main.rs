//! misskey-wire
fn main() {}
