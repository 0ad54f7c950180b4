"""What cleaning a file costs: a photograph of four million pixels, through a child process of its own."""

import io
import resource

from PIL import Image

from benchmarks.measure import line, median_ms
from incidents.cleaning.clean import clean

SIZE = (2304, 1728)


def photo(times: int) -> list[str]:
    """Time and processor time of cleaning one JPEG."""
    data = _photograph()
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    p50, p95 = median_ms(lambda: clean(data), times)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    found = f"p50 {p50:.0f} ms, p95 {p95:.0f} ms, {cpu * 1000 / (times + 1):.0f} ms CPU"
    return [line(f"photo: clean a JPEG of 4 Mpx, {len(data) / 1e6:.1f} MB", found, "-")]


def _photograph() -> bytes:
    """Slopes with grain, which costs about as many bytes as a real photograph."""
    grain = Image.effect_noise((SIZE[0] // 4, SIZE[1] // 4), 60).resize(
        SIZE, Image.Resampling.BICUBIC
    )
    slopes = (Image.radial_gradient("L").resize(SIZE), Image.linear_gradient("L").resize(SIZE))
    target = io.BytesIO()
    Image.merge("RGB", (grain, *slopes)).save(target, "JPEG", quality=93)
    return target.getvalue()
