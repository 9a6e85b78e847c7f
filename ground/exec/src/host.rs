//! What the host has and what the process uses. Linux tells all of it; elsewhere `None` where nothing portable does.

use std::{fs, path::Path, thread};

/// Threads that this process may use: cores it may run on, and no more than its control group's share of time.
pub fn available_threads() -> usize {
    // the standard library asks for the affinity mask and both versions of control groups
    thread::available_parallelism().map_or(1, usize::from)
}

/// Memory that this process may use, bytes: what is free, and no more than its control group allows.
pub fn available_memory_bytes() -> Option<u64> {
    let free = field_kb("/proc/meminfo", "MemAvailable:");
    [free, group_limit_bytes()].into_iter().flatten().min()
}

/// The most memory this process has held (resident), bytes.
pub fn peak_memory_bytes() -> Option<u64> {
    field_kb("/proc/self/status", "VmHWM:")
}

/// CPU time of this process, user and system, s.
pub fn process_cpu_s() -> Option<f64> {
    cpu_clock::process_s()
}

/// CPU time of this thread, s.
pub fn thread_cpu_s() -> Option<f64> {
    cpu_clock::thread_s()
}

/// Clocks that count CPU time.
#[cfg(any(target_os = "linux", target_os = "android", target_os = "macos", target_os = "freebsd"))]
mod cpu_clock {
    use rustix::time::{ClockId, clock_gettime};

    pub(super) fn process_s() -> Option<f64> {
        Some(read_s(ClockId::ProcessCPUTime))
    }

    pub(super) fn thread_s() -> Option<f64> {
        Some(read_s(ClockId::ThreadCPUTime))
    }

    fn read_s(clock: ClockId) -> f64 {
        let time = clock_gettime(clock);
        time.tv_sec as f64 + time.tv_nsec as f64 * 1e-9
    }
}

/// Other systems have no such clocks, or none that is the same everywhere.
#[cfg(not(any(target_os = "linux", target_os = "android", target_os = "macos", target_os = "freebsd")))]
mod cpu_clock {
    pub(super) fn process_s() -> Option<f64> {
        None
    }

    pub(super) fn thread_s() -> Option<f64> {
        None
    }
}

/// A value in kB of a file of `/proc`, as bytes.
fn field_kb(path: &str, field: &str) -> Option<u64> {
    let text = fs::read_to_string(path).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix(field))?;
    line.split_whitespace().next()?.parse::<u64>().ok()?.checked_mul(1024)
}

/// The tightest memory limit of this process's control groups, version 2 or 1.
fn group_limit_bytes() -> Option<u64> {
    let groups = fs::read_to_string("/proc/self/cgroup").ok()?;
    groups.lines().filter_map(group_limit_of).min()
}

/// The limit along one line, `hierarchy:controllers:path`, from the group up to the root.
fn group_limit_of(line: &str) -> Option<u64> {
    let mut fields = line.splitn(3, ':');
    let (_, controllers, path) = (fields.next()?, fields.next()?, fields.next()?);
    let (root, file) = if controllers.is_empty() {
        ("/sys/fs/cgroup", "memory.max")
    } else if controllers.split(',').any(|name| name == "memory") {
        ("/sys/fs/cgroup/memory", "memory.limit_in_bytes")
    } else {
        return None;
    };
    let groups = Path::new(path.trim_start_matches('/')).ancestors();
    groups
        .filter_map(|group| fs::read_to_string(Path::new(root).join(group).join(file)).ok()?.trim().parse().ok())
        .min()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_host_answers() {
        assert!(available_threads() >= 1);
        let before = thread_cpu_s().unwrap();
        let sum: f64 = (0..200_000).map(f64::from).map(f64::sqrt).sum();
        assert!(sum > 0.0 && thread_cpu_s().unwrap() > before);
        assert!(process_cpu_s().unwrap() >= thread_cpu_s().unwrap() - before);
        if cfg!(target_os = "linux") {
            assert!(peak_memory_bytes().unwrap() > 100_000);
            assert!(available_memory_bytes().unwrap() > 100_000);
        }
    }

    #[test]
    fn lines_of_other_controllers_are_left_out() {
        assert_eq!(group_limit_of("4:cpu,cpuacct:/x"), None);
        assert_eq!(group_limit_of("nonsense"), None);
    }
}
