//! A Python with a package from PyPI, for tests that hold us against tools written in it.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A package that a test needs.
#[derive(Clone, Copy, Debug)]
pub struct PythonPackage {
    /// What it is called in messages and in the target folder.
    pub name: &'static str,
    /// What `pip install` is told.
    pub requirement: &'static str,
    /// A Python program that succeeds where it is there in a version that will do.
    pub check: &'static str,
}

impl PythonPackage {
    /// A Python that has it: the machine's, or one made for it in the folder; else why there is none.
    ///
    /// # Errors
    /// It is not there and could not be installed; the text says what to type.
    pub fn python(&self, folder: &Path) -> Result<PathBuf, String> {
        let python = PathBuf::from("python3");
        if self.is_in(&python) {
            return Ok(python);
        }
        let venv = folder.join(format!("{}-venv", self.name));
        let inside = venv.join("bin/python3");
        if self.is_in(&inside) {
            return Ok(inside);
        }
        let (name, requirement) = (self.name, self.requirement);
        say_aloud(
            name,
            &format!(
                "not installed; installing {requirement} into {}",
                venv.display()
            ),
        );
        let mut make = Command::new(&python);
        make.args(["-m", "venv"]).arg(&venv);
        let mut install = Command::new(&inside);
        install.args([
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            requirement,
        ]);
        let succeeds =
            |command: &mut Command| command.output().is_ok_and(|output| output.status.success());
        match succeeds(&mut make) && succeeds(&mut install) && self.is_in(&inside) {
            true => Ok(inside),
            false => Err(format!(
                "{name} is not installed and could not be; type: pip install {requirement}"
            )),
        }
    }

    fn is_in(&self, python: &Path) -> bool {
        let output = Command::new(python).args(["-c", self.check]).output();
        output.is_ok_and(|output| output.status.success())
    }
}

/// Says something aloud: what a test that succeeds prints in the usual way is kept back.
pub fn say_aloud(test: &str, text: &str) {
    let line = format!("{test}: {text}\n");
    drop(std::io::stderr().lock().write_all(line.as_bytes()));
}
