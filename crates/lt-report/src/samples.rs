//! One row of CSV a sample.
use lt_sample::Record;
use std::path::Path;
pub(crate) struct Samples;
impl Samples {
    pub(crate) fn create(_name: &Path) -> anyhow::Result<Self> {
        unimplemented!()
    }
    pub(crate) fn add(&mut self, _record: &Record<'_>) -> anyhow::Result<()> {
        unimplemented!()
    }
    pub(crate) fn commit(self) -> anyhow::Result<()> {
        unimplemented!()
    }
}
