//! Bounds that were promised.

use std::fmt;

/// A bound that a measured value is held against.
#[derive(Clone, Copy, Debug)]
pub(super) enum Budget {
    AtMost(f64),
    AtLeast(f64),
}

impl Budget {
    fn holds(self, value: f64) -> bool {
        match self {
            Self::AtMost(bound) => value <= bound,
            Self::AtLeast(bound) => value >= bound,
        }
    }

    /// Says whether a value is within the budget.
    pub(super) fn verdict(self, value: f64) -> &'static str {
        if self.holds(value) {
            "within budget"
        } else {
            "OVER budget"
        }
    }
}

/// A ratio that may be over its budget, but may not get worse.
#[derive(Clone, Copy, Debug)]
pub(super) struct Known {
    /// What it was when it was last measured with care.
    pub(super) ratio: f64,
}

impl Known {
    /// What machines and their load make of the same ratio.
    const NOISE: f64 = 1.15;

    /// The greatest value that can still be the same.
    pub(super) fn limit(self) -> f64 {
        self.ratio * Self::NOISE
    }

    pub(super) fn holds(self, value: f64) -> bool {
        value <= self.limit()
    }
}

impl fmt::Display for Budget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AtMost(bound) => write!(f, "at most {bound:.2}"),
            Self::AtLeast(bound) => write!(f, "at least {bound:.2}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bound_itself_is_within_the_budget() {
        for (budget, value, verdict) in [
            (Budget::AtMost(1.0), 1.0, "within budget"),
            (Budget::AtMost(1.0), 1.001, "OVER budget"),
            (Budget::AtLeast(2.0), 2.0, "within budget"),
            (Budget::AtLeast(2.0), 1.999, "OVER budget"),
            (Budget::AtLeast(2.0), f64::NAN, "OVER budget"),
        ] {
            assert_eq!(budget.verdict(value), verdict, "{budget}: {value}");
        }
    }

    #[test]
    fn what_is_known_to_be_over_the_budget_may_vary_but_not_get_worse() {
        let known = Known { ratio: 2.0 };
        for (value, holds) in [(1.0, true), (2.2, true), (2.4, false), (f64::NAN, false)]
        {
            assert_eq!(known.holds(value), holds, "{value}");
        }
    }
}
