//! Prints the height of every tide, again and again.

use std::thread::sleep;
use std::time::Duration;

fn main() {
    for minutes in (0..).step_by(10) {
        for (harbour, _) in store::HARBOURS {
            if let Some(height) = store::height(harbour, minutes) {
                println!("{harbour} {height}");
            }
        }
        sleep(Duration::from_secs(600));
    }
}
