"""Clusters each file's lines with drain3 as it comes, without settings.

Usage: cluster.py OUT_FOLDER FILE...
Writes OUT_FOLDER/NAME.ids, the final cluster's id of each line, and prints one
line for each file: name, lines, seconds.
"""

import pathlib
import sys
import time

from drain3 import TemplateMiner
from drain3.template_miner_config import TemplateMinerConfig


def main(out_folder, files):
    for file in map(pathlib.Path, files):
        lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
        miner = TemplateMiner(config=TemplateMinerConfig())
        started = time.perf_counter()
        ids = [miner.add_log_message(line)["cluster_id"] for line in lines]
        seconds = time.perf_counter() - started
        out = pathlib.Path(out_folder) / (file.stem + ".ids")
        out.write_text("".join(f"{cluster}\n" for cluster in ids), encoding="utf-8")
        print(file.stem, len(lines), f"{seconds:.6f}", flush=True)


main(sys.argv[1], sys.argv[2:])
