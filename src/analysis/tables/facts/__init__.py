"""Printed figures as data (公布数据): facts files, their headers, and what a printed number may stand for."""
