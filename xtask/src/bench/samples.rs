//! Values of several runs, and what can be said of them.

/// The values of several runs, in ascending order.
#[derive(Debug)]
pub(super) struct Samples(Vec<f64>);

impl Samples {
    pub(super) fn new(values: impl IntoIterator<Item = f64>) -> Self {
        let mut values: Vec<f64> = values.into_iter().collect();
        values.sort_by(f64::total_cmp);
        Self(values)
    }

    /// The ratio of each value to the value of the same run.
    pub(super) fn ratios(values: &[f64], to: &[f64]) -> Self {
        Self::new(values.iter().zip(to).map(|(value, other)| value / other))
    }

    /// The value in the middle; not a number if there is none.
    pub(super) fn median(&self) -> f64 {
        self.at(0.5)
    }

    /// What the middle half of the values lies between: how much noise there was.
    pub(super) fn middle_half(&self) -> (f64, f64) {
        (self.at(0.25), self.at(0.75))
    }

    /// The value at a part of the way from the least to the greatest.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a part of a length, from 0 to the length"
    )]
    fn at(&self, part: f64) -> f64 {
        let Some(last) = self.0.len().checked_sub(1) else {
            return f64::NAN;
        };
        let place = part * last as f64;
        let (below, above) = (place.floor() as usize, place.ceil() as usize);
        let (below, above) = (self.0[below], self.0[above]);
        below + (above - below) * place.fract()
    }
}

#[cfg(test)]
#[expect(
    clippy::float_cmp,
    reason = "these numbers have no fractions that are lost"
)]
mod tests {
    use super::*;

    #[test]
    fn the_median_lies_in_the_middle() {
        assert_eq!(Samples::new([3.0, 1.0, 2.0]).median(), 2.0);
        assert_eq!(Samples::new([4.0, 1.0, 2.0, 3.0]).median(), 2.5);
        assert_eq!(Samples::new([7.0]).median(), 7.0);
        assert!(Samples::new([]).median().is_nan());
    }

    #[test]
    fn the_middle_half_leaves_out_a_quarter_on_each_side() {
        let samples = Samples::new([5.0, 1.0, 4.0, 2.0, 3.0]);
        assert_eq!(samples.middle_half(), (2.0, 4.0));
    }

    #[test]
    fn ratios_are_those_of_the_same_run() {
        let ratios = Samples::ratios(&[2.0, 9.0, 4.0], &[1.0, 3.0, 4.0]);
        assert_eq!(ratios.median(), 2.0);
    }
}
