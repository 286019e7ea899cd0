//! Which known name was probably meant by one that is not known: what stands
//! behind every "did you mean".

/// Returns the known name that was probably meant: a few letters off, in any
/// case, or cut short.
pub fn nearest<'n>(
    name: &str,
    known: impl IntoIterator<Item = &'n str> + Clone,
) -> Option<&'n str> {
    let length = name.chars().count();
    let allowed = (length / 3).max(1);
    let close = nearest_within(
        name,
        known.clone(),
        allowed.min(length.saturating_sub(1) / 2),
    );
    close.or_else(|| {
        let start = folded(name);
        let mut known = known.into_iter();
        known.find(|known| length > 2 && known.starts_with(&start))
    })
}

/// Returns the known name that is the fewest edits off, `most` at the most. An
/// edit adds, drops, changes or swaps letters.
pub fn nearest_within<'n>(
    name: &str,
    known: impl IntoIterator<Item = &'n str>,
    most: usize,
) -> Option<&'n str> {
    let name = folded(name);
    known
        .into_iter()
        .map(|known| (strsim::osa_distance(&name, &known.to_lowercase()), known))
        .filter(|(distance, _)| *distance <= most)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, known)| known)
}

/// Returns the text that is most alike, by Jaro and Winkler's measure, which
/// weighs the start more: for paths and names of files. `least` is between 0
/// and 1.
pub fn most_alike<T: AsRef<str>>(
    text: &str,
    known: impl IntoIterator<Item = T>,
    least: f64,
) -> Option<T> {
    known
        .into_iter()
        .map(|known| (strsim::jaro_winkler(known.as_ref(), text), known))
        .filter(|(score, _)| *score > least)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, known)| known)
}

/// Names are in lower case, with underscores.
fn folded(name: &str) -> String {
    name.to_lowercase().replace('-', "_")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_near_by_its_letters_or_its_start() {
        let known = ["source", "severity", "message", "file_path"];
        for (typed, meant) in [
            ("sevrity", Some("severity")),
            ("File-Path", Some("file_path")),
            ("mess", Some("message")),
            ("x", None),
            ("completely", None),
        ] {
            assert_eq!(nearest(typed, known), meant, "{typed}");
        }
        assert_eq!(nearest_within("smose", ["snooze"], 2), None);
        assert_eq!(nearest_within("smoze", ["snooze"], 2), Some("snooze"));
    }

    #[test]
    fn a_path_is_alike_by_its_start() {
        let known = ["/raw_logs", "/metadata"];
        assert_eq!(most_alike("/raw_log", known, 0.85), Some("/raw_logs"));
        assert_eq!(most_alike("/zzz", known, 0.85), None);
    }
}
