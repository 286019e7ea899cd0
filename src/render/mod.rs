//! Templates, Markdown safety, size budget.

pub mod example;
pub mod safe;
pub mod template;
pub mod view;
pub mod words;
