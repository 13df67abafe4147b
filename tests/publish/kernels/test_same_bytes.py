"""A forked kernel gives what a kernel started anew gives: figures, tables, warnings, and everything a cell can ask it."""

import pytest
from publish.kernels.running import printed, run

TELLS = [
    # a figure of pyplot, shown and as the last value; a figure pyplot does not know
    "import matplotlib.pyplot as plt\nplt.plot([0, 1], [1, 3])\nplt.title('fig')\nplt.show()",
    "figure, axes = plt.subplots(figsize=(2, 1))\naxes.bar([1, 2], [3, 4])",
    "from matplotlib.figure import Figure\nalone = Figure(figsize=(1, 1))\nalone.subplots().plot([1, 2])\nalone",
    "%matplotlib inline\n_ = plt.plot([2, 1])",
    # what libraries found out about the place they were imported in
    "import pandas as pd\npd.DataFrame([range(30)])",
    "print(pd.get_option('display.max_columns'), plt.get_backend(), pd.DataFrame([range(30)]))",
    # what a cell can ask about its kernel
    "import sys, os\nprint(sys.argv[0].rpartition('/')[2], len(sys.argv) > 2, sys.path[0] == '', __name__)",
    "ip = get_ipython()\nprint(type(ip).__name__, type(ip.kernel).__name__, ip.kernel.comm_manager is not None)",
    "import random, numpy as np\nrandom.seed(3); np.random.seed(3)\nrandom.random(), np.random.random(), In[1][:6], len(Out) > 0",
    "!echo shell",
    "from IPython.display import Markdown, display\ndisplay(Markdown('**bold**'), display_id='one')\nprint(np.arange(4.0) @ np.ones(4))",
    "from multiprocessing import get_context\nwith get_context('fork').Pool(2) as pool:\n    print(pool.map(abs, [-1, -2]))",
    "from concurrent.futures import ThreadPoolExecutor\nwith ThreadPoolExecutor(2) as pool:\n    print(list(pool.map(abs, [-3, -4])))",
]


def in_one_piece(outputs):
    """A cell's outputs with each stream's text joined: on a busy machine any kernel, the stock one too, may send it in two."""
    whole = []
    for output in outputs:
        is_more = output.output_type == "stream" and whole and whole[-1].get("name") == output.name
        if is_more:
            whole[-1] = {**whole[-1], "text": whole[-1]["text"] + output.text}
        else:
            whole.append(dict(output))
    return whole


def outputs_of(executed):
    return [in_one_piece(cell.outputs) for cell in executed.cells], [cell.execution_count for cell in executed.cells]


def test_a_forked_kernel_gives_the_bytes_of_stock_papermill_figures_included():
    forked, stock = run(*TELLS), run(*TELLS, engine=None)
    assert outputs_of(forked) == outputs_of(stock)
    assert forked.metadata.language_info == stock.metadata.language_info
    figures = [cell for cell in forked.cells if any("image/png" in out.get("data", ()) for out in cell.outputs)]
    assert len(figures) == 4


@pytest.mark.slow
def test_figures_of_seaborn_and_statsmodels_models_are_the_same_too():
    cells = [
        "import matplotlib.pyplot as plt\nimport numpy as np\nimport seaborn as sns\nimport statsmodels.api as sm",
        "x = np.linspace(0, 1, 40)\ny = 2 * x + np.sin(9 * x)\nsns.regplot(x=x, y=y, ci=None)\nplt.show()",
        "print(sm.OLS(y, sm.add_constant(x)).fit().summary().as_text()[-800:])",
    ]
    assert outputs_of(run(*cells)) == outputs_of(run(*cells, engine=None))


def test_nothing_of_one_notebook_reaches_the_next():
    run(
        "import matplotlib as mpl, pandas as pd, os, sys",
        "pd.set_option('display.max_rows', 3); mpl.rcParams['font.size'] = 31; os.environ['LEFT'] = 'x'; sys.left = 1",
    )
    after = run(
        "import matplotlib as mpl, pandas as pd, os, sys",
        "print(pd.get_option('display.max_rows'), mpl.rcParams['font.size'], os.environ.get('LEFT'), hasattr(sys, 'left'))",
    )
    assert printed(after) == "60 10.0 None False\n"


def test_what_children_and_descriptors_write_is_heard(monkeypatch):
    """In a test of its own: even a stock kernel sometimes hears such a line a moment late."""
    monkeypatch.delenv("PYTEST_CURRENT_TEST")  # ipykernel leaves descriptors to pytest where it sees this
    ran = run(
        "import os, subprocess\nos.write(1, b'low\\n')\nsubprocess.run(['echo', 'child'], check=True)",
        "import time\ntime.sleep(0.3)",
    )
    assert {"low", "child"} <= {*(printed(ran, 0) + printed(ran, 1)).split()}


def test_two_kernels_of_one_parent_do_not_draw_the_same_random_numbers():
    cell = "import numpy as np, random\nprint(np.random.random(), random.random())"
    first, second = printed(run(cell)).split(), printed(run(cell)).split()
    assert first[0] != second[0]
    assert first[1] != second[1]
