//! GitHub's limits and syntax.

use crate::tracker::dialect::{
    Credentials, Dialect, Hosting, LinkForms, Markup, ReactionNames, TrackerLimits,
};

/// The limits, markup and links of GitHub.
pub const DIALECT: Dialect = Dialect {
    name: "GitHub",
    hosting: Hosting::Service,
    limits: LIMITS,
    markup: MARKUP,
    reactions: ReactionNames {
        done: "+1",
        confused: "confused",
        refused: "-1",
    },
    links: LinkForms {
        server: "https://github.com",
        files: "/blob/",
        line: "#L",
    },
    credentials: Credentials {
        token_variables: &["GITHUB_TOKEN", "GH_TOKEN"],
    },
};

const LIMITS: TrackerLimits = TrackerLimits {
    title_chars: 256,
    label_chars: 50,
    label_description_chars: 100,
    labels: 100,
    // 65,536 characters are refused.
    body_bytes: 65_535,
    // <https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api>
    creates_per_minute: 80,
};

const MARKUP: Markup = Markup {
    mention: '@',
    references: &['#'],
    reference_words: &["gh"],
    // Security advisories: `GHSA-…`.
    identifier_words: &["ghsa"],
    sign_entities: &["commat;", "num;"],
    commit_digits: 7..=40,
    // Quoted in a reply by e-mail, such an address becomes a reference.
    item_paths: &[
        "/issues/",
        "/pull/",
        "/pulls/",
        "/discussions/",
        "/commit/",
        "/commits/",
        "/compare/",
    ],
    pictures: PICTURES,
    drawn_languages: &[
        "mermaid",
        "math",
        "geojson",
        "topojson",
        "stl",
        "suggestion",
    ],
};

/// The `:names:` that GitHub shows as its own images; all others are
/// characters. Source: github/gemoji, `db/emoji.json` and its custom images.
const PICTURES: &[&str] = &[
    "accessibility",
    "atom",
    "basecamp",
    "basecampy",
    "bowtie",
    "copilot",
    "dependabot",
    "electron",
    "feelsgood",
    "finnadie",
    "fishsticks",
    "goberserk",
    "godmode",
    "hurtrealbad",
    "neckbeard",
    "octocat",
    "rage1",
    "rage2",
    "rage3",
    "rage4",
    "shipit",
    "suspect",
    "trollface",
];
