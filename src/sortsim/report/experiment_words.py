"""Words of the figures and tables of experiments, and units as figures say them.

Here live the words; ``labels`` gives them out with all others.  Only ``labels`` imports it.
"""

from __future__ import annotations

EXPERIMENT_WORDS: dict[str, tuple[str, str]] = {
    "exp.means_title": ("Means with their intervals", "均值与置信区间"),
    "exp.box_title": ("Replications of each cell", "各方案的重复分布"),
    "exp.risk_title": ("Risk and error of each cell", "各方案的风险与误差"),
    "exp.effects_title": ("Main effects", "主效应"),
    "exp.heat_title": ("Two factors at a time", "两因子热图"),
    "exp.pareto_title": ("What one costs of the other", "两指标的取舍"),
    "exp.tornado_title": ("What moves the key figures most", "影响最大的因子"),
    "exp.run_of": ("{done} of {planned} runs done", "已完成 {done} / {planned} 次运行"),
    "exp.all_runs": ("{done} runs", "{done} 次运行"),
    "exp.one_run": ("1 run", "1 次运行"),
    "exp.means_sub": (
        "{name}, {runs}; {level} intervals over replications{averaged}",
        "{name}，{runs}；{level} 置信区间{averaged}",
    ),
    "exp.averaged": ("; averaged over {factors}", "；对{factors}取平均"),
    "exp.box_sub": (
        "{name}, {runs}; box: quartiles and median; whiskers: least and largest; dots: runs",
        "{name}，{runs}；箱体为四分位与中位数，须线为最小与最大，圆点为各次运行",
    ),
    "exp.risk_sub": (
        "{name}, {runs}; how far single days spread, and how well that is known ({level})",
        "{name}，{runs}；单日结果的离散程度及其估计误差（{level}）",
    ),
    "exp.risk_range": ("least to largest run", "最小至最大"),
    "exp.risk_box": ("{low} to {high} quantile", "{low} 至 {high} 分位"),
    "exp.risk_bound": ("interval of a quantile", "分位数的区间"),
    "exp.risk_open": ("too few runs for its end", "次数不足，一端未定"),
    "exp.risk_mean": ("mean and its interval", "均值及其区间"),
    "exp.risk_median": ("median", "中位数"),
    "exp.effects_sub": (
        "{name}, {runs}; each factor by itself, averaged over the others; {level} intervals",
        "{name}，{runs}；逐一因子，对其余因子取平均；{level} 置信区间",
    ),
    "exp.effects_sub_oat": (
        "{name}, {runs}; one factor changed, all others at base; {level} intervals",
        "{name}，{runs}；仅改变一个因子，其余为基准；{level} 置信区间",
    ),
    "exp.effects_sub_sampled": (
        "{name}, {runs}; a dot a cell; line: least-squares fit in all factors",
        "{name}，{runs}；每点为一个方案；直线为对全部因子的最小二乘拟合",
    ),
    "exp.heat_sub": ("{name}, {runs}; {shown}", "{name}，{runs}；{shown}"),
    "exp.heat_mean": ("means of the cells; hatched: not known yet", "各方案均值；斜线格尚无结果"),
    "exp.heat_averaged": (
        "means, averaged over {factors}; hatched: not known yet",
        "均值（对{factors}取平均）；斜线格尚无结果",
    ),
    "exp.heat_points": ("a dot a cell, coloured by its mean", "每点为一个方案，颜色为均值"),
    "exp.pareto_sub": (
        "{name}, {runs}; a dot a cell, crosses: {level} intervals; line: no mean is better in both",
        "{name}，{runs}；每点为一个方案，十字为 {level} 区间；折线上的方案无法两全其美",
    ),
    "exp.tornado_sub": (
        "{name}, {runs}; from the low to the high level of each factor, others averaged;"
        " brackets: {level} interval of the change",
        "{name}，{runs}；各因子由低水平至高水平，其余取平均；括线为变化的 {level} 区间",
    ),
    "exp.tornado_sub_oat": (
        "{name}, {runs}; one factor at its low and high level, others at base;"
        " brackets: {level} interval of the change",
        "{name}，{runs}；单一因子取低、高水平，其余为基准；括线为变化的 {level} 区间",
    ),
    "exp.tornado_sub_sampled": (
        "{name}, {runs}; least-squares fit, from the low to the high end of each factor;"
        " brackets: {level} interval of the change",
        "{name}，{runs}；最小二乘拟合，各因子由低端至高端；括线为变化的 {level} 区间",
    ),
    "exp.at_low": ("at {level}", "{level}"),
    "exp.low": ("low level (the first where it is a word)", "低水平（文字水平取首个）"),
    "exp.high": ("high level (the last where it is a word)", "高水平（文字水平取末个）"),
    "exp.fit": ("fit", "拟合"),
    "exp.front": ("best of both", "最优前沿"),
    "exp.cell": ("cell", "方案"),
    "exp.not_run": ("not run", "未运行"),
    "exp.unknown": ("unknown in {count} of {all} runs", "{all} 次中 {count} 次未知"),
    "exp.some_cells": ("{shown} of {all} cells, evenly chosen", "{all} 个方案中均匀取 {shown} 个"),
    "exp.some_kpis": ("the first {shown} of {all} key figures", "{all} 个指标中的前 {shown} 个"),
    "exp.on": ("on", "是"),
    "exp.off": ("off", "否"),
    "exp.nothing": ("no run is done yet", "尚无完成的运行"),
    "exp.base_mean": ("base {value}", "基准 {value}"),
    "exp.overall_mean": ("mean {value}", "均值 {value}"),
    "exp.table": ("{name}: mean ± half-width ({level})", "{name}：均值 ± 半宽（{level}）"),
    "exp.differences": (
        "Paired differences from {base} ({level}, each by itself)",
        "相对 {base} 的配对差（{level}，单个区间）",
    ),
    "exp.runs_column": ("runs", "次数"),
    "exp.from_zero": ("~ the interval holds 0.", "~ 区间含 0。"),
    "exp.holm": (
        "Comparisons chosen beforehand ({level}, {correction})",
        "预先选定的比较（{level}，{correction}）",
    ),
    "verdict.higher": ("higher", "更高"),
    "verdict.lower": ("lower", "更低"),
    "verdict.not shown": ("not shown", "未显示差异"),
    "verdict.too few runs": ("too few runs", "次数不足"),
    "exp.against": ("{level} − {against}", "{level} − {against}"),
    "exp.correction": ("Holm's correction", "Holm 校正"),
    "exp.compared": ("compared", "比较"),
    "exp.difference": ("difference", "差"),
    "exp.verdict": ("verdict", "结论"),
    "exp.unknown_short": ("unknown {count}/{all}", "未知 {count}/{all}"),
    "exp.rest": ("and {count} more in tables/{file}", "其余 {count} 行见 tables/{file}"),
    "exp.better_low": ("less is better", "越低越好"),
    "exp.better_high": ("more is better", "越高越好"),
    "exp.few_shown": ("the first {shown} of {all}", "前 {shown} 项（共 {all} 项）"),
    "exp.some_factors": ("the first {shown} of {all} factors", "{all} 个因子中的前 {shown} 个"),
    "exp.holds_zero": ("~ interval holds 0", "~ 区间含 0"),
    "exp.no_mean": ("no mean is known", "均值未知"),
    "exp.no_change": ("no change is known", "变化未知"),
}
"""Key to the words in English and Chinese."""

UNITS: dict[str, tuple[str, str]] = {
    "share": ("%", "%"),
    "passes/day": ("passes/day", "件次/日"),
    "passes/h": ("passes/h", "件次/小时"),
    "min": ("min", "分钟"),
    "h": ("h", "小时"),
    "s": ("s", "秒"),
    "parcels": ("parcels", "件"),
    "parcels/h": ("parcels/h", "件/小时"),
    "yuan/pass": ("yuan/pass", "元/件次"),
    "yuan": ("yuan", "元"),
    "kWh/1000": ("kWh per 1,000 passes", "kWh/千件次"),
    "kgCO2/1000": ("kg CO2 per 1,000 passes", "kg CO2/千件次"),
    "laps": ("laps", "圈"),
    "bags": ("bags", "袋"),
}
"""Unit as a registry has it to its words in English and Chinese; others stand as they are."""
