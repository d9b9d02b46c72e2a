//! What people see: help and complaints, reviewed like prose.

#[test]
fn help_and_complaints() {
    trycmd::TestCases::new().case("tests/cli/*.toml");
}
