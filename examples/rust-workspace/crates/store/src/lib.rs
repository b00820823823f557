//! The tides of some harbours.

/// A harbour with the delay of its tides, in minutes.
pub const HARBOURS: [(&str, u32); 3] = [("brest", 0), ("cuxhaven", 540), ("dover", 435)];

/// The height of the tide in a harbour; none where the harbour is not known.
pub fn height(harbour: &str, minutes: u32) -> Option<u32> {
    let (_, delay) = HARBOURS.iter().find(|(name, _)| *name == harbour)?;
    Some(tide_table::height(minutes + delay))
}
