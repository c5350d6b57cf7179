//! The font of printed reports: fetched last, slice by slice, and believed only whole.

use super::world;
use crate::{Budget, SyncStatus};

/// Three slices, the last of them short.
fn font() -> Vec<u8> {
    (0..2_500_000_u32).map(|index| index.to_le_bytes()[1]).collect()
}

fn font_files(phone: &crate::testing::Phone) -> Vec<(String, u64)> {
    let dir = phone.core.shared.open().unwrap().dir().join("fonts");
    let Ok(entries) = std::fs::read_dir(dir) else { return Vec::new() };
    let file = |entry: std::fs::DirEntry| {
        let name = entry.file_name().into_string().unwrap();
        let kind = if name.ends_with(".part") { "part" } else { "whole" };
        (kind.to_owned(), entry.metadata().unwrap().len())
    };
    entries.map(|entry| file(entry.unwrap())).collect()
}

#[test]
fn a_font_comes_in_slices_and_goes_on_where_it_was_cut_off() {
    let world = world();
    world.server.publish_font(&font(), None);
    // The first request is the pull, the second brings one slice.
    let requests = || world.server.requests().iter().filter(|path| path.ends_with("/v1/fonts")).count();
    let chen = &world.chen;
    let budget = Budget { requests: 2, ..Budget::default() };
    assert_eq!(chen.core.sync_now(budget).unwrap().status, SyncStatus::OutOfBudget);
    assert_eq!(font_files(chen), [("part".to_owned(), 1024 * 1024)]);
    requests();
    assert_eq!(chen.sync().status, SyncStatus::Done);
    assert_eq!(requests(), 2, "only what was missing");
    assert_eq!(font_files(chen), [("whole".to_owned(), 2_500_000)]);
    assert_eq!(chen.sync().status, SyncStatus::Done);
    assert_eq!(requests(), 0, "and never again");
}

#[test]
fn a_file_that_is_another_is_thrown_away_and_stops_nothing() {
    let world = world();
    let mut forged = font();
    forged[1_000_000] ^= 1;
    world.server.publish_font(&font(), Some(forged));
    assert_eq!(world.chen.sync().status, SyncStatus::Done);
    assert_eq!(font_files(&world.chen), []);
    world.server.publish_font(&font(), None);
    assert_eq!(world.chen.sync().status, SyncStatus::Done);
    assert_eq!(font_files(&world.chen), [("whole".to_owned(), 2_500_000)]);
}

#[test]
fn a_new_font_replaces_the_old_one() {
    let world = world();
    world.server.publish_font(&font(), None);
    world.chen.sync();
    let newer = &font()[..1_500_000];
    world.server.publish_font(newer, None);
    world.chen.sync();
    assert_eq!(font_files(&world.chen), [("whole".to_owned(), 1_500_000)]);
}
