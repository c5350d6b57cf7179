//! Tables and lists of fields, and how *not configured* looks.

use doorstep_domain::pack::Configured;

use super::Book;

impl Book<'_> {
    /// A table with a head; `rows` writes the rows.
    pub(super) fn table(&mut self, class: &'static str, heads: &[&str], rows: impl FnOnce(&mut Self)) {
        self.h.markup("<div class=\"scroll\"><table class=\"").markup(class).markup("\">\n<thead><tr>");
        for head in heads {
            self.h.leaf("th", "", head);
        }
        self.h.markup("</tr></thead>\n<tbody>\n");
        rows(self);
        self.h.markup("</tbody></table></div>\n");
    }

    /// Name and value, ruled; values that are not configured are loud.
    pub(super) fn fields(&mut self, fields: &[(&str, Configured<String>)]) {
        self.h.markup("<dl>\n");
        for (name, value) in fields {
            self.h.markup("<div>");
            self.h.leaf("dt", "", name);
            self.value("dd", value);
            self.h.markup("</div>\n");
        }
        self.h.markup("</dl>\n");
    }

    /// A cell of a table.
    pub(super) fn cell(&mut self, value: &Configured<String>) {
        self.value("td", value);
    }

    /// A cell that says by itself what it is, where a narrow screen shows no head of the table.
    pub(super) fn named_cell(&mut self, head: &str, value: &Configured<String>) {
        let label = format!("{head}{}", self.say(": ", "："));
        self.h.markup("<td>").leaf("span", "label", &label);
        self.value("span", value);
        self.h.markup("</td>");
    }

    /// A line of a cell.
    pub(super) fn line(&mut self, value: &Configured<String>) {
        self.value("p", value);
    }

    fn value(&mut self, tag: &'static str, value: &Configured<String>) {
        let missing = self.say("not configured", "未配置");
        match value {
            Configured::Value(value) => self.h.leaf(tag, "", value),
            Configured::NotConfigured => self.h.el(tag, "", |h| h.leaf("span", "missing", missing)),
        }
    }

    /// A configured figure in words.
    pub(super) fn configured<T>(
        value: &Configured<T>,
        words: impl FnOnce(&T) -> String,
    ) -> Configured<String> {
        match value {
            Configured::Value(value) => Configured::Value(words(value)),
            Configured::NotConfigured => Configured::NotConfigured,
        }
    }
}
