//! `lt-gen` makes load and tells what happened to every request.

fn main() -> std::process::ExitCode {
    lt_cli::run::<lt_gen::Args>("lt-gen", lt_gen::run)
}
