//! Where a tool reads from: files, `-` for stdin, compressed or not.

use std::fs::{File, Metadata};
use std::io::{self, Read};
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::thread;

use anyhow::{Context, bail};

use crate::usage;

const ZSTD_MAGIC: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];
const GZIP_MAGIC: [u8; 2] = [0x1f, 0x8b];

/// Bytes of a file that keep a thread busy for much longer than it takes to start one.
const WORTH_A_THREAD: u64 = 4 << 20;
/// More threads would wait for each other: they take turns to read the file.
const MOST_THREADS: usize = 4;

/// An opened input: its name as the user typed it (`stdin` for `-`) and its decompressed bytes.
pub struct Input {
    /// What messages call this input.
    pub name: String,
    /// The bytes, already decompressed. A cut-off compressed file ends in [`io::ErrorKind::UnexpectedEof`].
    pub reader: Box<dyn Read + Send>,
    /// How many threads can be kept busy with it: a pipe is read by one, a large file by one for each core.
    pub threads: NonZero<usize>,
}

impl std::fmt::Debug for Input {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Input")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

/// Opens every path before anything is read, so that a mistyped name costs nothing; no path at all means stdin.
///
/// Stdin may be named once. `.zst` and `.gz` are recognised by their first bytes, whatever the file is called.
pub fn open_inputs(paths: &[PathBuf]) -> anyhow::Result<Vec<Input>> {
    let dash = PathBuf::from("-");
    let paths = if paths.is_empty() {
        std::slice::from_ref(&dash)
    } else {
        paths
    };
    if paths.iter().filter(|path| **path == dash).count() > 1 {
        return Err(usage(anyhow::anyhow!(
            "`-` is given twice; stdin can be read once"
        )));
    }
    paths.iter().map(|path| open(path).map_err(usage)).collect()
}

fn open(path: &Path) -> anyhow::Result<Input> {
    if path == Path::new("-") {
        widen_stdin();
        return Ok(Input {
            name: "stdin".to_owned(),
            reader: Box::new(Sniffed::Unread(Box::new(io::stdin()))),
            threads: NonZero::<usize>::MIN,
        });
    }
    let name = path.display().to_string();
    let file = File::open(path).with_context(|| format!("cannot open `{name}`"))?;
    let data = file.metadata();
    if data.as_ref().is_ok_and(Metadata::is_dir) {
        bail!("`{name}` is a folder; give the files in it");
    }
    Ok(Input {
        name,
        reader: Box::new(Sniffed::Unread(Box::new(file))),
        threads: data.map_or(NonZero::<usize>::MIN, |data| threads_for(&data)),
    })
}

/// Lets a pipe hold more, so that reader and writer wait for each other less often: lt-report takes 10 % less CPU time and
/// a sixth less time. Where stdin is no pipe, or the system allows no more, it stays as it is.
fn widen_stdin() {
    #[cfg(target_os = "linux")]
    rustix::pipe::fcntl_setpipe_size(io::stdin(), 1 << 20).ok();
}

fn threads_for(data: &Metadata) -> NonZero<usize> {
    let worth = match data.is_file() {
        true => data.len() / WORTH_A_THREAD,
        false => 0,
    };
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    let n = cores
        .min(MOST_THREADS)
        .min(usize::try_from(worth).unwrap_or(usize::MAX));
    NonZero::new(n).unwrap_or(NonZero::<usize>::MIN)
}

type Source = Box<dyn Read + Send>;
type Rewound = io::Chain<io::Cursor<Vec<u8>>, Source>;

/// A source whose compression is looked up at the first read: opening a live pipe must not wait for its first byte.
enum Sniffed {
    Unread(Source),
    Plain(Rewound),
    Zstd(Box<zstd::Decoder<'static, io::BufReader<Rewound>>>),
    Gzip(Box<flate2::read::MultiGzDecoder<Rewound>>),
    Taken,
}

impl Read for Sniffed {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            match self {
                Self::Unread(_) => {
                    let Self::Unread(source) = std::mem::replace(self, Self::Taken) else {
                        unreachable!("the arm that matched");
                    };
                    *self = Self::sniff(source)?;
                }
                Self::Plain(reader) => return reader.read(buffer),
                Self::Zstd(reader) => return reader.read(buffer),
                Self::Gzip(reader) => return reader.read(buffer),
                Self::Taken => return Ok(0),
            }
        }
    }
}

impl Sniffed {
    fn sniff(mut source: Source) -> io::Result<Self> {
        let mut head = Vec::with_capacity(ZSTD_MAGIC.len());
        source
            .by_ref()
            .take(ZSTD_MAGIC.len() as u64)
            .read_to_end(&mut head)?;
        let (zstd, gzip) = (head.starts_with(&ZSTD_MAGIC), head.starts_with(&GZIP_MAGIC));
        let rewound = io::Cursor::new(head).chain(source);
        Ok(if zstd {
            Self::Zstd(Box::new(zstd::Decoder::new(rewound)?))
        } else if gzip {
            Self::Gzip(Box::new(flate2::read::MultiGzDecoder::new(rewound)))
        } else {
            Self::Plain(rewound)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn read(bytes: &[u8]) -> io::Result<String> {
        let mut text = String::new();
        Sniffed::Unread(Box::new(io::Cursor::new(bytes.to_vec()))).read_to_string(&mut text)?;
        Ok(text)
    }

    #[test]
    fn plain_zstd_and_gzip_are_told_apart_by_their_first_bytes() {
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        gzip.write_all(b"hello").unwrap();
        assert_eq!(read(b"hello").unwrap(), "hello");
        assert_eq!(read(b"h").unwrap(), "h");
        assert_eq!(read(b"").unwrap(), "");
        assert_eq!(read(&gzip.finish().unwrap()).unwrap(), "hello");
        assert_eq!(
            read(&zstd::encode_all(&b"hello"[..], 1).unwrap()).unwrap(),
            "hello"
        );
    }

    #[test]
    fn a_cut_off_compressed_file_ends_in_unexpected_eof() {
        let whole = zstd::encode_all(&b"hello hello hello hello"[..], 1).unwrap();
        let error = read(&whole[..whole.len() - 3]).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::UnexpectedEof);
    }

    #[test]
    fn a_small_file_is_read_by_one_thread_and_a_large_one_by_as_many_as_there_are_cores() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.ndjson");
        let cores = thread::available_parallelism().unwrap().get();
        for (length, threads) in [
            (0, 1),
            (WORTH_A_THREAD * 2 - 1, 1),
            (1 << 30, cores.min(MOST_THREADS)),
        ] {
            File::create(&path).unwrap().set_len(length).unwrap();
            assert_eq!(open(&path).unwrap().threads.get(), threads);
        }
    }

    #[test]
    fn stdin_can_be_named_once_and_a_folder_is_refused() {
        let twice = [PathBuf::from("-"), PathBuf::from("-")];
        assert!(
            open_inputs(&twice)
                .unwrap_err()
                .to_string()
                .contains("given twice")
        );
        let folder = tempfile::tempdir().unwrap();
        assert!(
            format!(
                "{:#}",
                open_inputs(&[folder.path().to_owned()]).unwrap_err()
            )
            .contains("is a folder")
        );
    }
}
