"""What the tests of several folders share."""

from pathlib import Path

import pytest
from models.training.simulate.cache import write_shard


@pytest.fixture(scope="session")
def scenes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one shard of simulated scenes, not to be changed: it takes many seconds to make."""
    folder = tmp_path_factory.mktemp("scenes")
    write_shard(folder, 5, 0)
    return folder
