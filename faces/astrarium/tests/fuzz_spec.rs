//! Whatever a specification says, the answer is a complete one or a message: never a panic, never silence.
use bolero::check;

const KIND: &str = "kind = \"timing.power\"\n";

/// A complete specification is its own completion; a message says something.
fn judge(text: &str) {
    match astrarium::cli::complete_spec("fuzz.toml", text) {
        Ok(complete) => assert_eq!(astrarium::cli::complete_spec("fuzz.toml", &complete).as_ref(), Ok(&complete)),
        Err(message) => assert!(message.trim().len() > 10, "{message}"),
    }
}

#[test]
fn any_bytes() {
    check!().for_each(|bytes: &[u8]| judge(&String::from_utf8_lossy(bytes)));
}

#[test]
fn any_bytes_after_a_kind() {
    check!().for_each(|bytes: &[u8]| judge(&format!("{KIND}{}", String::from_utf8_lossy(bytes))));
}

#[test]
fn any_change_of_a_complete_specification() {
    let complete = astrarium::cli::complete_spec("template", KIND).expect("defaults are enough");
    check!().with_type::<(u16, u16, String)>().for_each(|(at, length, new)| {
        let mut text = complete.clone();
        let floor = |at: usize| (0..=at.min(text.len())).rev().find(|i| text.is_char_boundary(*i)).unwrap_or(0);
        let (start, stop) = (floor(usize::from(*at)), floor(usize::from(*at) + usize::from(*length % 64)));
        text.replace_range(start..stop, new);
        judge(&text);
    });
}
