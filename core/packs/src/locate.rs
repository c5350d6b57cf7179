//! Where in a source file a finding stands: the line of a path such as `steps[12].when`.

use doorstep_domain::pack::Sources;
use saphyr::{LoadableYamlNode as _, MarkedYaml};

use crate::report::LintReport;

/// Gives every finding its line, as far as its file can be read and its path leads.
pub(crate) fn locate(report: &mut LintReport, sources: &Sources) {
    for finding in &mut report.findings {
        let text = sources.get(&finding.file).and_then(|bytes| std::str::from_utf8(bytes).ok());
        finding.line =
            text.filter(|_| !finding.path.is_empty()).and_then(|text| line_of(text, &finding.path));
    }
}

/// The line, counted from 1, of what a path leads to; where the path ends early, of the last part that is
/// there. `None` if the text is not YAML.
fn line_of(text: &str, path: &str) -> Option<usize> {
    let documents = MarkedYaml::load_from_str(text).ok()?;
    let mut node = documents.first()?;
    let mut line = node.span.start.line();
    let mut rest = path;
    while let Some((next, at, remaining)) = step(node, rest) {
        (node, line, rest) = (next, at, remaining);
    }
    Some(line)
}

/// One step along a path: the node, its line, and the rest of the path. A key may itself hold points, so the
/// longest one that fits counts.
fn step<'n, 'p>(node: &'n MarkedYaml<'_>, path: &'p str) -> Option<(&'n MarkedYaml<'n>, usize, &'p str)> {
    let path = path.strip_prefix('.').unwrap_or(path);
    if let Some((index, rest)) = path.strip_prefix('[').and_then(|path| path.split_once(']')) {
        let item = node.data.as_sequence()?.get(index.parse::<usize>().ok()?)?;
        return Some((item, item.span.start.line(), rest));
    }
    let entries = node.data.as_mapping()?.iter();
    let fits = entries.filter_map(|(key, value)| {
        let name = key.data.as_str()?;
        let rest = path.strip_prefix(name)?;
        let ends = rest.is_empty() || rest.starts_with(['.', '[']);
        ends.then_some((name.len(), value, key.span.start.line(), rest))
    });
    let (_, value, line, rest) = fits.max_by_key(|(length, ..)| *length)?;
    Some((value, line, rest))
}

#[cfg(test)]
mod tests {
    use super::line_of;

    const TEXT: &str = "title: {en: Lamp}\nsteps:\n  - id: one\n    kind:\n      choice:\n        options:\n          - {id: a}\n          - id: b\n  - id: two\n    when: >-\n      x\nitems:\n  m8.bolt:\n    price: 5\n";

    #[test]
    fn a_path_leads_to_the_line_of_its_key() {
        for (path, line) in [
            ("title", 1),
            ("title.en", 1),
            ("steps[0].kind.choice.options[1]", 8),
            ("steps[1].when", 10),
            ("items.m8.bolt.price", 14),
        ] {
            assert_eq!(line_of(TEXT, path), Some(line), "{path}");
        }
    }

    #[test]
    fn a_path_that_ends_early_leads_to_the_last_part_that_is_there() {
        assert_eq!(line_of(TEXT, "steps[1].kind"), Some(9));
        assert_eq!(line_of(TEXT, "items.nut"), Some(12));
        assert_eq!(line_of("- [", "steps"), None);
    }
}
