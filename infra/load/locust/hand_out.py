"""Hands each vote of a file to one worker, so that it is sent once, however many workers and users there are.

The master, or the only process of a run without workers, reads the file and hands out its votes in portions; a worker
asks for the next portion when it has none left. A run ends by itself when no vote is left.
"""

import logging
import time
import uuid
from collections import deque

import gevent
from gevent.event import Event
from locust import events
from locust.env import Environment
from locust.runners import MasterRunner, WorkerRunner

from key_map import read_key_map
from vote_file import VoteFile, read_votes, with_id

_PORTION = 50
_ASK_AGAIN_S = 10
_REST_S = 0.5
_LAST_FIGURES_S = 2
# Longer than any vote takes: after so long without a message, the workers have stopped.
_GIVE_UP_S = 60
_CHECK_S = 5

_log = logging.getLogger(__name__)


class Stack:
    """The votes of a file that are not handed out yet, and how many of the others have been sent."""

    def __init__(self, votes: list[tuple[int, str]], again: bool) -> None:
        self.total = len(votes)
        self.sent = 0
        self._votes = votes
        self._again = again
        self._next = 0

    def take(self) -> list[tuple[int, str]]:
        """The next portion, each vote with its line; empty if none is left."""
        if self._again:
            portion = [self._votes[(self._next + at) % self.total] for at in range(_PORTION)]
            self._next += len(portion)
            return [(number, with_id(vote, str(uuid.uuid4()))) for number, vote in portion]
        portion = self._votes[self._next : self._next + _PORTION]
        self._next += len(portion)
        return portion

    @property
    def is_over(self) -> bool:
        return not self._again and self.sent >= self.total


class Portion:
    """The votes that this process has received and not sent yet."""

    def __init__(self) -> None:
        self._votes: deque[tuple[int, str]] = deque()
        self._arrived = Event()
        self._is_asking = False
        self._is_last = False
        self._sent = 0
        self._under_way = 0

    def clear(self) -> None:
        self.__init__()

    def put(self, votes: list[tuple[int, str]]) -> None:
        self._votes.extend(votes)
        self._is_asking = False
        self._is_last = not votes
        self._arrived.set()

    def next(self, runner) -> tuple[int, str] | None:
        """The next vote to send, with its line; None if there is none now. Each vote must be followed by `done`."""
        if not self._votes:
            if self._is_last:
                gevent.sleep(_REST_S)
                return None
            if not self._is_asking:
                self._is_asking = True
                self._arrived.clear()
                runner.send_message("votes_wanted", {"worker": runner.client_id})
            if not self._arrived.wait(_ASK_AGAIN_S):
                self._is_asking = False
            if not self._votes:
                return None
        self._under_way += 1
        return self._votes.popleft()

    def done(self, runner) -> None:
        self._under_way -= 1
        self._sent += 1
        if self._under_way == 0 or self._sent >= _PORTION:
            runner.send_message("votes_sent", {"votes": self._sent})
            self._sent = 0


portion = Portion()


@events.init.add_listener
def _listen(environment: Environment, **_) -> None:
    runner = environment.runner
    if runner is None:
        return
    if not isinstance(runner, WorkerRunner):
        _give_out(environment, runner)
    if not isinstance(runner, MasterRunner):
        runner.register_message("votes_given", lambda msg, **_: portion.put(msg.data["votes"]))
        environment.events.test_start.add_listener(lambda **_: portion.clear())


def _read(options) -> VoteFile:
    key_map = read_key_map(options.map) if options.map else {}
    return read_votes(options.votes, key_map, options.encoding or None, options.no_ids)


def _give_out(environment: Environment, runner) -> None:
    stack = Stack([], again=False)
    last_message_at = time.monotonic()

    def start(**_) -> None:
        nonlocal stack
        options = environment.parsed_options
        note_message()
        try:
            file = _read(options)
        except ValueError as error:
            _log.error("%s", error)
            environment.process_exit_code = 1
            end("Nothing is sent")
            return
        for warning in file.warnings:
            _log.warning("%s", warning)
        stack = Stack(file.votes, options.over_and_over)
        _log.info("%s holds %d votes", options.votes, stack.total)
        gevent.spawn(watch, stack)

    def give(msg, **_) -> None:
        note_message()
        worker = msg.data["worker"] if isinstance(runner, MasterRunner) else None
        runner.send_message("votes_given", {"votes": stack.take()}, worker)

    def count_sent(msg, **_) -> None:
        note_message()
        was_over = stack.is_over
        stack.sent += msg.data["votes"]
        if stack.is_over and not was_over:
            end(f"All {stack.total} votes are sent")

    def note_message() -> None:
        nonlocal last_message_at
        last_message_at = time.monotonic()

    def watch(watched: Stack) -> None:
        while stack is watched and not stack.is_over:
            if time.monotonic() - last_message_at > _GIVE_UP_S:
                environment.process_exit_code = 1
                end(
                    f"No worker sends votes anymore: {stack.sent} of {stack.total} are sent. "
                    "Send the file again: every vote counts once"
                )
                return
            gevent.sleep(_CHECK_S)

    def end(reason: str) -> None:
        _log.info(reason)
        # The workers' last figures have yet to arrive.
        gevent.spawn_later(_LAST_FIGURES_S, runner.quit if environment.parsed_options.headless else runner.stop)

    def stop(**_) -> None:
        nonlocal stack
        if not stack.is_over:
            _log.warning("Stopped with %d votes sent, of %d in the file", stack.sent, stack.total)
        stack = Stack([], again=False)

    runner.register_message("votes_wanted", give)
    runner.register_message("votes_sent", count_sent)
    environment.events.test_start.add_listener(start)
    environment.events.test_stop.add_listener(stop)
