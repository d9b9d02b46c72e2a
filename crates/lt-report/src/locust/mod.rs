//! What Locust writes, to the letter.
use crate::args::LocustCsv;
use lt_stats::Summary;
use std::path::Path;
/// The four files of a prefix.
pub(crate) struct Files;
impl Files {
    pub(crate) fn create(_prefix: &Path) -> anyhow::Result<Self> {
        unimplemented!()
    }
    pub(crate) fn write(self, _summary: &Summary, _version: LocustCsv) -> anyhow::Result<()> {
        unimplemented!()
    }
}
pub(crate) fn requests_csv(_summary: &Summary) -> anyhow::Result<String> {
    unimplemented!()
}
pub(crate) fn json(_summary: &Summary) -> anyhow::Result<String> {
    unimplemented!()
}
