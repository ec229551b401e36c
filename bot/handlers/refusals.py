"""Refusals as replies: private, kind, and saying what is still possible. Also errors on our side, with a
reference that the log has, too.
"""

from __future__ import annotations

import asyncio
import secrets
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import structlog

from bot.commands import Command, Commands, platform_of
from bot.context import BotContext, community_key
from bot.error_reference import reference_of
from bot.errors import Blocked, Closed, Forbidden, Mistake, OverLimit, Refused
from bot.handlers.drawing import Imagine, Redo, TakeOffer
from bot.handlers.mashes import Mash
from bot.input import buttons
from bot.jobs.job_run import JobRun, Phase
from bot.member import Member
from bot.policy.settings import Settings
from bot.replies.messages import knows, say, span
from bot.reply import Button, Reply
from bot.store import RefusedRequest, StoreError

log = structlog.get_logger(__name__)

MAX_OFFERS = 1000
"""Requests whose members may still accept to wait for an idle device; older offers expire."""


MAX_UNKEPT = 5000
"""Requests that a quota refused and the store did not take yet; the oldest are dropped."""
FIRST_PAUSE_SECONDS, MAX_PAUSE_SECONDS = 0.5, 60.0
"""Before the store is asked again to take what it did not take."""
LAST_SECONDS = 5.0
"""For it when the bot stops."""


