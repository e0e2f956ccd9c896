"""Words of what is compared with the day as it is: shocks, and one more of each resource.

Here live the words; ``labels`` gives them out with all others.  Only ``labels`` imports it.
A ``|`` in the head of a column is where its line breaks.
"""

from __future__ import annotations

EFFECT_WORDS: dict[str, tuple[str, str]] = {
    # shocks
    "shock.double-11": ("Double 11", "双11"),
    "shock.loop-down": ("Loop down", "交叉带停机"),
    "shock.power-cut": ("Power cut", "停电"),
    "shock.typhoon": ("Typhoon day", "台风日"),
    "shock.shift-missing": ("Half a shift missing", "半班缺勤"),
    "shock.xray-alarms": ("X-ray alarm wave", "安检报警潮"),
    "shock.undisturbed": ("Undisturbed", "无扰动"),
    "shocks.title": ("Shocks: backlog and recovery", "冲击：积压与恢复"),
    "shocks.subtitle": (
        "{title}: parcels inside at full hours, the same parcels without and with each shock;"
        " shaded: the shock; dot: as usual again; cross: not yet",
        "{title}：整点在场件数，同一批包裹，有无冲击对照；阴影为冲击时段，圆点为恢复时刻，叉为尚未恢复",
    ),
    "shocks.table": ("What shocks do to {title}", "冲击对 {title} 的影响"),
    "shocks.recovers": ("usual again after {hours} h", "{hours} 小时后恢复"),
    "shocks.never": ("not usual again within {hours} h", "{hours} 小时内未恢复"),
    "shocks.at_once": ("usual again at once", "即刻恢复"),
    "shocks.lost": ("{count} next-day promises lost", "失约次日达 {count} 件"),
    "shocks.none_lost": ("no next-day promise lost", "次日达无失约"),
    "shocks.more_kept": ("{count} more next-day promises kept", "次日达多兑现 {count} 件"),
    "shocks.key.base": ("undisturbed", "无扰动"),
    "shocks.key.shock": ("with the shock", "有冲击"),
    "shocks.key.band": ("usual: up to {count} more", "正常：多出不超过 {count} 件"),
    "shocks.col.shock": ("shock", "冲击"),
    "shocks.col.recovery": ("recovers|(h)", "恢复|（小时）"),
    "shocks.col.next_day": ("next-day|lost", "次日达|失约"),
    "shocks.col.late": ("late|more", "晚发|增加"),
    "shocks.col.peak": ("peak|backlog", "积压|峰值"),
    "shocks.col.more": ("above|usual", "高于|平常"),
    "shocks.col.cost": ("extra|yuan", "额外|（元）"),
    "shocks.col.share": ("next-day|kept", "次日达|兑现"),
    "shocks.band": (
        "Usual: at most {count} parcels ({share} of the day's) more inside than undisturbed, at"
        " every full hour that follows; watched for {hours} h from 06:00 of the measured day.",
        "正常：此后每个整点在场件数至多比无扰动多 {count} 件（当日件数的 {share}）；"
        "自测量日 06:00 起观察 {hours} 小时。",
    ),
    "shocks.added": (
        "{name}: of the parcels that it adds, {next_day} miss their next day and {late} their"
        " planned departure.",
        "{name}：新增包裹中次日达失约 {next_day} 件，未按计划发出 {late} 件。",
    ),
    "shocks.unfit": ("Left out, {name}: {reason}", "略去 {name}：{reason}"),
    "axis.run_clock": ("time of day, from 06:00 of the measured day", "时刻（自测量日 06:00 起）"),
    # where the time went
    "where.title": ("Where the time went, by station", "时间花在哪里（分站）"),
    "where.subtitle": (
        "{title}: mean time of the parcels that departed ({count}); the bars add up to the dwell",
        "{title}：已发出包裹（{count}）的平均用时，各段之和即在场时长",
    ),
    "where.dwell": ("Dwell, gate to departure", "在场时长：入场至发车"),
    "where.col.station": ("station", "站"),
    "where.col.time": ("mean", "平均"),
    "where.col.share": ("share", "占比"),
    "where.dealt": (
        "≈ a stage that several stations share, dealt by what they held in the samples of the day;"
        " the stage as a whole is every parcel's own time.",
        "≈ 多站共用的环节，按当日采样在站量分摊；环节合计为逐件实际用时。",
    ),
    # what one more of each resource buys
    "more.title": ("What one more would buy", "多一个能换来什么"),
    "more.subtitle": (
        "{title}: paired reruns on the same parcels, {count} replications; lines are 95 %"
        " intervals, bars grey where the interval holds 0",
        "{title}：同一批包裹配对重跑 {count} 次，误差线为 95 % 区间；区间含 0 者为灰色",
    ),
    "more.table": ("What one more would buy {title}", "{title}：多一个能换来什么"),
    "more.col.resource": ("one more", "增加"),
    "more.col.step": ("step", "增量"),
    "more.kpi.passes_per_day": ("passes|a day", "全日|件次"),
    "more.kpi.on_planned_share": ("on plan|(pp)", "按计划|（点）"),
    "more.kpi.next_day_share": ("next day|(pp)", "次日达|（点）"),
    "more.kpi.dwell_p50_min": ("dwell p50|(min)", "中位|（分）"),
    "more.kpi.dwell_p95_min": ("dwell p95|(min)", "p95|（分）"),
    "more.kpi.cost_per_pass_yuan": ("cost a pass|(fen)", "成本|（分钱）"),
    "more.door_in": ("unloading doors {name}", "卸车月台 {name}"),
    "more.door_out": ("loading doors {name}", "装车月台 {name}"),
    "more.worker": ("people, {name}", "人员 {name}"),
    "more.line": ("infeed lines {name}", "卸车线 {name}"),
    "more.xray": ("X-ray machines {name}", "安检机 {name}"),
    "more.desk": ("places at desk {name}", "工位 {name}"),
    "more.place": ("places, hand area {name}", "人工区工位 {name}"),
    "more.second_place": ("fine-step places, {name}", "细分工位 {name}"),
    "more.induction": ("inductions {name}", "供包台 {name}"),
    "more.chute": ("chutes {name}", "格口 {name}"),
    "more.loop": ("loop sets {name}", "交叉带 {name}"),
    "more.wheel_line": ("wheel lines {name}", "摆轮线 {name}"),
    "more.repair_crew": ("repair crews {name}", "维修班 {name}"),
    "more.base": ("As it is: {rows}.", "现状：{rows}。"),
    "more.holds_zero": (
        "~ the 95 % interval over {count} replications (Student t, paired) holds 0.",
        "~ {count} 次重复的配对 95 % 区间（t 分布）含 0。",
    ),
    "more.idle": (
        "Changed nothing but the cost: {names}.",
        "除成本外无变化：{names}。",
    ),
    "more.needs": (
        "* beyond the building's limits, run all the same. {told}.",
        "* 超出场地限制，仍予运行。{told}。",
    ),
    "more.beyond": ("* beyond the building's limits", "* 超出场地限制"),
    "more.need.floor_m2": ("{more:,.0f} m2 more floor", "需增面积 {more:,.0f} 平方米"),
    "more.need.doors": ("{more:,.0f} more door places", "需增月台位 {more:,.0f} 个"),
    "more.need.workers_on_shift": ("{more:,.0f} more people on shift", "需增在岗 {more:,.0f} 人"),
    "more.cannot": ("{name} cannot be had: {reason}", "{name} 无法增加：{reason}"),
    "more.not_run": (
        "Not run (--limit): {names}.",
        "未运行（--limit）：{names}。",
    ),
    "more.unknown": ("beyond the end of the run", "超出运行时段"),
    "more.rest": ("and {count} more in one-more.csv", "其余 {count} 项见 one-more.csv"),
}
"""Key to the words in English and Chinese."""
