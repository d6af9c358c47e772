//! Reads notes with the types that openapi-generator made, and tells what it cost. It does what
//! it is told on its input, a line each:
//!   decode TIMES    reads the list that often; tells seconds of processor time, or `refused`
//!   keep FILE       reads and writes each line of the file; tells what was kept, as JSON

mod clock;
mod kept;

use std::error::Error;
use std::hint::black_box;
use std::{env, fs, io};

use openapi::models::Note;

fn main() -> Result<(), Box<dyn Error>> {
    let list = fs::read_to_string(env::args().nth(1).ok_or("name a file")?)?;
    println!("ready");
    for line in io::stdin().lines() {
        match line?.split_once(' ') {
            Some(("decode", times)) => println!("{}", decode(&list, times.parse()?)?),
            Some(("keep", file)) => {
                let kept = kept::Kept::of_lines(&fs::read_to_string(file)?, rewritten);
                println!("{}", serde_json::to_string(&kept)?);
            }
            _ => return Err("say `decode TIMES` or `keep FILE`".into()),
        }
    }
    Ok(())
}

fn decode(list: &str, times: usize) -> io::Result<String> {
    let begun = clock::now()?;
    for _ in 0..times {
        match serde_json::from_str::<Vec<Note>>(list) {
            Ok(notes) => drop(black_box(notes)),
            Err(_) => return Ok("refused".to_owned()),
        }
    }
    let seconds = clock::now()?.saturating_sub(begun).as_secs_f64();
    Ok(seconds.to_string())
}

fn rewritten(line: &str) -> Option<serde_json::Value> {
    let note: Note = serde_json::from_str(line).ok()?;
    serde_json::to_value(note).ok()
}
