//! Counts the reactions to one's own notes by emoji, and draws them as a picture.
//!
//! The token needs the permission `read:account`. All notes are read, page by page; the picture
//! goes into a file that is named, or into the system's temporary folder. Its fonts are built
//! in, so it looks the same on any machine. Without arguments it runs against a server within
//! this program:
//!
//! ```text
//! cargo run -p misskey-api --example reaction_statistics
//! cargo run -p misskey-api --example reaction_statistics -- misskey.example TOKEN
//! cargo run -p misskey-api --example reaction_statistics -- misskey.example TOKEN reactions.png
//! ```

#![expect(clippy::print_stdout, reason = "a command-line program")]

use std::collections::HashMap;
use std::error::Error;
use std::fs::File;
use std::io::BufWriter;
use std::path::Path;

use ab_glyph::{Font as _, FontRef};
use epaint_default_fonts::{NOTO_EMOJI_REGULAR, UBUNTU_LIGHT};
use misskey_api::Client;
use misskey_api::endpoints::{self, users};
use misskey_test_server::TestServer;
use plotters::prelude::*;
use plotters::style::register_font;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use serde_json::json;

/// How many emoji get a bar; the others are told of in a line.
const MOST_BARS: usize = 12;
/// How much of a name is shown.
const MOST_SIGNS: usize = 28;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let usual = std::env::temp_dir().join("reactions.png");
    let (host, token, path) = match arguments.as_slice() {
        [] => return rehearse(&usual).await,
        [host, token] => (host, token, usual.as_path()),
        [host, token, path] => (host, token, Path::new(path)),
        _ => return Err("name a host, a token and perhaps a file, or nothing".into()),
    };
    let client = Client::builder(host).token(token.as_str()).build()?;
    Statistics::gather(&client, 100).await?.show(path)
}

/// What was counted.
struct Statistics {
    username: String,
    notes: usize,
    /// By emoji, the most frequent first.
    counts: Vec<(Emoji, u64)>,
}

/// What somebody reacted with.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Emoji {
    Unicode(String),
    /// A custom emoji of the same server.
    Own(String),
    /// `name@host`.
    Remote(String),
}

impl Emoji {
    /// Servers write `:name@.:` and `:name@host:`, and once wrote `:name:`.
    fn parse(reaction: &str) -> Self {
        let inner = reaction.strip_prefix(':');
        let Some(inner) = inner.and_then(|inner| inner.strip_suffix(':')) else {
            return Self::Unicode(reaction.to_owned());
        };
        match inner.split_once('@') {
            None | Some((_, ".")) => Self::Own(inner.trim_end_matches("@.").to_owned()),
            Some(_) => Self::Remote(inner.to_owned()),
        }
    }

    fn kind(&self) -> &'static str {
        match self {
            Self::Unicode(_) => "Unicode",
            Self::Own(_) => "of this server",
            Self::Remote(_) => "of other servers",
        }
    }

    fn colour(&self) -> RGBColor {
        match self {
            Self::Unicode(_) => RGBColor(47, 125, 79),
            Self::Own(_) => RGBColor(58, 110, 165),
            Self::Remote(_) => RGBColor(201, 125, 46),
        }
    }

    /// What it is called by. It comes from the server, and could have any length.
    fn name(&self) -> String {
        let name = match self {
            Self::Unicode(signs) => match emojis::get(signs) {
                Some(known) => known.name().to_owned(),
                None => signs.escape_unicode().to_string(),
            },
            Self::Own(name) | Self::Remote(name) => format!(":{name}:"),
        };
        let mut signs = name.chars().filter(|sign| !sign.is_control());
        let mut name: String = signs.by_ref().take(MOST_SIGNS).collect();
        if signs.next().is_some() {
            name.push('\u{2026}');
        }
        name
    }

    /// Its own sign, if it is one and the font has it.
    fn sign(&self) -> Option<String> {
        let Self::Unicode(signs) = self else {
            return None;
        };
        let font = FontRef::try_from_slice(NOTO_EMOJI_REGULAR).ok()?;
        let is_drawn = |sign: &char| font.glyph_id(*sign).0 != 0;
        // What follows may only say that it is to be drawn as a picture.
        let signs = signs.trim_end_matches('\u{fe0f}');
        let mut each = signs.chars();
        let only = each.next().filter(is_drawn)?;
        each.next().is_none().then(|| only.to_string())
    }
}

impl Statistics {
    /// Reads all notes of the account, so many at a time.
    async fn gather(client: &Client, page_size: i64) -> Result<Self, Box<dyn Error>> {
        let account = client.send(endpoints::I::new()).await?;
        let request = users::Notes::new(&account.id)
            .with_replies(true)
            .with_channel_notes(true)
            // A renote has no reactions of its own.
            .with_renotes(false)
            .limit(page_size);
        let mut counts: HashMap<Emoji, u64> = HashMap::new();
        let (mut notes, mut page) = (0, 0);
        let mut pages = client.pages(request).by_page();
        while let Some(read) = pages.try_next().await? {
            for (reaction, &count) in read.iter().flat_map(|note| &note.reactions) {
                let sum = counts.entry(Emoji::parse(reaction)).or_default();
                *sum = sum.saturating_add(u64::try_from(count).unwrap_or(0));
            }
            notes += read.len();
            page += 1;
            println!("page {page}: {notes} notes so far");
        }
        let mut counts: Vec<_> = counts.into_iter().collect();
        counts.retain(|(_, count)| *count > 0);
        counts.sort_by(|(one, first), (other, second)| {
            second.cmp(first).then_with(|| one.cmp(other))
        });
        Ok(Self {
            username: account.username.clone(),
            notes,
            counts,
        })
    }

