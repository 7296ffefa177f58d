"""Progress bars on standard error; silent when nobody sits at a terminal, and for quick things."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

PATIENCE_SECONDS = 2.0

Advance = Callable[[int], None]


@contextmanager
def progress(words: str, total: int) -> Iterator[Advance]:
    """Give a function to call with each bit of progress; a bar appears after two seconds."""
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
    )
    started, done = monotonic(), 0
    task = bar.add_task(words, total=total)

    def advance(steps: int) -> None:
        nonlocal done
        done += steps
        bar.update(task, completed=done)
        late = monotonic() - started > PATIENCE_SECONDS
        if late and bar.console.is_terminal and not bar.live.is_started:
            bar.start()

    try:
        yield advance
    finally:
        if bar.live.is_started:
            bar.stop()
