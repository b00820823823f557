//! Counts the syllables of words: `syllables petrichor gloaming`.

use std::process::ExitCode;

use lexopt::prelude::*;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("{problem}");
            ExitCode::from(2)
        }
    }
}

fn run() -> Result<(), lexopt::Error> {
    let mut total = false;
    let mut words = Vec::new();
    let mut parser = lexopt::Parser::from_env();
    while let Some(argument) = parser.next()? {
        match argument {
            Long("total") => total = true,
            Value(word) => words.push(word.string()?),
            _ => return Err(argument.unexpected()),
        }
    }
    if words.is_empty() {
        return Err("usage: syllables [--total] WORD...".into());
    }
    for word in &words {
        println!("{word}: {}", syllables(word));
    }
    if total {
        println!("total: {}", words.iter().map(|word| syllables(word)).sum::<usize>());
    }
    Ok(())
}

fn syllables(word: &str) -> usize {
    let lower = word.to_lowercase();
    let groups = lower
        .split(|letter: char| !"aeiouy".contains(letter))
        .filter(|group| !group.is_empty())
        .count();
    let silent = usize::from(lower.ends_with('e') && groups > 1);
    (groups - silent).max(1)
}
