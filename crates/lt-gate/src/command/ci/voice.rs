//! What is said in the log of a job, and on its page.

use std::io::{self, Write};

use lt_cli::message;

use crate::github::files;

/// Warns on stderr, and on the page of the job, there in one line.
pub(in crate::command) fn warn(text: &str, out: &mut dyn Write) -> anyhow::Result<()> {
    whisper(text);
    say(&files::warning("lt-gate", &in_one_line(text)), out)
}

/// Tells on the page of the job why it ended; stderr is told by whoever ends it.
pub(in crate::command) fn cry(text: &str, out: &mut dyn Write) -> anyhow::Result<()> {
    say(&files::error("lt-gate", &in_one_line(text)), out)
}

/// The lines as one, without what is drawn beneath a place in a file.
fn in_one_line(text: &str) -> String {
    let mut line = String::new();
    for part in text.lines().filter_map(said) {
        match line.chars().next_back() {
            None => {}
            Some(last) if last.is_alphanumeric() || "`)]\"'".contains(last) => line += "; ",
            Some(_) => line.push(' '),
        }
        let words: Vec<&str> = part.split_whitespace().collect();
        line += &words.join(" ");
    }
    line
}

/// What a line says; nothing where it shows a line of a file.
fn said(line: &str) -> Option<&str> {
    let is_number = |text: &str| {
        let text = text.trim();
        !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
    };
    let line = line.trim();
    if line
        .split_once('|')
        .is_some_and(|(number, _)| is_number(number))
    {
        return None;
    }
    let line = line.strip_prefix("error: ").unwrap_or(line);
    let line = line.strip_prefix("--> ").unwrap_or(line);
    let line = line.trim_start_matches([' ', '|', '^']);
    (!line.is_empty()).then_some(line)
}

/// Warns on stderr only. Of several lines each is one there, too.
pub(in crate::command) fn whisper(text: &str) {
    let mut lines = text.lines();
    message::warn("lt-gate", lines.next().unwrap_or_default());
    for line in lines.filter(|line| !line.is_empty()) {
        message::note("lt-gate", line);
    }
}

/// Tells on stderr, and on the page of the job.
pub(in crate::command) fn notice(text: &str, out: &mut dyn Write) -> anyhow::Result<()> {
    message::note("lt-gate", text);
    say(&files::notice("lt-gate", text), out)
}

/// Writes lines of ours; whoever stopped listening still gets the answer by the exit code.
pub(in crate::command) fn say(lines: &str, out: &mut dyn Write) -> anyhow::Result<()> {
    match out.write_all(lines.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        told => Ok(told?),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn several_lines_are_one_without_the_excerpt_of_a_file() {
        let text = "error: unknown key `compar`\n --> a.toml:3:2\n  |\n3 | [compar]\n  |  ^^^^^^ did you mean `compare`?\n";
        assert_eq!(
            in_one_line(text),
            "unknown key `compar`; a.toml:3:2; did you mean `compare`?"
        );
        assert_eq!(in_one_line("it fails:\n  why so"), "it fails: why so");
        assert_eq!(in_one_line("\n"), "");
    }
}
