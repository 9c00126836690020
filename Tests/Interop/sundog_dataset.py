"""Pictures or sounds that `sundog augment` changes while PyTorch trains on them.

    dataset = SundogDataset("pipeline.json", "pictures", batch_size=64, epochs=10, shuffle_buffer=10_000)
    for inputs, labels in torch.utils.data.DataLoader(dataset, batch_size=None, num_workers=2):
        ...

Batches are made by Sundog (`batch_size=None` above), and are the same, in the same order, for any number of workers:
each takes every n-th batch, and DataLoader takes them in turn.
"""

import subprocess
from types import SimpleNamespace

import numpy as np
import torch
from torch.utils.data import IterableDataset, get_worker_info


class SundogDataset(IterableDataset):
    """Yields (inputs, labels): bytes N × H × W × C of pictures, floats of sounds or of a pipeline that normalizes."""

    def __init__(self, pipeline, data, batch_size=64, epochs=1, seed=0, shuffle_buffer=1, command="sundog", options=()):
        self.arguments = [command, "augment", str(pipeline), str(data), "-o", "-", "--quiet", "--format", "npy",
                          "--batch-size", str(batch_size), "--epochs", str(epochs), "--seed", str(seed),
                          "--shuffle-buffer", str(shuffle_buffer), *map(str, options)]

    def __iter__(self):
        worker = get_worker_info()
        shard = f"{worker.id}/{worker.num_workers}" if worker else "0/1"
        threads = ["--workers", "1"] if worker else []
        with subprocess.Popen([*self.arguments, "--shard", shard, *threads], stdout=subprocess.PIPE) as process:
            # NumPy would ask a real file for its position, which a pipe has not.
            stream = SimpleNamespace(read=process.stdout.read)
            while process.stdout.peek(1):
                inputs, labels = (np.lib.format.read_array(stream) for _ in range(2))
                yield torch.from_numpy(inputs), torch.from_numpy(labels)
        if process.returncode:
            raise RuntimeError(f"sundog augment ended with exit code {process.returncode}; see its message above")
