"""Warm kernels (预热内核): each notebook in a fresh process, forked from a parent that has imported the libraries already.

zygote.py      the parent process: single-threaded, imports, forks
preload.py     what it imports, and what must hold before it may fork
owner.py       this side of it: starts it, asks it for kernels, replaces it when it is stale
provisioner.py how Jupyter gets a kernel from it
engine.py      how papermill runs a notebook in one; every papermill of the environment loads this module: keep it light
choice.py      whether kernels are forked or started anew, found out by a trial

The engine is called by its name, `junheng`. Import papermill before engine.py: papermill itself loads it on the way.
"""
