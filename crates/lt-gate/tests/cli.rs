//! What people see: help, complaints and verdicts, reviewed like prose.

#[test]
fn help_complaints_and_verdicts() {
    trycmd::TestCases::new().case("tests/cli/*.toml");
}
