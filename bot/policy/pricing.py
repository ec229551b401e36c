"""What drawing costs: the device's seconds at the operator's price, and how much of both a day may take."""

from __future__ import annotations

from dataclasses import dataclass

HOUR = 3600


@dataclass(frozen=True)
class Pricing:
    """Args:
    price_per_hour: of the device, in the operator's currency.
    daily_cap: money a day; None is no cap, 0 draws nothing.
    daily_seconds: device seconds a day; None is no cap.
    currency: how money is shown.
    """

    price_per_hour: float = 0.0
    daily_cap: float | None = None
    daily_seconds: float | None = None
    currency: str = "$"

    def money(self, seconds: float) -> float:
        """Of so many device seconds."""
        return seconds * self.price_per_hour / HOUR

    @property
    def seconds_per_day(self) -> float | None:
        """The nearer of both caps, as device seconds; None where nothing stops."""
        caps = [] if self.daily_seconds is None else [self.daily_seconds]
        if self.daily_cap is not None and self.price_per_hour > 0:
            caps.append(self.daily_cap / self.price_per_hour * HOUR)
        return min(caps, default=None)
