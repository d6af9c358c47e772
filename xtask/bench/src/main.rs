//! misskey-bench
fn main() {}
