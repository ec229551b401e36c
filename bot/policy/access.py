"""Access to jobs: which ones a member may see, and which ones they may cancel or delete. Pure."""

from __future__ import annotations

from bot.member import DIRECT, Member


def may_change(member: Member, requester: Member) -> bool:
    """Whether `member` may cancel or delete a job of `requester`: only the requester and the moderators may.

    Whether both are in the same community is `may_see`'s question.
    """
    return member.moderator or (member.user == requester.user and member.platform == requester.platform)


def may_see(member: Member, requester: Member, address: str) -> bool:
    """Whether a job was shown where `member` is or may look. Requesters and moderators see it from everywhere in the
    community.

    Args:
        requester: as they were when they asked for the job: with their channel.
        address: of the job's message, which may be in a private thread of that channel.
    """
    if member.platform != requester.platform:
        return False
    channel = requester.channel
    if member.community != requester.community and not (_direct(member, requester) and channel == member.channel):
        return False
    visible = channel == member.channel or (member.channels is not None and channel in member.channels)
    shown = visible and not (member.outside is not None and member.outside(address))
    return shown or may_change(member, requester)


def _direct(*members: Member) -> bool:
    """Whether all of them are in direct conversations. There each person is a community, with a quota of their own;
    what the people of a group share is its channel."""
    return all(member.community.startswith(DIRECT) for member in members)
