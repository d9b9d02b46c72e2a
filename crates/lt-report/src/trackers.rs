//! What services that track benchmarks over time read.
use lt_stats::Summary;
pub(crate) fn github_benchmark(_summary: &Summary) -> anyhow::Result<String> {
    unimplemented!()
}
pub(crate) fn bencher(_summary: &Summary) -> anyhow::Result<String> {
    unimplemented!()
}
