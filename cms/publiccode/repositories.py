"""When two addresses are of one repository."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

# Here names count the same in any case of letters.
_ANY_CASE = frozenset({"github.com", "gitlab.com", "bitbucket.org", "codeberg.org"})
LONGEST_KEY = 300
_RAW = {
    "github.com": "https://raw.githubusercontent.com/{project}/{branch}/{path}",
    "gitlab.com": "https://gitlab.com/{project}/-/raw/{branch}/{path}",
    "codeberg.org": "https://codeberg.org/{project}/raw/{branch}/{path}",
}


def repository_key(url: str) -> str:
    """What is the same for every way to write a repository's address ("github.com/council/tool"),
    "" for what is no address of one: without scheme, name and password, port of the scheme, "www.",
    ".git" and slashes at the end."""
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError:
        return ""
    host = (parts.hostname or "").removeprefix("www.").rstrip(".")
    path = unquote(parts.path).strip("/").removesuffix(".git").rstrip("/")
    if not host or not path:
        return ""
    if host in _ANY_CASE:
        path = path.lower()
    where = host if port in (None, 80, 443, 22) else f"{host}:{port}"
    key = f"{where}/{path}"
    return f"{key}?{parts.query}"[:LONGEST_KEY] if parts.query else key[:LONGEST_KEY]


def raw_address(url: str) -> str:
    """Where the file itself is, for the address of a repository or of a page that shows the file,
    at the services whose addresses follow a rule; any other address as it is."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return url.strip()
    host = (parts.hostname or "").removeprefix("www.")
    steps = [step for step in parts.path.split("/") if step]
    if len(steps) < 2 or host not in _RAW:
        return url.strip()
    project = f"{steps[0]}/{steps[1].removesuffix('.git')}"
    # /owner/tool/blob/main/publiccode.yml, with a dash in between at GitLab.
    inside = [step for step in steps[2:] if step != "-"]
    if len(inside) > 2 and inside[0] in ("blob", "src", "raw"):
        branch, path = inside[1], "/".join(inside[2:])
        if inside[0] == "src" and branch in ("branch", "tag", "commit") and len(inside) > 3:
            branch, path = inside[2], "/".join(inside[3:])
    elif inside:
        return url.strip()
    else:
        branch, path = "HEAD", "publiccode.yml"
    return _RAW[host].format(project=project, branch=branch, path=path)


def owner(url: str) -> str:
    """Whose the repository is, as its address has it: "council" of github.com/council/tool."""
    parts = urlsplit(url)
    return next((part for part in parts.path.split("/") if part), "") or (parts.hostname or "")
