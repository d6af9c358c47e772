//! The table at the end: each step, what came of it, and its time.

use std::fmt::Write as _;

use super::outcome::Outcome;

/// A step that was gone through.
pub(super) struct Line {
    pub(super) step: &'static str,
    pub(super) outcome: Outcome,
    pub(super) seconds: f64,
}

pub(super) fn of(lines: &[Line]) -> String {
    let width = lines.iter().map(|line| line.step.len()).max().unwrap_or(0);
    let mut table = String::new();
    for line in lines {
        let row = format!(
            "{:width$}  {:7}  {:>5.0} s  {}",
            line.step,
            line.outcome.word(),
            line.seconds,
            line.outcome.notice()
        );
        // Writing to a text can't fail.
        let _ = writeln!(table, "{}", row.trim_end());
    }
    let total: f64 = lines.iter().map(|line| line.seconds).sum();
    let _ = writeln!(table, "{:width$}  {:7}  {total:>5.0} s", "all", "");
    table
}

#[cfg(test)]
mod tests {
    use super::{Line, Outcome, of};

    #[test]
    fn the_table_says_of_each_step_what_came_of_it_and_why_it_was_skipped() {
        let line = |step, outcome, seconds| Line {
            step,
            outcome,
            seconds,
        };
        let lines = [
            line("fmt", Outcome::Passed, 1.2),
            line("test", Outcome::Failed, 120.0),
            line("coverage", Outcome::skipped("no cargo-llvm-cov"), 0.0),
        ];
        assert_eq!(
            of(&lines),
            "fmt       passed       1 s\n\
             test      FAILED     120 s\n\
             coverage  skipped      0 s  no cargo-llvm-cov\n\
             all                  121 s\n"
        );
    }
}
