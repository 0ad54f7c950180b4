"""The limits of the server, each with its unit and its reason."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tuning:
    """What one worker may hold, how long it waits, and when another takes its place."""

    threads: int = 8
    # Bytes of one request's body that are kept, in memory only. No page takes files yet.
    max_body: int = 1_048_576
    # A longer body is read and thrown away, so that its sender hears the answer; beyond this the line is cut.
    max_drained: int = 33_554_432
    max_headers: int = 32_768
    # Beyond this many connections, the one that has kept us waiting longest is closed for each new one.
    connections: int = 1_000
    idle_seconds: int = 30
    # How long requests in progress may go on after the order to stop.
    stop_seconds: float = 10.0
    # A worker is replaced after so many requests or seconds (plus or minus a quarter), so that no unlocked key lies
    # long in one memory.
    recycle_requests: int = 20_000
    recycle_seconds: float = 4 * 3600.0
    # The address of a TLS proxy whose X-Forwarded-Proto is believed; all other forwarding headers are dropped unread.
    trusted_proxy: str | None = None

    def __post_init__(self) -> None:
        """Refuse limits that no server could keep."""
        smallest = min(self.threads, self.connections, self.recycle_requests, self.idle_seconds)
        if smallest < 1 or not 0 < self.max_body <= self.max_drained or self.max_headers < 1_024:
            msg = "every limit of the server must be positive, and max_drained at least max_body"
            raise ValueError(msg)
        if self.stop_seconds < 0 or self.recycle_seconds <= 0:
            msg = "stop_seconds and recycle_seconds must be positive"
            raise ValueError(msg)
