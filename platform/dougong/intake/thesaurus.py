"""Words by which construction people call the same thing: each line is one meaning."""

from functools import cache, lru_cache
from typing import Final

from dougong.intake.cells import folded

_LINES: Final = """
编号 编码 代码 号码 单号 code no number
合同编号 合同号 合同编码 合同代码
名称 品名 name
姓名 名字 人员姓名 工人姓名 员工姓名 工人 人员 full_name
金额 合价 总价 总金额 总额 合计金额 价款 amount
合同金额 含税金额 合同含税金额 合同额 合同价 合同总价 合同价款 合同总额 签约金额 签约合同价
含税金额 价税合计 含税价 含税总价 含税合价
不含税金额 除税金额 税前金额 不含税价 未税金额 除税合价
税额 税金 增值税额 进项税额 销项税额
税率 增值税率 适用税率 tax_rate
单价 综合单价 价格 unit_price price
数量 工程量 用量 qty quantity
单位 计量单位 计价单位 uom unit
备注 说明 注释 附注 remark remarks note notes comment
摘要 内容 事由 用途
工作内容 施工内容 作业内容 工作说明
部位 施工部位 使用部位 工程部位 楼号 楼栋 区域 分区 位置
班组 班组名称 劳务班组 施工班组 队伍 作业队
班组长 带班 带班人 班长
工种 岗位工种 工种名称
日期 时间 date
签订日期 签约日期 签订时间 签约时间 合同签订日期 合同日期
开始日期 开工日期 起始日期 开始时间 计划开始 start_date
结束日期 完工日期 竣工日期 截止日期 完成日期 终止日期 到期日期 合同到期日 end_date finish_date
开始时间 上班时间 上工时间 起始时间
结束时间 下班时间 下工时间 收工时间 终止时间
入场日期 进场日期 进场时间 入场时间
退场日期 离场日期 退场时间 离场时间
施工日期 用工日期 作业日期 工作日期
月份 所属月份 年月 期间 month
电话 联系电话 手机 手机号 手机号码 移动电话 联系方式 电话号码 phone mobile tel
身份证号 身份证 身份证号码 证件号码 证件号 id_card
银行卡号 银行账号 银行卡 账号 卡号 工资卡号 帐号 bank_card
开户行 开户银行 银行名称 银行 工资卡开户行
统一社会信用代码 信用代码 社会信用代码 税号 纳税人识别号
供应商 供应商名称 供货单位 供货商 供应单位 supplier vendor
对方单位 往来单位 乙方 乙方单位 相对方 合作单位 签约单位 合同相对方 承包单位 分包单位 分包商
甲方 甲方单位 发包人 发包单位 建设单位 业主
负责人 责任人 经办人 联系人
项目 项目名称 工程名称 工程项目
规格 规格型号 型号 型号规格 specification spec
类别 类型 分类 种类 type category
状态 合同状态 当前状态 status
品牌 厂家 生产厂家 品牌厂家
性别 gender sex
工日 出工 出勤 用工 工数 工日数 出勤天数
正常工时 工时 正班工时 正常班
加班工时 加班 加班时间 加班小时
日工资 日工价 工日单价 日单价 工价 日薪 单价
原因 用工原因 事由类别
"""


@cache
def _meanings() -> dict[str, frozenset[int]]:
    found: dict[str, set[int]] = {}
    for number, line in enumerate(_LINES.split("\n")):
        for word in line.split():
            found.setdefault(folded(word.replace("_", "")), set()).add(number)
    return {word: frozenset(numbers) for word, numbers in found.items()}


#: Endings of one meaning: what a label says without them is its essence.
_ENDINGS: Final = (
    ("@day", ("日期", "时间", "日")),
    ("@number", ("编号", "编码", "代码", "号码", "号")),
    ("@money", ("总金额", "金额", "价款", "总额", "额")),
    ("", ("名称",)),
)


@lru_cache(maxsize=8192)
def essence(label: str) -> str:
    """A folded label with its ending by meaning: "合同号" and "合同编号" are the same, "签订时间" and "签订日" too."""
    for meaning, endings in _ENDINGS:
        for ending in endings:
            if label.endswith(ending) and len(label) > len(ending) + 1:
                return label.removesuffix(ending) + meaning
    return label


def same_meaning(one: str, other: str) -> bool:
    """Whether two folded labels are called the same in some line."""
    known = _meanings()
    return bool(known.get(one, frozenset()) & known.get(other, frozenset()))
