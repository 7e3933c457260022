"""What kinds of things there are, by how their names end: projects, events, documents, bodies, grades."""

import re

from .wording import any_of, listed

NAMED_PLAN = any_of(
    listed(
        "规划 规划纲要 纲要 方案 办法 意见 条例 政策 政策措施 清单 细则 目录 导则 指南 措施 设计 规定 预案 法规 规章 标准 计划 "
        "图则 白皮书 路线图"
    )
)
BUILDING = any_of(
    listed(
        "工程 项目 中心 平台 基地 空间 专网 云 园 园区 产业园 馆 路 大道 国道 省道 街 桥 厂 库 医院 院区 学校 "
        "中学 小学 大学 学院 "
        "幼儿园 系统 机场 铁路 高铁 高速 公路 隧道 "
        "管网 管线 公园 广场 剧院 体育场 市场 楼 大厦 港 港区 码头 泊位 航道 枢纽 线 段 一期 二期 三期 四期 期 "
        "小镇 综合体 实验室 研究院 水库 电站 "
        "步道 栈道 跑道 廊道 球场 "
        "电厂 风电场 变电站 车站 服务站 南站 北站 东站 西站 站 灌区 水闸 泵站 渠 堤 通道 绿道 驿站 服务区 "
        "停车场 校区 宿舍 食堂 操场 孵化器 "
        "示范区 片区 试验区 保税区 口岸 生产线 基金 院 场 塔 敬老院 养老院 水厂 矿 装置 设施 互通 立交 环线 外环 高架 快速路"
    )
)
EVENT = any_of(
    listed(
        "会 节 赛 展 论坛 活动 赛事 大会 运动会 峰会 马拉松 文化周 购物季 消费季 旅游季 文化月 季 周 选举 晚会 "
        "推介 专场 系列 评选 大赛 锦标赛 世界杯 公开赛 年会"
    )
)
BODY = any_of(
    listed(
        "中心 平台 集团 公司 服务局 管理局 振兴局 研究院 联盟 基金 专班 机构 委员会 协会 制度 超市 孵化器 基地 工作站 学院 法庭 "
        "联合体 实验室 办公室 指挥部 数据库 银行 学校 智库 "
        "“链长制” 链长制 库"
    )
)
GRADE = re.compile(r"国家|省级?|全国|自治区|世界|[345]A|级|示范|百强|试点|城市|县$|品牌|“[^”]+”")
_ITEM = re.compile(
    rf"(?:{BUILDING}|{EVENT}|{NAMED_PLAN}|{BODY}|改扩建|扩建|技改|改造|迁建|利用|供热|债券|票据|融资|标准"
    rf"|修编|编制|通[水电气路邮网车]|好人|直通车|即开工”|即发证”|建设|优化提升"
    r"|(?:园林|文明|卫生|森林|历史文化|旅游|环保模范)(?:城市|名城|县城)|示范[县市区]"
    r"|综合改革|登记颁证|公积金|养老金|补助标准|保障标准|“[^”]+”)$"
)


def names_a_thing(words: str) -> bool:
    """Whether the words end like the name of a project, event, document or body."""
    return bool(_ITEM.search(words))
