"""A job in plain Python whose parts do not commute, so that a wrong union shows."""

import json
from dataclasses import dataclass


@dataclass
class Letters:
    """Its result is the word itself, if every block came exactly once and in its place."""

    word: str
    fails_at: int = -1

    @property
    def n_blocks(self):
        return len(self.word)

    def run_blocks(self, a, b, *, threads=None):
        if a <= self.fails_at < b:
            raise ValueError(f"block {self.fails_at} holds no letter")
        return json.dumps({str(k): self.word[k] for k in range(a, b)}).encode()

    def merge(self, one, other):
        one, other = json.loads(one), json.loads(other)
        assert not one.keys() & other.keys()
        return json.dumps(one | other).encode()

    def finish(self, part):
        part = json.loads(part)
        assert len(part) == self.n_blocks
        return "".join(part[str(k)] for k in range(self.n_blocks))
