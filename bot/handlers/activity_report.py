"""The report of the last days, for moderators: in words, as a chart, and as CSV."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Annotated

from bot.arguments import Integer
from bot.commands import Command, CommandSpec
from bot.context import community_key
from bot.handlers.services import Services
from bot.policy import quota
from bot.replies import charts as paper
from bot.replies.messages import measured, say
from bot.reply import File, Picture, Reply


@dataclass(frozen=True)
class Report(Command):
    """Grids, people, refusals, waits and costs of the last so many days, as a chart and as CSV."""

    days: Annotated[int, Integer(1, 366, wrong="wrong-days", unit="d", example="7d")] = 7


async def report(services: Services, command: Report) -> Reply:
    await services.refusals_counted()
    context, member, locale = services.context, command.member, command.member.locale
    settings = await context.settings(member)
    days = quota.days(settings.reset, settings.timezone, context.clock(), command.days)
    found = await context.store.statistics.report(community_key(member), days)
    total, currency = found.total, context.pricing.currency
    grids, people = say(locale, "count-grids", count=total.grids), say(locale, "count-people", count=total.people)
    lines = [say(locale, "report-title", count=command.days, grids=grids, people=people)]
    if total.refunded:
        lines.append(say(locale, "report-given-back", count=total.refunded))
    if total.wait_p50 is not None and total.wait_p95 is not None:
        lines.append(
            say(locale, "report-waits", p50=measured(locale, total.wait_p50), p95=measured(locale, total.wait_p95))
        )
    if total.device_seconds:
        money = paper.in_money(currency, total.money)
        lines.append(say(locale, "report-costs", seconds=measured(locale, total.device_seconds), money=money))
    if total.refusals:
        lines.append(say(locale, "report-refusals", refusals=paper.refusals_in_words(total.refusals, locale)))
    charted = (found, settings.timezone, locale, currency)
    pixels, table = await asyncio.gather(
        asyncio.to_thread(paper.chart, *charted),
        asyncio.to_thread(paper.table, found, settings.timezone),
    )
    first, last = (line.partition(",")[0] for line in (table.splitlines()[1], table.splitlines()[-2]))
    alt = say(locale, "alt-report", first=first, last=last, grids=total.grids)
    name = f"nonet-{first}-{last}"
    csv = File(table.encode("utf-8-sig"), f"{name}.csv", "text/csv")
    picture = Picture(pixels, name, alt, svg=lambda: paper.chart_svg(*charted))
    return Reply("\n".join(lines), private=True, picture=picture, files=(csv,))


COMMANDS = (CommandSpec("report", Report, report, moderators=True),)
