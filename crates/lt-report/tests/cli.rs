//! What people see: help, complaints and tables, reviewed like prose.

#[test]
fn help_complaints_and_tables() {
    trycmd::TestCases::new().case("tests/cli/*.toml");
}
