"""Does the centre carry its day, and if not, where it breaks first.

Here live the rule's judgement and its sentences in English and Chinese; the search for the
break is in ``breaks``.  ``report``, ``api`` and ``cli`` may import it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sortsim.spec.promise_rule import CarriesRule
from sortsim.stats.breaks import Break, area_days, find_break, yard_queue
from sortsim.stats.day import Day
from sortsim.stats.late_loading import find_late_loading

if TYPE_CHECKING:
    import pandas as pd

MS_PER_DAY = 86_400_000
ALL_BUSY_SHARE = 0.98
"""From this share on everybody of a pool counts as at work."""


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition of the rule beside what the day gave."""

    key: str
    value: float | None
    """``None``: nothing was due, so nothing was missed."""
    limit: float
    is_least: bool
    """The limit is the least (else the most) allowed."""

    @property
    def holds(self) -> bool:
        """Whether the condition is kept."""
        if self.value is None:
            return True
        return self.value >= self.limit if self.is_least else self.value <= self.limit

    def as_json(self) -> dict[str, object]:
        """Return the row of ``conditions`` in ``verdict.json``."""
        return {"value": self.value, "limit": self.limit, "holds": self.holds}


@dataclass(frozen=True, slots=True)
class Verdict:
    """The judgement of one run."""

    conditions: tuple[Condition, ...]
    breaks_at: Break | None
    """Where it breaks first; ``None`` where it carries, or where no queue broke."""
    name: str
    name_zh: str
    margin_share: float | None = None
    margin_note: str | None = None

    @property
    def carries(self) -> bool:
        """Whether every condition holds."""
        return all(condition.holds for condition in self.conditions)

    @property
    def failed(self) -> tuple[str, ...]:
        """Keys of the conditions that do not hold."""
        return tuple(condition.key for condition in self.conditions if not condition.holds)

    @property
    def sentence(self) -> str:
        """The verdict in one English sentence."""
        if self.carries:
            return f"{self.name} carries the day: {_reasons(self, _EN)}{_margin(self, _EN)}."
        where = _place(self.breaks_at, _EN)
        return f"{self.name} does not carry the day: {_reasons(self, _EN)}; {where}."

    @property
    def sentence_zh(self) -> str:
        """The verdict in one Chinese sentence."""
        if self.carries:
            return f"{self.name_zh}能够承担当日货量：{_reasons(self, _ZH)}{_margin(self, _ZH)}。"
        where = _place(self.breaks_at, _ZH)
        return f"{self.name_zh}不能承担当日货量：{_reasons(self, _ZH)}；{where}。"

    def as_json(self) -> dict[str, object]:
        """Return ``verdict.json``."""
        return {
            "carries": self.carries,
            "sentence": self.sentence,
            "sentence_zh": self.sentence_zh,
            "breaks_at": None if self.breaks_at is None else self.breaks_at.as_json(),
            "failed": list(self.failed),
            "conditions": {condition.key: condition.as_json() for condition in self.conditions},
        }


def judge(
    day: Day,
    values: Mapping[str, Mapping[str, object]],
    rule: CarriesRule,
    *,
    name: str,
    name_zh: str,
    door_areas: Mapping[str, str] | None = None,
    pools: Mapping[str, str] | None = None,
) -> Verdict:
    """Return the verdict of a run.

    Parameters
    ----------
    day
        Tables and facts; parcels of the day are those of ``day.parcels``.
    values
        KPIs of the run, from ``kpis.kpi_values``.
    rule
        The three limits.
    name, name_zh
        How sentences call the configuration.
    door_areas
        Door group to the area of its doors; ``None``: they have the same name.
    pools
        Area to the pool of its people, so that a break can say when all of them are at work.
    """
    conditions = carries_conditions(day, values, rule)
    carries = all(condition.holds for condition in conditions)
    start_ms = day.facts.end_ms // MS_PER_DAY * MS_PER_DAY
    if start_ms == day.facts.end_ms:
        start_ms -= MS_PER_DAY
    found = None
    if not carries:
        queues = yard_queue(day.vehicles, start_ms, door_areas)
        found = find_break(area_days(day.stations, queues)) or find_late_loading(
            day.parcels, day.vehicles, start_ms, day.facts.end_ms
        )
    if found is not None:
        found = replace(found, pool=_busy_pool(day.labour, found, pools or {}))
    facts = day.facts
    return Verdict(conditions, found, name, name_zh, facts.margin_share, facts.margin_note)


def _busy_pool(labour: pd.DataFrame, found: Break, pools: Mapping[str, str]) -> str | None:
    """Return the pool of the break's area if all its people are at work in that hour."""
    pool = pools.get(found.area)
    rows = labour[(labour["pool"].astype("str") == pool)
                  & (labour["hour_index"] == found.hour_index)]  # fmt: skip
    present, busy = rows["present_worker_h"].sum(), rows["busy_worker_h"].sum()
    return pool if present > 0 and busy >= ALL_BUSY_SHARE * present else None


