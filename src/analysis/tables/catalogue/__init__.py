"""The data sets there are (数据集目录): ours and the reader's own, whose they are, and what was mended on reading."""
