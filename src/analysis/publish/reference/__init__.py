"""The pages of docs/ that are made from data (参考页): the data dictionary, the words in use, the formulas one by one."""
