//! What compiling the bindings costs, beside the crate that was published before them.

use misskey_codegen::diagnostic::Diagnostics;
use misskey_codegen::spec;

use super::budget::{Budget, Known};
use super::compiler::Cost;
use super::samples::Samples;
use super::subject::{Build, Subject};
use crate::proof::{About, Chart, Findings};
use crate::table::Table;
use crate::{Failure, files};

/// The last bindings of another hand for the same server, and how many endpoints they have.
const PUBLISHED: &str = "0.3.0-rc.1";
const PUBLISHED_FEATURE: &str = "12-75-0";
const PUBLISHED_ENDPOINTS: usize = 206;

/// Our processor time as a multiple of the published crate's.
const BUDGET: Budget = Budget::AtMost(1.0);

/// What `cargo xtask ci compile` holds that multiple to, until it is within the budget.
/// Whoever makes it smaller writes that down here.
const KNOWN: [(Build, Known); 2] = [
    (Build::Check, Known { ratio: 1.2 }),
    (Build::Release, Known { ratio: 2.1 }),
];

/// The costs of one way to compile, by run.
#[derive(Default)]
struct Costs {
    ours: Vec<Cost>,
    published: Vec<Cost>,
}

pub(super) const ABOUT: About = About {
    name: "compile",
    title: "Compiling",
    text: "What compiling the crate alone costs, its dependencies being there, with its \
           default features, the client included. Compared with the crate of the same name \
           that was published before, by another hand, which has no client in it.",
};

pub(super) fn measure(runs: usize) -> Result<Findings, Failure> {
    let ours = Subject::ours()?;
    let published = Subject::published(PUBLISHED, PUBLISHED_FEATURE)?;
    let endpoints = our_endpoints()?;
    let heading = format!(
        "compile: the crate alone, {runs} runs; ours has {endpoints} endpoints, \
         misskey-api {PUBLISHED} with `{PUBLISHED_FEATURE}` has {PUBLISHED_ENDPOINTS}"
    );
    let columns = [
        "what",
        "ours",
        "published",
        "ratio",
        "middle half",
        "budget",
        "",
    ];
    let mut table = Table::new(heading, &columns);
    let mut chart = Chart::new("Compiling: seconds of processor time, less is better");
    for build in Build::ALL {
        let costs = costs(&ours, &published, build, runs)?;
        add(&mut table, build, &costs);
        let command = build.command();
        chart.ours(format!("{command}: ours"), seconds(&costs.ours));
        chart.other(format!("{command}: published"), seconds(&costs.published));
    }
    Ok(Findings {
        tables: vec![table],
        chart,
    })
}

/// Where the processor time is a greater multiple than is known: a sentence each.
pub(super) fn regressions(runs: usize) -> Result<Vec<String>, Failure> {
    let ours = Subject::ours()?;
    let published = Subject::published(PUBLISHED, PUBLISHED_FEATURE)?;
    let mut worse = Vec::new();
    for (build, known) in KNOWN {
        let costs = costs(&ours, &published, build, runs)?;
        let of =
            |costs: &[Cost]| costs.iter().map(|cost| cost.seconds).collect::<Vec<_>>();
        let ratio = Samples::ratios(&of(&costs.ours), &of(&costs.published)).median();
        let finding = format!(
            "`cargo {}` takes {ratio:.2} times the processor time of misskey-api {PUBLISHED}; \
             {BUDGET} is the budget, {:.2} is known, {:.2} still passes",
            build.command(),
            known.ratio,
            known.limit()
        );
        println!("{finding}");
        if !known.holds(ratio) {
            worse.push(finding);
        }
    }
    Ok(worse)
}

fn seconds(costs: &[Cost]) -> f64 {
    Samples::new(costs.iter().map(|cost| cost.seconds)).median()
}

fn our_endpoints() -> Result<usize, Failure> {
    let files = files::read_tree(&files::repository().join("spec"), &["json"])?;
    let spec = spec::from_files(&files, &mut Diagnostics::new());
    Ok(spec.endpoints.len())
}

/// Compiles both crates in turn.
fn costs(
    ours: &Subject,
    published: &Subject,
    build: Build,
    runs: usize,
) -> Result<Costs, Failure> {
    eprintln!("compile: cargo {}", build.command());
    ours.prepare(build)?;
    published.prepare(build)?;
    let mut costs = Costs::default();
    for _ in 0..runs {
        costs.ours.push(ours.measure(build)?);
        costs.published.push(published.measure(build)?);
    }
    Ok(costs)
}

fn add(table: &mut Table, build: Build, costs: &Costs) {
    let command = build.command();
    let budget = (build != Build::Debug).then_some(BUDGET);
    let seconds = |cost: &Cost| cost.seconds;
    let mut row = |what: &str, unit: &str, of: &dyn Fn(&Cost) -> f64, budget| {
        table.row(cells(
            &format!("{command}: {what}"),
            unit,
            costs,
            of,
            budget,
        ));
    };
    row("processor time", "s", &seconds, budget);
    row("peak memory", "MB", &|cost| cost.memory / 1e6, None);
    let made = if build == Build::Check {
        "metadata"
    } else {
        "library"
    };
    row(made, "MB", &|cost| cost.size / 1e6, None);
}

fn cells(
    what: &str,
    unit: &str,
    costs: &Costs,
    of: &dyn Fn(&Cost) -> f64,
    budget: Option<Budget>,
) -> [String; 7] {
    let ours: Vec<f64> = costs.ours.iter().map(of).collect();
    let published: Vec<f64> = costs.published.iter().map(of).collect();
    let ratios = Samples::ratios(&ours, &published);
    let (low, high) = ratios.middle_half();
    let median = |values| format!("{:.2} {unit}", Samples::new(values).median());
    [
        what.to_owned(),
        median(ours),
        median(published),
        format!("{:.2}", ratios.median()),
        format!("{low:.2}-{high:.2}"),
        budget.map_or_else(String::new, |budget| budget.to_string()),
        budget.map_or_else(String::new, |budget| {
            budget.verdict(ratios.median()).to_owned()
        }),
    ]
}
