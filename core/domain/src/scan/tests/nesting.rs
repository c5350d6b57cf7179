//! Containers inside containers.

use super::*;

fn nested(levels: usize) -> Vec<u8> {
    let nest = |tx: &mut automerge::transaction::Transaction<'_>| {
        let mut parent = ROOT;
        for level in 0..levels {
            let of = if level + 1 == levels { ObjType::Text } else { ObjType::Map };
            parent = tx.put_object(&parent, "deeper", of).unwrap();
        }
    };
    commit(&mut document(&[1; 16]), nest).raw_bytes().to_vec()
}

#[test]
fn containers_are_nested_so_deeply_and_no_deeper() {
    let levels = |bytes: &[u8]| scan(bytes).map(|scanned| scanned.nesting);
    assert_eq!(levels(&honest()), Ok(Vec::new()));
    assert_eq!(levels(&nested(8)), Ok(vec![Nesting { parent: None, levels: 8 }]));
    for deep in [9, 500] {
        assert_eq!(levels(&nested(deep)), Err(Refused::TooDeep));
    }
}

#[test]
fn containers_in_those_of_others_are_counted_from_there() {
    let mut doc = document(&[1; 16]);
    let mut top = None;
    commit(&mut doc, |tx| top = Some(tx.put_object(ROOT, "lines", ObjType::Map).unwrap()));
    let top = top.unwrap();
    let mut other = doc.fork();
    other.set_author(Some(Author::from(AUTHOR.to_vec())));
    other.set_actor(ActorId::from([2; 16]));
    let change = commit(&mut other, |tx| {
        for line in ["a", "b"] {
            let line = tx.put_object(&top, line, ObjType::Map).unwrap();
            tx.put(&line, "what", "valve").unwrap();
            tx.put_object(&line, "text", ObjType::Text).unwrap();
        }
    });
    let nesting = scan(change.raw_bytes()).unwrap().nesting;
    assert_eq!(nesting, [Nesting { parent: Some(([1; 16], 1)), levels: 2 }]);
    let depth_at = |around| depth(&nesting, move |_, _| Ok::<u8, Refused>(around));
    assert_eq!((depth_at(1), depth_at(6), depth_at(7)), (Ok(3), Ok(8), Err(Refused::TooDeep)));
    let everywhere = commit(&mut other, |tx| {
        for n in 0..40 {
            let map = tx.put_object(ROOT, format!("{n}"), ObjType::Map).unwrap();
            tx.put_object(&map, "x", ObjType::Map).unwrap();
        }
    });
    assert_eq!(scan(everywhere.raw_bytes()).unwrap().nesting.len(), 1, "one place, however many containers");
}
