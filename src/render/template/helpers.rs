//! What templates can call beside handlebars' own.

use handlebars::{
    Context, Handlebars, Helper, HelperResult, JsonRender, Output, RenderContext, RenderErrorReason,
};

use crate::render::Escaper;

/// Names that templates may call: ours and the built-in ones that are allowed.
/// `lookup` and `raw` are not: what they reach cannot be checked.
pub(crate) const ALLOWED: &[&str] = &[
    "if", "unless", "each", "with", "eq", "ne", "gt", "gte", "lt", "lte", "and", "or", "not",
    "len", "code", "own", "cell", "fence", "markdown", "link",
];

pub(crate) fn register(registry: &mut Handlebars<'static>, escaper: Escaper) {
    text_helper(registry, "code", move |text| escaper.code(text));
    text_helper(registry, "own", move |text| escaper.own_code(text));
    text_helper(registry, "cell", move |text| escaper.cell(text));
    text_helper(registry, "fence", move |text| escaper.fence(text, "text"));
    registry.register_helper("markdown", Box::new(markdown));
    let link = move |h: &Helper<'_>,
                     _: &Handlebars<'_>,
                     _: &Context,
                     _: &mut RenderContext<'_, '_>,
                     out: &mut dyn Output|
          -> HelperResult { link(h, out, escaper) };
    registry.register_helper("link", Box::new(link));
}

/// A helper that turns its one argument into safe Markdown.
fn text_helper(
    registry: &mut Handlebars<'static>,
    name: &'static str,
    write: impl Fn(&str) -> String + Send + Sync + 'static,
) {
    let helper = move |h: &Helper<'_>,
                       _: &Handlebars<'_>,
                       _: &Context,
                       _: &mut RenderContext<'_, '_>,
                       out: &mut dyn Output|
          -> HelperResult {
        let value = h
            .param(0)
            .ok_or(RenderErrorReason::ParamNotFoundForIndex(name, 0))?;
        out.write(&write(&value.value().render()))?;
        Ok(())
    };
    registry.register_helper(name, Box::new(helper));
}

/// `{{markdown x}}`: Markdown from rules.yaml, as it is. Text from elsewhere
/// never has the shape it asks for.
fn markdown(
    h: &Helper<'_>,
    _: &Handlebars<'_>,
    _: &Context,
    _: &mut RenderContext<'_, '_>,
    out: &mut dyn Output,
) -> HelperResult {
    let text = h
        .param(0)
        .and_then(|p| p.value().get("markdown"))
        .and_then(|m| m.as_str())
        .ok_or(RenderErrorReason::ParamTypeMismatchForName(
            "markdown",
            "0".to_owned(),
            "a section of rules.yaml".to_owned(),
        ))?;
    out.write(text)?;
    Ok(())
}

/// `{{link text url}}`.
fn link(h: &Helper<'_>, out: &mut dyn Output, escaper: Escaper) -> HelperResult {
    let param = |index| {
        h.param(index)
            .map(|p| p.value().render())
            .ok_or(RenderErrorReason::ParamNotFoundForIndex("link", index))
    };
    out.write(&escaper.link(&param(0)?, &param(1)?))?;
    Ok(())
}
