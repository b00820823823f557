//! The phase of the moon, to about half a day.

use serde::Serialize;

const MONTH: f64 = 29.530_588;
const NAMES: [&str; 8] = [
    "new moon",
    "waxing crescent",
    "first quarter",
    "waxing gibbous",
    "full moon",
    "waning gibbous",
    "last quarter",
    "waning crescent",
];

#[derive(Serialize)]
pub struct Phase {
    age: f64,
    name: &'static str,
}

pub fn phase(day: f64) -> Phase {
    let age = day.rem_euclid(MONTH);
    let eighth = (age / MONTH * 8.0).round() as usize % 8;
    Phase {
        age,
        name: NAMES[eighth],
    }
}

#[cfg(test)]
mod tests {
    use super::phase;

    #[test]
    fn a_month_has_a_new_and_a_full_moon() {
        assert_eq!(phase(0.0).name, "new moon");
        assert_eq!(phase(14.7).name, "full moon");
    }
}
