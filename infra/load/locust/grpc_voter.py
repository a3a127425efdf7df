"""Votes over gRPC, one per call."""

import time

import grpc
import grpc.experimental.gevent
from locust import User, constant, task

from failures import name_line, why_call_failed
from hand_out import portion
from message import message_fields
from vote_pb2 import Vote
from vote_pb2_grpc import VoteIngestStub

_TIMEOUT_S = 15

# Without it a call would block every user of the process.
grpc.experimental.gevent.init_gevent()


class GrpcVoter(User):
    """Casts votes with `CastVote`, at `--grpc-host` if it is given, else at its host, `host:port`."""

    host = "127.0.0.1:4802"
    wait_time = constant(0)

    def on_start(self) -> None:
        self._address = self.environment.parsed_options.grpc_host or self.host or ""
        if "://" in self._address:
            raise ValueError(f"{self._address} is not a gRPC address: name the gRPC server with --grpc-host HOST:PORT")
        self._channel = grpc.insecure_channel(self._address)
        self._cast_vote = VoteIngestStub(self._channel).CastVote

    def on_stop(self) -> None:
        self._channel.close()

    @task
    def vote(self) -> None:
        runner = self.environment.runner
        vote = portion.next(runner)
        if vote is None:
            return
        number, text = vote
        try:
            fault = self._cast(text)
        finally:
            portion.done(runner)
        if fault:
            name_line(number, str(fault))

    def _cast(self, text: str) -> Exception | None:
        """Why the vote is not accepted; None if it is."""
        fault: Exception | None = None
        length = 0
        started = time.perf_counter()
        try:
            length = self._cast_vote(Vote(**message_fields(text)), timeout=_TIMEOUT_S).ByteSize()
        except grpc.RpcError as error:
            fault = RuntimeError(why_call_failed(self._address, error.code().name, error.details() or ""))
        except ValueError as error:
            fault = error
        self.environment.events.request.fire(
            request_type="gRPC",
            name="CastVote",
            response_time=(time.perf_counter() - started) * 1000,
            response_length=length,
            exception=fault,
            context={},
        )
        return fault
