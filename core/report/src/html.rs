//! Writing HTML that cannot be broken out of.
//!
//! Markup is `&'static str`, so that only literals of a program can be markup; whatever comes from a case
//! goes through [`Html::text`] or [`Html::attr`] and is escaped there. The one exception is
//! `CssString`, which is safe by its own making.

/// A page in the making: markup is what the program wrote, text is escaped.
#[derive(Debug, Default)]
pub struct Html(String);

impl Html {
    /// The finished page.
    #[must_use]
    pub fn into_string(self) -> String {
        self.0
    }

    /// Markup of the program.
    pub fn markup(&mut self, markup: &'static str) -> &mut Self {
        self.0.push_str(markup);
        self
    }

    /// Text between tags.
    pub fn text(&mut self, text: &str) -> &mut Self {
        for character in text.chars() {
            match character {
                '&' => self.0.push_str("&amp;"),
                '<' => self.0.push_str("&lt;"),
                '>' => self.0.push_str("&gt;"),
                '"' => self.0.push_str("&quot;"),
                '\'' => self.0.push_str("&#39;"),
                '\n' | '\t' => self.0.push(character),
                '\r' => {}
                _ if is_invisible(character) => self.0.push('\u{fffd}'),
                _ => self.0.push(character),
            }
        }
        self
    }

    /// An attribute inside a tag that is being written.
    pub fn attr(&mut self, name: &'static str, value: &str) -> &mut Self {
        self.markup(" ").markup(name).markup("=\"").text(value).markup("\"")
    }

    /// A rule of a style sheet around a string that [`css_string`] made.
    pub(crate) fn style_rule(&mut self, before: &'static str, css_string: &CssString, after: &'static str) {
        self.0.push_str(before);
        self.0.push_str(&css_string.0);
        self.0.push_str(after);
    }

    /// An element with content. An empty class is left out.
    pub fn el(&mut self, tag: &'static str, class: &'static str, content: impl FnOnce(&mut Self)) {
        self.markup("<").markup(tag);
        if !class.is_empty() {
            self.markup(" class=\"").markup(class).markup("\"");
        }
        self.markup(">");
        content(self);
        self.markup("</").markup(tag).markup(">");
    }

    /// An element with text.
    pub fn leaf(&mut self, tag: &'static str, class: &'static str, text: &str) {
        self.el(tag, class, |h| {
            h.text(text);
        });
    }
}

/// Control characters, and those that turn the direction of whatever stands behind them: with one of them
/// in a name, `1000` would read `0001` in the next column.
pub(crate) fn is_invisible(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{fffe}'..='\u{ffff}')
}

/// Bytes in base 64, as a `data:` address carries them.
pub(crate) fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for group in bytes.chunks(3) {
        let byte = |i: usize| u32::from(group.get(i).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for position in 0..4 {
            let digit = DIGITS[(bits >> (18 - 6 * position) & 63) as usize];
            text.push(if position <= group.len() { char::from(digit) } else { '=' });
        }
    }
    text
}

/// A string of a style sheet, quotes included: everything but ASCII letters and digits as code points, so that
/// nothing in it can end the string, the rule or the style element.
#[derive(Debug)]
pub(crate) struct CssString(String);

pub(crate) fn css_string(text: &str) -> CssString {
    let mut quoted = String::from("\"");
    for character in text.chars() {
        match character {
            _ if character.is_ascii_alphanumeric() => quoted.push(character),
            _ if is_invisible(character) => quoted.push_str("\\fffd "),
            _ => quoted.push_str(&format!("\\{:x} ", u32::from(character))),
        }
    }
    quoted.push('"');
    CssString(quoted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_cannot_become_markup() {
        let mut h = Html::default();
        h.markup("<p").attr("title", "\" onclick=\"x").markup(">").text("<script>&amp;'\u{202e}\u{0}\r\n");
        assert_eq!(
            h.into_string(),
            "<p title=\"&quot; onclick=&quot;x\">&lt;script&gt;&amp;amp;&#39;\u{fffd}\u{fffd}\n"
        );
    }

    #[test]
    fn base64_pads_as_others_do() {
        let encoded = ["", "f", "fo", "foo", "foob", "fooba", "foobar"].map(|text| base64(text.as_bytes()));
        assert_eq!(encoded, ["", "Zg==", "Zm8=", "Zm9v", "Zm9vYg==", "Zm9vYmE=", "Zm9vYmFy"]);
        assert_eq!(base64(&[0xff, 0xfe, 0xfd]), "//79");
    }

    #[test]
    fn a_css_string_cannot_be_left() {
        assert_eq!(css_string("A7-\"</style>").0, r#""A7\2d \22 \3c \2f style\3e ""#);
        assert_eq!(css_string("单").0, r#""\5355 ""#);
    }
}
