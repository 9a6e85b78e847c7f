//! `--dry-run`: what would be done, and what it would cost.
use super::{Request, machine::Machine, ready::Ready};
use crate::cli::{Error, Session};
use serde_json::json;

/// Prints blocks, memory, inputs and cost.
pub(super) fn print(request: &Request, ready: &Ready, machine: &Machine, session: &Session<'_>) -> Result<(), Error> {
    let work = ready.planned.work.as_ref();
    let estimate = work.estimate(machine.engine());
    let inputs: Vec<_> = ready.inputs.iter().map(|path| (path, path.metadata().map_or(0, |meta| meta.len()))).collect();
    let mut lines = vec![format!("{}, not run", request.task.card().kind)];
    lines.extend(inputs.iter().map(|(path, bytes)| format!("  input    {} ({})", path.display(), bytes_words(*bytes))));
    lines.push(format!("  blocks   {}", estimate.blocks.map_or("not known before the end".into(), |n| n.to_string())));
    lines.push(format!(
        "  memory   {} at most for partial sums ({} each)",
        bytes_words(estimate.bytes),
        bytes_words(estimate.part_bytes)
    ));
    lines.push(format!(
        "  cost     {} to read, {} threads on {} ranks",
        bytes_words(inputs.iter().map(|(_, n)| n).sum()),
        machine.engine().threads(),
        machine.n_ranks()
    ));
    lines.push(format!("  output   {}", request.out(session).display()));
    session.console.say(&lines.join("\n"))?;
    session.console.say_json(&json!({
        "kind": request.task.card().kind,
        "inputs": inputs.iter().map(|(path, bytes)| json!({ "path": path, "bytes": bytes })).collect::<Vec<_>>(),
        "blocks": estimate.blocks,
        "part_bytes": estimate.part_bytes,
        "bytes": estimate.bytes,
        "threads": machine.engine().threads(),
        "ranks": machine.n_ranks(),
        "out": request.out(session),
    }))
}

/// Bytes in the unit that a reader would choose.
pub(crate) fn bytes_words(bytes: u64) -> String {
    indicatif::DecimalBytes(bytes).to_string()
}
