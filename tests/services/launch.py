"""Becomes another program: `launch.py USER SIGNAL PARENT COMMAND …`.

Run as a script in a fresh process. It takes USER's rights (`-`: keeps its own), asks Linux to send
SIGNAL to it when the process PARENT dies, and then replaces itself by COMMAND. Doing this in a
program of its own, and not between fork and exec, is safe where the parent has threads.
"""

from __future__ import annotations

import ctypes
import os
import pwd
import sys

PR_SET_PDEATHSIG = 1


def main(user: str, signal_number: int, parent: int, command: list[str]) -> None:
    if user != "-":
        entry = pwd.getpwnam(user)
        os.initgroups(user, entry.pw_gid)
        os.setgid(entry.pw_gid)
        os.setuid(entry.pw_uid)
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal_number, 0, 0, 0)
        if os.getppid() != parent:
            sys.exit("the parent died before its server was started")
    os.execvp(command[0], command)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4:])
