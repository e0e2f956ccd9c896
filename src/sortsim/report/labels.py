"""Every word of the figures and tables, in English and Chinese.

Here live the words; names that a scenario gives (stations, pools, vehicles) are not
translated, only the kinds that the trade has.  Every module of ``report`` may import it.
"""

from __future__ import annotations

from sortsim.report.effect_labels import EFFECT_WORDS
from sortsim.report.experiment_words import EXPERIMENT_WORDS
from sortsim.report.money_words import MONEY_WORDS
from sortsim.report.numbers import Lang
from sortsim.report.page_words import PAGE_WORDS

_WORDS: dict[str, tuple[str, str]] = {
    **EFFECT_WORDS,
    **EXPERIMENT_WORDS,
    # configurations
    "manual": ("Manual", "人工分拣"),
    "semi": ("Semi-automatic", "半自动"),
    "auto": ("Fully automatic", "全自动"),
    # stages of the waterfall
    "stage.yard": ("Yard", "车场等待"),
    "stage.door": ("Unloading door", "卸车月台"),
    "stage.line": ("Infeed line", "输送线"),
    "stage.xray": ("X-ray", "安检"),
    "stage.unbag": ("Unbagging", "拆包"),
    "stage.hand": ("Hand area", "人工分拣区"),
    "stage.wheel": ("Wheel line", "摆轮线"),
    "stage.induction": ("Induction", "供包"),
    "stage.loop": ("Loop", "交叉带环线"),
    "stage.extra_laps": ("Extra laps", "多余循环"),
    "stage.coding": ("Coding", "补码"),
    "stage.chute": ("Chute and bag", "格口集包"),
    "stage.staging": ("Staging", "集货待装"),
    "stage.loading": ("Loading and departure", "装车待发"),
    # kinds of station
    "kind.yard": ("yard", "车场"),
    "kind.gate": ("gate", "大门"),
    "kind.door": ("doors", "月台"),
    "kind.source": ("source", "来源"),
    "kind.line": ("line", "输送线"),
    "kind.xray": ("X-ray", "安检机"),
    "kind.check": ("check desk", "查验台"),
    "kind.unbag": ("unbag desk", "拆包台"),
    "kind.desk": ("desk", "工位"),
    "kind.hand": ("hand area", "人工区"),
    "kind.wheel": ("wheel line", "摆轮线"),
    "kind.induction": ("induction", "供包台"),
    "kind.wheel_line": ("wheel line", "摆轮线"),
    "kind.queue": ("queue", "队列"),
    "kind.loop": ("loop", "交叉带环线"),
    "kind.coding": ("coding desk", "补码台"),
    "kind.chute": ("chutes", "格口"),
    "kind.tenders": ("chute tenders", "格口工"),
    "kind.lane": ("lanes", "集货道"),
    "kind.sink": ("sink", "出口"),
    "kind.outside": ("yard (in vehicles)", "车场（车上）"),
    "kind.loaded": ("loaded, not departed", "已装车未发"),
    "kind.other": ("other", "其他"),
    # axes and units
    "axis.clock": ("time of the operating day", "营运日时刻"),
    "axis.passes_per_h": ("sorted passes per hour", "每小时分拣件次"),
    "axis.parcels_inside": ("parcels inside", "在场件数"),
    "axis.pieces_waiting": ("pieces waiting", "排队件数"),
    "axis.dwell_h": ("dwell, gate to departure (h)", "在场时长：入场到发车（小时）"),
    "axis.share_departed": ("share of the parcels due departed", "应发包裹已发出占比"),
    "axis.density": ("parcels per quarter hour of dwell", "每 15 分钟时长件数"),
    "axis.mean_min": ("mean minutes per departed parcel", "已发出包裹平均分钟数"),
    "axis.mean_h": ("mean hours per departed parcel", "已发出包裹平均小时数"),
    "axis.doors": ("doors", "月台"),
    "axis.waiting_vehicles": ("vehicles waiting", "等待车辆"),
    "axis.busy": ("mean busy share of the hour", "小时平均利用率"),
    # throughput
    "throughput.title": ("Throughput by hour", "分时吞吐量"),
    "throughput.subtitle": (
        "sorted passes in each hour of the design day, against the planned arrivals",
        "设计日每小时分拣件次，对照计划到达量",
    ),
    "throughput.required": ("required: planned arrivals", "要求：计划到达"),
    "throughput.peak": ("required in the busiest hour", "高峰小时要求"),
    "throughput.key": ("{peak}/h peak, {day} a day", "峰值 {peak}/小时，全日 {day}"),
    "throughput.shortfall": ("{share} of required", "达要求的 {share}"),
    # backlog
    "backlog.title": ("Backlog and queues by station", "各站积压与排队"),
    "backlog.subtitle": (
        "top: parcels inside, stacked, one scale for all; bottom: pieces waiting at the"
        " longest queues, own scales",
        "上：在场件数（堆叠，统一刻度）；下：最长队列的排队件数（各自刻度）",
    ),
    "backlog.end": ("{count} at the end", "日末 {count}"),
    "backlog.peak": ("peak {count} at {clock}", "峰值 {count}（{clock}）"),
    "backlog.no_queue": ("no queue all day", "全日无排队"),
    # dwell
    "dwell.title": ("How long parcels stay", "包裹在场时长"),
    "dwell.subtitle": (
        "gate to departure of the parcels due by the end of the day; those still inside are in the"
        " count, so a curve may end below 100 %",
        "当日应发包裹自入场至发车；日末仍在场者计入总数，曲线可低于 100 %",
    ),
    "dwell.inside": ("{share} not departed by the end", "日末未发出 {share}"),
    "dwell.not_reached": ("not reached", "未达到"),
    "dwell.none": ("nothing departed", "无包裹发出"),
    # utilisation
    "utilisation.title": ("Who is busy when", "各站分时利用率"),
    "utilisation.subtitle": (
        "mean busy share of each station in each hour (%); a frame marks where the centre breaks"
        " first, or its most loaded station",
        "各站每小时平均利用率（%）；框线标出最先失守或最忙的站",
    ),
    "utilisation.breaks": ("breaks first, {clock}", "最先失守 {clock}"),
    "utilisation.busiest": ("most loaded", "最忙"),
    "utilisation.blocked": ("blocked > 25 % of the hour", "阻塞超过 25 %"),
    # waterfall
    "waterfall.title": ("Where the time went", "时间花在哪里"),
    "waterfall.subtitle": (
        "mean time by stage of the parcels that departed; stages add up to the dwell",
        "已发出包裹各环节平均用时，各环节之和即在场时长",
    ),
    "waterfall.share": ("{share} departed", "已发出 {share}"),
    # docks
    "docks.title": ("Dock doors over the day", "月台占用"),
    "docks.subtitle": (
        "top: every door, by group, coloured by vehicle; middle: vehicles waiting for a door, own"
        " scales; bottom: the most loaded three hours of the most loaded group, door by door",
        "上：全部月台（按组、按车型着色）；中：等待月台的车辆（各自刻度）；下：最忙组最忙三小时逐个月台",
    ),
    "docks.zoom": ("{group}: {start} to {end}", "{group}：{start} 至 {end}"),
    "docks.zoom_part": (
        "{group}: {start} to {end}, {shown} of {total} doors",
        "{group}：{start} 至 {end}，{total} 个月台之 {shown}",
    ),
    "docks.max_waiting": ("most waiting {count} at {clock}", "最多等待 {count} 辆（{clock}）"),
    "docks.nobody": ("no vehicle waits", "无车等待"),
    "docks.in": ("in", "进"),
    "docks.out": ("out", "出"),
    "docks.door": ("door", "月台"),
    "docks.working": ("unloading or loading", "装卸作业"),
    "docks.holding": ("done, door not yet free", "作业完毕待离"),
    # overview
    "overview.title": (
        "One building, the same parcels: required against achieved",
        "同一场地、同一批包裹：要求与实绩",
    ),
    "overview.subtitle": (
        "design day at {annual} parcels a year in the city",
        "全市年业务量 {annual} 件对应的设计日",
    ),
    "overview.subtitle_plain": ("the measured day", "测量日"),
    "overview.day": ("passes a day", "全日件次"),
    "overview.peak": ("busiest hour", "高峰小时"),
    "overview.on_planned": ("on planned departure", "按计划发车"),
    "overview.next_day": ("next-day promises kept", "次日达兑现"),
    "overview.cost": ("cost a pass", "单件成本"),
    "overview.labour": ("labour", "用工"),
    "overview.required": ("required", "要求"),
    "overview.carries": ("CARRIES IT", "能承载"),
    "overview.breaks": ("BREAKS", "不能承载"),
    "overview.breaks_at": ("first at {station}", "最先失守：{station}"),
    "overview.breaks_hour": ("in the hour from {clock}", "{clock} 起的一小时"),
    "overview.margin": ("margin {share}", "余量 {share}"),
    "overview.unknown": ("NO VERDICT", "无结论"),
    "unit.yuan": ("yuan", "元"),
    "unit.labour_h": ("h", "工时"),
    # curve
    "curve.title": (
        "The whole curve: offered load against what comes of it",
        "全负荷曲线：到达量与实绩",
    ),
    "curve.subtitle": (
        "dots: means of the replications; bands: 95 % intervals; triangles: the knee, the largest"
        " load that is carried; the same parcels for all",
        "点：多次重复的均值；色带：95 % 置信区间；三角：拐点（能承载的最大到达量）；包裹相同",
    ),
    "curve.load": ("offered load (share of the mean day)", "到达量（占平均日比例）"),
    "curve.passes": ("achieved passes a day", "全日分拣件次"),
    "curve.dwell": ("dwell (h)", "在场时长（小时）"),
    "curve.on_planned": ("on planned departure", "按计划发车占比"),
    "curve.required": ("{annual} a year ask for {passes}", "年 {annual} 件要求 {passes}"),
    "curve.required_plain": ("required: {passes}", "要求 {passes}"),
    "curve.diagonal": ("all that is offered", "到达即分拣"),
    "curve.limit": ("{share} asked", "要求 {share}"),
    "curve.p50": ("median", "中位数"),
    "curve.p95": ("p95", "p95"),
    "curve.knee": ("carries up to {load}", "可承载至 {load}"),
    "curve.knee_at_least": ("carries {load} and more", "至少可承载 {load}"),
    "curve.knee_none": ("carries not even the least load", "最小负荷亦不能承载"),
    "curve.knee_unknown": ("knee not found", "拐点未测得"),
    "curve.margin": ("margin {share}", "余量 {share}"),
    "curve.runs": ("replications a load: {each}", "每负荷 {each} 次重复"),
    # knee
    "knee.head": (
        "Largest load carried; {annual} parcels a year need {passes} passes a day, {load} of the"
        " mean day:",
        "能承载的最大到达量（年 {annual} 件要求每日 {passes} 件次，为平均日的 {load}）：",
    ),
    "knee.head_plain": (
        "Largest load carried; required are {passes} passes a day, {load} of the mean day:",
        "能承载的最大到达量（要求每日 {passes} 件次，为平均日的 {load}）：",
    ),
    "knee.carries": (
        "{load} of the mean day, {passes} passes a day, {margin} {side} than required",
        "平均日的 {load}，每日 {passes} 件次，比要求{side} {margin}",
    ),
    "knee.at_least": (
        "at least {load} of the mean day, {passes} passes a day, {margin} {side} than required",
        "至少为平均日的 {load}，每日 {passes} 件次，比要求{side} {margin}",
    ),
    "knee.none": ("not even the least load run is carried", "最小负荷亦不能承载"),
    "knee.unknown": ("not found within the budget of time", "时间预算内未测得"),
    "knee.more": ("more", "多"),
    "knee.less": ("less", "少"),
    "knee.runs": (
        "Curve of {done} runs, replications a load: {each}.",
        "曲线共 {done} 次运行，每负荷 {each} 次重复。",
    ),
    "knee.runs_cut": (
        "Curve of {done} runs, replications a load: {each}; {left} runs did not fit into {budget} s"
        " (--budget-s).",
        "曲线共 {done} 次运行，每负荷 {each} 次重复；"
        "另有 {left} 次超出 {budget} 秒预算（--budget-s）。",
    ),
    # months
    "month.1": ("Jan", "1月"),
    "month.2": ("Feb", "2月"),
    "month.3": ("Mar", "3月"),
    "month.4": ("Apr", "4月"),
    "month.5": ("May", "5月"),
    "month.6": ("Jun", "6月"),
    "month.7": ("Jul", "7月"),
    "month.8": ("Aug", "8月"),
    "month.9": ("Sep", "9月"),
    "month.10": ("Oct", "10月"),
    "month.11": ("Nov", "11月"),
    "month.12": ("Dec", "12月"),
    # city: roles, costs, calendar
    "role.municipal": ("municipal centres", "市级分拨中心"),
    "role.county": ("county centres", "县级分拨中心"),
    "role.air": ("air park", "航空园区"),
    "role.rail": ("rail hub", "铁路集散中心"),
    "role.exchange": ("exchange office", "国际互换局"),
    "role.all": ("whole city", "全市"),
    "cost.labour": ("labour", "人工"),
    "cost.energy": ("electricity", "电费"),
    "cost.capital": ("equipment", "设备折旧"),
    "cost.maintenance": ("maintenance", "维护"),
    "cost.rent": ("rent", "租金"),
    "cost.missorts": ("missorts", "错分"),
    "cost.bags": ("bags", "包袋"),
    "event.spring_festival": ("Spring Festival", "春节"),
    "event.before_spring_festival": ("before Spring Festival", "春节前"),
    "event.after_spring_festival": ("after Spring Festival", "春节后"),
    "event.double_eleven_season": ("Double-11 season", "双十一旺季"),
    "event.double_eleven": ("Double-11", "双十一"),
    "event.six_eighteen_season": ("618 season", "618 旺季"),
    "event.six_eighteen": ("618", "618"),
    "event.double_twelve": ("Double-12", "双十二"),
    "city.days": ("{days} days from {start}", "自 {start} 起 {days} 天"),
    "axis.date": ("operating day, from 06:00 (month-day)", "营运日（06:00 起，月-日）"),
    "axis.month": ("operating day, from 06:00", "营运日（06:00 起）"),
    # calendar
    "calendar.title": ("The calendar: volume against capacity", "日历：货量对照处理能力"),
    "calendar.subtitle": (
        "{run}; colour: parcels planned for the day over the site's capacity, an upper bound;"
        " line below: days on which the site broke its shares",
        "{run}；颜色：当日计划件数占处理能力（上界）比例；下方线条：未达标之日",
    ),
    "calendar.over": ("over 100 % of capacity", "超过能力"),
    "calendar.share": ("{low} to {high} %", "{low} 至 {high} %"),
    "calendar.broken": ("broken day", "未达标日"),
    "calendar.unknown": ("no capacity known", "能力未知"),
    "calendar.peak": ("largest day", "最大日"),
    "calendar.of_capacity": ("of capacity", "占能力"),
    "calendar.days": ("broken", "未达标"),
    "calendar.count": ("{count} d", "{count} 天"),
    # margin
    "margin.title": ("Margin by site", "各站点能力余量"),
    "margin.subtitle": (
        "{run}; capacity over the largest planned day, less one; hatched: capacity is the largest"
        " day carried, since a larger one broke; plain: an upper bound",
        "{run}；处理能力与最大计划日之比减一；斜纹：以实际承载的最大日为准；纯色：解析上界",
    ),
    "margin.axis": (
        "margin over the largest planned day (%)",
        "相对最大计划日的余量（%）",
    ),
    "margin.tightest": ("tightest area", "最紧环节"),
    "margin.days": ("largest day carried", "承载的最大日"),
    "margin.unknown": ("unknown", "未知"),
    "margin.none": ("no day carried", "无一日承载"),
    # passes of the city
    "passes.title": ("Passes of the city by day", "全市逐日分拣件次"),
    "passes.subtitle": (
        "{run}; stacked by role of the site; shaded: events of the calendar, with their factors",
        "{run}；按站点类型堆叠；底色：日历事件及其系数",
    ),
    "passes.axis": ("passes a day", "每日分拣件次"),
    # promises
    "promises.title": (
        "Next-day promises to the Yangtze delta",
        "发往长三角的次日达承诺兑现",
    ),
    "promises.subtitle": (
        "{run}; share kept of the eligible outbound parcels of the municipal centres",
        "{run}；市级分拨中心出港次日达件之兑现率",
    ),
    "promises.axis": ("share kept (%)", "兑现率（%）"),
    "promises.day": ("each day", "逐日"),
    "promises.week": ("each week, Monday to Sunday", "每周（周一至周日）"),
    "promises.limit": ("{share} asked", "要求 {share}"),
    # money
    "money.title": ("Revenue against the cost of sorting", "业务收入与分拣成本"),
    "money.subtitle": (
        "{run}; {parcels} parcels collected; revenue of the whole service, cost of all passes in"
        " the city's centres alone",
        "{run}；揽收 {parcels} 件；收入为全程寄递收入，成本仅含本市各中心分拣",
    ),
    "money.per_parcel": ("yuan per parcel collected", "元 / 揽收件"),
    "money.per_pass": ("yuan per pass", "元 / 件次"),
    "money.left": ("A parcel collected", "每揽收一件"),
    "money.right": ("A pass, by role of the site", "每分拣一次（按站点类型）"),
    "money.revenue": ("revenue", "收入"),
    "money.cost": ("sorting", "分拣成本"),
    "money.share": ("{yuan} yuan, {share} of revenue", "{yuan} 元，占收入 {share}"),
    "money.yuan": ("{yuan} yuan", "{yuan} 元"),
    # roadmap
    "roadmap.title": (
        "The roadmap: which site falls short in which month",
        "路线图：哪个站点在哪个月缺口",
    ),
    "roadmap.subtitle": (
        "the same parcels; upper half of each row: with the upgrades on their dates; lower half:"
        " without any; letters: the condition that fails",
        "包裹相同；每行上半：按日期升级改造；下半：不改造；字母：未达标的条件",
    ),
    "roadmap.ok": ("carries the month", "能承载"),
    "roadmap.short": ("falls short", "缺口"),
    "roadmap.date": ("date of an upgrade", "升级改造日期"),
    "roadmap.late": ("L: on planned departure", "L：按计划发车"),
    "roadmap.next_day": ("N: next day", "N：次日达"),
    "roadmap.counts": ("months short,", "缺口月数"),
    "roadmap.variants": ("with / without", "改造 / 不改造"),
    "roadmap.months": ("{with_} / {without}", "{with_} / {without}"),
    "roadmap.axis": ("month", "月份"),
    # table
    "table.kpi": ("KPI", "指标"),
    "table.unit": ("unit", "单位"),
    "table.required": ("required", "要求"),
    "table.title": ("Required against achieved", "要求与实绩"),
    "table.no_sentence": ("no verdict in the record", "记录中无结论"),
    # shared
    "no_data": ("nothing in the record", "记录中无数据"),
    "other": ("other", "其他"),
    **MONEY_WORDS,
    **PAGE_WORDS,
}


