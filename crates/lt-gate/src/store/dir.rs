//! A folder of baselines.
//!
//! Every file is written beside its final name and gets it in one step, so that any number of writers need no lock, and one
//! that is killed leaves nothing behind but a part, which nobody reads.

use std::fs::{self, DirEntry, File as OpenFile, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use anyhow::{Context, bail};

use super::shelf::{Change, Contents, File};
use super::slot::{KEPT, PINNED};

/// A folder of baselines; it need not exist before the first one is kept.
#[derive(Clone, Debug)]
pub(super) struct Dir {
    root: PathBuf,
}

const PART: &str = ".part";
/// No honest writer takes this long for one file.
const ABANDONED: Duration = Duration::from_secs(3600);
const LINK: &str = "it is a symbolic link, which could lead out of the store";

impl Dir {
    pub(super) fn new(root: PathBuf) -> Self {
        Self { root }
    }

    /// All files, in no order; parts of files that are being written are not among them.
    pub(super) fn files(&self) -> anyhow::Result<Vec<File>> {
        let mut files = Vec::new();
        for folder in entries(&self.root)? {
            let path = text(&folder);
            match [KEPT, PINNED].contains(&path.as_str()) && is_folder(&folder)? {
                true => self.files_of_names(&path, &mut files)?,
                false => files.push(odd(&folder, path)?),
            }
        }
        Ok(files)
    }

    fn files_of_names(&self, folder: &str, files: &mut Vec<File>) -> anyhow::Result<()> {
        for name in entries(&self.root.join(folder))? {
            let path = format!("{folder}/{}", text(&name));
            if !is_folder(&name)? {
                files.push(odd(&name, path)?);
                continue;
            }
            for file in entries(&name.path())? {
                if text(&file).ends_with(PART) {
                    continue;
                }
                files.push(odd(&file, format!("{path}/{}", text(&file)))?);
            }
        }
        Ok(())
    }

    /// Opens a file for reading, by its path in the store.
    pub(super) fn read(&self, path: &str) -> anyhow::Result<OpenFile> {
        OpenFile::open(self.root.join(path)).context("cannot be opened")
    }

    /// Adds first and takes away last, so that nothing is missing in between.
    pub(super) fn change(&self, change: &Change) -> anyhow::Result<()> {
        for (path, bytes) in &change.put {
            self.put(path, bytes)
                .with_context(|| format!("cannot write `{}`", self.root.join(path).display()))?;
        }
        for path in &change.remove {
            match fs::remove_file(self.root.join(path)) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => {
                    let path = self.root.join(path);
                    return Err(error)
                        .with_context(|| format!("cannot remove `{}`", path.display()));
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn put(&self, path: &str, bytes: &[u8]) -> anyhow::Result<()> {
        let folder = self.folder_of(path)?;
        let part = Part::create(&folder)?;
        part.write(bytes)?;
        fs::rename(&part.path, self.root.join(path))?;
        sync(&folder);
        Ok(())
    }

    /// The folder of a path, made where it is missing; no part of it below the root may be a link.
    fn folder_of(&self, path: &str) -> anyhow::Result<PathBuf> {
        fs::create_dir_all(&self.root)?;
        let mut folder = self.root.clone();
        let parts: Vec<&str> = path.split('/').collect();
        for part in &parts[..parts.len().saturating_sub(1)] {
            folder.push(part);
            match fs::create_dir(&folder) {
                Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
                    return Err(error.into());
                }
                _ => {}
            }
            if !folder.symlink_metadata()?.is_dir() {
                bail!("`{}` is no folder; move it away", folder.display());
            }
        }
        Ok(folder)
    }

    /// Takes away parts that writers left behind; what cannot be taken away stays.
    ///
    /// The time is that of the file system: a file that is made now tells it.
    pub(super) fn sweep(&self) {
        for folder in [KEPT, PINNED] {
            let names = entries(&self.root.join(folder)).unwrap_or_default();
            for name in names.iter().filter(|name| is_folder(name).unwrap_or(false)) {
                // Whatever goes wrong here will go wrong, and be told, where it matters.
                sweep(&name.path()).ok();
            }
        }
    }
}

fn sweep(folder: &Path) -> io::Result<()> {
    let parts = entries(folder)?;
    let parts: Vec<&DirEntry> = parts
        .iter()
        .filter(|file| text(file).ends_with(PART))
        .collect();
    if parts.is_empty() {
        return Ok(());
    }
    let now = Part::create(folder)?.file.metadata()?.modified()?;
    for part in parts {
        let written = part.metadata()?.modified()?;
        if now.duration_since(written).is_ok_and(|age| age > ABANDONED) {
            fs::remove_file(part.path())?;
        }
    }
    Ok(())
}

/// A file that nobody reads yet; it is removed where it did not get its final name.
struct Part {
    path: PathBuf,
    file: OpenFile,
}

impl Part {
    fn create(folder: &Path) -> io::Result<Self> {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        loop {
            let n = NEXT.fetch_add(1, Ordering::Relaxed);
            let path = folder.join(format!(".{}-{n}{PART}", process::id()));
            // A part of the same name is that of a process that was killed, or of another machine.
            match OpenOptions::new().write(true).create_new(true).open(&path) {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                opened => return opened.map(|file| Self { path, file }),
            }
        }
    }

    /// Writes, and waits until the disk has it: a name without its bytes is what a power cut would leave otherwise.
    fn write(&self, bytes: &[u8]) -> io::Result<()> {
        (&self.file).write_all(bytes)?;
        self.file.sync_all()
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        // After the renaming there is nothing of this name any more.
        fs::remove_file(&self.path).ok();
    }
}

/// Makes the disk know of a new name, where the system lets a folder be opened.
fn sync(folder: &Path) {
    if let Ok(folder) = OpenFile::open(folder) {
        folder.sync_all().ok();
    }
}

/// What is in a folder; nothing where there is none.
fn entries(folder: &Path) -> io::Result<Vec<DirEntry>> {
    match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        read => read?.collect(),
    }
}

fn is_folder(entry: &DirEntry) -> io::Result<bool> {
    Ok(entry.file_type()?.is_dir())
}

fn text(entry: &DirEntry) -> String {
    entry.file_name().to_string_lossy().into_owned()
}

/// A file, with what speaks against reading it.
fn odd(entry: &DirEntry, path: String) -> io::Result<File> {
    let kind = entry.file_type()?;
    let contents = match () {
        () if kind.is_symlink() => Contents::Refused(LINK),
        () if kind.is_dir() => Contents::Refused("no folder belongs here"),
        () if !kind.is_file() => Contents::Refused("it is no regular file"),
        () => Contents::Here,
    };
    // A file that a writer or `prune` took away since is no reason to tell of nothing else.
    let bytes = entry.metadata().map_or(0, |data| data.len());
    Ok(File {
        path,
        bytes,
        contents,
    })
}
