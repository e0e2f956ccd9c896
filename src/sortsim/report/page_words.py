"""Words of the report's page, in English and Chinese.

Here live the words alone; ``labels`` takes them in with its own.  Only it imports them.
"""

from __future__ import annotations

PAGE_WORDS: dict[str, tuple[str, str]] = {
    # the page itself
    "page.skip": ("Skip to the verdict", "跳到结论"),
    "page.contents": ("Contents", "目录"),
    "page.carries": ("carries", "能够承担"),
    "page.breaks": ("does not carry", "不能承担"),
    "page.no_verdict": ("no verdict", "无结论"),
    "page.enlarge": ("Enlarge", "放大"),
    "page.footer": (
        "Made by sortsim from the record alone. Point at a figure, or step through it with the"
        " arrow keys, for its values; a click on a table's heading sorts it.",
        "本报告由 sortsim 仅依据运行记录生成。指向图形（或用方向键）可查看数值；点击表头可排序。",
    ),
    "page.subtitle": (
        "Scenario {scenario}, seed {seed}, {day}; sortsim {version}, model {model}.",
        "场景 {scenario}，种子 {seed}，{day}；sortsim {version}，模型版本 {model}。",
    ),
    "page.day_design": ("design day", "设计日"),
    "page.day_mean": ("mean day", "平均日"),
    "page.day_other": ("measured day {day}", "统计日 {day}"),
    "page.city_subtitle": (
        "{days} days from {start}, seed {seed}; sortsim {version}, model {model}.",
        "自 {start} 起 {days} 天，种子 {seed}；sortsim {version}，模型版本 {model}。",
    ),
    # a city
    "city.whole": ("The city", "全市"),
    "city.carries": (
        "All {sites} sites carry every one of the {days} days.",
        "{sites} 个站点在 {days} 天内每天均能承担。",
    ),
    "city.breaks": (
        "{where} of {sites} sites break on some day: {broken} site-days of {days} days are not"
        " carried.",
        "{sites} 个站点中有 {where} 个在某日失守：{days} 天内共 {broken} 个站点日未能承担。",
    ),
    "city.value": ("value", "数值"),
    "city.site": ("site", "站点"),
    "city.planned_parcels": ("parcels planned", "计划件数"),
    "city.passes": ("passes", "处理件次"),
    "city.passes_per_day": ("passes a day", "日均件次"),
    "city.on_planned_share": ("on planned departure", "按计划发车"),
    "city.next_day_delta_share": ("next-day to the delta kept", "长三角次日达兑现"),
    "city.next_day_share": ("next-day promises kept", "次日达兑现"),
    "city.xray_share": ("X-ray coverage", "安检覆盖率"),
    "city.village_routes": ("village routes", "村级线路"),
    "city.village_routes_served_share": ("served 3 times a week", "每周三次以上送达"),
    "city.days_broken": ("days broken", "失守天数"),
    "city.backlog_end_parcels": ("backlog at the end", "期末积压（件）"),
    "city.labour_h": ("labour (h)", "用工（工时）"),
    "city.kwh": ("electricity (kWh)", "用电（kWh）"),
    "city.cost_yuan": ("sorting cost (yuan)", "分拣成本（元）"),
    "city.cost_per_pass_yuan": ("cost a pass (yuan)", "单件成本（元）"),
    "city.revenue_yuan": ("revenue (yuan)", "业务收入（元）"),
    "city.cost_over_revenue_share": ("cost over revenue", "成本/收入"),
    "caption.city_calendar": ("Volume against capacity by site and day", "各站逐日货量与能力"),
    "caption.city_margin": ("Margin by site", "各站余量"),
    "caption.city_passes": ("Passes by day", "逐日处理件次"),
    "caption.city_promises": ("Next-day promises kept", "次日达兑现"),
    "caption.city_money": ("Revenue and sorting cost", "收入与分拣成本"),
    # sections
    "section.verdict": ("Verdict", "结论"),
    "section.numbers": ("Key figures", "关键指标"),
    "section.figures": ("The day in figures", "当日运行图"),
    "section.flow": ("How the parcels flowed", "包裹流向"),
    "section.time": ("Where the time went", "时间去向"),
    "section.bottleneck": ("What limits it", "瓶颈"),
    "section.money": ("Cost and green ledger", "成本与绿色账本"),
    "section.assumptions": ("Assumptions", "假设"),
    "section.rerun": ("How to run it again", "如何复现"),
    "section.cells": ("The cells", "试验单元"),
    "section.question": ("The question", "问题"),
    "section.comparisons": ("Comparisons", "配对比较"),
    "section.city": ("The city's days", "全市逐日"),
    "section.sites": ("The sites", "各站点"),
    # captions and leads
    "verdict.target": (
        "The plan asks for {annual} parcels a year. The reference centre must pass {day} parcels on"
        " its design day, {hour} in the busiest hour.",
        "规划要求全年 {annual} 件。参考中心设计日需处理 {day} 件，高峰小时 {hour} 件。",
    ),
    "numbers.lead": (
        "Means with 95 % half-widths (±) where there were replications; ≈ marks an estimate, ✓ and"
        " ✗ the conditions of the verdict.",
        "有重复运行时给出均值与 95 % 半宽（±）；≈ 为估算值；✓ 与 ✗ 为结论条件是否满足。",
    ),
    "caption.overview": ("Passes against what is required", "处理量与要求"),
    "caption.throughput": ("Passes by hour against planned arrivals", "逐小时处理量与计划到达"),
    "caption.backlog": ("What waits where over the day", "全天各处积压"),
    "caption.dwell": ("Time from gate to departure", "入场至发车时长"),
    "caption.utilisation": ("How busy each station is by hour", "各工位逐小时利用率"),
    "caption.waterfall": ("The mean dwell by stage", "平均在场时长构成"),
    "caption.docks": ("Vehicles at the doors", "月台占用"),
    "caption.curve": ("What is carried as the load grows", "负荷增长时的承载能力"),
    "caption.flow": (
        "The parcels of the measured day from arrival to outcome", "统计日包裹从到达至结果",
    ),
    "caption.where": ("Mean dwell by station, {name}", "各工位平均停留，{name}"),
    "caption.one-more": ("What one more of each resource buys", "每增加一单位资源的收益"),
    "flow.title": ("How the parcels flowed", "包裹流向"),
    "flow.subtitle": (
        "parcels of the measured day; the height of a bar is their number, to one scale",
        "统计日包裹；条高为件数，各图同一比例",
    ),
    "flow.flow": ("came as", "流向"),
    "flow.screening": ("X-ray", "安检"),
    "flow.bag": ("came in a bag", "到达形态"),
    "flow.sorter": ("sorted by", "分拣方式"),
    "flow.leaves": ("left as", "离场形态"),
    "flow.outcome": ("outcome", "结果"),
    "flow.outbound": ("outbound", "出港"),
    "flow.inbound": ("inbound", "进港"),
    "flow.screened": ("screened here", "本中心安检"),
    "flow.unscreened": ("not screened", "未安检"),
    "flow.unbagged": ("in a bag, opened", "集包拆包"),
    "flow.loose": ("not opened", "未拆包"),
    "flow.loop": ("loop", "交叉带环线"),
    "flow.loop_hand": ("loop, then by hand", "环线后转人工"),
    "flow.wheel": ("wheel line", "摆轮线"),
    "flow.hand": ("by hand", "人工"),
    "flow.none": ("not sorted", "未分拣"),
    "flow.bagged": ("in a bag", "集包"),
    "flow.single": ("single", "散件"),
    "flow.on_plan": ("on planned departure", "按计划发车"),
    "flow.late": ("departed late", "晚发"),
    "flow.inside": ("still inside", "仍在场内"),
    "flow.taken_out": ("seized or lost", "查扣或丢失"),
    # what limits it
    "bounds.caption": (
        "Analytic bounds beside what was simulated, {name}",
        "解析上界与仿真值，{name}",
    ),
    "bounds.resource": ("resource", "资源"),
    "bounds.capacity": ("bound an hour", "每小时上界"),
    "bounds.required": ("required an hour", "每小时需求"),
    "bounds.simulated": ("simulated, busiest hour", "仿真高峰小时"),
    "bounds.ratio": ("required over bound", "需求/上界"),
    "bounds.hour": ("hour", "时段"),
    "bounds.limit": ("why", "依据"),
    "bounds.unit": ("unit", "单位"),
    "bounds.lead": (
        "{name}: the nearest bound is {resource}, at {ratio} of what it can do in the hour from"
        " {hour}.",
        "{name}：最紧的上界是 {resource}，{hour} 起一小时达其能力的 {ratio}。",
    ),
    "bounds.broke": ("{name} breaks first at {station}.", "{name} 最先在 {station} 失守。"),
    "bounds.one_more": (
        "What one more door, worker, induction or tender would buy is found by paired reruns:",
        "每增加一个月台、工人、供包台或集包工的收益由配对重跑得出：",
    ),
    # money
    "money.item_yuan": ("Cost of the measured day (yuan)", "统计日成本（元）"),
    "money.per_pass": ("a pass", "每件"),
    "green.caption": ("Green ledger of the measured day", "统计日绿色账本"),
    "green.quantity": ("quantity", "指标"),
    # assumptions
    "assumptions.lead": (
        "{estimates} of the {all} values are estimates, {sourced} are sourced and {derived}"
        " derived; the rest are stated choices and defaults. The answer hangs on the estimates:"
        " each is listed with its range and reason.",
        "{all} 个取值中，{estimates} 个为估计值，{sourced} 个有出处，{derived} 个由推导得到；"
        "其余为设定或默认值。结论依赖于估计值：下表逐一列出其区间与理由。",
    ),
    "assumptions.estimates": ("Estimates, {name} ({count})", "估计值，{name}（{count}）"),
    "assumptions.sourced": (
        "Sourced and derived values, {name} ({count})", "有出处与推导值，{name}（{count}）",
    ),
    "assumptions.key": ("value", "参数"),
    "assumptions.value": ("base", "基准"),
    "assumptions.range": ("low to high", "低至高"),
    "assumptions.class": ("class", "类别"),
    "assumptions.source": ("source or reason", "出处或理由"),
    "assumptions.where": ("stands in", "所在文件"),
    # rerun
    "rerun.lead": (
        "The same scenario, seed and model version give the same parcels and the same numbers, to"
        " the byte, on any machine.",
        "相同的场景、种子与模型版本在任何机器上给出逐字节相同的包裹与数字。",
    ),
    "rerun.caption": ("What it was made with", "生成环境"),
    "rerun.what": ("what", "项目"),
    "rerun.value": ("value", "内容"),
    "rerun.scenario": ("scenario", "场景"),
    "rerun.hash": ("SHA-256 of the resolved scenario", "场景解析结果的 SHA-256"),
    "rerun.seed": ("seed", "种子"),
    "rerun.replications": ("replications", "重复次数"),
    "rerun.engine": ("engine", "引擎"),
    "rerun.model": ("model version", "模型版本"),
    "rerun.version": ("sortsim", "sortsim"),
    "rerun.packages": ("packages", "软件包"),
    "rerun.files": (
        "Files it was resolved from, with SHA-256 ({name})", "来源文件与 SHA-256（{name}）",
    ),
    "rerun.file": ("file", "文件"),
    "rerun.notes": ("Notes of the run", "运行备注"),
}
