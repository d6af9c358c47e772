//! Content of our own making.

pub(crate) const SENTENCES: [&str; 12] = [
    "The kettle has been singing since six, and nobody minds.",
    "新しい自転車で川沿いを走ってきた。風が気持ちよかった!",
    "Does anyone know how to get candle wax out of a wool carpet?\nAsking for a very sorry friend.",
    "今日のお昼は冷やしうどん。薬味をたっぷりのせて、天ぷらも少しだけ。",
    "Chapter nine is done. Eleven to go, and the villain has become my favourite.",
    "雨の音を聞きながら編み物をしている。マフラーはもう少しで完成しそう :yarn_ball:",
    "I said \"just one more level\" at ten. It is two.",
    "猫が段ボール箱から出てこない。\nたぶん明日まで出てこない。 :cat_box:",
    "Tomatoes: 14. Slugs: 3. The garden is winning this year 🍅",
    "明日の勉強会の資料ができました → https://slides.example/2024/compilers",
    "$[tada Happy birthday] to my oldest keyboard, it is as loud as ever",
    "電車が遅れているので、駅の前の喫茶店で二杯目のコーヒーを飲んでいます。",
];

pub(crate) const TAGS: [&str; 6] =
    ["garden", "写真", "knitting", "猫", "rustlang", "読書"];

pub(crate) const EMOJIS: [&str; 5] =
    ["yarn_ball", "cat_box", "party_teapot", "wow_slow", "yosh"];

pub(crate) const REACTIONS: [&str; 8] = [
    "👍",
    "❤",
    "🎉",
    ":yosh@.:",
    ":party_teapot@.:",
    ":wow_slow@tea.example:",
    "🍅",
    ":cat_box@.:",
];

pub(crate) const NAMES: [&str; 8] = [
    "Marigold",
    "茶柱たつお",
    "Old Heron :cat_box:",
    "みかん箱",
    "pixel postman",
    "Quiet Engine",
    "豆腐の角",
    "Lantern & Co.",
];

pub(crate) const CHOICES: [&str; 6] = [
    "Tea",
    "Coffee",
    "麦茶",
    "Neither",
    "Both at once",
    "お湯だけ",
];
