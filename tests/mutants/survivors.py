"""Mutants that no test can kill, and why: they do the same, or what they do differently nobody can see."""

from typing import NamedTuple


class Survivor(NamedTuple):
    """In ``file`` the line ``was`` is the line ``now`` in the mutant; both without the blanks around them."""

    file: str
    was: str
    now: str
    because: str


_PROOF = 'return urlsafe_b64encode(hmac.digest(key.secret, said, "sha256")).rstrip(b"=").decode()'
_JSON = "return json.dumps(value, sort_keys=True, ensure_ascii=True, allow_nan=False)"
_URI = (
    'return _RESERVED.sub(lambda found: f"%{found[0][0]:02X}".encode(), path.encode("utf-8", "surrogatepass")).decode()'
)
_STYLE = 'style = (files(__package__) / "plan.css").read_text(encoding="utf-8")'
_RUNS = 'fence = "`" * max(3, 1 + max((len(run) for run in re.findall("`+", text)), default=0))'
_PLAIN_TEXT = "if text.isprintable() and (unicode or text.isascii()):"
_DOMAIN = "known = self._by_domain.get(domain)"
_SHARED = "return workspace if workspace.benefits == benefits else replace(workspace, benefits=benefits)"
_PAGE = 'return page_in((_folder() / f"{identifier}.md").read_text(encoding="utf-8"))'
SURVIVORS = (
    Survivor("kinds/invitation_link.py", _PROOF, _PROOF.replace("sha256", "SHA256"), "the same digest by another name"),
    Survivor("kinds/invitation_link.py", _PROOF, _PROOF.replace("=", "XX=XX"), "of 32 bytes no proof ends with X"),
    Survivor("reporting/escapes.py", _JSON, _JSON.replace(" ensure_ascii=True,", ""), "is so by itself"),
    Survivor("reporting/escapes.py", _JSON, _JSON.replace("False", "None"), "as good as False"),
    Survivor("reporting/escapes.py", _URI, _URI.replace("utf-8", "UTF-8"), "the same encoding by another name"),
    Survivor("reporting/escapes.py", _PLAIN_TEXT, _PLAIN_TEXT.replace(" or ", " and "), "only takes longer"),
    Survivor(
        "reporting/escapes.py",
        "return escape(for_terminal(text), quote=True)",
        "return escape(for_terminal(text), )",
        "is so by itself",
    ),
    Survivor("reporting/html_parts.py", _STYLE, _STYLE.replace("utf-8", "UTF-8"), "the same encoding by another name"),
    Survivor("reporting/html_parts.py", _STYLE, _STYLE.replace('"utf-8"', "None"), "the style is ASCII"),
    Survivor("reporting/markdown_parts.py", _RUNS, _RUNS.replace("=0", "=1"), "a fence has three marks at least"),
    Survivor("rules/pages.py", _PAGE, _PAGE.replace("utf-8", "UTF-8"), "the same encoding by another name"),
    Survivor("rules/predicted_accounts.py", _DOMAIN, "known = None", "only takes longer"),
    Survivor("rules/predicted_accounts.py", _DOMAIN, _DOMAIN.replace("domain)", "None)"), "only takes longer"),
    Survivor(
        "rules/benefit_life.py",
        _SHARED,
        _SHARED.replace("workspace.benefits == benefits", "(workspace.benefits == benefits) and False"),
        "the same facts in another object",
    ),
)


def reason_of(file: str, lines: list[str]) -> str | None:
    was = " ".join(line[1:].strip() for line in lines if line.startswith("-"))
    now = " ".join(line[1:].strip() for line in lines if line.startswith("+"))
    return next((each.because for each in SURVIVORS if each[:3] == (file, was, now)), None)
