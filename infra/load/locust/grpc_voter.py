"""Votes over gRPC, one per call."""

import time

import grpc
import grpc.experimental.gevent
from locust import User, constant, task

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
        address = self.environment.parsed_options.grpc_host or self.host or ""
        if "://" in address:
            raise ValueError(f"{address} is not a gRPC address: name the gRPC server with --grpc-host HOST:PORT")
        self._channel = grpc.insecure_channel(address)
        self._cast_vote = VoteIngestStub(self._channel).CastVote

    def on_stop(self) -> None:
        self._channel.close()

    @task
    def vote(self) -> None:
        runner = self.environment.runner
        text = portion.next(runner)
        if text is None:
            return
        try:
            self._cast(text)
        finally:
            portion.done(runner)

    def _cast(self, text: str) -> None:
        fault = None
        length = 0
        started = time.perf_counter()
        try:
            length = self._cast_vote(Vote(**message_fields(text)), timeout=_TIMEOUT_S).ByteSize()
        except grpc.RpcError as error:
            # Locust groups failures by their text, and the details differ with each vote.
            fault = RuntimeError(error.code().name)
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
