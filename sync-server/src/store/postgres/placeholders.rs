//! Names of parameters become numbers: `:case` becomes `$1`.

/// The statement with numbered parameters, and their names in that order. A name that occurs twice keeps its
/// number. The SQL of the store has no colons but those of names.
pub(super) fn numbered(sql: &str) -> (String, Vec<String>) {
    let mut pieces = sql.split(':');
    let mut text = pieces.next().unwrap_or_default().to_owned();
    let mut names: Vec<String> = Vec::new();
    for piece in pieces {
        let end = piece.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(piece.len());
        let (name, rest) = piece.split_at(end);
        let name = format!(":{name}");
        let known = names.iter().position(|known| *known == name);
        let index = known.unwrap_or_else(|| {
            names.push(name);
            names.len() - 1
        });
        text.push_str(&format!("${}{rest}", index + 1));
    }
    (text, names)
}

#[cfg(test)]
mod tests {
    use super::numbered;

    #[test]
    fn a_name_keeps_its_number() {
        let (sql, names) = numbered("SELECT 1 WHERE a = :a AND (b = :b_2 OR :a IS NULL) LIMIT :n");
        assert_eq!(sql, "SELECT 1 WHERE a = $1 AND (b = $2 OR $1 IS NULL) LIMIT $3");
        assert_eq!(names, [":a", ":b_2", ":n"]);
        assert_eq!(numbered("UPDATE heads SET seq = seq"), ("UPDATE heads SET seq = seq".to_owned(), vec![]));
    }
}