    /// Prints a table, and draws the picture unless there is nothing to draw.
    fn show(&self, path: &Path) -> Result<(), Box<dyn Error>> {
        println!("\n{}", self.summary());
        for (emoji, count) in self.shown() {
            let signs = match emoji {
                Emoji::Unicode(signs) => signs.as_str(),
                Emoji::Own(_) | Emoji::Remote(_) => "",
            };
            let (kind, name) = (emoji.kind(), emoji.name());
            println!("{count:>8}  {kind:<17} {name} {signs}");
        }
        if let Some(rest) = self.rest() {
            println!("{rest}");
        }
        if self.counts.is_empty() {
            println!("there is nothing to draw");
            return Ok(());
        }
        Picture::of(self)?.save(path).map_err(|error| {
            format!(
                "the picture can't be written to {}: {error}",
                path.display()
            )
        })?;
        println!("\nthe picture is {}", path.display());
        Ok(())
    }

    fn summary(&self) -> String {
        let sum = self.counts.iter().map(|(_, count)| *count);
        let sum = sum.fold(0, u64::saturating_add);
        format!("{sum} reactions to {} notes", self.notes)
    }

    fn shown(&self) -> &[(Emoji, u64)] {
        &self.counts[..self.counts.len().min(MOST_BARS)]
    }

    /// What is said of those that get no bar.
    fn rest(&self) -> Option<String> {
        let rest = self.counts.get(MOST_BARS..).unwrap_or_default();
        let sum = rest.iter().map(|(_, count)| *count);
        let sum = sum.fold(0, u64::saturating_add);
        (!rest.is_empty()).then(|| format!("and {} more emoji, {sum} times", rest.len()))
    }
}

/// A drawn picture: three bytes a pixel.
struct Picture {
    size: (u32, u32),
    pixels: Vec<u8>,
}

/// Lengths in pixels.
const WIDTH: u32 = 960;
const ROW: u32 = 40;
const HEAD: u32 = 96;
const FOOT: u32 = 108;
const AXIS: u32 = 60;
const LABELS: i32 = 300;

/// The names that the fonts are registered by.
const WORDS: &str = "words";
const EMOJI: &str = "emoji";

const INK: RGBColor = RGBColor(34, 34, 34);
const PALE: RGBColor = RGBColor(110, 118, 126);
const LINE: RGBColor = RGBColor(226, 229, 233);

impl Picture {
    fn of(statistics: &Statistics) -> Result<Self, Box<dyn Error>> {
        for (name, font) in [(WORDS, UBUNTU_LIGHT), (EMOJI, NOTO_EMOJI_REGULAR)] {
            register_font(name, FontStyle::Normal, font)
                .map_err(|_| format!("the font for {name} can't be read"))?;
        }
        let rows = u32::try_from(statistics.shown().len())?;
        let size = (WIDTH, HEAD + ROW * rows + FOOT);
        let mut pixels = vec![0; 3 * size.0 as usize * size.1 as usize];
        let area = BitMapBackend::with_buffer(&mut pixels, size).into_drawing_area();
        draw(statistics, &area)?;
        drop(area);
        Ok(Self { size, pixels })
    }

    fn save(&self, path: &Path) -> Result<(), Box<dyn Error>> {
        let file = BufWriter::new(File::create(path)?);
        let mut encoder = png::Encoder::new(file, self.size.0, self.size.1);
        encoder.set_color(png::ColorType::Rgb);
        encoder.set_depth(png::BitDepth::Eight);
        let mut writer = encoder.write_header()?;
        writer.write_image_data(&self.pixels)?;
        Ok(writer.finish()?)
    }
}

type Area<'a> = DrawingArea<BitMapBackend<'a>, plotters::coord::Shift>;

fn draw(statistics: &Statistics, area: &Area<'_>) -> Result<(), Box<dyn Error>> {
    area.fill(&WHITE)?;
    let title = format!("Reactions to the notes of @{}", statistics.username);
    write(area, &title, (28, 34), words(30, INK, HPos::Left))?;
    let summary = statistics.summary();
    write(area, &summary, (28, 68), words(18, PALE, HPos::Left))?;
    draw_bars(statistics.shown(), area)?;
    draw_foot(statistics, area)
}

