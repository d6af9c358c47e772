//! How deep what contains itself may go.
//!
//! The parser limits how deep JSON may be nested, but not to what fits on every stack: a
//! note within a note within a note takes much more of it than brackets do.

use std::cell::Cell;

use serde::de;

/// How often a note, a page's block or a role's condition may be within another. Servers
/// nest notes two deep.
const MAX_DEPTH: u32 = 32;

thread_local! {
    static DEPTH: Cell<u32> = const { Cell::new(0) };
}

/// One level, until it is dropped.
pub(crate) struct Level(());

impl Drop for Level {
    fn drop(&mut self) {
        DEPTH.set(DEPTH.get().saturating_sub(1));
    }
}

/// Goes one level deeper.
pub(crate) fn enter<E: de::Error>() -> Result<Level, E> {
    let depth = DEPTH.get();
    if depth == MAX_DEPTH {
        return Err(E::custom(format_args!("nested more than {MAX_DEPTH} deep")));
    }
    DEPTH.set(depth + 1);
    Ok(Level(()))
}
