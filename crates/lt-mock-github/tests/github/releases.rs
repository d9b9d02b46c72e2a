//! Files of releases.

use lt_mock_github::{Asset, What};

use crate::support::{github, next, send};

#[test]
fn a_file_of_a_release_is_loaded_by_anybody_behind_a_redirect() {
    let github = github();
    github.state().assets = vec![Asset {
        tag: "v1.2".to_owned(),
        name: "lt 1.tar.gz".to_owned(),
        bytes: b"packed".to_vec(),
    }];
    let path = "/acme/shop/releases/download/v1.2/lt%201.tar.gz";
    let sent_on = send(&github, "GET", path, None, "").unwrap();
    assert_eq!((sent_on.status, &*sent_on.body), (302, ""));
    let place = sent_on.header("location").unwrap();
    let place = place.strip_prefix(&github.url()).unwrap();
    let file = send(&github, "GET", place, None, "").unwrap();
    assert_eq!((file.status, &*file.body), (200, "packed"));
    assert_eq!(file.header("content-length"), Some("6"));
    let head = send(&github, "HEAD", place, None, "").unwrap();
    assert_eq!((head.status, &*head.body), (200, ""));
}

#[test]
fn a_file_that_no_release_has_is_not_found_and_faults_reach_files_too() {
    let github = github();
    let load = || {
        let path = "/acme/shop/releases/download/v1.2/lt.tar.gz";
        send(&github, "GET", path, None, "").unwrap().status
    };
    assert_eq!(load(), 404);
    github.plan(next(What::Status(503)));
    assert_eq!(load(), 503);
    let stored = send(&github, "GET", "/release-assets/v1.2/x", None, "");
    assert_eq!(stored.unwrap().status, 404);
}
