//! Where a server listens, as its log tells: a port that a test chose for it could be taken by the time it starts.

use std::io::{BufRead, BufReader, Read};

/// Host and port in the log of a server that may take any port. The rest of the log is read and dropped: a full pipe would
/// hold the server up.
pub fn address(log: impl Read + Send + 'static) -> String {
    let mut log = BufReader::new(log);
    let mut said = String::new();
    loop {
        assert!(log.read_line(&mut said).expect("its log") > 0, "the server ended: {said}");
        let told = said.split_once("listening on http://").and_then(|(_, rest)| rest.split_once("/mcp"));
        if let Some((address, _)) = told {
            let address = address.to_owned();
            std::thread::spawn(move || std::io::copy(&mut log, &mut std::io::sink()));
            return address;
        }
    }
}
