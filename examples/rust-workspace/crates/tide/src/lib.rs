//! When the water is high.

/// Minutes between two high tides.
const BETWEEN: u32 = 12 * 60 + 25;

/// The height of the tide in centimetres, some minutes after a high tide.
pub fn height(minutes: u32) -> u32 {
    let inside = f64::from(minutes % BETWEEN) / f64::from(BETWEEN);
    (200.0 + 150.0 * (inside * std::f64::consts::TAU).cos()).round() as u32
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_water_is_high_at_first() {
        assert_eq!(super::height(0), 350);
    }
}
