use std::fs;

use super::{Folder, alone};
use crate::figure::Figures;
use crate::tests::{LEGS, OK, RUN, SMALL, sample, stream, summary, summary_by};

#[test]
fn every_picture_is_a_file_that_stands_alone() {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().join("new/charts");
    let summary = summary_by("variant", LEGS);
    Folder::create(&folder).unwrap().write(&summary).unwrap();
    let mut names: Vec<String> = fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    let expected = [
        "compared-percentiles.svg",
        "distribution.svg",
        "heat-map.svg",
        "load-plan.svg",
        "percentiles.svg",
        "requests.svg",
        "response-time.svg",
        "status-codes.svg",
    ];
    for name in expected {
        assert!(names.iter().any(|found| found == name), "{name} {names:?}");
    }
    let svg = fs::read_to_string(folder.join("requests.svg")).unwrap();
    assert!(svg.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"1128\" "));
    assert!(svg.contains("<title>Requests per second</title>"));
    assert!(svg.contains("--blue:#2a78d6;") && svg.contains("--blue:#3987e5;"));
    assert!(svg.contains("prefers-color-scheme:dark") && svg.ends_with("</svg>\n"));
}

#[test]
fn a_place_that_is_no_folder_is_refused_before_anything_is_read() {
    let place = tempfile::tempdir().unwrap();
    let file = place.path().join("file");
    fs::write(&file, "").unwrap();
    for name in [file.clone(), file.join("inside")] {
        let Err(error) = Folder::create(&name) else {
            panic!("{} was taken", name.display());
        };
        assert!(
            format!("{error:#}").contains("choose one that can be written to"),
            "{error:#}"
        );
    }
    let folder = place.path().join("charts");
    drop(Folder::create(&folder).unwrap());
    assert_eq!(
        fs::read_dir(&folder).unwrap().count(),
        0,
        "nothing is left behind"
    );
}

/// Every `&` begins an entity, every `<` a tag that is closed, and no character is one that XML forbids.
fn check_xml(svg: &str) {
    let mut open = Vec::new();
    for part in svg.split('<').skip(1) {
        let (tag, text) = part.split_once('>').unwrap();
        assert!(!text.contains('>') || text.contains("{"), "{text}");
        let name = tag
            .trim_start_matches('/')
            .split([' ', '\n'])
            .next()
            .unwrap();
        match (tag.starts_with('/'), tag.ends_with('/')) {
            (true, _) => assert_eq!(open.pop(), Some(name), "{tag}"),
            (false, true) => {}
            (false, false) => open.push(name),
        }
    }
    assert_eq!(open, [""; 0]);
    for entity in svg.split('&').skip(1) {
        let known = ["amp;", "lt;", "gt;", "quot;", "apos;"];
        assert!(
            known.iter().any(|known| entity.starts_with(known)),
            "{entity}"
        );
    }
    let forbidden = |letter: char| {
        letter < ' ' && letter != '\n' || ('\u{fffe}'..='\u{ffff}').contains(&letter)
    };
    assert!(!svg.contains(forbidden));
}

#[test]
fn names_from_outside_are_only_ever_text() {
    let evil = r#"<script>alert(1)</script>\"'&]]>\u202e--></style></svg>\u0000\u001b\ufffe\uffff"#;
    let run = RUN.replace(
        r#""tool""#,
        &format!(r#""labels":{{"variant":"{evil}"}},"plan":[{{"name":"{evil}","start_us":0,"users":3,"length_us":9000000}},{{"name":"{evil}","start_us":1000000,"users":3,"length_us":9000000}}],"tool""#),
    );
    let event = format!(
        r#"{{"type":"event","run":"k3x9a2bc","at_us":1763718004000000,"name":"{evil}","text":"{evil}","labels":{{"{evil}":"{evil}"}}}}"#
    );
    let lines = [run, sample(0, OK), sample(99, OK), event];
    let figures = Figures::of(&summary_by("variant", &stream(&lines))).unwrap();
    let mut told = 0;
    for figure in figures.into_all() {
        let Some(svg) = alone(&figure) else { continue };
        check_xml(&svg);
        assert!(!svg.contains("<script") && !svg.contains("]]>") && !svg.contains('\u{202e}'));
        told += svg.matches("&lt;script").count();
    }
    assert!(told >= 4, "{told}");
}

#[test]
fn the_same_stream_makes_the_same_files() {
    let all = || {
        Figures::of(&summary(SMALL))
            .unwrap()
            .into_all()
            .filter_map(|figure| alone(&figure))
            .collect::<String>()
    };
    assert_eq!(all(), all());
}
