from __future__ import annotations

import ast
import re
from pathlib import Path

BLOCKS = re.findall(r"^```python\n(.*?)^```", Path("README.md").read_text(), re.MULTILINE | re.DOTALL)


def test_what_the_page_shows_is_python_and_imports_what_there_is() -> None:
    assert len(BLOCKS) == 6
    for block in BLOCKS:
        compile(block, "README.md", "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
        for line in re.findall(r"^from loopgate.*$", block, re.MULTILINE):
            exec(line)
