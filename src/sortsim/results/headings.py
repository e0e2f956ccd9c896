"""Chinese headings of every column of every table, for spreadsheets.

Here lives the one list of them; what a column means is in ``schema``, ``dataset_schema`` and
``city``.  ``results`` imports it.
"""

from __future__ import annotations

from collections.abc import Mapping

HEADINGS_ZH: Mapping[str, str] = {
    # experiments
    "cell": "方案编号", "cell_name": "方案", "replication": "重复", "base": "基础场景",
    "seed": "随机种子", "status": "状态", "key": "运行地址", "planned_parcels": "计划件数",
    "carries": "能否承载", "kpi": "指标", "value": "值", "unit": "单位", "more_than": "下界",
    "n": "样本数", "unknown": "未知数", "mean": "均值", "half_width": "半宽", "low": "区间下限",
    "high": "区间上限", "deviation": "标准差", "min": "最小值", "p05": "5%分位", "p25": "25%分位",
    "median": "中位数", "p75": "75%分位", "p95": "95%分位", "max": "最大值",
    "confidence": "置信水平", "factor": "因子", "cell_a": "方案甲编号", "name_a": "方案甲",
    "cell_b": "方案乙编号", "name_b": "方案乙", "level_a": "甲的水平", "level_b": "乙的水平",
    "held": "其余因子水平", "difference": "差值", "p": "p值", "p_adjusted": "校正p值",
    "family": "同族个数", "verdict": "结论",
    # what every export has
    "record": "记录", "item": "项目", "text": "文字", "name": "英文名称", "name_zh": "名称",
    "table": "表", "column": "列", "heading_zh": "中文表头", "dtype": "类型", "meaning": "英文含义",
    "meaning_zh": "含义",
    # one run: parcels
    "parcel": "快件编号", "vehicle_in": "到达车辆", "flow": "流向", "parcel_class": "快件类别",
    "lane": "流向格口", "planned_arrival_ms": "计划到达", "gate_ms": "进场时刻",
    "staged_ms": "到达集货位时刻", "loaded_ms": "装车时刻", "departed_ms": "发车时刻",
    "due_ms": "计划发车时刻", "next_day_zone": "次日达区域", "eligible": "可承诺次日达",
    "on_planned": "赶上计划班次", "promise_kept": "次日达达成", "outcome": "结束时所在",
    "vehicle_out": "发出车辆", "laps": "未落格圈数", "rejects": "异常口次数",
    "screened": "已过机安检",
    "missorted": "错分", "bagged": "已集包", "yard_s": "车场等待", "door_s": "卸车",
    "line_s": "输送线",
    "xray_s": "过机安检", "unbag_s": "拆包", "hand_s": "人工分拣", "wheel_s": "摆轮",
    "induction_s": "供包等待", "loop_s": "环线", "extra_laps_s": "额外圈", "coding_s": "补码",
    "chute_s": "格口与集包", "staging_s": "集货等待", "loading_s": "装车至发车",
    # one run: hours, stations, vehicles, labour, energy, costs
    "hour_index": "小时序号", "hour_of_day": "钟点", "arrived_parcels": "到达件数",
    "unloaded_parcels": "卸车件数", "sorted_parcels": "分拣件数", "departed_parcels": "发出件数",
    "backlog_parcels": "场内积压", "minute": "分钟", "station": "工位", "kind": "类型",
    "area": "区域",
    "inside_pieces": "在内处理件", "inside_parcels": "在内快件", "waiting_pieces": "等待处理件",
    "busy_share": "忙碌占比", "blocked_share": "阻塞占比", "stopped_share": "停机占比",
    "passed_pieces": "通过处理件", "capacity": "在岗台数", "vehicle": "车辆编号",
    "direction": "方向",
    "group": "组", "door": "月台口", "planned_ms": "计划时刻", "actual_ms": "实际进场时刻",
    "docked_ms": "靠台时刻", "done_ms": "装卸完成时刻", "left_ms": "离台时刻", "parcels": "件数",
    "capacity_parcels": "装载能力", "is_extra": "加班车", "waited_yard_s": "等台时间",
    "pool": "工种", "present_worker_h": "在岗工时", "busy_worker_h": "作业工时", "kwh": "电量",
    "yuan": "金额",
    # a city
    "site": "场地", "date": "日期", "role": "角色", "peak_hour_parcels": "高峰小时件数",
    "due_parcels": "应发件数", "on_planned_parcels": "按计划发出件数",
    "eligible_parcels": "可承诺件数", "promise_kept_parcels": "次日达达成件数",
    "zone_parcels": "次日达区域件数", "zone_kept_parcels": "次日达区域及时件数",
    "screened_parcels": "过机安检件数", "seized_parcels": "扣留件数",
    "missorted_parcels": "错分件数", "left_city_parcels": "离开全市场地件数",
    "transit_mean_min": "平均在途", "dwell_p50_min": "停留中位数", "dwell_p95_min": "停留95%分位",
    "labour_h": "工时", "labour_yuan": "人工费", "energy_yuan": "电费", "capital_yuan": "设备折算",
    "maintenance_yuan": "维护费", "rent_yuan": "租金", "missorts_yuan": "错分损失",
    "bags_yuan": "包袋费", "failures": "故障次数", "vehicles": "车辆数",
}  # fmt: skip
"""Name of a column to its heading; equal names have equal headings in all tables."""


def heading_zh(name: str) -> str:
    """Return the Chinese heading of a column; its name where there is none, as for a factor."""
    return HEADINGS_ZH.get(name, name)
