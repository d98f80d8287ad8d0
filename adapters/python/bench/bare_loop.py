"""Makes the calls of the adapter and nothing else: what the adapter's CPU time is held against.

Not here: observing, encoding, the adapter protocol. The calls come as one file, before the first
one is made; one byte on standard input says that the server is ready for the next one, one byte on
standard output that it was made. `crates/cli/benches/cpu.rs` is at the other end.
"""

import json
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import intuned_client

from operations import OPERATIONS


def main(base_url, file):
    """Makes the calls of `file`, a list of operation, parameters and client time-out."""
    calls = json.loads(Path(file).read_bytes())
    clients = {}
    for operation, params, timeout_ms in calls:
        _, call = OPERATIONS[operation]
        if timeout_ms not in clients:
            options = {} if timeout_ms is None else {"timeout": timeout_ms / 1000}
            clients[timeout_ms] = intuned_client.IntunedClient(
                api_key="conformance-key",
                workspace_id="conformance",
                base_url=base_url,
                **options,
            )
        os.read(0, 1)
        try:
            call(clients[timeout_ms], params)
        except Exception:
            pass
        os.write(1, b".")


if __name__ == "__main__":
    main(*sys.argv[1:])
