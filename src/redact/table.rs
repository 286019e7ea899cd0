//! The kinds of token that are known by their shape.

use super::token::Checksum::{self, Base62, Hex};
use super::token::Part::{Run, Text};
use super::token::{Token, alnum, hex, upper, url64, word};

const NONE: Checksum = Checksum::None;
/// No longest length is documented.
const ANY: usize = 512;

const GITHUB: &str = "https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/";

/// One row a kind: name, shape, checksum, source.
#[rustfmt::skip]
pub(super) const TOKENS: &[Token] = &[
    Token { kind: "github-pat",          parts: &[Text("ghp_"), Run(alnum, 36, 255)], checksum: Base62, source: GITHUB },
    Token { kind: "github-oauth",        parts: &[Text("gho_"), Run(alnum, 36, 255)], checksum: Base62, source: GITHUB },
    Token { kind: "github-user",         parts: &[Text("ghu_"), Run(alnum, 36, 255)], checksum: Base62, source: GITHUB },
    Token { kind: "github-app",          parts: &[Text("ghs_"), Run(alnum, 36, 255)], checksum: Base62, source: GITHUB },
    Token { kind: "github-refresh",      parts: &[Text("ghr_"), Run(alnum, 36, 255)], checksum: Base62, source: GITHUB },
    Token { kind: "github-fine-grained", parts: &[Text("github_pat_"), Run(word, 36, 255)], checksum: NONE, source: GITHUB },
    Token { kind: "aws-access-key",      parts: &[Text("AKIA"), Run(upper, 16, 16)], checksum: NONE, source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html" },
    Token { kind: "slack-bot",           parts: &[Text("xoxb-"), Run(url64, 20, ANY)], checksum: NONE, source: "https://api.slack.com/authentication/token-types" },
    Token { kind: "grafana",             parts: &[Text("glsa_"), Run(alnum, 32, 32), Text("_"), Run(hex, 8, 8)], checksum: Hex, source: "https://grafana.com/docs/grafana/latest/administration/service-accounts/" },
];
