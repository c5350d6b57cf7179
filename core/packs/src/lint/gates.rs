//! The order of steps: no step waits for itself.

/// A step and the steps that it waits for.
pub(super) type Waits<'a> = (&'a str, Vec<&'a str>);

/// An order in which every step comes after those it waits for, as near as possible to the order
/// given. Names that are not steps are left out.
///
/// # Errors
/// A circle of steps that wait for each other, its first step again at the end.
pub(super) fn order_of_steps<'a>(steps: &[Waits<'a>]) -> Result<Vec<&'a str>, Vec<&'a str>> {
    let mut ordered: Vec<&str> = Vec::new();
    let mut left: Vec<&Waits<'a>> = steps.iter().collect();
    while !left.is_empty() {
        let is_left = |name: &str| left.iter().any(|(step, _)| *step == name);
        let Some(free) = left.iter().position(|(_, waits)| !waits.iter().any(|name| is_left(name))) else {
            return Err(circle(&left));
        };
        ordered.push(left.remove(free).0);
    }
    Ok(ordered)
}

/// Follows the first unfinished step that each waits for, until one comes again.
fn circle<'a>(left: &[&Waits<'a>]) -> Vec<&'a str> {
    let step = |name: &str| left.iter().find(|(step, _)| *step == name);
    let mut path: Vec<&str> = left.iter().take(1).map(|(name, _)| *name).collect();
    while let Some(next) = path
        .last()
        .and_then(|name| step(name))
        .and_then(|(_, waits)| waits.iter().copied().find(|name| step(name).is_some()))
    {
        if let Some(start) = path.iter().position(|name| *name == next) {
            path.drain(..start);
            path.push(next);
            break;
        }
        path.push(next);
    }
    path
}
