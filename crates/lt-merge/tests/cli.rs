//! What people see: help, complaints and findings, reviewed like prose.

#[test]
fn help_complaints_and_findings() {
    trycmd::TestCases::new().case("tests/cli/*.toml");
}
