"""Checks sundog_dataset.py: python check_dataset.py SUNDOG PIPELINE DATA COUNT. Exit code 77 where torch is missing."""

import sys

try:
    import torch
    from torch.utils.data import DataLoader
except ImportError:
    sys.exit(77)

from sundog_dataset import SundogDataset


def batches(workers, **settings):
    dataset = SundogDataset(sys.argv[2], sys.argv[3], batch_size=8, command=sys.argv[1], **settings)
    return list(DataLoader(dataset, batch_size=None, num_workers=workers))


def main():
    settings = {"epochs": 2, "seed": 3, "shuffle_buffer": 50}
    alone, two, three = (batches(workers, **settings) for workers in [0, 2, 3])
    assert sum(len(labels) for _, labels in alone) == 2 * int(sys.argv[4]), [len(labels) for _, labels in alone]
    for other in [two, three]:
        assert len(other) == len(alone)
        for (inputs, labels), (others, other_labels) in zip(alone, other):
            assert torch.equal(inputs, others) and torch.equal(labels, other_labels)
    changed = batches(0, **dict(settings, seed=4))
    assert not all(torch.equal(a[0], b[0]) for a, b in zip(alone, changed)), "the seed changes nothing"

    # A consumer that stops early ends the command quietly.
    iterator = iter(SundogDataset(sys.argv[2], sys.argv[3], epochs=1000, command=sys.argv[1]))
    next(iterator)
    iterator.close()
    try:
        list(SundogDataset(sys.argv[2], sys.argv[3] + "-missing", command=sys.argv[1]))
    except RuntimeError as error:
        assert "exit code" in str(error)
    else:
        raise AssertionError("a missing set is no error")
    print("the same batches for 0, 2 and 3 workers:", len(alone))


main()
