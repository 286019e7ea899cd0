"""Clusters each file's lines with drain3 as it comes, without settings.

Usage: cluster.py OUT_FOLDER PASSES FILE...
Writes OUT_FOLDER/NAME.ids, the cluster's id of each line in the first pass, and
prints one line for each file: name, lines in all passes, seconds.
"""

import pathlib
import sys
import time

from drain3 import TemplateMiner
from drain3.template_miner_config import TemplateMinerConfig


def main(out_folder, passes, files):
    for file in map(pathlib.Path, files):
        lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
        miner = TemplateMiner(config=TemplateMinerConfig())
        started = time.perf_counter()
        ids = [miner.add_log_message(line)["cluster_id"] for line in lines]
        for _ in range(passes - 1):
            for line in lines:
                miner.add_log_message(line)
        seconds = time.perf_counter() - started
        out = pathlib.Path(out_folder) / (file.stem + ".ids")
        out.write_text("".join(f"{cluster}\n" for cluster in ids), encoding="utf-8")
        print(file.stem, len(lines) * passes, f"{seconds:.6f}", flush=True)


main(sys.argv[1], int(sys.argv[2]), sys.argv[3:])