fn draw_bars(shown: &[(Emoji, u64)], area: &Area<'_>) -> Result<(), Box<dyn Error>> {
    let most = shown.first().map_or(1, |(_, count)| *count);
    let mut chart = ChartBuilder::on(area)
        .margin_top(HEAD)
        .margin_right(28)
        .margin_bottom(FOOT - AXIS)
        .x_label_area_size(AXIS)
        .y_label_area_size(LABELS)
        // The longest bar leaves room for its count.
        .build_cartesian_2d(0..most.saturating_add(most / 12 + 1), 0..shown.len())?;
    chart
        .configure_mesh()
        .disable_y_mesh()
        .disable_y_axis()
        .x_labels(8)
        .x_desc("reactions")
        .label_style((WORDS, 16).into_font().color(&PALE))
        .axis_style(LINE)
        .bold_line_style(LINE)
        .light_line_style(TRANSPARENT)
        .draw()?;
    for (row, (emoji, count)) in shown.iter().enumerate() {
        let place = shown.len() - row;
        let (left, top) = chart.backend_coord(&(0, place));
        let (right, bottom) = chart.backend_coord(&(*count, place - 1));
        let bar = [(left, top + 6), (right, bottom - 6)];
        area.draw(&Rectangle::new(bar, emoji.colour().filled()))?;
        let middle = i32::midpoint(top, bottom);
        let at = (left - 52, middle);
        write(area, &emoji.name(), at, words(18, INK, HPos::Right))?;
        if let Some(sign) = emoji.sign() {
            let style = styled(EMOJI, 30, INK, HPos::Center);
            write(area, &sign, (left - 28, middle), style)?;
        }
        let number = count.to_string();
        write(
            area,
            &number,
            (right + 8, middle),
            words(18, INK, HPos::Left),
        )?;
    }
    Ok(())
}

/// What the colours mean, and what is not in the picture.
fn draw_foot(statistics: &Statistics, area: &Area<'_>) -> Result<(), Box<dyn Error>> {
    let (_, height) = area.dim_in_pixel();
    let middle = i32::try_from(height)? - 24;
    let kinds = [Emoji::Unicode, Emoji::Own, Emoji::Remote];
    for (place, kind) in kinds.map(|kind| kind(String::new())).iter().enumerate() {
        let left = LABELS + 160 * i32::try_from(place)?;
        let square = [(left, middle - 6), (left + 12, middle + 6)];
        area.draw(&Rectangle::new(square, kind.colour().filled()))?;
        let style = words(16, PALE, HPos::Left);
        write(area, kind.kind(), (left + 20, middle), style)?;
    }
    let rest = statistics.rest().unwrap_or_default();
    write(area, &rest, (28, middle), words(16, PALE, HPos::Left))
}

fn write(
    area: &Area<'_>,
    text: &str,
    at: (i32, i32),
    style: TextStyle<'static>,
) -> Result<(), Box<dyn Error>> {
    // These fonts are set a little high.
    let at = (at.0, at.1 + 3);
    Ok(area.draw(&Text::new(text, at, style))?)
}

fn words(size: i32, colour: RGBColor, side: HPos) -> TextStyle<'static> {
    styled(WORDS, size, colour, side)
}

fn styled(
    font: &'static str,
    size: i32,
    colour: RGBColor,
    side: HPos,
) -> TextStyle<'static> {
    let style = (font, size).into_font().color(&colour);
    style.pos(Pos::new(side, VPos::Center))
}

/// Some notes, to which others react.
async fn rehearse(path: &Path) -> Result<(), Box<dyn Error>> {
    let server = TestServer::start().await?;
    for number in 0..42 {
        react(&server, number)?;
    }
    let client = Client::builder(server.base_url())
        .token(server.token())
        .build()?;
    let statistics = Statistics::gather(&client, 10).await?;
    statistics.show(path)?;

    assert_eq!(statistics.notes, 43);
    assert!(statistics.counts.len() > MOST_BARS);
    assert!(std::fs::read(path)?.starts_with(b"\x89PNG"));
    Ok(())
}

fn react(server: &TestServer, number: usize) -> Result<(), Box<dyn Error>> {
    const GIVEN: [(&str, &[&str]); 3] = [
        (
            "kaede",
            &["👍", "❤", "👍", "😆", ":teapot:", "🎉", "👍", "❤", "🤔"],
        ),
        (
            "sora@far.example",
            &[
                "❤",
                ":lighthouse:",
                "😮",
                "❤",
                ":wave_hello:",
                "🍮",
                ":lighthouse:",
            ],
        ),
        (
            "hinoki",
            &[
                "🎉",
                ":maple_leaf:",
                ":teapot:",
                "😇",
                "👍",
                "👨‍👩‍👧",
                "🐈",
                "🇯🇵",
            ],
        ),
    ];
    let act = |user, endpoint, params| {
        let done = server.act_as(user, endpoint, params);
        done.map_err(|error| error.to_string())
    };
    let text = format!("Note {number}");
    let note = act("momiji", "notes/create", json!({ "text": text }))?;
    let id = &note["createdNote"]["id"];
    for (step, (user, reactions)) in GIVEN.iter().enumerate() {
        if number.is_multiple_of(step + 1) {
            let reaction = reactions[number % reactions.len()];
            let params = json!({ "noteId": id, "reaction": reaction });
            act(user, "notes/reactions/create", params)?;
        }
    }
    Ok(())
}
