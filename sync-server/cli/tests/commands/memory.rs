//! How much memory a command takes at most, whatever it is given.

use std::fmt::Write as _;
use std::fs::File;
use std::io::Write as _;
use std::process::{Output, Stdio};
use std::time::Duration;

use zip::write::SimpleFileOptions;

use super::{Served, doorstep, free_port};

/// A fifth above what any of these takes in a debug build, and far less than a list or a sheet takes as a whole.
const MOST_KIB: u64 = 64 * 1024;

/// What a command says, and the most memory that it had, in KiB.
fn measured(arguments: &[&str]) -> (Output, u64) {
    let mut command = doorstep();
    let mut process = command.args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut most = 0;
    let status = format!("/proc/{}/status", process.id());
    while process.try_wait().unwrap().is_none() {
        most = most.max(peak_kib(&std::fs::read_to_string(&status).unwrap_or_default()).unwrap_or(0));
        std::thread::sleep(Duration::from_millis(1));
    }
    assert!(most > 0, "it was measured");
    (process.wait_with_output().unwrap(), most)
}

/// The system keeps the most that a process had until it ends.
fn peak_kib(status: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix("kB")?.trim().parse().ok()
}

/// A workbook with one sheet, `survey`, of these bytes.
fn workbook(path: &str, sheet: impl Iterator<Item = Vec<u8>>) {
    let mut archive = zip::ZipWriter::new(File::create(path).unwrap());
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let package = "http://schemas.openxmlformats.org/package/2006";
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let parts = [
        (
            "[Content_Types].xml",
            format!(
                "<Types xmlns=\"{package}/content-types\"><Default Extension=\"xml\" ContentType=\"application/xml\"/></Types>"
            ),
        ),
        (
            "_rels/.rels",
            format!(
                "<Relationships xmlns=\"{package}/relationships\"><Relationship Id=\"r1\" Type=\"{office}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/workbook.xml",
            format!(
                "<workbook xmlns=\"{main}\" xmlns:r=\"{office}\"><sheets><sheet name=\"survey\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            format!(
                "<Relationships xmlns=\"{package}/relationships\"><Relationship Id=\"r1\" Type=\"{office}/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>"
            ),
        ),
    ];
    for (name, text) in parts {
        archive.start_file(name, SimpleFileOptions::default()).unwrap();
        archive.write_all(text.as_bytes()).unwrap();
    }
    archive.start_file("xl/worksheets/sheet1.xml", SimpleFileOptions::default()).unwrap();
    write!(archive, "<worksheet xmlns=\"{main}\"><sheetData>").unwrap();
    sheet.for_each(|bytes| archive.write_all(&bytes).unwrap());
    archive.write_all(b"</sheetData></worksheet>").unwrap();
    archive.finish().unwrap();
}

/// Rows of one cell each.
fn rows(count: u32, text: &str) -> impl Iterator<Item = Vec<u8>> {
    let row = |n, text: &str| {
        format!("<row r=\"{n}\"><c r=\"A{n}\" t=\"inlineStr\"><is><t>{text}</t></is></c></row>").into_bytes()
    };
    let text = text.to_owned();
    (1..=count).map(move |n| row(n, if n == 1 { "type" } else { &text }))
}

#[test]
fn workbooks_that_are_far_too_large_are_refused_in_little_memory() {
    let dir = tempfile::tempdir().unwrap();
    let path = |name: &str| dir.path().join(name).to_str().unwrap().to_owned();
    let (bomb, cells, texts) = (path("bomb.xlsx"), path("cells.xlsx"), path("texts.xlsx"));
    workbook(&bomb, std::iter::repeat_n(vec![b' '; 1 << 20], 300));
    workbook(&cells, rows(600_000, "note"));
    workbook(&texts, rows(1_600, &"word ".repeat(6_500)));
    for (form, why) in [
        (bomb, "unpacked, the workbook has more than 64 MiB"),
        (cells, "the sheet `survey` has more than 200000 cells"),
        (texts, "the sheet `survey` has more than 8 MiB of text"),
    ] {
        let (output, most) = measured(&["pack", "import", &form, "-o", &path("pack")]);
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(!output.status.success() && said.contains(why), "{form}: {said}");
        println!("{form}: {most} KiB at most");
        assert!(most < MOST_KIB, "{form}: {most} KiB");
    }
}

#[test]
fn a_hundred_thousand_rows_pass_by_in_little_memory() {
    let (dir, port) = (tempfile::tempdir().unwrap(), free_port());
    let path = |name: &str| dir.path().join(name).to_str().unwrap().to_owned();
    let (data, list) = (path("data"), path("customers.csv"));
    drop(Served::start(&data, port, &[]));
    let mut rows = "key,name,phone\n".to_owned();
    for n in 0..100_000 {
        writeln!(rows, "C-{n},Customer number {n} of the street,138 {n:08}").unwrap();
    }
    std::fs::write(&list, rows).unwrap();
    let (output, most) = measured(&["import", "customers", &list, "--dir", &data]);
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success() && said.starts_with("100000 added, 0 changed, 0 unchanged"), "{said}");
    println!("100,000 customers: {most} KiB at most");
    assert!(most < MOST_KIB, "{most} KiB");
}
