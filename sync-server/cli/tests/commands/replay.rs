//! `doorstep replay`: what its exit code says.

use super::{Served, free_port, phone, run};

#[test]
fn a_bundle_comes_to_the_same_state_and_a_changed_one_is_found_out() {
    let (dir, port) = (tempfile::tempdir().unwrap(), free_port());
    let path = |name: &str| dir.path().join(name).to_str().unwrap().to_owned();
    let served = Served::start(&path("data"), port, &[]);
    let (core, _) = phone(dir.path(), port, &served);
    let bundle = path("bundle");
    core.diagnostics_bundle(&["a line of the log".to_owned()], bundle.as_ref()).unwrap();

    let same = run(&["replay", &bundle, "--all"]);
    let said = String::from_utf8(same.stdout).unwrap();
    assert_eq!(same.status.code(), Some(0), "{said}");
    assert!(said.contains("the same state as on the phone") && said.contains("a line of the log"), "{said}");

    let whole = std::fs::read(&bundle).unwrap();
    let step = (whole.len() / 16).max(1);
    for at in (0..whole.len()).step_by(step) {
        let mut changed = whole.clone();
        changed[at] ^= 1;
        std::fs::write(&bundle, changed).unwrap();
        let found = run(&["replay", &bundle]);
        assert_eq!(found.status.code(), Some(1), "byte {at}: {}", String::from_utf8_lossy(&found.stdout));
    }
}