_PARTS = {
    "door_group": "door", "hand_area": "hand", "wheel_line": "wheel", "lane_group": "lane",
}  # fmt: skip


def text(key: str, lang: Lang, **values: object) -> str:
    """Return the words of a key in a language, with values filled in.

    Raises
    ------
    KeyError
        If the key has no words.
    """
    english, chinese = _WORDS[key]
    words = english if lang == "en" else chinese
    return words.format(**values) if values else words


def known(key: str) -> bool:
    """Return whether a key has words."""
    return key in _WORDS


def keys() -> tuple[str, ...]:
    """Return every key, in the order of this file."""
    return tuple(_WORDS)


def station_label(station: str, kind: str, lang: Lang) -> str:
    """Return a station's name as a label.

    The part's name before a dot (``door_group.feeder``, ``loop.a``) becomes the word of its
    kind; in Chinese the kind always goes before the name.
    """
    part, dot, own = station.partition(".")
    words = readable(own if dot else station)
    if dot and lang == "en" and words.split(" ")[0] == part:
        return words
    key = f"kind.{kind}"
    if not known(key) and dot:
        key = f"kind.{_PARTS.get(part, part)}"
    if not known(key) or (lang == "en" and not dot):
        return words if not dot or known(key) else f"{readable(part)} {words}"
    kind_words = text(key, lang)
    return kind_words if words in (kind, kind_words, "") else f"{kind_words} {words}"


def readable(name: str) -> str:
    """Return a name from a scenario file with spaces, without words that only say what it is."""
    for word in ("zone.", "chute_group."):
        name = name.replace(word, "")
    return name.replace("_", " ").replace("-", " ").replace(".", " ")
