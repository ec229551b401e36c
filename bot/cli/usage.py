"""`nonet usage`: device seconds and cost of a month, by community."""

from __future__ import annotations

import argparse
import asyncio
import csv
import sys
from datetime import datetime
from decimal import ROUND_DOWN, Decimal
from zoneinfo import ZoneInfo

from bot.operator import config, environment
from bot.operator.config import Config
from bot.operator.environment import Secrets
from bot.policy import quota
from bot.store import Store, Usage
from inference.api import BadRequest

CENT = Decimal("0.01")


def run(options: argparse.Namespace) -> None:
    """Raises NonetError."""
    settings, secrets = config.read(options.config), environment.read()
    month = options.month or f"{datetime.now(ZoneInfo(settings.quotas.timezone)):%Y-%m}"
    rows = asyncio.run(_usage(settings, secrets, month))
    if options.csv:
        _csv(month, rows)
    else:
        _table(month, rows, settings.cost.currency)


async def _usage(settings: Config, secrets: Secrets, month: str) -> list[Usage]:
    try:
        span = quota.month(month, settings.quotas.timezone)
    except ValueError:
        raise BadRequest(f'--month should be like 2026-11, not "{month}".') from None
    store = await Store.open(environment.store_url(settings, secrets))
    try:
        return await store.statistics.usage(span)
    finally:
        await store.close()


def _csv(month: str, rows: list[Usage]) -> None:
    """With six decimals, as the ledger stores them."""
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(["month", "community", "grids", "device_seconds", "money"])
    for row in rows:
        out.writerow([month, row.community, row.grids, f"{row.device_seconds:.6f}", f"{row.money:.6f}"])


def _table(month: str, rows: list[Usage], currency: str) -> None:
    if not rows:
        print(f"Nothing was drawn in {month}.")
        return
    width = max(len("in all"), *(len(row.community) for row in rows))
    print(f"{month:<{width}}  {'grids':>7}  {'device s':>10}  {currency:>10}")
    for row, money in zip(rows, cents([row.money for row in rows]), strict=True):
        print(f"{row.community:<{width}}  {row.grids:>7,}  {row.device_seconds:>10,.1f}  {money:>10,.2f}")
    seconds, total = sum(row.device_seconds for row in rows), sum((_exact(row.money) for row in rows), Decimal())
    grids = sum(row.grids for row in rows)
    print(f"{'in all':<{width}}  {grids:>7,}  {seconds:>10,.1f}  {total.quantize(CENT):>10,.2f}")


def cents(amounts: list[float]) -> list[Decimal]:
    """Amounts to the cent that add up to their rounded sum: the largest remainders are rounded up."""
    exact = [_exact(amount) for amount in amounts]
    floors = [amount.quantize(CENT, ROUND_DOWN) for amount in exact]
    missing = int((sum(exact, Decimal()).quantize(CENT) - sum(floors, Decimal())) / CENT)
    order = sorted(range(len(exact)), key=lambda i: floors[i] - exact[i])
    return [floor + CENT * (i in order[:missing]) for i, floor in enumerate(floors)]


def _exact(amount: float) -> Decimal:
    return Decimal(f"{amount:.6f}")
