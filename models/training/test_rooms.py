"""The rooms of the training: imports point downwards only, and nothing that is shipped hangs on an experiment."""

import ast
from pathlib import Path

HERE = Path(__file__).parent
#: From the ground up; a module may import from its own room and from those before it.
ROOMS = ("data", "simulate", "network", "measure", "pack", "experiments")


def rooms_of(path: Path) -> set[str]:
    """Rooms that a module imports from by a relative import; its own is left out."""
    own = path.relative_to(HERE).parts[:-1]
    out = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.level:
            base = own[: len(own) - (node.level - 1)]
            out.add((*base, *(node.module or "").split("."))[0])
    return out - set(own[:1])


def test_every_folder_is_a_room():
    assert {path.parent.name for path in HERE.glob("*/*.py")} == set(ROOMS)


def test_imports_point_downwards():
    for path in HERE.glob("*/*.py"):
        own = ROOMS.index(path.parent.name)
        above = [room for room in rooms_of(path) if ROOMS.index(room) >= own]
        assert not above, f"{path.relative_to(HERE)} imports from {above}"


def test_the_whole_training_runs_without_experiments():
    assert "experiments" not in (HERE / "run.py").read_text(encoding="utf-8")
