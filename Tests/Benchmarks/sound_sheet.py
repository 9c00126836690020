"""Puts the pictures of `SundogBenchmarks sound-sheet FOLDER RAW > NAMES` onto one page.

usage: sound_sheet.py NAMES RAW PNG     (needs numpy and pillow)
"""
import sys
import numpy as np
from PIL import Image, ImageDraw

names = open(sys.argv[1]).read().split("\n")[:-1]
height, width, each, across = 72, 104, 3, 4
cells = np.fromfile(sys.argv[2], np.uint8).reshape(len(names), each, height, width)
row, column = height + 16, each * (width + 3) + 10
page = Image.new("RGB", (across * column, -(-len(names) // across) * row), "white")
draw = ImageDraw.Draw(page)
# Dark blue to yellow.
t = np.linspace(0, 1, 256)[:, None]
colors = (255 * np.clip(np.hstack([1.6 * t - 0.2, 1.4 * t ** 1.4, 0.35 + 0.8 * t - 1.1 * t ** 2]), 0, 1)).astype(np.uint8)
for index, name in enumerate(names):
    x, y = index % across * column, index // across * row
    draw.text((x + 2, y + 1), name, fill="black")
    for number in range(each):
        page.paste(Image.fromarray(colors[cells[index, number]]), (x + number * (width + 3), y + 13))
page.save(sys.argv[3])
