"""The rules by the names that drafts and loose numbers give as their reasons, each as a sentence for the reader."""

RULES = {
    # what made a draft
    "number at the end": "A number with its unit closes the clause or its part: 新建道路56条.",
    "number before its object": "A counted number stands before what it counts: 打通50条断头路.",
    "shared names": "Several numbers share the names before them: A、B分别增长6%和8%.",
    "two measures": "Two numbers measure the same thing: 400套、2.2万平方米.",
    "starts": "A verb of starting with a named thing: 开工建设….",
    "finishes": "A verb of finishing with a named thing: 完成…, 建成….",
    "issues": "A document will be written or issued: 出台…政策, 编制…规划.",
    "founds": "A body or an institution will be founded: 设立…基金, 建立…制度.",
    "builds": "A named thing will be built or rebuilt: 新建…, 改造….",
    "wins": "A title or an approval is sought: 争创国家级….",
    "holds": "An event or a count will be held: 举办…会, 开展…普查.",
    "abolishes": "Something will be abolished or closed: 取消…, 淘汰….",
    "raises": "A benefit will be raised without a figure: 提高…标准.",
    "chooses": "Something will be designated: 划定…, 遴选….",
    "fits": "Something will be fitted for named people or places: 为…安装….",
    "predicate": "The clause closes with an end reached: …竣工通车.",
    "becomes": "Something will become what others certify: …晋升为国家级….",
    "reaches all": "Full coverage or zero is promised: 实现…全覆盖.",
    "reference": "The figure to reach stands outside the report: …不低于全省平均水平.",
    "all of it": "All of something will be done: 全部实现….",
    "improves": "Named things will be improved: 对…优化提升.",
    "standing effort": "A verb of effort without number or end: 加强….",
    # what shaped it
    "comparator": "These words decide how the number is compared.",
    "deadline": "These words give the day; without them it is the last day of the year.",
    "similar": "A promise in like words has a confirmed lead: this unit.",
    "duty": "These words belong to the duties of the proposed office.",
}
"""Why a draft is one and what it is."""

LOOSE = {
    "past": "Tells what was done.",
    "forecast": "A forecast (预计…), no promise.",
    "frame": "Frames the sentence (围绕…, 以…为载体) and is no aim of its own.",
    "scope": "Says what an effort is about (壮大19个产业集群).",
    "describes": "Sizes or dates something else (存栏2000头的奶牛场).",
    "where it starts from": "The value from which a change starts (从75%提高到80%).",
    "size of a list": "Counts the points of a list (5个方面).",
    "order": "Orders or names (第三届, 110千伏, 401号).",
    "date": "A date or a span of time.",
    "year": "A year.",
    "name": "Part of a name or a quotation (“1+6”).",
    "bracket": "Stands in brackets.",
    "bare number": "A number without unit that measures nothing (105国道).",
}
"""Why a number is covered by no draft."""
