//! Calls per second through the server, as a part of those that the same client reaches at the API.
//!
//! An API is reached over a network, and takes milliseconds at least. One that answers at once, on the processors that the
//! server and the callers share with it, stands in the table too: there the part is nothing but the price of one more
//! program on the way, and nothing is demanded of it.

use std::sync::Arc;
use std::time::Duration;

use crate::callers::{Callers, Rate, Way};
use crate::process::{Api, Server};
use crate::{hold, tell};

/// The part that is wanted at that many callers.
const WANTED: (usize, f64) = (64, 0.60);
/// How long each round calls, and how many rounds there are: what disturbs one disturbs both ways alike.
const ROUND: Duration = Duration::from_secs(1);
const ROUNDS: usize = 5;
/// How long the API takes for an answer.
const PAUSES: [Duration; 3] = [Duration::ZERO, Duration::from_millis(5), Duration::from_millis(20)];

pub fn measure() -> bool {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    runtime.expect("a runtime").block_on(async {
        let mut holds = true;
        for pause in PAUSES {
            let api = Api::start(pause);
            let server = Server::start(&api);
            let direct = Callers::new(Way::Direct(api.url.clone()));
            let ways = [
                ("without sessions", Callers::new(Way::Stateless(server.url.clone()))),
                ("in sessions", Callers::new(Way::InSession(server.url.clone()))),
            ];
            for (name, through) in &ways {
                for callers in [1, WANTED.0] {
                    holds &= compare(&direct, through, name, callers, pause).await;
                }
            }
        }
        holds
    })
}

async fn compare(
    direct: &Arc<Callers>,
    through: &Arc<Callers>,
    name: &str,
    callers: usize,
    pause: Duration,
) -> bool {
    let (mut direct_rates, mut rates) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        direct_rates.push(direct.call_for(callers, ROUND).await);
        rates.push(through.call_for(callers, ROUND).await);
    }
    let (direct, through) = (middle(direct_rates), middle(rates));
    let part = through.per_second / direct.per_second;
    let answers = format!("an API of {} ms, {callers} callers, {name}", pause.as_millis());
    let shown = |rate: Rate| format!("{:.0}/s", rate.per_second);
    tell(&format!("{answers}: direct"), &shown(direct));
    tell(&format!("{answers}: through the server"), &shown(through));
    let times = format!("{:.1}, {:.1} ms", millis(through.median), millis(through.slow));
    tell("  half of the calls within, and 99 of 100", &times);
    let (what, is) = (format!("{answers}: part"), format!("{:.0} %", part * 100.0));
    if callers == WANTED.0 && !pause.is_zero() {
        hold(&what, &is, &format!("{:.0} %", WANTED.1 * 100.0), part >= WANTED.1)
    } else {
        tell(&what, &is);
        true
    }
}

/// The round in the middle.
fn middle(mut rates: Vec<Rate>) -> Rate {
    rates.sort_by(|one, other| one.per_second.total_cmp(&other.per_second));
    rates[rates.len() / 2]
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1_000.0
}