class Refusals:
    def __init__(self, context: BotContext, commands: Commands) -> None:
        self._context = context
        self._commands = commands
        self._offers: dict[str, Imagine] = {}
        self._uncounted: Counter[tuple[str, str]] = Counter()
        self._unkept: deque[RefusedRequest] = deque(maxlen=MAX_UNKEPT)
        self._counting: asyncio.Task[None] | None = None

    async def reply(self, member: Member, refusal: Refused, command: Command | None, runs: Iterable[JobRun]) -> Reply:
        """In the reader's language, counted for the moderators' report; `runs` are all jobs that run here."""
        settings = await self._context.settings(member)
        if isinstance(refusal, Forbidden):
            asked = refusal.facts.get("command", type(command).__name__)
            log.warning("forbidden", command=asked, user=member.user, community=community_key(member))
        if isinstance(refusal, OverLimit | Blocked | Closed):
            rule = f"{refusal.rule}: {refusal.facts['name']}" if isinstance(refusal, Blocked) else refusal.rule
            self._keep(member, refusal, command)
            self._count(community_key(member), rule)
        if isinstance(command, Mash):
            command = command.request
        if isinstance(command, Imagine | Redo | TakeOffer):
            self._context.metrics.asked(member.platform, accepted=False)
        text = self._text(member, refusal, settings, runs)
        if refusal.rule == "member-per-day" and member.moderator:
            text = f"{text} {say(member.locale, 'give-more', platform_of(self._commands, member.platform))}"
        offered: tuple[Button, ...] = ()
        if isinstance(command, Imagine) and refusal.facts.get("offer_relaxed") and not command.relaxed:
            text = f"{text} {say(member.locale, 'offer-relaxed')}"
            offered = (Button(say(member.locale, "relaxed"), self._offer(command), "primary"),)
        return Reply(text, private=True, buttons=offered)

    def _keep(self, member: Member, refusal: Refused, command: Command | None) -> None:
        """For rehearsals, with the next count: a request that a quota refused."""
        if isinstance(refusal, OverLimit) and refusal.at is not None:
            relaxed = isinstance(command, TakeOffer) or (isinstance(command, Imagine) and command.relaxed)
            kept = (community_key(member), member.channel, member.user, member.name, member.roles, relaxed, refusal.at)
            self._unkept.append(RefusedRequest(*kept))

    def _count(self, community: str, rule: str) -> None:
        """For the report, without delaying the answer: in a flood of requests these are most of the writes."""
        self._uncounted[community, rule] += 1
        self._write_soon()

    def _write_soon(self) -> None:
        if self._uncounted and (self._counting is None or self._counting.done()):
            self._counting = asyncio.create_task(self._write_counts(), name="refusals")

    async def _write_counts(self) -> None:
        """What the store does not take now is kept, and tried again."""
        pause = FIRST_PAUSE_SECONDS
        while self._uncounted:
            (community, rule), times = next(iter(self._uncounted.items()))
            refused = list(self._unkept)
            try:
                if refused:
                    await self._context.store.attempts.refused(refused)
                    for one in refused:
                        if self._unkept and self._unkept[0] is one:  # not dropped meanwhile
                            self._unkept.popleft()
                await self._context.store.statistics.refused(community, rule, times)
            except StoreError as error:
                log.warning("refusals not counted yet", seconds=pause, why=str(error))
                await asyncio.sleep(pause)
                pause = min(2 * pause, MAX_PAUSE_SECONDS)
                continue
            self._uncounted[community, rule] -= times  # there may have been more meanwhile
            self._uncounted += Counter()  # drops what is zero
            pause = FIRST_PAUSE_SECONDS

    async def counted(self) -> None:
        """Until every refusal so far is in the store, or it is away for too long."""
        if self._counting is not None:
            await asyncio.wait([self._counting], timeout=LAST_SECONDS)

    def trouble(self, member: Member, error: Exception) -> Reply:
        """Our mistake: the reply has a reference, under which it is logged."""
        reference = reference_of(error, platform=member.platform)
        return Reply(say(member.locale, "went-wrong", reference=reference), private=True)

    @contextmanager
    def taken(self, command: TakeOffer) -> Iterator[Imagine]:
        """The request of an offer, if it is this member's. If the request fails, the offer can be taken again."""
        offered, member = self._offers.get(command.offer), command.member
        if offered is None or (offered.member.platform, offered.member.user) != (member.platform, member.user):
            raise Mistake("old-offer")  # somebody else's stays theirs
        del self._offers[command.offer]
        try:
            yield Imagine(
                member, offered.prompt, offered.seed, offered.no, offered.spoiler, command.delivery,
                command.address, relaxed=True, parent=offered.parent, prefix=offered.prefix,
                mash=offered.mash, dial=offered.dial, walk=offered.walk,
            )  # fmt: skip
        except Exception:
            self._offers[command.offer] = offered
            raise

    def _offer(self, command: Imagine) -> str:
        while len(self._offers) >= MAX_OFFERS:
            del self._offers[next(iter(self._offers))]
        offer = secrets.token_urlsafe(9)
        self._offers[offer] = command
        return buttons.press("relaxed", offer)

    def _text(self, member: Member, refusal: Refused, settings: Settings, runs: Iterable[JobRun]) -> str:
        locale, facts = member.locale, dict(refusal.facts)
        if refusal.until is not None:
            facts["time"] = self._context.moment(locale, refusal.until, settings)
        name = _name(refusal)
        if refusal.rule == "at-once":
            own = [run for run in runs if (run.job.platform, run.job.user) == (member.platform, member.user)]
            facts["seconds"] = min((run.seconds_left for run in own if run.seconds_left), default=60.0)
            if own and all(run.phase is Phase.AWAITING_BUDGET for run in own):
                name, facts["time"] = "at-once-no-money", self._context.budget_resets(locale, settings)
        if "seconds" in facts:
            facts["span"] = span(locale, float(str(facts["seconds"])))
        text = say(locale, name, platform_of(self._commands, member.platform), **facts)
        if facts.get("closest"):
            text = f"{text} {say(locale, 'did-you-mean', closest=facts['closest'])}"
        return text


def _name(refusal: Refused) -> str:
    """The name of its sentence: some rules have several, depending on their facts."""
    rule = refusal.rule
    kind = str(refusal.facts.get("kind", "")).replace(" ", "-")
    if kind and knows(f"{rule}-{kind}"):
        return f"{rule}-{kind}"
    if isinstance(refusal, OverLimit) and refusal.until is None and knows(f"{rule}-none"):
        return f"{rule}-none"
    return rule if knows(rule) else "refused"
