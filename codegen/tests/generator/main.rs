//! The generator, from outside: texts in, texts and diagnostics out.

mod common;
mod corrections;
mod golden;
mod hostile;
mod reading;
