//! Calls per second through the server, as a part of those that the same client reaches at the API.
//!
//! An API is reached over a network, and takes milliseconds at least. One that answers at once, on the processors that the
//! server and the callers share with it, stands in the table too: there the part is nothing but the price of one more
//! program on the way, and nothing is demanded of it.

use std::sync::Arc;
use std::time::Duration;

use crate::callers::{Callers, Rate, Way};
use crate::process::{Api, Process, Server, load};
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
                ("without sessions", Way::Stateless(server.url.clone())),
                ("each describes itself", Way::Described(server.url.clone())),
                ("in sessions", Way::InSession(server.url.clone())),
            ];
            for (name, way) in ways {
                let through = Callers::new(way);
                for callers in [1, WANTED.0] {
                    let rounds = rounds(&direct, &through, callers, &server.process).await;
                    holds &= rounds.tell(&format!("{} ms, {callers} callers, {name}", pause.as_millis()), {
                        let is_wanted = callers == WANTED.0 && !pause.is_zero();
                        is_wanted.then_some(WANTED.1)
                    });
                }
            }
        }
        holds
    })
}

/// Both ways in turn, several times.
struct Rounds {
    direct: Vec<Rate>,
    through: Vec<Rate>,
    /// Of the server, for one call.
    work: Option<Duration>,
}

async fn rounds(direct: &Arc<Callers>, through: &Arc<Callers>, callers: usize, server: &Process) -> Rounds {
    let before = server.worked();
    let (mut direct_rates, mut rates) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        direct_rates.push(direct.call_for(callers, ROUND).await);
        rates.push(through.call_for(callers, ROUND).await);
    }
    let calls: usize = rates.iter().map(|rate: &Rate| rate.calls).sum();
    let worked = before.zip(server.worked()).map(|(before, after)| after.saturating_sub(before));
    let work = worked.map(|worked| worked.div_f64(calls.max(1) as f64));
    Rounds { direct: direct_rates, through: rates, work }
}

impl Rounds {
    /// Its lines of the table, and whether the wanted part holds. Each round through the server is compared with the one at
    /// the API just before it.
    fn tell(&self, what: &str, wanted: Option<f64>) -> bool {
        let mut parts: Vec<f64> = self
            .direct
            .iter()
            .zip(&self.through)
            .map(|(direct, through)| through.per_second / direct.per_second)
            .collect();
        parts.sort_by(f64::total_cmp);
        let (least, part, most) = (parts[0], parts[parts.len() / 2], parts[parts.len() - 1]);
        let (direct, through) = (middle(&self.direct), middle(&self.through));
        tell(&format!("{what}: at the API"), &format!("{:.0}/s", direct.per_second));
        tell("  through the server", &format!("{:.0}/s", through.per_second));
        let times = format!("{:.1}, {:.1} ms", millis(through.median), millis(through.slow));
        tell("  half of the calls within, and 99 of 100", &times);
        if let Some(work) = self.work {
            tell("  processor time of the server for one call", &format!("{} µs", work.as_micros()));
        }
        let load = load().map(|load| format!(", load {load}")).unwrap_or_default();
        let rounds = format!("  part, in rounds from {:.0} to {:.0} %{load}", least * 100.0, most * 100.0);
        let is = format!("{:.0} %", part * 100.0);
        match wanted {
            Some(wanted) => hold(&rounds, &is, &format!("{:.0} %", wanted * 100.0), part >= wanted),
            None => {
                tell(&rounds, &is);
                true
            }
        }
    }
}

/// The round in the middle.
fn middle(rates: &[Rate]) -> Rate {
    let mut rates = rates.to_vec();
    rates.sort_by(|one, other| one.per_second.total_cmp(&other.per_second));
    rates[rates.len() / 2]
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1_000.0
}
