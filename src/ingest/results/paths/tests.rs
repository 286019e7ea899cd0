//! Paths that different machines write.

use super::*;

#[test]
fn every_machine_gives_the_same_path() {
    let paths = Paths::new([r"C:\Users\x\proj", "/Users/y/proj/", "file:///srv/a%20b"]);
    for same in [
        r"C:\Users\x\proj\src\a.py",
        "c:/users/X/proj/src/a.py",
        "file:///C:/Users/x/proj/src/a.py",
        "/Users/y/proj/src/a.py",
        "/Users/y/proj/./src//b/../a.py",
        "file:///srv/a%20b/src/a.py",
        "file:/srv/a%20b/src/a.py",
        r"src\a.py",
        "./src/a.py",
        "/home/runner/work/proj/proj/src/a.py",
        r"D:\a\proj\proj\src\a.py",
        "file:///d%3A/a/proj/proj/src/a.py",
        "/actions-runner/_work/proj/proj/src/a.py",
        "/builds/acme/proj/src/a.py",
        "/github/workspace/src/a.py",
    ] {
        assert_eq!(paths.relative(same), "src/a.py", "{same}");
    }
}

#[test]
fn what_is_elsewhere_stays() {
    let paths = Paths::new(["/", ""]);
    for path in [
        "/usr/lib/x.py",
        "../x.py",
        "a/b\\c.py",
        "100%25.py",
        "C++/x+y.cc",
    ] {
        assert_eq!(paths.relative(path), path);
    }
    assert_eq!(paths.relative("file:///a/x%2By+z.py"), "/a/x+y+z.py");
    assert_eq!(paths.relative("file://host/a.py"), "/a.py");
    assert_eq!(paths.relative(""), "");
}

#[test]
fn files_of_two_repositories_stay_two() {
    let paths = Paths::new([]);
    assert_eq!(paths.relative("/builds/acme/shop/a.py"), "a.py");
    assert_eq!(paths.relative("/home/runner/work/shop/shop/a.py"), "a.py");
    let other = "/builds/acme/other/a.py";
    assert_eq!(paths.relative(other), other);
}

#[test]
fn the_repository_s_folder_and_its_like_elsewhere_are_stripped() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("shop");
    std::fs::create_dir_all(root.join("src")).unwrap();
    std::fs::write(root.join("src/a.py"), "").unwrap();
    std::fs::write(root.join("setup.py"), "").unwrap();
    let here = root.canonicalize().unwrap().join("src/gone.py");
    let paths = || Paths::new([]).inside(Some(&root));
    assert_eq!(paths().relative(&here.to_string_lossy()), "src/gone.py");
    for path in [
        "/home/alice/src/shop/src/a.py",
        "/home/alice/src/shop/src/gone.py",
        "/var/lib/jenkins/workspace/x/src/a.py",
        "/data/shop/setup.py",
    ] {
        let rest = if path.ends_with("setup.py") {
            "setup.py"
        } else {
            &path[path.len() - 8..]
        };
        let rest = if path.ends_with("gone.py") {
            "src/gone.py"
        } else {
            rest
        };
        assert_eq!(paths().relative(path), rest);
    }
    let all = paths();
    assert_eq!(all.relative("/mnt/x/src/a.py"), "src/a.py");
    assert_eq!(all.relative("/mnt/x/src/gone.py"), "src/gone.py");
    let named = Paths::new([]).called(Some("shop"));
    assert_eq!(named.relative("/home/bob/shop/a.py"), "a.py");
    for stays in [
        "/mnt/y/src/a.py",
        "/usr/lib/src/a.py",
        "/mnt/other/setup.py",
        "/home/alice/other/gone.py",
    ] {
        assert_eq!(all.relative(stays), stays);
    }
}
