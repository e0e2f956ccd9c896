"""The words of the replay's page, in English and Chinese.

Here live words alone; names that a scenario gives are not translated.  Only ``report.replay``
imports it.
"""

from __future__ import annotations

from sortsim.report.numbers import Lang

_WORDS: dict[str, tuple[str, str]] = {
    "title": ("Replay", "回放"),
    "from_to": ("{begin} to {end}", "{begin} 至 {end}"),
    "plan_text": (
        "Floor plan of the centre with every parcel in motion; text beside it tells the counts",
        "分拨中心平面图，逐件显示包裹运动；旁有文字说明数量",
    ),
    "summary": (
        "From {begin} to {end}: {pieces} parcels and bags are followed, {loaded} are loaded, {laps}"
        " laps fail; the worst ten minutes begin at {worst}. Press h for the keys.",
        "{begin} 至 {end}：跟踪 {pieces} 件（含包），装车 {loaded} 件，失败循环 {laps} 次；"
        "最差十分钟始于 {worst}。按 h 查看按键。",
    ),
    "failed": ("The replay cannot be shown:", "无法显示回放："),
    "noscript": ("The replay needs JavaScript.", "回放需要 JavaScript。"),
    "play": ("Play", "播放"),
    "pause": ("Pause", "暂停"),
    "close": ("Close", "关闭"),
    "speed_word": ("Speed", "速度"),
    "seek_word": ("Time of day", "时刻"),
    "worst": ("Worst 10 min", "最差十分钟"),
    "colour_word": ("Colour", "着色"),
    "find_word": ("Find", "查找"),
    "find_hint": ("station or parcel", "站名或件号"),
    "fit": ("Whole plan", "全图"),
    "legend_word": ("Legend", "图例"),
    "help_word": ("How to read and use this page", "如何阅读与使用"),
    "help_read": (
        "Each dot is one parcel or bag, placed from the run's trace. Doors stand on the left,"
        " vehicles with their cargo before them; belts lead to the loops, whose carriers turn as in"
        " the run. A line beside a loop is a chute, longer as it fills. Bars on the right are"
        " lanes; at the edge stand the vehicles that are loaded. The plan is a diagram: ways and"
        " order are the scenario's, lengths are not, but that slots of a loop are to scale.",
        "每个点是一件包裹或集包，位置取自仿真轨迹。左侧为卸车月台及车辆，输送线通往环线，小车转动与仿真一致；"
        "环线旁短线为格口，越满越长；右侧横条为集货道，最右为装车车辆。平面为示意图：路径与次序取自方案，"
        "长度不按比例（环线格口位置除外）。",
    ),
    "by.destination": ("destination", "流向"),
    "by.laps": ("failed laps", "失败循环"),
    "by.class": ("class", "类别"),
    "key.space": ("play or pause", "播放或暂停"),
    "key.arrows": ("10 s back or on; Page Up, Page Down: a minute", "退进 10 秒；翻页键一分钟"),
    "key.brackets": ("slower, faster", "减速、加速"),
    "key.w": ("the worst ten minutes", "最差十分钟"),
    "key.c": ("next colouring", "切换着色"),
    "key.zoom": ("zoom; 0 shows the whole plan", "缩放；0 显示全图"),
    "key.n": ("next or previous station and its curves", "下一站、上一站及曲线"),
    "key.f": ("follow a parcel", "跟踪一件"),
    "key.escape": ("close the panel", "关闭面板"),
    "stopped": ("STOPPED", "停机"),
    "parcel": ("Parcel", "包裹"),
    "bag": ("Bag", "集包"),
    "destination": ("destination", "流向"),
    "class": ("class", "类别"),
    "parcels": ("parcels", "件数"),
    "unknown": ("not told", "未知"),
    "in_bag": ("In bag", "所在集包"),
    "carrier": ("carrier", "小车"),
    "inside": ("inside", "在站"),
    "waiting": ("waiting", "排队"),
    "rate": ("passed an hour", "每小时通过"),
    "most": ("most", "最多"),
    "last": ("last", "最后"),
    "staged": ("staged", "已集货"),
    "loading": ("loading", "装车"),
    "left": ("left", "剩余"),
    "moving": ("moving", "在动"),
    "loaded": ("loaded", "已装车"),
    "laps.0": ("none", "无"),
    "laps.1": ("1", "1"),
    "laps.2": ("2", "2"),
    "laps.3": ("3 and more", "3 及以上"),
    "other": ("bags to open, unknown", "待拆包、未知"),
    "act.unloaded": ("unloaded", "卸车"),
    "act.left_line": ("left the line", "离开输送线"),
    "act.started": ("begun", "开始"),
    "act.handed_over": ("handed on", "移交"),
    "act.seized": ("seized", "查扣"),
    "act.opened": ("opened", "拆包"),
    "act.inducted": ("inducted", "上环线"),
    "act.read_failed": ("not read", "未读出"),
    "act.lapped": ("went round", "多绕一圈"),
    "act.discharged": ("discharged", "落格"),
    "act.to_coding": ("to coding", "转补码"),
    "act.rejected": ("rejected", "剔除"),
    "act.bag_closed": ("closed", "封包"),
    "act.bag_hung": ("taken away", "取走换包"),
    "act.diverted": ("diverted", "分流"),
    "act.overran": ("passed all diverts", "过尾"),
    "act.loaded": ("loaded", "装车"),
    "act.lost": ("lost", "丢失"),
    "act.left_plant": ("left", "离场"),
    "kind.door_group": ("Doors", "月台"),
    "kind.lane_group": ("Lanes", "集货道"),
    "kind.door": ("Door", "月台"),
    "kind.line": ("Line", "输送线"),
    "kind.xray": ("X-ray", "安检"),
    "kind.check": ("Check desk", "查验台"),
    "kind.desk": ("Desk", "工位"),
    "kind.unbag": ("Unbagging", "拆包"),
    "kind.coding": ("Coding", "补码"),
    "kind.loop": ("Loop", "环线"),
    "kind.feeder": ("Feeder", "供包线"),
    "kind.wheel_line": ("Wheel line", "摆轮线"),
    "kind.hand_area": ("Hand area", "人工区"),
    "kind.hand": ("Hand area", "人工区"),
    "kind.tenders": ("Chutes", "格口"),
    "kind.lane": ("Lane", "集货道"),
    "kind.source": ("Source", "来源"),
    "kind.sink": ("Sink", "出口"),
    "kind.queue": ("Queue", "队列"),
}


def words(lang: Lang) -> dict[str, str]:
    """Return every word by its key."""
    column = 1 if lang == "zh" else 0
    return {key: both[column] for key, both in _WORDS.items()}


def grouped(found: dict[str, str], group: str) -> dict[str, str]:
    """Return the words of a group by what follows its name."""
    head = f"{group}."
    return {key.removeprefix(head): word for key, word in found.items() if key.startswith(head)}
