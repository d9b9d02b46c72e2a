//! Where the body of an answer ends.

/// As many bytes of chunk extensions, and as many of trailers, as hyper takes for a whole body.
const MOST_BYTES: usize = 16 * 1024;

/// As many trailer fields as hyper takes.
const MOST_TRAILERS: usize = 100;

/// A body of which some may still come.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Body {
    /// So many bytes are missing.
    Known(u64),
    /// In chunks.
    Chunked(Chunks),
    /// All that comes until the server closes.
    UntilClose,
}

/// How far a chunked body is.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Chunks {
    at: Place,
    /// Bytes of the chunk that are missing.
    left: u64,
    extensions: usize,
    trailers: Vec<u8>,
    trailer_fields: usize,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Place {
    #[default]
    FirstDigit,
    Size,
    SpaceAfterSize,
    Extension,
    SizeLf,
    Data,
    DataCr,
    DataLf,
    /// Where a line after the last chunk begins: a trailer or the end.
    LastLine,
    Trailer,
    TrailerLf,
    EndLf,
    End,
}

/// The chunks are not as HTTP/1.1 wants them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Malformed;

impl Body {
    /// Whether nothing more can belong to it.
    pub(super) fn is_complete(&self) -> bool {
        match self {
            Self::Known(left) => *left == 0,
            Self::Chunked(chunks) => chunks.at == Place::End,
            Self::UntilClose => false,
        }
    }

    /// Takes from the front of `bytes` the next piece of data; empty when there is none in them.
    pub(super) fn next<'a>(&mut self, bytes: &mut &'a [u8]) -> Result<&'a [u8], Malformed> {
        match self {
            Self::Known(left) => Ok(split(left, bytes)),
            Self::Chunked(chunks) => chunks.next(bytes),
            Self::UntilClose => Ok(std::mem::take(bytes)),
        }
    }
}

/// Cuts off what belongs to a piece of which `left` bytes are missing.
fn split<'a>(left: &mut u64, bytes: &mut &'a [u8]) -> &'a [u8] {
    let n = usize::try_from(*left).map_or(bytes.len(), |left| left.min(bytes.len()));
    let (data, rest) = bytes.split_at(n);
    *left -= n as u64;
    *bytes = rest;
    data
}

impl Chunks {
    fn next<'a>(&mut self, bytes: &mut &'a [u8]) -> Result<&'a [u8], Malformed> {
        while self.at != Place::End {
            if self.at == Place::Data {
                let data = split(&mut self.left, bytes);
                if self.left == 0 {
                    self.at = Place::DataCr;
                }
                return Ok(data);
            }
            let Some((&byte, rest)) = bytes.split_first() else {
                break;
            };
            *bytes = rest;
            self.at = self.step(byte)?;
        }
        Ok(&[])
    }

    fn step(&mut self, byte: u8) -> Result<Place, Malformed> {
        match (self.at, byte) {
            (Place::FirstDigit, _) => self.digit(byte),
            (Place::Size | Place::SpaceAfterSize, b'\t' | b' ') => Ok(Place::SpaceAfterSize),
            (Place::Size | Place::SpaceAfterSize, b';') => Ok(Place::Extension),
            (Place::Size | Place::SpaceAfterSize | Place::Extension, b'\r') => Ok(Place::SizeLf),
            (Place::Size, _) => self.digit(byte),
            (Place::Extension, byte) if byte != b'\n' => self.extension(),
            (Place::SizeLf, b'\n') if self.left == 0 => Ok(Place::LastLine),
            (Place::SizeLf, b'\n') => Ok(Place::Data),
            (Place::DataCr, b'\r') => Ok(Place::DataLf),
            (Place::DataLf, b'\n') => Ok(Place::FirstDigit),
            (Place::LastLine, b'\r') if self.trailers.is_empty() => Ok(Place::EndLf),
            (Place::LastLine, b'\r') => self.trailer(byte, Place::EndLf),
            (Place::Trailer, b'\r') => self.trailer(byte, Place::TrailerLf),
            (Place::LastLine | Place::Trailer, _) => self.trailer(byte, Place::Trailer),
            (Place::TrailerLf, b'\n') if self.trailer_fields < MOST_TRAILERS => {
                self.trailer_fields += 1;
                self.trailer(byte, Place::LastLine)
            }
            (Place::EndLf, b'\n') if self.trailers.is_empty() => Ok(Place::End),
            (Place::EndLf, b'\n') => {
                self.trailer(byte, Place::End)?;
                self.check_trailers()
            }
            _ => Err(Malformed),
        }
    }

    fn digit(&mut self, byte: u8) -> Result<Place, Malformed> {
        let digit = char::from(byte).to_digit(16).ok_or(Malformed)?;
        let size = self
            .left
            .checked_mul(16)
            .and_then(|size| size.checked_add(u64::from(digit)));
        self.left = size.ok_or(Malformed)?;
        Ok(Place::Size)
    }

    fn extension(&mut self) -> Result<Place, Malformed> {
        self.extensions += 1;
        if self.extensions >= MOST_BYTES {
            return Err(Malformed);
        }
        Ok(Place::Extension)
    }

    fn trailer(&mut self, byte: u8, next: Place) -> Result<Place, Malformed> {
        self.trailers.push(byte);
        if self.trailers.len() >= MOST_BYTES {
            return Err(Malformed);
        }
        Ok(next)
    }

    fn check_trailers(&self) -> Result<Place, Malformed> {
        let mut fields = vec![httparse::EMPTY_HEADER; self.trailer_fields];
        match httparse::parse_headers(&self.trailers, &mut fields) {
            Ok(httparse::Status::Complete(_)) => Ok(Place::End),
            _ => Err(Malformed),
        }
    }
}
