//! `lt-gen` makes load and tells what happened to every request.

fn main() -> std::process::ExitCode {
    lt_cli::run::<lt_gen::CommandLine>("lt-gen", |line, out| lt_gen::run(line.into_args()?, out))
}
