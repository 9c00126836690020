"""Checks archives against the webdataset package: python check_webdataset.py SUNDOG. Exit code 77 where it is missing."""

import subprocess
import sys
import tempfile

try:
    import numpy as np
    import webdataset
    from PIL import Image
except ImportError:
    sys.exit(77)


def main():
    sundog = sys.argv[1]
    random = np.random.default_rng(3)
    with tempfile.TemporaryDirectory() as folder:
        examples = [(f"part/{i:03}", random.integers(0, 256, (7, 9, 3), dtype=np.uint8), i % 4) for i in range(12)]
        with webdataset.TarWriter(f"{folder}/in.tar") as writer:
            for key, pixels, label in examples:
                writer.write({"__key__": key, "png": Image.fromarray(pixels), "cls": label, "json": {"source": "here"}})
        with open(f"{folder}/none.json", "w") as file:
            file.write("[]")
        command = f"{sundog} augment {folder}/none.json {folder}/in.tar --quiet -o -"
        subprocess.run(f"{command} > {folder}/out.tar", shell=True, check=True)
        for source in [f"pipe:{command}", f"{folder}/out.tar"]:
            read = list(webdataset.WebDataset(source, shardshuffle=False).decode("rgb8"))
            assert [example["__key__"] for example in read] == [key for key, _, _ in examples]
            assert [example["cls"] for example in read] == [label for _, _, label in examples]
            assert all(np.array_equal(example["png"], pixels) for example, (_, pixels, _) in zip(read, examples))
        print("webdataset reads what sundog writes, and the other way round:", len(read))


main()
