//! Bars, drawn as SVG.

use std::fmt::Write as _;

/// Bars of one unit below a title. Ours stand out.
#[derive(Debug)]
pub(crate) struct Chart {
    title: String,
    bars: Vec<Bar>,
}

#[derive(Debug)]
struct Bar {
    label: String,
    value: f64,
    is_ours: bool,
}

/// Lengths in pixels.
const WIDTH: f64 = 720.0;
const LABELS: f64 = 270.0;
const VALUES: f64 = 90.0;
const ROW: usize = 26;
const HEAD: usize = 40;

impl Chart {
    /// A chart without bars; the title says what they are of, and their unit.
    pub(crate) fn new(title: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            bars: Vec::new(),
        }
    }

    pub(crate) fn title(&self) -> &str {
        &self.title
    }

    pub(crate) fn ours(&mut self, label: impl Into<String>, value: f64) {
        self.bar(label, value, true);
    }

    pub(crate) fn other(&mut self, label: impl Into<String>, value: f64) {
        self.bar(label, value, false);
    }

    pub(crate) fn bar(&mut self, label: impl Into<String>, value: f64, is_ours: bool) {
        self.bars.push(Bar {
            label: label.into(),
            value,
            is_ours,
        });
    }

    pub(crate) fn to_svg(&self) -> String {
        let height = HEAD + ROW * self.bars.len() + 10;
        let mut svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" \
             width=\"{WIDTH}\" height=\"{height}\" font-family=\"sans-serif\" font-size=\"13\">\n\
             <rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n\
             <text x=\"12\" y=\"24\" font-weight=\"bold\" fill=\"#222222\">{}</text>\n",
            escaped(&self.title)
        );
        let most = self.bars.iter().map(|bar| bar.value).fold(0.0, f64::max);
        for (row, bar) in self.bars.iter().enumerate() {
            bar.draw(&mut svg, HEAD + ROW * row, most);
        }
        svg.push_str("</svg>\n");
        svg
    }
}

impl Bar {
    fn draw(&self, svg: &mut String, top: usize, most: f64) {
        let part = if most > 0.0 { self.value / most } else { 0.0 };
        // What is not a number has no length.
        let length = (WIDTH - LABELS - VALUES) * part.max(0.0);
        let colour = if self.is_ours { "#2f7d4f" } else { "#9aa5b1" };
        let (bar, text) = (top + 3, top + 17);
        let (label, value) = (escaped(&self.label), number(self.value));
        let (left, right) = (LABELS - 8.0, LABELS + length + 6.0);
        // Writing to a text does not fail.
        let _ = writeln!(
            svg,
            "<text x=\"{left}\" y=\"{text}\" text-anchor=\"end\" fill=\"#222222\">{label}</text>\n\
             <rect x=\"{LABELS}\" y=\"{bar}\" width=\"{length:.1}\" height=\"18\" fill=\"{colour}\"/>\n\
             <text x=\"{right:.1}\" y=\"{text}\" fill=\"#222222\">{value}</text>"
        );
    }
}

/// A number with three digits that count, or all before the point.
fn number(value: f64) -> String {
    let decimals = match value.abs() {
        size if size >= 100.0 => 0,
        size if size >= 10.0 => 1,
        _ => 2,
    };
    format!("{value:.decimals$}")
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_bar_fills_the_room_and_others_are_in_proportion() {
        let mut chart = Chart::new("MB/s");
        chart.ours("ours", 500.0);
        chart.other("a <Value> & more", 125.0);
        let svg = chart.to_svg();
        assert!(
            svg.contains("width=\"360.0\" height=\"18\" fill=\"#2f7d4f\""),
            "{svg}"
        );
        assert!(
            svg.contains("width=\"90.0\" height=\"18\" fill=\"#9aa5b1\""),
            "{svg}"
        );
        assert!(svg.contains(">a &lt;Value&gt; &amp; more</text>"), "{svg}");
    }

    #[test]
    fn what_is_no_number_and_a_chart_of_nothing_can_be_drawn() {
        let mut chart = Chart::new("seconds");
        chart.other("none", f64::NAN);
        chart.other("zero", 0.0);
        let svg = chart.to_svg();
        assert_eq!(svg.matches("width=\"0.0\"").count(), 2, "{svg}");
    }

    #[test]
    fn numbers_have_the_digits_that_count() {
        for (value, text) in [(0.456, "0.46"), (45.67, "45.7"), (4567.8, "4568")] {
            assert_eq!(number(value), text);
        }
    }
}
