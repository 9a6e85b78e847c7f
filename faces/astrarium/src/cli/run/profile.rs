//! `--profile`: where the time went, as a table.
use super::preview::bytes_words;
use astrarium_exec::observe::Profile;

/// Stages with calls, wall and processor time; then rates and memory.
pub(super) fn table(profile: &Profile) -> String {
    let mut lines = vec![format!("{:<16} {:>10} {:>12} {:>12}", "stage", "calls", "wall s", "cpu s")];
    for stage in &profile.stages {
        lines.push(format!("{:<16} {:>10} {:>12.4} {:>12.4}", stage.name, stage.calls, stage.wall_s, stage.cpu_s));
    }
    let cpu_s = profile.cpu_s.unwrap_or(f64::NAN);
    lines.push(format!("{:<16} {:>10} {:>12.4} {cpu_s:>12.4}", "all", profile.blocks, profile.wall_s));
    let mut rates = vec![format!("{} {} a second", round(profile.items_per_s()), profile.unit)];
    if profile.bytes_read > 0 {
        rates.push(format!(
            "{} read, {} a second",
            bytes_words(profile.bytes_read),
            bytes_words(profile.bytes_per_s() as u64)
        ));
    }
    if let Some(bytes) = profile.peak_memory_bytes {
        rates.push(format!("peak memory {}", bytes_words(bytes)));
    }
    rates.push(format!("{} partial results at most", profile.peak_parts));
    lines.push(rates.join(", "));
    lines.join("\n")
}

fn round(rate: f64) -> String {
    if rate >= 100.0 { format!("{rate:.0}") } else { format!("{rate:.3}") }
}