def carries_conditions(
    day: Day, values: Mapping[str, Mapping[str, object]], rule: CarriesRule
) -> tuple[Condition, ...]:
    """Return the three conditions of the rule with the day's values."""
    growth = rule.backlog_growth_share_max * len(day.parcels)
    return (
        Condition("on_planned_share", _number(values, "on_planned_share"),
                  rule.on_planned_share_min, is_least=True),
        Condition("next_day_share", _number(values, "next_day_share"),
                  rule.next_day_share_min, is_least=True),
        Condition("backlog_end_parcels", _number(values, "backlog_end_parcels"),
                  day.opening_backlog + growth, is_least=False),
    )  # fmt: skip


def _number(values: Mapping[str, Mapping[str, object]], key: str) -> float | None:
    value = values[key]["value"]
    return float(value) if isinstance(value, int | float) else None


# ---------------------------------------------------------------- sentences

_EN = {
    "on_planned_share": "{value} on planned departure (at least {limit} asked)",
    "next_day_share": "{value} of next-day promises kept (at least {limit} asked)",
    "backlog_end_parcels": "closing backlog {value} parcels (at most {limit} allowed)",
    "join": ", ",
    "margin": ", with a margin of {margin}",
    "shortfall": ", though its margin reads {margin}",
    "estimate": " ({note})",
    "place": "it breaks first at {area} in the hour from {hour:02d}:00",
    "start": "it breaks first at {area}: {delay} h of work wait there from {hour:02d}:00 on, and "
    "all day",
    "pool": ", where every one of its {pool} is at work",
    "loading": "it breaks first at the loading of {area} in the hour from {hour:02d}:00: parcels "
    "that stand staged miss their vehicle",
    "symptom": ", which holds up {symptom}",
    "nowhere": "no queue broke, so look at its timetable and its planned dwell",
}
_ZH = {
    "on_planned_share": "按计划发出率 {value}（要求不低于 {limit}）",
    "next_day_share": "次日达兑现率 {value}（要求不低于 {limit}）",
    "backlog_end_parcels": "期末积压 {value} 件（上限 {limit} 件）",
    "join": "，",
    "margin": "，能力余量 {margin}",
    "shortfall": "，但余量读数为 {margin}",
    "estimate": "（{note}）",
    "place": "最先在 {hour:02d}:00 起的一小时于 {area} 出现瓶颈",
    "start": "最先于 {area} 出现瓶颈：{hour:02d}:00 起已积压 {delay} 小时的作业量，全日未消",
    "pool": "（该处 {pool} 已全员作业）",
    "loading": "最先在 {hour:02d}:00 起的一小时于 {area} 的装车环节出现瓶颈：已集货的快件赶不上车",
    "symptom": "，使 {symptom} 受阻",
    "nowhere": "没有队列失控，请检查发车时刻表与计划停留时间",
}


def _reasons(verdict: Verdict, words: Mapping[str, str]) -> str:
    told = [c for c in verdict.conditions if verdict.carries or not c.holds]
    parts = [
        words[condition.key].format(value=_shown(condition), limit=_limit(condition))
        for condition in told
        if condition.value is not None
    ]
    return words["join"].join(parts) or ("nothing was due" if words is _EN else "当日无到期件")


def _shown(condition: Condition) -> str:
    return _format(condition, condition.value or 0.0)


def _limit(condition: Condition) -> str:
    return _format(condition, condition.limit)


def _format(condition: Condition, value: float) -> str:
    if condition.key.endswith("_share"):
        # Cut, not rounded: 97.96 % must not read as the 98 % it misses.
        return f"{int(value * 1000 + 1e-6) / 10:.1f} %"
    return f"{value:,.0f}".replace(",", " ")


def _margin(verdict: Verdict, words: Mapping[str, str]) -> str:
    if verdict.margin_share is None:
        return ""
    key = "margin" if verdict.margin_share >= 0 else "shortfall"
    text = words[key].format(margin=f"{verdict.margin_share:.0%}".replace("%", " %"))
    note = verdict.margin_note
    return text + (words["estimate"].format(note=note) if note else "")


def _place(found: Break | None, words: Mapping[str, str]) -> str:
    if found is None:
        return words["nowhere"]
    key = "loading" if found.area.startswith("lane_group.") else "place"
    key = "start" if found.is_from_start else key
    delay = f"{found.delay_h:.0f}"
    text = words[key].format(area=found.area, hour=found.hour_of_day, delay=delay)
    if found.pool:
        text += words["pool"].format(pool=found.pool)
    if found.symptom != found.area:
        text += words["symptom"].format(symptom=found.symptom)
    return text
