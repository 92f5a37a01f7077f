"""completions.py SHELL: completes command lines in that shell, in a terminal, as people do.

A line is typed up to <TAB>; then the shell is asked for the words that it has now. Needs
the tools in the PATH. Prints what isn't as it should be; status 1 if anything.
"""
import os
import pty
import re
import select
import sys
import tempfile
import time

SHELLS = {
    "bash": (["bash", "--norc", "--noprofile"],
             "bind 'set enable-bracketed-paste off'; source <({} --completion=bash)"),
    "zsh": (["zsh", "-f"],
            "fpath=($PWD $fpath); autoload -Uz compinit; compinit -u -D"),
    "fish": (["fish", "--no-config"], "{} --completion=fish | source"),
}

FILES = {
    "plain.csv": "id,channel,stage time\n1,2,3\n",
    "my file.csv": "Deal Stage,utm:source,\"a \"\"b\"\" $c\"\n1,2,3\n",
    "semi.csv": "\ufeffEntry Date;Größe;re,gion\n1;2;3\n",
}

# What is typed; the last word then. None: it stays as it was typed.
CASES = [
    ("funnel-stats plain.csv --by=cha", "--by=channel"),
    ("funnel-stats plain.csv -b cha", "channel"),
    ("funnel-stats plain.csv --by=id,cha", "--by=id,channel"),
    ("funnel-stats plain.csv --by=sta", "--by=stage time"),
    ("funnel-stats plain.csv -c id=cha", "id=channel"),
    ("funnel-stats plain.csv --column=time=sta", "--column=time=stage time"),
    ("funnel-stats my\\ file.csv --by=De", "--by=Deal Stage"),
    ("funnel-stats 'my file.csv' --by=utm:s", "--by=utm:source"),
    ("funnel-stats 'my file.csv' --by=utm", "--by=utm:source"),
    ("funnel-stats 'my file.csv' -c id=a", "id=a \"b\" $c"),
    ("funnel-stats -d ';' semi.csv --by=En", "--by=Entry Date"),
    ("funnel-stats --delimiter=';' semi.csv --by=Gr", "--by=Größe"),
    ("funnel-stats semi.csv -d ';' -c id=re", "id=re,gion"),
    ("funnel-stats nowhere.csv --by=cha", None),
    ("funnel-stats . --by=cha", None),
    ("lead-train plain.csv --outcome=cha", "--outcome=channel"),
    ("funnel-stats --summ", "--summary"),
    ("funnel-stats --cohort=qua", "--cohort=quarter"),
]


def drain(fd, quiet_s, limit_s=20.0):
    """What the terminal shows until it has been still for a while."""
    said, end = b"", time.monotonic() + limit_s
    while time.monotonic() < end:
        if not select.select([fd], [], [], quiet_s)[0]:
            break
        try:
            said += os.read(fd, 65536)
        except OSError:
            break
    return said


def wait_for(fd, text, limit_s=20.0):
    said, end = b"", time.monotonic() + limit_s
    while text not in said and time.monotonic() < end:
        said += drain(fd, 0.05, 0.5)
    return said.decode(errors="replace")


def last_word(fd, line, number):
    os.write(fd, line.encode() + b"\t")
    drain(fd, 0.7)
    mark = f"{number}done"
    os.write(fd, b"\x01printf '<%s>\\n' \x05\r")
    os.write(fd, f"echo {number}'done'\r".encode())
    said = wait_for(fd, mark.encode())
    words = re.findall(r"(?m)^<(.*)>\r?$", said.replace("\r", ""))
    return words[-1] if words else said


def main(shell):
    command, setup = SHELLS[shell]
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        for name, text in FILES.items():
            with open(name, "w", encoding="utf-8") as file:
                file.write(text)
        tools = sorted({line.split()[0] for line, _ in CASES})
        if shell == "zsh":
            for tool in tools:
                os.system(f"{tool} --completion=zsh >_{tool}")
        pid, fd = pty.fork()
        if pid == 0:
            env = dict(os.environ, TERM="dumb", PS1="$ ", HOME=folder, LC_ALL="C.UTF-8",
                       COLUMNS="500")
            os.execvpe(command[0], command, env)
        drain(fd, 1.0)
        for tool in tools:
            os.write(fd, setup.format(tool).encode() + b"\r")
        drain(fd, 1.0)
        for number, (line, expected) in enumerate(CASES):
            if expected is None:
                expected = line.split()[-1]
            got = last_word(fd, line, number)
            if got != expected:
                failed += 1
                print(f"{shell}: {line}<TAB> gives {got!r}, not {expected!r}")
        os.write(fd, b"exit\r")
        drain(fd, 0.3, 1.0)
        os.close(fd)
    print(f"{shell}: {len(CASES)} completions, {failed} wrong")
    return failed > 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
