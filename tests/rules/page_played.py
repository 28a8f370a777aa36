"""Who judges which page: ``validate``, by the files alone, or a plan, with what was there before."""

from collections.abc import Mapping
from datetime import date

from page_scenes import Scene

BY_VALIDATE: Mapping[str, set[str]] = {
    "S-01": {"S-01"},
    "S-02": {"S-02"},
    "S-03": {"D-01"},
    "S-06": {"S-06"},
    "S-07": {"S-07"},
    "S-10": {"S-10"},
    "S-11": {"S-11"},
    "S-12": {"S-12"},
    "S-17": {"S-17"},
    "D-01": {"D-01"},
    "D-03": {"D-03"},
    "D-04": {"duplicate-person"},
    "D-09": {"D-09"},
    "D-11": {"D-11"},
    "D-17": {"D-17"},
    "D-18": {"declares-nothing"},
    "D-22": {"bad-value"},
}
"""What is found in Wrong, and of which nothing is left in Right."""

AZURE = """\
version: 1
customer: contoso
workspaces:
  azure-platform:
    admins: [kai@contoso.com]
"""
WITH_IDA = AZURE + "    members: [ida@contoso.com]\n"
WITH_DEV = AZURE.replace("workspaces:", "people:\n  dev@fabrikam.com: {account: work}\nworkspaces:")
WITH_DEV += "    members: [{person: dev@fabrikam.com, sponsor: kai@contoso.com}]\n"
IDA_TWICE = WITH_IDA + "  data:\n    admins: [noor@contoso.com]\n    members: [ida@contoso.com]\n"
FIVE_IN_AZURE = """\
version: 1
customer: contoso
workspaces:
  azure:
    admins: [kai@contoso.com]
    members: [ida@contoso.com, kim@contoso.com, lin@contoso.com, noor@contoso.com]
"""
RETAIL = """\
version: 1
customer: contoso
people:
  ana@mail.example: {account: personal}
workspaces:
  retail:
    admins: [sofia@contoso.com]
    members: [{person: ana@mail.example, sponsor: sofia@contoso.com}]
    account_policy: {personal_accounts: allow, because: customer_choice, by: mia@contoso.com}
"""
ACTIVATED = """\
version: 1
customer: contoso
"""

