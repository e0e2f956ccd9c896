"""Where a cluster is and how one speaks to it: address, certificates, what is refused.

Here lives what is said before anything is sent; who works is in ``cluster``, whether they have the
same sortsim in ``cluster_versions``.  ``cluster`` imports it.
"""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sortsim.core.errors import InputError, Problem

if TYPE_CHECKING:
    from distributed import Security

KEY = "--cluster"
ADDRESS = re.compile(
    r"(?P<scheme>tcp|tls)://(?P<host>[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\]):(?P<port>[0-9]{1,5})"
)
MOST_PORT = 65_535


@dataclass(frozen=True, slots=True)
class TlsFiles:
    """Certificates by file; what is ``None`` is taken from Dask's own configuration."""

    ca: Path | None = None
    """Certificate of the authority that signed those of the cluster, PEM."""
    cert: Path | None = None
    """Certificate of this side, PEM."""
    key: Path | None = None
    """Its private key, PEM; may stand in the file of the certificate."""

    def given(self) -> dict[str, Path]:
        """Return the files that are named, by option."""
        named = {"--tls-ca": self.ca, "--tls-cert": self.cert, "--tls-key": self.key}
        return {option: path for option, path in named.items() if path is not None}


NO_FILES = TlsFiles()


def check_address(address: str, *, is_insecure: bool, tls: TlsFiles = NO_FILES) -> None:
    """Refuse an address that is none, or that would carry code unprotected over a network.

    Parameters
    ----------
    address
        ``tcp://host:port`` or ``tls://host:port``.
    is_insecure
        Whether the user accepts an unprotected connection beyond this machine.
    tls
        Certificates given beside it.

    Raises
    ------
    InputError
        With everything that is wrong.
    """
    scheme, host = _parts(address)
    problems = [
        Problem("no such file", key=option, value=str(path))
        for option, path in tls.given().items()
        if not path.is_file()
    ]
    if scheme == "tcp" and tls.given():
        told = f"certificates are given, but {address} is not a tls:// address"
        problems.append(Problem(told, key=", ".join(tls.given())))
    if scheme == "tcp" and not is_loopback(host) and not is_insecure:
        told = (
            "neither encrypted nor on this machine: whoever reaches the port can run code on "
            "every worker; use a tls:// address, or accept that with --insecure"
        )
        problems.append(Problem(told, key=KEY, value=address))
    if problems:
        raise InputError(problems)


def is_loopback(host: str) -> bool:
    """Return whether a host is this machine and cannot be reached from another one."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def security(address: str, tls: TlsFiles = NO_FILES) -> Security | None:
    """Return what Dask needs to know for a ``tls://`` address; ``None`` for ``tcp://``.

    Parameters
    ----------
    address
        Checked address.
    tls
        Certificates by file; Dask's configuration has the others.

    Raises
    ------
    InputError
        A certificate is named nowhere, or in a file that is not there.
    """
    if not address.startswith("tls:"):
        return None
    from distributed import Security

    names = {"--tls-ca": "tls_ca_file", "--tls-cert": "tls_client_cert",
             "--tls-key": "tls_client_key"}  # fmt: skip
    given = {names[option]: str(path) for option, path in tls.given().items()}
    made = Security(require_encryption=True, **given)
    _require(made)
    return made


def _require(made: Any) -> None:
    wanted = {
        "--tls-ca": (made.tls_ca_file, "CA_FILE", "certificate of the authority"),
        "--tls-cert": (made.tls_client_cert, "CLIENT__CERT", "certificate of this side"),
    }
    problems = [
        Problem(
            f"no {what} is given; name its file, or set DASK_DISTRIBUTED__COMM__TLS__{variable}",
            key=option,
        )
        for option, (value, variable, what) in wanted.items()
        if not value
    ]
    named = (made.tls_ca_file, made.tls_client_cert, made.tls_client_key)
    # Dask takes the text of a certificate in place of a file's name, too.
    problems += [
        Problem("no such file, as Dask's configuration names it", file=str(value))
        for value in named
        if value and "\n" not in value and not Path(value).is_file()
    ]
    if problems:
        raise InputError(problems)


def _parts(address: str) -> tuple[str, str]:
    """Return scheme and host of an address; raises `InputError` where it has not both."""
    found = ADDRESS.fullmatch(address)
    if found is None or not 0 < int(found["port"]) <= MOST_PORT:
        told = "not an address; it reads tcp://host:port or tls://host:port"
        raise InputError([Problem(told, key=KEY, value=address)])
    return found["scheme"], found["host"].strip("[]").lower()
