"""The same calls at better times: own team before backup, then earlier. Pure."""

from typing import Final

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import min_weight_full_bipartite_matching

from anbelo.callbacks.planner.chains import NOWHERE, Sheet
from anbelo.callbacks.planner.intervals import Ground, Numbers
from anbelo.callbacks.planner.search import Keeps

_OTHER_CALLER: Final = 2.0**-13  # decides between equals only; exact in floating point


def polish(ground: Ground, sheet: Sheet, keeps: Keeps, step: int) -> None:
    """Move the calls of each length in turn among their own and free places, exactly best.

    The calls of the other lengths stay, no call is lost, kept promises stay kept. Best means: as
    few calls by backups as possible, then the smallest sum of start times (in steps of `step`
    minutes), then the promised caller.
    """
    for length in sorted({int(n) for n in ground.length}):
        calls = [c for c, at in enumerate(sheet.at) if at != NOWHERE and sheet.length[c] == length]
        if calls:
            _assign(ground, sheet, keeps, calls, _columns(ground, sheet, length), step)


def _columns(ground: Ground, sheet: Sheet, length: int) -> Numbers:
    """Number the places that may be dealt out: those of this length and free stretches beside.

    No two of them overlap. Other slots get -1.
    """
    columns = np.full(len(ground.caller), -1, dtype=np.int64)
    number = slot = 0
    while slot < len(columns):
        stretch = sheet.holder[slot : slot + length]
        holder = stretch[0]
        mine = holder != NOWHERE and sheet.length[holder] == length
        if mine or (len(stretch) == length and all(h == NOWHERE for h in stretch)):
            columns[slot] = number
            number += 1
            slot += length
        else:
            slot += 1
    return columns


def _assign(
    ground: Ground, sheet: Sheet, keeps: Keeps, calls: list[int], columns: Numbers, step: int
) -> None:
    when = (ground.day * (24 * 60) + ground.minute) // step
    backup = (int(when.max()) + 2) * (len(calls) + 1)
    rows, places, costs = [], [], []
    for row, call in enumerate(calls):
        found = ground.places[call]
        good = columns[found] >= 0
        keep = keeps.get(call, ())
        if sheet.at[call] in keep:
            good &= np.isin(found, keep)
        cost = 1.0 + when[found[good]] + backup * ~ground.own[call][good]
        if keep:
            cost += _OTHER_CALLER * (found[good] != keep[0])
        rows.append(np.full(int(good.sum()), row))
        places.append(found[good])
        costs.append(cost)
    place = np.concatenate(places)
    table = coo_array(
        (np.concatenate(costs), (np.concatenate(rows), columns[place])),
        shape=(len(calls), int(columns.max()) + 1),
    )
    chosen_rows, chosen = min_weight_full_bipartite_matching(table.tocsr())
    slots = np.flatnonzero(columns >= 0)
    for call in calls:
        sheet.lift(call)
    for number, column in zip(chosen_rows.tolist(), chosen.tolist(), strict=True):
        sheet.put(calls[number], int(slots[column]))
