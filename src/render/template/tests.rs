use super::*;
use crate::render::example;
use crate::tracker::Dialect;

const GITHUB: Escaper = Escaper::new(Dialect::GITHUB);

fn findings(name: &str, text: &str) -> String {
    let mut texts = embedded_texts();
    let source = TemplateSource {
        text: text.to_owned(),
        origin: format!("{name}.md.hbs"),
    };
    texts.insert(name.to_owned(), source);
    match Templates::of(&texts, GITHUB) {
        Ok(_) => "ok".to_owned(),
        Err(error) => error.to_string(),
    }
}

#[test]
fn the_embedded_templates_render_a_full_view() {
    let templates = Templates::embedded(GITHUB).unwrap();
    let problem = example::full();
    for name in ["issue", "evidence"] {
        let text = templates.render(name, &problem).unwrap();
        assert!(text.contains("5 m 43 s"), "{text}");
        assert!(!text.contains("\n\n\n"));
    }
    let digest = templates.render("digest", &example::full_digest()).unwrap();
    assert!(digest.contains("over the limit"));
}

#[test]
fn names_are_checked_when_templates_load() {
    insta::assert_snapshot!(findings("issue", "{{headline.stat}}"), @"issue.md.hbs:1: there is no `headline.stat` here (did you mean `state`?)");
    insta::assert_snapshot!(findings("issue", "\n{{#if nonsense}}x{{/if}}"), @"issue.md.hbs:2: there is no `nonsense` here");
    insta::assert_snapshot!(findings("issue", "{{#each revisions}}{{nam}}{{/each}}"), @"issue.md.hbs:1: there is no `nam` here (did you mean `name`?)");
    insta::assert_snapshot!(findings("issue", "{{#each facts}}{{@key}} {{../priority.name}} {{count}}{{/each}}"), @"ok");
    insta::assert_snapshot!(findings("issue", "{{facts.anything.count}}"), @"ok");
    insta::assert_snapshot!(findings("issue", "{{#each revisions as |r|}}{{r.name}}{{/each}}"), @"ok");
}

#[test]
fn what_cannot_be_checked_or_escapes_nothing_is_refused() {
    insta::assert_snapshot!(findings("issue", "{{{headline.state}}}"), @"issue.md.hbs:1: unescaped output is not allowed (use two braces, or {{markdown …}} for a section of rules.yaml)");
    insta::assert_snapshot!(findings("issue", "{{&headline.state}}"), @"issue.md.hbs:1: unescaped output is not allowed (use two braces, or {{markdown …}} for a section of rules.yaml)");
    insta::assert_snapshot!(findings("issue", "{{lookup facts 'x'}}"), @"issue.md.hbs:1: there is no helper `lookup`");
    insta::assert_snapshot!(findings("issue", "{{> relatd}}"), @"issue.md.hbs:1: there is no partial `relatd` (did you mean `related`?)");
    assert!(findings("issue", "{{#if").starts_with("issue.md.hbs:1: "));
}

#[test]
fn cycles_are_found_before_they_abort() {
    insta::assert_snapshot!(findings("related", "{{> related}}"), @r"
    evidence (built in): includes itself: evidence > related > related
    issue (built in): includes itself: issue > related > related
    related.md.hbs: includes itself: related > related
    ");
}

#[test]
fn a_line_of_rules_is_checked_against_its_own_facts() {
    let context = serde_json::json!({"facts": {"classes": {"count": 1}}});
    assert!(check_line("{{facts.classes.count}} names", &context).is_empty());
    let found = check_line("{{facts.clases.count}} names", &context);
    insta::assert_snapshot!(found[0], @"title:1: there is no `facts.clases.count` here (did you mean `classes`?)");
    assert_eq!(
        plain_line("{{facts.classes.count}} names", &context, GITHUB).unwrap(),
        "1 names"
    );
}

#[test]
fn markdown_comes_only_from_rules() {
    let templates = Templates::embedded(GITHUB).unwrap();
    let mut view = serde_json::to_value(example::full()).unwrap();
    view["sections"][0]["body"] = serde_json::json!("text from elsewhere");
    assert!(templates.render("issue", &view).is_err());
}

#[test]
fn blank_lines_in_fences_stay() {
    let text = "a\n\n\n\nb\n```\nx\n\n\ny\n```\n\n\n";
    assert_eq!(fold_blank_lines(text), "a\n\nb\n```\nx\n\n\ny\n```");
}
