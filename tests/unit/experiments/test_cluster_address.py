"""What is refused before anything is sent to a cluster, and in which words."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from sortsim.core.errors import InputError
from sortsim.experiments.cluster import ClusterLostError, make_cluster_executor
from sortsim.experiments.cluster_address import TlsFiles, check_address, is_loopback
from sortsim.experiments.cluster_versions import difference, versions_here


def _refusal(address: str, tls: TlsFiles, *, is_insecure: bool = False) -> str:
    with pytest.raises(InputError) as error:
        check_address(address, is_insecure=is_insecure, tls=tls)
    return str(error.value)


@pytest.mark.parametrize(
    "address",
    ["", "10.0.0.1:8786", "tcp://", "tcp://host", "http://host:80", "tcp://host:port",
     "tcp://host:99999", "tcp://host:1/path", "tcp://me@host:1"],
)  # fmt: skip
def test_what_is_no_address_is_refused(address: str) -> None:
    """An address has a scheme of the two, a host and a port, and nothing else."""
    assert "it reads tcp://host:port or tls://host:port" in _refusal(address, TlsFiles())


@pytest.mark.parametrize("host", ["10.0.0.1", "cluster.example", "0.0.0.0", "[fd00::1]"])
def test_a_network_without_tls_needs_the_word_insecure(host: str) -> None:
    """Beyond this machine an unprotected address is refused unless the user accepts it."""
    assert "accept that with --insecure" in _refusal(f"tcp://{host}:8786", TlsFiles())
    check_address(f"tcp://{host}:8786", is_insecure=True)
    check_address(f"tls://{host}:8786", is_insecure=False)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.9.9.9", "localhost", "::1"])
def test_this_machine_needs_no_tls(host: str) -> None:
    """A loopback address is reached from nowhere else."""
    assert is_loopback(host)
    check_address(f"tcp://[{host}]:1" if ":" in host else f"tcp://{host}:1", is_insecure=False)


def test_all_that_is_wrong_is_told_at_once(tmp_path: Path) -> None:
    """Missing files, certificates for a plain address and the missing word come together."""
    told = _refusal("tcp://10.0.0.1:1", TlsFiles(ca=tmp_path / "ca.pem", cert=tmp_path / "c.pem"))
    assert [line.split(" = ")[0].split(":")[0] for line in told.splitlines()] == [
        "--tls-ca", "--tls-cert", "--tls-ca, --tls-cert", "--cluster",
    ]  # fmt: skip


def test_tls_without_certificates_names_both_ways_to_give_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """An option or Dask's own variable gives a certificate; without either nothing is sent."""
    with pytest.raises(InputError) as error:
        make_cluster_executor("tls://10.0.0.1:1")
    told = str(error.value)
    assert "--tls-ca" in told
    assert "DASK_DISTRIBUTED__COMM__TLS__CLIENT__CERT" in told


def test_without_the_extra_its_name_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who has not installed Dask is told what to install."""
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(InputError, match=r"sortsim\[dist\]"):
        make_cluster_executor("tcp://127.0.0.1:1")


def test_nobody_there_is_told_soon() -> None:
    """An address where nothing listens is an input error within the time to connect."""
    executor = make_cluster_executor("tcp://127.0.0.1:9", connect_s=0.5)
    with pytest.raises(InputError, match=r"no scheduler answers within 0\.5 s"):
        executor.__enter__()


def test_versions_differ_in_words() -> None:
    """What differs is named with both sides; the hash alone tells two states of one version."""
    ours = versions_here()
    assert difference(ours, ours) == ""
    assert difference(ours, ours | {"numpy": "1.0"}) == f"numpy 1.0 (here {ours['numpy']})"
    assert difference(ours, ours | {"source_sha256": "0" * 64}).startswith(
        "sortsim's source 000000000000 (here "
    )
    old = ours | {"source_sha256": "0" * 64, "sortsim": "0.0.9"}
    assert difference(ours, old) == f"sortsim 0.0.9 (here {ours['sortsim']})"
    assert difference(ours, {k: v for k, v in ours.items() if k != "numba"}) == (
        f"numba missing (here {ours['numba']})"
    )


def test_the_loss_of_a_scheduler_says_how_to_go_on() -> None:
    """The sentence names the address and what the next command does."""
    assert "tcp://a:1" in str(ClusterLostError("tcp://a:1"))
    assert "only what is missing" in str(ClusterLostError("tcp://a:1"))