BY_PLAN: Mapping[str, Scene] = {
    "S-04": Scene(
        on=date(2027, 1, 15),
        wrong={
            "D-03 held contoso-u26",
            "S-04 held azure-platform",
        },
        right={
            "S-01 activate_contract contoso-u27 by the vendor",
            "S-01 create_workspace default",
            "S-02 invite default mia@contoso.com",
            "S-04 create_workspace azure-platform by the vendor",
            "S-06 invite azure-platform kai@contoso.com by the vendor",
        },
    ),
    "S-05": Scene(
        before=AZURE,
        wrong={
            "D-01 add_benefit azure-platform by the vendor",
            "S-07 invite azure-platform ida@contoso.com",
        },
        right={
            "S-07 invite azure-platform ida@contoso.com",
        },
    ),
    "S-08": Scene(
        before=AZURE,
        wrong={
            "S-04 create_workspace data by the vendor",
            "S-06 invite data noor@contoso.com by the vendor",
            "S-07 invite azure-platform ida@contoso.com",
        },
        right={
            "S-04 create_workspace data by the vendor",
            "S-06 invite data noor@contoso.com by the vendor",
            "S-07 invite azure-platform ida@contoso.com",
            "S-07 invite data ida@contoso.com",
        },
    ),
    "S-09": Scene(
        before=WITH_IDA,
        wrong={
            "S-04 create_workspace data by the vendor",
            "S-06 invite data noor@contoso.com by the vendor",
            "S-07 invite data ida@contoso.com",
            "S-09 info",
        },
        right={
            "S-04 create_workspace data by the vendor",
            "S-06 invite data noor@contoso.com by the vendor",
        },
    ),
    "S-18": Scene(
        before=AZURE,
        wrong=set(),
        right={
            "S-18 update_workspace azure-platform",
        },
    ),
    "S-19": Scene(
        before=AZURE,
        wrong=set(),
        right={
            "S-07 invite azure-platform ida@contoso.com",
        },
    ),
    "D-02": Scene(
        before=ACTIVATED,
        wrong={
            "D-02 warning",
            "S-04 create_workspace head-office by the vendor",
            "S-06 invite head-office mia@contoso.com by the vendor",
        },
        right={
            "D-12 rename_workspace head-office by the vendor",
        },
    ),
    "D-05": Scene(
        before=WITH_IDA,
        answers={"ida@contoso.com": ""},
        on=date(2026, 6, 15),
        wrong={
            "D-14 revoke azure-platform ida@contoso.com",
        },
        right={
            "D-05 waiting azure-platform ida@contoso.com",
        },
    ),
    "D-06": Scene(
        before=WITH_IDA,
        answers={"ida@contoso.com": "declined"},
        wrong={
            "D-06 needs_decision azure-platform ida@contoso.com",
        },
        right={
            "S-07 invite azure-platform ida@contoso.com",
        },
    ),
    "D-07": Scene(
        before=WITH_IDA,
        answers={"ida@contoso.com": ""},
        on=date(2026, 6, 15),
        wrong={
            "D-07 revoke azure-platform ida@contoso.com by the vendor",
            "D-17 archive_workspace azure-platform by the vendor",
        },
        right={
            "D-05 waiting azure-platform ida@contoso.com",
        },
    ),
    "D-08": Scene(
        before=ACTIVATED,
        wrong={
            "D-03 update_contract contoso-u26 by the vendor",
            "D-14 remove default mia@contoso.com",
            "D-08 no_admin default",
            "S-02 warning",
            "stopped by last_admin",
        },
        right={
            "D-03 update_contract contoso-u26 by the vendor",
            "D-08 held default mia@contoso.com",
            "S-02 invite default noor@contoso.com",
        },
    ),
    "D-10": Scene(
        before=RETAIL,
        wrong={
            "D-10 held retail ana@mail.example",
            "S-12 set_policy retail",
        },
        right={
            "D-10 remove retail ana@mail.example",
            "S-12 set_policy retail",
        },
    ),
    "D-12": Scene(
        before=WITH_IDA,
        wrong={
            "D-14 remove azure-platform ida@contoso.com",
            "S-07 invite azure-platform ida.holm@contoso.com",
        },
        right={
            "D-12 rename_person ida.holm@contoso.com",
        },
    ),
    "D-13": Scene(
        before=FIVE_IN_AZURE,
        wrong={
            "D-17 archive_workspace azure by the vendor",
            "S-04 create_workspace azure-platform by the vendor",
            "S-06 invite azure-platform kai@contoso.com by the vendor",
            *(f"S-07 invite azure-platform {name}@contoso.com" for name in ("ida", "kim", "lin", "noor")),
            "stopped by probable_rename",
        },
        right={
            "D-12 rename_workspace azure-platform by the vendor",
        },
    ),
    "D-14": Scene(
        before=WITH_IDA,
        wrong={
            "D-14 remove azure-platform ida@contoso.com",
        },
        right={
            "D-14 unmanaged azure-platform ida@contoso.com",
            "D-21 set_limits azure-platform",
        },
    ),
    "D-15": Scene(
        before=WITH_DEV,
        wrong={
            "D-15 info",
            "D-15 remove azure-platform dev@fabrikam.com",
        },
        right={
            "D-15 update_member azure-platform dev@fabrikam.com",
        },
    ),
    "D-16": Scene(
        before=IDA_TWICE,
        wrong={
            "D-14 remove azure-platform ida@contoso.com",
        },
        right={
            "D-16 remove azure-platform ida@contoso.com",
            "D-16 remove data ida@contoso.com",
        },
    ),
    "D-20": Scene(
        before=AZURE,
        wrong={
            "S-07 invite azure-platform ida@contoso.com",
            "S-07 invite azure-platform kim@contoso.com",
        },
        right={
            "S-07 invite azure-platform ida@contoso.com",
            "S-07 invite azure-platform kim@contoso.com",
        },
    ),
    "D-21": Scene(
        before=WITH_IDA.replace("workspaces:", "limits: {removals: {floor: 0, percent: 0}}\nworkspaces:"),
        wrong={
            "D-14 remove azure-platform ida@contoso.com",
            "D-21 set_limits",
            "stopped by removals",
        },
        right={
            "D-21 set_limits",
        },
    ),
}
