"""The limits of the server, each with its unit and its reason."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tuning:
    """What one worker may hold, how long it waits, and when another takes its place."""

    threads: int = 8
    # Bytes of one request's body that are kept, in memory only.
    max_body: int = 1_048_576
    # Addresses whose posts may carry files (a regular expression for the whole path; none matches nothing), the bytes
    # of such a body, and how many of them are received or worked on at once. Fewer than `threads`: whatever files
    # take, threads are left for everybody else, and memory is bounded by `uploads` times `max_upload`.
    upload_paths: str = ""
    max_upload: int = 1_048_576
    uploads: int = 4
    # When all places are taken, an upload that is slower than this gives way, after a grace.
    upload_bytes_per_second: int = 32_768
    upload_grace_seconds: float = 10.0
    # A longer upload is thrown away up to this, so that who chose a film hears why it was refused.
    max_upload_drained: int = 536_870_912
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
        sizes_fit = 0 < self.max_upload <= self.max_upload_drained
        if self.upload_paths and not (0 < self.uploads < self.threads and sizes_fit):
            msg = "uploads must be fewer than threads, and max_upload_drained at least max_upload"
            raise ValueError(msg)
        if self.stop_seconds < 0 or self.recycle_seconds <= 0:
            msg = "stop_seconds and recycle_seconds must be positive"
            raise ValueError(msg)
