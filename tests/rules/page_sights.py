"""What people see by each page on what is theirs alone, once everybody has accepted."""

from collections.abc import Mapping

from page_scenes import Seen

_INTO_DATA = {"noor@contoso.com": "data"}
_HOURS, _BASE = "designated-engineer", "reactive-support"
BY_SIGHT: Mapping[str, Seen] = {
    "S-13": Seen(
        wrong={"ida@contoso.com": "azure-platform", "noor@contoso.com": "azure-platform", "mia@contoso.com": "default"},
        right={"ida@contoso.com": "azure-platform", "noor@contoso.com": "payroll", "mia@contoso.com": "default"},
    ),
    "S-14": Seen(
        wrong={"kai@contoso.com": "azure-platform", **_INTO_DATA},
        right={"kai@contoso.com": "azure-platform data", **_INTO_DATA},
    ),
    "S-15": Seen(
        wrong={"kai@contoso.com": f"azure-platform: {_BASE}", "noor@contoso.com": f"data: {_HOURS} 400, {_BASE}"},
        right={
            "kai@contoso.com": f"azure-platform: {_HOURS} 300, {_BASE}",
            "noor@contoso.com": f"data: {_HOURS} 100, {_BASE}",
        },
        of_benefits=True,
    ),
    "S-16": Seen(
        wrong={"ida@contoso.com": "azure-platform", **_INTO_DATA},
        right={"ida@contoso.com": "azure-platform data", **_INTO_DATA},
    ),
}
