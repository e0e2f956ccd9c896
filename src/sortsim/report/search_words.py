"""The words of the searches for capacity and for a specification, in English and Chinese.

Here live words alone; those of runs and comparisons are in ``labels``.  The figures and tables of
searches import it.
"""

from __future__ import annotations

from sortsim.report.numbers import Lang

_WORDS: dict[str, tuple[str, str]] = {
    # capacity: figure
    "capacity.title": (
        "Capacity: the largest demand that is sustained",
        "能力：可持续承担的最大货量",
    ),
    "capacity.subtitle": (
        "dots: runs, those of a replication on a line, open where the limit is broken; triangles:"
        " the largest load that keeps it; bands: {level} intervals",
        "点：各次运行（同一次重复相连，空心为未达限值）；三角：满足限值的最大货量；"
        "色带：{level} 置信区间",
    ),
    "capacity.load": ("offered passes a day", "日到达件次"),
    "capacity.by_service": ("on planned departure", "按计划发车占比"),
    "capacity.by_backlog": ("growth of the backlog over the day's parcels", "积压增长占当日件数"),
    "capacity.limit": ("limit {share}", "限值 {share}"),
    "capacity.required": ("required {passes}", "要求 {passes}"),
    "capacity.bound_day": ("bound of the whole day", "全日解析上限"),
    "capacity.bound_hour": ("bound of the busiest hour", "高峰小时解析上限"),
    "capacity.none": ("no load keeps it", "任何货量均不能满足"),
    "capacity.at_least": ("at least {passes}", "至少 {passes}"),
    "capacity.root": ("{passes} a day", "每日 {passes}"),
    "capacity.binds": ("binds", "先触限"),
    # size: figures
    "size.curve_title": ("Cost near the optimum", "最优点附近的成本"),
    "size.curve_subtitle": (
        "along each value, others as in the best, with the share on time; filled: promise kept,"
        " open: broken; line: by price alone",
        "沿各自由参数的年成本（其余取最优值）及准时率；实心：兑现承诺，空心：未兑现；线：仅按价格推算",
    ),
    "size.cost": ("yearly cost (M yuan)", "年成本（百万元）"),
    "size.cost_pass": ("yuan a pass", "元/件次"),
    "size.best": ("best", "最优"),
    "size.pareto_title": ("Cost against parcels on time", "成本与准时率"),
    "size.pareto_subtitle": (
        "a dot a candidate that was run, open where any limit of the promise is broken;"
        " line: none is cheaper and more on time",
        "每点为一个已运行的候选方案，空心为任一限值未达；线：没有既更省又更准时的方案（帕累托前沿）",
    ),
    "size.on_time": ("on planned departure", "按计划发车占比"),
    "size.asked": ("asked {share}", "要求 {share}"),
    "size.keeps": ("keeps the promise", "兑现承诺"),
    "size.misses": ("breaks it", "未兑现"),
    "size.front": ("Pareto set", "帕累托前沿"),
}


def word(key: str, lang: Lang, **values: object) -> str:
    """Return the words of a key in a language, with values filled in.

    Raises
    ------
    KeyError
        If the key has no words.
    """
    words = _WORDS[key][lang == "zh"]
    return words.format(**values) if values else words


def keys() -> tuple[str, ...]:
    """Return every key, in the order of this file."""
    return tuple(_WORDS)
