"""What the parent of warm kernels imports, and what must hold before it may fork."""

from __future__ import annotations

import ast
import builtins
import gc
import importlib
import io
import os
import sys
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import find_spec
from pathlib import Path
from types import SimpleNamespace

# What every kernel needs, and what these import late: the debugger alone costs a third of a kernel's start.
ALWAYS = (
    *("ipykernel.kernelapp", "ipykernel.debugger", "zmq.utils.garbage", "tornado.platform.asyncio"),
    *("IPython.core.completerlib", "IPython.core.debugger", "IPython.core.pylabtools", "IPython.extensions.storemagic"),
    *("pandas", "pandas.io.formats.html", "pandas.io.formats.string", "pandas.core.reshape.reshape"),
    *("matplotlib.pyplot", "pandas.plotting._matplotlib"),
)
# A notebook's other imports are loaded beforehand only if they are of these: known to start no thread, to open no
# connection, and to change only by being installed anew. A reader's own modules are none of them.
KEPT_WARM = frozenset({"analysis", "matplotlib", "numpy", "pandas", "scipy", "seaborn", "statsmodels"})
NOT_FORKED = ("polars", "torch", "tensorflow", "jax", "grpc")  # start threads when they are imported
# Read when a library is loaded, so they are set before the parent starts. One thread a kernel is right where several run.
SINGLE_THREADED = {
    "JE_ARROW_MALLOC_CONF": "background_thread:false",
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "NUMEXPR_NUM_THREADS": "1",
}
INLINE = "module://matplotlib_inline.backend_inline"  # what ipykernel sets before a notebook imports matplotlib
Call = Sequence[object]  # a module, a function of it that remembers what it gave, its arguments
_tried: set[str] = set()


class NotSingleThreaded(RuntimeError):
    """A thread runs in the parent: what it holds would be locked for ever in a fork."""


def imported_by(sources: Iterable[str]) -> list[str]:
    """The modules that cells of code import and that may be loaded beforehand, in the order met."""
    names: dict[str, None] = {}
    for source in sources:
        try:
            statements = ast.walk(ast.parse(source))
        except SyntaxError:  # magics; what such a cell imports is loaded by the kernel itself
            continue
        names |= dict.fromkeys(name for one in statements for name in _named(one) if _top(name) in KEPT_WARM)
    return list(names)


def _named(statement: ast.AST) -> Iterator[str]:
    match statement:
        case ast.Import(names=names):
            yield from (alias.name for alias in names)
        case ast.ImportFrom(module=str(origin), level=0, names=names):
            yield origin
            yield from (f"{origin}.{alias.name}" for alias in names)  # a module or a name of one


def _top(name: str) -> str:
    return name.partition(".")[0]


def load(names: Collection[str], calls: Collection[Call] = ()) -> None:
    """Import what can be imported, then make the calls; a failure is the notebook's to meet.

    NotSingleThreaded when a thread is left running.
    """
    new = [name for name in names if name not in _tried]
    with _as_in_a_kernel(), _without(NOT_FORKED):
        for name in new:
            _import(name)
        if "matplotlib.pyplot" in new:
            _draw_once()
    _tried.update(new)
    for module, function, *arguments in calls:
        with suppress(Exception):  # the notebook makes the same call, and says what is wrong with it
            getattr(sys.modules[module], function)(*arguments)
    if new:
        gc.collect()
        gc.freeze()  # a collection in a kernel must not write to, and so copy, every page of the parent
    check_threads()


def _import(name: str) -> None:
    try:
        if find_spec(name) is not None:
            importlib.import_module(name)
    except (ImportError, ValueError):  # a name of a module, not a module; or one that is not there
        pass
    except Exception as error:  # noqa: BLE001 — whatever it is, the notebook meets it again at its own import
        print(f"junheng: {name} is not loaded beforehand: {error!r}", file=sys.stderr)


def _draw_once() -> None:
    """What the first figure of a process finds and keeps: fonts, writers of pictures. pyplot does not hear of it."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(1, 1))
    axes = figure.subplots()
    axes.plot([0, 1], label="warm")
    axes.set_title("warm", weight="bold")
    axes.legend()
    FigureCanvasAgg(figure).print_png(io.BytesIO())


@contextmanager
def _as_in_a_kernel() -> Iterator[None]:
    """Some libraries ask while they are imported where they are (pandas chooses its columns so): they are in a kernel."""
    stand_in = SimpleNamespace(kernel=True, config={"IPKernelApp": {}})
    builtins.get_ipython = lambda: stand_in  # type: ignore[attr-defined]
    try:
        yield
    finally:
        del builtins.get_ipython  # type: ignore[attr-defined]


@contextmanager
def _without(modules: Collection[str]) -> Iterator[None]:
    """Libraries that try to import these are told there are none; a kernel can import them all the same."""
    finder = _NoneOf([name for name in modules if name not in sys.modules and find_spec(name)])
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)


class _NoneOf(MetaPathFinder, Loader):
    """Finds some modules and does not load them. `None` in sys.modules would trip whoever looks for a name there."""

    def __init__(self, names: Collection[str]) -> None:
        self.names = frozenset(names)

    def find_spec(self, name: str, path: object = None, target: object = None) -> ModuleSpec | None:
        return ModuleSpec(name, self) if name in self.names else None

    def create_module(self, spec: ModuleSpec) -> None:
        raise ModuleNotFoundError(f"{spec.name} is not loaded before a fork", name=spec.name)

    def exec_module(self, module: object) -> None:
        """Never reached."""


def check_threads() -> None:
    """Only the kernel's own list counts threads that were started in C."""
    threads = [path.read_text().strip() for path in Path("/proc/self/task").glob("*/comm")]
    if len(threads) != 1:
        raise NotSingleThreaded(f"threads beside the parent's own: {', '.join(sorted(threads)[:5])}")


def environment(given: dict[str, str]) -> dict[str, str]:
    """The environment a parent starts in: the asker's, and what keeps libraries from starting threads."""
    own = {"MPLBACKEND": given.get("MPLBACKEND") or INLINE, "PYDEVD_DISABLE_FILE_VALIDATION": "1"}
    without_jupyter = {name: value for name, value in given.items() if name != "JPY_PARENT_PID"}
    return without_jupyter | SINGLE_THREADED | own


def reseed() -> None:
    """Two kernels of one parent must not draw the same numbers: `random` sees to that itself, numpy does not."""
    if "numpy.random" in sys.modules:
        sys.modules["numpy.random"].seed(int.from_bytes(os.urandom(4)))
